"""In which order did the caller's frames happen, whatever the network did to them?

Frames of fixed length with their media time go in as they arrive; a gapless stream comes out.
Early ones wait, doubles and late ones are dropped, holes become silence once `depth` frames wait
behind them. A jump beyond `horizon_ms` (a carrier that restarted its clock) begins a new count, so
neither memory nor silence can grow without bound. With all frames in order nothing is delayed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class JitterCounts:
    """What became of the frames."""

    taken: int = 0
    reordered: int = 0
    duplicate: int = 0
    late: int = 0
    filled: int = 0
    restarts: int = 0


class JitterBuffer:
    """One caller's frames of `frame_ms`; `silence` is one frame of it in the line's coding."""

    __slots__ = ("_depth", "_frame_ms", "_horizon", "_next", "_silence", "_waiting", "counts")

    def __init__(
        self, silence: bytes, *, frame_ms: int = 20, depth: int = 3, horizon_ms: int = 1000
    ) -> None:
        if depth < 1 or frame_ms < 1 or horizon_ms < frame_ms * depth:
            raise ValueError("A jitter buffer needs frames, a depth and a horizon beyond both.")
        self._silence = silence
        self._frame_ms = frame_ms
        self._depth = depth
        self._horizon = horizon_ms // frame_ms
        self._next: int | None = None
        self._waiting: dict[int, bytes] = {}
        self.counts = JitterCounts()

    def push(self, at_ms: int, payload: bytes) -> list[bytes]:
        """Take the frame that begins at `at_ms`; what can be heard now, in order."""
        number = round(at_ms / self._frame_ms)
        if self._next is None:
            self._next = number
        ahead = number - self._next
        if abs(ahead) > self._horizon:
            return self._restart(number, payload)
        if ahead < 0:
            self.counts.late += 1
            return []
        if number in self._waiting:
            self.counts.duplicate += 1
            return []
        self.counts.taken += 1
        self.counts.reordered += ahead < max(self._waiting, default=self._next) - self._next
        self._waiting[number] = payload
        return self._release(keep=self._depth)

    def flush(self) -> list[bytes]:
        """Everything that still waits, holes filled: the stream is over or stalled."""
        return self._release(keep=0)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def _release(self, keep: int) -> list[bytes]:
        out: list[bytes] = []
        while self._waiting:
            expected = self._next if self._next is not None else min(self._waiting)
            payload = self._waiting.pop(expected, None)
            if payload is None:
                if len(self._waiting) <= keep:
                    break
                payload = self._silence
                self.counts.filled += 1
            out.append(payload)
            self._next = expected + 1
        return out

    def _restart(self, number: int, payload: bytes) -> list[bytes]:
        out = self.flush()
        self.counts.restarts += 1
        self.counts.taken += 1
        self._next = number + 1
        out.append(payload)
        return out
