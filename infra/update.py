#!/usr/bin/env python3
"""Updates a stack with data in it, on an emulator of its own, from the templates of an earlier revision to those of the
work tree: `python infra/update.py [REV]` (HEAD~1) shows that nothing is lost and nothing replaced. Needs `make build`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "local"))

import deploy  # noqa: E402
import emulator as emulators  # noqa: E402
from console import Failure, Step, say  # noqa: E402
from package import lay_out  # noqa: E402
from project import DEV, STACK, TEMPLATE, Build, Workspace  # noqa: E402
from replacements import HOLDS_DATA, templates_of  # noqa: E402
from results import client  # noqa: E402

PARAMETERS = {"MailFrom": "learning@example.com", "AlarmEmail": "ops@example.com"}
TEXT = "kept"


@dataclass
class Contents:
    """What is in a stack: the ids of its resources by their names and types, and the data that was put there."""

    resources: dict[tuple[str, str], str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


def resources(emulator: emulators.Emulator, stack: str = STACK, prefix: str = "") -> Iterator[tuple[tuple[str, str], str]]:
    """The resources of a stack and of the stacks in it."""
    found = client(emulator, "cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    for it in found:
        name, kind, identity = (it[key] for key in ("LogicalResourceId", "ResourceType", "PhysicalResourceId"))
        yield (prefix + name, kind), identity
        if kind == "AWS::CloudFormation::Stack":
            yield from resources(emulator, identity, f"{prefix}{name}.")


def fill(emulator: emulators.Emulator, found: dict[tuple[str, str], str]) -> None:
    """Puts something wherever data is kept; of the queues, where no function takes it away."""
    for (name, kind), identity in found.items():
        match kind:
            case "AWS::DynamoDB::Table":
                key = {"pk": {"S": TEXT}, "sk": {"S": TEXT}}
                client(emulator, "dynamodb").put_item(TableName=identity, Item=key)
            case "AWS::S3::Bucket":
                client(emulator, "s3").put_object(Bucket=identity, Key=TEXT, Body=TEXT.encode())
            case "AWS::SQS::Queue" if "DeadLetter" in name or "Failures" in name:
                group = {"MessageGroupId": TEXT, "MessageDeduplicationId": TEXT} if identity.endswith(".fifo") else {}
                client(emulator, "sqs").send_message(QueueUrl=identity, MessageBody=TEXT, **group)
    secret = next(identity for (name, _), identity in found.items() if name == "AlmCredentials")
    client(emulator, "secretsmanager").put_secret_value(SecretId=secret, SecretString=f'{{"refreshToken":"{TEXT}"}}')


def contents(emulator: emulators.Emulator) -> Contents:
    found = Contents(dict(resources(emulator)))
    for (name, kind), identity in found.resources.items():
        match kind:
            case "AWS::DynamoDB::Table":
                found.data[name] = client(emulator, "dynamodb").scan(TableName=identity)["Items"]
            case "AWS::S3::Bucket":
                objects = client(emulator, "s3").list_objects_v2(Bucket=identity).get("Contents", [])
                found.data[name] = [(it["Key"], it["ETag"]) for it in objects]
            case "AWS::SecretsManager::Secret":
                found.data[name] = client(emulator, "secretsmanager").get_secret_value(SecretId=identity)["SecretString"]
            case "AWS::SQS::Queue" if "DeadLetter" in name or "Failures" in name:
                asked = client(emulator, "sqs").get_queue_attributes(
                    QueueUrl=identity, AttributeNames=["ApproximateNumberOfMessages"]
                )
                found.data[name] = asked["Attributes"]["ApproximateNumberOfMessages"]
    return found


def losses(before: Contents, after: Contents) -> list[str]:
    """What is gone, is another resource now, or does not have its data any more."""
    replaced = [
        f"{name} ({kind}) was {identity}, is {after.resources.get((name, kind), 'gone')}"
        for (name, kind), identity in before.resources.items()
        if kind in HOLDS_DATA and after.resources.get((name, kind)) != identity
    ]
    # Not the data itself: secrets are among it.
    return replaced + [f"{name} has other data" for name, data in before.data.items() if after.data.get(name) != data]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", nargs="?", default="HEAD~1")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder, "workspace"))
        workspace.create()
        try:
            return story(options.revision, Path(folder), workspace)
        except Failure as failure:
            print(f"✘ {failure}", file=sys.stderr, flush=True)
            return 1
        finally:
            emulators.stop(workspace)


def story(revision: str, folder: Path, workspace: Workspace) -> int:
    deploy.check_built(DEV)
    old, new = Build(folder / "old"), Build(folder / "new")
    lay_out(templates_of(revision, folder / "sources"), DEV, old)
    lay_out(TEMPLATE, DEV, new)
    with Step("start the emulator") as step:
        emulator, _ = emulators.ensure(workspace, 0, True)
        step.note = emulator.endpoint
    deploy.deploy(old, workspace, emulator, PARAMETERS)
    fill(emulator, dict(resources(emulator)))
    before = contents(emulator)
    deploy.deploy(new, workspace, emulator, PARAMETERS)
    lost = losses(before, contents(emulator))
    say("\n".join(lost) or f"✔ all of {len(before.resources)} resources and their data are still there")
    return int(bool(lost))


if __name__ == "__main__":
    sys.exit(main())
