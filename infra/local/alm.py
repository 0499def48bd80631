"""The ALM mock: start, find again, stop, and configure the stack to use it. On 127.0.0.1 only."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from console import Failure
from emulator import Emulator, wait_until
from project import ALM, Build, Workspace
from results import client, write_private

START_SECONDS = 10.0
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Alm:
    """A running ALM mock, with the credentials that it accepts; they are valid nowhere else."""

    pid: int
    url: str
    clientId: str
    clientSecret: str
    refreshToken: str

    def alive(self) -> bool:
        """Whether the process exists and is an ALM mock: its pid may have been reused."""
        try:
            return ALM.encode() in Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            return False


def running(workspace: Workspace) -> Alm | None:
    try:
        alm = Alm(**json.loads(workspace.alm.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return alm if alm.alive() else None


def ensure(build: Build, workspace: Workspace) -> tuple[Alm, bool]:
    """The running ALM mock of this workspace, or a new one (then true)."""
    found = running(workspace)
    return (found, False) if found else (start(build, workspace), True)


def start(build: Build, workspace: Workspace) -> Alm:
    program = build.program(ALM)
    if not program.exists():
        raise Failure(f"{program} is missing: run `make build`, leave out --no-build, or choose --no-alm")
    with workspace.log("alm").open("w") as log:
        process = subprocess.Popen(
            [str(program), "--port", "0"],
            env={},
            cwd=workspace.path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    line = first_line(process)
    if not line:
        process.kill()
        raise Failure(f"the ALM mock did not start; see {workspace.log('alm')}")
    alm = Alm(pid=process.pid, **json.loads(line))
    write_private(workspace.alm, json.dumps(asdict(alm)))
    return alm


def first_line(process: subprocess.Popen[bytes]) -> bytes:
    """Its address and credentials: the one line that it prints, when it listens."""
    ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    return process.stdout.readline() if ready else b""


def stop(workspace: Workspace) -> Alm | None:
    """Stops the ALM mock of this workspace."""
    alm = running(workspace)
    if alm:
        signal_process(alm, signal.SIGTERM)
        if not wait_until(lambda: not alm.alive(), STOP_SECONDS):
            signal_process(alm, signal.SIGKILL)
    workspace.alm.unlink(missing_ok=True)
    return alm


def signal_process(alm: Alm, number: signal.Signals) -> None:
    try:
        os.kill(alm.pid, number)
    except ProcessLookupError:
        pass


def parameters(alm: Alm | None) -> dict[str, str]:
    """Where the functions find ALM."""
    return {"AlmEndpoint": alm.url} if alm else {}


def enter_credentials(alm: Alm, emulator: Emulator, outputs: Mapping[str, str]) -> None:
    """As an operator does after a deployment; before the first event, since functions seldom ask again."""
    fields = {"clientId": alm.clientId, "clientSecret": alm.clientSecret, "refreshToken": alm.refreshToken}
    client(emulator, "secretsmanager").put_secret_value(
        SecretId=outputs["AlmCredentialsSecretArn"], SecretString=json.dumps(fields)
    )
