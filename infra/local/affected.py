"""Which packages a change may break: those with a changed file, and all that depend on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from console import Step
from project import ROOT, tool_environment

# What all packages are built by.
COMMON = ("Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "clippy.toml", ".cargo/config.toml")


def packages(step: Step, since: str) -> set[Path]:
    """The directories of the packages that differ from a commit, and of those that depend on them."""
    files = [*_lines(step, "diff", "--name-only", since), *_lines(step, "ls-files", "--others", "--exclude-standard")]
    command = ["cargo", "metadata", "--no-deps", "--format-version", "1"]
    return closure(json.loads(step.output(command, tool_environment(), ROOT))["packages"], files)


def closure(members: list[dict[str, Any]], files: list[str]) -> set[Path]:
    """The same, of the workspace's members as cargo describes them and these changed files."""
    directories = {Path(it["manifest_path"]).parent: it for it in members}
    if any(file in COMMON for file in files):
        return set(directories)
    found = {folder for folder in directories for file in files if (ROOT / file).is_relative_to(folder)}
    while True:
        depending = {
            folder
            for folder, it in directories.items()
            if any(Path(needed["path"]) in found for needed in it["dependencies"] if needed.get("path"))
        }
        if depending <= found:
            return found
        found |= depending


def _lines(step: Step, *arguments: str) -> list[str]:
    return step.output(["git", *arguments], tool_environment(), ROOT).splitlines()
