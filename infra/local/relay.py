#!/usr/bin/env python3
"""Lets containers reach the emulator, which listens on 127.0.0.1: forwards what comes to an address of Docker's bridge.

Only the bridge's own network is served. It ends with the emulator.
"""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import os

HOST = "127.0.0.1"
CHUNK = 64 * 1024
POLL_SECONDS = 1.0

Network = ipaddress.IPv4Network


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def forward(port: int, network: Network, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if ipaddress.IPv4Address(writer.get_extra_info("peername")[0]) not in network:
        writer.close()
        return
    try:
        from_emulator, to_emulator = await asyncio.open_connection(HOST, port)
    except OSError:
        writer.close()
        return
    await asyncio.gather(copy(reader, to_emulator), copy(from_emulator, writer))


def lives(pid: int) -> bool:
    return os.path.exists(f"/proc/{pid}")


async def serve(network: Network, port: int, pid: int) -> None:
    server = await asyncio.start_server(lambda *streams: forward(port, network, *streams), str(network[1]), port)
    async with server:
        while lives(pid):
            await asyncio.sleep(POLL_SECONDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", type=Network, help="the bridge's network; its first address is the host")
    parser.add_argument("port", type=int, help="port of the emulator, and of the relay")
    parser.add_argument("pid", type=int, help="the emulator's process")
    options = parser.parse_args()
    asyncio.run(serve(options.network, options.port, options.pid))


if __name__ == "__main__":
    main()
