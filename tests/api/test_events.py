"""What somebody who follows live events notices: order, nothing missed, nobody else's business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vaani.api.events import KEPT, MOST_WAITING, EventHub, LiveEvent, Subscriber
from vaani.kit.clock import Instant


class WristWatch:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def instant(self) -> Instant:
        return Instant(0.0)


def everything(_event: LiveEvent) -> bool:
    return True


async def taken(subscriber: Subscriber) -> list[LiveEvent]:
    subscriber.end()
    return [event async for event in subscriber.events()]


async def test_events_of_a_call_arrive_in_the_order_in_which_they_happened() -> None:
    hub = EventHub(WristWatch())
    kinds = ["call.started", "message.received", "message.sent", "call.completed"]
    with hub.subscribe(everything) as subscriber:
        for kind in kinds:
            hub.publish(kind, {}, call_id="c1")
        events = await taken(subscriber)
    assert [event.type for event in events] == kinds
    assert [event.id for event in events] == sorted(event.id for event in events)
    assert set(events[0].as_json()) == {"id", "type", "call_id", "at", "data"}


async def test_who_comes_back_with_the_last_id_misses_nothing_and_gets_nothing_twice() -> None:
    hub = EventHub(WristWatch())
    first = hub.publish("call.started", {}, call_id="c1")
    second = hub.publish("message.received", {}, call_id="c1")
    third = hub.publish("call.completed", {}, call_id="c1")
    with hub.subscribe(everything, after=first.id) as subscriber:
        fourth = hub.publish("booking.created", {})
        assert [e.id for e in await taken(subscriber)] == [second.id, third.id, fourth.id]


async def test_without_an_id_only_what_comes_is_told() -> None:
    hub = EventHub(WristWatch())
    hub.publish("call.started", {})
    with hub.subscribe(everything) as subscriber:
        assert await taken(subscriber) == []


async def test_an_id_of_an_earlier_run_gives_all_of_the_last_ten_minutes() -> None:
    clock = WristWatch()
    hub = EventHub(clock)
    hub.publish("call.started", {})
    clock.moment += KEPT + timedelta(seconds=1)
    recent = hub.publish("call.completed", {})
    with hub.subscribe(everything, after="0123-9") as subscriber:
        assert [event.id for event in await taken(subscriber)] == [recent.id]


async def test_nobody_hears_of_another_business() -> None:
    hub = EventHub(WristWatch())
    mine = hub.publish("call.started", {}, business_id="b1")
    hub.publish("call.started", {}, business_id="b2")
    with hub.subscribe(lambda e: e.business_id == "b1", after="x") as subscriber:
        hub.publish("call.completed", {}, business_id="b2")
        assert [event.id for event in await taken(subscriber)] == [mine.id]


async def test_who_reads_too_slowly_is_let_go_instead_of_filling_the_memory() -> None:
    hub = EventHub(WristWatch())
    with hub.subscribe(everything) as slow:
        for _ in range(MOST_WAITING + 50):
            hub.publish("message.sent", {})
        events = [event async for event in slow.events()]
    assert slow.lagged
    assert len(events) == MOST_WAITING
