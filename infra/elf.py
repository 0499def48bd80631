"""Which processor a program is for, by its ELF header."""

from __future__ import annotations

import struct
from pathlib import Path

# `e_machine` in the ELF specification, by Lambda's names.
MACHINES = {0x3E: "x86_64", 0xB7: "arm64"}
# The four bytes of the mark, the class (64 bits) and the order of bytes (little endian).
START = b"\x7fELF\x02\x01"
MACHINE_AT = 18
HEADER_BYTES = 20


def processor(header: bytes) -> str:
    """The processor by the first bytes of a program; `unknown` if it is no program for any of Lambda's."""
    if len(header) < HEADER_BYTES or not header.startswith(START):
        return "unknown"
    [machine] = struct.unpack_from("<H", header, MACHINE_AT)
    return MACHINES.get(machine, "unknown")


def processor_of(program: Path) -> str:
    with program.open("rb") as file:
        return processor(file.read(HEADER_BYTES))
