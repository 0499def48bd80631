"""A backlog in every queue does not starve the webhook, in a model of how AWS scales; without the maxima it does."""

from __future__ import annotations

import unittest

from samtranslator.yaml_helper import yaml_parse

from expand import ROOT, expand
from scaling import BACKLOG, BURSTS, sources, without_maxima
from scaling_model import ACCOUNT_CONCURRENCY, BATCH_SECONDS, Burst, Source, simulate

TEMPLATE = sources(expand(parameters={"MailFrom": "learning@example.com"}))
SECONDS = 90
# As when what a function needs does not respond: every batch takes until the function's time-out.
HANGING = {source.name: 30.0 for source in TEMPLATE}


class Webhooks(unittest.TestCase):
    def test_no_webhook_is_throttled_by_a_backlog_in_every_queue(self) -> None:
        outcome = simulate(TEMPLATE, BACKLOG, BURSTS, SECONDS)
        self.assertEqual((60_000, 0), (outcome.webhooks, outcome.throttled))

    def test_none_is_throttled_while_every_batch_hangs(self) -> None:
        outcome = simulate(TEMPLATE, BACKLOG, BURSTS, SECONDS, HANGING)
        self.assertEqual((60_000, 0), (outcome.webhooks, outcome.throttled))

    def test_without_maxima_they_are(self) -> None:
        for batch_seconds in (BATCH_SECONDS, HANGING):
            outcome = simulate(without_maxima(TEMPLATE), BACKLOG, BURSTS, SECONDS, batch_seconds)
            self.assertGreater(outcome.throttled, 5_000)
            self.assertEqual(ACCOUNT_CONCURRENCY, outcome.most_concurrent)

    def test_with_maxima_that_are_too_high_they_are(self) -> None:
        given = {"MailFrom": "learning@example.com", "ProgressConcurrency": 500, "ConcernConcurrency": 300}
        self.assertGreater(simulate(sources(expand(parameters=given)), BACKLOG, BURSTS, SECONDS, HANGING).throttled, 0)


class Model(unittest.TestCase):
    def test_every_queue_that_a_function_reads_is_in_it(self) -> None:
        resources = yaml_parse(ROOT.joinpath("template.yaml").read_text(encoding="utf-8"))["Resources"].values()
        given = (it["Properties"].get("Parameters", {}) for it in resources if "Properties" in it)
        concerns = {it["ConcernName"] for it in given if "ConcernName" in it}
        self.assertEqual(concerns | {"progress"}, {source.name for source in TEMPLATE})

    def test_a_standard_queue_scales_by_300_a_minute(self) -> None:
        source = Source("archive", fifo=False, batch=10, maximum=None)
        self.assertEqual([5, 305, 1_250], [source.wanted(it, 100_000) for it in (0, 60, 3_600)])

    def test_a_fifo_queue_scales_with_its_groups(self) -> None:
        self.assertEqual(1_250, Source("progress", fifo=True, batch=1, maximum=None).wanted(0, 2_000))
        self.assertEqual(7, Source("progress", fifo=True, batch=1, maximum=None).wanted(0, 7))

    def test_a_maximum_and_the_messages_bound_both(self) -> None:
        for fifo in (True, False):
            source = Source("any", fifo, batch=10, maximum=100)
            self.assertEqual([100, 3, 0], [source.wanted(3_600, it) for it in (20_000, 21, 0)])

    def test_without_a_backlog_the_accounts_concurrency_is_the_webhooks(self) -> None:
        outcome = simulate([], 0, [Burst(0, 2, 2_000)], 3)
        self.assertEqual((4_000, 0, 0.0), (outcome.webhooks, outcome.throttled, outcome.done))

    def test_more_than_the_account_takes_is_throttled(self) -> None:
        outcome = simulate([], 0, [Burst(0, 1, 20_000)], 2)
        self.assertGreaterEqual(outcome.throttled, 10_000)


if __name__ == "__main__":
    unittest.main()
