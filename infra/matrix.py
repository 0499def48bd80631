#!/usr/bin/env python3
"""Counts the faults that the tests inject into each function, in memory: `python infra/matrix.py` shows them.

The counts are what the tests themselves assert (`it_ends_the_same_whatever_call_fails`)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEST = "it_ends_the_same_whatever_call_fails"
COUNT = re.compile(r'matrix\(&\w+\)\.await, @"(\d+) calls, (\d+) faults"')
# What email and sms do is the courier's, with a provider each.
SHARED = {"email": "shared/notification", "sms": "shared/notification"}


def counts(function: str) -> list[tuple[int, int]]:
    """Calls and faults of each story of a function."""
    folder = ROOT / SHARED.get(function, f"functions/{function}")
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("**/*.rs")))
    return [(int(calls), int(faults)) for text in texts if TEST in text for calls, faults in COUNT.findall(text)]


def functions() -> list[str]:
    return sorted(path.name for path in (ROOT / "functions").iterdir() if (path / "Cargo.toml").exists())


def main() -> int:
    stories = {(SHARED.get(name, name), story) for name in functions() for story in enumerate(counts(name))}
    for name in functions():
        for calls, faults in counts(name):
            print(f"{name:<22}{calls:>5} calls{faults:>6} faults")
    print(f"{'all':<22}{sum(it[1][1][0] for it in stories):>5} calls{sum(it[1][1][1] for it in stories):>6} faults")
    return 0


if __name__ == "__main__":
    sys.exit(main())
