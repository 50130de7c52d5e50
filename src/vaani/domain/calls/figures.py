"""What do the calls of a business add up to? Counts, hours, answer times; without test calls."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vaani.call.plan import WEEKDAYS, Business, Weekday
from vaani.domain.calls import repository
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError
from vaani.storage.session import Database

USUAL = timedelta(days=30)
LONGEST = timedelta(days=366)
MOST_ANSWERS = 20_000
"""So many of the latest answers are measured."""
_ANSWERED = ("in_progress", "completed")


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """From the caller's last word to our first, in ms, over so many answers; None: there were
    none."""

    answers: int
    p50_ms: int | None
    p95_ms: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """One day, local to the business."""

    day: date
    calls: int
    booked: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Calls of a stretch of time. `answered`: somebody was talked with; `booked`: a booking was
    made in it. `hours` are calls by weekday and hour of their start, local to the business."""

    calls: int
    answered: int
    booked: int
    minutes: float
    directions: Mapping[str, int]
    statuses: Mapping[str, int]
    outcomes: Mapping[str, int]
    languages: Mapping[str, int]
    ended_by: Mapping[str, int]
    interrupted_calls: int
    interruptions: int
    answer_times: AnswerTimes
    rating: float | None
    rated: int
    days: tuple[Day, ...]
    hours: Mapping[Weekday, tuple[int, ...]]


class CallFigures:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def now(self) -> datetime:
        """The moment up to which figures go."""
        return self._clock.now()

    def stretch(self, first: datetime | None, last: datetime | None) -> tuple[datetime, datetime]:
        """From when until when: the last 30 days, unless it is said. Raises DomainError INVALID."""
        last = last or self._clock.now()
        first = first or last - USUAL
        if not timedelta(0) < last - first <= LONGEST:
            message = f"`from` must lie before `to`, and at most {LONGEST.days} days before it."
            raise DomainError("INVALID", message)
        return first, last

    async def of_business(self, business: Business, first: datetime, last: datetime) -> Figures:
        """Of the calls that started from `first` on and before `last`."""
        async with self._database.reading() as session:
            groups = await repository.sums(session, business.id, first, last)
            starts = await repository.starts(session, business.id, first, last)
            cut_calls, cuts = await repository.interruptions(session, business.id, first, last)
            waits = await repository.answer_times(session, business.id, first, last, MOST_ANSWERS)

        def by(name: str) -> dict[str, int]:
            found: Counter[str] = Counter()
            for one in groups:
                if (key := getattr(one, name)) is not None:
                    found[key] += int(one.calls)
            return dict(found.most_common())

        calls = sum(int(one.calls) for one in groups)
        statuses = by("status")
        rated = sum(int(one.rated) for one in groups)
        stars = sum(int(one.stars or 0) for one in groups)
        days, hours = await asyncio.to_thread(_when, starts, business.timezone)
        return Figures(
            calls=calls,
            answered=sum(
                int(one.calls) for one in groups
                if one.status in _ANSWERED or one.outcome is not None
            ),
            booked=by("outcome").get("booked", 0),
            minutes=round(sum(int(one.ms or 0) for one in groups) / 60_000, 1),
            directions=by("direction"),
            statuses=statuses,
            outcomes=by("outcome"),
            languages=by("language"),
            ended_by=by("ended_by"),
            interrupted_calls=cut_calls,
            interruptions=cuts,
            answer_times=_times(waits),
            rating=round(stars / rated, 2) if rated else None,
            rated=rated,
            days=days,
            hours=hours,
        )  # fmt: skip


def _times(waits: Sequence[int]) -> AnswerTimes:
    ordered = sorted(max(0, one) for one in waits)
    if not ordered:
        return AnswerTimes(0, None, None)
    return AnswerTimes(len(ordered), _share(ordered, 50), _share(ordered, 95))


def _share(ordered: Sequence[int], percent: int) -> int:
    """The nearest-rank percentile."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _when(
    starts: Sequence[tuple[datetime, str | None]], timezone: str
) -> tuple[tuple[Day, ...], dict[Weekday, tuple[int, ...]]]:
    zone = ZoneInfo(timezone)
    calls: Counter[date] = Counter()
    booked: Counter[date] = Counter()
    hours = [[0] * 24 for _ in WEEKDAYS]
    for start, outcome in starts:
        local = start.astimezone(zone)
        calls[local.date()] += 1
        booked[local.date()] += outcome == "booked"
        hours[local.weekday()][local.hour] += 1
    days = tuple(Day(day, calls[day], booked[day]) for day in sorted(calls))
    return days, {name: tuple(hours[number]) for number, name in enumerate(WEEKDAYS)}
