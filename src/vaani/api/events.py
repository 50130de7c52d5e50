"""What is happening now, for whom, and what did a client miss?

The hub hands live events to sockets in the order in which they were published, and keeps those of
the last ten minutes so that a client can go on where it was. Publishers are the outbox's dispatcher
(what was committed) and the calls that are going on (what is said). A slow socket is closed: it
comes back with `after` and misses nothing.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from vaani.kit.clock import Clock

EventType = Literal[
    "call.started", "call.ringing", "call.answered", "message.received", "message.sent",
    "turn.interrupted", "tool.called", "booking.created", "booking.changed", "booking.cancelled",
    "call.transferred", "call.completed", "call.failed", "error.occurred",
]  # fmt: skip
KEPT = timedelta(minutes=10)
MOST_KEPT = 50_000
MOST_WAITING = 2_000


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One thing that happened. `id` grows with time; `business_id` decides who may see it."""

    id: str
    type: EventType
    call_id: str | None
    business_id: str | None
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """What a client receives."""
        return {
            "id": self.id,
            "type": self.type,
            "call_id": self.call_id,
            "at": self.at.isoformat(),
            "data": dict(self.data),
        }


Wanted = Callable[[LiveEvent], bool]


class Subscriber:
    """One socket's events, oldest first. Ends when it fell too far behind or the hub closes."""

    def __init__(self, wanted: Wanted, missed: list[LiveEvent]) -> None:
        self._wanted = wanted
        self._queue: asyncio.Queue[LiveEvent | None] = asyncio.Queue()
        self.lagged = False
        for event in missed:
            self.offer(event)

    def offer(self, event: LiveEvent) -> None:
        if self.lagged or not self._wanted(event):
            return
        if self._queue.qsize() >= MOST_WAITING:
            self.lagged = True
            self._queue.put_nowait(None)
            return
        self._queue.put_nowait(event)

    def end(self) -> None:
        self._queue.put_nowait(None)

    async def events(self) -> AsyncIterator[LiveEvent]:
        while (event := await self._queue.get()) is not None:
            yield event


class EventHub:
    """The live events of one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: deque[LiveEvent] = deque(maxlen=MOST_KEPT)
        self._subscribers: set[Subscriber] = set()
        self._run = f"{int(clock.now().timestamp() * 1000):012x}{secrets.token_hex(2)}"
        self._count = 0

    def publish(
        self,
        kind: EventType,
        data: Mapping[str, Any],
        *,
        call_id: str | None = None,
        business_id: str | None = None,
        at: datetime | None = None,
    ) -> LiveEvent:
        """Hand an event to everybody who may see it; returns at once."""
        self._count += 1
        now = self._clock.now()
        event = LiveEvent(
            f"{self._run}-{self._count:010d}", kind, call_id, business_id, at or now, dict(data)
        )
        while self._kept and now - self._kept[0].at > KEPT:
            self._kept.popleft()
        self._kept.append(event)
        for subscriber in tuple(self._subscribers):
            subscriber.offer(event)
        return event

    @contextmanager
    def subscribe(self, wanted: Wanted, after: str | None = None) -> Iterator[Subscriber]:
        """Everything from now on; with `after`, first what was published since that event. An id
        that is not remembered (older, or of an earlier run) gives all that is kept."""
        missed: list[LiveEvent] = []
        if after is not None:
            earliest = self._clock.now() - KEPT
            known = after.startswith(f"{self._run}-")
            missed = [
                event
                for event in self._kept
                if event.at >= earliest and (not known or event.id > after)
            ]
        subscriber = Subscriber(wanted, missed)
        self._subscribers.add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)

    def forget(self, call_id: str) -> None:
        """The caller refused storage: what he said is repeated to nobody who comes back."""
        for place, event in enumerate(self._kept):
            if event.call_id == call_id and event.data.get("text") is not None:
                self._kept[place] = replace(event, data={**event.data, "text": None})

    def close(self) -> None:
        """End every subscription."""
        for subscriber in tuple(self._subscribers):
            subscriber.end()
