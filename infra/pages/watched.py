"""What alarms, dashboard and queries name, as the template has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expand import PSEUDO
from model import Stack, Template

PREFIX = PSEUDO["AWS::StackName"]


@dataclass(frozen=True)
class Watched:
    """A queue, function or table: its short name, and its full name in a nested template."""

    label: str
    name: str

    @property
    def identifier(self) -> str:
        """The label as the id of a metric, which has no hyphens."""
        first, *others = self.label.split("-")
        return first + "".join(it.capitalize() for it in others)


def functions(stack: Stack) -> list[Watched]:
    return [_named(it["FunctionName"]) for _, it in stack.of_type("AWS::Lambda::Function")]


def consumers(stack: Stack) -> list[Watched]:
    """The functions that read a queue."""
    queues = {name for name, _ in _queues(stack)}
    mappings = [it for _, it in stack.of_type("AWS::Lambda::EventSourceMapping")]
    read = {stack.named_in(it["FunctionName"]) for it in mappings if stack.named_in(it["EventSourceArn"]) in queues}
    return [_named(it["FunctionName"]) for name, it in stack.of_type("AWS::Lambda::Function") if name in read]


def read_queues(stack: Stack) -> list[Watched]:
    """The queues that a function reads."""
    read = _read(stack)
    return [_named(it["QueueName"]) for name, it in _queues(stack) if name in read]


def undelivered(stack: Stack) -> list[Watched]:
    """The queues of what SNS cannot deliver."""
    only = _undelivered(stack)
    return [_named(it["QueueName"], "-undelivered") for name, it in _queues(stack) if name in only]


def dead_letters(stack: Stack) -> list[Watched]:
    """The queues of what a function cannot process: nothing reads them, and nothing else writes to them alone."""
    others = _read(stack) | _undelivered(stack)
    kept = [it["QueueName"] for name, it in _queues(stack) if name not in others]
    return [_named(it, "-failures" if it.endswith("-failures") else "-dead-letters") for it in kept]


def tables(stack: Stack) -> list[Watched]:
    """By the parameters of the nested templates, which are called like the tables."""
    names = [name for name, _ in stack.of_type("AWS::DynamoDB::Table")]
    return [Watched(_kebab(name.removesuffix("Table")), f"${{{name}}}") for name in names]


def _queues(stack: Stack) -> Iterator[tuple[str, Template]]:
    """Those of the stack itself first, then those of the concerns."""
    yield from sorted(stack.of_type("AWS::SQS::Queue"), key=lambda it: "." in it[0])


def _read(stack: Stack) -> set[str | None]:
    return {stack.named_in(it["EventSourceArn"]) for _, it in stack.of_type("AWS::Lambda::EventSourceMapping")}


def _undelivered(stack: Stack) -> set[str | None]:
    of_subscriptions, of_queues = (
        {stack.named_in(it.get("RedrivePolicy", {}).get("deadLetterTargetArn")) for _, it in stack.of_type(kind)}
        for kind in ("AWS::SNS::Subscription", "AWS::SQS::Queue")
    )
    return of_subscriptions - of_queues


def _named(name: str, suffix: str = "") -> Watched:
    label = name.removeprefix(f"{PREFIX}-").removesuffix(".fifo").removesuffix(suffix)
    return Watched(label, f"${{NamePrefix}}{name.removeprefix(PREFIX)}")


def _kebab(name: str) -> str:
    return "".join(f"-{it.lower()}" if it.isupper() else it for it in name).lstrip("-")
