"""Rules of functions and outputs: what operators rely on."""

from __future__ import annotations

import json
import re

from model import Stack

SECRET_NAME = re.compile(r"SECRET|PASSWORD|TOKEN|CREDENTIAL|(^|_)KEY($|_)")
# A dynamic reference, which CloudFormation fills in, or the name of a secret, which the function reads.
SECRET_REFERENCE = re.compile(r"\{\{resolve:(secretsmanager|ssm-secure):.+\}\}|\$\{[A-Za-z0-9.]+\}")
# What the command line and the guide count on; each concern adds its own.
OUTPUTS = (
    "AlmCredentialsSecretArn",
    "ApiUrl",
    "DirectoryTable",
    "EnrollmentsTable",
    "EventsDeadLetterQueueUrl",
    "EventsQueueUrl",
    "HistoryTable",
    "QuarantineBucket",
    "TransitionsTopicArn",
    "WebhookSecretArn",
    "WebhookUrl",
)


def functions_log_to_their_own_group(stack: Stack) -> list[str]:
    violations = []
    users: dict[str, str] = {}
    for name, function in stack.of_type("AWS::Lambda::Function"):
        group = stack.named_in(function.get("LoggingConfig", {}).get("LogGroup"))
        if group is None:
            violations.append(f"{name} logs to a group that Lambda makes, without an end")
        elif group in users:
            violations.append(f"{name} logs to the group of {users[group]}")
        else:
            users[group] = name
    return violations


def functions_end_in_time(stack: Stack) -> list[str]:
    violations = [
        f"{name} has no time-out of its own"
        for name, function in stack.of_type("AWS::Lambda::Function")
        if not function.get("Timeout")
    ]
    for name, integration in stack.of_type("AWS::ApiGatewayV2::Integration"):
        function = stack.named_in(integration.get("IntegrationUri"))
        if function is None:
            continue
        timeout = 1000 * int(stack.resources[function]["Properties"].get("Timeout") or 0)
        # API Gateway developer guide: 30 s, unless told otherwise.
        if int(integration.get("TimeoutInMillis", 30_000)) <= timeout:
            violations.append(f"{name} gives up before {function} does")
    return violations


def secrets_are_references(stack: Stack) -> list[str]:
    return [
        f"{name} has a secret in plain text: {variable}"
        for name, function in stack.of_type("AWS::Lambda::Function")
        for variable, value in function.get("Environment", {}).get("Variables", {}).items()
        if SECRET_NAME.search(variable) and not SECRET_REFERENCE.fullmatch(str(value))
    ]


def _is_empty(secret: str) -> bool:
    try:
        return not any(json.loads(secret).values())
    except (ValueError, AttributeError):
        return False


def secrets_are_not_in_the_template(stack: Stack) -> list[str]:
    """A secret is generated, or empty for an operator to fill."""
    return [
        f"{name} has its value in the template"
        for name, secret in stack.of_type("AWS::SecretsManager::Secret")
        if "SecretString" in secret and not _is_empty(secret["SecretString"])
    ]


def outputs_are_there(stack: Stack) -> list[str]:
    return [f"there is no output {name}" for name in OUTPUTS if not stack.outputs.get(name)]


RULES = (
    functions_log_to_their_own_group,
    functions_end_in_time,
    secrets_are_references,
    secrets_are_not_in_the_template,
    outputs_are_there,
)
