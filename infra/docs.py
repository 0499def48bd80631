#!/usr/bin/env python3
"""Writes the generated parts of documents and of templates for operators, from the template, the READMEs of the
functions and the payloads; with --check, fails if they are out of date. `make docs` runs it."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "infra" / "local"))

from expand import expand  # noqa: E402
from pages import alarm_lists, configuration, dashboard_lists, data, functions, payloads, queries  # noqa: E402
from pages.markdown import written  # noqa: E402

TEMPLATE = ROOT / "template.yaml"
# Their lists follow from all other resources.
WATCHING = ("Alarms", "Dashboard", "Queries")


def lists() -> dict[Path, dict[str, str]]:
    """The generated blocks of the templates that watch the others."""
    stack = expand(without=WATCHING)
    return {
        ROOT / "infra" / "alarms.yaml": alarm_lists.blocks(stack),
        ROOT / "infra" / "dashboard.yaml": dashboard_lists.blocks(stack),
        ROOT / "infra" / "queries.yaml": queries.blocks(stack, functions.readmes(ROOT / "functions")),
    }


def pages(template: dict[str, Any] | None = None) -> dict[Path, dict[str, str]]:
    """The generated blocks of each document."""
    template = template or yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    stack = expand()
    readmes = functions.readmes(ROOT / "functions")
    return {
        ROOT / "docs" / "configuration.md": {
            "parameters": configuration.parameters(template),
            "outputs": configuration.outputs(template),
        },
        ROOT / "docs" / "functions.md": functions.blocks(stack, readmes),
        ROOT / "docs" / "operations.md": data.blocks(stack, readmes),
        ROOT / "docs" / "payloads.md": {"invocations": payloads.invocations(ROOT / "events", functions.named(stack))},
    }


def difference(document: str, blocks: Mapping[str, str]) -> Iterator[str]:
    old, new = document.splitlines(), written(document, blocks).splitlines()
    return difflib.unified_diff(old, new, "written", "generated", lineterm="")


def main() -> int:
    for blocks_of in (lists, pages):
        generated = blocks_of()
        documents = {path: path.read_text(encoding="utf-8") for path in generated}
        if "--check" not in sys.argv[1:]:
            for path, blocks in generated.items():
                path.write_text(written(documents[path], blocks), encoding="utf-8")
        elif lines := [line for path, blocks in generated.items() for line in difference(documents[path], blocks)]:
            print("\n".join([*lines, "run: make docs"]))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
