"""What did a business's calls use, and what is left of its budgets? The verbs of usage.

A call's meter adds up in memory while the call runs, with what the business used this month before
it and what its other running calls use; nothing on the way of the sound asks the database. At the
call's end its lines are stored, each with the price of that day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from vaani.call.plan import Budget, Business, CallPlan
from vaani.call.ports.meter import TOKENS
from vaani.domain.usage import repository
from vaani.domain.usage.meter import CallMeter, Tell
from vaani.domain.usage.prices import Prices
from vaani.domain.usage.rules import Spent, named, reached
from vaani.domain.usage.tables import UsageRow
from vaani.kit.clock import Clock
from vaani.kit.ids import new_id
from vaani.storage.session import Database

log = logging.getLogger(__name__)

_MICROS = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class UsageLine:
    """One unit of one engine, of a call or summed up. `cost` None: its price is unknown."""

    role: str
    engine: str
    model: str
    unit: str
    amount: float
    attempts: int
    broken: int
    estimated: bool
    cost: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class BudgetState:
    """A budget and how far it is used; `reached` is soft, hard or nothing."""

    budget: Budget
    used: Decimal | None
    reached: str


@dataclass(frozen=True, slots=True)
class Usage:
    """`costs` by currency, of what had a price; `unknown` names what had none."""

    lines: tuple[UsageLine, ...]
    costs: Mapping[str, Decimal]
    unknown: tuple[str, ...]
    budgets: tuple[BudgetState, ...] = ()


@dataclass(slots=True)
class _Month:
    """What a business used in a month: stored, and in calls that run."""

    begins: datetime
    stored: Spent = field(default_factory=Spent)
    running: set[CallMeter] = field(default_factory=set)


class UsageBook:
    """The usage of every business. Its meters are made on the event loop."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        prices: Prices,
        monotonic: Callable[[], float],
    ) -> None:
        self._database, self._clock, self.prices = database, clock, prices
        self._monotonic = monotonic
        self._months: dict[str, _Month] = {}

    async def refresh(self, businesses: Iterable[Business]) -> None:
        """Know what these have used this month, by every process. Raises StorageError."""
        for business in businesses:
            if any(one.per == "month" for one in business.budgets):
                month = self._month(business)
                month.stored = await self._spent(business.id, month.begins)

    def meter(self, plan: CallPlan, tell: Tell) -> CallMeter:
        """The meter of a call that begins now; `tell` hears when a budget is reached."""
        month = self._month(plan.business)

        def others(mine: CallMeter) -> Spent:
            found = month.stored
            for one in month.running:
                if one is not mine:
                    found = found.and_(one.spent)
            return found

        meter = CallMeter(plan, self.prices, self._monotonic, others, tell)
        month.running.add(meter)
        return meter

    async def ended(self, meter: CallMeter) -> None:
        """Store what the call used. Raises StorageError; the figures of this process hold them."""
        meter.end()
        business = meter.plan.business
        month = self._month(business)
        month.running.discard(meter)
        month.stored = month.stored.and_(meter.spent)
        rows = [
            UsageRow(
                id=new_id(),
                business_id=business.id,
                call_id=meter.plan.call_id,
                at=self._clock.now(),
                role=line.role,
                engine=line.engine,
                model=line.model,
                unit=line.unit,
                amount=line.amount,
                attempts=line.attempts,
                broken=line.broken,
                estimated=line.estimated,
                cost_micros=None if line.cost is None else round(line.cost * _MICROS),
                currency=None if line.cost is None else self.prices.currency,
                prices=self.prices.version,
            )
            for line in meter.tally.lines()
        ]

        async def work(session: AsyncSession) -> None:
            await repository.add(session, rows)

        if rows:
            await self._database.write(work)

    async def of_call(self, call_id: str) -> Usage:
        """What one call used; nothing while it runs."""
        async with self._database.reading() as session:
            rows = await repository.of_call(session, call_id)
        return _summed(
            [
                UsageLine(
                    row.role, row.engine, row.model, row.unit, row.amount, row.attempts,
                    row.broken, row.estimated, _money(row.cost_micros), row.currency,
                )
                for row in rows
            ]
        )  # fmt: skip

    async def of_business(
        self, business: Business, since: datetime | None, until: datetime | None
    ) -> Usage:
        """What its calls used, from `since` (this month's beginning) to `until`, with the state
        of its monthly budgets now."""
        begins = month_begins(business, self._clock.now())
        async with self._database.reading() as session:
            rows = await repository.sums(session, business.id, since or begins, until)
        found = _summed(
            [
                UsageLine(
                    row.role, row.engine, row.model, row.unit, float(row.amount),
                    int(row.attempts), int(row.broken), bool(row.estimated),
                    None if row.unpriced else _money(int(row.micros or 0)), row.currency,
                )
                for row in rows
            ]
        )  # fmt: skip
        budgets = await self._budgets(business, begins)
        return Usage(found.lines, found.costs, found.unknown, budgets)

    async def _budgets(self, business: Business, begins: datetime) -> tuple[BudgetState, ...]:
        spent = Spent()
        if any(one.per == "month" for one in business.budgets):
            spent = await self._spent(business.id, begins)
            for one in self._month(business).running:
                spent = spent.and_(one.spent)
        return tuple(
            BudgetState(one, spent.of(one.of), reached(one, Spent(), spent))
            if one.per == "month"
            else BudgetState(one, None, "")
            for one in business.budgets
        )

    async def _spent(self, business_id: str, begins: datetime) -> Spent:
        async with self._database.reading() as session:
            rows = await repository.sums(session, business_id, begins)
        own = self.prices.currency
        return Spent(
            sum(float(row.amount) for row in rows if row.unit in TOKENS),
            sum(float(row.amount) for row in rows if row.unit == "call_seconds"),
            sum(
                (_money(int(row.micros)) or Decimal(0) for row in rows
                 if row.micros and row.currency == own),
                Decimal(0),
            ),
        )  # fmt: skip

    def _month(self, business: Business) -> _Month:
        begins = month_begins(business, self._clock.now())
        month = self._months.get(business.id)
        if month is None or month.begins != begins:
            running = month.running if month is not None else set()
            month = self._months[business.id] = _Month(begins, running=running)
        return month


def month_begins(business: Business, now: datetime) -> datetime:
    """The first moment of the month, in the business's time zone."""
    local = now.astimezone(ZoneInfo(business.timezone))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _money(micros: int | None) -> Decimal | None:
    return None if micros is None else Decimal(micros) / _MICROS


def _summed(lines: Sequence[UsageLine]) -> Usage:
    costs: dict[str, Decimal] = {}
    unknown: list[str] = []
    for line in lines:
        if line.cost is None and line.amount:
            unknown.append(named(line.role, line.engine, line.model, line.unit))
        elif line.cost and line.currency:
            costs[line.currency] = costs.get(line.currency, Decimal(0)) + line.cost
    return Usage(tuple(lines), costs, tuple(dict.fromkeys(unknown)))
