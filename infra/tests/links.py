"""Links and headings of Markdown documents, as GitHub reads them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FENCE = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
ELSEWHERE = ("http://", "https://", "mailto:")


def prose(text: str) -> str:
    """A document without its blocks of code."""
    return FENCE.sub("", text)


def links(text: str) -> Iterator[str]:
    """Targets of links and pictures that are in this repository."""
    for target in LINK.findall(CODE.sub("", prose(text))):
        if not target.startswith(ELSEWHERE):
            yield target


def slug(heading: str) -> str:
    """The anchor of a heading: letters, digits, `_` and `-`; spaces become hyphens."""
    shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")


def anchors(text: str) -> set[str]:
    """The anchors of all headings; a repeated one gets a number."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in HEADING.findall(prose(text)):
        name = slug(heading)
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return found


@cache
def _anchors_of(path: Path) -> set[str]:
    return anchors(path.read_text(encoding="utf-8")) if path.suffix == ".md" else set()


def broken(document: Path, text: str) -> list[str]:
    """Links of a document that lead to no file or heading."""
    wrong = []
    for link in links(text):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists():
            wrong.append(link)
        elif anchor and anchor not in (anchors(text) if target == document else _anchors_of(target)):
            wrong.append(link)
    return wrong
