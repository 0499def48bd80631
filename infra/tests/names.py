"""Names of log messages and metrics: in the source, and in the tables that list them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import bounds
from pages.markdown import rows

# A macro of `tracing`; its message stands last. Or a line that is written with metrics.
LINE = re.compile(r'tracing::(\w+)!\([^;]*?"([a-z_.]+)"\s*\)|\.entry\([^;]*?"([a-z_.]+)"\s*\)')
# Any text in a function that looks like one: some are passed on as values.
DOTTED = re.compile(r'"([a-z_]+(?:\.[a-z_]+)+)"')
FILE_TYPES = (".html", ".json", ".toml", ".png", ".pdf")
METRIC = re.compile(r'\.(?:count|duration|longest|bytes)\(\s*"(\w+)"')
METRICS = re.compile(r"(?:fn counts\(|const ALL: )[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*?)??(?:=|\{)\s*&?\[([^\]]*)\]")
QUOTED = re.compile(r'"(\w+)"')
NAME = re.compile(r"`([\w.]+)`")


def sources(folder: Path) -> list[str]:
    """The texts of the crates below a folder, without their tests."""
    paths = sorted(folder.glob("**/src/**/*.rs"))
    texts = {path: path.read_text(encoding="utf-8") for path in paths if not bounds.is_test(path)}
    tests = {test for path, text in texts.items() for test in bounds.test_modules(path, text)}
    return [bounds.TESTS.sub("", text) for path, text in texts.items() if not bounds.is_below(path, tests)]


def levels(texts: Iterable[str]) -> dict[str, set[str]]:
    """Log messages of any source, with their levels where a macro says it."""
    found: dict[str, set[str]] = {}
    for macro, logged, written in (match for text in texts for match in LINE.findall(text)):
        found.setdefault(logged or written, set()).update({macro.upper()} - {""})
    return found


def messages(texts: Iterable[str]) -> set[str]:
    """Log messages of a function, also those that reach the log as a value."""
    return {name for text in texts for name in DOTTED.findall(text) if not name.endswith(FILE_TYPES)}


def metrics(texts: Iterable[str]) -> set[str]:
    found = set()
    for text in texts:
        found |= set(METRIC.findall(text))
        found |= {name for names in METRICS.findall(text) for name in QUOTED.findall(names)}
    return found


def listed(document: str, column: str) -> dict[str, str]:
    """The names in the column of a document's table, with the second cell of their row."""
    return {name: row[1] for row in rows(document, column) for name in NAME.findall(row[0])}
