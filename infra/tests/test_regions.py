"""The list of regions goes by what each of them has."""

from __future__ import annotations

import unittest

import regions


class Regions(unittest.TestCase):
    def test_a_region_without_ses_sends_no_mail_and_one_without_a_queue_has_no_stack(self) -> None:
        queue, mail = "AWS::SQS::Queue", "AWS::SES::ConfigurationSet"
        found = regions.groups({"a": set(), "b": {mail}, "c": {queue}, "d": {queue, mail}})
        self.assertEqual({"everything": ["a"], "no mail": ["b"], "nothing": ["c", "d"]}, found)

    def test_the_largest_regions_have_everything(self) -> None:
        kinds = regions.kinds_of_the_stack()
        self.assertIn("AWS::SES::ConfigurationSet", kinds)
        for region in ("us-east-1", "us-west-2", "eu-west-1", "eu-central-1"):
            self.assertEqual(set(), regions.missing(region, kinds), region)

    def test_what_a_region_lacks_is_found(self) -> None:
        self.assertEqual({"AWS::No::Where"}, regions.missing("eu-central-1", {"AWS::No::Where", "AWS::SQS::Queue"}))


if __name__ == "__main__":
    unittest.main()
