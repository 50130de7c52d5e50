"""How does a leg of SIP become the line of a call?

The stack codes and sends by its own clock and has neither marks nor whole messages: the line keeps
what the stack has no room for (two seconds at most), counts what has left it, and says what was
played by that. A gap in the caller's sound is filled with silence, so that the call's time goes on;
while he holds he is not listened to, and what is said to him is dropped.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Literal, Protocol, runtime_checkable

from vaani.call.ports.line import Coding, LineEar
from vaani.telephony.sip.wire import CODING, KEYS
from vaani.telephony.socket import MediaSocket, Opened, StreamStart

_SILENCE = bytes(CODING.frame_bytes)
_GAP_BEATS = 10
"""So long (20 ms each) the caller's sound may be away before silence stands in for it."""
MOST_WAITING = CODING.rate_hz * 2 * 2
"""Two seconds: what the stack does not take is not sent later than that."""
_POLICY = 1008


@runtime_checkable
class Leg(MediaSocket, Protocol):
    """A call at the stack, as its line may use it. Nothing blocks, nothing raises."""

    carrier_call_id: str
    parameters: dict[str, str]
    """What an outgoing call was given to be known by."""
    line: SipLine | None

    @property
    def held(self) -> bool:
        """Does the far end hold the call?"""
        ...

    @property
    def unsent(self) -> int:
        """Bytes that were taken and have not left yet."""
        ...

    def read(self) -> bytes:
        """What the caller has said since it was asked last: 16 bit at 8 kHz."""
        ...

    def write(self, sound: bytes) -> int:
        """Bytes of this that are taken; 0: nothing can be sent now."""
        ...

    def flush(self) -> None:
        """Drop what was taken and has not left yet."""
        ...

    def press(self, keys: str) -> None:
        """Send keys, one after the other (RFC 4733)."""
        ...

    def refer(self, number: str) -> None:
        """Ask the far end to call this number (E.164) instead of us; the call is over for us."""
        ...


class SipLine:
    """One call: a `Line` for the session, a `MediaPeer` whose messages are the leg's news."""

    def __init__(self, leg: Leg, opened: Opened) -> None:
        self.coding: Coding = CODING
        self.dropped = 0
        """Bytes that nobody will hear: too many waited, or the caller held."""
        self._leg = leg
        self._opened = opened
        self._loop = asyncio.get_running_loop()
        self._ear: LineEar | None = None
        self._over = False
        self._waiting = bytearray()
        self._taken = 0
        """Bytes that the stack has taken, those that were flushed left out."""
        self._marks: deque[tuple[int, str]] = deque()
        """At how many taken bytes each mark was reached."""
        self._missed = 0
        leg.line = self

    # --- what the leg tells -----------------------------------------------------------------------

    def begin(self) -> None:
        """The call is up, both ends know it."""
        if self._ear is not None or self._over:
            return
        leg = self._leg
        start = StreamStart(leg.carrier_call_id, leg.carrier_call_id, CODING, leg.parameters)
        self._ear = self._opened(start, self)
        if self._ear is None:
            self._over = True
            leg.close(_POLICY)

    def beat(self) -> None:
        """20 ms have passed: hear, send what waits, tell what was played."""
        ear = self._ear
        if ear is None or self._over:
            return
        sound = self._leg.read()
        held = self._leg.held
        if sound and not held:
            self._missed = 0
            ear.media(sound)
        else:
            self._missed += 1
            if held or self._missed > _GAP_BEATS:
                ear.media(_SILENCE)
        if held:
            self._drop()
        else:
            self._pour()
        self._tell()

    def digit(self, key: str) -> None:
        """The caller has pressed a key."""
        if self._ear is None or self._over:
            return
        if key in KEYS:
            self._ear.digit(key)
        else:
            self._ear.malformed("no such key")

    def gone(self, reason: Literal["hangup", "lost"]) -> None:
        """The far end is gone."""
        if self._over:
            return
        self._stop()
        if self._ear is not None:
            self._ear.gone(reason)

    # --- MediaPeer: there are no messages on this wire --------------------------------------------

    def text(self, message: bytes) -> None:
        """There is no text."""

    def binary(self, message: bytes) -> None:
        """There are no messages."""

    def closed(self) -> None:
        """The leg is gone."""
        self.gone("hangup" if self._leg.far_closed else "lost")

    # --- Line -------------------------------------------------------------------------------------

    def send(self, payload: bytes) -> None:
        if self._over:
            return
        self._waiting += payload
        if not self._leg.held:
            self._pour()
        if len(self._waiting) > MOST_WAITING:
            self.dropped += len(self._waiting) - MOST_WAITING
            del self._waiting[MOST_WAITING:]

    def mark(self, name: str) -> None:
        if not self._over:
            self._marks.append((self._taken + len(self._waiting), name))

    def clear(self) -> None:
        if self._over:
            return
        self._drop()
        self._leg.flush()
        names = [name for _, name in self._marks]
        self._marks.clear()
        for name in names:
            self._loop.call_soon(self._played, name)

    def hang_up(self) -> None:
        """End the call."""
        if self._over:
            return
        self._stop()
        self._leg.close()

    def transfer(self, number: str) -> None:
        """Ask the far end to call the number; it ends this call when somebody has answered."""
        if self._over:
            return
        self._stop()
        self._leg.refer(number)

    def press(self, keys: str) -> None:
        """Send keys to the far end, 0-9, *, #, A-D. Raises ValueError for anything else."""
        if not KEYS.issuperset(keys):
            raise ValueError("keys are 0-9, *, # and A-D")
        if not self._over:
            self._leg.press(keys)

    # --- inside -----------------------------------------------------------------------------------

    def _pour(self) -> None:
        if self._waiting:
            taken = self._leg.write(bytes(self._waiting))
            del self._waiting[:taken]
            self._taken += taken

    def _drop(self) -> None:
        self.dropped += len(self._waiting)
        self._taken += len(self._waiting)
        self._waiting.clear()

    def _tell(self) -> None:
        if not self._marks:
            return
        gone = self._taken - self._leg.unsent
        while self._marks and self._marks[0][0] <= gone:
            self._played(self._marks.popleft()[1])

    def _played(self, name: str) -> None:
        if self._ear is not None and not self._over:
            self._ear.played(name)

    def _stop(self) -> None:
        self._over = True
        self._waiting.clear()
        self._marks.clear()
