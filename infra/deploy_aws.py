#!/usr/bin/env python3
"""Deploys on AWS: checks what was chosen, builds for arm64 into a folder of its own, checks the programs, deploys.

Stack, region and parameters are those of the environment `prod` in samconfig.toml; arguments take precedence."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "local"))

from console import Failure, Step, say  # noqa: E402
from deploy import named, quoted  # noqa: E402
from deployment import (  # noqa: E402
    ARCHITECTURE,
    check_name,
    check_parameters,
    check_programs,
    configured,
    deployments,
)
from manifest import binaries, manifest  # noqa: E402
from project import COMMAND, LOCAL, ROOT, TEMPLATE, TOOLS  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

BUILD = ROOT / ".aws-sam" / "aws"


def status_of(stack: str, region: str) -> str | None:
    """The state of a stack; none if it does not exist."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client = boto3.client("cloudformation", region_name=region)
        return str(client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise Failure(f"AWS refuses: {error}") from None
    except BotoCoreError as error:
        raise Failure(f"AWS cannot be asked: {error}") from None


def build(log: Path) -> None:
    """All programs at once: what `sam build` then runs for each function finds it up to date."""
    env = {**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ.get('PATH', '')}", "SAM_CLI_TELEMETRY": "0"}
    with Step(f"build for {ARCHITECTURE}", log) as step:
        step.run(["cargo", "lambda", "build", "--release", f"--{ARCHITECTURE}", *named(*binaries())], env, ROOT)
        step.run(["sam", "build", "--config-env", "prod"], env, ROOT)


def deploy_command(stack: str, region: str, parameters: Mapping[str, str], confirm: bool) -> list[str]:
    return [
        *(str(TOOLS / "sam"), "deploy", "--config-env", "prod", "--stack-name", stack, "--region", region),
        "--confirm-changeset" if confirm else "--no-confirm-changeset",
        *("--parameter-overrides", *(f"{name}={quoted(value)}" for name, value in parameters.items())),
    ]


def deploy(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT, env={**os.environ, "SAM_CLI_TELEMETRY": "0"}).returncode:
        raise Failure("the deployment failed: see above")


def next_steps(stack: str, region: str, parameters: Mapping[str, str]) -> str:
    confirm = f"confirm the e-mail from AWS to {parameters['AlarmEmail']}" if parameters["AlarmEmail"] else "sent to nobody"
    secrets = {"basic": "the user and password", "signature": "the key of signatures", "none": "no password"}
    secret = secrets[parameters["AuthMode"]]
    return f"""
Next
  alarms            {confirm}
  webhook           docs/deploy.md#url-and-password: the URL and {secret}, and a request that tests them
  ALM               docs/alm.md: enter them, subscribe to the events, Test and Save
  see it arrive     AWS_REGION={region} {COMMAND} enrollments --stack {stack}
  first account     docs/first-account.md: what to check once"""


def pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not Name=Value")
    return name, value


def parse(arguments: list[str], settings: Mapping[str, Any]) -> argparse.Namespace:
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or settings.get("region")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack-name", default=settings["stack_name"])
    parser.add_argument("--region", default=region, help="default: AWS_REGION, or that of samconfig.toml")
    parser.add_argument("--parameter", type=pair, action="append", default=[], metavar="Name=Value")
    parser.add_argument("--yes", action="store_true", help="do not ask before changes are made")
    return parser.parse_args(arguments)


def run(arguments: list[str]) -> None:
    settings, defaults = configured((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    options = parse(arguments, settings)
    parameters = {**defaults, **dict(options.parameter)}
    check_name(options.stack_name)
    if not options.region:
        raise Failure("which region? Set AWS_REGION, or --region")
    check_parameters(parameters, yaml_parse(TEMPLATE.read_text(encoding="utf-8"))["Parameters"])
    steps = deployments(parameters, status_of(options.stack_name, options.region))
    LOCAL.create()
    build(LOCAL.log("build-aws"))
    check_programs(BUILD, [it.logicalId for it in manifest().functions])
    for chosen in steps:
        deploy(deploy_command(options.stack_name, options.region, chosen, confirm=not options.yes))
    say(next_steps(options.stack_name, options.region, parameters))


def main() -> int:
    try:
        run(sys.argv[1:])
    except Failure as failure:
        print(f"✘ {failure}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
