"""How is a draft of a business tried? By a call in text that ends with everything that it wrote.

The call runs on a database in memory with an empty calendar, so nothing real is read or written and
nobody is told; by the rules and by words alone, so that no vendor is asked and the same words get
the same answer. A thread with a loop of its own runs it: calls go on meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from vaani.api.rehearsing import Replied
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallResult
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import BusinessFile
from vaani.domain.knowledge.service import Knowledge
from vaani.domain.reception.text_store import open_private
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.testing.text_call import HandClock, Line, TextCall

_BUSY = "Somebody else tries a draft just now: try again in a moment."


class TextRehearsals:
    """One at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._busy = asyncio.Lock()

    async def call(self, file: BusinessFile, said: Sequence[str]) -> Sequence[Replied]:
        """See `Rehearsals`."""
        if self._busy.locked():
            raise DomainError("EXHAUSTED", _BUSY, {"retry_after_s": 1})
        async with self._busy:
            return await asyncio.to_thread(_run, file, tuple(said), self._clock.now())


def _run(file: BusinessFile, said: Sequence[str], now: datetime) -> list[Replied]:
    return asyncio.run(_called(file, said, now))


async def _called(file: BusinessFile, said: Sequence[str], now: datetime) -> list[Replied]:
    clock, call_id = HandClock(now), new_id()

    async def nothing(_: CallResult) -> dict[str, Any]:
        return {}

    async with open_private(file, clock, None, Knowledge()) as store:
        language = store.business.languages[0]
        plan = CallPlan(call_id, store.business, Caller(None), "text", call_id, language=language)
        call = TextCall(plan, FlowBrain(plan, store.toolbox(plan)), clock, nothing)
        replies = [_replied(await call.greet())]
        for words in said:
            if call.ended:
                break
            replies.append(_replied(await call.say(words)))
        return replies


def _replied(line: Line) -> Replied:
    wrote = tuple(one["action"] for one in line["committed"])
    return Replied(line["say"], line["language"], wrote, line["ended"])
