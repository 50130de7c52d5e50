"""How does Asterisk reach a line over plain TCP? The AudioSocket port, off until it is set.

It is no HTTP, so it cannot stand behind the one door (decision 0011). A connection has some seconds
to name a call that was given out; before that nothing is kept of it. What a far end does not read,
or sends beyond its budget, ends its connection alone.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from vaani.telephony.asterisk.wire import Frames, call_in
from vaani.telephony.socket import UNREAD_S, MediaPeer, MediaSocket, bound_unsent

log = logging.getLogger(__name__)

MakePeer = Callable[[MediaSocket], MediaPeer]
_NAMED_S = 5.0
_MOST_UNNAMED = 64
_BURST_S = 4


class AudioSocketServer:
    """Receives connections; `route` gives the line of the call with an id, once, or None."""

    def __init__(
        self,
        route: Callable[[str], MakePeer | None],
        unsent_bytes: int = 262_144,
        bytes_per_second: int = 262_144,
        allows: Callable[[str], bool] = lambda _address: True,
    ) -> None:
        """`allows`: may a connection come from this address?"""
        self.allows = allows
        self.route = route
        self.unsent_bytes = unsent_bytes
        self.bytes_per_second = bytes_per_second
        self.unnamed = 0
        self.port = 0
        self._server: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> int:
        """Listen; the port (another one when 0 was asked for). Raises OSError."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), host, port)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self.port

    async def close(self) -> None:
        """Take no further connection."""
        if self._server is not None:
            self._server.close()


class _Connection(asyncio.Protocol):
    """One connection: a `MediaSocket` for its line, whole frames for the line's ear."""

    def __init__(self, server: AudioSocketServer) -> None:
        self._server = server
        self._frames = Frames()
        self._transport: asyncio.Transport | None = None
        self._peer: MediaPeer | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._bytes = 0.0
        self._since = time.monotonic()
        self.far_closed = False
        self.is_full = False
        self._unread: asyncio.TimerHandle | None = None

    # --- asyncio.Protocol -------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport) or self._server.unnamed >= _MOST_UNNAMED:
            transport.close()
            return
        if not self._server.allows(str((transport.get_extra_info("peername") or ("",))[0])):
            log.warning("audiosocket.refused: an address that is not on the list")
            transport.abort()
            return
        self._transport = transport
        transport.set_write_buffer_limits(high=self._server.unsent_bytes)
        self._server.unnamed += 1
        self._timer = asyncio.get_running_loop().call_later(_NAMED_S, self._cut, "names no call")

    def data_received(self, data: bytes) -> None:
        if self._transport is None or self._is_over_budget(len(data)):
            return
        for frame in self._frames.feed(data):
            if self._peer is None and not self._named(frame):
                return
            if self._peer is not None:
                self._peer.binary(frame)

    def eof_received(self) -> bool:
        self.far_closed = True
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave_unnamed()
        self._read_again()
        peer, self._peer, self._transport = self._peer, None, None
        if peer is not None:
            peer.closed()

    def pause_writing(self) -> None:
        self.is_full = True
        self._unread = asyncio.get_running_loop().call_later(UNREAD_S, self._cut, "does not read")

    def resume_writing(self) -> None:
        self._read_again()

    # --- MediaSocket ------------------------------------------------------------------------------

    def bound(self, unsent_bytes: int) -> None:
        if self._transport is not None:
            bound_unsent(self._transport, min(unsent_bytes, self._server.unsent_bytes))

    def send_text(self, message: bytes) -> None:
        """There is no text on this wire."""

    def send_binary(self, message: bytes) -> None:
        if self._transport is not None:
            self._transport.write(message)

    def close(self, code: int = 1000) -> None:
        if self._transport is not None:
            self._transport.close()

    # --- inside -----------------------------------------------------------------------------------

    def _named(self, frame: bytes) -> bool:
        """The first frame must name a call that waits."""
        call = call_in(frame)
        make = None if call is None else self._server.route(call)
        if make is None:
            self._cut("names a call that was not given out")
            return False
        self._leave_unnamed()
        self._peer = make(self)
        return True

    def _is_over_budget(self, size: int) -> bool:
        now = time.monotonic()
        rate = self._server.bytes_per_second
        self._bytes = max(0.0, self._bytes - (now - self._since) * rate) + size
        self._since = now
        if self._bytes > rate * _BURST_S:
            self._cut("sent too much")
            return True
        return False

    def _read_again(self) -> None:
        self.is_full = False
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _leave_unnamed(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._server.unnamed -= 1

    def _cut(self, why: str) -> None:
        if self._transport is not None:
            log.warning("audiosocket.cut_off", extra={"why": why})
            self._transport.abort()
