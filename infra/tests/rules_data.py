"""Rules of what holds data: encrypted, private, not deleted by mistake."""

from __future__ import annotations

from model import Stack

# Topics may be unencrypted only for a reason. A topic keeps a message just until it is delivered.
UNENCRYPTED_TOPICS = {
    # Opaque ids and states, no names. The key would be one more thing that every publisher and concern needs
    # rights to, at a price for each call; the queues behind the topic, which keep messages, are encrypted.
    "TransitionsTopic",
    "OutcomesTopic",
    # Addresses that mail came back from, for a moment. SES may not use the key that AWS manages for SNS either.
    "MailEventsTopic",
    # Names of alarms. CloudWatch may not use the key that AWS manages for SNS.
    "AlarmTopic",
}
PRIVATE = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
FIREHOSE = "AWS::KinesisFirehose::DeliveryStream"


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"


def everything_is_encrypted(stack: Stack) -> list[str]:
    plain = []
    for name, queue in stack.of_type("AWS::SQS::Queue"):
        if not (_is_true(queue.get("SqsManagedSseEnabled")) or queue.get("KmsMasterKeyId")):
            plain.append(name)
    for name, topic in stack.of_type("AWS::SNS::Topic"):
        if not topic.get("KmsMasterKeyId") and name not in UNENCRYPTED_TOPICS:
            plain.append(name)
    for name, table in stack.of_type("AWS::DynamoDB::Table"):
        if not _is_true(table.get("SSESpecification", {}).get("SSEEnabled")):
            plain.append(name)
    plain += [name for name, it in stack.of_type("AWS::S3::Bucket") if not it.get("BucketEncryption")]
    plain += [name for name, it in stack.of_type(FIREHOSE) if not it.get("DeliveryStreamEncryptionConfigurationInput")]
    return [f"{name} is not encrypted" for name in plain]


def buckets_are_private(stack: Stack) -> list[str]:
    violations = []
    for name, bucket in stack.of_type("AWS::S3::Bucket"):
        blocked = bucket.get("PublicAccessBlockConfiguration", {})
        if not all(_is_true(blocked.get(it)) for it in PRIVATE):
            violations.append(f"{name} does not block all public access")
        owners = [rule["ObjectOwnership"] for rule in bucket.get("OwnershipControls", {}).get("Rules", [])]
        if owners != ["BucketOwnerEnforced"]:
            violations.append(f"{name} does not own all of its objects")
    return violations


# A stack whose creation fails leaves nothing behind; nothing deletes data.
RETAINED = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}


def what_holds_data_stays(stack: Stack) -> list[str]:
    return [
        f"{name} has no {policy} {value}"
        for name, _ in stack.of_type("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key")
        for policy, value in RETAINED.items()
        if stack.resources[name].get(policy) != value
    ]


def tables_can_be_restored(stack: Stack) -> list[str]:
    violations = []
    for name, table in stack.of_type("AWS::DynamoDB::Table"):
        if not _is_true(table.get("DeletionProtectionEnabled")):
            violations.append(f"{name} can be deleted")
        if not _is_true(table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")):
            violations.append(f"{name} has no point-in-time recovery")
    return violations


def logs_expire(stack: Stack) -> list[str]:
    return [
        f"{name} keeps its logs for ever"
        for name, group in stack.of_type("AWS::Logs::LogGroup")
        if not group.get("RetentionInDays")
    ]


RULES = (everything_is_encrypted, buckets_are_private, what_holds_data_stays, tables_can_be_restored, logs_expire)
