#!/usr/bin/env python3
"""Prints the functions' environment variables for the local stack: for a shell, or with --json for `sam local invoke`."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[1]
OUTPUTS = ROOT / ".local" / "outputs.json"
# The build's list of the template's functions.
MANIFEST = ROOT / ".aws-sam" / "local" / "manifest.json"
SECRET = "sample-webhook"
# What the payloads of ingest find in the stack.
SETUP = ROOT / "events" / "ingest" / "setup.json"


def sample_secret() -> str:
    """The secret with the credentials in the payloads of ingest, made if it is not there."""
    client = boto3.client("secretsmanager")
    login = json.loads(SETUP.read_text())["secrets"]["WEBHOOK_SECRET_ARN"]
    try:
        return client.create_secret(Name=SECRET, SecretString=json.dumps(login))["ARN"]
    except client.exceptions.ResourceExistsException:
        return client.describe_secret(SecretId=SECRET)["ARN"]


def variables() -> dict[str, str]:
    """Those of the deployed functions; no two of them mean different things by one name."""
    outputs = json.loads(OUTPUTS.read_text())
    client = boto3.client("lambda")
    found = {}
    for function in json.loads(MANIFEST.read_text())["functions"]:
        configuration = client.get_function_configuration(FunctionName=outputs[function["logicalId"]])
        found.update(configuration["Environment"]["Variables"])
    return {**found, "AUTH_MODE": "basic", "WEBHOOK_SECRET_ARN": sample_secret()}


if __name__ == "__main__":
    if "--json" in sys.argv[1:]:
        print(json.dumps({"Parameters": variables()}, indent=2))
    else:
        print("\n".join(f"{name}={shlex.quote(value)}" for name, value in variables().items()))
