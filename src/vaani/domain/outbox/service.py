"""How is it told on, at least once and in order, what was committed? Through rows of an outbox.

A service calls `append` within its own transaction, so that an event exists exactly when its change
does. One `Dispatcher` at a time (a lease says which) hands waiting rows to its receivers; a row
that a receiver refuses waits and is tried again, and what follows it in its stream waits too.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.outbox import repository
from vaani.domain.outbox.tables import OutboxRow
from vaani.kit.clock import Clock
from vaani.kit.errors import VaaniError
from vaani.kit.ids import new_id
from vaani.storage.session import Database

_LEASE = "outbox"
_LEASE_FOR = timedelta(seconds=30)
_BATCH = 100
_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `seq` grows with time; `id` is the same at every delivery."""

    seq: int
    id: str
    type: str
    stream: str
    at: datetime
    business_id: str | None
    call_id: str | None
    payload: Mapping[str, Any]


class DeliveryError(VaaniError):
    """A receiver could not take an event now; it is to come again."""


Receiver = Callable[[Event], Awaitable[None]]


async def append(
    session: AsyncSession,
    *,
    type: str,
    stream: str,
    at: datetime,
    business_id: str | None,
    call_id: str | None,
    payload: Mapping[str, Any],
) -> None:
    """Write the event with the change that it tells of. `payload` holds plain values."""
    row = OutboxRow(
        id=new_id(),
        type=type,
        stream=stream,
        at=at,
        business_id=business_id,
        call_id=call_id,
        payload=json.loads(json.dumps(dict(payload), default=str)),
        attempts=0,
    )
    await repository.add(session, row)


class Outbox:
    """Reads and hands on what was appended."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._holder = new_id()

    async def after(self, seq: int, limit: int = _BATCH) -> tuple[Event, ...]:
        """Events later than `seq`, delivered or not, oldest first (for those who come back)."""
        async with self._database.reading() as session:
            return tuple(_event(row) for row in await repository.after(session, seq, limit))

    async def position(self, event_id: str) -> int | None:
        """The `seq` of an event that a client has seen last."""
        async with self._database.reading() as session:
            return await repository.position(session, event_id)

    async def dispatch(self, receivers: Sequence[Receiver]) -> int:
        """Hand on what waits; returns how many events left. 0 when another process does it."""
        if not await self._waiting() or not await self._lead():
            return 0
        led = self._clock.now()
        waiting = await self._waiting()
        stuck: set[str] = set()
        left = 0
        for row in waiting:
            if row.stream in stuck:
                continue
            now = self._clock.now()
            if now - led > _LEASE_FOR / 3:
                if not await self._lead():
                    break
                led = now
            if await self._deliver(row, receivers, now):
                left += 1
            else:
                stuck.add(row.stream)
        return left

    async def _waiting(self) -> Sequence[OutboxRow]:
        async with self._database.reading() as session:
            return await repository.waiting(session, self._clock.now(), _BATCH)

    async def _lead(self) -> bool:
        """Take or renew the lease; slow receivers may not outlast it."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            return await repository.take_lease(session, _LEASE, self._holder, now, now + _LEASE_FOR)

    async def _deliver(self, row: OutboxRow, receivers: Sequence[Receiver], now: datetime) -> bool:
        try:
            for receive in receivers:
                await receive(_event(row))
        except (VaaniError, OSError, TimeoutError) as error:
            wait = min(_FIRST_WAIT * 2 ** min(row.attempts, 12), _LONGEST_WAIT)
            async with self._database.transaction() as session:
                await repository.postpone(session, row.seq, now + wait, str(error)[:500])
            return False
        async with self._database.transaction() as session:
            await repository.delivered(session, row.seq, self._clock.now())
        return True


def _event(row: OutboxRow) -> Event:
    return Event(
        row.seq, row.id, row.type, row.stream, row.at, row.business_id, row.call_id, row.payload
    )
