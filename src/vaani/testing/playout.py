"""When is what was queued at a carrier heard, and when do its marks come back?

`Playout` is the queue at the carrier, on a clock that is given to it: what was queued is played in
real time, a mark comes back when everything before it was played, a clear drops the rest and
returns every pending mark at once.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from vaani.audio.frame import Samples
from vaani.audio.g711 import MULAW_TO_INT16
from vaani.call.ports.line import MULAW_8K, Coding

_LOUD = 300
"""Mean magnitude (of 32767) above which 20 ms count as sound."""


class Playout:
    """A carrier's queue of what the caller is to hear. Times are seconds on any one clock."""

    def __init__(self, coding: Coding = MULAW_8K) -> None:
        self._coding = coding
        self._bytes_per_s = coding.frame_bytes * 50
        self._pieces: list[tuple[float, bytes]] = []
        self._until = 0.0
        self._marks: deque[tuple[float, str]] = deque()
        self.cleared_s = 0.0
        """So much queued sound was dropped by clears."""

    @property
    def until(self) -> float:
        """When everything queued will have been played."""
        return self._until

    @property
    def pending(self) -> tuple[str, ...]:
        """Marks that have not come back."""
        return tuple(name for _, name in self._marks)

    def media(self, payload: bytes, now: float) -> None:
        """Queue sound of any length."""
        if payload:
            start = max(now, self._until)
            self._pieces.append((start, payload))
            self._until = start + len(payload) / self._bytes_per_s

    def mark(self, name: str, now: float) -> float:
        """Ask for `name` back; returns when that is (now, when nothing is queued)."""
        due = max(now, self._until)
        self._marks.append((due, name))
        return due

    def played(self, now: float) -> list[str]:
        """Marks that are due, in order."""
        names = []
        while self._marks and self._marks[0][0] <= now + 1e-9:
            names.append(self._marks.popleft()[1])
        return names

    def clear(self, now: float) -> list[str]:
        """Drop what has not been played; all pending marks come back."""
        while self._pieces and self._pieces[-1][0] >= now:
            self._pieces.pop()
        if self._pieces:
            start, payload = self._pieces[-1]
            self._pieces[-1] = (start, payload[: round((now - start) * self._bytes_per_s)])
        self.cleared_s += max(0.0, self._until - now)
        self._until = min(self._until, now)
        names = [name for _, name in self._marks]
        self._marks.clear()
        return names

    def heard(self, begin: float, end: float) -> bytes:
        """What was audible from `begin` to `end`, silence between."""
        rate, unit = self._coding.rate_hz, len(self._coding.silence)
        line = bytearray(self._coding.silence * max(0, round((end - begin) * rate)))
        for start, payload in self._pieces:
            at = round((start - begin) * rate) * unit
            piece = payload[max(0, -at) :]
            at = max(0, at)
            room = max(0, len(line) - at)
            line[at : at + min(room, len(piece))] = piece[:room]
        return bytes(line)

    def played_bytes(self, begin: float, end: float) -> bytes:
        """What was played from `begin` to `end`, in any coding, pauses left out."""
        pace, played = self._bytes_per_s, bytearray()
        for start, payload in self._pieces:
            first, last = (round((moment - start) * pace) for moment in (begin, end))
            played += payload[max(0, first) : max(0, last)]
        return bytes(played)

    def first_sound(self, since: float) -> float | None:
        """When the first audible 20 ms after `since` begin, among those queued so far."""
        frame = self._coding.frame_bytes
        for start, payload in self._pieces:
            if start + len(payload) / self._bytes_per_s <= since:
                continue
            for at in range(0, len(payload), frame):
                begins = start + at / self._bytes_per_s
                if begins >= since and is_loud(payload[at : at + frame], self._coding):
                    return begins
        return None

    def last_sound(self, now: float) -> float | None:
        """When the last audible 20 ms end, among those queued so far."""
        frame = self._coding.frame_bytes
        for start, payload in reversed(self._pieces):
            for at in range((len(payload) - 1) // frame * frame, -1, -frame):
                if is_loud(payload[at : at + frame], self._coding):
                    return start + min(at + frame, len(payload)) / self._bytes_per_s
        return None


def is_loud(payload: bytes, coding: Coding = MULAW_8K) -> bool:
    """Is there sound in it, not only line noise?"""
    samples = samples_of(payload, coding).astype(np.int32)
    return bool(samples.size) and float(np.abs(samples).mean()) > _LOUD


def samples_of(payload: bytes, coding: Coding) -> Samples:
    """int16 of sound in a line's coding; half a sample at the end is dropped."""
    if coding.encoding == "l16":
        return np.frombuffer(payload[: len(payload) // 2 * 2], dtype="<i2").astype(np.int16)
    return MULAW_TO_INT16[np.frombuffer(payload, dtype=np.uint8)]
