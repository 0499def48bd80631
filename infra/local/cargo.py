"""Cargo, and what it says it has made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from console import Step
from project import ROOT, tool_environment


@dataclass(frozen=True)
class Artifact:
    """A library or program that cargo has made, or has found up to date."""

    package: str
    # Of the package's manifest.
    directory: Path
    target: str
    executable: Path | None
    is_test: bool
    files: tuple[Path, ...]

    @property
    def is_ours(self) -> bool:
        return self.directory.is_relative_to(ROOT)


def run(step: Step, *arguments: str) -> list[Artifact]:
    """Runs a cargo command that builds; its words go to the step's log."""
    command = ["cargo", *arguments, "--message-format=json-render-diagnostics"]
    messages = (json.loads(line) for line in step.output(command, tool_environment(), ROOT).splitlines())
    return [_artifact(message) for message in messages if message["reason"] == "compiler-artifact"]


def executables(artifacts: list[Artifact]) -> dict[str, Path]:
    """The programs by name."""
    return {it.target: it.executable for it in artifacts if it.executable and not it.is_test}


def libraries(artifacts: list[Artifact]) -> dict[str, list[str]]:
    """The files of the libraries of others, by package."""
    found: dict[str, list[str]] = {}
    for it in artifacts:
        if not it.is_ours and not it.executable:
            found.setdefault(it.package, []).extend(map(str, it.files))
    return found


def compiled_otherwise(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """The packages of which two builds use other files: they were compiled twice."""
    return sorted(package for package in one.keys() & other.keys() if set(one[package]) != set(other[package]))


def _artifact(message: dict[str, object]) -> Artifact:
    target, profile, executable, files = (message[key] for key in ("target", "profile", "executable", "filenames"))
    assert isinstance(target, dict) and isinstance(profile, dict) and isinstance(files, list)
    return Artifact(
        package=str(message["package_id"]),
        directory=Path(str(message["manifest_path"])).parent,
        target=target["name"],
        executable=Path(str(executable)) if executable else None,
        is_test=profile["test"],
        files=tuple(map(Path, files)),
    )
