"""What the user sees: one line per step with its duration, and one clear line when something is wrong."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

TICK_SECONDS = 0.2
PLAIN_REPORT_SECONDS = 30.0
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
LINE_WIDTH = 96


class Failure(Exception):
    """A problem that the user can solve: the message says what is wrong and what to do."""


def say(text: str = "") -> None:
    print(text, flush=True)


def duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f}s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}m{rest:02d}s" if minutes else f"{rest}s"


class Step:
    """A step of the way, shown while it runs and with its duration when it is done."""

    def __init__(self, title: str, log: Path | None = None) -> None:
        self.title = title
        self.note = ""
        self._log = log
        self._started = time.monotonic()
        self._done = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Step:
        if self._log:
            self._log.write_text("")
        self._ticker.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._done.set()
        self._ticker.join()
        self._erase()
        mark = "✔" if kind is None else "✘"
        note = f"  ({self.note})" if self.note else ""
        say(f"{mark} {self.title:<34} {duration(time.monotonic() - self._started):>7}{note}")

    def run(self, command: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        """Runs a command with its output in the log, which is shown if the command fails."""
        self._run(command, env, cwd, None)

    def output(self, command: Sequence[str], env: Mapping[str, str], cwd: Path) -> str:
        """The same for a command whose standard output is wanted."""
        with tempfile.TemporaryFile("w+") as output:
            self._run(command, env, cwd, output)
            output.seek(0)
            return output.read()

    def _run(self, command: Sequence[str], env: Mapping[str, str], cwd: Path, output: IO[str] | None) -> None:
        if self._log is None:
            raise ValueError("a step that runs a command needs a log")
        with self._log.open("a") as log:
            code = subprocess.run(
                command, env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, stdout=output or log, stderr=log
            ).returncode
        if code != 0:
            self._erase()
            say(tail(self._log, 60))
            raise Failure(f"{self.title} failed (exit code {code}); see {self._log}")

    def report(self, text: str) -> None:
        """Notes how far it is."""
        if self._log:
            with self._log.open("a") as log:
                log.write(text + "\n")

    def _tick(self) -> None:
        if sys.stdout.isatty():
            self._tick_in_place()
        else:
            self._tick_in_lines()

    def _tick_in_place(self) -> None:
        frame = 0
        while not self._done.wait(TICK_SECONDS):
            frame += 1
            print(f"\r\033[K{SPINNER[frame % len(SPINNER)]} {self._progress()}"[: LINE_WIDTH + 4], end="", flush=True)

    def _tick_in_lines(self) -> None:
        while not self._done.wait(PLAIN_REPORT_SECONDS):
            say(f"… {self._progress()}"[:LINE_WIDTH])

    def _progress(self) -> str:
        last = tail(self._log, 1).strip() if self._log else ""
        return f"{self.title:<34} {duration(time.monotonic() - self._started):>7}  {last}"

    @staticmethod
    def _erase() -> None:
        if sys.stdout.isatty():
            print("\r\033[K", end="", flush=True)


def tail(path: Path, lines: int) -> str:
    """The last lines of a file that may be large or missing."""
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 400 * lines))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.rstrip().splitlines()[-lines:])
