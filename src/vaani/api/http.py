"""How does HTTP arrive on the one port, and how long may a client take over it?

Uvicorn's protocol without its accept loop: the door accepts. Each request decides for itself what
it is: an upgrade on a media path goes to the media server, also on a connection that carried HTTP
before, which is how proxies reuse them. A head that is too large or too slow, and a body that is
too slow, end the connection with 431 or 408.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from vaani.api.socket_protocol import SocketProtocol

PATIENCE_S = 3.0
_KEEP_ALIVE_S = 30
_SOCKET_BYTES = 65536
_LARGER: Mapping[bytes, int] = {b"/v1/realtime": 2_097_152}
"""Paths of sockets whose clients send sound within text, and so longer messages; beyond that the
socket ends (1009), what is a little shorter is refused in words by the session."""
_SAID = {
    400: b"HTTP/1.1 400 Bad Request\r\n",
    408: b"HTTP/1.1 408 Request Timeout\r\n",
    431: b"HTTP/1.1 431 Request Header Fields Too Large\r\n",
}
_EMPTY = b"content-length: 0\r\nconnection: close\r\n\r\n"

Protocols = Callable[[], asyncio.BaseProtocol]


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """What one request may take: bytes of its head, seconds for its head and for its body."""

    head_bytes: int = 32 * 1024
    head_s: float = 10.0
    body_s: float = 30.0


def is_media(target: bytes) -> bool:
    """Does this request target name a media socket? What stands in the query does not count."""
    return b"/media/" in target.partition(b"?")[0]


class _TooLarge(Exception):
    """The head of a request goes beyond its limit."""


class HttpProtocol(HttpToolsProtocol):
    """One connection. `media` makes the protocol that media upgrades are handed to."""

    media: Protocols | None = None
    larger: Mapping[bytes, Config] = {}
    """Configurations of sockets with other limits, by path."""

    def __init__(self, *, limits: HttpLimits, **uvicorn: Any) -> None:
        super().__init__(**uvicorn)
        self._limits = limits
        self._clock: asyncio.TimerHandle | None = None
        self._in_head = True
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._allow(self._limits.head_s)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self.parser is None or self.transport.is_closing():
            return
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._upgrade(data[upgrade.args[0] :])
            return
        except httptools.HttpParserError as error:
            self._end(431 if isinstance(error.__context__, _TooLarge) else 400)
            return
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self._limits.head_bytes:
                self._end(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        if self._clock is None:
            self._allow(self._limits.head_s)

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self._limits.head_bytes:
            raise _TooLarge
        self._in_head, self._head_bytes = False, 0
        self._stop_clock()
        self._allow(self._limits.body_s)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._stop_clock()
        super().on_message_complete()

    # --- inside -----------------------------------------------------------------------------------

    def _upgrade(self, behind: bytes) -> None:
        """The request asks for another protocol; `behind` came with it."""
        self._stop_clock()
        busy = self.cycle is not None and not self.cycle.response_complete
        if busy or not self._should_upgrade():
            self._end(400)
        elif self.media is not None and is_media(self.url):
            self._to_media(self.media(), behind)
        else:
            self.config = self.larger.get(self.url.partition(b"?")[0], self.config)
            self.handle_websocket_upgrade()
            opened = self.transport.get_protocol()
            if behind and isinstance(opened, SocketProtocol):
                opened.data_received(behind)

    def _to_media(self, protocol: Any, behind: bytes) -> None:
        self.connections.discard(self)
        head = [self.scope["method"].encode(), b" ", self.url, b" HTTP/1.1\r\n"]
        for name, value in self.headers:
            head += [name, b": ", value, b"\r\n"]
        transport = self.transport
        transport.pause_reading()  # uvloop learns how to read for a protocol when reading begins
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        transport.resume_reading()
        rest = memoryview(b"".join((*head, b"\r\n", behind)))
        while rest and not transport.is_closing():
            room = protocol.get_buffer(len(rest))
            size = min(len(room), len(rest))
            room[:size] = rest[:size]
            rest = rest[size:]
            protocol.buffer_updated(size)

    def _allow(self, seconds: float) -> None:
        self._clock = asyncio.get_running_loop().call_later(seconds, self._end, 408)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _end(self, status: int) -> None:
        """Close, with an answer where none has begun."""
        self._stop_clock()
        if self.transport.is_closing():
            return
        cycle = self.cycle
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(_SAID[status] + _EMPTY)
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.close()


class HttpServer:
    """Uvicorn's protocols without its accept loop: the door accepts."""

    def __init__(self, app: Any, limits: HttpLimits | None = None) -> None:
        self._limits = limits or HttpLimits()
        self._config = _config(app, _SOCKET_BYTES)
        self._larger = {path: _config(app, size, packed=False) for path, size in _LARGER.items()}
        self._state = ServerState()

    def protocol(self) -> asyncio.Protocol:
        """A protocol for one accepted connection."""
        protocol = HttpProtocol(
            limits=self._limits, config=self._config, server_state=self._state, app_state={}
        )
        protocol.larger = self._larger
        return protocol

    async def close(self, *, at_once: bool = False) -> None:
        """Let requests that run finish, for a moment unless `at_once`; then end them."""
        for connection in tuple(self._state.connections):
            connection.shutdown()
        tasks = set(self._state.tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=0 if at_once else PATIENCE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def _config(app: Any, socket_bytes: int, *, packed: bool = True) -> Config:
    """`packed` False: messages go as they are; packing sound takes the loop's time for nothing."""
    config = Config(
        app,
        http="httptools",
        ws=SocketProtocol,
        ws_max_size=socket_bytes,
        ws_per_message_deflate=packed,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
    )
    config.load()
    return config
