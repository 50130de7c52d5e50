"""Do requests that come at once leave room for what is due between them?"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from vaani.api.middleware.turnstile import Turnstile


class Rounds:
    """Counts rounds of the loop, and in which of them each request began."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.now = 0

    async def app(self, *_: Any) -> None:
        self.began.append(self.now)

    async def count(self) -> None:
        while True:
            self.now += 1
            await asyncio.sleep(0)


async def _asked(gate: Turnstile) -> None:
    await gate({"type": "http"}, None, None)  # type: ignore[arg-type]


async def test_a_hundred_at_once_begin_one_after_the_other() -> None:
    rounds = Rounds()
    gate = Turnstile(rounds.app)
    counting = asyncio.create_task(rounds.count())
    await asyncio.gather(*(_asked(gate) for _ in range(100)))
    counting.cancel()
    assert len(rounds.began) == 100
    assert max(rounds.began.count(one) for one in rounds.began) <= 2


async def test_one_alone_waits_for_nobody() -> None:
    rounds = Rounds()
    request = _asked(Turnstile(rounds.app))
    with contextlib.suppress(StopIteration):
        request.send(None)
    assert rounds.began == [0]


async def test_who_leaves_the_queue_holds_nobody_up() -> None:
    rounds = Rounds()
    gate = Turnstile(rounds.app)
    asked = [asyncio.create_task(_asked(gate)) for _ in range(5)]
    await asyncio.sleep(0)
    asked[1].cancel()
    asked[2].cancel()
    async with asyncio.timeout(60):
        await asyncio.gather(*asked, return_exceptions=True)
    assert len(rounds.began) == 3
