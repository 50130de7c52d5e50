"""What does a caller hear when the process has no room for him?

One spoken sentence, sound that was prepared at start, and then the end: no session, no models.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from vaani.audio.g711 import encode_mulaw
from vaani.audio.resample import resample
from vaani.call import phrases
from vaani.call.ports.line import Line
from vaani.call.ports.speaker import Speaker, Voice

_LINE_HZ = 8000
_FRAME_BYTES = 160
_GRACE_FRAMES = 100
_MARK = "busy"


async def busy_sound(speaker: Speaker) -> bytes:
    """The busy line, mu-law at 8 kHz in whole frames of 20 ms."""
    text = phrases.BUSY.speak("en")
    pcm = b"".join([piece async for piece in speaker.speak(text, Voice("en"))])
    samples = resample(np.frombuffer(pcm, dtype="<i2"), speaker.rate_hz, _LINE_HZ)
    return encode_mulaw(samples[: len(samples) // _FRAME_BYTES * _FRAME_BYTES])


class BusyCall:
    """The ear of a refused call (`LineEar`): plays the busy line and hangs up, when it was heard or
    when the caller has been on the line for two seconds more than it takes."""

    __slots__ = ("_line", "_patience_bytes")

    def __init__(self, line: Line, sound: bytes) -> None:
        self._line = line
        self._patience_bytes = len(sound) + _GRACE_FRAMES * line.coding.frame_bytes
        line.send(sound)
        line.mark(_MARK)

    def media(self, payload: bytes) -> None:
        """Nobody listens; it is a clock."""
        self._patience_bytes -= len(payload)
        if self._patience_bytes < 0:
            self._line.hang_up()

    def digit(self, digit: str) -> None:
        """Nobody listens."""

    def played(self, mark: str) -> None:
        """The sentence was heard."""
        if mark == _MARK:
            self._line.hang_up()

    def malformed(self, why: str) -> None:
        """Nobody listens."""

    def gone(self, reason: Literal["hangup", "lost"]) -> None:
        """Nothing to free."""
