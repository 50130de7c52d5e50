"""Which calls may go out today, and which went out already? One transaction decides and writes.

A call is written, counted and bound to its idempotency key before the carrier hears of it; what
the carrier says afterwards changes its state. So a repetition, a crash or a time-out never makes a
second call, and the day's limits hold however many ask at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.call.plan import CallPlan
from vaani.domain.calls.service import Calls
from vaani.domain.outbound import repository
from vaani.domain.outbound.rules import Policy
from vaani.domain.outbound.tables import OutboundRow
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError
from vaani.storage.session import Database

State = Literal["reserved", "placed", "unsure", "refused"]
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Reserved:
    """A call that may go out. `is_new` False: the same was asked before, and was done then."""

    call_id: str
    is_new: bool


class Outbound:
    def __init__(self, database: Database, calls: Calls, clock: Clock) -> None:
        self._database = database
        self._calls = calls
        self._clock = clock

    async def reserve(
        self, plan: CallPlan, policy: Policy, limit_s: int, key: str | None, digest: str
    ) -> Reserved:
        """Write the call and take it off the day's limits. Raises DomainError: CONFLICT for a key
        that came with another call, EXHAUSTED when the day has no more."""

        async def work(session: AsyncSession) -> Reserved:
            known = await repository.by_key(session, plan.business.id, key) if key else None
            if known is not None:
                if known.digest != digest:
                    raise DomainError("CONFLICT", "This Idempotency-Key came with another call.")
                return Reserved(known.call_id, False)
            now = self._clock.now()
            day, minutes = now.date(), -(-limit_s // 60)
            await repository.open_day(session, day)
            if not await repository.take(
                session, day, minutes, policy.calls_per_day, policy.minutes_per_day
            ):
                raise DomainError(
                    "EXHAUSTED", "Today's limit of outgoing calls or minutes is reached."
                )
            await self._calls.add_outgoing(session, plan)
            row = OutboundRow(
                call_id=plan.call_id, business_id=plan.business.id, key=key, digest=digest,
                state="reserved", day=day, minutes=minutes, settled=False, at=now,
            )  # fmt: skip
            await repository.add(session, row)
            return Reserved(plan.call_id, True)

        for _ in range(_TRIES - 1):
            try:
                return await self._database.write(work)
            except IntegrityError:
                continue  # another made the day, or used the key: look again
        return await self._database.write(work)

    async def became(self, call_id: str, state: State) -> None:
        """What the carrier made of it."""
        async with self._database.transaction() as session:
            row = await repository.by_id(session, call_id, lock=True)
            if row is not None:
                row.state = state

    async def settle(self, call_id: str, talked: timedelta, *, was_placed: bool = True) -> None:
        """The call is over: minutes that were reserved and not talked are free again, and the call
        itself when the carrier refused it. Idempotent."""
        async with self._database.transaction() as session:
            row = await repository.by_id(session, call_id, lock=True)
            if row is None or row.settled:
                return
            row.settled = True
            used = min(row.minutes, -(-int(talked.total_seconds()) // 60))
            await repository.give_back(session, row.day, 0 if was_placed else 1, row.minutes - used)


def owned(shown: str | None, numbers: Sequence[str], otherwise: str | None) -> str:
    """The number that the callee sees: one of the business's own. Raises DomainError FORBIDDEN."""
    if shown is None:
        shown = otherwise if otherwise in numbers else next(iter(numbers), None)
    if shown is None or shown not in numbers:
        raise DomainError(
            "FORBIDDEN", "A call shows a number of its business: `from` is none of them."
        )
    return shown
