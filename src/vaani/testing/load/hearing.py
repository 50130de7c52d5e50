"""What would the callee hear of frames that arrive like this? Playout buffers and gaps, pure.

Seconds throughout. A buffer of `b` starts playing `b` after the first frame of a reply; a frame
that arrives 20 ms or more after its moment is a gap, and playing starts anew from it.
"""

from __future__ import annotations

GAP_S = 0.02


class Buffered:
    """One playout buffer of a given depth."""

    __slots__ = ("_depth", "_due", "gaps")

    def __init__(self, depth_s: float) -> None:
        self._depth = depth_s
        self._due: float | None = None
        self.gaps = 0

    def frame(self, now: float, seconds: float) -> None:
        """`seconds` of sound arrived."""
        if self._due is None:
            self._due = now + self._depth
        elif now > self._due + GAP_S:
            self.gaps += 1
            self._due = now + self._depth
        self._due += seconds

    def reset(self) -> None:
        """The reply is over or was cleared: what comes next is another."""
        self._due = None


class Ear:
    """All buffers of one caller, and the carrier's queue with its marks."""

    __slots__ = ("buffers", "free_at", "marks")

    def __init__(self) -> None:
        self.buffers = {depth: Buffered(depth / 1000) for depth in (0, 40, 100)}
        self.free_at = 0.0
        self.marks: list[tuple[float, str]] = []

    def media(self, now: float, seconds: float) -> None:
        """Sound arrived and is queued."""
        self.free_at = max(now, self.free_at) + seconds
        for buffer in self.buffers.values():
            buffer.frame(now, seconds)

    def mark(self, now: float, name: str) -> None:
        """To be returned when everything before it was played."""
        self.marks.append((max(now, self.free_at), name))

    def due_marks(self, now: float) -> list[str]:
        """Marks whose moment has come; a returned mark ends a reply."""
        due = [name for at, name in self.marks if at <= now]
        if due:
            self.marks = [mark for mark in self.marks if mark[0] > now]
            self._over()
        return due

    def clear(self, now: float) -> list[str]:
        """Drop the queue; pending marks come back at once."""
        back = [name for _, name in self.marks]
        self.marks = []
        self.free_at = now
        self._over()
        return back

    def playing(self, now: float) -> bool:
        """Is there sound in the queue?"""
        return now < self.free_at

    def _over(self) -> None:
        for buffer in self.buffers.values():
            buffer.reset()
