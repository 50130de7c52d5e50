"""A raw client that keeps its connection and writes whatever a test likes."""

from __future__ import annotations

import asyncio
import base64
import secrets


class Raw:
    """One connection on which a test writes what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port: int, source: str = "127.0.0.1") -> Raw:
        return cls(*await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0)))

    def say(self, text: str) -> None:
        self.writer.write(text.encode())

    async def answer(self) -> tuple[int, bytes]:
        """Status and body of the next answer; status 0: the connection is closed."""
        try:
            head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)
        except (asyncio.IncompleteReadError, ConnectionError):
            return 0, b""
        lines = head.decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        body = await self.reader.readexactly(int(fields.get("content-length", "0")))
        return int(lines[0].split()[1]), body

    async def get(self, path: str) -> int:
        self.say(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        return (await self.answer())[0]

    async def upgrade(self, path: str, behind: bytes = b"") -> int:
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        head = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket"
            f"\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        )
        self.writer.write(head.encode() + behind)
        return (await self.answer())[0]

    async def frame(self) -> bytes:
        """The payload of the next short message of the server."""
        first = await asyncio.wait_for(self.reader.readexactly(2), 5)
        return await asyncio.wait_for(self.reader.readexactly(first[1] & 127), 5)

    async def closed(self) -> bool:
        """Whether the server ends this connection within 5 s, whatever it says before."""
        try:
            await asyncio.wait_for(self.reader.read(), 5)
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        self.writer.close()


def message(payload: bytes, opcode: int = 1, *, fin: bool = True) -> bytes:
    """A masked frame of a client; the mask is nought, payloads are below 126 bytes."""
    return bytes((fin << 7 | opcode, 0x80 | len(payload), 0, 0, 0, 0)) + payload
