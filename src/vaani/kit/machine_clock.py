"""The machine's own clock: the one place that reads the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from vaani.kit.clock import Instant


class SystemClock:
    """The `Clock` of a running process."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def instant(self) -> Instant:
        return Instant(time.monotonic())
