"""How does a carrier's media socket become the line of a call, whatever it writes?

Order and state of a stream: its start, then media, digits and marks until its end. What messages
look like is the matter of a `Codec` (each carrier's `wire.py`), what its account is asked that of
`carrier.py`. To hang up is to close the socket: the carrier then goes on in its answer document,
and is told to hang up, or to dial the number that `transfer` left there (`following.py`).
"""

from __future__ import annotations

from collections import deque
from typing import Protocol, runtime_checkable

from vaani.call.ports.line import LineEar
from vaani.telephony.following import Following
from vaani.telephony.media_stream import MediaStream, StreamCodec
from vaani.telephony.messages import (
    Cleared,
    Digit,
    Heard,
    Malformed,
    Played,
    Started,
    Stopped,
)
from vaani.telephony.socket import MediaSocket, Opened

_A_CLEAR = None
"""Stands among the marks where a clear was sent."""


class Codec(StreamCodec, Protocol):
    """One stream's messages, both ways, of a carrier that queues what it is sent."""

    binary_out: bool
    """Sound goes out as binary messages."""
    says_stop: bool
    """A message says that the caller has hung up; else the socket is closed in order."""
    returns_cleared: bool
    """Marks that a clear drops come back by themselves; else the line returns them."""

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Messages of sound (whole frames of 20 ms) to be played after what is queued; none: it
        waits for more."""
        ...

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Text messages by which `name` comes back when everything before it was played."""
        ...

    def clear(self) -> tuple[bytes, ...]:
        """Text messages that empty the carrier's queue."""
        ...


@runtime_checkable
class KeyCodec(Protocol):
    """A codec whose carrier takes keys over the stream."""

    def keys(self, digits: str) -> tuple[bytes, ...]:
        """Text messages that press these."""
        ...


class StreamLine(MediaStream):
    """One stream: a `Line` for the session, a `MediaPeer` for the socket."""

    __slots__ = ("_codec", "_marks")

    def __init__(
        self, codec: Codec, socket: MediaSocket, opened: Opened, following: Following | None = None
    ) -> None:
        super().__init__(codec.coding, socket, opened, following)
        self._codec = codec
        self._marks: deque[str | None] = deque()

    # --- MediaPeer: what the socket tells ---------------------------------------------------------

    def text(self, message: bytes) -> None:
        """One text message of the carrier's; nearly all are sound."""
        got = self._codec.text(message)
        ear = self._ear
        if ear is not None and not self._over and isinstance(got, bytes):
            ear.media(got)
        else:
            self._heard(got)

    def binary(self, message: bytes) -> None:
        """One binary message of the carrier's."""
        self._heard(self._codec.binary(message))

    def closed(self) -> None:
        """The socket is gone; without a stop before it the caller was lost, where one is said."""
        in_order = not self._codec.says_stop and self._socket.far_closed
        self._end("hangup" if in_order else "lost")

    # --- Line: what the session wants -------------------------------------------------------------

    def send(self, payload: bytes) -> None:
        if not self._open or self._over:
            return
        if self._socket.is_full:
            self.dropped += 1
            return
        send = self._socket.send_binary if self._codec.binary_out else self._socket.send_text
        for message in self._codec.media(payload):
            send(message)

    def mark(self, name: str) -> None:
        if not self._open or self._over:
            return
        if not self._codec.returns_cleared:
            self._marks.append(name)
        for message in self._codec.mark(name):
            self._socket.send_text(message)

    def clear(self) -> None:
        if not self._open or self._over:
            return
        if not self._codec.returns_cleared:
            self._marks.append(_A_CLEAR)
        for message in self._codec.clear():
            self._socket.send_text(message)

    def press(self, digits: str) -> bool:
        """Press keys at the far end; False: this wire has no message for it, or is over."""
        if not isinstance(self._codec, KeyCodec) or not self._open or self._over:
            return False
        for message in self._codec.keys(digits):
            self._socket.send_text(message)
        return True

    def hang_up(self) -> None:
        """Close the stream; the carrier's next question is answered with the end."""
        self._stop()

    def transfer(self, number: str) -> None:
        """Leave the number for the carrier's next question, then close the stream."""
        if self._over:
            return
        self._leave(number, self._codec.carrier)
        self.hang_up()

    # --- inside -----------------------------------------------------------------------------------

    def _heard(self, got: Heard) -> None:
        ear = self._ear
        if ear is None or self._over:
            self._without_ear(got)
        elif isinstance(got, bytes):
            ear.media(got)
        elif isinstance(got, Played):
            self._played(ear, got.mark)
        elif isinstance(got, Digit):
            ear.digit(got.digit)
        elif isinstance(got, Malformed):
            self._complain(got.why)
        elif isinstance(got, Stopped):
            self._end("hangup")
        elif isinstance(got, Cleared):
            self._cleared(ear)
        elif isinstance(got, Started):
            self._complain("a second start")
        else:
            self.ignored += 1

    def _played(self, ear: LineEar, name: str) -> None:
        """A mark is back, and with it all that stood before it."""
        if self._codec.returns_cleared:
            ear.played(name)
        elif name in self._marks:
            while (first := self._marks.popleft()) != name:
                if first is not None:
                    ear.played(first)
            ear.played(name)

    def _cleared(self, ear: LineEar) -> None:
        """What stood before the clear was dropped."""
        if _A_CLEAR not in self._marks:
            return
        while (first := self._marks.popleft()) is not None:
            ear.played(first)

    def _without_ear(self, got: Heard) -> None:
        if isinstance(got, Stopped):
            self._stop()
        elif self._over:
            self.ignored += 1
        elif isinstance(got, Started):
            self._admit(self._codec, got, self)
        elif isinstance(got, Malformed | bytes):
            self._complain("media before the start" if isinstance(got, bytes) else got.why)
            self._count_early()
        else:
            self.ignored += 1
            self._count_early()
