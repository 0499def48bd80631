"""What CloudFormation would make of the templates: SAM expanded, parameters filled in, nested stacks unfolded.

A reference to a resource becomes text: `${Queue}` or `${Queue.Arn}`; a nested stack's resource is
named `${Concern.Queue.Arn}` wherever it is named. So rules compare plain data, whatever the stack it is from.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from model import Resource, Stack, Template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
ACCOUNT = "123456789012"
# The emulator's, by which the template knows the local stack.
LOCAL_ACCOUNT = "000000000000"
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackName": "milepost",
    "AWS::URLSuffix": "amazonaws.com",
}
# Parameters without a default, so that nobody leaves them open unawares, as they are on the local stack.
CHOICES = {"AuthMode": "basic", "AlmAccountId": "", "TimeZone": "Europe/Berlin", "PublicUrl": "", "AlarmEmail": ""}
SUB = re.compile(r"\$\{([^!}]+)\}")
# SAM wants to see that the code was uploaded.
UPLOADED = "s3://bucket/code.zip"
NO_VALUE = object()


class Unresolved(Exception):
    """Something that CloudFormation could not resolve either, or that this cannot."""


def expand(
    template: Path = TEMPLATE,
    parameters: Mapping[str, Any] | None = None,
    pseudo: Mapping[str, str] | None = None,
    without: Collection[str] = (),
) -> Stack:
    """The stack of a template with these parameters and pseudo parameters, the defaults for the others; without the
    resources of these names."""
    return _Scope(template, parameters or {}, {**PSEUDO, **(pseudo or {})}).stack(without)


def _translated(path: Path) -> Template:
    template: Template = yaml_parse(path.read_text(encoding="utf-8"))
    if "Transform" not in template:
        return template
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = UPLOADED
    session = boto3.session.Session(region_name=PSEUDO["AWS::Region"])
    translator = Translator({}, Parser(), boto_session=session)
    translated: Template = translator.translate(template, {})
    # To nobody; else it complains about that.
    translator.metrics.publish()
    return translated


class _Scope:
    """One template and the values of its parameters."""

    def __init__(
        self, path: Path, parameters: Mapping[str, Any], pseudo: Mapping[str, str], prefix: str = ""
    ) -> None:
        self.path = path
        self.pseudo = pseudo
        self.prefix = prefix
        self.template = _translated(path)
        self.children: dict[str, Stack] = {}
        defaults = {name: it.get("Default") for name, it in self.template.get("Parameters", {}).items()}
        if unknown := set(parameters) - set(defaults):
            raise Unresolved(f"{path.name} has no parameter {sorted(unknown)}")
        choices = {name: value for name, value in CHOICES.items() if name in defaults and not prefix}
        self.parameters = {**defaults, **choices, **parameters}
        if missing := sorted(name for name, value in self.parameters.items() if value is None):
            raise Unresolved(f"{path.name} needs a value of {missing}")

    def stack(self, without: Collection[str] = ()) -> Stack:
        stack = Stack()
        resources = {name: it for name, it in self.template["Resources"].items() if name not in without}
        kept = {name: it for name, it in resources.items() if self._is_kept(it)}
        nested = {name: it for name, it in kept.items() if it["Type"] == "AWS::CloudFormation::Stack"}
        for name, resource in nested.items():
            stack.resources |= self._unfold(name, resource).resources
        for name, resource in kept.items():
            if name not in nested:
                stack.resources[self.prefix + name] = self.resolve(resource)
        for name, output in self.template.get("Outputs", {}).items():
            if self._is_kept(output):
                stack.outputs[name] = self.resolve(output["Value"])
        return stack

    def _unfold(self, name: str, resource: Resource) -> Stack:
        properties = resource["Properties"]
        path = self.path.parent / properties["TemplateURL"]
        given = {key: self.resolve(value) for key, value in properties.get("Parameters", {}).items()}
        self.children[name] = _Scope(path, given, self.pseudo, f"{self.prefix}{name}.").stack()
        return self.children[name]

    def _is_kept(self, resource: Resource) -> bool:
        return "Condition" not in resource or self._holds({"Condition": resource["Condition"]})

    def resolve(self, value: Any) -> Any:
        if isinstance(value, list):
            return [it for it in map(self.resolve, value) if it is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (function, argument), *_ = value.items()
            if function == "Ref" or function.startswith("Fn::"):
                return self._call(function, argument)
        resolved = {key: self.resolve(it) for key, it in value.items()}
        return {key: it for key, it in resolved.items() if it is not NO_VALUE}

    def _call(self, function: str, argument: Any) -> Any:
        match function:
            case "Ref":
                return self._reference(argument)
            case "Fn::GetAtt":
                return self._reference(argument if isinstance(argument, str) else ".".join(argument))
            case "Fn::Sub":
                text, given = (argument, {}) if isinstance(argument, str) else argument
                own = {name: self.resolve(value) for name, value in given.items()}
                return SUB.sub(lambda it: str(own[it[1]] if it[1] in own else self._reference(it[1])), text)
            case "Fn::If":
                condition, yes, no = argument
                return self.resolve(yes if self._holds({"Condition": condition}) else no)
            case "Fn::FindInMap":
                table, row, column = (str(self.resolve(it)) for it in argument)
                return self.template["Mappings"][table][row][column]
            case "Fn::Join":
                return argument[0].join(str(it) for it in self.resolve(argument[1]))
            case "Fn::Split":
                return self.resolve(argument[1]).split(argument[0])
            case "Fn::Select":
                return self.resolve(argument[1])[int(argument[0])]
        raise Unresolved(f"{self.path.name}: {function} is not known here")

    def _reference(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return NO_VALUE
        if name in self.pseudo:
            return self.pseudo[name]
        if name in self.parameters:
            return self.parameters[name]
        resource, *attribute = name.split(".")
        if resource in self.children and attribute[:1] == ["Outputs"]:
            return self.children[resource].outputs[attribute[1]]
        if resource not in self.template["Resources"]:
            raise Unresolved(f"{self.path.name}: {name} is neither parameter nor resource")
        return f"${{{self.prefix}{name}}}"

    def _holds(self, condition: Any) -> bool:
        (function, argument), *_ = condition.items()
        match function:
            case "Condition":
                return self._holds(self.template["Conditions"][argument])
            case "Fn::Equals":
                one, other = (str(self.resolve(it)) for it in argument)
                return one == other
            case "Fn::Not":
                return not self._holds(argument[0])
            case "Fn::And":
                return all(map(self._holds, argument))
            case "Fn::Or":
                return any(map(self._holds, argument))
        raise Unresolved(f"{self.path.name}: condition {function} is not known here")
