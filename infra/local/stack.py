#!/usr/bin/env python3
"""The local stack: builds Milepost, starts an AWS emulator on 127.0.0.1 and deploys the real template on it."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def use_project_python() -> None:
    """Goes on with the project's own Python if this one lacks what is needed."""
    try:
        import boto3  # noqa: F401
    except ImportError:
        python = ROOT / ".venv" / "bin" / "python"
        if not python.exists() or Path(sys.executable) == python:
            sys.exit("✘ the tools are not installed yet: run `make tools`")
        os.execv(python, [str(python), *sys.argv])


use_project_python()

import alm as stand_in  # noqa: E402
import containers  # noqa: E402
import deploy  # noqa: E402
import emulator as emulators  # noqa: E402
import functions  # noqa: E402
import results  # noqa: E402
from console import Failure, Step, say  # noqa: E402
from project import COMMAND, DEV, LOCAL, RELEASE, Build, Workspace, check_platform, check_tools  # noqa: E402


def up(options: argparse.Namespace) -> None:
    workspace = options.dir
    check_platform()
    check_tools(build=options.build)
    workspace.create()
    if options.build:
        make(options, tests=False)
    deploy.check_built(build_of(options))
    with Step("start the emulator") as step:
        emulator, new = emulators.ensure(workspace, options.port, options.iam)
        step.note = emulator.endpoint if new else f"{emulator.endpoint}, already running"
    alm = start_alm(build_of(options), workspace) if options.alm else None
    deploy_to(build_of(options), workspace, emulator, {**stand_in.parameters(alm), **dict(options.parameter)})
    outputs = results.write_results(build_of(options), workspace, emulator)
    functions.write_functions(build_of(options), workspace, emulator, outputs)
    if alm:
        stand_in.enter_credentials(alm, emulator, outputs)
    if options.samples:
        results.send_samples(build_of(options), workspace, emulator, outputs)
        results.show_enrollments(build_of(options), workspace, emulator, outputs)
    show_next(workspace, outputs)


def build_of(options: argparse.Namespace) -> Build:
    return RELEASE if options.release else DEV


def make(options: argparse.Namespace, *, tests: bool) -> None:
    if options.release:
        deploy.build_release(options.dir, tests=tests)
    else:
        deploy.build(options.dir, tests=tests, floors=options.floors)


def start_alm(build: Build, workspace: Workspace) -> stand_in.Alm:
    with Step("start the ALM mock") as step:
        alm, new = stand_in.ensure(build, workspace)
        step.note = alm.url if new else f"{alm.url}, already running"
    return alm


def deploy_to(
    build: Build, workspace: Workspace, emulator: emulators.Emulator, parameters: dict[str, str]
) -> None:
    try:
        deploy.deploy(build, workspace, emulator, parameters)
    except Failure:
        if not emulator.alive():
            raise Failure(f"the emulator has crashed ({workspace.log('emulator')}): run `make up` again") from None
        raise


def show_next(workspace: Workspace, outputs: dict[str, str]) -> None:
    directory = display(workspace.path)
    say(f"""
Webhook      {outputs["WebhookUrl"]}
Outputs      {directory}/outputs.json
Environment  source {directory}/env

Next
  source {directory}/env                     talk to this stack from your shell
  {COMMAND} send events/webhooks/*.json
  {COMMAND} enrollments
  make status                                running processes and queue depths in the queues
  make down                                  stop it""")


def display(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def build(options: argparse.Namespace) -> None:
    check_tools(build=True)
    options.dir.create()
    make(options, tests=True)


def image(options: argparse.Namespace) -> None:
    options.dir.create()
    containers.provide_image(options.dir)


def down(options: argparse.Namespace) -> None:
    alm = stand_in.stop(options.dir)
    if alm:
        say(f"✔ stopped the ALM mock on {alm.url} (pid {alm.pid})")
    stopped = emulators.stop(options.dir)
    if stopped:
        say(f"✔ stopped the emulator on {stopped.endpoint} (pid {stopped.pid}); its state is gone")
    else:
        say("✔ no emulator of this directory is running")


def status(options: argparse.Namespace) -> None:
    emulator = require_running(options.dir)
    say(f"Emulator  {emulator.endpoint}, pid {emulator.pid}, IAM {'enforced' if emulator.iam else 'not enforced'}")
    alm = stand_in.running(options.dir)
    say(f"ALM       {f'{alm.url}, pid {alm.pid}' if alm else 'not running'}")
    if not options.dir.outputs.exists():
        raise Failure("the stack is not deployed: run `make up`")
    outputs = json.loads(options.dir.outputs.read_text())
    say(f"Webhook   {outputs['WebhookUrl']}")
    for name in sorted(outputs):
        if name.endswith("QueueUrl"):
            say(f"Queue     {results.queue_depth(emulator, outputs[name]):>5} in {name.removesuffix('Url')}")


def show_outputs(options: argparse.Namespace) -> None:
    require_running(options.dir)
    try:
        say(options.dir.outputs.read_text().rstrip())
    except FileNotFoundError:
        raise Failure("the stack is not deployed: run `make up`") from None


def require_running(workspace: Workspace) -> emulators.Emulator:
    emulator = emulators.running(workspace)
    if emulator:
        return emulator
    remembered = emulators.remembered(workspace)
    if remembered:
        raise Failure(f"the emulator (pid {remembered.pid}) has crashed: run `make up` to start a new one")
    raise Failure("the local stack is not running: run `make up`")


def parameter(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"([A-Za-z0-9]+)=(.*)", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not Name=Value")
    return found[1], found[2]


def workspace(text: str) -> Workspace:
    return Workspace(Path(text).resolve())


def parse(arguments: list[str]) -> argparse.Namespace:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--dir", type=workspace, default=LOCAL, help="where logs, outputs and env go")
    builds = argparse.ArgumentParser(add_help=False)
    builds.add_argument("--release", action="store_true", help="use the AWS builds instead of the test builds")
    builds.add_argument("--floors", action="store_true", help="also build the baselines of the benchmarks")
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("up", parents=[common, builds], help="build, start, deploy, send samples")
    one.set_defaults(run=up)
    one.add_argument("--port", type=int, default=4566, help="port on 127.0.0.1; 0 picks a free one (default 4566)")
    one.add_argument("--iam", action="store_true", help="enforce the template's IAM roles and policies")
    one.add_argument("--build", action=argparse.BooleanOptionalAction, default=True, help="build first")
    one.add_argument("--samples", action=argparse.BooleanOptionalAction, default=True, help="send the sample webhooks")
    one.add_argument("--alm", action=argparse.BooleanOptionalAction, default=True, help="start the ALM mock")
    one.add_argument("--parameter", type=parameter, action="append", default=[], metavar="Name=Value")
    one = commands.add_parser("build", parents=[common, builds], help="build the functions and the CLI")
    one.set_defaults(run=build)
    for name, run, text in (
        ("down", down, "stop the emulator and the ALM mock"),
        ("status", status, "running processes and queue depths"),
        ("outputs", show_outputs, "the stack's outputs as JSON"),
        ("image", image, "the base image of `sam local invoke`"),
    ):
        commands.add_parser(name, parents=[common], help=text).set_defaults(run=run)
    return parser.parse_args(arguments)


def main() -> int:
    options = parse(sys.argv[1:])
    try:
        options.run(options)
    except Failure as failure:
        print(f"✘ {failure}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
