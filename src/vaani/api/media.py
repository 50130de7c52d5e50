"""How do media sockets become lines? The hot path: fifty messages a second each way and call.

A WebSocket of a carrier (or of the browser page) is accepted on the leanest socket library that
measured best and is handed, in bytes, to the carrier's line. This file knows no carrier: a `Router`
says which line speaks on a path. Each socket has a budget (`MediaLimits`) for what it sends and for
what we could not send to it; past it the socket is closed and the others notice nothing.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest
from picows.common import WSUpgradeResponse, WSUpgradeResponseWithListener
from picows.picows import WSAutoPingStrategy, WSProtocol  # type: ignore[attr-defined]

from vaani.telephony.socket import UNREAD_S, MediaPeer, MediaSocket, bound_unsent

log = logging.getLogger(__name__)

HANDSHAKE_S = 5.0
_SUBPROTOCOL = re.compile(r"[0-9A-Za-z._-]{1,64}")
_BURST_S = 4
"""So many seconds of its rate may come at once: a network that stood still catches up."""
_LAST_WORDS_S = 2.0
"""How long the far end may take to read what was sent before the close."""


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """The budget of one socket. A call's sound is some 50 messages and 32 KiB a second."""

    message_bytes: int = 256 * 1024
    messages_per_second: int = 250
    bytes_per_second: int = 256 * 1024
    unsent_bytes: int = 256 * 1024
    unread_s: float = UNREAD_S
    """How long a far end may not read what waits for it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A plain HTTP answer instead of a socket: a refusal, or a small page of figures."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class Router(Protocol):
    """Which line speaks on which path?"""

    def route(
        self, path: str, headers: Mapping[str, str]
    ) -> Callable[[MediaSocket], MediaPeer] | Answer:
        """Make the line for an upgrade request, or say why not. Never blocks."""
        ...


class PicowsSocket:
    """A `MediaSocket` over an open connection."""

    __slots__ = ("_most_bytes", "_open", "_transport", "far_closed", "is_full", "too_much")

    def __init__(
        self, transport: WSTransport, unsent_bytes: int, too_much: Callable[[], None]
    ) -> None:
        """`too_much` is told when more than `unsent_bytes` wait."""
        self._transport = transport
        self._most_bytes = unsent_bytes
        self._open = True
        self.too_much = too_much
        self.far_closed = False
        self.is_full = False

    def bound(self, unsent_bytes: int) -> None:
        bound_unsent(self._transport.underlying_transport, min(unsent_bytes, self._most_bytes))

    def send_text(self, message: bytes) -> None:
        self._send(WSMsgType.TEXT, message)

    def send_binary(self, message: bytes) -> None:
        self._send(WSMsgType.BINARY, message)

    def _send(self, kind: WSMsgType, message: bytes) -> None:
        if not self._open:
            return
        self._transport.send(kind, message)
        if self.is_full:
            waits = self._transport.underlying_transport.get_write_buffer_size()
            if waits > self._most_bytes:
                self.too_much()

    def close(self, code: int = 1000) -> None:
        if self._open:
            self._open = False
            part(self._transport, WSCloseCode(code))

    def lost(self) -> None:
        """The connection is gone: nothing more is sent."""
        self._open = False


def part(transport: WSTransport, code: WSCloseCode) -> None:
    """Say why and close; a far end that does not read it is cut off."""
    transport.send_close(code)
    transport.disconnect()
    asyncio.get_running_loop().call_later(_LAST_WORDS_S, transport.disconnect, False)


class MediaListener(WSListener):
    """Feeds one connection's messages to its line, as long as it keeps to its budget."""

    def __init__(
        self, make_peer: Callable[[MediaSocket], MediaPeer], limits: MediaLimits | None = None
    ) -> None:
        super().__init__()
        self._make_peer = make_peer
        self._limits = limits or MediaLimits()
        self._socket: PicowsSocket | None = None
        self._peer: MediaPeer | None = None
        self._transport: WSTransport | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._partial = bytearray()
        self._partial_type: WSMsgType | None = None
        self._most_messages = self._limits.messages_per_second * _BURST_S
        self._most_bytes = max(
            self._limits.bytes_per_second * _BURST_S, self._limits.message_bytes * 2
        )
        self._messages = 0
        self._bytes = 0
        self._since = time.monotonic()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self._socket = PicowsSocket(transport, self._limits.unsent_bytes, self._cut_soon)
        self._socket.bound(self._limits.unsent_bytes)
        self._peer = self._make_peer(self._socket)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        peer = self._peer
        if peer is None:
            return
        self._messages += 1
        self._bytes += frame.payload_size
        if (
            self._messages > self._most_messages or self._bytes > self._most_bytes
        ) and self._spent():
            self._cut("sent too much", WSCloseCode.POLICY_VIOLATION)
        elif kind == WSMsgType.TEXT and frame.fin:
            peer.text(frame.get_payload_as_bytes())
        elif kind == WSMsgType.BINARY and frame.fin:
            peer.binary(frame.get_payload_as_bytes())
        elif kind == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
        elif kind == WSMsgType.CLOSE:
            if self._socket is not None:
                self._socket.far_closed = True
                self._socket.close()
        elif kind != WSMsgType.PONG:
            self._fragment(peer, frame)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._leave()

    def pause_writing(self) -> None:
        """More waits to be sent than the line wants: the far end does not read."""
        if self._socket is not None:
            self._socket.is_full = True
        loop = asyncio.get_running_loop()
        self._unread = loop.call_later(self._limits.unread_s, self._cut_unread)

    def resume_writing(self) -> None:
        """It reads again."""
        if self._socket is not None:
            self._socket.is_full = False
        self._forget_unread()

    def _cut_soon(self) -> None:
        asyncio.get_running_loop().call_soon(self._cut_unread)

    def _cut_unread(self) -> None:
        self._cut("does not read", WSCloseCode.POLICY_VIOLATION)

    def _forget_unread(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _spent(self) -> bool:
        """Is the budget used up, also with what time has given back?"""
        now = time.monotonic()
        passed, self._since = now - self._since, now
        limits = self._limits
        self._messages = max(0, self._messages - int(passed * limits.messages_per_second))
        self._bytes = max(0, self._bytes - int(passed * limits.bytes_per_second))
        return self._messages > self._most_messages or self._bytes > self._most_bytes

    def _fragment(self, peer: MediaPeer, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.CONTINUATION:
            self._partial, self._partial_type = bytearray(), frame.msg_type
        elif self._partial_type is None:
            self._cut("continues nothing", WSCloseCode.PROTOCOL_ERROR)
            return
        self._partial += frame.get_payload_as_bytes()
        if len(self._partial) > self._limits.message_bytes:
            self._cut("a message too large", WSCloseCode.MESSAGE_TOO_BIG)
        elif frame.fin:
            whole, kind = bytes(self._partial), self._partial_type
            self._partial, self._partial_type = bytearray(), None
            (peer.text if kind == WSMsgType.TEXT else peer.binary)(whole)

    def _cut(self, why: str, code: WSCloseCode) -> None:
        """Past its budget: the line hears that the socket is gone, the far end why."""
        if self._peer is None or self._transport is None:
            return
        log.warning("media.cut_off", extra={"why": why})
        part(self._transport, code)
        self._leave()

    def _leave(self) -> None:
        peer, self._peer = self._peer, None
        self._partial = bytearray()
        self._forget_unread()
        if self._socket is not None:
            self._socket.lost()
        if peer is not None:
            peer.closed()


def media_protocols(
    router: Router, limits: MediaLimits | None = None
) -> Callable[[], asyncio.BaseProtocol]:
    """A factory of protocols for accepted connections that ask for a media socket."""
    limits = limits or MediaLimits()

    def listener(request: WSUpgradeRequest) -> WSListener | WSUpgradeResponseWithListener:
        path = request.path.decode("latin-1")
        routed = router.route(path, request.headers)
        if not isinstance(routed, Answer):
            offered = request.headers.get("Sec-WebSocket-Protocol", "").partition(",")[0].strip()
            if not _SUBPROTOCOL.fullmatch(offered):
                return MediaListener(routed, limits)
            # who offers one goes away unless it is taken (RFC 6455, 4.1)
            taken = WSUpgradeResponse.create_101_response({"Sec-WebSocket-Protocol": offered})
            return WSUpgradeResponseWithListener(taken, MediaListener(routed, limits))
        extra = {"Content-Type": routed.content_type, **routed.headers}
        make = (
            WSUpgradeResponse.create_ok_response(routed.body, extra)
            if routed.status == 200
            else WSUpgradeResponse.create_error_response(routed.status, routed.body, extra)
        )
        return WSUpgradeResponseWithListener(make, None)

    def protocol() -> Any:
        return WSProtocol(
            None,
            None,
            False,
            listener,
            log,
            True,
            HANDSHAKE_S,
            False,
            20.0,
            20.0,
            WSAutoPingStrategy.PING_WHEN_IDLE,
            False,  # pings are answered by the listener, which counts them
            limits.message_bytes,
            None,
            4096,
        )

    return protocol
