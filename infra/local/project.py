"""Where things are, the tools that are needed, and the environment that they get."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from console import Failure

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
SAMPLES = ROOT / "events" / "webhooks"
# The programs that run on this host: the CLI and the ALM mock.
COMMAND = "milepost"
ALM = "alm-stand-in"
# What tests and chaos send events with.
LOAD = "alm-load"

STACK = "milepost"
REGION = "us-east-1"
# The API's id, by the tag in the template.
API = "a17e9057"

TOOLS = ROOT / ".venv" / "bin"


@dataclass(frozen=True)
class Build:
    """A built template with its functions, and the host's programs."""

    directory: Path

    @property
    def template(self) -> Path:
        return self.directory / "template.yaml"

    @property
    def manifest(self) -> Path:
        return self.directory / "manifest.json"

    def archive(self, logical_id: str) -> Path:
        return self.directory / f"{logical_id}.zip"

    def function(self, binary: str) -> Path:
        return self.directory / "functions" / binary / "bootstrap"

    def program(self, name: str) -> Path:
        return self.directory / "bin" / name


# Of the profile `dev`: what `make up` and the tests use. Not in `.aws-sam/build`, where `sam deploy` takes what it brings
# to AWS.
DEV = Build(ROOT / ".aws-sam" / "local")
# Of the profile `release`, by `sam build`, as it goes to AWS.
RELEASE = Build(ROOT / ".aws-sam" / "release")


@dataclass(frozen=True)
class Workspace:
    """The directory of one local stack: what it writes down and its logs."""

    path: Path

    @property
    def state(self) -> Path:
        return self.path / "emulator.json"

    @property
    def deployed(self) -> Path:
        return self.path / "deployed.json"

    @property
    def outputs(self) -> Path:
        return self.path / "outputs.json"

    @property
    def env(self) -> Path:
        return self.path / "env"

    @property
    def functions(self) -> Path:
        """The functions' variables, as `sam local invoke` reads them."""
        return self.path / "functions.json"

    @property
    def libraries(self) -> Path:
        """The files of the libraries in the last build, by package."""
        return self.path / "libraries.json"

    @property
    def alm(self) -> Path:
        return self.path / "alm.json"

    @property
    def temporary(self) -> Path:
        return self.path / "tmp"

    def log(self, name: str) -> Path:
        return self.path / f"{name}.log"

    def create(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    def forget_stack(self) -> None:
        """Removes what was true of an emulator that is gone."""
        for path in (self.state, self.deployed, self.outputs, self.env, self.functions):
            path.unlink(missing_ok=True)


LOCAL = Workspace(ROOT / ".local")


def target_directory() -> Path:
    """Where cargo puts what it builds."""
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def architecture() -> str:
    """The Lambda architecture that this machine can run."""
    return "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"


def check_platform() -> None:
    if sys.platform != "linux":
        raise Failure("the local stack runs the functions as processes, so it needs Linux (WSL and containers work)")


def check_tools(*, build: bool) -> None:
    for tool in ("ministack", "sam"):
        if not (TOOLS / tool).exists():
            raise Failure(f"{tool} is missing in {TOOLS}: run `make tools`, then `make up`")
    if not build:
        return
    if not (TOOLS / "cargo-lambda").exists():
        raise Failure(f"cargo-lambda is missing in {TOOLS}: run `make tools`, then `make up`")
    if shutil.which("cargo") is None:
        raise Failure("cargo is missing: install Rust with rustup, then open a new shell")
    if shutil.which("cc") is None:
        raise Failure("a C compiler is missing: install gcc (Debian: apt-get install gcc libc6-dev)")


def tool_environment() -> dict[str, str]:
    """This process's environment with the venv's tools first and none of the user's AWS settings."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env["PATH"] = f"{TOOLS}{os.pathsep}{env.get('PATH', '')}"
    env["SAM_CLI_TELEMETRY"] = "0"
    return env


def aws_variables(endpoint: str) -> dict[str, str]:
    """What an AWS client needs to talk to the emulator, and to nothing else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }
