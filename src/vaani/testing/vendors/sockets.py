"""How does a vendor's WebSocket server answer? A scripted one on a free port of loopback.

What the vendor says is a `Peer`'s matter, made for each connection; this file counts messages and
does what the connection's `Fault` says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from vaani.testing.vendors.faults import Fault, Lines, Script

Frame = str | bytes
Query = Mapping[str, list[str]]


class Peer(Protocol):
    """The vendor's side of one connection."""

    def greet(self) -> Sequence[Frame]:
        """What it says first."""
        ...

    def answer(self, message: Frame) -> Sequence[Frame] | None:
        """What it says to a message; None: it closes in an orderly way."""
        ...


class SocketServer:
    """`make` gets path, query and headers (names in lower case) of a connection and gives its peer,
    or the HTTP status with which the upgrade is refused."""

    def __init__(
        self,
        make: Callable[[str, Query, Mapping[str, str]], Peer | int],
        faults: Sequence[Fault] = (),
        lines: Lines | None = None,
    ) -> None:
        self._make = make
        self._lines = lines or Lines(())
        self.script = Script(faults)
        self.opened: list[Query] = []
        """The query of every connection that was let in."""
        self.received: list[Frame] = []
        self.refuse: int | None = None
        """From now on every connection is refused with this status."""
        self._server: Server | None = None
        self._peers: dict[ServerConnection, tuple[Peer, Fault]] = {}

    @property
    def base_url(self) -> str:
        """Where it listens, as http."""
        if self._server is None:
            raise RuntimeError("the scripted server is not open")
        port = next(iter(self._server.sockets)).getsockname()[1]
        return f"http://127.0.0.1:{port}"

    async def __aenter__(self) -> SocketServer:
        self._server = await serve(
            self._serve, "127.0.0.1", 0, process_request=self._let_in, compression=None,
            close_timeout=0.2, ping_interval=None,
        )  # fmt: skip
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
            for connection in list(self._server.connections):
                connection.transport.abort()
            await self._server.wait_closed()

    async def close_all(self, code: int) -> None:
        """Close every connection that is open."""
        if self._server is not None:
            for connection in list(self._server.connections):
                await connection.close(code)

    def _let_in(self, connection: ServerConnection, request: Request) -> Response | None:
        fault = self.script.next()
        status = self.refuse or fault.status
        if status is not None:
            return connection.respond(HTTPStatus(status), "no\n")
        place = urlsplit(request.path)
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        query = parse_qs(place.query, keep_blank_values=True)
        peer = self._make(place.path, query, headers)
        if isinstance(peer, int):
            return connection.respond(HTTPStatus(peer), "no\n")
        self.opened.append(query)
        self._peers[connection] = (peer, fault)
        return None

    async def _serve(self, connection: ServerConnection) -> None:
        peer, fault = self._peers.pop(connection)
        sent, _ = await self._say(connection, peer.greet(), fault, 0)
        try:
            async for message in connection:
                self.received.append(message)
                answer = peer.answer(message)
                if answer is None:
                    return
                sent, whole = await self._say(connection, answer, fault, sent)
                self._lines.delivered(whole)
        except ConnectionClosed:
            self._lines.delivered(False)

    async def _say(
        self, connection: ServerConnection, frames: Sequence[Frame], fault: Fault, sent: int
    ) -> tuple[int, bool]:
        """How many were sent by now, and whether all of these as they should be."""
        for frame in frames:
            if fault.stall_after is not None and sent >= fault.stall_after:
                return sent, False
            if fault.delay_s:
                await asyncio.sleep(fault.delay_s)
            if fault.drop_after is not None and sent >= fault.drop_after:
                connection.transport.abort()
                return sent, False
            if fault.half_close_after is not None and sent >= fault.half_close_after:
                connection.transport.write_eof()
                return sent, False
            if fault.close_after is not None and sent >= fault.close_after:
                await connection.close(fault.close_code)
                return sent, False
            garbage = fault.garbage_after is not None and sent >= fault.garbage_after
            await connection.send(fault.garbage.decode("latin-1") if garbage else frame)
            sent += 1
            if garbage:
                return sent, False
        return sent, True
