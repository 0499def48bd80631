"""infra/alarms.yaml: the metrics of the alarms that watch every queue or table of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from model import Stack
from pages import watched
from pages.watched import Watched

# Amazon CloudWatch user guide, "Alarm data queries": the metrics that the expression of an alarm may use.
MOST_METRICS = 10


@dataclass(frozen=True)
class Kind:
    """An alarm, and what it calculates with. `*<name>` in the template are its other properties."""

    name: str
    expression: str
    watches: Callable[[Stack], list[Watched]]
    metric: str
    dimension: str
    namespace: str = "AWS/SQS"
    statistic: str = "Maximum"
    period: int = 60


def _concerns(stack: Stack) -> list[Watched]:
    """The queues without that of events, which has an alarm of its own."""
    return [it for it in watched.read_queues(stack) if it.label != "events"]


AGE, WAITING = "ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"
KINDS = (
    Kind("Backlog", "MAX", _concerns, AGE, "QueueName", period=300),
    Kind("DeadLetters", "SUM", watched.dead_letters, WAITING, "QueueName"),
    Kind("Undelivered", "SUM", watched.undelivered, WAITING, "QueueName"),
    Kind("TablesThrottled", "SUM", watched.tables, "WriteThrottleEvents", "TableName", "AWS/DynamoDB", "Sum", 300),
)


def blocks(stack: Stack) -> dict[str, str]:
    """The parameters, the metrics of each kind, with further alarms where they are too many for one, and all ARNs."""
    lists = {kind.name: "\n".join(_alarms(kind, kind.watches(stack))) for kind in KINDS}
    return {"Tables": parameters(stack), **lists, "Arns": "\n".join(_arns(stack))}


def parameters(stack: Stack) -> str:
    """The tables as parameters of a nested template."""
    names = (it.name.strip("${}") for it in watched.tables(stack))
    return "\n".join(f"  {it}:\n    Description: Name of the table.\n    Type: String" for it in names)


def _names(kind: Kind, number: int) -> Iterator[str]:
    """Of the alarms for so many metrics: the first has no number."""
    yield f"{kind.name}Alarm"
    yield from (f"{kind.name}Alarm{index}" for index in range(2, -(-number // MOST_METRICS) + 1))


def _alarms(kind: Kind, all_watched: list[Watched]) -> Iterator[str]:
    for index, name in enumerate(_names(kind, len(all_watched))):
        if index:
            yield f"\n  {name}:\n    Type: AWS::CloudWatch::Alarm\n    Condition: OnAws"
            yield f"    Properties:\n      <<: *{kind.name}"
        # The id of a queue or table has no underscore.
        yield f"      Metrics:\n        - {{ Id: of_all, Expression: {kind.expression}(METRICS()) }}"
        yield from (_metric(kind, it) for it in all_watched[index * MOST_METRICS :][:MOST_METRICS])


def _metric(kind: Kind, it: Watched) -> str:
    return f"""\
        - Id: {it.identifier}
          ReturnData: false
          MetricStat:
            Period: {kind.period}
            Stat: {kind.statistic}
            Metric:
              Namespace: {kind.namespace}
              MetricName: {kind.metric}
              Dimensions: [{{ Name: {kind.dimension}, Value: !Sub '{it.name}' }}]"""


def _arns(stack: Stack) -> Iterator[str]:
    for kind in KINDS:
        for name in _names(kind, len(kind.watches(stack))):
            yield f"        - !If [OnAws, !GetAtt {name}.Arn, !Ref AWS::NoValue]"
