"""What time is it? The port through which every clock is read.

Two kinds of time, two types. `MediaMs` counts milliseconds of the caller's audio since the call was
answered: hearing, turns and playout use it, so that a recorded call replayed at any speed decides
the same. `Instant` is monotonic seconds of the process: deadlines of providers use it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NewType, Protocol

MediaMs = NewType("MediaMs", int)
Instant = NewType("Instant", float)


class Clock(Protocol):
    """Reads the time. Business decisions take `now()`, deadlines take `instant()`."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...

    def instant(self) -> Instant:
        """Monotonic seconds; only differences mean something."""
        ...


def elapsed(at: datetime, by: timedelta) -> datetime:
    """The moment that lies `by` of real time after the aware `at`, on the clock of its zone.

    Python adds to the wall clock: on the night when clocks are put back, "twelve hours before
    eleven" would be an hour off.
    """
    return (at.astimezone(UTC) + by).astimezone(at.tzinfo)
