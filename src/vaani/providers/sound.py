"""Which sound of the call is still at hand? The last seconds, found by media time.

Kept for what a recogniser is given late: the start of an utterance before the detector noticed it,
and all of the utterance when a lost connection is replaced.
"""

from __future__ import annotations

PRE_ROLL_MS = 300
"""Speech begins so long before the detector says so."""
IDLE_KEEP_MS = 3_000
LONGEST_MS = 60_000
"""Of an utterance that goes on for longer, only the end is kept."""


class Sound:
    """PCM16 of one caller at one rate. Times are media milliseconds."""

    __slots__ = ("_end_ms", "_pcm", "_per_ms")

    def __init__(self, rate_hz: int) -> None:
        self._per_ms = rate_hz * 2 / 1000
        self._pcm = bytearray()
        self._end_ms = 0

    @property
    def end_ms(self) -> int:
        """Media time of the end of what is there."""
        return self._end_ms

    def push(self, pcm: bytes, at: int, keep_ms: int = LONGEST_MS) -> None:
        """Add sound that ends at `at`; what is older than `keep_ms` may be dropped. A gap in time
        is filled with silence (a second at most), half a sample is dropped."""
        pcm = pcm[: len(pcm) // 2 * 2]
        gap_ms = min(1000, at - self._end_ms - int(len(pcm) / self._per_ms))
        if self._pcm and gap_ms > 20:
            self._pcm += bytes(int(gap_ms * self._per_ms) // 2 * 2)
        self._pcm += pcm
        self._end_ms = max(self._end_ms, at)
        most = int(keep_ms * self._per_ms)
        if len(self._pcm) > most + int(1000 * self._per_ms):
            del self._pcm[: (len(self._pcm) - most) // 2 * 2]

    def between(self, start_ms: float, end_ms: float) -> bytes:
        """The sound from `start_ms` to `end_ms`, as far as it is there."""
        first = self._place(start_ms)
        return bytes(self._pcm[first : max(first, self._place(end_ms))])

    def clear(self) -> None:
        """Forget everything."""
        self._pcm.clear()

    def _place(self, at_ms: float) -> int:
        back = int((self._end_ms - at_ms) * self._per_ms) // 2 * 2
        return min(len(self._pcm), max(0, len(self._pcm) - back))
