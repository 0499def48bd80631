"""What is decided of a deployment on AWS: which one, of what, and whether it may start."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from console import Failure
from elf import processor_of
from expand import CHOICES

ARCHITECTURE = "arm64"
# The names of queues, functions and roles are made of it: infra/tests/rules_aws.py.
LONGEST_NAME = 40
NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
# What CloudFormation leaves behind of a creation that failed; it can only be deleted.
FAILED = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"}


def configured(text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings and the parameters of `prod` in a samconfig.toml."""
    prod = tomllib.loads(text)["prod"]
    settings = {**prod["global"]["parameters"], **prod["deploy"]["parameters"]}
    overrides = shlex.split(settings["parameter_overrides"])
    return settings, dict(it.split("=", 1) for it in overrides)


def check_name(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise Failure(f"the stack's name has {len(name)} characters: at most {LONGEST_NAME}, since other names start with it")
    if not NAME.fullmatch(name):
        raise Failure(f"the stack's name {name!r} needs a letter first, then letters, digits and hyphens only")


def check_parameters(given: Mapping[str, str], known: Mapping[str, Any]) -> None:
    if unknown := sorted(given.keys() - known.keys()):
        raise Failure(f"the template has no parameter {', '.join(unknown)}")
    if missing := [name for name in CHOICES if name not in given]:
        examples = " ".join(f"--parameter {name}={known[name].get('AllowedValues', [''])[0]}" for name in missing)
        raise Failure(
            f"say what {', '.join(missing)} shall be, in samconfig.toml (prod) or as an argument, even if it shall be empty "
            f"or none: make deploy ARGS='{examples}'"
        )
    # The functions would not start.
    if (zone := given["TimeZone"]) not in (available_timezones() or {zone}):
        raise Failure(f"{zone!r} is not a time zone of the IANA database, such as Europe/Berlin")
    if given.get("Architecture", ARCHITECTURE) != ARCHITECTURE:
        raise Failure(f"this builds for {ARCHITECTURE}: leave Architecture out")


def check_programs(build: Path, logical_ids: list[str]) -> None:
    found = {name: processor_of(build / name / "bootstrap") for name in logical_ids}
    if wrong := [f"{name} ({processor})" for name, processor in found.items() if processor != ARCHITECTURE]:
        raise Failure(f"not built for {ARCHITECTURE}: {', '.join(wrong)}; remove {build} and try again")


def deployments(parameters: Mapping[str, str], status: str | None) -> list[dict[str, str]]:
    """The parameters of each deployment: tables that are protected would keep a first one that fails from leaving nothing
    behind."""
    if status in FAILED:
        raise Failure(f"the stack is in the state {status}: delete it (sam delete), then deploy again")
    chosen = {**parameters, "Architecture": ARCHITECTURE}
    is_first = status in (None, "REVIEW_IN_PROGRESS")
    return [{**chosen, "DeletionProtection": "false"}, chosen] if is_first else [chosen]
