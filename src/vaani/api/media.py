"""How do media sockets become lines? The hot path: fifty messages a second each way and call.

A WebSocket of a carrier (or of the browser page) is accepted on the leanest socket library that
measured best and is handed, in bytes, to the carrier's line. This file knows no carrier: a `Router`
says which line speaks on a path. Limits: 256 KiB a message, a handshake within 5 s.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest
from picows.common import WSUpgradeResponse, WSUpgradeResponseWithListener
from picows.picows import WSAutoPingStrategy, WSProtocol  # type: ignore[attr-defined]

from vaani.telephony.socket import MediaPeer, MediaSocket

log = logging.getLogger(__name__)

MAX_MESSAGE_BYTES = 256 * 1024
HANDSHAKE_S = 5.0


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

    __slots__ = ("_open", "_transport")

    def __init__(self, transport: WSTransport) -> None:
        self._transport = transport
        self._open = True

    def send_text(self, message: bytes) -> None:
        if self._open:
            self._transport.send(WSMsgType.TEXT, message)

    def send_binary(self, message: bytes) -> None:
        if self._open:
            self._transport.send(WSMsgType.BINARY, message)

    def close(self, code: int = 1000) -> None:
        if self._open:
            self._open = False
            self._transport.send_close(WSCloseCode(code))
            self._transport.disconnect()

    def lost(self) -> None:
        """The connection is gone: nothing more is sent."""
        self._open = False


class MediaListener(WSListener):
    """Feeds one connection's messages to its line."""

    def __init__(self, make_peer: Callable[[MediaSocket], MediaPeer]) -> None:
        super().__init__()
        self._make_peer = make_peer
        self._socket: PicowsSocket | None = None
        self._peer: MediaPeer | None = None
        self._partial = b""
        self._partial_type: WSMsgType | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._socket = PicowsSocket(transport)
        self._peer = self._make_peer(self._socket)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        peer = self._peer
        if peer is None:
            return
        if kind == WSMsgType.TEXT and frame.fin:
            peer.text(frame.get_payload_as_bytes())
        elif kind == WSMsgType.BINARY and frame.fin:
            peer.binary(frame.get_payload_as_bytes())
        elif kind == WSMsgType.CLOSE:
            if self._socket is not None:
                self._socket.close()
        elif kind in (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION):
            self._fragment(transport, peer, frame)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self._socket is not None:
            self._socket.lost()
        if self._peer is not None:
            self._peer.closed()
            self._peer = None

    def _fragment(self, transport: WSTransport, peer: MediaPeer, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.CONTINUATION:
            self._partial, self._partial_type = b"", frame.msg_type
        self._partial += frame.get_payload_as_bytes()
        if len(self._partial) > MAX_MESSAGE_BYTES:
            transport.send_close(WSCloseCode.MESSAGE_TOO_BIG)
            transport.disconnect()
        elif frame.fin:
            whole, self._partial = self._partial, b""
            (peer.text if self._partial_type == WSMsgType.TEXT else peer.binary)(whole)


def media_protocols(router: Router) -> Callable[[], asyncio.BaseProtocol]:
    """A factory of protocols for accepted connections that ask for a media socket."""

    def listener(request: WSUpgradeRequest) -> WSListener | WSUpgradeResponseWithListener:
        path = request.path.decode("latin-1")
        routed = router.route(path, request.headers)
        if not isinstance(routed, Answer):
            return MediaListener(routed)
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
            True,
            MAX_MESSAGE_BYTES,
            None,
            4096,
        )

    return protocol
