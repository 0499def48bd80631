"""What invokes a function, as the template connects them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from expand import PSEUDO
from model import Stack, Template


@dataclass
class Sources:
    """What invokes a function, with the resources that belong to the way there."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    # Queues and state machines, also by the queues' names, and paths of the API.
    resources: set[str] = field(default_factory=set)


def shown(name: str) -> str:
    """The name of a resource, whatever the stack is called."""
    return f"`{name.replace(PSEUDO['AWS::StackName'], '<stack>', 1)}`"


def sources(stack: Stack, function: str) -> Sources:
    found = Sources()
    for _, mapping in stack.of_type("AWS::Lambda::EventSourceMapping"):
        if stack.named_in(mapping["FunctionName"]) == function:
            _of_mapping(stack, mapping, found)
    for _, schedule in stack.of_type("AWS::Scheduler::Schedule"):
        if stack.named_in(schedule["Target"]["Arn"]) == function:
            found.rows.append(("schedule", f"`{schedule['ScheduleExpression']}`"))
    for name, machine in stack.of_type("AWS::StepFunctions::StateMachine"):
        if f"${{{function}.Arn}}" in json.dumps(machine):
            found.rows.append(("state machine", f"`{name}`"))
            found.resources.add(name)
    _of_api(stack, function, found)
    return found


def _of_mapping(stack: Stack, mapping: Template, found: Sources) -> None:
    source = stack.named_in(mapping["EventSourceArn"]) or ""
    properties = stack.resources[source]["Properties"]
    if "QueueName" in properties:
        found.rows += _of_queue(stack, source, found)
    else:
        found.rows.append(("stream of the table", f"`{source}`"))
    if failures := stack.named_in(mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")):
        found.rows.append(("queue of failures", shown(stack.resources[failures]["Properties"]["QueueName"])))
        found.resources |= {failures, stack.resources[failures]["Properties"]["QueueName"]}
    batch = [f"{mapping['BatchSize']} at most"]
    if window := mapping.get("MaximumBatchingWindowInSeconds"):
        batch.append(f"collected for up to {window} s")
    if scaling := mapping.get("ScalingConfig"):
        batch.append(f"{scaling['MaximumConcurrency']} batches at a time")
    found.rows.append(("batch", ", ".join(batch)))


def _of_queue(stack: Stack, queue: str, found: Sources) -> Iterator[tuple[str, str]]:
    properties = stack.resources[queue]["Properties"]
    redrive = properties["RedrivePolicy"]
    dead_letters = stack.named_in(redrive["deadLetterTargetArn"]) or ""
    name = stack.resources[dead_letters]["Properties"]["QueueName"]
    found.resources |= {queue, properties["QueueName"], dead_letters, name}
    yield "queue", shown(properties["QueueName"])
    yield "dead-letter queue", f"{shown(name)}, after {redrive['maxReceiveCount']} receives"
    for _, subscription in stack.of_type("AWS::SNS::Subscription"):
        if stack.named_in(subscription["Endpoint"]) == queue:
            topic = stack.resources[stack.named_in(subscription["TopicArn"]) or ""]["Properties"]["TopicName"]
            yield "subscription", f"{shown(topic)}: {_filter(json.loads(subscription.get('FilterPolicy', '{}')))}"
            undelivered = stack.named_in(subscription["RedrivePolicy"]["deadLetterTargetArn"]) or ""
            if undelivered != dead_letters:
                name = stack.resources[undelivered]["Properties"]["QueueName"]
                found.resources |= {undelivered, name}
                yield "queue of what SNS cannot deliver", shown(name)


def _filter(policy: dict[str, list[Any]]) -> str:
    words = (f"{name} {', '.join(f'`{it}`' for it in values)}" for name, values in policy.items())
    return "; ".join(words) or "all messages"


def _of_api(stack: Stack, function: str, found: Sources) -> None:
    integrations = stack.of_type("AWS::ApiGatewayV2::Integration")
    ours = (name for name, it in integrations if stack.named_in(it["IntegrationUri"]) == function)
    of_function = {f"integrations/${{{name}}}" for name in ours}
    routes = [it["RouteKey"] for _, it in stack.of_type("AWS::ApiGatewayV2::Route") if it["Target"] in of_function]
    if routes:
        found.rows.append(("routes", ", ".join(f"`{route}`" for route in routes)))
        found.resources |= {route.split(" ")[1] for route in routes if " " in route}
