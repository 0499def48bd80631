"""Each rule can fail: it reports what is wrong with a template that was spoiled in one place."""

from __future__ import annotations

import copy
import unittest
from collections.abc import Callable
from typing import Any

import rules_access as access
import rules_alarms as alarms
import rules_aws as aws
import rules_data as data
import rules_functions as functions
import rules_limits as limits
import rules_queues as queues
from expand import Unresolved, expand
from model import Stack, Template
from rules import RULES, Rule

Spoil = Callable[[Stack], object]
# With everything that a parameter can switch on.
WHOLE = expand(parameters={"MailFrom": "learning@example.com"})


def properties(stack: Stack, name: str) -> Template:
    return stack.resources[name]["Properties"]


def without(name: str, key: str) -> Spoil:
    """The resource lacks a property."""
    return lambda stack: properties(stack, name).pop(key)


def having(name: str, **given: Any) -> Spoil:
    """The resource has other properties."""
    return lambda stack: properties(stack, name).update(given)


def stripped(name: str) -> Spoil:
    """The resource is not there."""
    return lambda stack: stack.resources.pop(name)


def with_statement(name: str, **given: Any) -> Spoil:
    """The policy's first statement is another."""

    def spoil(stack: Stack) -> None:
        it = properties(stack, name)
        document = it["Policies"][0]["PolicyDocument"] if "Policies" in it else it["PolicyDocument"]
        document["Statement"][0].update(given)

    return spoil


def without_denials(name: str) -> Spoil:
    """The policy denies nothing."""

    def spoil(stack: Stack) -> None:
        document = properties(stack, name)["PolicyDocument"]
        document["Statement"] = [it for it in document["Statement"] if it["Effect"] == "Allow"]

    return spoil


def without_conditions(name: str) -> Spoil:
    """The policy grants what it grants in any case."""

    def spoil(stack: Stack) -> None:
        for statement in properties(stack, name)["PolicyDocument"]["Statement"]:
            statement.pop("Condition", None)

    return spoil


def not_waiting(name: str) -> Spoil:
    return lambda stack: stack.resources[name].pop("DependsOn")


def trusting(*services: str) -> Spoil:
    statement = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole"}
    return having("IngestBase.Role", AssumeRolePolicyDocument={"Statement": [statement]})


def with_variable(name: str, value: str) -> Spoil:
    return lambda stack: properties(stack, "IngestFunction")["Environment"]["Variables"].update({name: value})


def with_redrive(name: str, **given: Any) -> Spoil:
    return lambda stack: properties(stack, name)["RedrivePolicy"].update(given)


def not_retained(name: str, policy: str) -> Spoil:
    return lambda stack: stack.resources[name].update({policy: "Delete"})


def with_metrics(name: str, number: int) -> Spoil:
    """The alarm watches as many metrics: the first ones, or the last one several times."""

    def spoil(stack: Stack) -> None:
        expression, *metrics = properties(stack, name)["Metrics"]
        metrics += [metrics[-1]] * number
        properties(stack, name)["Metrics"] = [expression, *metrics[:number]]

    return spoil


def without_output(name: str) -> Spoil:
    return lambda stack: stack.outputs.pop(name)


def trusting_firehose(condition: Template | None) -> Spoil:
    statement = {"Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole"}
    given = {**statement, "Condition": condition} if condition else statement
    return having("ArchiveStream.Role", AssumeRolePolicyDocument={"Statement": [given]})


def with_default_throttle(**given: int) -> Spoil:
    return lambda stack: properties(stack, "ApiStage")["DefaultRouteSettings"].update(given)


def with_sender(address: str) -> Spoil:
    return lambda stack: properties(stack, "EmailFunction")["Environment"]["Variables"].update(MAIL_FROM=address)


LOOPBACK = {"NotIpAddress": {"aws:SourceIp": "127.0.0.0/8"}}
ARCHIVE = "ArchiveConcern.Queue"
DIRECTORY = "DirectoryConcern.Queue"
CATALOG = "CatalogConcern.Subscription"
DEAD = "ArchiveConcern.DeadLetterQueue"

# The rule, how the template is spoiled, and the resource that the rule is to name.
SPOILT: tuple[tuple[Rule, Spoil, str], ...] = (
    (queues.queues_read_have_dead_letters, without("EventsQueue", "RedrivePolicy"), "EventsQueue"),
    (queues.queues_read_have_dead_letters, without(ARCHIVE, "RedrivePolicy"), ARCHIVE),
    (queues.queues_read_have_dead_letters, with_redrive("EventsQueue", maxReceiveCount=2), "EventsQueue"),
    (queues.queues_read_have_dead_letters, without("EventsDeadLetterQueue", "FifoQueue"), "EventsDeadLetterQueue"),
    (queues.queues_read_have_dead_letters, having(DEAD, FifoQueue=True), DEAD),
    (queues.queues_read_have_dead_letters, having(DEAD, MessageRetentionPeriod=3600), DEAD),
    (queues.queues_read_have_dead_letters, without(DEAD, "MessageRetentionPeriod"), DEAD),
    (queues.visibility_outlasts_the_function, having("EventsQueue", VisibilityTimeout=59), "EventsQueue"),
    (queues.visibility_outlasts_the_function, without(ARCHIVE, "VisibilityTimeout"), ARCHIVE),
    (queues.visibility_outlasts_the_function, having("ProgressFunction", Timeout=11), "EventsQueue"),
    (queues.visibility_outlasts_the_function, having(DIRECTORY, VisibilityTimeout=180), DIRECTORY),
    (
        queues.visibility_outlasts_the_function,
        having("CatalogFunctionQueue", MaximumBatchingWindowInSeconds=30),
        "CatalogConcern.Queue",
    ),
    (
        queues.large_batches_have_a_window,
        without("DirectoryFunctionQueue", "MaximumBatchingWindowInSeconds"),
        "DirectoryFunctionQueue",
    ),
    (queues.large_batches_have_a_window, having("SmsFunctionQueue", BatchSize=11), "SmsFunctionQueue"),
    (queues.batches_fail_in_part, without("ProgressFunctionQueue", "FunctionResponseTypes"), "EventsQueue"),
    (queues.batches_fail_in_part, without("DirectoryFunctionQueue", "FunctionResponseTypes"), DIRECTORY),
    (queues.fifo_queues_and_topics_are_fast, having("EventsQueue", DeduplicationScope="queue"), "EventsQueue"),
    (queues.fifo_queues_and_topics_are_fast, without("EventsQueue", "FifoThroughputLimit"), "EventsQueue"),
    (queues.fifo_queues_and_topics_are_fast, without("TransitionsTopic", "FifoThroughputScope"), "TransitionsTopic"),
    (
        queues.subscriptions_have_dead_letters,
        without("ArchiveConcern.Subscription", "RedrivePolicy"),
        "ArchiveConcern.Subscription",
    ),
    (queues.filter_policies_let_something_through, having(CATALOG, FilterPolicy='{"change":["enrolled"]}'), CATALOG),
    (queues.filter_policies_let_something_through, having(CATALOG, FilterPolicy='{"changes":["seats"]}'), CATALOG),
    (
        queues.filter_policies_let_something_through,
        having("EmailConcern.Subscription", FilterPolicy={"changes": ["enrolled"]}),
        "EmailConcern.Subscription",
    ),
    (
        queues.filter_policies_let_something_through,
        having(CATALOG, FilterPolicy={"changes": ["enrolled", "joined"]}),
        CATALOG,
    ),
    (queues.dead_letters_are_outputs, without_output("ArchiveDeadLetterQueueUrl"), DEAD),
    (
        queues.dead_letters_are_outputs,
        without_output("CatalogDeadLetterQueueUrl"),
        "CatalogConcern.DeadLetterQueue",
    ),
    (data.everything_is_encrypted, without(DEAD, "SqsManagedSseEnabled"), DEAD),
    (data.everything_is_encrypted, having("EventsQueue", SqsManagedSseEnabled=False), "EventsQueue"),
    (data.everything_is_encrypted, having("HistoryTable", SSESpecification={"SSEEnabled": False}), "HistoryTable"),
    (data.everything_is_encrypted, without("ArchiveBucket", "BucketEncryption"), "ArchiveBucket"),
    (
        data.everything_is_encrypted,
        without("ArchiveStream.Stream", "DeliveryStreamEncryptionConfigurationInput"),
        "ArchiveStream.Stream",
    ),
    (
        data.everything_is_encrypted,
        lambda stack: stack.resources.update({"NewTopic": {"Type": "AWS::SNS::Topic", "Properties": {}}}),
        "NewTopic",
    ),
    (data.buckets_are_private, without("ArchiveBucket", "PublicAccessBlockConfiguration"), "ArchiveBucket"),
    (
        data.buckets_are_private,
        having("ArchiveBucket", PublicAccessBlockConfiguration={"BlockPublicAcls": True, "BlockPublicPolicy": True}),
        "ArchiveBucket",
    ),
    (data.buckets_are_private, without("QuarantineBucket", "OwnershipControls"), "QuarantineBucket"),
    (data.what_holds_data_stays, not_retained("EnrollmentsTable", "DeletionPolicy"), "EnrollmentsTable"),
    (data.what_holds_data_stays, not_retained("QuarantineBucket", "UpdateReplacePolicy"), "QuarantineBucket"),
    (data.what_holds_data_stays, not_retained("DirectoryTable", "DeletionPolicy"), "DirectoryTable"),
    (data.what_holds_data_stays, not_retained("SigningKey", "DeletionPolicy"), "SigningKey"),
    (data.tables_can_be_restored, without("DirectoryTable", "PointInTimeRecoverySpecification"), "DirectoryTable"),
    (data.tables_can_be_restored, having("HistoryTable", DeletionProtectionEnabled="false"), "HistoryTable"),
    (data.tables_can_be_restored, without("HistoryTable", "PointInTimeRecoverySpecification"), "HistoryTable"),
    (data.logs_expire, without("ApiLogGroup", "RetentionInDays"), "ApiLogGroup"),
    (access.actions_are_named, with_statement("IngestPolicy", Action="*"), "IngestPolicy"),
    (access.actions_are_named, with_statement("IngestBase.Role", Action="*"), "IngestBase.Role"),
    (access.actions_are_named, with_statement("IngestPolicy", Action=["sqs:SendMessage", "sqs:*"]), "IngestPolicy"),
    (access.actions_are_named, with_statement("ArchiveStream.Policy", Action="s3:Get*"), "ArchiveStream.Policy"),
    (
        access.actions_are_named,
        with_statement("ArchiveConcern.QueuePolicy", Action="sqs:*"),
        "ArchiveConcern.QueuePolicy",
    ),
    (access.actions_are_named, with_statement("IngestPolicy", NotAction="iam:*"), "IngestPolicy"),
    (access.resources_are_named, with_statement("IngestPolicy", Resource="*"), "IngestPolicy"),
    (access.resources_are_named, with_statement("IngestBase.Role", Resource="*"), "IngestBase.Role"),
    (access.resources_are_named, with_statement("ProgressPolicy", Resource=["arn:aws:dynamodb:*:*:*"]), "ProgressPolicy"),
    (
        access.resources_are_named,
        with_statement("ArchiveStream.Policy", Resource="arn:aws:s3:::*/*"),
        "ArchiveStream.Policy",
    ),
    (access.resources_are_named, without_denials("SmsPolicy"), "SmsPolicy"),
    (access.resources_are_named, with_statement("IngestPolicy", NotResource="${EventsQueue.Arn}"), "IngestPolicy"),
    (
        access.policies_are_our_own,
        having("IngestBase.Role", ManagedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"]),
        "IngestBase.Role",
    ),
    (access.policies_are_attached_to_roles_of_the_stack, having("ArchiveStream.Policy", Roles=[]), "ArchiveStream.Policy"),
    (
        access.policies_are_attached_to_roles_of_the_stack,
        having("ArchiveStream.Policy", Roles=["somebody-elses"]),
        "ArchiveStream.Policy",
    ),
    (
        access.policies_are_attached_to_roles_of_the_stack,
        having("ArchiveStream.Policy", Users=["admin"]),
        "ArchiveStream.Policy",
    ),
    (access.functions_wait_for_their_rights, not_waiting("IngestFunction"), "IngestFunction"),
    (
        access.nobody_is_let_in_unconditionally,
        with_statement("EventsQueuePolicy", Effect="Allow", Condition={}),
        "EventsQueuePolicy",
    ),
    (
        access.nobody_is_let_in_unconditionally,
        with_statement("EventsQueuePolicy", Effect="Allow", Principal={"AWS": ["*"]}, Condition={}),
        "EventsQueuePolicy",
    ),
    (
        access.nobody_is_let_in_unconditionally,
        with_statement("ArchiveConcern.QueuePolicy", Condition={}),
        "ArchiveConcern.QueuePolicy",
    ),
    (access.invocations_name_their_source, without("IngestPermission", "SourceArn"), "IngestPermission"),
    (access.roles_have_one_user, trusting("lambda.amazonaws.com", "ec2.amazonaws.com"), "IngestBase.Role"),
    (access.roles_have_one_user, trusting("*"), "IngestBase.Role"),
    (access.roles_have_one_user, having("ArchiveFunction", Role="${IngestBase.Role.Arn}"), "IngestBase.Role"),
    (access.roles_have_one_user, having("ArchiveFunction", Role="arn:aws:iam::1:role/other"), "ArchiveFunction"),
    (access.nothing_is_reached_without_tls, stripped("EventsQueuePolicy"), "EventsQueue"),
    (access.nothing_is_reached_without_tls, stripped("ArchiveBucketPolicy"), "ArchiveBucket"),
    (
        access.nothing_is_reached_without_tls,
        with_statement("ArchiveBucketPolicy", Resource=["${ArchiveBucket.Arn}"]),
        "ArchiveBucket",
    ),
    (
        access.nothing_is_reached_without_tls,
        with_statement("EventsQueuePolicy", Condition={"Bool": {"aws:SecureTransport": "true"}}),
        "EventsQueue",
    ),
    (
        access.nothing_is_reached_without_tls,
        with_statement("EventsQueuePolicy", Action="sqs:SendMessage"),
        "EventsQueue",
    ),
    (access.nothing_is_reached_without_tls, stripped("TopicPolicies.AlarmTopicPolicy"), "AlarmTopic"),
    (access.nothing_is_reached_without_tls, without_denials("MailEventsTopicPolicy"), "MailEventsTopic"),
    (
        access.nothing_is_reached_without_tls,
        with_statement("TopicPolicies.TransitionsTopicPolicy", Action="sns:Subscribe"),
        "TransitionsTopic",
    ),
    (access.mails_have_the_configured_sender, without_conditions("EmailPolicy"), "EmailPolicy"),
    (functions.functions_log_to_their_own_group, without("IngestFunction", "LoggingConfig"), "IngestFunction"),
    (
        functions.functions_log_to_their_own_group,
        having("ProgressFunction", LoggingConfig={"LogGroup": "${IngestBase.LogGroup}"}),
        "ProgressFunction",
    ),
    (functions.functions_end_in_time, without("ArchiveFunction", "Timeout"), "ArchiveFunction"),
    (functions.functions_end_in_time, having("IngestIntegration", TimeoutInMillis=10_000), "IngestIntegration"),
    (functions.functions_end_in_time, having("IngestFunction", Timeout=30), "IngestIntegration"),
    (functions.secrets_are_references, with_variable("API_TOKEN", "hunter2"), "API_TOKEN"),
    (functions.secrets_are_references, with_variable("LOG_HASH_KEY", "hunter2"), "LOG_HASH_KEY"),
    (functions.secrets_are_references, with_variable("ALM_CREDENTIALS_SECRET_ARN", "hunter2"), "ALM_CREDENTIALS"),
    (
        functions.secrets_are_not_in_the_template,
        having("AlmCredentials", SecretString='{"clientId":"","clientSecret":"hunter2"}'),
        "AlmCredentials",
    ),
    (functions.secrets_are_not_in_the_template, having("WebhookSecret", SecretString="hunter2"), "WebhookSecret"),
    (functions.outputs_are_there, without_output("WebhookUrl"), "WebhookUrl"),
    (functions.outputs_are_there, without_output("AlmCredentialsSecretArn"), "AlmCredentialsSecretArn"),
    (alarms.alarms_tell_somebody, without("Alarms.ApiFailuresAlarm", "AlarmActions"), "Alarms.ApiFailuresAlarm"),
    (alarms.alarms_tell_somebody, having("Alarms.StallSweepAlarm", AlarmActions=[]), "Alarms.StallSweepAlarm"),
    (alarms.alarms_tell_somebody, without("Alarms.BacklogAlarm", "OKActions"), "Alarms.BacklogAlarm"),
    (alarms.expressions_are_short_enough, with_metrics("Alarms.BacklogAlarm", 11), "Alarms.BacklogAlarm"),
    (alarms.dead_letters_raise_an_alarm, stripped("Alarms.DeadLettersAlarm"), DEAD),
    (alarms.backlogs_raise_an_alarm, stripped("Alarms.EventsBacklogAlarm"), "EventsQueue"),
    (alarms.backlogs_raise_an_alarm, with_metrics("Alarms.BacklogAlarm", 7), "SesEventsConcern.Queue"),
    (alarms.throttled_tables_raise_an_alarm, with_metrics("Alarms.TablesThrottledAlarm", 4), "NotificationsTable"),
    (alarms.schedules_raise_an_alarm, stripped("Alarms.NotificationRetryAlarm"), "NotificationRetrySchedule"),
    (
        alarms.schedules_raise_an_alarm,
        without("Alarms.StallSweepAlarm", "InsufficientDataActions"),
        "StallSweep.Schedule",
    ),
    (alarms.delivery_streams_raise_an_alarm, stripped("Alarms.ArchiveAgeAlarm"), "ArchiveStream.Stream"),
    (alarms.delivery_streams_raise_an_alarm, stripped("Alarms.ArchiveFailuresAlarm"), "ArchiveStream.Stream"),
    (aws.actions_exist, with_statement("ProgressPolicy", Action=["sns:PublishBatch"]), "ProgressPolicy"),
    (aws.actions_exist, with_statement("IngestPolicy", Action="sqs:SendMessageBatch"), "IngestPolicy"),
    (
        aws.nothing_is_conceded_to_the_local_stack,
        with_statement("ArchiveConcern.DeadLetterQueuePolicy", Condition=LOOPBACK),
        "ArchiveConcern.DeadLetterQueuePolicy",
    ),
    (aws.nothing_is_conceded_to_the_local_stack, with_statement("EmailPolicy", Condition=LOOPBACK), "EmailPolicy"),
    (
        access.nothing_is_reached_without_tls,
        with_statement("EventsQueuePolicy", Condition={"Bool": {"aws:SecureTransport": "false"}, **LOOPBACK}),
        "EventsQueue",
    ),
    (aws.firehose_may_do_what_its_guide_says, with_statement("ArchiveStream.Policy", Action=[]), "ArchiveStream"),
    (aws.firehose_may_do_what_its_guide_says, trusting_firehose(None), "ArchiveStream.Role"),
    (
        aws.firehose_may_do_what_its_guide_says,
        trusting_firehose({"StringEquals": {"aws:SourceAccount": "123456789012"}}),
        "ArchiveStream.Role",
    ),
    (
        queues.dead_letters_of_subscriptions_are_of_the_kind_of_the_topic,
        with_redrive("ArchiveConcern.Subscription", deadLetterTargetArn=f"${{{DEAD}.Arn}}"),
        "ArchiveConcern.Subscription",
    ),
    (
        queues.dead_letters_of_subscriptions_are_of_the_kind_of_the_topic,
        having("NotificationsTopic", FifoTopic=True),
        "EmailConcern.Subscription",
    ),
    (
        limits.sources_of_events_have_a_maximum,
        without("ProgressFunctionQueue", "ScalingConfig"),
        "ProgressFunctionQueue",
    ),
    (
        limits.sources_of_events_have_a_maximum,
        without("CertificateResumerFunctionDirectory", "ParallelizationFactor"),
        "CertificateResumerFunctionDirectory",
    ),
    (
        limits.sources_of_events_leave_room_for_the_webhook,
        having("ProgressFunctionQueue", ScalingConfig={"MaximumConcurrency": 300}),
        "ProgressFunctionQueue",
    ),
    (limits.routes_are_throttled, with_default_throttle(ThrottlingRateLimit=51), "ANY /certificates/{path+}"),
    (limits.routes_are_throttled, without("ApiStage", "DefaultRouteSettings"), "$default"),
    (limits.routes_are_throttled, without("ApiStage", "RouteSettings"), "POST /webhooks/alm"),
    (
        limits.routes_together_stay_below_any_accounts_quota,
        with_default_throttle(ThrottlingBurstLimit=100),
        "POST /webhooks/alm",
    ),
    (
        limits.routes_together_stay_below_any_accounts_quota,
        with_default_throttle(ThrottlingRateLimit=150),
        "POST /webhooks/alm",
    ),
    (aws.names_fit, having("IngestFunction", FunctionName="s" * 65), "IngestFunction"),
    (aws.mail_needs_a_sender, with_sender(""), "MailConfigurationSet"),
    (
        aws.mail_events_are_documented,
        having("MailEventDestination", EventDestination={"MatchingEventTypes": ["BOUNCE", "deliveryDelay"]}),
        "MailEventDestination",
    ),
)


class EachRuleCanFail(unittest.TestCase):
    def test_what_is_spoilt_is_reported_by_name(self) -> None:
        for number, (rule, spoil, name) in enumerate(SPOILT):
            with self.subTest(rule=rule.__name__, number=number):
                stack = copy.deepcopy(WHOLE)
                spoil(stack)
                violations = rule(stack)
                self.assertTrue(violations, "the rule does not see it")
                self.assertTrue(any(name in it for it in violations), f"{name} is not named: {violations}")

    def test_every_rule_is_tried(self) -> None:
        self.assertEqual(set(RULES), {rule for rule, _, _ in SPOILT})

    def test_an_action_without_resources_needs_its_reason(self) -> None:
        stack = copy.deepcopy(WHOLE)
        with_statement("IngestPolicy", Action=["cloudwatch:PutMetricData"], Resource="*")(stack)
        self.assertTrue(access.resources_are_named(stack))
        reasons = {"cloudwatch:PutMetricData": "AWS grants it for all resources or not at all"}
        self.assertEqual([], access.resources_are_named(stack, reasons))


class WhatCannotBeResolvedIsAnError(unittest.TestCase):
    def test_an_unknown_parameter(self) -> None:
        with self.assertRaises(Unresolved):
            expand(parameters={"Typo": "x"})


if __name__ == "__main__":
    unittest.main()
