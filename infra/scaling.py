#!/usr/bin/env python3
"""Shows what happens to webhooks while every queue has a backlog, with the template's numbers and without its maxima, in
the model of scaling_model.py: `python infra/scaling.py`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "local"))

from expand import expand  # noqa: E402
from model import Stack  # noqa: E402
from scaling_model import Burst, Source, simulate  # noqa: E402

# 2,000 a second, the webhook's own limit: at once, again when standard queues have scaled, and again in the end.
BURSTS = (Burst(1, 5, 2_000), Burst(20, 5, 2_000), Burst(60, 20, 2_000))
BACKLOG = 20_000


def sources(stack: Stack) -> list[Source]:
    """The queues that functions read, with the template's numbers."""
    found = []
    for _, mapping in stack.of_type("AWS::Lambda::EventSourceMapping"):
        queue = stack.named_in(mapping["EventSourceArn"])
        if queue is None or stack.resources[queue]["Type"] != "AWS::SQS::Queue":
            continue
        function = stack.resources[str(stack.named_in(mapping["FunctionName"]))]["Properties"]
        name = str(function["FunctionName"]).removeprefix("milepost-")
        fifo = bool(stack.resources[queue]["Properties"].get("FifoQueue"))
        maximum = mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
        found.append(Source(name, fifo, int(mapping["BatchSize"]), None if maximum is None else int(maximum)))
    return found


def without_maxima(those: Iterable[Source]) -> list[Source]:
    return [replace(it, maximum=None) for it in those]


def main() -> int:
    bounded = sources(expand(parameters={"MailFrom": "learning@example.com"}))
    for what, those in (("with the template's maxima", bounded), ("without maxima", without_maxima(bounded))):
        it = simulate(those, BACKLOG, BURSTS, 900)
        share = 100 * it.throttled / it.webhooks
        done = "later" if it.done is None else f"after {it.done:.0f} s"
        print(
            f"{what:<27} {it.throttled:>6,} of {it.webhooks:,} webhooks throttled ({share:.1f} %), "
            f"{it.most_concurrent:,} concurrent invocations at most, backlog gone {done}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
