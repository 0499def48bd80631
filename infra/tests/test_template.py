"""The template follows the rules, whatever its parameters are."""

from __future__ import annotations

import json
import unittest
from collections.abc import Callable
from itertools import product

from samtranslator.yaml_helper import yaml_parse

import rules_queues
from expand import ACCOUNT, LOCAL_ACCOUNT, ROOT, expand
from model import Stack
from rules import RULES, Rule
from rules_data import everything_is_encrypted

STACKS: dict[str, Stack] = {
    "by default": expand(),
    "with signatures and an address for alarms": expand(
        parameters={"AuthMode": "signature", "AlarmEmail": "ops@example.com", "AlmAccountId": "1234"}
    ),
    "with mail": expand(parameters={"MailFrom": "learning@example.com"}),
    "with the longest name": expand(parameters={"MailFrom": "a@example.com"}, pseudo={"AWS::StackName": "s" * 40}),
}


class TemplateFollowsTheRules(unittest.TestCase):
    """One test for each rule."""


def _test(rule: Rule) -> Callable[[unittest.TestCase], None]:
    def test(self: unittest.TestCase) -> None:
        for case, stack in STACKS.items():
            with self.subTest(case):
                self.assertEqual([], rule(stack))

    return test


for _rule in RULES:
    setattr(TemplateFollowsTheRules, f"test_{_rule.__name__}", _test(_rule))


class Sender(unittest.TestCase):
    def test_the_mail_role_sends_from_the_address_without_its_name(self) -> None:
        for given in ("learning@example.com", "Learning Team <learning@example.com>"):
            policy = expand(parameters={"MailFrom": given}).resources["EmailPolicy"]["Properties"]["PolicyDocument"]
            conditions = [it["Condition"] for it in policy["Statement"] if it["Sid"] == "SendMail"]
            self.assertEqual([{"StringEqualsIgnoreCase": {"ses:FromAddress": "learning@example.com"}}], conditions)


class ConcernsFollowTheRules(unittest.TestCase):
    """The reusable template by itself, since no concern uses all of its parameters."""

    def test_a_concern_in_order(self) -> None:
        given = {"NamePrefix": "milepost", "ConcernName": "certificates", "Fifo": "true", "TopicArn": "arn:topic"}
        stack = expand(ROOT / "infra" / "concern.yaml", {**given, "LogRetentionDays": 30})
        self.assertTrue(stack.resources["Queue"]["Properties"]["FifoQueue"])
        for rule in (*rules_queues.RULES, everything_is_encrypted):
            with self.subTest(rule.__name__):
                self.assertEqual([], rule(stack))


    def test_every_window_fits_its_visibility(self) -> None:
        """CloudFormation looks the visibility up in a table; here it is calculated."""
        template = yaml_parse((ROOT / "infra" / "concern.yaml").read_text(encoding="utf-8"))
        parameters = template["Parameters"]
        timeouts = parameters["FunctionTimeoutSeconds"]["AllowedValues"]
        for timeout, window in product(timeouts, parameters["BatchingWindowSeconds"]["AllowedValues"]):
            seconds = template["Mappings"]["VisibilityTimeout"][str(timeout)][str(window)]
            self.assertEqual(6 * timeout + window, seconds, f"{timeout} s and {window} s")


class LocalStack(unittest.TestCase):
    """What only the emulator needs, by whose account the template knows it."""

    def test_it_has_no_tls_and_authorises_batches_as_such(self) -> None:
        stack = expand(pseudo={"AWS::AccountId": LOCAL_ACCOUNT})
        for policy in ("EventsQueuePolicy", "ArchiveBucketPolicy", "ArchiveConcern.QueuePolicy"):
            statements = stack.resources[policy]["Properties"]["PolicyDocument"]["Statement"]
            [denial] = [it for it in statements if it["Effect"] == "Deny"]
            self.assertEqual({"aws:SourceIp": "127.0.0.0/8"}, denial["Condition"]["NotIpAddress"], policy)
        for policy, action in (("IngestPolicy", "sqs:SendMessageBatch"), ("ProgressPolicy", "sns:PublishBatch")):
            statements = stack.resources[policy]["Properties"]["PolicyDocument"]["Statement"]
            self.assertIn(action, [it for statement in statements for it in statement["Action"]], policy)

    def test_it_differs_from_aws_in_policies_only(self) -> None:
        local, other = expand(pseudo={"AWS::AccountId": LOCAL_ACCOUNT}), expand()
        text = {name: json.dumps(it).replace(LOCAL_ACCOUNT, ACCOUNT) for name, it in local.resources.items()}
        differing = {other.resources[name]["Type"] for name in text if text[name] != json.dumps(other.resources[name])}
        self.assertEqual({"AWS::IAM::Policy", "AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy"}, differing)


class TemplateIsSeenWhole(unittest.TestCase):
    """A rule over no resource would pass."""

    def test_nested_stacks_are_unfolded(self) -> None:
        names = STACKS["by default"].resources
        self.assertIn("ArchiveConcern.Queue", names)
        self.assertIn("ArchiveConcern.Function.Role", names)
        self.assertNotIn("ArchiveConcern", names)
        self.assertNotIn("ArchiveConcern.Function", names)

    def test_sam_is_expanded(self) -> None:
        stack = STACKS["by default"]
        self.assertFalse([name for name, it in stack.resources.items() if it["Type"].startswith("AWS::Serverless::")])
        mappings = dict(stack.of_type("AWS::Lambda::EventSourceMapping"))
        sources = {stack.named_in(mapping["EventSourceArn"]) for mapping in mappings.values()}
        concerns = {f"{it}Concern.Queue" for it in ("Archive", "Catalog", "Directory")}
        self.assertLessEqual({"EventsQueue"} | concerns, sources)

    def test_references_cross_stacks(self) -> None:
        stack = STACKS["by default"]
        subscription = stack.resources["ArchiveConcern.Subscription"]["Properties"]
        self.assertEqual("TransitionsTopic", stack.named_in(subscription["TopicArn"]))
        self.assertEqual("ArchiveConcern.Queue", stack.named_in(stack.outputs["ArchiveQueueUrl"]))

    def test_conditions_are_decided(self) -> None:
        default, other = STACKS["by default"], STACKS["with signatures and an address for alarms"]
        self.assertNotIn("AlarmEmailSubscription", default.resources)
        self.assertIn("AlarmEmailSubscription", other.resources)

    def test_the_redrive_allow_policies_name_their_queues(self) -> None:
        """They go by name, so no reference would be found broken."""
        stack = STACKS["by default"]
        queues = dict(stack.of_type("AWS::SQS::Queue"))
        arns = {f"arn:aws:sqs:us-east-1:123456789012:{queue['QueueName']}" for queue in queues.values()}
        for name, queue in queues.items():
            for arn in queue.get("RedriveAllowPolicy", {}).get("sourceQueueArns", []):
                self.assertIn(arn, arns, name)


if __name__ == "__main__":
    unittest.main()
