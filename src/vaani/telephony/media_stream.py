"""How does a carrier's stream begin, pass its caller on, and end, whoever queues its sound?

Once a stream has said whose it is, the house gives it an ear or turns it away; what comes before
that is counted, and too much of it closes the socket. It ends once, whichever side says so first.
"""

from __future__ import annotations

import logging
from typing import Literal, Protocol

from vaani.call.ports.line import Coding, Line, LineEar
from vaani.telephony.following import Following
from vaani.telephony.messages import Heard, Started
from vaani.telephony.socket import MediaSocket, Opened, StreamStart

log = logging.getLogger(__name__)

_MOST_BEFORE_START = 50
_UNSUPPORTED = 1003
_POLICY = 1008
_BOUND_FRAMES = 100
"""Two seconds: sound that waits for longer is heard by nobody who still wants it."""
_AROUND_BYTES = 64
"""What a message says beside its sound, more or less."""


class StreamCodec(Protocol):
    """What every carrier's messages are read by. Pure: it keeps what a stream has said, and does no
    I/O."""

    carrier: str
    coding: Coding
    """What is heard and sent once `begin` was good."""

    def text(self, message: bytes) -> Heard:
        """One text message."""
        ...

    def binary(self, message: bytes) -> Heard:
        """One binary message."""
        ...

    def begin(self, start: Started) -> bool:
        """The stream has begun, its call is named; False: its sound cannot be decoded."""
        ...


class MediaStream:
    """What the lines on a carrier's socket have in common. A line has this one class above it, says
    what its messages mean, and implements `Line`."""

    __slots__ = (
        "_call_id", "_ear", "_early", "_following", "_open", "_opened", "_over", "_socket",
        "coding", "dropped", "ignored", "malformed",
    )  # fmt: skip

    def __init__(
        self, coding: Coding, socket: MediaSocket, opened: Opened, following: Following | None
    ) -> None:
        self.coding: Coding = coding
        self.ignored = 0
        """Messages that were well-formed and of no use."""
        self.malformed = 0
        self.dropped = 0
        """Payloads that were left out, as the far end did not read."""
        self._socket = socket
        self._opened = opened
        self._following = following
        self._call_id = ""
        self._ear: LineEar | None = None
        self._early = 0
        self._open = False
        """The stream has begun; from here the session may speak, even before its ear is known."""
        self._over = False

    def belongs_to(self, carrier_call_id: str) -> None:
        """The carrier's id of this line's call, where its stream does not say it."""
        self._call_id = carrier_call_id

    def _admit(self, codec: StreamCodec, start: Started, line: Line) -> bool:
        """The stream has begun; False: its sound cannot be read, or nobody takes its call."""
        if not codec.begin(start):
            said = (codec.carrier, start.encoding[:40], start.rate_hz)
            log.error("%s.coding_unknown: %s at %d Hz", *said)
            self._turn_away(_UNSUPPORTED)
            return False
        self.coding = codec.coding
        self._call_id = start.carrier_call_id
        self._open = True
        # base64 makes four bytes of three; on wires without it the bound is a little wider
        self._socket.bound((self.coding.frame_bytes * 4 // 3 + _AROUND_BYTES) * _BOUND_FRAMES)
        told = StreamStart(start.stream_id, start.carrier_call_id, self.coding, start.parameters)
        self._ear = self._opened(told, line)
        if self._ear is None:
            self._turn_away(_POLICY)
        return self._ear is not None

    def _count_early(self) -> None:
        """A message came that is no start, before the start."""
        self._early += 1
        if self._early > _MOST_BEFORE_START:
            self._turn_away(_POLICY)

    def _turn_away(self, code: int) -> None:
        self._over = True
        self._socket.close(code)

    def _leave(self, number: str, carrier: str) -> None:
        """Leave a number (E.164) for the carrier's question what comes next."""
        if self._following is None:
            log.error("%s.transfer_impossible: nothing follows its streams", carrier)
        else:
            self._following.transfer_after(self._call_id, number)

    def _complain(self, why: str) -> None:
        self.malformed += 1
        if self._ear is not None and not self._over:
            self._ear.malformed(why)

    def _end(self, reason: Literal["hangup", "lost"]) -> None:
        """The far end is gone."""
        if self._over:
            return
        self._stop()
        if self._ear is not None:
            self._ear.gone(reason)

    def _stop(self) -> None:
        """Nothing goes either way any more."""
        self._over = True
        self._socket.close()
