"""How does a carrier's media socket become the line of a call, whatever it writes?

Order and state of a stream: its start, then media, digits and marks until its end. What messages
look like is the matter of a `Codec` (each carrier's `wire.py`), what its account is asked that of
`carrier.py`. To hang up is to close the socket: the carrier then goes on in its answer document,
and is told to hang up, or to dial the number that `transfer` left there (`following.py`).
"""

from __future__ import annotations

import logging
from collections import deque
from typing import Literal, Protocol, runtime_checkable

from vaani.call.ports.line import Coding, LineEar
from vaani.telephony.following import Following
from vaani.telephony.messages import (
    Cleared,
    Digit,
    Heard,
    Malformed,
    Played,
    Started,
    Stopped,
)
from vaani.telephony.socket import MediaSocket, Opened, StreamStart

log = logging.getLogger(__name__)

_MOST_BEFORE_START = 50
_UNSUPPORTED = 1003
_POLICY = 1008
_A_CLEAR = None
"""Stands among the marks where a clear was sent."""


class Codec(Protocol):
    """One stream's messages, both ways. Pure: it keeps what a stream has said, and does no I/O."""

    carrier: str
    coding: Coding
    """What is heard and sent once `begin` was good."""
    binary_out: bool
    """Sound goes out as binary messages."""
    says_stop: bool
    """A message says that the caller has hung up; else the socket is closed in order."""
    returns_cleared: bool
    """Marks that a clear drops come back by themselves; else the line returns them."""

    def text(self, message: bytes) -> Heard:
        """One text message."""
        ...

    def binary(self, message: bytes) -> Heard:
        """One binary message."""
        ...

    def begin(self, start: Started) -> bool:
        """The stream has begun; False: its sound cannot be decoded."""
        ...

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


class StreamLine:
    """One stream: a `Line` for the session, a `MediaPeer` for the socket."""

    __slots__ = (
        "_call_id", "_codec", "_ear", "_following", "_marks", "_open", "_opened", "_over", "_seen",
        "_socket", "coding", "ignored", "malformed",
    )  # fmt: skip

    def __init__(
        self, codec: Codec, socket: MediaSocket, opened: Opened, following: Following | None = None
    ) -> None:
        self.coding: Coding = codec.coding
        self.ignored = 0
        """Messages that were well-formed and of no use."""
        self.malformed = 0
        self._codec = codec
        self._socket = socket
        self._opened = opened
        self._following = following
        self._ear: LineEar | None = None
        self._open = False
        """The stream has begun; from here the session may speak, even before its ear is known."""
        self._call_id = ""
        self._marks: deque[str | None] = deque()
        self._seen = 0
        self._over = False

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

    def belongs_to(self, carrier_call_id: str) -> None:
        """The carrier's id of this line's call, where its stream does not say it."""
        self._call_id = carrier_call_id

    def press(self, digits: str) -> bool:
        """Press keys at the far end; False: this wire has no message for it, or is over."""
        if not isinstance(self._codec, KeyCodec) or not self._open or self._over:
            return False
        for message in self._codec.keys(digits):
            self._socket.send_text(message)
        return True

    def hang_up(self) -> None:
        """Close the stream; the carrier's next question is answered with the end."""
        self._over = True
        self._socket.close()

    def transfer(self, number: str) -> None:
        """Leave the number for the carrier's next question, then close the stream."""
        if self._over:
            return
        if self._following is None:
            log.error("%s.transfer_impossible: nothing follows its streams", self._codec.carrier)
        else:
            self._following.transfer_after(self._call_id, number)
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
            self._over = True
            self._socket.close()
        elif self._over:
            self.ignored += 1
        elif isinstance(got, Started):
            self._begin(got)
        elif isinstance(got, Malformed | bytes):
            self._complain("media before the start" if isinstance(got, bytes) else got.why)
            self._count_early()
        else:
            self.ignored += 1
            self._count_early()

    def _count_early(self) -> None:
        self._seen += 1
        if self._seen > _MOST_BEFORE_START:
            self._over = True
            self._socket.close(_POLICY)

    def _begin(self, start: Started) -> None:
        carrier = self._codec.carrier
        if not self._codec.begin(start):
            log.error("%s.coding_unknown: %s at %d Hz", carrier, start.encoding[:40], start.rate_hz)
            self._over = True
            self._socket.close(_UNSUPPORTED)
            return
        self.coding = self._codec.coding
        self._call_id = start.carrier_call_id
        self._open = True
        said = StreamStart(start.stream_id, start.carrier_call_id, self.coding, start.parameters)
        self._ear = self._opened(said, self)
        if self._ear is None:
            self._over = True
            self._socket.close(_POLICY)

    def _complain(self, why: str) -> None:
        self.malformed += 1
        if self._ear is not None and not self._over:
            self._ear.malformed(why)

    def _end(self, reason: Literal["hangup", "lost"]) -> None:
        if self._over:
            return
        self._over = True
        if self._ear is not None:
            self._ear.gone(reason)
        self._socket.close()
