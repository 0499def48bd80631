"""From sources to a deployed stack: cargo lambda, sam build, sam deploy."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import yaml

from console import Failure, Step
from emulator import Emulator
from project import ALM, API, CLI, REGION, ROOT, SAM_BUILD, STACK, Workspace, architecture, aws_variables, tool_environment
from results import api_url

FUNCTIONS = (
    *("ingest", "progress", "archive", "catalog", "directory", "certificates", "names", "verification"),
    *("sweep", "email", "sms", "feedback"),
)
# What runs on this host: the command, and the stand-in for ALM.
HOST_PROGRAMS = (CLI, ALM)
# What `make bench` compares functions with; built along, since the same libraries are in them.
FLOORS = ("floor-ingest", "floor-progress", "floor-archive", "floor-catalog")


def build(workspace: Workspace) -> None:
    with Step("build functions and command", workspace.log("build")) as step:
        step.run(cargo_command(), tool_environment(), ROOT)
        for program in HOST_PROGRAMS:
            install(program)
    with Step("package with sam build", workspace.log("sam-build")) as step:
        step.run(sam_build_command(), tool_environment(), ROOT)


def cargo_command() -> list[str]:
    """All binaries at once: what `sam build` then runs for each function finds it up to date."""
    target = ["--arm64"] if architecture() == "arm64" else []
    host_programs = (program.name for program in HOST_PROGRAMS)
    binaries = [word for name in (*FUNCTIONS, *host_programs, *FLOORS) for word in ("--bin", name)]
    return ["cargo", "lambda", "build", "--release", *target, *binaries]


def sam_build_command() -> list[str]:
    return ["sam", "build", "--beta-features", "--parameter-overrides", f"Architecture={architecture()}"]


def install(program: Path) -> None:
    """Puts a program where a host build would; by rename, since the old one may be running."""
    built = ROOT / "target" / "lambda" / program.name / "bootstrap"
    program.parent.mkdir(parents=True, exist_ok=True)
    new = program.with_suffix(".new")
    shutil.copy2(built, new)
    os.replace(new, program)


def check_built() -> None:
    if not (SAM_BUILD / "template.yaml").exists():
        raise Failure("nothing is built yet: run `make build`, or leave out --no-build")


def deploy(workspace: Workspace, emulator: Emulator, parameters: Mapping[str, str]) -> None:
    """Deploys unless this build with these parameters is on this emulator already."""
    values = parameter_values({"PublicUrl": api_url(emulator, API), **parameters})
    mark = {"emulator": emulator.pid, "build": fingerprint(values)}
    with Step("deploy with sam deploy", workspace.log("deploy")) as step:
        if last_deployed(workspace) == mark:
            step.note = "nothing changed"
            return
        # Gone until it is true again: a deployment that fails half-way is repeated.
        workspace.deployed.unlink(missing_ok=True)
        env = {**tool_environment(), **aws_variables(emulator.endpoint)}
        step.run(sam_deploy_command(values), env, ROOT)
        workspace.deployed.write_text(json.dumps(mark))


def parameter_values(chosen: Mapping[str, str]) -> dict[str, str]:
    """Every parameter of the template: CloudFormation would keep the last value of one that is left out."""
    template = yaml.safe_load((SAM_BUILD / "template.yaml").read_text())
    defaults = {name: str(parameter["Default"]) for name, parameter in template["Parameters"].items()}
    unknown = chosen.keys() - defaults.keys()
    if unknown:
        raise Failure(f"the template has no parameter {', '.join(sorted(unknown))}; it has {', '.join(defaults)}")
    return {**defaults, "Architecture": architecture(), "DeletionProtection": "false", **chosen}


def sam_deploy_command(values: Mapping[str, str]) -> list[str]:
    return [
        *("sam", "deploy", "--template-file", str(SAM_BUILD / "template.yaml")),
        *("--stack-name", STACK, "--region", REGION, "--resolve-s3"),
        *("--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"),
        *("--no-confirm-changeset", "--no-fail-on-empty-changeset"),
        *("--parameter-overrides", *(f"{name}={quoted(value)}" for name, value in values.items())),
    ]


def quoted(value: str) -> str:
    """sam takes an empty value or one with spaces only in quotes."""
    return '"' + value.replace('"', '\\"') + '"'


def last_deployed(workspace: Workspace) -> object:
    try:
        return json.loads(workspace.deployed.read_text())
    except (OSError, ValueError):
        return None


def fingerprint(values: Mapping[str, str]) -> str:
    """Names what would be deployed: every built file and every parameter."""
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode())
    for path in sorted(path for path in SAM_BUILD.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(SAM_BUILD)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
