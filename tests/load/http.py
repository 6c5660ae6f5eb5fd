"""An HTTP client for a hundred viewers in one process: a connection that is kept, as browsers keep theirs."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping
from typing import NamedTuple


class Reply(NamedTuple):
    """`received`: the body as it came."""

    status: int
    headers: Mapping[str, str]
    received: bytes

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.received) if self.headers.get("content-encoding") == "gzip" else self.received


class Connection:
    """Asks one thing after another."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """What a server answers; an OSError or EOFError where it does not."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 24)
        reader, writer = self._streams
        own = {"Host": f"127.0.0.1:{self._port}", "Accept-Encoding": "gzip, deflate", **(headers or {})}
        if body:
            own |= {"Content-Length": str(len(body)), "Content-Type": "application/x-www-form-urlencoded"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in own.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        answered = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        status, size = int(head[0].split()[1]), int(answered.get("content-length", 0))
        received = await reader.readexactly(size) if status != 304 else b""
        if answered.get("connection", "").lower() == "close":
            self.close()
        return Reply(status, answered, received)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
