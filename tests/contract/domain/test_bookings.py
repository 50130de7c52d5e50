"""A slot is taken, kept, moved and given back; two callers never get the same one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal, Wish

FRIDAY = date(2027, 5, 7)
ASHA = Guest("Asha Verma", "+919999977001")
MEERA = Guest("Meera Das", "+919999977003")
RAVI = Guest("Ravi Sen", "+919999977002")

BISTRO = """
slug: bistro
name: Bistro
kind: restaurant
timezone: Asia/Kolkata
languages: [en]
hours: {thu: &day [{open: "12:00", close: "23:00", last: "21:30"}], fri: *day, sat: *day}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  min_lead_minutes: 30
  max_days_ahead: 30
  change_notice_minutes: 60
  party: {min: 1, max_by_phone: 6}
  duration_minutes: [{minutes: 90}]
  capacity: 8
"""
TABLES = BISTRO.replace("slug: bistro", "slug: tables").replace(
    "  capacity: 8\n",
    """  resources:
    - {id: T4, kind: table, seats: 4}
    - {id: T2, kind: table, seats: 2}
    - {id: T6, kind: table, seats: 6}
""",
)


def at(hour: int, minute: int = 0, party: int | None = 2, **wish: Any) -> Wish:
    return Wish(FRIDAY, time(hour, minute), party, **wish)


async def slot_of(call: Any, wish: Wish) -> FreeSlot:
    found = await call.check(wish)
    assert isinstance(found, FreeSlot), found
    return found


async def booked(call: Any, wish: Wish, guest: Guest = ASHA, key: str = "") -> BookedRow:
    slot = await slot_of(call, wish)
    row = await call.book(slot, guest, key or f"{guest.name}|{wish}")
    assert isinstance(row, BookedRow), row
    return row


async def test_a_booking_is_read_back_as_it_was_made(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    guest = Guest("Asha Verma", "+919999977001", notes="by the window", reason="birthday")
    row = await booked(rooms.call(bistro, "+919999977001", "c1"), at(19), guest)
    assert (row.status, row.party, row.minutes, row.name) == ("confirmed", 2, 90, "Asha Verma")
    assert row.start.isoformat() == "2027-05-07T19:00:00+05:30"
    kept = await rooms.calendar.get(bistro, row.ref)
    assert (kept.notes, kept.reason, kept.call_id) == ("by the window", "birthday", "c1")
    assert kept.end - kept.start == timedelta(minutes=90)
    assert await rooms.call(bistro, "+919999977001").bookings() == (
        BookedRow(**{**_fields(row), "created_in_call": False}),
    )


def _fields(row: BookedRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in BookedRow.__dataclass_fields__}


async def test_the_last_table_goes_once_and_the_second_caller_hears_that_it_is_full(
    rooms: Any,
) -> None:
    tables = await rooms.opens(TABLES)
    first, second = rooms.call(tables), rooms.call(tables)
    for name, party, table in (("a", 2, "T2"), ("b", 2, "T4")):
        assert (await booked(first, at(20, party=party), key=name)).resource_id == table
    last = await slot_of(second, at(20))
    assert (await booked(first, at(20), key="c")).resource_id == last.resource_id == "T6"
    refused = await second.book(last, RAVI, "late")
    assert isinstance(refused, Refusal)
    assert refused.reason == "full"
    assert len(await rooms.calendar.everything(tables)) == 3
    near = await second.free_near(at(20))
    assert near
    assert isinstance(await second.book(near[0], RAVI, "near"), BookedRow)


async def test_a_table_that_went_meanwhile_is_replaced_by_another_that_seats_the_party(
    rooms: Any,
) -> None:
    tables = await rooms.opens(TABLES)
    first, second = rooms.call(tables), rooms.call(tables)
    slot = await slot_of(second, at(20))
    assert slot.resource_id == "T2"
    await booked(first, at(20))
    row = await second.book(slot, RAVI, "k")
    assert row.resource_id == "T4"


async def test_pooled_seats_are_counted_at_every_moment_of_the_stay(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    call = rooms.call(bistro)
    await booked(rooms.call(bistro), at(19, party=5), RAVI, key="a")
    await booked(rooms.call(bistro), at(20, 30, party=5), MEERA, key="b")
    assert isinstance(await call.check(at(20, party=3)), FreeSlot)
    refused = await call.check(at(20, party=4))
    assert isinstance(refused, Refusal)
    assert refused.reason == "full"
    slot = await slot_of(call, at(20, party=3))
    other = await slot_of(rooms.call(bistro), at(20, party=3))
    assert isinstance(await call.book(slot, ASHA, "c"), BookedRow)
    late = await rooms.call(bistro).book(other, RAVI, "d")
    assert isinstance(late, Refusal)
    assert late.reason == "full"


async def test_a_held_slot_is_kept_from_others_until_the_hold_expires(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    first, second = rooms.call(bistro), rooms.call(bistro)
    slot = await slot_of(first, at(19, party=6))
    assert await first.hold(slot)
    assert isinstance(await first.check(at(19, party=6)), FreeSlot)
    assert isinstance(await second.check(at(19, party=6)), Refusal)
    assert not await second.hold(slot)
    refused = await second.book(slot, RAVI, "k")
    assert isinstance(refused, Refusal)
    rooms.clock.passes(minutes=11)
    assert await second.hold(slot)
    row = await second.book(slot, RAVI, "k")
    assert isinstance(row, BookedRow)
    late = await first.book(slot, ASHA, "k1")
    assert isinstance(late, Refusal)
    assert late.reason == "full"


async def test_a_call_holds_one_slot_and_gives_it_back(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    first, second = rooms.call(bistro), rooms.call(bistro)
    assert await first.hold(await slot_of(first, at(19, party=6)))
    assert await first.hold(await slot_of(first, at(21, party=6)))
    assert isinstance(await second.check(at(19, party=6)), FreeSlot)
    assert isinstance(await second.check(at(21, party=6)), Refusal)
    await first.release()
    await first.release()
    assert isinstance(await second.check(at(21, party=6)), FreeSlot)
    assert await rooms.rows("SELECT id FROM takings") == []


async def test_a_slot_held_in_time_is_booked_though_the_lead_has_run_out(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    rooms.clock.moment = datetime(2027, 5, 7, 13, 0, tzinfo=UTC)  # 18:30, the lead is 30 minutes
    call = rooms.call(bistro)
    slot = await slot_of(call, at(19))
    assert await call.hold(slot)
    rooms.clock.passes(minutes=5)
    refused = await rooms.call(bistro).book(slot, RAVI, "late")
    assert isinstance(refused, Refusal)
    assert refused.reason == "too_soon"
    assert isinstance(await call.book(slot, ASHA, "k"), BookedRow)


async def test_a_changed_booking_is_the_same_row_and_gives_its_old_time_back(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    call = rooms.call(bistro)
    row = await booked(call, at(19, party=6))
    slot = await slot_of(call, at(19, 30, party=6, replaces=row.ref))
    assert await call.hold(slot)
    moved = await call.change(row.ref, slot, None, "m")
    assert (moved.ref, moved.name, f"{moved.start:%H:%M}") == (row.ref, "Asha Verma", "19:30")
    assert len(await rooms.calendar.everything(bistro)) == 1
    assert len(await rooms.rows("SELECT id FROM takings")) == 1
    assert isinstance(await call.check(at(17, 30, party=6)), FreeSlot)
    assert isinstance(await call.check(at(21, party=6)), FreeSlot)


@pytest.mark.parametrize("file", [BISTRO, TABLES], ids=["seats", "tables"])
async def test_a_change_that_is_refused_leaves_the_booking_as_it_was(rooms: Any, file: str) -> None:
    business = await rooms.opens(file)
    call = rooms.call(business)
    row = await booked(call, at(14, party=6), key="a")
    wanted = await slot_of(call, at(19, party=6, replaces=row.ref))
    await booked(rooms.call(business), at(19, party=6), RAVI, "b")
    refused = await call.change(row.ref, wanted, None, "m")
    assert isinstance(refused, Refusal)
    assert refused.reason == "full"
    kept = await rooms.calendar.get(business, row.ref)
    assert (f"{kept.start:%H:%M}", kept.status) == ("14:00", "confirmed")
    assert isinstance(await call.check(at(14, party=6)), Refusal)


async def test_a_cancelled_booking_frees_its_time_and_cannot_be_cancelled_or_moved_again(
    rooms: Any,
) -> None:
    bistro = await rooms.opens(BISTRO)
    call = rooms.call(bistro, ASHA.phone)
    row = await booked(call, at(19, party=6))
    gone = await call.cancel(row.ref, "x")
    assert gone.status == "cancelled"
    assert await call.bookings() == ()
    slot = await slot_of(rooms.call(bistro), at(19, party=6))
    other = rooms.call(bistro)
    for again in (
        await other.cancel(row.ref, "y"), await other.change(row.ref, slot, None, "z"),
        await other.cancel("NO99", "w"),
    ):  # fmt: skip
        assert isinstance(again, Refusal)
        assert again.reason == "gone"


async def test_too_late_to_change_by_phone_is_refused_but_staff_may(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    row = await booked(rooms.call(bistro), at(19))
    rooms.clock.moment = datetime(2027, 5, 7, 12, 31, tzinfo=UTC)  # 59 minutes before
    call = rooms.call(bistro)
    refused = await call.cancel(row.ref, "x")
    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.details) == ("notice", {"minutes": 60})
    done = await rooms.bookings.cancel(bistro, row.ref, "y", by_phone=False)
    assert done.status == "cancelled"


async def test_a_block_takes_time_without_a_guest_and_leaves_what_is_booked(rooms: Any) -> None:
    tables = await rooms.opens(TABLES)
    call = rooms.call(tables)
    row = await booked(call, at(20))
    start = datetime(2027, 5, 7, 14, tzinfo=UTC)
    blocks = await rooms.calendar.block(tables, start, start + timedelta(hours=2))
    assert len(blocks) == 3
    assert isinstance(await call.check(at(20)), Refusal)
    assert (await rooms.calendar.get(tables, row.ref)).status == "confirmed"
    for block in blocks:
        await rooms.calendar.unblock(tables, block.id)
    assert (await slot_of(call, at(20))).resource_id == "T4"


async def test_what_happened_to_a_booking_is_told_in_order(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    call = rooms.call(bistro, id="c9")
    row = await booked(call, at(19))
    await call.change(row.ref, await slot_of(call, at(20, replaces=row.ref)), None, "m")
    await call.cancel(row.ref, "x")
    told = [event for event in await rooms.outbox.after(0) if event.stream.startswith("booking:")]
    assert [event.type.split(".")[1] for event in told] == ["created", "changed", "cancelled"]
    assert {event.payload["ref"] for event in told} == {row.ref}
    assert {event.call_id for event in told} == {"c9"}
