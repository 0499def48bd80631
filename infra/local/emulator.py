"""The emulator's life: start, find again, stop. One per workspace, on 127.0.0.1 only."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from console import Failure, say, tail
from project import TOOLS, Workspace

HOST = "127.0.0.1"
SITE = Path(__file__).resolve().parent / "site"
START_SECONDS = 40.0
STOP_SECONDS = 10.0
PORT_TRIES = 3


@dataclass(frozen=True)
class Emulator:
    pid: int
    port: int
    iam: bool

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"

    def alive(self) -> bool:
        """Whether the process is there and is an emulator: a pid may have been given to another program."""
        try:
            return b"ministack" in Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            return False

    def healthy(self) -> bool:
        try:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"{self.endpoint}/_ministack/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False


def remembered(workspace: Workspace) -> Emulator | None:
    try:
        return Emulator(**json.loads(workspace.state.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def running(workspace: Workspace) -> Emulator | None:
    """The emulator of this workspace, if it runs."""
    emulator = remembered(workspace)
    return emulator if emulator and emulator.alive() else None


def ensure(workspace: Workspace, port: int, iam: bool) -> tuple[Emulator, bool]:
    """The running emulator of this workspace, or a new one (then true)."""
    emulator = remembered(workspace)
    if emulator and emulator.alive():
        check_reusable(emulator, port, iam)
        return emulator, False
    if emulator:
        say(f"  the emulator (pid {emulator.pid}) has crashed and its state is lost: starting a new one")
    workspace.forget_stack()
    return start(workspace, port, iam), True


def check_reusable(emulator: Emulator, port: int, iam: bool) -> None:
    if not wait_until(emulator.healthy, 10.0):
        raise Failure(f"the emulator (pid {emulator.pid}) does not respond on {emulator.endpoint}: run `make down`, then again")
    if port not in (0, emulator.port):
        raise Failure(f"an emulator of this directory runs on port {emulator.port}: use that port, or run `make down` first")
    if iam != emulator.iam:
        raise Failure("the running emulator has a different --iam setting: run `make down` first")


def start(workspace: Workspace, port: int, iam: bool) -> Emulator:
    """Starts an emulator. A port of 0 picks a free one, again if another program is quicker to take it."""
    for _ in range(PORT_TRIES if port == 0 else 1):
        chosen = port or free_port()
        if port_is_busy(chosen):
            raise Failure(f"port {chosen} is in use by another program: stop it, or choose a different port with `make up PORT=4570`")
        emulator = launch(workspace, Emulator(0, chosen, iam))
        if wait_until(lambda: emulator.healthy() or not emulator.alive(), START_SECONDS) and emulator.alive():
            return emulator
        stop(workspace)
    say(tail(workspace.log("emulator"), 20))
    raise Failure(f"the emulator did not start; see {workspace.log('emulator')}")


def launch(workspace: Workspace, settings: Emulator) -> Emulator:
    shutil.rmtree(workspace.temporary, ignore_errors=True)
    workspace.temporary.mkdir(parents=True)
    with workspace.log("emulator").open("w") as log:
        process = subprocess.Popen(
            [str(TOOLS / "ministack")],
            env=environment(workspace, settings),
            cwd=workspace.path,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    emulator = replace(settings, pid=process.pid)
    workspace.state.write_text(json.dumps(asdict(emulator)))
    # Until exec the new process has this program's command line.
    wait_until(lambda: emulator.alive() or process.poll() is not None, 2.0)
    return emulator


def environment(workspace: Workspace, emulator: Emulator) -> dict[str, str]:
    """A clean environment: functions inherit it, so a variable that the template forgets must not be masked."""
    return {
        "PATH": f"{TOOLS}{os.pathsep}/usr/local/bin:/usr/bin:/bin",
        "HOME": str(workspace.temporary),
        "TMPDIR": str(workspace.temporary),
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(SITE),
        "BIND_HOST": HOST,
        # The host in the URLs that it gives out; localhost does not resolve everywhere.
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(emulator.port),
        "IOT_MTLS_ENABLED": "0",
        "AUTH": "true" if emulator.iam else "false",
    }


def stop(workspace: Workspace) -> Emulator | None:
    """Stops this workspace's emulator and its functions. Nothing else is touched."""
    emulator = running(workspace)
    if emulator:
        signal_group(emulator, signal.SIGTERM)
        if not wait_until(lambda: not emulator.alive(), STOP_SECONDS):
            signal_group(emulator, signal.SIGKILL)
    workspace.forget_stack()
    shutil.rmtree(workspace.temporary, ignore_errors=True)
    return emulator


def signal_group(emulator: Emulator, number: signal.Signals) -> None:
    # The emulator leads its own session, and the functions' processes are in its group.
    try:
        os.killpg(emulator.pid, number)
    except ProcessLookupError:
        pass


def port_is_busy(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False
