"""A stack as the rules see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

REFERENCE = re.compile(r"\$\{([A-Za-z0-9.]+)\}")

Template = dict[str, Any]
Resource = dict[str, Any]


@dataclass
class Stack:
    """All resources of a stack and of the stacks in it, by name, and its outputs."""

    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)

    def of_type(self, *types: str) -> Iterator[tuple[str, Template]]:
        """Name and properties of each resource of these types."""
        for name, resource in self.resources.items():
            if resource["Type"] in types:
                yield name, resource.get("Properties", {})

    def named_in(self, value: object) -> str | None:
        """The resource that a text names, as `Queue` in `${Queue.Arn}`."""
        match = REFERENCE.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            return None
        known = [name for name in self.resources if match[1] == name or match[1].startswith(f"{name}.")]
        return max(known, key=len, default=None)


def alarm_metrics(alarm: Template) -> list[Template]:
    """The metrics that an alarm watches, by itself or in an expression: name, namespace and dimensions."""
    if "Metrics" not in alarm:
        return [alarm]
    return [it["MetricStat"]["Metric"] for it in alarm["Metrics"] if "MetricStat" in it]
