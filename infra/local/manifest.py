"""What of the template everybody goes by who builds, packages, waits for or tests functions: one list, written
beside the build as `manifest.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

from expand import expand
from project import TEMPLATE


@dataclass(frozen=True)
class Function:
    """A function of the template."""

    logicalId: str
    # The crate's binary, by which the payloads in `events/` are filed, too.
    binary: str
    # As CloudFormation fills it in by default; a resource stands there as `${Name}` or `${Name.Attribute}`.
    environment: dict[str, str]


@dataclass(frozen=True)
class Manifest:
    functions: list[Function]
    # The outputs with the queues that functions consume, in the template's order: that of an event's way.
    queues: list[str]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=2) + "\n")


def binaries() -> list[str]:
    """The binaries of all functions, without the second that it takes to fill in the whole template."""
    return list(_binaries_by_id().values())


def manifest() -> Manifest:
    stack = expand(TEMPLATE)
    functions = [
        Function(logical_id, binary, _environment(stack.resources[logical_id]))
        for logical_id, binary in _binaries_by_id().items()
    ]
    return Manifest(functions, [name for name in stack.outputs if is_consumed(name)])


def is_consumed(output: str) -> bool:
    """Whether an output is the URL of a queue that a function consumes."""
    letters = ("DeadLetterQueueUrl", "FailuresQueueUrl", "UndeliveredQueueUrl")
    return output.endswith("QueueUrl") and not output.endswith(letters)


def _binaries_by_id() -> dict[str, str]:
    template = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    return {
        name: resource["Metadata"]["BuildProperties"]["Binary"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def _environment(function: dict[str, object]) -> dict[str, str]:
    properties = function["Properties"]
    assert isinstance(properties, dict)
    return {name: str(value) for name, value in properties["Environment"]["Variables"].items()}
