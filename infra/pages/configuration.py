#!/usr/bin/env python3
"""Writes the tables of docs/configuration.md from template.yaml; with --check, fails if they are out of date."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "template.yaml"
DOCUMENT = ROOT / "docs" / "configuration.md"
BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
# Names of parameters and outputs in a description; a name of one word, such as Architecture, may be just a word.
NAME = re.compile(r"\b(?:[A-Z][a-z]+){2,}\b")

Template = dict[str, Any]


class Mismatch(Exception):
    """The document and the template do not fit together."""


def cell(text: str) -> str:
    """A text as Markdown shows it in a table."""
    return re.sub(r"([|<])", r"\\\1", text)


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    first, *others = (f"| {' | '.join(line)} |" for line in (list(header), *rows))
    rule = "|---" * (first.count("|") - 1) + "|"
    return "\n".join((first, rule, *others))


def description(template: Template, text: str) -> str:
    known = {*template["Parameters"], *template["Outputs"]}
    return NAME.sub(lambda it: f"`{it[0]}`" if it[0] in known else it[0], cell(text))


def default(value: Any) -> str:
    return "empty" if value == "" else f"`{value}`"


def allowed(parameter: Template) -> str:
    """What a parameter may be, in words."""
    if values := parameter.get("AllowedValues"):
        return ", ".join(f"`{value}`" for value in values)
    if constraint := parameter.get("ConstraintDescription"):
        return cell(constraint)
    for least, most, unit in (("MinValue", "MaxValue", ""), ("MinLength", "MaxLength", " characters")):
        if least in parameter and most in parameter:
            return f"{parameter[least]} to {parameter[most]}{unit}"
        if least in parameter:
            return f"at least {parameter[least]}{unit}"
    return ""


def parameters(template: Template) -> str:
    """A table for each group that the console shows."""
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [name for group in groups for name in group["Parameters"]]
    if sorted(grouped) != sorted(template["Parameters"]):
        raise Mismatch(f"not in exactly one group: {sorted({*grouped} ^ {*template['Parameters']})}")
    return "\n\n".join(f"### {it['Label']['default']}\n\n{_parameters_of(template, it['Parameters'])}" for it in groups)


def _parameters_of(template: Template, names: Iterable[str]) -> str:
    known = {name: template["Parameters"][name] for name in names}
    return table(
        ("parameter", "default", "allowed", "meaning"),
        (
            (f"`{name}`", default(it["Default"]), allowed(it), description(template, it["Description"]))
            for name, it in known.items()
        ),
    )


def outputs(template: Template) -> str:
    rows = ((f"`{name}`", description(template, it["Description"])) for name, it in template["Outputs"].items())
    return table(("output", "meaning"), rows)


def functions(template: Template) -> str:
    """What is fixed for each function, and for the queue that it reads."""
    resources = template["Resources"]
    named = {name: it for name, it in resources.items() if it["Type"] == "AWS::Serverless::Function"}
    memory = template["Globals"]["Function"]["MemorySize"]
    rows = (
        (
            f"`{it['Metadata']['BuildProperties']['Binary']}`",
            f"{it['Properties'].get('MemorySize', memory)} MB",
            f"{it['Properties']['Timeout']} s",
            *_source(resources, it["Properties"]),
        )
        for it in named.values()
    )
    return table(("function", "memory", "timeout", "batch", "batching window", "receives"), rows)


def _source(resources: Template, function: Template) -> tuple[str, str, str]:
    """Batch, window and tries of a function that reads a queue or stream."""
    for event in function.get("Events", {}).values():
        source = event["Properties"]
        if "BatchSize" in source:
            window = source.get("MaximumBatchingWindowInSeconds")
            return str(source["BatchSize"]), f"{window} s" if window else "", _tries(resources, source)
    return "", "", ""


def _tries(resources: Template, source: Template) -> str:
    if "Queue" not in source:
        return ""
    queue = resources[source["Queue"]["Fn::GetAtt"][0]]["Properties"]
    if "RedrivePolicy" in queue:
        return str(queue["RedrivePolicy"]["maxReceiveCount"])
    return str({**_defaults(queue["TemplateURL"]), **queue["Parameters"]}["MaxReceiveCount"])


@cache
def _defaults(nested: str) -> Template:
    parameters = yaml_parse((ROOT / nested).read_text(encoding="utf-8"))["Parameters"]
    return {name: it.get("Default") for name, it in parameters.items()}


SECTIONS = {"parameters": parameters, "outputs": outputs, "functions": functions}


def written(document: str, template: Template) -> str:
    """The document with what the template says between its markers."""
    blocks = [match[2] for match in BLOCK.finditer(document)]
    if sorted(blocks) != sorted(SECTIONS):
        raise Mismatch(f"the document has to have each of {sorted(SECTIONS)} once, not {sorted(blocks)}")
    return BLOCK.sub(lambda it: f"{it[1]}\n{SECTIONS[it[2]](template)}\n\n{it[3]}", document)


def difference(document: str, template: Template) -> Iterator[str]:
    old, new = document.splitlines(), written(document, template).splitlines()
    return difflib.unified_diff(old, new, "written", "generated", lineterm="")


def main() -> int:
    document, template = DOCUMENT.read_text(encoding="utf-8"), yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    if "--check" not in sys.argv[1:]:
        DOCUMENT.write_text(written(document, template), encoding="utf-8")
        return 0
    lines = list(difference(document, template))
    print("\n".join([*lines, "run: python infra/docs.py"]) if lines else "up to date")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
