#!/usr/bin/env python3
"""Every check, stage by stage, each with the time that it took beside the time that it may take."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import affected
import rust_tests
from cargo import Artifact
from console import Failure, Step, duration, say
from project import LOCAL, ROOT, TOOLS, tool_environment

LOGS = LOCAL.path / "checks"


@dataclass
class Run:
    """What the stages of one run hand on."""

    since: str = ""
    tests: list[Artifact] = field(default_factory=list)
    outcomes: list[rust_tests.Outcome] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """A part of the checks. The budget is for a clean clone on 2 cores with nothing compiled, in seconds."""

    name: str
    what: str
    budget: int
    work: Callable[[Run, Step], None]


def commands(*lines: Sequence[str], **variables: str) -> Callable[[Run, Step], None]:
    """A stage that runs commands, with the project's tools first in PATH."""

    def work(_: Run, step: Step) -> None:
        for line in lines:
            step.run(line, {**tool_environment(), **variables}, ROOT)

    return work


def test_programs(run: Run, step: Step) -> None:
    run.tests = rust_tests.compile_all(step)


def all_tests(run: Run, step: Step) -> None:
    run.outcomes = rust_tests.run(run.tests, step, LOGS / "tests")
    step.note = rust_tests.summary(run.outcomes)


def affected_tests(run: Run, step: Step) -> None:
    packages = affected.packages(step, run.since)
    tests = [it for it in rust_tests.compile_all(step) if it.directory in packages and not rust_tests.is_slow(it)]
    run.outcomes = rust_tests.run(tests, step, LOGS / "tests")
    step.note = f"{rust_tests.summary(run.outcomes)}, in {len(packages)} packages"


PYTHON = str(TOOLS / "python")
STACK = (PYTHON, "infra/local/stack.py")
CLIPPY = ("cargo", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings")
INSTALL = Stage("tools", "Python tools, credential verifiers", 60, commands(("make", "tools")))
FORMAT = Stage("format", "`cargo fmt --check`", 5, commands(("cargo", "fmt", "--all", "--check")))
TEMPLATES = Stage(
    "templates",
    "cfn-lint for every region, `sam validate --lint`, template rules, documentation checks",
    60,
    commands(
        (PYTHON, "infra/regions.py"),
        ("sam", "validate", "--lint"),
        (PYTHON, "-m", "unittest", "discover", "--start-directory", "infra/tests"),
        PYTHONPATH=f"{ROOT / 'infra' / 'local'}:{ROOT / 'infra'}",
    ),
)
BUILD = Stage("build", "functions and CLI, packaged", 390, commands((*STACK, "build", "--floors")))
TEST_PROGRAMS = Stage("test programs", "compile all tests", 180, test_programs)
TESTS = Stage("tests", "unit, property and snapshot tests, payloads, faults, end-to-end stories", 480, all_tests)
LINT = Stage("lint", "clippy, warnings are errors", 240, commands(CLIPPY))
RUSTDOC = Stage(
    "rustdoc",
    "API documentation of all libraries, warnings are errors",
    90,
    # Not of chosen packages: those have other features, and cargo would check their libraries anew.
    commands(("cargo", "doc", "--workspace", "--no-deps", "--lib"), RUSTDOCFLAGS="-D warnings"),
)
AFFECTED = Stage("affected tests", "unit and property tests of changed crates and their dependents", 60, affected_tests)

# What breaks soonest comes first.
TEST = (INSTALL, FORMAT, TEMPLATES, BUILD, LINT, RUSTDOC, TEST_PROGRAMS, TESTS)
CHECK = (FORMAT, LINT, AFFECTED)
SETS = {
    "test": TEST,
    "check": CHECK,
    "lint": (FORMAT, LINT, RUSTDOC, TEMPLATES),
    "templates": (TEMPLATES,),
}


def table() -> str:
    """The stages of `make test`, for CONTRIBUTING.md."""
    rows = [f"| {it.name} | {it.what} | {duration(it.budget)} |" for it in TEST]
    total = f"| **all** | | **{duration(sum(it.budget for it in TEST))}** |"
    return "\n".join(["| stage | what | budget |", "|---|---|--:|", *rows, total])


def run_stages(stages: Sequence[Stage], run: Run) -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    took: list[tuple[Stage, float]] = []
    try:
        for stage in stages:
            started = time.monotonic()
            try:
                with Step(f"{stage.name}: {stage.what}", LOGS / f"{stage.name.replace(' ', '-')}.log") as step:
                    stage.work(run, step)
                rust_tests.check(run.outcomes)
            finally:
                took.append((stage, time.monotonic() - started))
    finally:
        show(took)


def show(took: Sequence[tuple[Stage, float]]) -> None:
    say("\nstage             took    budget")
    for stage, seconds in took:
        mark = "  over" if seconds > stage.budget else ""
        say(f"{stage.name:<15} {duration(seconds):>6}  {duration(stage.budget):>8}{mark}")
    total, budget = (sum(times) for times in zip(*((seconds, stage.budget) for stage, seconds in took), strict=True))
    say(f"{'all':<15} {duration(total):>6}  {duration(budget):>8}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stages", choices=SETS)
    parser.add_argument("--since", default="HEAD", help="base that `check` compares the work tree with (default HEAD)")
    options = parser.parse_args()
    run = Run(options.since)
    try:
        run_stages(SETS[options.stages], run)
    except Failure as failure:
        print(f"✘ {failure}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130
    if run.outcomes:
        for test in rust_tests.skipped(run.outcomes):
            say(f"– not run: {test}")
        say(rust_tests.summary(run.outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
