"""Vendors fail in the middle of real calls: is each booked once, and told what is so?

The days on which nothing is waited for; all of them stand in `bench/failures.py sockets`, and on
virtual time in `tests/calls/test_failing_bookings.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from vaani.api.door import Door, bind
from vaani.api.media import media_protocols
from vaani.domain.businesses.file import load_file
from vaani.testing.failing_bookings import DAYS
from vaani.testing.failing_sockets import Street

BUSINESS = load_file(
    Path(__file__).parents[2] / "calls" / "text" / "scenarios" / "diner.yaml"
).business
QUICK = (
    "language model says 429", "voice breaks off", "voice without sound",
    "Gemini Live gone in mid-answer", "OpenAI Realtime gone in mid-answer",
)  # fmt: skip


@asynccontextmanager
async def street() -> AsyncIterator[Street]:
    """An open door on loopback."""
    made, listener = Street(), bind("127.0.0.1", 0)
    door = Door(listener, media_protocols(made), None)
    door.open()
    made.url = f"ws://127.0.0.1:{listener.getsockname()[1]}/media"
    try:
        yield made
    finally:
        door.close()
        await made.board.close()


async def test_calls_over_the_wire_come_to_their_end_though_vendors_fail() -> None:
    async with street() as door:
        played = await asyncio.gather(
            *(door.play(BUSINESS, DAYS[day], number) for number, day in enumerate(QUICK))
        )
    for day, one in zip(QUICK, played, strict=True):
        told = (day, one.journal.said("caller"), one.journal.said("assistant"))
        assert one.booked == [("Kavya", 4)], told
        assert one.promised, told
        assert one.said_twice == [], told
        assert one.journal.result is not None
        assert one.journal.result.outcome == "booked"
