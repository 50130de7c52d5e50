"""How is one call answered once, however often its carrier asks?"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from vaani.telephony.driver import Document

_ANSWERS_KEPT_S = 900.0
_MOST_ANSWERS = 4096


Call = tuple[str, str]
"""A carrier and its id of the call."""


class Answers:
    """The answer of each call, made once however often it is asked for."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, str], tuple[float, asyncio.Task[Document]]] = (
            OrderedDict()
        )

    async def once(self, call: Call, make: Callable[[], Awaitable[Document]]) -> Document:
        """What `make` gave for this call the first time. Cancelling one asker leaves the others."""
        now = time.monotonic()
        self._forget(now)
        kept = self._made.get(call)
        if kept is None:
            kept = (now, asyncio.ensure_future(_run(make)))
            self._made[call] = kept
        try:
            return await asyncio.shield(kept[1])
        finally:
            task = kept[1]
            if task.done() and (task.cancelled() or task.exception() is not None):
                self._made.pop(call, None)

    def _forget(self, now: float) -> None:
        while self._made:
            made, task = next(iter(self._made.values()))
            if len(self._made) < _MOST_ANSWERS and now - made < _ANSWERS_KEPT_S:
                return
            if not task.done():
                return
            self._made.popitem(last=False)


async def _run(make: Callable[[], Awaitable[Document]]) -> Document:
    return await make()
