"""How is a thing named that nobody needs to remember? By a UUID of version 7 (RFC 9562).

Its first 48 bits are milliseconds, so ids sort by the time they were made; within one millisecond
of one process a counter keeps the order.
"""

from __future__ import annotations

import secrets
import threading
import time
from uuid import UUID


class _Sequence:
    """The last id's moment and counter; a lock keeps threads from sharing one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moment_ms = 0
        self._count = 0

    def next(self, moment_ms: int) -> tuple[int, int]:
        with self._lock:
            if moment_ms > self._moment_ms:
                self._moment_ms, self._count = moment_ms, secrets.randbits(10)
            elif self._count < 0xFFF:
                self._count += 1
            else:
                self._moment_ms, self._count = self._moment_ms + 1, 0
            return self._moment_ms, self._count


_SEQUENCE = _Sequence()


def new_id() -> str:
    """A fresh id, greater than every earlier one of this process."""
    moment_ms, count = _SEQUENCE.next(time.time_ns() // 1_000_000)
    bits = (moment_ms & (2**48 - 1)) << 80
    bits |= 0x7 << 76 | count << 64
    bits |= 0b10 << 62 | secrets.randbits(62)
    return str(UUID(int=bits))
