"""Docker, for `sam local invoke`: its engine, the way from a container to the emulator, and the base image."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from ipaddress import IPv4Network
from pathlib import Path

from console import Failure, Step, say
from emulator import Emulator, wait_until
from project import Workspace, architecture, tool_environment

RELAY = Path(__file__).resolve().parent / "relay.py"
ENGINE_SECONDS = 20
RELAY_SECONDS = 10.0
PULL_SECONDS = 300
# Debian's release with the C library that is nearest to that of Amazon Linux 2023.
SUITE = "bookworm"
ENTRYPOINT = "#!/bin/sh\nexec /var/task/bootstrap\n"


def network() -> IPv4Network | None:
    """The network of Docker's bridge, whose first address is this host; none without a running engine."""
    command = ["docker", "network", "inspect", "bridge"]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=ENGINE_SECONDS, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return IPv4Network(json.loads(answer)[0]["IPAM"]["Config"][0]["Subnet"])


def endpoint(workspace: Workspace, emulator: Emulator) -> str:
    """Where containers find the emulator: through a relay, which is started if there is an engine."""
    bridge = network()
    if bridge is None:
        return emulator.endpoint
    address = (str(bridge[1]), emulator.port)
    if not _listens(address):
        with workspace.log("relay").open("w") as log:
            subprocess.Popen(
                [sys.executable, str(RELAY), str(bridge), str(emulator.port), str(emulator.pid)],
                env=tool_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if not wait_until(lambda: _listens(address), RELAY_SECONDS):
            say(f"  containers cannot reach the emulator, so sam local invoke cannot, either; see {workspace.log('relay')}")
            return emulator.endpoint
    return f"http://{address[0]}:{address[1]}"


def _listens(address: tuple[str, int]) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


def image() -> str:
    """The base image of `sam local invoke` for this machine."""
    return f"public.ecr.aws/lambda/provided:al2023-{architecture()}"


def has_image() -> bool:
    return subprocess.run(["docker", "image", "inspect", image()], capture_output=True).returncode == 0


def provide_image(workspace: Workspace) -> None:
    """Pulls the base image, or makes one like it where no registry can be reached."""
    if network() is None:
        raise Failure("no Docker engine is running (Debian: apt-get install docker.io iptables, then start dockerd)")
    if has_image():
        say(f"✔ {image()} is there")
    elif not _pull(workspace):
        _make(workspace)


def _pull(workspace: Workspace) -> bool:
    with Step(f"pull {image()}") as step, workspace.log("image").open("w") as log:
        try:
            command = ["docker", "pull", image()]
            done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, timeout=PULL_SECONDS).returncode == 0
        except subprocess.TimeoutExpired:
            done = False
        step.note = "" if done else "its registry cannot be reached"
    return done


def _make(workspace: Workspace) -> None:
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise Failure("to make an image instead, run `make local-image` as root (Debian: apt-get install debootstrap)")
    environment = tool_environment()
    with tempfile.TemporaryDirectory() as temporary:
        root, archive = Path(temporary) / "root", Path(temporary) / "root.tar"
        with Step("make an image with debootstrap", workspace.log("image")) as step:
            options = ["--variant=minbase", "--include=ca-certificates"]
            step.run(["debootstrap", *options, SUITE, str(root)], environment, workspace.path)
            start = root / "lambda-entrypoint.sh"
            start.write_text(ENTRYPOINT)
            start.chmod(0o755)
            step.run(["tar", "-C", str(root), "-cf", str(archive), "."], environment, workspace.path)
            change = f'ENTRYPOINT ["/{start.name}"]'
            step.run(["docker", "import", "--change", change, str(archive), image()], environment, workspace.path)
            step.note = image()
