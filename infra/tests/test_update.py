"""What an update on the emulator is judged by."""

from __future__ import annotations

import copy
import unittest

from update import Contents, losses

TABLE, QUEUE, ALARM = (
    ("HistoryTable", "AWS::DynamoDB::Table"),
    ("ArchiveConcern.DeadLetterQueue", "AWS::SQS::Queue"),
    ("QuarantineAlarm", "AWS::CloudWatch::Alarm"),
)
BEFORE = Contents({TABLE: "t-1", QUEUE: "q-1", ALARM: "a-1"}, {TABLE[0]: ["row"], QUEUE[0]: "1"})


class Losses(unittest.TestCase):
    def test_nothing_is_lost_where_nothing_changes(self) -> None:
        self.assertEqual([], losses(BEFORE, copy.deepcopy(BEFORE)))

    def test_a_resource_that_is_gone_or_another_is_told(self) -> None:
        after = copy.deepcopy(BEFORE)
        del after.resources[TABLE]
        after.resources[QUEUE] = "q-2"
        expected = [
            "HistoryTable (AWS::DynamoDB::Table) was t-1, is gone",
            "ArchiveConcern.DeadLetterQueue (AWS::SQS::Queue) was q-1, is q-2",
        ]
        self.assertEqual(expected, losses(BEFORE, after))

    def test_data_that_is_gone_is_told_without_showing_it(self) -> None:
        after = copy.deepcopy(BEFORE)
        after.data[TABLE[0]] = []
        self.assertEqual(["HistoryTable has other data"], losses(BEFORE, after))

    def test_an_alarm_may_be_replaced(self) -> None:
        after = copy.deepcopy(BEFORE)
        after.resources[ALARM] = "a-2"
        self.assertEqual([], losses(BEFORE, after))


if __name__ == "__main__":
    unittest.main()
