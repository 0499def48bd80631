"""What a deployed stack tells: its outputs, the environment to talk to it, and its first records."""

from __future__ import annotations

import functools
import json
import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3

from console import Failure, Step, say, tail
from emulator import Emulator, wait_until
from project import COMMAND, REGION, ROOT, SAMPLES, STACK, Build, Workspace, aws_variables, tool_environment

SETTLE_SECONDS = 60.0

@functools.cache  # polled with; making one takes longer than a call
def client(emulator: Emulator, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=emulator.endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def write_results(build: Build, workspace: Workspace, emulator: Emulator) -> dict[str, str]:
    outputs = local_outputs(emulator)
    write_private(workspace.outputs, json.dumps(outputs, indent=2, sort_keys=True) + "\n")
    path = f'export PATH={shlex.quote(str(build.directory / "bin"))}:"$PATH"\n'
    write_private(workspace.env, environment_file(stack_variables(emulator, outputs)) + path)
    return outputs


def local_outputs(emulator: Emulator) -> dict[str, str]:
    """The stack's outputs, with URLs that work from this host."""
    stack = client(emulator, "cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    return {name: local_url(emulator, value) for name, value in outputs.items()}


def local_url(emulator: Emulator, value: str) -> str:
    """https://<api>.execute-api.<region>.<suffix>/<path> is reached under a path of the emulator."""
    found = re.fullmatch(r"https://([a-z0-9]+)\.execute-api\.[^/]+(/.*)?", value)
    return f"{api_url(emulator, found[1])}{found[2] or ''}" if found else value


def api_url(emulator: Emulator, api: str) -> str:
    return f"{emulator.endpoint}/_aws/execute-api/{api}"


def stack_variables(emulator: Emulator, outputs: Mapping[str, str]) -> dict[str, str]:
    return {
        "MILEPOST_STACK": STACK,
        "MILEPOST_WEBHOOK_URL": outputs["WebhookUrl"],
        **credentials(emulator, outputs["WebhookSecretArn"]),
        **aws_variables(emulator.endpoint),
    }


def credentials(emulator: Emulator, secret_arn: str) -> dict[str, str]:
    """What the webhook's sender proves itself with, as the command reads it."""
    secret = client(emulator, "secretsmanager").get_secret_value(SecretId=secret_arn)
    fields = json.loads(secret["SecretString"])
    if "signatureSecret" in fields:
        return {"MILEPOST_SIGNATURE_SECRET": fields["signatureSecret"]}
    return {"MILEPOST_WEBHOOK_USER": fields["username"], "MILEPOST_WEBHOOK_PASSWORD": fields["password"]}


def environment_file(variables: Mapping[str, str]) -> str:
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())


def write_private(path: Path, text: str) -> None:
    """Writes a file that only this user may read, whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    os.replace(new, path)


def send_samples(build: Build, workspace: Workspace, emulator: Emulator, outputs: Mapping[str, str]) -> None:
    files = sorted(str(path.relative_to(ROOT)) for path in SAMPLES.glob("*.json"))
    if not files:
        raise Failure(f"there are no sample webhooks in {SAMPLES}")
    with Step(f"send {len(files)} sample webhooks", workspace.log("samples")) as step:
        step.run([command(build), "send", *files], command_environment(emulator, outputs), ROOT)
    with Step("wait until they are processed"):
        if not wait_until(lambda: waiting_messages(build, emulator, outputs) == 0, SETTLE_SECONDS):
            raise Failure(f"the queues are not empty after {SETTLE_SECONDS:.0f} s; see {workspace.log('emulator')}")


def waiting_messages(build: Build, emulator: Emulator, outputs: Mapping[str, str]) -> int:
    """In the order of an event's way: what leaves one queue is in the next before that is counted."""
    queues = json.loads(build.manifest.read_text())["queues"]
    return sum(queue_depth(emulator, outputs[name]) for name in queues)


def queue_depth(emulator: Emulator, url: str) -> int:
    attributes = client(emulator, "sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(attributes["ApproximateNumberOfMessages"]) + int(attributes["ApproximateNumberOfMessagesNotVisible"])


def show_enrollments(build: Build, workspace: Workspace, emulator: Emulator, outputs: Mapping[str, str]) -> None:
    say()
    if subprocess.run([command(build), "enrollments"], env=command_environment(emulator, outputs), cwd=ROOT).returncode != 0:
        say(tail(workspace.log("emulator"), 20))
        raise Failure("the enrollments could not be read")


def command(build: Build) -> str:
    program = build.program(COMMAND)
    if not program.exists():
        raise Failure(f"{program} is missing: run `make build`, or leave out --no-build")
    return str(program)


def command_environment(emulator: Emulator, outputs: Mapping[str, str]) -> dict[str, str]:
    return {**tool_environment(), **stack_variables(emulator, outputs)}
