"""How the deployed functions are configured, for running one of them by itself: `sam local invoke` takes the variables
from a file, since it does not know the resources of a stack."""

from __future__ import annotations

import json
from collections.abc import Mapping

import containers
from emulator import Emulator
from project import Build, Workspace
from results import client, write_private

# What the sample payloads in `events/ingest` authenticate with.
SAMPLE_SECRET = "sample-webhook"
SAMPLE_LOGIN = {"username": "alm", "password": "sample-password"}

Variables = dict[str, str]


def write_functions(build: Build, workspace: Workspace, emulator: Emulator, outputs: Mapping[str, str]) -> None:
    """Writes the variables of every function, by logical id."""
    found = {it["logicalId"]: it for it in json.loads(build.manifest.read_text())["functions"]}
    variables = {logical_id: _variables(emulator, outputs[logical_id]) for logical_id in found}
    variables["IngestFunction"] |= {"AUTH_MODE": "basic", "WEBHOOK_SECRET_ARN": _sample_secret(emulator)}
    endpoint = containers.endpoint(workspace, emulator)
    for own in variables.values():
        own["AWS_ENDPOINT_URL"] = endpoint
    write_private(workspace.functions, json.dumps(variables, indent=2) + "\n")


def _variables(emulator: Emulator, function: str) -> Variables:
    configuration = client(emulator, "lambda").get_function_configuration(FunctionName=function)
    variables: Variables = configuration["Environment"]["Variables"]
    return variables


def _sample_secret(emulator: Emulator) -> str:
    """The secret with the sample login, made if it is not there."""
    secrets = client(emulator, "secretsmanager")
    try:
        return str(secrets.create_secret(Name=SAMPLE_SECRET, SecretString=json.dumps(SAMPLE_LOGIN))["ARN"])
    except secrets.exceptions.ResourceExistsException:
        return str(secrets.describe_secret(SecretId=SAMPLE_SECRET)["ARN"])
