"""The test programs of the workspace, as many at a time as there are cores.

`cargo test` runs one after the other, and the end of each leaves all cores but one idle.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import cargo
from cargo import Artifact
from console import Failure, Step, duration, say, tail
from project import LOCAL, tool_environment

IGNORED = re.compile(r"^test (.+?) +\.\.\. ignored(?:, (.+))?$", re.MULTILINE)
RESULT = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored", re.MULTILINE)
# What waits for an emulator begins first, beside what computes.
SLOW = ("tests/e2e", "tests/faults", "bench")
LINES_OF_A_FAILURE = 120


@dataclass(frozen=True)
class Outcome:
    """What one program has said."""

    test: Artifact
    passed: int
    failed: int
    ignored: int
    seconds: float
    log: Path

    @property
    def is_ok(self) -> bool:
        return self.failed == 0


def compile_all(step: Step) -> list[Artifact]:
    """All programs in one go: with another set of packages cargo would choose other features of what they share, and
    compile it once more."""
    made = cargo.run(step, "test", "--workspace", "--no-run")
    if LOCAL.libraries.exists():
        twice = cargo.compiled_otherwise(json.loads(LOCAL.libraries.read_text()), cargo.libraries(made))
        if twice:
            raise Failure(f"{', '.join(twice)} compiled twice, with different features for functions and tests: see tests/features/Cargo.toml")
    return [it for it in made if it.is_test and it.executable]


def run(tests: Iterable[Artifact], step: Step, logs: Path) -> list[Outcome]:
    """Runs them, several at a time."""
    logs.mkdir(parents=True, exist_ok=True)
    outcomes = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = [pool.submit(_run_one, it, logs) for it in sorted(tests, key=_begins)]
        for future in as_completed(running):
            outcome = future.result()
            outcomes.append(outcome)
            step.report(f"{len(outcomes)} of {len(running)}: {_name(outcome.test)} {duration(outcome.seconds)}")
    return outcomes


def summary(outcomes: list[Outcome]) -> str:
    """In the form that `cargo test` ends with."""
    passed, failed, ignored = (sum(getattr(it, key) for it in outcomes) for key in ("passed", "failed", "ignored"))
    return f"{passed} passed, {failed} failed, {ignored} skipped"


def skipped(outcomes: list[Outcome]) -> list[str]:
    """The tests that did not run, each with its reason as far as it says one."""
    found = (it for outcome in outcomes for it in IGNORED.findall(outcome.log.read_text(errors="replace")))
    return [f"{name}: {reason}" if reason else name for name, reason in found]


def check(outcomes: list[Outcome]) -> None:
    """Shows what failed."""
    for outcome in (it for it in outcomes if not it.is_ok):
        say(f"\n── {_name(outcome.test)} ({outcome.log})\n{tail(outcome.log, LINES_OF_A_FAILURE)}")
    if any(not it.is_ok for it in outcomes):
        say(summary(outcomes))
        raise Failure("tests failed: " + ", ".join(_name(it.test) for it in outcomes if not it.is_ok))


def _run_one(test: Artifact, logs: Path) -> Outcome:
    log = logs / f"{_name(test).replace('/', '-').replace(' ', '-')}.log"
    started = time.monotonic()
    with log.open("w") as file:
        # As cargo does: in the package's directory.
        code = subprocess.run(
            [str(test.executable)],
            env={**tool_environment(), "CARGO_MANIFEST_DIR": str(test.directory)},
            cwd=test.directory,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        ).returncode
    found = [tuple(map(int, it)) for it in RESULT.findall(log.read_text(errors="replace"))]
    passed, failed, ignored = found[-1] if found else (0, 0, 0)
    # One that dies says nothing of its tests.
    failed = max(failed, int(code != 0))
    return Outcome(test, passed, failed, ignored, time.monotonic() - started, log)


def is_slow(test: Artifact) -> bool:
    """Whether it deploys a stack, or runs functions as processes."""
    return _name(test).startswith(SLOW)


def _begins(test: Artifact) -> tuple[int, str]:
    name = _name(test)
    return next((place for place, folder in enumerate(SLOW) if name.startswith(folder)), len(SLOW)), name


def _name(test: Artifact) -> str:
    folder = os.path.relpath(test.directory, cargo.ROOT)
    return f"{folder} {test.target}"
