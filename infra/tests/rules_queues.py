"""Rules of queues, topics and what reads them: nothing is lost, nothing is stuck."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model import Stack, Template

# Amazon SQS developer guide, "Message quotas": what a queue keeps a message for unless told otherwise.
DEFAULT_RETENTION = 4 * 24 * 3600
DEFAULT_VISIBILITY = 30
# AWS Lambda developer guide, "Using Lambda with Amazon SQS": six times the function's time-out and the batching window,
# five receives; a window if a batch is of more than ten.
VISIBILITY_FACTOR = 6
LEAST_RECEIVES = 3
MOST_WITHOUT_WINDOW = 10
# A person reads these: there is nothing to redrive.
PEOPLE = {"email", "email-json", "sms"}
# What the messages of each topic carry.
ATTRIBUTES = {
    "TransitionsTopic": {"account", "changes", "lo_type"},
    "OutcomesTopic": {"account", "type"},
    "NotificationsTopic": {"audience", "channel", "severity"},
}
ROOT = Path(__file__).resolve().parents[2]
# Where the names of changes are: variants, and match arms such as `Self::SeatsChanged => "seats_changed"`.
NAMES = ("shared/domain/src/change.rs", "shared/contracts/src/catalog_changed.rs")
NAME = re.compile(r'=> "(\w+)"')
# Named after itself, in snake case.
VARIANT = re.compile(r"^    (\w+)(?: \{|,)$", re.MULTILINE)


def _readers(stack: Stack) -> Iterator[tuple[str, Template, str, Template]]:
    """Each mapping of a queue: its name and properties, and those of the queue."""
    for name, mapping in stack.of_type("AWS::Lambda::EventSourceMapping"):
        queue = stack.named_in(mapping.get("EventSourceArn"))
        if queue is not None and stack.resources[queue]["Type"] == "AWS::SQS::Queue":
            yield name, mapping, queue, stack.resources[queue]["Properties"]


def dead_letters_of(stack: Stack, policy: Any) -> str | None:
    """The dead-letter queue that a redrive policy names."""
    return stack.named_in((policy or {}).get("deadLetterTargetArn"))


def queues_read_have_dead_letters(stack: Stack) -> list[str]:
    violations = []
    for _, _, name, queue in _readers(stack):
        dead_letters = dead_letters_of(stack, queue.get("RedrivePolicy"))
        if dead_letters is None:
            violations.append(f"{name} has no dead-letter queue: a message that fails is tried until it expires")
            continue
        other = stack.resources[dead_letters]["Properties"]
        if bool(queue.get("FifoQueue")) != bool(other.get("FifoQueue")):
            violations.append(f"{name} and its dead-letter queue {dead_letters} are not of one type")
        if int(queue["RedrivePolicy"].get("maxReceiveCount", 0)) < LEAST_RECEIVES:
            violations.append(f"{name} gives up after fewer than {LEAST_RECEIVES} receives")
        retention = [int(it.get("MessageRetentionPeriod", DEFAULT_RETENTION)) for it in (queue, other)]
        if retention[1] < retention[0]:
            violations.append(f"{dead_letters} keeps messages for a shorter time than {name}")
    return violations


def visibility_outlasts_the_function(stack: Stack) -> list[str]:
    violations = []
    for _, mapping, name, queue in _readers(stack):
        function = stack.named_in(mapping["FunctionName"])
        timeout = int(stack.resources[function]["Properties"].get("Timeout", 3)) if function else 0
        window = int(mapping.get("MaximumBatchingWindowInSeconds", 0))
        visibility = int(queue.get("VisibilityTimeout", DEFAULT_VISIBILITY))
        if visibility < VISIBILITY_FACTOR * timeout + window:
            takes = f"{function} may take {timeout} s" + (f" after a wait of {window} s" if window else "")
            violations.append(f"{name} shows a message again after {visibility} s; {takes}")
    return violations


def large_batches_have_a_window(stack: Stack) -> list[str]:
    return [
        f"{name} reads more than {MOST_WITHOUT_WINDOW} messages of {queue} without a window: Lambda refuses that"
        for name, mapping, queue, _ in _readers(stack)
        if int(mapping.get("BatchSize", 10)) > MOST_WITHOUT_WINDOW
        and int(mapping.get("MaximumBatchingWindowInSeconds", 0)) < 1
    ]


def batches_fail_in_part(stack: Stack) -> list[str]:
    return [
        f"{name} has no ReportBatchItemFailures: one bad message of {queue} fails its batch"
        for name, mapping, queue, _ in _readers(stack)
        if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", [])
    ]


def fifo_queues_and_topics_are_fast(stack: Stack) -> list[str]:
    violations = []
    for name, queue in stack.of_type("AWS::SQS::Queue"):
        fast = {"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}
        if queue.get("FifoQueue") and not fast.items() <= queue.items():
            violations.append(f"{name} is not of high throughput: it takes 300 calls a second in all")
    for name, topic in stack.of_type("AWS::SNS::Topic"):
        if topic.get("FifoTopic") and topic.get("FifoThroughputScope") != "MessageGroup":
            violations.append(f"{name} is not of high throughput: it takes 300 messages a second in all")
    return violations


def subscriptions_have_dead_letters(stack: Stack) -> list[str]:
    return [
        f"{name} has no dead-letter queue: what SNS cannot deliver is lost"
        for name, subscription in stack.of_type("AWS::SNS::Subscription")
        if subscription["Protocol"] not in PEOPLE and dead_letters_of(stack, subscription.get("RedrivePolicy")) is None
    ]


def dead_letters_of_subscriptions_are_of_the_kind_of_the_topic(stack: Stack) -> list[str]:
    """Amazon SNS developer guide, "Dead-letter queues": FIFO queues for FIFO topics, standard queues for the others."""
    violations = []
    for name, subscription in stack.of_type("AWS::SNS::Subscription"):
        topic = stack.named_in(subscription["TopicArn"])
        queue = dead_letters_of(stack, subscription.get("RedrivePolicy"))
        if topic is None or queue is None:
            continue
        kinds = [bool(stack.resources[topic]["Properties"].get("FifoTopic"))]
        kinds.append(bool(stack.resources[queue]["Properties"].get("FifoQueue")))
        if kinds[0] != kinds[1]:
            violations.append(f"{name} has {queue}, which is not of the kind of {topic}")
    return violations


def _change_names() -> set[str]:
    changes, catalog = ((ROOT / path).read_text(encoding="utf-8") for path in NAMES)
    variants = VARIANT.findall(changes.split("pub enum Change {")[1].split("\n}\n")[0])
    names = {*(re.sub(r"(?<=.)(?=[A-Z])", "_", it).lower() for it in variants), *NAME.findall(catalog)}
    assert {"enrolled", "seats_changed"} <= names, names
    return names


def filter_policies_let_something_through(stack: Stack) -> list[str]:
    """SNS takes any attribute and any name in a policy, and a wrong one silently keeps messages back."""
    violations = []
    for name, subscription in stack.of_type("AWS::SNS::Subscription"):
        policy = subscription.get("FilterPolicy") or {}
        policy = json.loads(policy) if isinstance(policy, str) else policy
        attributes = ATTRIBUTES.get(stack.named_in(subscription["TopicArn"]) or "", set())
        violations += [f"{name} filters by {it}, which no message has" for it in sorted(policy.keys() - attributes)]
        unknown = {it for it in policy.get("changes", []) if isinstance(it, str)} - _change_names()
        violations += [f"{name} waits for {it}, which nothing publishes" for it in sorted(unknown)]
    return violations


def dead_letters(stack: Stack) -> set[str]:
    """All dead-letter queues."""
    policies = [it.get("RedrivePolicy") for _, it in stack.of_type("AWS::SQS::Queue", "AWS::SNS::Subscription")]
    return {name for name in (dead_letters_of(stack, policy) for policy in policies) if name}


def dead_letters_are_outputs(stack: Stack) -> list[str]:
    shown = {stack.named_in(value) for value in stack.outputs.values()}
    return [f"no output names {name}, so that it can be redriven" for name in sorted(dead_letters(stack) - shown)]


RULES = (
    queues_read_have_dead_letters,
    visibility_outlasts_the_function,
    large_batches_have_a_window,
    batches_fail_in_part,
    fifo_queues_and_topics_are_fast,
    subscriptions_have_dead_letters,
    dead_letters_of_subscriptions_are_of_the_kind_of_the_topic,
    filter_policies_let_something_through,
    dead_letters_are_outputs,
)
