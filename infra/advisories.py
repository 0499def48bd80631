#!/usr/bin/env python3
"""Checks the dependencies against a clone of the RustSec advisory database, with cargo-deny and `deny.toml`.

Without the one or the other nothing is known of the dependencies: it says so, and fails.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from licences import metadata

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / "deny.toml"
# How cargo-deny names the clone of the database in the folder `db-path`.
CLONE = "advisory-db-3157b0e258782691"
NOT_CHECKED = 3


def missing(database: str) -> str | None:
    """What there is no checking without."""
    if not database:
        return "ADVISORY_DB does not say where a clone of the advisory database is"
    if not (Path(database) / "crates").is_dir():
        return f"{database} is no clone of the advisory database"
    if shutil.which("cargo-deny") is None:
        return "cargo-deny is not installed (cargo install --locked cargo-deny; takes some minutes)"
    return None


def check(database: Path) -> int:
    """Runs cargo-deny on this database, and returns its status."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / CLONE).symlink_to(database.resolve(), target_is_directory=True)
        config = Path(folder) / "deny.toml"
        config.write_text(CONFIG.read_text().replace("[advisories]\n", f'[advisories]\ndb-path = "{folder}"\n'))
        packages = Path(folder) / "metadata.json"
        packages.write_text(metadata())
        # Offline: it takes the database as it is.
        command = ["cargo", "deny", "--offline", "--config", str(config), "--metadata-path", str(packages)]
        return subprocess.run([*command, "check", "--hide-inclusion-graph"], cwd=ROOT).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", nargs="?", default="", help="a clone of the RustSec advisory database")
    options = parser.parse_args()
    if reason := missing(options.database):
        print(f"✘ advisories are not checked: {reason}", file=sys.stderr)
        return NOT_CHECKED
    return check(Path(options.database))


if __name__ == "__main__":
    sys.exit(main())
