"""What happened is handed on at least once, in order, and exactly when it was committed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.api.events import EventHub
from vaani.api.metrics import Metrics
from vaani.bootstrap.watching import OutboxPump
from vaani.domain.outbox import service as outbox
from vaani.domain.outbox.service import DeliveryError, Event, Outbox


async def tell(rooms: Any, *streams: str) -> None:
    """One event for each stream, numbered as they are given."""
    async with rooms.database.transaction() as session:
        for number, stream in enumerate(streams):
            await outbox.append(
                session, type="booking.created", stream=stream, at=rooms.clock.now(),
                business_id=None, call_id="c1", payload={"number": number},
            )  # fmt: skip


class Receiver:
    """Takes events, but for streams that it refuses for now."""

    def __init__(self) -> None:
        self.got: list[Event] = []
        self.refused: set[str] = set()

    async def __call__(self, event: Event) -> None:
        if event.stream in self.refused:
            raise DeliveryError("the receiver is away")
        self.got.append(event)

    @property
    def numbers(self) -> list[int]:
        return [event.payload["number"] for event in self.got]


async def test_events_leave_in_order_and_once(rooms: Any) -> None:
    await tell(rooms, "booking:a", "booking:b", "booking:a")
    receiver = Receiver()
    assert await rooms.outbox.dispatch([receiver]) == 3
    assert receiver.numbers == [0, 1, 2]
    assert await rooms.outbox.dispatch([receiver]) == 0
    assert receiver.got[0].call_id == "c1"
    assert receiver.got[0].at == rooms.clock.now()


async def test_a_change_that_is_undone_tells_nobody(rooms: Any) -> None:
    async def work(session: AsyncSession) -> None:
        await outbox.append(
            session, type="booking.created", stream="booking:a", at=rooms.clock.now(),
            business_id=None, call_id=None, payload={},
        )  # fmt: skip
        raise DeliveryError("the change itself failed")

    with pytest.raises(DeliveryError):
        await rooms.database.write(work)
    assert await rooms.outbox.after(0) == ()


async def test_a_refused_event_keeps_its_stream_waiting_and_nobody_else(rooms: Any) -> None:
    await tell(rooms, "booking:a", "booking:b", "booking:a", "booking:b")
    receiver = Receiver()
    receiver.refused = {"booking:a"}
    assert await rooms.outbox.dispatch([receiver]) == 2
    assert receiver.numbers == [1, 3]
    receiver.refused = set()
    assert await rooms.outbox.dispatch([receiver]) == 0, "it is tried again only after a while"
    rooms.clock.passes(seconds=2)
    assert await rooms.outbox.dispatch([receiver]) == 2
    assert receiver.numbers == [1, 3, 0, 2]
    row = (await rooms.rows("SELECT attempts, last_error FROM outbox ORDER BY seq"))[0]
    assert row == {"attempts": 1, "last_error": "the receiver is away"}


async def test_a_long_stuck_stream_does_not_hold_up_the_others(rooms: Any) -> None:
    await tell(rooms, *(["booking:a"] * 120), "booking:b")
    receiver = Receiver()
    receiver.refused = {"booking:a"}
    await rooms.outbox.dispatch([receiver])
    await rooms.outbox.dispatch([receiver])
    assert receiver.numbers == [120]
    receiver.refused = set()
    rooms.clock.passes(hours=1)
    while await rooms.outbox.dispatch([receiver]):
        pass
    assert receiver.numbers == [120, *range(120)]


async def test_one_process_at_a_time_hands_on_and_another_takes_over(rooms: Any) -> None:
    await tell(rooms, "booking:a")
    here, there = rooms.outbox, Outbox(rooms.database, rooms.clock)
    receiver = Receiver()
    receiver.refused = {"booking:a"}
    await here.dispatch([receiver])
    receiver.refused = set()
    rooms.clock.passes(seconds=5)
    assert await there.dispatch([receiver]) == 0
    rooms.clock.passes(seconds=60)
    assert await there.dispatch([receiver]) == 1


async def test_slow_receivers_do_not_lose_the_lead_to_another_process(rooms: Any) -> None:
    await tell(rooms, "booking:a", "booking:b", "booking:c")
    there = Outbox(rooms.database, rooms.clock)
    got: list[tuple[str, int]] = []

    async def second(event: Event) -> None:
        got.append(("there", event.payload["number"]))

    async def slow(event: Event) -> None:
        got.append(("here", event.payload["number"]))
        rooms.clock.passes(seconds=20)
        await there.dispatch([second])

    assert await rooms.outbox.dispatch([slow]) == 3
    assert got == [("here", 0), ("here", 1), ("here", 2)]


async def test_processes_that_start_together_do_not_deliver_twice(rooms: Any) -> None:
    await tell(rooms, "booking:a", "booking:b")
    receiver = Receiver()
    many = [Outbox(rooms.database, rooms.clock) for _ in range(4)]
    left = await asyncio.gather(*(one.dispatch([receiver]) for one in many))
    assert sum(left) == 2
    assert sorted(receiver.numbers) == [0, 1]


async def test_a_process_in_which_nothing_happens_writes_nothing(rooms: Any) -> None:
    assert await rooms.outbox.dispatch([Receiver()]) == 0
    assert await rooms.rows("SELECT * FROM leases") == []


async def test_calls_that_end_together_share_the_way_to_the_outbox(rooms: Any) -> None:
    outbox = Watched(rooms)
    pump = OutboxPump(outbox, EventHub(rooms.clock), Metrics())
    await tell(rooms, *(f"booking:{number}" for number in range(20)))
    await asyncio.gather(*(pump.empty() for _ in range(20)))
    assert await rooms.rows("SELECT seq FROM outbox WHERE delivered_at IS NULL") == []
    assert outbox.looks == 3


async def test_what_a_call_leaves_while_another_ends_is_told_before_its_own_end(rooms: Any) -> None:
    outbox = Watched(rooms)
    pump = OutboxPump(outbox, EventHub(rooms.clock), Metrics())
    ends: list[asyncio.Task[None]] = []

    async def another_ends() -> None:
        await tell(rooms, "booking:late")
        ends.append(asyncio.create_task(pump.empty()))
        await asyncio.sleep(0)

    outbox.found_nothing = another_ends
    await pump.empty()
    await ends[0]
    assert await rooms.rows("SELECT seq FROM outbox WHERE delivered_at IS NULL") == []


class Watched(Outbox):
    """Counts how often it is looked into; `found_nothing` runs once, when a look found nothing."""

    def __init__(self, rooms: Any) -> None:
        super().__init__(rooms.database, rooms.clock)
        self.looks = 0
        self.found_nothing: Callable[[], Awaitable[None]] | None = None

    async def dispatch(self, receivers: Any) -> int:
        self.looks += 1
        left = await super().dispatch(receivers)
        if not left and self.found_nothing is not None:
            then, self.found_nothing = self.found_nothing, None
            await then()
        return left


async def test_a_client_that_comes_back_gets_what_it_missed(rooms: Any) -> None:
    await tell(rooms, "booking:a", "booking:b", "booking:c")
    first, *missed = await rooms.outbox.after(0)
    seen = await rooms.outbox.position(first.id)
    assert [event.id for event in await rooms.outbox.after(seen)] == [one.id for one in missed]
    assert await rooms.outbox.position("unknown") is None
