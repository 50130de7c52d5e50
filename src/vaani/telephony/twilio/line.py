"""How does a Twilio media socket become the line of a call?

Order and state of the stream: `connected`, `start`, then media, digits and marks until `stop` or
the socket's end. Messages themselves are `wire.py`'s matter, the account's are `carrier.py`'s. To
hang up is to close the socket: Twilio then asks the answer document's `action` what comes next, and
is told to hang up, or to dial the number that `transfer` left there (`following.py`).
"""

from __future__ import annotations

import logging
from typing import Literal

from vaani.call.ports.line import MULAW_8K, Coding, LineEar
from vaani.telephony.following import Following
from vaani.telephony.socket import MediaSocket, Opened, StreamStart
from vaani.telephony.twilio.wire import (
    Digit,
    Encoder,
    Malformed,
    Played,
    Started,
    Stopped,
    read,
)

log = logging.getLogger(__name__)

_MOST_BEFORE_START = 50
_UNSUPPORTED = 1003
_POLICY = 1008
_CODINGS = ("audio/x-mulaw", "audio/mulaw", "audio/pcmu")


class TwilioLine:
    """One stream: a `Line` for the session, a `MediaPeer` for the socket."""

    __slots__ = (
        "_call_sid", "_ear", "_encoder", "_following", "_opened", "_over", "_seen", "_socket",
        "coding", "ignored", "malformed",
    )  # fmt: skip

    def __init__(
        self, socket: MediaSocket, opened: Opened, following: Following | None = None
    ) -> None:
        self.coding: Coding = MULAW_8K
        self.ignored = 0
        """Messages that were well-formed and of no use."""
        self.malformed = 0
        self._socket = socket
        self._opened = opened
        self._following = following
        self._ear: LineEar | None = None
        self._encoder: Encoder | None = None
        self._call_sid = ""
        self._seen = 0
        self._over = False

    # --- MediaPeer: what the socket tells ---------------------------------------------------------

    def text(self, message: bytes) -> None:
        """One message of Twilio's."""
        got = read(message)
        ear = self._ear
        if ear is None or self._over:
            self._without_ear(got)
        elif isinstance(got, bytes):
            ear.media(got)
        elif isinstance(got, Played):
            ear.played(got.mark)
        elif isinstance(got, Digit):
            ear.digit(got.digit)
        elif isinstance(got, Malformed):
            self._complain(got.why)
        elif isinstance(got, Stopped):
            self._end("hangup")
        elif isinstance(got, Started):
            self._complain("a second start")
        else:
            self.ignored += 1

    def binary(self, message: bytes) -> None:
        """Twilio sends none: dropped and counted."""
        self._complain("a binary message")
        self._count_early()

    def closed(self) -> None:
        """The socket is gone; without a `stop` before it the caller was lost."""
        self._end("lost")

    # --- Line: what the session wants -------------------------------------------------------------

    def send(self, payload: bytes) -> None:
        if self._encoder is not None and not self._over:
            self._socket.send_text(self._encoder.media(payload))

    def mark(self, name: str) -> None:
        if self._encoder is not None and not self._over:
            self._socket.send_text(self._encoder.mark(name))

    def clear(self) -> None:
        if self._encoder is not None and not self._over:
            self._socket.send_text(self._encoder.clear)

    def hang_up(self) -> None:
        """Close the stream; Twilio's next question is answered with Hangup."""
        self._over = True
        self._socket.close()

    def transfer(self, number: str) -> None:
        """Leave the number for Twilio's next question, then close the stream."""
        if self._over:
            return
        if self._following is None:
            log.error("twilio.transfer_impossible: the line was made without its carrier")
        else:
            self._following.transfer_after(self._call_sid, number)
        self.hang_up()

    # --- inside -----------------------------------------------------------------------------------

    def _without_ear(self, got: object) -> None:
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
        self._seen += self._ear is None
        if self._seen > _MOST_BEFORE_START and not self._over:
            self._over = True
            self._socket.close(_POLICY)

    def _begin(self, start: Started) -> None:
        if start.encoding.lower() not in _CODINGS or (start.rate_hz, start.channels) != (8000, 1):
            log.error("twilio.coding_unknown: %s at %d Hz", start.encoding[:40], start.rate_hz)
            self._over = True
            self._socket.close(_UNSUPPORTED)
            return
        self._encoder = Encoder.of(start.stream_sid)
        self._call_sid = start.call_sid
        said = StreamStart(start.stream_sid, start.call_sid, self.coding, start.parameters)
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
