"""From sources to a deployed stack."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import yaml

import cargo
from console import Failure, Step
from emulator import Emulator
from expand import CHOICES
from manifest import binaries, manifest
from package import install, package
from project import (
    ALM,
    API,
    COMMAND,
    DEV,
    LOAD,
    REGION,
    RELEASE,
    ROOT,
    STACK,
    Build,
    Workspace,
    architecture,
    aws_variables,
    target_directory,
    tool_environment,
)
from results import api_url

HOST_PROGRAMS = (COMMAND, ALM)
# What the benchmarks compare functions with.
FLOORS = ("floor-ingest", "floor-progress", "floor-archive", "floor-catalog")


def build(workspace: Workspace, *, tests: bool, floors: bool) -> None:
    """The build of this host, which the tests share their libraries with."""
    extra = FLOORS if floors else ()
    programs = host_programs(tests=tests)
    with Step("build functions and CLI", workspace.log("build")) as step:
        artifacts = cargo.run(step, "build", *named(*binaries(), *programs, *extra))
        made = cargo.executables(artifacts)
        workspace.libraries.write_text(json.dumps(cargo.libraries(artifacts)))
    with Step("package the functions", workspace.log("package")) as step:
        for floor in extra:
            install(made[floor], DEV.function(floor))
        for program in programs:
            install(made[program], DEV.program(program))
        step.note = f"{package(DEV, made)} of {len(binaries())} are new"


def build_release(workspace: Workspace, *, tests: bool) -> None:
    """The build for AWS. All binaries at once: what `sam build` then runs for each function finds it up to date."""
    target = ["--arm64"] if architecture() == "arm64" else []
    programs = host_programs(tests=tests)
    targets = named(*binaries(), *programs, *FLOORS)
    with Step("build for release", workspace.log("build")) as step:
        step.run(["cargo", "lambda", "build", "--release", *target, *targets], tool_environment(), ROOT)
    with Step("package with sam build", workspace.log("sam-build")) as step:
        step.run(sam_build_command(), tool_environment(), ROOT)
        built = target_directory() / "lambda"
        for program in programs:
            install(built / program / "bootstrap", RELEASE.program(program))
        for function in (*binaries(), *FLOORS):
            install(built / function / "bootstrap", RELEASE.function(function))
        manifest().write(RELEASE.manifest)


def host_programs(*, tests: bool) -> tuple[str, ...]:
    """`make up` sends samples with the command; only tests need more."""
    return (*HOST_PROGRAMS, LOAD) if tests else HOST_PROGRAMS


def named(*programs: str) -> list[str]:
    return [word for name in programs for word in ("--bin", name)]


def sam_build_command() -> list[str]:
    command = ["sam", "build", "--beta-features", "--build-dir", str(RELEASE.directory)]
    return [*command, "--parameter-overrides", f"Architecture={architecture()}"]


def check_built(build: Build) -> None:
    if not build.template.exists():
        raise Failure("nothing is built yet: run `make build`, or leave out --no-build")


def deploy(build: Build, workspace: Workspace, emulator: Emulator, parameters: Mapping[str, str]) -> None:
    """Deploys unless this build with these parameters is on this emulator already."""
    local = {"AwsEndpoint": emulator.endpoint, "PublicUrl": api_url(emulator, API)}
    values = parameter_values(build, {**local, **parameters})
    mark = {"emulator": emulator.pid, "build": fingerprint(build, values)}
    with Step("deploy with sam deploy", workspace.log("deploy")) as step:
        if last_deployed(workspace) == mark:
            step.note = "nothing changed"
            return
        # Gone until it is true again: a deployment that fails half-way is repeated.
        workspace.deployed.unlink(missing_ok=True)
        env = {**tool_environment(), **aws_variables(emulator.endpoint)}
        step.run(sam_deploy_command(build, values), env, ROOT)
        workspace.deployed.write_text(json.dumps(mark))


def parameter_values(build: Build, chosen: Mapping[str, str]) -> dict[str, str]:
    """Every parameter of the template: CloudFormation would keep the last value of one that is left out."""
    template = yaml.safe_load(build.template.read_text())
    defaults = {name: str(it.get("Default", CHOICES.get(name))) for name, it in template["Parameters"].items()}
    unknown = chosen.keys() - defaults.keys()
    if unknown:
        raise Failure(f"the template has no parameter {', '.join(sorted(unknown))}; it has {', '.join(defaults)}")
    # Every invocation at a time is a process on this machine: as many as the emulator allows by default.
    local = {"Architecture": architecture(), "DeletionProtection": "false", "ConcernConcurrency": "5"}
    return {**defaults, **local, **chosen}


def sam_deploy_command(build: Build, values: Mapping[str, str]) -> list[str]:
    return [
        *("sam", "deploy", "--template-file", str(build.template)),
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


def fingerprint(build: Build, values: Mapping[str, str]) -> str:
    """Names what would be deployed: every parameter, template and function."""
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode())
    for template in (build.template, *sorted((ROOT / "infra").glob("*.yaml"))):
        digest.update(template.read_bytes())
    for function in sorted(build.directory.glob("functions/*/bootstrap")):
        # Not the content, which is large: a copy has the time of what it was copied from.
        stat = function.stat()
        digest.update(f"{function.parent.name} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    return digest.hexdigest()
