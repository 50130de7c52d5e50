"""How does a wire without a queue become the line of a call? Asterisk's and FreeSWITCH's are such.

What is sent there is played at once: no queue, no marks, no clear. So the queue is here. Every
20 ms one frame goes out, or silence where the far end ends a call that is quiet (`fills`); a mark
is back when the frame before it was played, a clear drops what waits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from vaani.telephony.following import Following
from vaani.telephony.media_stream import MediaStream, StreamCodec
from vaani.telephony.messages import Digit, Heard, Malformed, Started, Stopped
from vaani.telephony.socket import MediaSocket, Opened

_FRAME_S = 0.02
_LATE_S = 0.2
"""A clock that stood still for longer does not send what it missed in one burst."""
_MOST_WAITING = 50 * 60
"""A minute of sound: what nobody sends."""


class PacedCodec(StreamCodec, Protocol):
    """One call's messages, both ways, of a wire that plays at once what it is sent."""

    fills: bool
    """Silence is sent where there is nothing to say."""

    def frame(self, payload: bytes) -> bytes:
        """The binary message of 20 ms."""
        ...

    def hang_up(self) -> bytes | None:
        """The binary message that ends the call; None: the close does."""
        ...


class PacedLine(MediaStream):
    """One call: a `Line` for the session, a `MediaPeer` for the connection."""

    def __init__(
        self,
        codec: PacedCodec,
        socket: MediaSocket,
        opened: Opened,
        following: Following | None = None,
        over: Callable[[str], None] | None = None,
    ) -> None:
        """`over` is told the carrier's id of a call that we end, where the close does not end it;
        `following` keeps the number that the caller is to be passed on to."""
        super().__init__(codec.coding, socket, opened, following)
        self._codec = codec
        self._tell_over = over
        self._waiting: deque[bytes | str] = deque()
        """Frames and marks, in order."""
        self._silence = b""
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    # --- MediaPeer --------------------------------------------------------------------------------

    def text(self, message: bytes) -> None:
        """One text message."""
        self._heard(self._codec.text(message))

    def binary(self, message: bytes) -> None:
        """One whole frame."""
        self._heard(self._codec.binary(message))

    def _heard(self, got: Heard) -> None:
        ear = self._ear
        if self._over:
            self.ignored += 1
        elif isinstance(got, Started):
            self._begin(got)
        elif isinstance(got, Malformed) and ear is not None:
            self._complain(got.why)
        elif isinstance(got, Stopped):
            self._end("hangup")
        elif ear is None:
            self.malformed += 1
            self._count_early()
        elif isinstance(got, bytes):
            ear.media(got)
        elif isinstance(got, Digit):
            ear.digit(got.digit)
        else:
            self.ignored += 1

    def closed(self) -> None:
        """The connection is gone; closed in order, the caller has hung up."""
        self._end("hangup" if self._socket.far_closed else "lost")

    # --- Line -------------------------------------------------------------------------------------

    def send(self, payload: bytes) -> None:
        if not self._open or self._over:
            return
        size = self.coding.frame_bytes
        for at in range(0, len(payload), size):
            if len(self._waiting) < _MOST_WAITING:
                self._waiting.append(
                    self._codec.frame(payload[at : at + size].ljust(size, b"\x00"))
                )

    def mark(self, name: str) -> None:
        if not self._open or self._over:
            return
        if self._waiting:
            self._waiting.append(name)
        else:
            self._tell_soon(name)

    def clear(self) -> None:
        if not self._open or self._over:
            return
        names = [one for one in self._waiting if isinstance(one, str)]
        self._waiting.clear()
        for name in names:
            self._tell_soon(name)

    def hang_up(self) -> None:
        """End the call."""
        if self._over:
            return
        message = self._codec.hang_up()
        if message is not None:
            self._socket.send_binary(message)
        self._stop()
        if self._tell_over is not None and self._call_id:
            self._tell_over(self._call_id)

    def transfer(self, number: str) -> None:
        """Leave the number for the question what comes next, then end our part of the call."""
        if self._over:
            return
        self._leave(number, self._codec.carrier)
        self.hang_up()

    # --- inside -----------------------------------------------------------------------------------

    def _begin(self, start: Started) -> None:
        if self._ear is not None:
            self._complain("a second start")
            return
        if not self._admit(self._codec, start, self):
            return
        silent = bytes(self.coding.frame_bytes)
        self._silence = self._codec.frame(silent) if self._codec.fills else b""
        self._due = asyncio.get_running_loop().time()
        self._beat()

    def _beat(self) -> None:
        """One frame, now; the next one 20 ms after this one was due."""
        if self._over:
            return
        while self._waiting and isinstance(self._waiting[0], str):
            self._tell_played(str(self._waiting.popleft()))
            if self._over:
                return
        frame = self._waiting.popleft() if self._waiting else self._silence
        if isinstance(frame, bytes) and frame:
            if self._socket.is_full:
                self.dropped += 1
            else:
                self._socket.send_binary(frame)
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._due = now if now - self._due > _LATE_S else self._due
        self._due += _FRAME_S
        self._timer = loop.call_at(self._due, self._beat)

    def _tell_soon(self, name: str) -> None:
        asyncio.get_running_loop().call_soon(self._tell_played, name)

    def _tell_played(self, name: str) -> None:
        if self._ear is not None and not self._over:
            self._ear.played(name)

    def _stop(self) -> None:
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
        super()._stop()
