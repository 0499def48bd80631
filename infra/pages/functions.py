"""docs/functions.md: what the template gives each function, and what its README says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from model import Stack
from pages import alarms
from pages.markdown import Mismatch, cell, table
from pages.sources import shown, sources

HEADING = re.compile(r"^#", re.MULTILINE)


def readmes(folder: Path) -> dict[str, str]:
    """The README of each function."""
    found = {path.parent.name: path.parent / "README.md" for path in sorted(folder.glob("*/Cargo.toml"))}
    if missing := [str(path.relative_to(folder.parent)) for path in found.values() if not path.exists()]:
        raise Mismatch(f"missing: {', '.join(missing)}")
    return {name: path.read_text(encoding="utf-8") for name, path in found.items()}


def named(stack: Stack) -> dict[str, str]:
    """The resources of the functions by the functions' names, in the order of the template."""
    of_functions = ((name, it) for name, it in stack.resources.items() if it["Type"] == "AWS::Lambda::Function")
    return {it["Metadata"]["BuildProperties"]["Binary"]: name for name, it in of_functions}


def blocks(stack: Stack, texts: Mapping[str, str]) -> dict[str, str]:
    """The generated parts of the page: a list, and a section for each function."""
    functions = named(stack)
    described = ((f"[`{it}`](#{it})", _description(stack, name)) for it, name in functions.items())
    sections = (_section(stack, it, name, texts[it]) for it, name in functions.items())
    return {"list": table(("function", "does"), described), "functions": "\n\n".join(sections)}


def _description(stack: Stack, function: str) -> str:
    return cell(stack.resources[function]["Properties"]["Description"])


def _section(stack: Stack, name: str, function: str, readme: str) -> str:
    heading, _, text = readme.strip().partition("\n\n")
    if heading != f"# {name}":
        raise Mismatch(f"the README of {name} begins with {heading}")
    paragraph, rule, details = moved(text).partition("\n## ")
    parts = [f"## {name}", paragraph.strip(), table(("", ""), _rows(stack, function))]
    return "\n\n".join([*parts, HEADING.sub("##", f"{rule}{details}".strip())]).strip()


def moved(text: str) -> str:
    """The text with links that lead to the same from docs/ as from the folder of a function."""
    return text.replace("](../../docs/", "](").replace("](../../", "](../")


def _rows(stack: Stack, function: str) -> Iterator[tuple[str, str]]:
    properties = stack.resources[function]["Properties"]
    invoked = sources(stack, function)
    yield from invoked.rows
    yield "memory, timeout", f"{properties['MemorySize']} MB, {properties['Timeout']} s"
    group = stack.resources[stack.named_in(properties["LoggingConfig"]["LogGroup"]) or ""]["Properties"]
    yield "log group", shown(group["LogGroupName"])
    for alarm in alarms.alarms(stack, function, invoked):
        description = stack.resources[alarm]["Properties"]["AlarmDescription"]
        yield f"alarm {alarms.shown(alarm)}", cell(description)
