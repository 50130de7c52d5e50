"""How much of one client's sound may wait to be read? Whoever sends faster than it is read waits.

Sound can come two hundred times as fast as it is spoken, and each stretch of it is kept until its
words are there: without a bound one socket fills the memory.
"""

from __future__ import annotations

import asyncio
from typing import Any

MOST_S = 120.0
"""Seconds of sound; a single piece that is longer may wait alone."""
MOST = 16
"""Pieces, however short they are."""


class Backlog:
    """Of one socket."""

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Task[Any], float] = {}

    def add(self, reading: asyncio.Task[Any], seconds: float) -> None:
        """So much sound is being read, until that task is done."""
        self._waiting[reading] = seconds
        reading.add_done_callback(lambda done: self._waiting.pop(done, None))

    async def room(self) -> None:
        """Wait until more may come."""
        while len(self._waiting) >= MOST or sum(self._waiting.values()) > MOST_S:
            await asyncio.wait(tuple(self._waiting), return_when=asyncio.FIRST_COMPLETED)
