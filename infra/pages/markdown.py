"""Markdown: tables; and documents and templates with generated blocks between markers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# In Markdown, and as comments of YAML.
BLOCK = re.compile(r"((?:<!--|#) generated: (\w+)(?: -->)?\n).*?( *(?:<!-- end -->|# end\n))", re.DOTALL)


class Mismatch(Exception):
    """A document and its sources do not fit together."""


def cell(text: str) -> str:
    """A text as Markdown shows it in a table."""
    return re.sub(r"([|<])", r"\\\1", text)


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    first, *others = (f"| {' | '.join(line)} |" for line in (list(header), *rows))
    rule = "|---" * (first.count("|") - 1) + "|"
    return "\n".join((first, rule, *others))


def rows(text: str, first: str) -> list[list[str]]:
    """The cells of the table whose first column is called this; none without such a table."""
    _, found, after = text.partition(f"| {first} |")
    lines = after.split("\n\n")[0].splitlines()[2:] if found else []
    return [[it.strip() for it in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in lines]


def written(document: str, blocks: Mapping[str, str]) -> str:
    """The document with these texts between its markers."""
    marked = [match[2] for match in BLOCK.finditer(document)]
    if sorted(marked) != sorted(blocks):
        raise Mismatch(f"the document has to have each of {sorted(blocks)} once, not {sorted(marked)}")
    return BLOCK.sub(lambda it: f"{it[1]}{_spaced(blocks[it[2]], it[1])}{it[3]}", document)


def _spaced(text: str, marker: str) -> str:
    return f"\n{text}\n\n" if marker.startswith("<!--") else f"{text}\n"
