"""What docs/threat-model.md names exists: no file, resource or test of a threat may go unnoticed."""

from __future__ import annotations

import re
import unittest
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".venv", ".git", ".aws-sam", ".local", "target", "corpus"}
RUST_TEST = re.compile(r"#\[(?:tokio::)?test[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*(?:async )?fn (\w+)")
PYTHON_TEST = re.compile(r"def (test_\w+)\(")
NAMED = re.compile(r"`([^`]+)`")
COLUMNS = ["threat", "mitigation", "files", "tests", "accepted risk"]


def sources(folder: Path = ROOT) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in SKIPPED and not path.is_symlink():
            yield from sources(path)
        elif path.suffix in {".rs", ".py"}:
            yield path


def tests() -> set[str]:
    patterns = {".rs": RUST_TEST, ".py": PYTHON_TEST}
    return {name for path in sources() for name in patterns[path.suffix].findall(path.read_text())}


def threats() -> list[dict[str, str]]:
    lines = (ROOT / "docs/threat-model.md").read_text().split("## Threats")[1].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert rows[0] == COLUMNS, rows[0]
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[2:]]


class ThreatModel(unittest.TestCase):
    def test_every_threat_names_files_and_proofs_that_exist(self) -> None:
        known = tests()
        for threat in threats():
            files, proofs = NAMED.findall(threat["files"]), NAMED.findall(threat["tests"])
            with self.subTest(threat["threat"]):
                self.assertTrue(files and proofs and threat["accepted risk"])
                self.assertEqual([], [name for name in proofs if name not in known])
                self.assertEqual([], [name for name in files if not self.exists(name)])

    def test_every_kind_of_threat_is_considered(self) -> None:
        letters = {threat["threat"][2] for threat in threats()}
        self.assertEqual(set("STRIDE"), letters)

    def test_every_dependency_is_locked(self) -> None:
        packages = (ROOT / "Cargo.lock").read_text().split("[[package]]")[1:]
        from_outside = [package for package in packages if "source = " in package]
        self.assertGreater(len(from_outside), 100)
        self.assertEqual([], [package for package in from_outside if "checksum = " not in package])
        lines = (ROOT / "requirements.txt").read_text().splitlines()
        wanted = [line for line in lines if line and not line.startswith(("#", " ", "-"))]
        self.assertEqual([], [line for line in wanted if "==" not in line])

    @staticmethod
    def exists(name: str) -> bool:
        """Whether there is such a file and, after a `#`, such a resource in it."""
        path, _, resource = name.partition("#")
        file = ROOT / path
        return file.is_file() and (not resource or f"\n  {resource}:\n" in file.read_text())


if __name__ == "__main__":
    unittest.main()
