"""A model of how AWS shares an account's concurrency between the webhook and the sources of events.

It models what the AWS Lambda developer guide says:

- "Configuring scaling behavior for SQS event source mappings": a standard queue starts with five batches at a time and
  gets up to 300 more per minute, at most 1,250; a FIFO queue has at most one per message group; a maximum concurrency
  bounds both.
- "Understanding Lambda function scaling": an account has 1,000 concurrent invocations, and ten times as many requests
  per second; a function gets at most 1,000 more environments every ten seconds.
- "Understanding retry behavior": an event source tries a throttled batch again, API Gateway passes the error on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

STEP = 0.1
ACCOUNT_CONCURRENCY = 1_000
REQUESTS_PER_CONCURRENCY = 10
# At once, and then each second.
NEW_ENVIRONMENTS = 1_000
NEW_ENVIRONMENTS_A_SECOND = 1_000 / 10
FIRST_BATCHES = 5
MORE_BATCHES = 300 / 60
MOST_BATCHES = 1_250
# Seconds for a batch, with the latencies of AWS in docs/cost.md; ten documents are drawn and signed one after the other.
BATCH_SECONDS = {"certificates": 3.0, "directory": 5.0, "email": 1.0, "sms": 1.0}
OTHER_BATCH_SECONDS = 0.2
WEBHOOK_SECONDS = 0.05
# A request that finds no environment free waits for a new one.
COLD_SECONDS = 0.25


@dataclass(frozen=True)
class Source:
    """A queue that a function reads."""

    name: str
    fifo: bool
    batch: int
    # None: as many as AWS gives.
    maximum: int | None

    def wanted(self, seconds: float, messages: int) -> int:
        """The batches at a time that its mapping wants, this long after the backlog was there."""
        # Every message of another record: the most groups that a FIFO queue can have.
        scaled = messages if self.fifo else FIRST_BATCHES + MORE_BATCHES * seconds
        return min(int(scaled), self.maximum or MOST_BATCHES, -(-messages // self.batch))


@dataclass(frozen=True)
class Burst:
    """Webhooks at a rate for some seconds."""

    at: float
    seconds: float
    rate: int

    def arriving(self, now: float) -> int:
        return round(self.rate * STEP) if self.at <= now < self.at + self.seconds else 0


@dataclass
class Outcome:
    """What happened."""

    webhooks: int = 0
    throttled: int = 0
    most_concurrent: int = 0
    # When the last backlog was gone, in seconds; None if it was not.
    done: float | None = None


@dataclass
class _Account:
    """The invocations that run, by the step in which they end."""

    ending: dict[str, dict[int, int]] = field(default_factory=dict)
    # Of ingest: those that it has, and those that Lambda would add now.
    environments: int = 0
    new_environments: float = NEW_ENVIRONMENTS

    def running(self, name: str | None = None) -> int:
        names = self.ending if name is None else [name]
        return sum(sum(self.ending.get(it, {}).values()) for it in names)

    def end(self, step: int) -> None:
        for ends in self.ending.values():
            ends.pop(step, None)

    def start(self, name: str, count: int, step: int, seconds: float) -> None:
        ends = self.ending.setdefault(name, {})
        last = step + max(1, round(seconds / STEP))
        ends[last] = ends.get(last, 0) + count


def simulate(
    those: Iterable[Source],
    backlog: int,
    bursts: Iterable[Burst],
    seconds: float,
    batch_seconds: Mapping[str, float] = BATCH_SECONDS,
) -> Outcome:
    """Lets each queue start with a backlog while webhooks come in. Sources are served first: the worst for webhooks."""
    those, bursts = list(those), list(bursts)
    left = {it.name: backlog for it in those}
    account, outcome = _Account(), Outcome()
    for step in range(round(seconds / STEP)):
        now = step * STEP
        account.end(step)
        requests = round(ACCOUNT_CONCURRENCY * REQUESTS_PER_CONCURRENCY * STEP)
        for source in those:
            requests -= _serve(account, source, left, step, requests, batch_seconds)
        arriving = sum(it.arriving(now) for it in bursts)
        outcome.webhooks += arriving
        outcome.throttled += arriving - _answer(account, min(arriving, requests), step)
        outcome.most_concurrent = max(outcome.most_concurrent, account.running())
        if outcome.done is None and not any(left.values()):
            outcome.done = now
    return outcome


def _serve(
    account: _Account,
    source: Source,
    left: dict[str, int],
    step: int,
    requests: int,
    batch_seconds: Mapping[str, float],
) -> int:
    """Starts the batches of a source that fit, and returns their number."""
    wanted = source.wanted(step * STEP, left[source.name]) - account.running(source.name)
    free = ACCOUNT_CONCURRENCY - account.running()
    starting = max(0, min(wanted, free, requests))
    account.start(source.name, starting, step, batch_seconds.get(source.name, OTHER_BATCH_SECONDS))
    left[source.name] = max(0, left[source.name] - starting * source.batch)
    return starting


def _answer(account: _Account, arriving: int, step: int) -> int:
    """Starts the webhooks that fit, in new environments where the others are busy, and returns their number."""
    warm = min(arriving, account.environments - account.running("ingest"))
    free = ACCOUNT_CONCURRENCY - account.running()
    more = account.new_environments + NEW_ENVIRONMENTS_A_SECOND * STEP
    account.new_environments = min(NEW_ENVIRONMENTS, more)
    warm = max(0, min(warm, free))
    cold = max(0, min(arriving - warm, free - warm, int(account.new_environments)))
    account.environments += cold
    account.new_environments -= cold
    account.start("ingest", warm, step, WEBHOOK_SECONDS)
    account.start("ingest", cold, step, COLD_SECONDS + WEBHOOK_SECONDS)
    return warm + cold
