"""Vendors fail in the middle of real calls: is each booked once, and told what is so?

The days on which nothing is waited for; all of them stand in `bench/failures.py sockets`, and on
virtual time in `tests/calls/test_failing_bookings.py`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from vaani.domain.businesses.file import load_file
from vaani.testing.failing_bookings import DAYS
from vaani.testing.failing_sockets import street

BUSINESS = load_file(
    Path(__file__).parents[2] / "calls" / "text" / "scenarios" / "diner.yaml"
).business
QUICK = (
    "language model says 429", "voice breaks off", "voice without sound",
    "Gemini Live gone in mid-answer", "OpenAI Realtime gone in mid-answer",
)  # fmt: skip


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
