"""The table of docs/payloads.md: what the READMEs in `events/` say of the payloads, and their answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pages.markdown import Mismatch, cell, rows, table

ANSWER = ".expected.json"
# A longer answer is in its file only.
MOST_CHARACTERS = 60


def of(folder: Path) -> list[str]:
    """The payloads in the folder of a function, by name."""
    return sorted(path.name.removesuffix(ANSWER) for path in folder.glob(f"*{ANSWER}"))


def invocations(events: Path, functions: Iterable[str]) -> str:
    found = (row for function in functions for row in _of_function(events / function))
    return table(("payload", "shows", "response"), found)


def _of_function(folder: Path) -> Iterator[tuple[str, str, str]]:
    readme = folder / "README.md"
    listed = rows(readme.read_text(encoding="utf-8"), "payload") if readme.exists() else []
    if [name for name, _ in listed] != [f"`{name}`" for name in of(folder)]:
        raise Mismatch(f"{readme} has to list each of {of(folder)} once, in this order")
    for name, shows in listed:
        case = name.strip("`")
        payload, answer = (json.loads((folder / f"{case}{it}").read_text(encoding="utf-8")) for it in (".json", ANSWER))
        yield f"`{folder.name}/{case}`", shows, response(payload, answer)


def response(payload: dict[str, Any], answer: dict[str, Any]) -> str:
    """The answer in a few words."""
    if "batchItemFailures" in answer:
        failed = len(answer["batchItemFailures"])
        return f"{failed} of {len(payload['Records'])} fail" if failed else "no failures"
    if "statusCode" not in answer:
        return _short(json.dumps(answer))
    return f"{answer['statusCode']} {_short(answer.get('body') or '')}".strip()


def _short(text: str) -> str:
    return f"`{cell(text)}`" if 0 < len(text) <= MOST_CHARACTERS and "\n" not in text else ""
