"""Which alarms watch a function, its queues or its routes."""

from __future__ import annotations

from collections.abc import Iterator

from model import Stack, Template
from pages.sources import Sources


def alarms(stack: Stack, function: str, sources: Sources) -> Iterator[str]:
    """The names of the function's alarms."""
    resource = stack.resources[function]
    binary, name = resource["Metadata"]["BuildProperties"]["Binary"], resource["Properties"]["FunctionName"]
    values = {("FunctionName", name), ("function", binary)}
    for alarm, properties in stack.of_type("AWS::CloudWatch::Alarm"):
        measured = [(it["Name"], it["Value"]) for it in dimensions(properties)]
        watched = {stack.named_in(value) or value for _, value in measured}
        if values.intersection(measured) or watched & {function, *sources.resources}:
            yield alarm


def dimensions(alarm: Template) -> Iterator[dict[str, str]]:
    """Those of the alarm's metric, or of each metric that it calculates with."""
    yield from alarm.get("Dimensions", [])
    for metric in alarm.get("Metrics", []):
        yield from metric.get("MetricStat", {}).get("Metric", {}).get("Dimensions", [])


def shown(alarm: str) -> str:
    """The name of an alarm, as docs/operations.md has it."""
    return f"`{alarm.rpartition('.')[2]}`"
