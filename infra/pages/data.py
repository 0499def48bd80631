"""docs/operations.md, "Where data lies": the tables, queues and logs of the functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from expand import PSEUDO
from model import Stack
from pages.functions import moved, named
from pages.markdown import Mismatch, rows, table
from pages.sources import shown, sources

HEADER = ("where", "personal data", "kept", "stack deleted", "restore", "erase")
IN_QUEUES = "personal data in its queues"
PREFIX = f"{PSEUDO['AWS::StackName']}-"
DAY = 24 * 3600


def blocks(stack: Stack, readmes: Mapping[str, str]) -> dict[str, str]:
    """Rows for what each README says of its function's tables and queues, and one for all logs."""
    functions = named(stack)
    stores = [row for name in functions for row in _stores(stack, name, readmes[name])]
    queues = [row for name, it in functions.items() for row in _queues(stack, it, name, readmes[name])]
    return {"data": table(HEADER, [*stores, *queues, _logs(stack, functions.values())])}


def _stores(stack: Stack, name: str, readme: str) -> Iterator[tuple[str, ...]]:
    for where, personal, kept, restore, erase in rows(moved(readme), "where"):
        resource = where.strip("`")
        if resource not in stack.resources:
            raise Mismatch(f"the README of {name} says what is in {resource}, which is not in the template")
        yield where, personal, kept, _deleted(stack, [resource]), restore, erase


def _queues(stack: Stack, function: str, name: str, readme: str) -> Iterator[tuple[str, ...]]:
    of_function = sources(stack, function).resources
    resources = [name for name, _ in stack.of_type("AWS::SQS::Queue") if name in of_function]
    described = rows(moved(readme), IN_QUEUES)
    if [len(it) for it in described] != [3] * bool(resources):
        raise Mismatch(f"the README of {name} has to say what is in its queues: | {IN_QUEUES} | restore | erase |")
    queues = [stack.resources[it]["Properties"] for it in resources]
    for personal, restore, erase in described:
        names = sorted((it["QueueName"].removeprefix(PREFIX) for it in queues), key=lambda it: it.removesuffix(".fifo"))
        days = max(it["MessageRetentionPeriod"] for it in queues) // DAY
        kept = f"until processed; {days} days at most in each" if len(queues) > 1 else f"{days} days"
        where = ", ".join(f"`{it}`" for it in names)
        yield where, personal, kept, _deleted(stack, resources), restore, erase


def _logs(stack: Stack, functions: Iterable[str]) -> tuple[str, ...]:
    configured = [stack.resources[it]["Properties"]["LoggingConfig"]["LogGroup"] for it in functions]
    resources = [name for name in map(stack.named_in, configured) if name]
    groups = [stack.resources[it]["Properties"] for it in resources]
    where = ", ".join(shown(it["LogGroupName"]) for it in groups)
    kept = f"LogRetentionDays ({groups[0]['RetentionInDays']})"
    return where, "none: keyed hashes", kept, _deleted(stack, resources), "none", "nothing"


def _deleted(stack: Stack, resources: Iterable[str]) -> str:
    policies = {stack.resources[it]["DeletionPolicy"] for it in resources}
    return "deleted" if policies == {"Delete"} else "retained"
