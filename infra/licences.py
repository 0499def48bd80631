#!/usr/bin/env python3
"""Lists the dependencies whose licence `deny.toml` does not allow: those of everything that is built for Lambda's
processors, its tests included."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONFIG = tomllib.loads((ROOT / "deny.toml").read_text(encoding="utf-8"))
TOKEN = re.compile(r"[()]|[^\s()]+")


class Unreadable(Exception):
    """A licence that is no SPDX expression."""


def is_allowed(expression: str, allowed: Iterable[str]) -> bool:
    """Whether one of an SPDX expression's choices is allowed. The slash is how crates wrote OR once."""
    return _Reader(expression, frozenset(allowed)).whole()


class _Reader:
    """Reads `A OR B AND (C WITH D)` from left to right; AND binds closer than OR."""

    def __init__(self, expression: str, allowed: frozenset[str]) -> None:
        self.expression = expression
        self.allowed = allowed
        self.tokens = TOKEN.findall(expression.replace("/", " OR "))

    def whole(self) -> bool:
        value = self.either()
        if self.tokens:
            raise Unreadable(self.expression)
        return value

    def either(self) -> bool:
        value = self.all()
        while self.takes("OR"):
            value = self.all() or value
        return value

    def all(self) -> bool:
        value = self.one()
        while self.takes("AND"):
            value = self.one() and value
        return value

    def one(self) -> bool:
        if self.takes("("):
            value = self.either()
            if not self.takes(")"):
                raise Unreadable(self.expression)
            return value
        name = self.next()
        if self.takes("WITH"):
            name = f"{name} WITH {self.next()}"
        return name in self.allowed

    def next(self) -> str:
        if not self.tokens or self.tokens[0] in {"(", ")", "AND", "OR", "WITH"}:
            raise Unreadable(self.expression)
        return self.tokens.pop(0)

    def takes(self, token: str) -> bool:
        if self.tokens[:1] != [token]:
            return False
        self.tokens.pop(0)
        return True


def metadata() -> str:
    """What cargo knows of all packages; it downloads those that are missing."""
    targets = [word for target in CONFIG["graph"]["targets"] for word in ("--filter-platform", target)]
    command = ["cargo", "metadata", "--locked", "--format-version", "1", *targets]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def dependencies() -> list[dict[str, str]]:
    """The packages that are not ours."""
    return [package for package in json.loads(metadata())["packages"] if package["source"]]


def refused(packages: Iterable[dict[str, str]]) -> list[str]:
    """Those without a licence that is allowed."""
    allowed = CONFIG["licenses"]["allow"]
    return [
        f"{it['name']} {it['version']}: {it['license'] or 'no licence'}"
        for it in packages
        if not it["license"] or not is_allowed(it["license"], allowed)
    ]


if __name__ == "__main__":
    found = refused(dependencies())
    print("\n".join(found) or "every licence is allowed")
    sys.exit(1 if found else 0)
