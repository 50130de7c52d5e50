"""The same key writes once; a change of mind is another write; references can be said aloud."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import pytest

from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal, Wish
from vaani.domain.bookings.refs import candidates
from vaani.kit.errors import DomainError

ASHA = Guest("Asha Verma", "+919999977001")
CLINIC = """
slug: clinic
name: Clinic
kind: clinic
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "09:00", close: "17:00"}]}
booking:
  required: [date, time, doctor, name, phone]
  slot_minutes: 30
  max_days_ahead: 30
  resources:
    - {id: rao, kind: person, name: Anita Rao, title: Dr., duration_minutes: 30}
    - {id: sen, kind: person, name: Ravi Sen, title: Dr., duration_minutes: 30}
"""


def wish(hour: int, minute: int = 0, doctor: str = "rao", **more: Any) -> Wish:
    return Wish(date(2027, 5, 7), time(hour, minute), resource_ids=(doctor,), **more)


async def free(call: Any, wanted: Wish) -> FreeSlot:
    slot = await call.check(wanted)
    assert isinstance(slot, FreeSlot), slot
    return slot


def key(*values: object) -> str:
    return "|".join(str(value) for value in values)


async def test_a_booking_that_is_written_twice_is_there_once(rooms: Any) -> None:
    clinic = await rooms.opens(CLINIC)
    call = rooms.call(clinic, id="c1")
    slot = await free(call, wish(10))
    first = await call.book(slot, ASHA, key("c1", "book", slot.start))
    again = await call.book(slot, ASHA, key("c1", "book", slot.start))
    assert first == again
    assert len(await rooms.rows("SELECT id FROM bookings")) == 1
    assert len(await rooms.rows("SELECT seq FROM outbox WHERE type = 'booking.created'")) == 1


async def test_two_calls_that_say_the_same_are_two_callers(rooms: Any) -> None:
    clinic = await rooms.opens(CLINIC)
    one, other = rooms.call(clinic, id="c1"), rooms.call(clinic, id="c2")
    slot = await free(one, wish(10))
    assert isinstance(await one.book(slot, ASHA, key("c1", "book", slot.start)), BookedRow)
    refused = await other.book(slot, ASHA, key("c2", "book", slot.start))
    assert isinstance(refused, Refusal)
    assert refused.reason == "full"


async def test_changing_and_cancelling_twice_under_one_key_happen_once(rooms: Any) -> None:
    clinic = await rooms.opens(CLINIC)
    call = rooms.call(clinic, id="c1")
    row = await call.book(await free(call, wish(10)), ASHA, "b")
    slot = await free(call, wish(11, replaces=row.ref))
    assert await call.change(row.ref, slot, None, "m") == await call.change(
        row.ref, slot, None, "m"
    )
    assert (await call.cancel(row.ref, "x")) == (await call.cancel(row.ref, "x"))
    told = [row["type"] for row in await rooms.rows("SELECT type FROM outbox ORDER BY seq")]
    assert told == ["booking.created", "booking.changed", "booking.cancelled"]


async def test_a_caller_who_cancels_and_wants_it_after_all_gets_a_new_booking(rooms: Any) -> None:
    clinic = await rooms.opens(CLINIC)
    call = rooms.call(clinic, id="c1")
    refs = set()
    for _ in range(3):
        slot = await free(call, wish(10))
        row = await call.book(slot, ASHA, key("c1", "book", slot.start))
        assert row.status == "confirmed"
        refs.add(row.ref)
        await call.cancel(row.ref, key("c1", "cancel", row.ref))
    assert len(refs) == 3


async def test_a_caller_who_moves_back_and_forth_ends_where_he_wanted(rooms: Any) -> None:
    clinic = await rooms.opens(CLINIC)
    call = rooms.call(clinic, id="c1")
    row = await call.book(await free(call, wish(10)), ASHA, "b")
    for hour, doctor in ((11, "rao"), (10, "rao"), (11, "rao"), (11, "sen"), (11, "rao")):
        slot = await free(call, wish(hour, doctor=doctor, replaces=row.ref))
        moved = await call.change(row.ref, slot, None, key("c1", "change", slot.start, doctor))
        assert (moved.ref, moved.start, moved.resource_id) == (row.ref, slot.start, doctor)
    assert len(await rooms.rows("SELECT id FROM takings")) == 1


async def test_a_caller_who_moves_two_bookings_in_the_same_words_is_not_told_of_the_first(
    rooms: Any,
) -> None:
    clinic = await rooms.opens(CLINIC)
    call = rooms.call(clinic, id="c1")
    first = await call.book(await free(call, wish(10)), ASHA, "a")
    second = await call.book(await free(call, wish(12)), ASHA, "b")
    slot = await free(call, wish(11, replaces=first.ref))
    assert (await call.change(first.ref, slot, None, "m")).ref == first.ref
    taken = await call.change(second.ref, slot, None, "m")
    assert isinstance(taken, Refusal)
    assert taken.reason == "full"


async def test_a_key_of_a_program_with_anything_else_writes_nothing(rooms: Any) -> None:
    clinic = await rooms.opens(CLINIC)
    call, change = rooms.call(clinic), rooms.bookings.change
    slots = [await free(call, wish(hour)) for hour in (10, 11, 12)]
    first = await rooms.bookings.book(clinic, slots[0], ASHA, "a", source="api", asked="first")
    second = await rooms.bookings.book(clinic, slots[1], ASHA, "b", source="api", asked="second")
    await change(clinic, first.ref, slots[2], None, "m", by_phone=False, asked="move first")
    before = await rooms.rows("SELECT ref, start_at, status FROM bookings ORDER BY ref")
    for asked in ("move second", "cancel second"):
        with pytest.raises(DomainError, match="Idempotency-Key") as refused:
            await change(clinic, second.ref, slots[2], None, "m", by_phone=False, asked=asked)
        assert refused.value.kind == "CONFLICT"
    with pytest.raises(DomainError, match="Idempotency-Key"):
        await rooms.bookings.mark(clinic, second.ref, "cancelled", "m", "cancel second")
    with pytest.raises(DomainError, match="Idempotency-Key"):
        await rooms.bookings.cancel(clinic, second.ref, "m", by_phone=False)
    assert await rooms.rows("SELECT ref, start_at, status FROM bookings ORDER BY ref") == before


async def test_a_repeated_request_of_a_program_gets_the_booking_it_made_though_it_moved(
    rooms: Any,
) -> None:
    clinic = await rooms.opens(CLINIC)
    slot = await free(rooms.call(clinic), wish(10))
    made = await rooms.bookings.book(clinic, slot, ASHA, "request-1", source="api")
    later = await free(rooms.call(clinic), wish(11, replaces=made.ref))
    await rooms.bookings.change(clinic, made.ref, later, None, "request-2", by_phone=False)
    again = await rooms.bookings.book(clinic, slot, ASHA, "request-1", source="api")
    assert (again.id, f"{again.start:%H:%M}") == (made.id, "11:00")


async def test_a_key_may_be_long_and_what_was_said_does_not_lie_in_it(rooms: Any) -> None:
    clinic = await rooms.opens(CLINIC)
    call = rooms.call(clinic, id="c1")
    said = "Asha Verma wants it near the window " * 20
    assert isinstance(await call.book(await free(call, wish(10)), ASHA, said), BookedRow)
    ref = await call.leave_message("note", said, "Asha Verma", "+919999977001", said)
    assert ref == await call.leave_message("note", said, "Asha Verma", "+919999977001", said)
    for table in ("booking_writes", "messages"):
        keys = [row["key"] for row in await rooms.rows(f"SELECT key FROM {table}")]
        assert len(keys) == 1
        assert re.fullmatch("[0-9a-f]{64}", keys[0])


async def test_references_are_short_and_different(rooms: Any) -> None:
    clinic = await rooms.opens(CLINIC)
    call = rooms.call(clinic)
    refs = []
    for half in range(16):
        slot = await free(call, wish(9 + half // 2, 30 * (half % 2)))
        refs.append((await call.book(slot, ASHA, f"k{half}")).ref)
    assert len(set(refs)) == 16
    assert all(re.fullmatch("[ACEFHJKMNRTUVWXY]{2}[2-9]{2}", ref) for ref in refs)


async def test_when_short_references_are_used_up_longer_ones_follow(rooms: Any) -> None:
    clinic = await rooms.opens(CLINIC)
    call = rooms.call(clinic)
    slot = await free(call, wish(10))
    short = [ref for ref, _ in zip(candidates("clinic|k"), range(24), strict=False)]
    for number, ref in enumerate(sorted(set(short))):
        other = FreeSlot(slot.start.replace(month=6, day=1 + number), 30, "sen")
        await rooms.bookings.plant(clinic, ref, other, ASHA)
    row = await call.book(slot, ASHA, "k")
    assert len(row.ref) == 5
