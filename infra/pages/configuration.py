"""The tables of docs/configuration.md: parameters and outputs, as the template describes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pages.markdown import Mismatch, cell, table

# Names of parameters and outputs in a description; a name of one word, such as Architecture, may be just a word.
NAME = re.compile(r"\b(?:[A-Z][a-z]+){2,}\b")

Template = dict[str, Any]


def description(template: Template, text: str) -> str:
    known = {*template["Parameters"], *template["Outputs"]}
    return NAME.sub(lambda it: f"`{it[0]}`" if it[0] in known else it[0], cell(text))


def default(parameter: Template) -> str:
    if "Default" not in parameter:
        return "none: must be given"
    return "empty" if parameter["Default"] == "" else f"`{parameter['Default']}`"


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
            (f"`{name}`", default(it), allowed(it), description(template, it["Description"]))
            for name, it in known.items()
        ),
    )


def outputs(template: Template) -> str:
    rows = ((f"`{name}`", description(template, it["Description"])) for name, it in template["Outputs"].items())
    return table(("output", "meaning"), rows)
