"""How does a call become a two-channel recording, aligned with its transcript?

Left is the caller, right what he heard of us; both in the line's coding on the call's own time, so
that the milliseconds of the transcript are the milliseconds of the file. Kept in memory until the
call ends, and only when the business says so.
"""

from __future__ import annotations

from vaani.call.ports.line import Coding


class Recording:
    """Two growing channels of one call."""

    __slots__ = ("_bytes_per_ms", "_caller", "_coding", "_ours", "_sample", "kept")

    def __init__(self, coding: Coding) -> None:
        self._coding = coding
        self._sample = 2 if coding.encoding == "l16" else 1
        self._bytes_per_ms = coding.rate_hz * self._sample // 1000
        self._caller = bytearray()
        self._ours = bytearray()
        self.kept = True
        """False once the caller refused storage: then there is nothing, and nothing is added."""

    def forget(self) -> None:
        """The caller refuses storage: what there is goes, what comes is not kept."""
        self.kept = False
        self._caller.clear()
        self._ours.clear()

    def caller(self, end_ms: float, payload: bytes) -> None:
        """The caller's next audio, which ended at `end_ms`; gaps are silence."""
        if not self.kept:
            return
        self._fill(self._caller, self._offset(end_ms) - len(payload))
        self._caller += payload

    def ours(self, at_ms: float, payload: bytes) -> None:
        """Our audio that the caller begins to hear at `at_ms`, or right after what is there."""
        if not self.kept:
            return
        self._fill(self._ours, self._offset(at_ms))
        self._ours += payload

    def unheard(self, milliseconds: int) -> None:
        """The last so many milliseconds of ours were taken back before he heard them."""
        drop = milliseconds * self._bytes_per_ms
        if drop:
            del self._ours[-drop:]

    def channels(self) -> tuple[Coding, bytes, bytes]:
        """The coding and both channels, filled up to the same length."""
        length = max(len(self._caller), len(self._ours))
        self._fill(self._caller, length)
        self._fill(self._ours, length)
        return self._coding, bytes(self._caller), bytes(self._ours)

    def _offset(self, at_ms: float) -> int:
        return max(0, int(at_ms * self._bytes_per_ms)) // self._sample * self._sample

    def _fill(self, channel: bytearray, size: int) -> None:
        if (missing := size - len(channel)) > 0:
            channel += self._coding.silence * (missing // self._sample)
