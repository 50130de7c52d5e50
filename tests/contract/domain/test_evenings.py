"""What an owner says of one evening: a caller cannot take it in two parts, whatever the hour."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal, Wish

BAR = """
slug: bar
name: Bar
kind: restaurant
timezone: Asia/Kolkata
languages: [en]
hours: {fri: &night [{open: "18:00", close: "06:00"}], sat: *night}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 30
  party: {min: 1, max_by_phone: 8}
  duration_minutes: [{minutes: 30}]
  capacity: 40
"""
FRIDAY, SATURDAY = date(2027, 5, 7), date(2027, 5, 8)
ASHA = Guest("Asha Verma", "+919999977001")


async def book(call: Any, day: date, at: time, party: int) -> BookedRow | Refusal:
    slot = await call.check(Wish(day, at, party))
    assert isinstance(slot, FreeSlot), slot
    written: BookedRow | Refusal = await call.book(slot, ASHA, f"{day}|{at}|{party}")
    return written


async def test_five_at_half_past_five_and_six_at_eleven_are_one_evening_of_eleven(
    rooms: Any,
) -> None:
    bar = await rooms.opens(BAR)
    late = await book(rooms.call(bar), SATURDAY, time(5, 30), 5)
    assert isinstance(late, BookedRow)
    refused = await book(rooms.call(bar), FRIDAY, time(23), 6)
    assert isinstance(refused, Refusal)
    assert refused.reason == "party_too_large"
    assert refused.details == {"limit": 8, "by": "phone", "booked": 5, "date": FRIDAY}
    assert isinstance(await book(rooms.call(bar), FRIDAY, time(23), 3), BookedRow)
    assert isinstance(await book(rooms.call(bar), SATURDAY, time(23), 8), BookedRow)
