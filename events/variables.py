#!/usr/bin/env python3
"""Prints the functions' environment variables on the local stack, for a shell."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

FUNCTIONS = Path(__file__).resolve().parents[1] / ".local" / "functions.json"


def variables() -> dict[str, str]:
    """Those of all functions; no two of them mean different things by one name."""
    functions = json.loads(FUNCTIONS.read_text()).values()
    found = {name: value for own in functions for name, value in own.items()}
    # That is for containers; `.local/env` has the one for this host.
    del found["AWS_ENDPOINT_URL"]
    return found


if __name__ == "__main__":
    print("\n".join(f"{name}={shlex.quote(value)}" for name, value in variables().items()))
