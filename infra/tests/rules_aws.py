"""Rules of what AWS has and how its documentation wants it, where the emulator is content with less."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from expand import ACCOUNT
from model import Stack
from rules_access import allowed, as_list, rights

# The properties with policies, of whatever resource.
DOCUMENTS = ("AssumeRolePolicyDocument", "KeyPolicy", "Policies", "PolicyDocument")
# `MatchingEventTypes` in CloudFormation's documentation of `AWS::SES::ConfigurationSetEventDestination`.
MAIL_EVENTS = {
    *("SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "OPEN", "CLICK"),
    *("RENDERING_FAILURE", "DELIVERY_DELAY", "SUBSCRIPTION"),
}
# Where a name may be how long, in characters: each service's quotas.
LONGEST = {
    ("AWS::Lambda::Function", "FunctionName"): 64,
    ("AWS::SQS::Queue", "QueueName"): 80,
    ("AWS::SNS::Topic", "TopicName"): 256,
    ("AWS::Scheduler::Schedule", "Name"): 64,
    ("AWS::StepFunctions::StateMachine", "StateMachineName"): 80,
    ("AWS::SES::ConfigurationSet", "Name"): 64,
    ("AWS::ApiGatewayV2::Api", "Name"): 128,
    ("AWS::Logs::LogGroup", "LogGroupName"): 512,
}
# Amazon Data Firehose developer guide, "Controlling access": what it may do with a bucket, and with a log.
FIREHOSE = "firehose.amazonaws.com"
FIREHOSE_ACTIONS = {
    "s3:AbortMultipartUpload",
    "s3:GetBucketLocation",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:PutObject",
    "logs:PutLogEvents",
}


@cache
def _known_actions() -> Mapping[str, set[str]]:
    """The actions that AWS has, by the prefix of their service, in small letters: IAM does not distinguish them."""
    text = files("cfnlint").joinpath("data/AdditionalSpecs/Policies.json").read_text(encoding="utf-8")
    services = json.loads(text)
    return {prefix: {action.lower() for action in it["Actions"]} for prefix, it in services.items()}


def actions_exist(stack: Stack) -> list[str]:
    """IAM takes a name that it does not know, and grants nothing by it."""
    violations = []
    for name, statement in allowed(stack):
        for action in as_list(statement.get("Action")):
            service, _, operation = action.partition(":")
            if operation.lower() not in _known_actions().get(service, set()):
                violations.append(f"{name} allows {action}, which AWS does not have")
    return violations


def nothing_is_conceded_to_the_local_stack(stack: Stack) -> list[str]:
    """What the emulator needs is not deployed on AWS."""
    return [
        f"{name} makes an exception for loopback addresses"
        for name, resource in stack.resources.items()
        if any("127.0.0." in str(resource.get("Properties", {}).get(key)) for key in DOCUMENTS)
    ]


def firehose_may_do_what_its_guide_says(stack: Stack) -> list[str]:
    violations = []
    for name, stream in stack.of_type("AWS::KinesisFirehose::DeliveryStream"):
        role = stack.named_in(stream["ExtendedS3DestinationConfiguration"]["RoleARN"])
        trust = stack.resources[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"] if role else []
        conditions = [it.get("Condition") for it in trust if it["Principal"] == {"Service": FIREHOSE}]
        if conditions != [{"StringEquals": {"sts:ExternalId": ACCOUNT}}]:
            violations.append(f"{role} does not trust Firehose by the account as its external id")
        statements = [right.statement for right in rights(stack) if right.role == role]
        granted = {action for it in statements for action in as_list(it["Action"])}
        violations += [f"{name} has no right to {it}" for it in sorted(FIREHOSE_ACTIONS - granted)]
    return violations


def names_fit(stack: Stack) -> list[str]:
    return [
        f"{name} is called {it[key]}: more than {most} characters"
        for (kind, key), most in LONGEST.items()
        for name, it in stack.of_type(kind)
        if len(str(it.get(key, ""))) > most
    ]


def mail_needs_a_sender(stack: Stack) -> list[str]:
    """Some regions have no Amazon SES: a stack that sends no mail needs none."""
    senders = [it["Environment"]["Variables"].get("MAIL_FROM") for _, it in stack.of_type("AWS::Lambda::Function")]
    if any(senders):
        return []
    of_ses = [name for name, it in stack.resources.items() if it["Type"].startswith("AWS::SES::")]
    return [f"{name} is there although nothing is mailed" for name in of_ses]


def mail_events_are_documented(stack: Stack) -> list[str]:
    return [
        f"{name} waits for {event}, which is not in CloudFormation's documentation"
        for name, it in stack.of_type("AWS::SES::ConfigurationSetEventDestination")
        for event in it["EventDestination"]["MatchingEventTypes"]
        if event not in MAIL_EVENTS
    ]


RULES = (
    actions_exist,
    nothing_is_conceded_to_the_local_stack,
    firehose_may_do_what_its_guide_says,
    names_fit,
    mail_needs_a_sender,
    mail_events_are_documented,
)
