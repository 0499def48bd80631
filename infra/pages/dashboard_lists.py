"""infra/dashboard.yaml: the metrics of every queue, function and table, as texts that its body contains."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain, repeat

from model import Stack
from pages import watched
from pages.alarm_lists import AGE, WAITING, parameters
from pages.watched import Watched

SEPARATOR = ",\n            "


def blocks(stack: Stack) -> dict[str, str]:
    lost = [Watched(f"{it.label}, undelivered", it.name) for it in watched.undelivered(stack)]
    overview = {
        "Errors": _metrics("AWS/Lambda", "Errors", "FunctionName", watched.functions(stack)),
        "Throttles": _metrics("AWS/DynamoDB", "WriteThrottleEvents", "TableName", watched.tables(stack)),
    }
    queues = {
        "Ages": _metrics("AWS/SQS", AGE, "QueueName", watched.read_queues(stack)),
        "DeadLetters": _metrics("AWS/SQS", WAITING, "QueueName", [*watched.dead_letters(stack), *lost]),
    }
    return {"Tables": parameters(stack), "Overview": _variables(overview), "Queues": _variables(queues)}


def _metrics(namespace: str, metric: str, dimension: str, all_watched: Sequence[Watched]) -> list[str]:
    """A line each; those after the first leave out what they have in common with it."""
    common = chain([[namespace, metric, dimension]], repeat(["..."]))
    return [json.dumps([*first, it.name, {"label": it.label}]) for first, it in zip(common, all_watched, strict=False)]


def _variables(texts: dict[str, list[str]]) -> str:
    """The variables of a !Sub."""
    written = (f"{name}: !Sub |-\n            {SEPARATOR.join(lines)}" for name, lines in texts.items())
    return "        - " + "\n          ".join(written)
