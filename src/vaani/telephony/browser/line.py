"""How does the call page's socket become the line of a call? (Messages: `wire.py`.)

The page is its own carrier: it plays what is queued, answers marks, obeys clears, and shows events.
`stream_id` and `carrier_call_id` are the call id that the page was given with its token.
"""

from __future__ import annotations

from typing import Literal

import orjson

from vaani.call.ports.line import Coding, LineEar
from vaani.telephony.browser import wire
from vaani.telephony.socket import MediaSocket, Opened, StreamStart

CODING = Coding("l16", wire.RATE_HZ)
_MOST_AUDIO_BYTES = 64 * 1024
_MOST_BEFORE_HELLO = 100
_MOST_UNSEEN_EVENTS = 200
"""So many events without a word from the page: it is slow, and further ones are dropped."""
_POLICY = 1008
_BOUND_BYTES = CODING.rate_hz * 2 * 2
"""Two seconds of sound."""


class BrowserLine:
    """One page: a `Line` and a `Viewer` for the session, a `MediaPeer` for the socket."""

    __slots__ = (
        "_ear", "_early", "_open", "_opened", "_over", "_socket", "_unseen", "coding",
        "dropped_events", "ignored", "malformed",
    )  # fmt: skip

    def __init__(self, socket: MediaSocket, opened: Opened) -> None:
        self.coding: Coding = CODING
        self.ignored = 0
        self.malformed = 0
        self.dropped_events = 0
        self._socket = socket
        self._opened = opened
        self._ear: LineEar | None = None
        self._early = 0
        self._unseen = 0
        self._open = False
        """Hello was said; from here the session may speak, even before its ear is known."""
        self._over = False

    # --- MediaPeer --------------------------------------------------------------------------------

    def binary(self, message: bytes) -> None:
        """The caller's sound."""
        self._unseen = 0
        ear = self._ear
        if self._over or not message:
            self.ignored += 1
        elif len(message) % 2 or len(message) > _MOST_AUDIO_BYTES:
            self._complain("sound that is no whole number of samples or too long")
        elif ear is None:
            self._complain("sound before hello")
        else:
            ear.media(message)

    def text(self, message: bytes) -> None:
        """A control message."""
        self._unseen = 0
        got = wire.read(message)
        ear = self._ear
        if self._over:
            self.ignored += 1
        elif isinstance(got, wire.Malformed):
            self._complain(got.why)
        elif isinstance(got, wire.Bye):
            self._end("hangup")
        elif isinstance(got, wire.Hello):
            self._begin(got)
        elif ear is None:
            self._complain("a message before hello")
        elif isinstance(got, wire.Played):
            ear.played(got.mark)
        elif isinstance(got, wire.Digit):
            ear.digit(got.digit)
        else:
            self.ignored += 1

    def closed(self) -> None:
        """The socket is gone; without `bye` before it the caller was lost."""
        self._end("lost")

    # --- Line -------------------------------------------------------------------------------------

    def send(self, payload: bytes) -> None:
        if self._open and not self._over and not self._socket.is_full:
            self._socket.send_binary(payload)

    def mark(self, name: str) -> None:
        self._say(wire.mark(name))

    def clear(self) -> None:
        self._say(wire.CLEAR)

    def hang_up(self) -> None:
        self._say(wire.BYE)
        self._over = True
        self._socket.close()

    def transfer(self, number: str) -> None:
        """A page cannot be passed on to a telephone (its plan says so): the call ends."""
        self.hang_up()

    # --- Viewer -----------------------------------------------------------------------------------

    def show(self, kind: str, data: dict[str, object]) -> None:
        if not self._open or self._over:
            return
        if self._unseen >= _MOST_UNSEEN_EVENTS:
            self.dropped_events += 1
            return
        try:
            message = wire.event(kind, data)
        except orjson.JSONEncodeError:
            self.dropped_events += 1
            return
        self._unseen += 1
        self._socket.send_text(message)

    # --- inside -----------------------------------------------------------------------------------

    def _say(self, message: bytes) -> None:
        if self._open and not self._over:
            self._socket.send_text(message)

    def _begin(self, hello: wire.Hello) -> None:
        if self._open:
            self._complain("a second hello")
            return
        # ready goes first: what the session sends while it opens must come after it
        self._socket.send_text(wire.READY)
        self._open = True
        self._socket.bound(_BOUND_BYTES)
        start = StreamStart(hello.call_id, hello.call_id, self.coding, {"language": hello.language})
        self._ear = self._opened(start, self)
        if self._ear is None:
            self._over = True
            self._socket.close(_POLICY)

    def _complain(self, why: str) -> None:
        self.malformed += 1
        if self._ear is not None:
            self._ear.malformed(why)
            return
        self._early += 1
        if self._early > _MOST_BEFORE_HELLO and not self._over:
            self._over = True
            self._socket.close(_POLICY)

    def _end(self, reason: Literal["hangup", "lost"]) -> None:
        if self._over:
            return
        self._over = True
        if self._ear is not None:
            self._ear.gone(reason)
        self._socket.close()
