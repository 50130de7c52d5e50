"""How are calls, their turns and events found and written?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, delete, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.calls.schemas import Sort, WantedCalls
from vaani.domain.calls.tables import CallRow, EventRow, TurnRow
from vaani.storage.columns import Base
from vaani.storage.ordering import Order
from vaani.storage.paging import PageWish

Note = tuple[type[TurnRow] | type[EventRow], Mapping[str, Any]]
"""A row of a turn or an event, before it is one."""


async def by_id(session: AsyncSession, call_id: str, lock: bool = False) -> CallRow | None:
    return await session.get(CallRow, call_id, with_for_update=lock or None)


async def by_carrier(
    session: AsyncSession, carrier: str, carrier_call_id: str, lock: bool = False
) -> CallRow | None:
    query = select(CallRow).where(
        CallRow.carrier == carrier, CallRow.carrier_call_id == carrier_call_id
    )
    if lock:
        query = query.with_for_update()
    return (await session.scalars(query)).one_or_none()


async def listing(
    session: AsyncSession,
    business_id: str,
    wanted: WantedCalls,
    blind: str | None,
    wish: PageWish,
) -> Sequence[CallRow]:
    """Calls in the order that is wanted, and one more than that. `blind` is the caller's."""
    query = _where(select(CallRow).where(CallRow.business_id == business_id), wanted, blind)
    if wanted.sort == "longest":
        query = query.where(CallRow.duration_ms.is_not(None))
    return (await session.scalars(ORDERS[wanted.sort].behind(query, wanted.sort, wish))).all()


ORDERS: Mapping[Sort, Order] = {
    "newest": Order(CallRow.started_at, CallRow.id, down=True),
    "oldest": Order(CallRow.started_at, CallRow.id),
    "longest": Order(CallRow.duration_ms, CallRow.id, down=True),
}


def _where(query: Select[CallRow], wanted: WantedCalls, blind: str | None) -> Select[CallRow]:
    if wanted.first is not None:
        query = query.where(CallRow.started_at >= wanted.first)
    if wanted.last is not None:
        query = query.where(CallRow.started_at < wanted.last)
    if wanted.status is not None:
        query = query.where(CallRow.status == wanted.status)
    if wanted.outcome is not None:
        query = query.where(CallRow.outcome == wanted.outcome)
    for column, value in (
        (CallRow.carrier, wanted.carrier),
        (CallRow.direction, wanted.direction),
        (CallRow.ended_by, wanted.ended_by),
        (CallRow.language, wanted.language),
        (CallRow.test, wanted.test),
        (CallRow.caller_blind, blind),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.rated is not None:
        query = query.where(CallRow.rating.is_not(None) == wanted.rated)
    return query


async def languages_of_last(
    session: AsyncSession, business_id: str, blinds: Sequence[str], status: str
) -> dict[str, str]:
    """By caller, the language of his last call of that status."""
    wanted = (
        CallRow.business_id == business_id,
        CallRow.caller_blind.in_(blinds),
        CallRow.status == status,
    )
    last = (
        select(CallRow.caller_blind, func.max(CallRow.started_at).label("at"))
        .where(*wanted)
        .group_by(CallRow.caller_blind)
        .subquery()
    )
    query = select(CallRow.caller_blind, CallRow.language).join(
        last,
        (CallRow.caller_blind == last.c.caller_blind) & (CallRow.started_at == last.c.at),
    )
    found = (await session.execute(query.where(*wanted))).all()
    return {blind: language for blind, language in found if blind is not None}


async def turns(session: AsyncSession, call_id: str) -> Sequence[TurnRow]:
    query = select(TurnRow).where(TurnRow.call_id == call_id)
    return (await session.scalars(query.order_by(TurnRow.start_ms, TurnRow.id))).all()


async def events(session: AsyncSession, call_id: str) -> Sequence[EventRow]:
    query = select(EventRow).where(EventRow.call_id == call_id)
    return (await session.scalars(query.order_by(EventRow.id))).all()


async def forget_turns(session: AsyncSession, call_id: str) -> None:
    await session.execute(delete(TurnRow).where(TurnRow.call_id == call_id))


async def unfinished_before(session: AsyncSession, moment: datetime) -> Sequence[CallRow]:
    """Calls that started before `moment` and never ended."""
    query = select(CallRow).where(CallRow.ended_at.is_(None), CallRow.started_at < moment)
    return (await session.scalars(query)).all()


async def last_known_ms(session: AsyncSession, call_id: str) -> int | None:
    """The latest moment of a call that anything is written of; None: nothing is."""
    turns = select(func.max(TurnRow.end_ms)).where(TurnRow.call_id == call_id)
    events = select(func.max(EventRow.at_ms)).where(EventRow.call_id == call_id)
    found = [await session.scalar(query) for query in (turns, events)]
    return max((one for one in found if one is not None), default=None)


async def with_words_before(
    session: AsyncSession, business_id: str, moment: datetime, limit: int
) -> Sequence[CallRow]:
    """Calls that started before `moment` and still have their words."""
    query = select(CallRow).where(
        CallRow.business_id == business_id,
        CallRow.started_at < moment,
        exists().where(TurnRow.call_id == CallRow.id) | CallRow.summary_sealed.is_not(None),
    )
    return (await session.scalars(query.limit(limit))).all()


async def add(session: AsyncSession, rows: Sequence[Base]) -> None:
    session.add_all(rows)
    await session.flush()


async def note(session: AsyncSession, notes: Sequence[Note]) -> None:
    """Add turns and events; past the unit of work, which costs more than they do."""
    connection = await session.connection()
    for table in (TurnRow, EventRow):
        rows = [values for of, values in notes if of is table]
        if rows:
            await connection.execute(insert(cast(Table, table.__table__)), rows)


async def add_event(
    session: AsyncSession, call_id: str, kind: str, data: Mapping[str, Any]
) -> None:
    session.add(EventRow(call_id=call_id, kind=kind, at_ms=0, data=dict(data)))
    await session.flush()


def _counted(business_id: str, first: datetime, last: datetime) -> tuple[ColumnElement[bool], ...]:
    """Calls that figures are made of."""
    return (
        CallRow.business_id == business_id,
        CallRow.started_at >= first,
        CallRow.started_at < last,
        CallRow.test.is_(False),
    )


async def sums(
    session: AsyncSession, business_id: str, first: datetime, last: datetime
) -> list[Any]:
    """Calls by status, outcome, language, direction and who ended them: how many, how long, how
    they were rated."""
    kinds = (
        CallRow.status, CallRow.outcome, CallRow.language, CallRow.direction, CallRow.ended_by,
    )  # fmt: skip
    query = (
        select(
            *kinds,
            func.count().label("calls"),
            func.sum(CallRow.duration_ms).label("ms"),
            func.count(CallRow.rating).label("rated"),
            func.sum(CallRow.rating).label("stars"),
        )
        .where(*_counted(business_id, first, last))
        .group_by(*kinds)
    )
    return list((await session.execute(query)).all())


async def starts(
    session: AsyncSession, business_id: str, first: datetime, last: datetime
) -> list[tuple[datetime, str | None]]:
    """When each call started, and its outcome."""
    query = select(CallRow.started_at, CallRow.outcome).where(*_counted(business_id, first, last))
    return [(at, outcome) for at, outcome in (await session.execute(query)).all()]


async def interruptions(
    session: AsyncSession, business_id: str, first: datetime, last: datetime
) -> tuple[int, int]:
    """Calls in which the caller interrupted us, and how often in all."""
    query = (
        select(func.count(func.distinct(EventRow.call_id)), func.count())
        .join(CallRow, CallRow.id == EventRow.call_id)
        .where(*_counted(business_id, first, last), EventRow.kind == "barge_in")
    )
    calls, times = (await session.execute(query)).one()
    return int(calls), int(times)


async def answer_times(
    session: AsyncSession, business_id: str, first: datetime, last: datetime, most: int
) -> list[int]:
    """Milliseconds from the caller's last word to our first, of the latest answers."""
    spoken, sent = (TurnRow.times[name].as_integer() for name in ("speech_end", "sent"))
    query = (
        select(sent - spoken)
        .join(CallRow, CallRow.id == TurnRow.call_id)
        .where(
            *_counted(business_id, first, last),
            TurnRow.speaker == "assistant",
            spoken.is_not(None),
            sent.is_not(None),
        )
        .order_by(CallRow.started_at.desc())
        .limit(most)
    )
    return [int(one) for one in (await session.scalars(query)).all()]


async def looked_up(
    session: AsyncSession, business_id: str, since: datetime, most: int
) -> list[tuple[EventRow, datetime]]:
    """Each time that something was looked up for a question, with the start of its call; the
    latest calls first."""
    query = (
        select(EventRow, CallRow.started_at)
        .join(CallRow, CallRow.id == EventRow.call_id)
        .where(
            CallRow.business_id == business_id,
            CallRow.started_at >= since,
            CallRow.test.is_(False),
            EventRow.kind == "tool",
            EventRow.data["name"].as_string() == "know",
        )
        .order_by(CallRow.started_at.desc(), EventRow.at_ms)
        .limit(most)
    )
    return [(event, started) for event, started in (await session.execute(query)).all()]


async def caller_turns(
    session: AsyncSession, call_ids: Collection[str]
) -> dict[str, list[TurnRow]]:
    """What the callers of these calls said, in order."""
    found: dict[str, list[TurnRow]] = {}
    ids = sorted(call_ids)
    for begins in range(0, len(ids), 500):
        query = (
            select(TurnRow)
            .where(TurnRow.call_id.in_(ids[begins : begins + 500]), TurnRow.speaker == "caller")
            .order_by(TurnRow.start_ms, TurnRow.id)
        )
        for turn in (await session.scalars(query)).all():
            found.setdefault(turn.call_id, []).append(turn)
    return found
