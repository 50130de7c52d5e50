"""How is a vendor's server asked over HTTP in the middle of a call? On a connection that is there.

A client that keeps what a call's clock feels small: connections stay open for a minute between
sentences (a new one costs two to three journeys to the server and back), an answer whose end is
known gives its connection back although nobody read the last bytes, bytes are handed on as they
come, and a request costs a quarter of the processor time that an httpx client needs. Requests,
answers and errors are httpx's. HTTP/1.1, with `httptools` (llhttp) as the reader. Where the machine
reaches the world through a proxy, httpx's own client is used, which knows proxies.

Specification: RFC 9112 (messages, connections that stay open).
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import urllib.request
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, cast

import httptools
import httpx

KEPT_S = 55.0
"""Servers and the boxes before them close a silent connection after a minute or more."""
MOST_KEPT = 64
"""Silent connections to one server."""
_ENDS_WITHIN_S = 0.25
"""An answer that has said its last word comes to its end within this time, or is cut."""
_MOST_HEAD_BYTES = 65_536
_MOST_UNREAD_BYTES = 262_144
_INFORMATIONAL = 200
_NEXT_ADDRESS_S = 0.25

_HUNG_UP = (httpx.RemoteProtocolError, httpx.ReadError)

_Origin = tuple[str, str, int]


class VendorClient:
    """Requests to one vendor: no redirects, no cookies, none of what a browser does besides.
    Seconds: to connect, and between two pieces of an answer."""

    def __init__(
        self, headers: Mapping[str, str] | None = None, *, connect_s: float, read_s: float
    ) -> None:
        self._headers = dict(headers or {})
        limits = httpx.Timeout(read_s, connect=connect_s)
        self._within = {"timeout": limits.as_dict()}
        self._proxied = (
            httpx.AsyncClient(timeout=limits, follow_redirects=False)
            if urllib.request.getproxies()
            else None
        )
        self._direct = KeptConnections()

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncGenerator[httpx.Response, None]:
        """An answer, whose body is still to come. Raises httpx.HTTPError, httpx.InvalidURL."""
        request = httpx.Request(
            method, url, json=json, data=data, files=files,
            headers={"accept": "*/*", **self._headers, **(headers or {})}, extensions=self._within,
        )  # fmt: skip
        if self._proxied is not None:
            answer = await self._proxied.send(request, stream=True)
        else:
            answer = await self._direct.handle_async_request(request)
        try:
            yield answer
        finally:
            await answer.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._direct.aclose()
        if self._proxied is not None:
            await self._proxied.aclose()


def over(answer: httpx.Response) -> None:
    """The answer has said its last word: what may still come is read and dropped, so that its
    connection serves again. Without this, leaving an answer early ends its connection."""
    body = answer.extensions.get("kept")
    if isinstance(body, _Body):
        body.over = True


class KeptConnections(httpx.AsyncBaseTransport):
    """Connections by server. One request at a time on each, as HTTP/1.1 wants it."""

    def __init__(self) -> None:
        self._silent: dict[_Origin, list[_Talk]] = {}
        self._closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer's head; its body streams. Raises httpx's errors."""
        url, limits = request.url, request.extensions.get("timeout", {})
        if url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol(
                f"{url.scheme or 'an address without scheme'} is no HTTP."
            )
        secure = url.scheme == "https"
        origin = (url.scheme, url.host, url.port or (443 if secure else 80))
        message = _head(request) + await request.aread()
        talk = self._taken(origin)
        if talk is None or not await self._asked(talk, request, message, kept=True):
            talk = await _connected(origin, secure, limits.get("connect"))
            await self._asked(talk, request, message)
        stream = _Body(self, origin, talk, limits.get("read"))
        return httpx.Response(
            talk.status, headers=talk.headers, stream=stream,
            extensions={"http_version": b"HTTP/1.1", "kept": stream},
        )  # fmt: skip

    @staticmethod
    async def _asked(
        talk: _Talk, request: httpx.Request, message: bytes, *, kept: bool = False
    ) -> bool:
        """Send the request and wait for the answer's head. False: the server had just closed this
        kept connection, so it has not answered a word and is to be asked on a new one."""
        seconds = request.extensions.get("timeout", {}).get("read")
        try:
            talk.ask(message, head_only=request.method == "HEAD")
            await talk.head(seconds)
        except BaseException as error:
            hung_up = kept and not talk.told and isinstance(error, _HUNG_UP)
            talk.cut()
            if hung_up:
                return False
            raise
        return True

    async def aclose(self) -> None:
        """Close the silent connections; those in use end with their answers."""
        self._closed = True
        for talk in [talk for silent in self._silent.values() for talk in silent]:
            talk.cut()
        self._silent.clear()

    def give_back(self, origin: _Origin, talk: _Talk) -> None:
        """The connection is free."""
        silent = self._silent.setdefault(origin, [])
        if self._closed or len(silent) >= MOST_KEPT:
            talk.cut()
            return
        silent.append(talk)
        talk.rest(KEPT_S, lambda: silent.remove(talk))

    def _taken(self, origin: _Origin) -> _Talk | None:
        silent = self._silent.get(origin, [])
        while silent:
            talk = silent.pop()
            talk.wake()
            if talk.open:
                return talk
        return None


class _Body(httpx.AsyncByteStream):
    """The pieces of one answer."""

    def __init__(
        self, pool: KeptConnections, origin: _Origin, talk: _Talk, read_s: float | None
    ) -> None:
        self._pool, self._origin, self._read_s = pool, origin, read_s
        self._talk: _Talk | None = talk
        self.over = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        talk = self._talk
        while talk is not None and (piece := await talk.piece(self._read_s)) is not None:
            yield piece

    async def aclose(self) -> None:
        """The connection goes back when the answer came to its end; else it is cut, which tells the
        server that nobody listens."""
        talk, self._talk = self._talk, None
        if talk is None:
            return
        if talk.complete:
            self._returned(talk)
        elif self.over:
            talk.ending(_ENDS_WITHIN_S, lambda: self._returned(talk))
        else:
            talk.cut()

    def _returned(self, talk: _Talk) -> None:
        if talk.lasting:
            self._pool.give_back(self._origin, talk)
        else:
            talk.cut()


class _Talk(asyncio.Protocol):
    """One connection. `status` and `headers` are the last answer's, of which a byte was `told`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._gone: Callable[[], None] | None = None
        self._fault: httpx.HTTPError | None = None
        self.open = False
        self._begin(head_only=False)

    def _begin(self, *, head_only: bool) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._head_only = head_only
        self._pieces: deque[bytes] = deque()
        self._unread = self._head_bytes = 0
        self._paused = self._measured = self._headed = False
        self.told = False
        self._ended_well: Callable[[], None] | None = None
        self.complete = self.lasting = False
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []

    # --- what the pool asks ----------------------------------------------------------------------

    def ask(self, message: bytes, *, head_only: bool) -> None:
        """Send a request."""
        self._begin(head_only=head_only)
        if self._transport is not None:
            self._transport.write(message)

    async def head(self, seconds: float | None) -> None:
        """Wait for the head of the answer."""
        while not self._headed:
            await self._more(seconds)

    async def piece(self, seconds: float | None) -> bytes | None:
        """The next bytes of the body; None at its end."""
        while not self._pieces:
            if self.complete:
                return None
            await self._more(seconds)
        piece = self._pieces.popleft()
        self._unread -= len(piece)
        if self._unread < _MOST_UNREAD_BYTES // 2:
            self._read_on()
        return piece

    def rest(self, seconds: float, gone: Callable[[], None]) -> None:
        """Be silent for so long at the most; `gone` is called when the connection ends before it
        is taken again."""
        self._gone = gone
        self._timer = self._loop.call_later(seconds, self.cut)

    def wake(self) -> None:
        """The silence is over."""
        self._gone = self._ended_well = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def ending(self, seconds: float, ended: Callable[[], None]) -> None:
        """Read on to the end of the answer, then call `ended`; cut after so many seconds."""
        self._ended_well = ended
        self._pieces.clear()
        self._unread = 0
        self._read_on()
        self._timer = self._loop.call_later(seconds, self.cut)

    def cut(self) -> None:
        """End the connection at once. Idempotent."""
        self.open = False
        gone = self._gone
        self.wake()
        if gone is not None:
            gone()
        if self._transport is not None:
            self._transport.abort()

    async def _more(self, seconds: float | None) -> None:
        if self._fault is not None:
            raise self._fault
        if not self.open:
            raise httpx.ReadError("The connection is gone.")
        waiter = self._waiter = self._loop.create_future()
        timer = None if seconds is None else self._loop.call_later(seconds, self._late, waiter)
        try:
            await waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()

    @staticmethod
    def _late(waiter: asyncio.Future[None]) -> None:
        if not waiter.done():
            waiter.set_exception(httpx.ReadTimeout("No answer in time."))

    def _read_on(self) -> None:
        if self._paused and self.open and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()

    def _tell(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # --- what the loop tells ---------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is its equal, no heir
        self.open = True

    def data_received(self, data: bytes) -> None:
        """Bytes for the reader of the answer; a silent connection has nothing to say."""
        if self._gone is not None or self.complete:
            self.open = False
            self._ended(None)
            if self._transport is not None:
                self._transport.abort()
            return
        self.told = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._ended(httpx.RemoteProtocolError("The server does not speak HTTP."))
            self.cut()
        self._tell()

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """An answer without a length ends with its connection; every other one is broken off."""
        self.open = False
        if self._headed and not self.complete and not self._measured and error is None:
            self.complete = True
            self._ended(None)
        else:
            broken = "The server broke off." if self._headed else "The server hung up."
            self._ended(None if self.complete else httpx.RemoteProtocolError(broken))

    def _ended(self, fault: httpx.HTTPError | None) -> None:
        self._fault = self._fault or fault
        gone, self._gone = self._gone, None
        self._tell()
        if gone is not None:
            gone()

    # --- what the reader tells (httptools) -------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head_bytes += len(name) + len(value)
        if self._head_bytes > _MOST_HEAD_BYTES:
            raise httptools.HttpParserError("The head has no end.")
        self.headers.append((name, value))
        self._measured |= name.lower() in (b"content-length", b"transfer-encoding")

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < _INFORMATIONAL:
            self.headers, self._measured = [], False
            return
        self.status, self._headed = status, True

    def on_body(self, body: bytes) -> None:
        self._pieces.append(body)
        self._unread += len(body)
        if self._unread > _MOST_UNREAD_BYTES and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        if self._headed:
            self.complete = True
            self.lasting = self._parser.should_keep_alive()
            if (ended := self._ended_well) is not None:
                self.wake()
                ended()


async def _connected(origin: _Origin, secure: bool, seconds: float | None) -> _Talk:
    _, host, port = origin
    host = host.strip("[]")
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            dialled = await _dialled(host, port)
            _, talk = await loop.create_connection(
                _Talk, sock=dialled, ssl=trusted() if secure else None,
                server_hostname=host if secure else None,
            )  # fmt: skip
    except TimeoutError as error:
        raise httpx.ConnectTimeout("No connection in time.") from error
    except OSError as error:
        raise httpx.ConnectError(str(error)) from error
    return talk


async def _dialled(host: str, port: int) -> socket.socket:
    """A connected socket. The server's addresses are tried in the resolver's order, the next one
    when the one before has not answered in 0.25 s (RFC 8305). Raises OSError."""
    loop = asyncio.get_running_loop()
    addresses = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    trying: set[asyncio.Task[socket.socket]] = set()
    error: BaseException = OSError(f"{host} has no address.")
    try:
        while addresses or trying:
            if addresses:
                family, kind, proto, _, place = addresses.pop(0)
                trying.add(loop.create_task(_dial(family, kind, proto, place)))
            done, trying = await asyncio.wait(
                trying, timeout=_NEXT_ADDRESS_S if addresses else None,
                return_when=asyncio.FIRST_COMPLETED,
            )  # fmt: skip
            for task in done:
                if (failed := task.exception()) is None:
                    return task.result()
                error = failed
        raise error
    finally:
        for task in trying:
            task.add_done_callback(_unwanted)
            task.cancel()


async def _dial(family: int, kind: int, proto: int, place: tuple[Any, ...]) -> socket.socket:
    found = socket.socket(family, kind, proto)
    try:
        found.setblocking(False)
        await asyncio.get_running_loop().sock_connect(found, place)
    except BaseException:
        found.close()
        raise
    return found


def _unwanted(task: asyncio.Task[socket.socket]) -> None:
    """A second connection that came too late."""
    if not task.cancelled() and task.exception() is None:
        task.result().close()


@cache
def trusted() -> ssl.SSLContext:
    """One for the process: the certificates of authorities take 20 ms to read."""
    context = httpx.create_ssl_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _head(request: httpx.Request) -> bytes:
    lines = b"".join(b"%s: %s\r\n" % pair for pair in request.headers.raw)
    return b"%s %s HTTP/1.1\r\n%s\r\n" % (request.method.encode(), request.url.raw_path, lines)
