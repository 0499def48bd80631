"""Rules of what AWS's limits leave to whom: nothing starves the webhook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model import Stack, Template

# Of the 1,000 concurrent invocations that an account has by default, what all sources of events may use together.
MOST_CONCURRENT = 400
# A table on demand starts with four partitions, and its stream has a shard for each: "Burst and adaptive capacity" and
# "DynamoDB Streams and AWS Lambda triggers" in the DynamoDB developer guide.
SHARDS = 4
# "Amazon API Gateway quotas": what an account has in the regions with the lowest, in requests per second and in a burst.
LOWEST_RATE = 2_500
LOWEST_BURST = 1_250
# The rate of the webhook, and the most of any route that strangers can call.
WEBHOOK = "POST /webhooks/alm"
WEBHOOK_RATE = 2_000
PUBLIC_RATE = 50


def concurrency(stack: Stack, mapping: Template) -> int | None:
    """The most concurrent invocations by a source of events; none if there is no maximum."""
    source = stack.named_in(mapping.get("EventSourceArn"))
    if source is not None and stack.resources[source]["Type"] == "AWS::SQS::Queue":
        most = mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
        return None if most is None else int(most)
    factor = mapping.get("ParallelizationFactor")
    return None if factor is None else SHARDS * int(factor)


def sources_of_events_have_a_maximum(stack: Stack) -> list[str]:
    return [
        f"{name} has no maximum: it can use all of the account's concurrency"
        for name, mapping in stack.of_type("AWS::Lambda::EventSourceMapping")
        if concurrency(stack, mapping) is None
    ]


def sources_of_events_leave_room_for_the_webhook(stack: Stack) -> list[str]:
    mappings = dict(stack.of_type("AWS::Lambda::EventSourceMapping"))
    most = {name: concurrency(stack, it) or MOST_CONCURRENT for name, it in mappings.items()}
    total = sum(most.values())
    if total < MOST_CONCURRENT:
        return []
    largest = max(most, key=lambda it: most[it])
    return [f"all sources of events may use {total}, {largest} most of it; {MOST_CONCURRENT} is too much"]


def _limits(stack: Stack) -> Iterator[tuple[str, float, float]]:
    """Each route with its rate and burst; a route without settings of its own has those of the stage."""
    for _, stage in stack.of_type("AWS::ApiGatewayV2::Stage"):
        for _, route in stack.of_type("AWS::ApiGatewayV2::Route"):
            key = route["RouteKey"]
            settings: dict[str, Any] = stage.get("RouteSettings", {}).get(key) or stage.get("DefaultRouteSettings", {})
            yield key, *(float(settings.get(f"Throttling{it}Limit", "inf")) for it in ("Rate", "Burst"))


def routes_are_throttled(stack: Stack) -> list[str]:
    violations = []
    for route, rate, _ in _limits(stack):
        if route == WEBHOOK and rate != WEBHOOK_RATE:
            violations.append(f"{route} takes {rate:g} requests a second, not {WEBHOOK_RATE}")
        if route != WEBHOOK and rate > PUBLIC_RATE:
            violations.append(f"{route} takes {rate:g} requests a second from strangers")
    return violations


def routes_together_stay_below_any_accounts_quota(stack: Stack) -> list[str]:
    limits = list(_limits(stack))
    rate, burst = (sum(column) for column in zip(*((it[1], it[2]) for it in limits), strict=True))
    violations = []
    if rate > LOWEST_RATE:
        violations.append(f"{WEBHOOK} and the other routes take {rate:g} requests a second")
    if burst > LOWEST_BURST:
        violations.append(f"{WEBHOOK} and the other routes take {burst:g} requests at once")
    return violations


RULES = (
    sources_of_events_have_a_maximum,
    sources_of_events_leave_room_for_the_webhook,
    routes_are_throttled,
    routes_together_stay_below_any_accounts_quota,
)
