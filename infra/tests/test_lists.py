"""What watches everything follows the template: another concern or table is watched without further ado."""

from __future__ import annotations

import copy
import json
import re
import unittest

import docs
from expand import ROOT, expand
from model import Stack
from pages import alarm_lists, dashboard_lists, functions, queries, watched
from pages.markdown import Mismatch

STACK = expand(without=docs.WATCHING)
ID = re.compile(r"- Id: (\w+)")


def with_concerns(number: int) -> Stack:
    """The stack with further concerns, like that of the catalog."""
    stack = copy.deepcopy(STACK)
    of_catalog = {name: it for name, it in STACK.resources.items() if name.startswith("Catalog")}
    for index in range(number):
        text = json.dumps(of_catalog).replace("Catalog", f"Points{index}")
        stack.resources |= json.loads(text.replace("milepost-catalog", f"milepost-points-{index}"))
    return stack


class Alarms(unittest.TestCase):
    def test_a_further_concern_is_watched(self) -> None:
        lists = alarm_lists.blocks(with_concerns(1))
        suffixes = {"Backlog": "", "DeadLetters": "-dead-letters", "Undelivered": "-undelivered.fifo"}
        for alarm, suffix in suffixes.items():
            self.assertIn("        - Id: points0\n", lists[alarm])
            self.assertIn(f"Value: !Sub '${{NamePrefix}}-points-0{suffix}' }}", lists[alarm])

    def test_more_metrics_than_an_alarm_takes_make_a_further_alarm(self) -> None:
        stack = with_concerns(11)
        lists = alarm_lists.blocks(stack)
        first, second, *others = re.split(r"\n  DeadLettersAlarm\d:\n", lists["DeadLetters"])
        numbers = [len(ID.findall(it)) for it in (first, second, *others)]
        self.assertEqual((alarm_lists.MOST_METRICS, alarm_lists.MOST_METRICS), (max(numbers), numbers[1]))
        self.assertEqual(len(watched.dead_letters(stack)), sum(numbers))
        self.assertIn("Condition: OnAws\n    Properties:\n      <<: *DeadLetters\n      Metrics:\n", second)
        arns = [f"        - !If [OnAws, !GetAtt DeadLettersAlarm{it}.Arn, !Ref AWS::NoValue]\n" for it in ("", 2, 3)]
        self.assertIn("".join(arns), lists["Arns"])

    def test_a_further_table_is_a_parameter_and_watched(self) -> None:
        stack = copy.deepcopy(STACK)
        stack.resources["PointTotalsTable"] = STACK.resources["HistoryTable"]
        lists = alarm_lists.blocks(stack)
        self.assertIn("\n  PointTotalsTable:\n", lists["Tables"])
        self.assertIn("- Id: pointTotals\n", lists["TablesThrottled"])
        self.assertIn("Value: !Sub '${PointTotalsTable}' }]", lists["TablesThrottled"])


class Dashboards(unittest.TestCase):
    def test_a_further_concern_is_shown(self) -> None:
        lists = dashboard_lists.blocks(with_concerns(1))
        self.assertIn('["...", "${NamePrefix}-points-0", {"label": "points-0"}]', lists["Overview"])
        for suffix in ("", "-dead-letters", "-undelivered.fifo"):
            self.assertIn(f'["...", "${{NamePrefix}}-points-0{suffix}"', lists["Queues"])


class Queries(unittest.TestCase):
    READMES = functions.readmes(ROOT / "functions")

    def test_a_further_concern_is_read_and_summed_up(self) -> None:
        rows = "| `Won`, `Lost` (metric) | Count | a |\n| `Took` | Milliseconds | b |"
        readme = f"| metric | unit | counts |\n|---|---|---|\n{rows}"
        lists = queries.blocks(with_concerns(1), {**self.READMES, "points-0": readme})
        for name in ("Functions", "Consumers"):
            self.assertIn("- !Sub '/aws/lambda/${NamePrefix}-points-0'", lists[name])
        self.assertIn("  Points0Counts:\n", lists["Counts"])
        self.assertIn("stats sum(Won), sum(Lost), pct(Took, 99), max(Took) by bin(1h)", lists["Counts"])

    def test_an_unknown_unit_is_an_error(self) -> None:
        readmes = {**self.READMES, "sms": "| metric | unit | counts |\n|---|---|---|\n| `Sent` | Furlongs | a |"}
        with self.assertRaisesRegex(Mismatch, "the README of sms has a metric in Furlongs"):
            queries.blocks(STACK, readmes)


if __name__ == "__main__":
    unittest.main()
