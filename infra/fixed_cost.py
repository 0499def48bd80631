#!/usr/bin/env python3
"""What a stack costs a month without traffic, counted in the template: writes the table of docs/cost.md.

Run: PYTHONPATH=infra/local python infra/fixed_cost.py
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from expand import expand
from model import Stack, Template, alarm_metrics

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "cost.md"
METRICS = ROOT / "shared" / "runtime" / "src" / "metrics.rs"
BLOCK = re.compile(r"(<!-- generated: fixed cost -->\n).*?(<!-- end -->)", re.DOTALL)
# The pairs of function and metric in `PUBLISHED`.
PUBLISHED = re.compile(r'^    \("([a-z-]+)", "(\w+)"\),$', re.MULTILINE)
# API Gateway, "Working with metrics for HTTP APIs": the metrics of a route with detailed metrics.
METRICS_OF_A_ROUTE = 6
# Five pollers of a queue receive every 20 s: 648,000 requests in 30 days.
POLLS = 5 * 3 * 60 * 24 * 30
PRICE_OF_A_METRIC, PRICE_OF_AN_ALARMS_METRIC, PRICE_OF_A_COMPOSITE_ALARM = 0.30, 0.10, 0.50
PRICE_OF_A_SECRET, PRICE_OF_A_KEY = 0.40, 1.00
PRICE_OF_A_REQUEST, PRICE_OF_A_FIFO_REQUEST = 0.40e-6, 0.50e-6


@dataclass(frozen=True)
class Row:
    what: str
    number: int
    price: float

    @property
    def dollars(self) -> float:
        return self.number * self.price


def published(source: str = METRICS.read_text(encoding="utf-8")) -> list[tuple[str, str]]:
    """Function and name of each metric that log lines make."""
    return PUBLISHED.findall(source)


def custom_metrics(stack: Stack) -> list[tuple[str, str]]:
    """Function and name of each metric that CloudWatch bills: of log lines, of metric filters, of routes."""
    filters = [("api", name) for name, _ in stack.of_type("AWS::Logs::MetricFilter")]
    routes = [
        (route, str(number))
        for _, stage in stack.of_type("AWS::ApiGatewayV2::Stage")
        for route, settings in stage.get("RouteSettings", {}).items()
        if settings.get("DetailedMetricsEnabled")
        for number in range(METRICS_OF_A_ROUTE)
    ]
    return [*published(), *filters, *routes]


def dashboards(stack: Stack) -> dict[str, list[Template]]:
    """The widgets of each."""
    bodies = {name: it["DashboardBody"] for name, it in stack.of_type("AWS::CloudWatch::Dashboard")}
    return {name: json.loads(body)["widgets"] for name, body in bodies.items()}


def dashboard_metrics(widgets: list[Template]) -> int:
    return sum(len(it["properties"].get("metrics", [])) for it in widgets)


def rows(stack: Stack) -> Iterator[Row]:
    alarms = [it for _, it in stack.of_type("AWS::CloudWatch::Alarm")]
    composites = list(stack.of_type("AWS::CloudWatch::CompositeAlarm"))
    yield Row("custom metrics", len(custom_metrics(stack)), PRICE_OF_A_METRIC)
    watched = sum(len(alarm_metrics(it)) for it in alarms)
    yield Row(f"metrics that the {len(alarms)} alarms watch", watched, PRICE_OF_AN_ALARMS_METRIC)
    if composites:
        yield Row("composite alarms", len(composites), PRICE_OF_A_COMPOSITE_ALARM)
    yield Row("secrets", len(list(stack.of_type("AWS::SecretsManager::Secret"))), PRICE_OF_A_SECRET)
    yield Row("KMS keys", len(list(stack.of_type("AWS::KMS::Key"))), PRICE_OF_A_KEY)
    sources = {stack.named_in(it.get("EventSourceArn")) for _, it in stack.of_type("AWS::Lambda::EventSourceMapping")}
    queues = [it for name, it in stack.of_type("AWS::SQS::Queue") if name in sources]
    fifo = sum(bool(it.get("FifoQueue")) for it in queues)
    yield Row("polls of FIFO queues that functions read", fifo, POLLS * PRICE_OF_A_FIFO_REQUEST)
    yield Row("polls of standard queues that functions read", len(queues) - fifo, POLLS * PRICE_OF_A_REQUEST)


def total(stack: Stack) -> float:
    return sum(row.dollars for row in rows(stack))


def table(stack: Stack) -> str:
    lines = ["| item | number | price | $ |", "|---|--:|--:|--:|"]
    lines += [f"| {it.what} | {it.number} | ${it.price:.3f} | {it.dollars:.2f} |" for it in rows(stack)]
    return "\n".join([*lines, f"| **total** | | | **{total(stack):.2f}** |"])


def written(document: str, stack: Stack) -> str:
    return BLOCK.sub(lambda it: f"{it[1]}\n{table(stack)}\n\n{it[2]}", document)


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8"), expand()), encoding="utf-8")
