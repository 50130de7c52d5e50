"""Vendors fail in the middle of real calls: is each booked once, and told what is so?

The days on which nothing is waited for; all of them stand in `bench/failures.py sockets`, and on
virtual time in `tests/calls/test_failing_bookings.py`.
"""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path

import pytest

from vaani.domain.businesses.file import load_file
from vaani.testing.failing_bookings import DAYS

ROOT = Path(__file__).parents[3]
BUSINESS = load_file(ROOT / "tests" / "calls" / "text" / "scenarios" / "diner.yaml").business
QUICK = (
    "language model says 429", "voice breaks off", "voice without sound",
    "Gemini Live gone in mid-answer", "OpenAI Realtime gone in mid-answer",
)  # fmt: skip


async def test_calls_over_the_wire_come_to_their_end_though_vendors_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    async with importlib.import_module("failures").street() as door:
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
