"""How does an AudioSocket become the line of a call?

Asterisk plays what it gets at once: no queue, no marks, no clear. So the queue is here. Every 20 ms
one frame goes out, silence when there is none (two quiet seconds would end the call at Asterisk);
a mark is back when the frame before it was played, a clear drops what waits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Literal

from vaani.call.ports.line import Coding, LineEar
from vaani.telephony.asterisk.wire import CODING, HANG_UP, read, sound
from vaani.telephony.messages import Digit, Malformed, Started, Stopped
from vaani.telephony.socket import MediaSocket, Opened, StreamStart

_FRAME_S = 0.02
_LATE_S = 0.2
"""A clock that stood still for longer does not send what it missed in one burst."""
_SILENCE = sound(bytes(CODING.frame_bytes))
_MOST_WAITING = 50 * 60
"""A minute of sound: what nobody sends."""
_POLICY = 1008


class AudioSocketLine:
    """One call: a `Line` for the session, a `MediaPeer` for the connection."""

    def __init__(self, socket: MediaSocket, opened: Opened) -> None:
        self.coding: Coding = CODING
        self.ignored = 0
        self.malformed = 0
        self._socket = socket
        self._opened = opened
        self._loop = asyncio.get_running_loop()
        self._ear: LineEar | None = None
        self._open = False
        self._waiting: deque[bytes | str] = deque()
        """Frames and marks, in order."""
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._over = False

    # --- MediaPeer --------------------------------------------------------------------------------

    def text(self, message: bytes) -> None:
        """There is none on this wire."""
        self._complain("text")

    def binary(self, message: bytes) -> None:
        """One whole frame."""
        got = read(message)
        ear = self._ear
        if self._over:
            self.ignored += 1
        elif isinstance(got, Started):
            self._begin(got)
        elif isinstance(got, Malformed):
            self._complain(got.why)
        elif isinstance(got, Stopped):
            self._end("hangup")
        elif ear is None:
            self._complain("a frame before the call's id")
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
                self._waiting.append(sound(payload[at : at + size].ljust(size, b"\x00")))

    def mark(self, name: str) -> None:
        if not self._open or self._over:
            return
        if self._waiting:
            self._waiting.append(name)
        else:
            self._loop.call_soon(self._tell_played, name)

    def clear(self) -> None:
        if not self._open or self._over:
            return
        names = [one for one in self._waiting if isinstance(one, str)]
        self._waiting.clear()
        for name in names:
            self._loop.call_soon(self._tell_played, name)

    def hang_up(self) -> None:
        """End the call at Asterisk."""
        if self._over:
            return
        self._socket.send_binary(HANG_UP)
        self._stop()

    def transfer(self, number: str) -> None:
        """The dialplan goes on behind the application, and knows no number: the call ends."""
        self.hang_up()

    # --- inside -----------------------------------------------------------------------------------

    def _begin(self, start: Started) -> None:
        if self._ear is not None:
            self._complain("a second id")
            return
        self._open = True
        said = StreamStart(start.stream_id, start.carrier_call_id, self.coding, {})
        self._ear = self._opened(said, self)
        if self._ear is None:
            self._over = True
            self._socket.close(_POLICY)
            return
        self._due = self._loop.time()
        self._beat()

    def _beat(self) -> None:
        """One frame, now; the next one 20 ms after this one was due."""
        if self._over:
            return
        while self._waiting and isinstance(self._waiting[0], str):
            self._tell_played(str(self._waiting.popleft()))
            if self._over:
                return
        frame = self._waiting.popleft() if self._waiting else _SILENCE
        if isinstance(frame, bytes):
            self._socket.send_binary(frame)
        now = self._loop.time()
        self._due = now if now - self._due > _LATE_S else self._due
        self._due += _FRAME_S
        self._timer = self._loop.call_at(self._due, self._beat)

    def _tell_played(self, name: str) -> None:
        if self._ear is not None and not self._over:
            self._ear.played(name)

    def _complain(self, why: str) -> None:
        self.malformed += 1
        if self._ear is not None and not self._over:
            self._ear.malformed(why)

    def _end(self, reason: Literal["hangup", "lost"]) -> None:
        if self._over:
            return
        ear = self._ear
        self._stop()
        if ear is not None:
            ear.gone(reason)

    def _stop(self) -> None:
        self._over = True
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
        self._socket.close()
