"""The relay for containers serves one network and nobody else, and ends with the emulator."""

from __future__ import annotations

import asyncio
import os
import unittest
from ipaddress import IPv4Network

import relay

NETWORK = IPv4Network("127.9.0.0/24")
INSIDE, OUTSIDE = "127.9.0.2", "127.0.0.1"
NO_PROCESS = 2**22 + 1


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.read(100))
    await writer.drain()
    writer.close()


async def ask(port: int, source: str) -> bytes:
    """What comes back through the relay to a client at this address."""
    reader, writer = await asyncio.open_connection(str(NETWORK[1]), port, local_addr=(source, 0))
    writer.write(b"hello")
    try:
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionError:
        return b""
    finally:
        writer.close()


class Relay(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.emulator = await asyncio.start_server(echo, relay.HOST, 0)
        self.port = self.emulator.sockets[0].getsockname()[1]
        self.relay = asyncio.create_task(relay.serve(NETWORK, self.port, os.getpid()))
        await asyncio.sleep(0.1)

    async def asyncTearDown(self) -> None:
        self.relay.cancel()
        self.emulator.close()

    async def test_what_comes_from_the_network_reaches_the_emulator(self) -> None:
        self.assertEqual(b"hello", await ask(self.port, INSIDE))

    async def test_nobody_else_is_served(self) -> None:
        self.assertEqual(b"", await ask(self.port, OUTSIDE))

    async def test_it_survives_an_emulator_that_is_gone(self) -> None:
        self.emulator.close()
        self.assertEqual(b"", await ask(self.port, INSIDE))
        self.assertFalse(self.relay.done())

    async def test_it_ends_with_the_emulator(self) -> None:
        network = IPv4Network("127.9.1.0/24")
        await asyncio.wait_for(relay.serve(network, self.port, NO_PROCESS), 5)


if __name__ == "__main__":
    unittest.main()
