"""At which moment of the call was each piece of the caller's sound spoken, whenever it arrived?

A line delivers 20 ms every 20 ms, except when the network, or this machine, stumbles: then pieces
come late and all at once, or are lost. Pieces that come late belong where they would have been;
after a loss the stream goes on later. Which of the two it was shows only afterwards: a stumble is
made good within `PATIENCE_MS`, a loss never is.
"""

from __future__ import annotations

TOLERANCE_MS = 60.0
"""Lateness that is nothing but the unsteadiness of every network."""
PATIENCE_MS = 500.0
"""A lateness that lasts so long was a loss: the stream is moved on by it."""
OUTAGE_MS = 1000.0
"""A lateness that is a loss at first sight."""


class Arrival:
    """The places of one stream's pieces on the call's time. Pieces are taken in order."""

    __slots__ = ("_late_since", "_least_late", "end_ms")

    def __init__(self) -> None:
        self.end_ms = 0.0
        """Where the sound taken so far ends, ms since the answer."""
        self._late_since: float | None = None
        self._least_late = 0.0

    def take(self, at_ms: float, length_ms: float) -> float:
        """A piece that arrives at `at_ms`; returns the milliseconds of silence to put before it."""
        late = at_ms - self.end_ms - length_ms
        silence = self._lost(at_ms, late)
        self.end_ms += silence + length_ms
        return silence

    def _lost(self, at_ms: float, late: float) -> float:
        if late <= TOLERANCE_MS:
            self._late_since = None
            return 0.0
        if late >= OUTAGE_MS or self.end_ms == 0.0:
            self._late_since = None
            return late
        if self._late_since is None:
            self._late_since, self._least_late = at_ms, late
        self._least_late = min(self._least_late, late)
        if at_ms - self._late_since < PATIENCE_MS:
            return 0.0
        self._late_since = None
        return self._least_late
