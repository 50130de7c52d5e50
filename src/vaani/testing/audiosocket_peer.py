"""How does Asterisk behave at the far end of an AudioSocket? For `carrier_peer.py`, over plain TCP.

It plays what comes at once and says nothing of it, so a sender that does not keep the pace is found
out: what is queued here is what came too early.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import uuid
from typing import Any

from picows import WSMsgType

from vaani.call.ports.line import Coding
from vaani.testing.carrier_peer import CarrierPeer, Clear, Mark, Out, PeerError


class AudioSocketDialect:
    """One call's frames."""

    carrier = "asterisk"
    coding = Coding("l16", 8000)
    piece_ms = 20
    returns_cleared = True

    def __init__(self, call: str) -> None:
        self._call = uuid.UUID(call)

    def opening(self) -> list[Out]:
        """The id, as bytes."""
        return [(True, frame(0x01, self._call.bytes))]

    def media(self, sound: bytes) -> Out:
        """Twenty milliseconds."""
        return True, frame(0x10, sound)

    def digit(self, digit: str) -> Out:
        """A key."""
        return True, frame(0x03, digit.encode())

    def played(self, name: str) -> Out:
        """Never said on this wire."""
        raise AssertionError(f"a mark {name} on a wire that has none")

    def cleared(self) -> Out | None:
        """Never said on this wire."""
        return None

    def stop(self) -> Out | None:
        """The connection just closes."""
        return None

    def read(self, message: bytes, is_binary: bool) -> bytes | Mark | Clear | str:
        """One frame of the server's: 20 ms of sound, or the end."""
        kind, payload = message[0], message[3:]
        if kind == 0x10 and len(payload) == self.coding.frame_bytes:
            return payload
        return b"" if kind == 0x00 and not payload else f"frame {kind:#x} of {len(payload)} bytes"


def frame(kind: int, payload: bytes) -> bytes:
    """As res_audiosocket writes it."""
    return bytes([kind]) + len(payload).to_bytes(2, "big") + payload


class _Tcp(asyncio.Protocol):
    """Stands where a peer has its socket."""

    def __init__(self, peer: AudioSocketPeer) -> None:
        self._peer = peer
        self._rest = b""
        self._transport: Any = None

    @property
    def underlying_transport(self) -> _Tcp:
        """What can be cut off."""
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while len(self._rest) >= 3:
            end = 3 + int.from_bytes(self._rest[1:3], "big")
            if len(self._rest) < end:
                return
            message, self._rest = self._rest[:end], self._rest[end:]
            self._peer.receive(message, is_binary=True)

    def connection_lost(self, exc: Exception | None) -> None:
        self._peer.lost()

    def send(self, _kind: WSMsgType, message: bytes) -> None:
        self._transport.write(message)

    def send_close(self) -> None:
        self._transport.write_eof()

    def disconnect(self, _graceful: bool = True) -> None:
        self._transport.close()

    def abort(self) -> None:
        """A reset, as of a machine that went away."""
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


class AudioSocketPeer(CarrierPeer):
    """A caller at the end of one AudioSocket."""

    async def connect(self, port: int, host: str = "127.0.0.1") -> None:
        """Connect, name the call, and send silence from then on. Raises PeerError."""
        loop = asyncio.get_running_loop()
        try:
            _, tcp = await loop.create_connection(lambda: _Tcp(self), host, port)
        except OSError as error:
            raise PeerError(f"The AudioSocket was refused: {error}.") from error
        self._begin_on(tcp)
