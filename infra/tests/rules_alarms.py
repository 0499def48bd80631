"""Rules of alarms: whatever stops is noticed, and somebody is told."""

from __future__ import annotations

from model import Stack, alarm_metrics
from rules_queues import dead_letters

METRIC = "AWS::CloudWatch::Alarm"
# Amazon CloudWatch user guide, "Alarm data queries": the metrics that the expression of an alarm may use.
MOST_METRICS = 10


def watched(stack: Stack, metric: str, actions: str = "AlarmActions") -> set[str | None]:
    """The resources of which an alarm with such actions watches this metric."""
    names = _by_name(stack)
    return {
        stack.named_in(dimension["Value"]) or names.get((dimension["Name"], dimension["Value"]))
        for _, alarm in stack.of_type(METRIC)
        if alarm.get(actions)
        for it in alarm_metrics(alarm)
        if it.get("MetricName") == metric
        for dimension in it.get("Dimensions", [])
    }


def _by_name(stack: Stack) -> dict[tuple[str, str], str]:
    """Queues and functions by the names that AWS calls them."""
    kinds = {"QueueName": "AWS::SQS::Queue", "FunctionName": "AWS::Lambda::Function"}
    return {(key, it[key]): name for key, kind in kinds.items() for name, it in stack.of_type(kind)}


def alarms_tell_somebody(stack: Stack) -> list[str]:
    """When they go off, and when it is over."""
    topics = {name for name, _ in stack.of_type("AWS::SNS::Topic")}
    return [
        f"{name} tells nobody by its {actions}"
        for name, alarm in stack.of_type(METRIC, "AWS::CloudWatch::CompositeAlarm")
        for actions in ("AlarmActions", "OKActions")
        if not topics & set(map(stack.named_in, alarm.get(actions, [])))
    ]


def expressions_are_short_enough(stack: Stack) -> list[str]:
    return [
        f"{name} watches more than {MOST_METRICS} metrics: CloudWatch refuses that"
        for name, alarm in stack.of_type(METRIC)
        if len(alarm_metrics(alarm)) > MOST_METRICS
    ]


def dead_letters_raise_an_alarm(stack: Stack) -> list[str]:
    unwatched = dead_letters(stack) - watched(stack, "ApproximateNumberOfMessagesVisible")
    return [f"nobody is told of messages in {name}" for name in sorted(unwatched)]


def backlogs_raise_an_alarm(stack: Stack) -> list[str]:
    sources = {stack.named_in(it.get("EventSourceArn")) for _, it in stack.of_type("AWS::Lambda::EventSourceMapping")}
    queues = {name for name, _ in stack.of_type("AWS::SQS::Queue")} & sources
    unwatched = queues - watched(stack, "ApproximateAgeOfOldestMessage")
    return [f"nobody is told that messages wait in {name}" for name in sorted(filter(None, unwatched))]


def throttled_tables_raise_an_alarm(stack: Stack) -> list[str]:
    tables = {name for name, _ in stack.of_type("AWS::DynamoDB::Table")}
    return [f"nobody is told that {name} is throttled" for name in sorted(tables - watched(stack, "WriteThrottleEvents"))]


def schedules_raise_an_alarm(stack: Stack) -> list[str]:
    """When what each starts does nothing: then there is no data."""
    silent = (watched(stack, metric, "InsufficientDataActions") for metric in ("Errors", "ExecutionsSucceeded"))
    started = set().union(*silent)
    return [
        f"nobody is told that {name} starts nothing"
        for name, schedule in stack.of_type("AWS::Scheduler::Schedule")
        if stack.named_in(schedule["Target"]["Arn"]) not in started
    ]


def delivery_streams_raise_an_alarm(stack: Stack) -> list[str]:
    fresh, failing = watched(stack, "DeliveryToS3.DataFreshness"), watched(stack, "DeliveryToS3.Success")
    return [
        f"nobody is told that {name} does not deliver"
        for name, _ in stack.of_type("AWS::KinesisFirehose::DeliveryStream")
        if name not in fresh & failing
    ]


RULES = (
    alarms_tell_somebody,
    expressions_are_short_enough,
    dead_letters_raise_an_alarm,
    backlogs_raise_an_alarm,
    throttled_tables_raise_an_alarm,
    schedules_raise_an_alarm,
    delivery_streams_raise_an_alarm,
)
