"""How does a vendor's HTTP server answer? A scripted one on a free port of loopback.

`respond` says what the vendor answers to a request; this file counts the pieces of the body and
does what the request's `Fault` says. One request a connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from vaani.testing.vendors.faults import WELL, Fault, Lines, Script
from vaani.testing.vendors.tcp import TcpServer

_MOST_BODY_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. Names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered: `pieces` of the body go out one by one."""

    pieces: Sequence[bytes] = ()
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpServer(TcpServer):
    """`asked` keeps every request, oldest first."""

    def __init__(
        self,
        respond: Callable[[Request], Response],
        faults: Sequence[Fault] = (),
        lines: Lines | None = None,
    ) -> None:
        super().__init__()
        self._lines = lines or Lines(())
        self._respond = respond
        self.script = Script(faults)
        self.asked: list[Request] = []
        self.left = asyncio.Event()
        """Set when a client went away before the answer's end."""

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://{self.place}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request."""
        request = await _request(reader)
        self.asked.append(request)
        await self._answer(request, self.script.next(), reader, writer)

    def lost(self) -> None:
        """The client went away."""
        self.left.set()

    async def _answer(
        self,
        request: Request,
        fault: Fault,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        if fault.status is not None:
            answer = Response((b'{"error":{"message":"no","code":"scripted"}}',), fault.status)
        else:
            answer = self._respond(request)
        self._lines.delivered(fault in (WELL, Fault(delay_s=fault.delay_s)))
        head = [f"HTTP/1.1 {answer.status} X", f"content-type: {answer.kind}"]
        head += [f"{name}: {value}" for name, value in answer.headers.items()]
        head += ["transfer-encoding: chunked", "connection: close", "", ""]
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if not await self._spoilt(0, fault, reader, writer):
            return
        writer.write("\r\n".join(head).encode())
        for count, whole in enumerate(answer.pieces, start=1):
            piece = whole
            if fault.garbage_after is not None and count > fault.garbage_after:
                piece = fault.garbage
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
            if not await self._spoilt(count, fault, reader, writer):
                return
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async def _spoilt(
        self, sent: int, fault: Fault, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """True: it goes on."""
        if sent in (fault.drop_after, fault.close_after):
            writer.transport.abort()
            return False
        if sent == fault.half_close_after:
            writer.write_eof()
            return False
        if sent == fault.stall_after:
            await writer.drain()
            if not await reader.read(1):
                self.left.set()
            return False
        return True


async def _request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    pairs = (line.partition(":") for line in head[1:] if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    body = b""
    if "chunked" in headers.get("transfer-encoding", ""):
        while (size := int(await reader.readline(), 16)) and len(body) < _MOST_BODY_BYTES:
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    else:
        body = await reader.readexactly(int(headers.get("content-length") or 0))
    return Request(method, path, headers, body)
