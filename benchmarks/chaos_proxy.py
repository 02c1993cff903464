"""A TCP proxy on loopback that can be cut: python -m benchmarks.chaos_proxy LISTEN TARGET CONTROL (ports).

Lines on the control port: `cut` (reset all, refuse new ones), `heal`, `hole` (the server works, its answers are
swallowed), `reset` (reset all, take new ones), `target PORT`.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from contextlib import suppress

#: Linger of zero: closing sends a reset.
_ABRUPT = struct.pack("ii", 1, 0)


class Proxy:
    """Pairs of connections, and how they are treated now."""

    def __init__(self, target: int) -> None:
        self.target, self.mode = target, "heal"
        self.pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join one client with the server."""
        if self.mode == "cut":
            return _reset(writer)
        try:
            there, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return _reset(writer)
        pair = (writer, to_server)
        self.pairs.add(pair)
        await asyncio.gather(self._pump(reader, to_server, False), self._pump(there, writer, True))
        self.pairs.discard(pair)

    async def obey(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Do what the control port says."""
        while line := (await reader.readline()).decode().split():
            if line[0] == "target":
                self.target = int(line[1])
            elif line[0] != "reset":
                self.mode = line[0]
            if line[0] in ("cut", "reset"):
                for pair in list(self.pairs):
                    for each in pair:
                        _reset(each)
                self.mode = "cut" if line[0] == "cut" else "heal"
            writer.write(b"ok\n")
            await writer.drain()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, from_server: bool) -> None:
        with suppress(OSError, asyncio.CancelledError):
            while data := await source.read(65536):
                if self.mode == "hole" and from_server:
                    continue
                sink.write(data)
                await sink.drain()
        sink.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    held = writer.get_extra_info("socket")
    if held is not None:
        with suppress(OSError):
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABRUPT)
    writer.close()


async def _main(listen: int, target: int, control: int) -> None:
    proxy = Proxy(target)
    servers = [
        await asyncio.start_server(proxy.serve, "127.0.0.1", listen),
        await asyncio.start_server(proxy.obey, "127.0.0.1", control),
    ]
    print("ready", flush=True)
    await asyncio.gather(*(each.serve_forever() for each in servers))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_main(*(int(each) for each in sys.argv[1:4])))
