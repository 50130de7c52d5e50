"""When could a booking start, going by hours, sessions and the zone alone?

Wall-clock values are naive datetimes here, local to the business; `moment` turns them into aware
ones. A *night* is the day on which an opening period begins: a start after midnight belongs to the
night before (contracts: business file). Of a local time that the clock meets twice the first is
meant; one that it skips does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from vaani.call.plan import WEEKDAYS, BookingTerms, Business, Period, Resource, Weekday

DAY = timedelta(days=1)
_SMALL_HOURS_END = time(5)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Starts may lie from `first` to `last`, both included, every `grid` minutes from `origin`.

    `open` and `close` are what a caller is told.
    """

    night: date
    open: datetime
    close: datetime
    first: datetime
    last: datetime
    origin: datetime
    grid: int

    def holds(self, start: datetime) -> bool:
        return self.first <= start <= self.last

    def on_grid(self, start: datetime) -> bool:
        return (start - self.origin) % timedelta(minutes=self.grid) == timedelta()

    def starts(self) -> Iterator[datetime]:
        step = timedelta(minutes=self.grid)
        missing = (self.origin - self.first) % step
        start = self.first + missing
        while start <= self.last:
            yield start
            start += step


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def zone(business: Business) -> ZoneInfo:
    return zone_of(business.timezone)


def weekday(day: date) -> Weekday:
    return WEEKDAYS[day.weekday()]


def local(business: Business, moment_: datetime) -> datetime:
    """A moment as the clock on the business's wall shows it."""
    return moment_.astimezone(zone(business)).replace(tzinfo=None, fold=0)


def today(business: Business, now: datetime) -> date:
    return local(business, now).date()


def moment(business: Business, wall: datetime, fold: int = 0) -> datetime | None:
    """The aware moment of a wall-clock time, in the business's zone; None when it is skipped.
    `fold` 1: the second of two, where the clocks are put back."""
    aware = wall.replace(tzinfo=zone(business), fold=fold)
    back = aware.astimezone(UTC).astimezone(zone(business))
    return aware if back.replace(tzinfo=None) == wall else None


def periods(business: Business, night: date) -> tuple[Period, ...]:
    """The opening periods that begin on that day; closures are not looked at."""
    return business.periods_of(night)


def opens(night: date, period: Period) -> datetime:
    return datetime.combine(night, period.open)


def closes(night: date, period: Period) -> datetime:
    day = night + DAY if period.close <= period.open else night
    return datetime.combine(day, period.close)


def last_start(night: date, period: Period) -> datetime:
    """The latest start; without `last`, the last minute before closing."""
    if period.last is None:
        return closes(night, period) - _MINUTE
    day = night + DAY if period.last < period.open else night
    return datetime.combine(day, period.last)


def open_spans(business: Business, night: date, grid: int) -> tuple[Span, ...]:
    """The opening hours of one night as spans."""
    found = []
    for period in periods(business, night):
        start = opens(night, period)
        last = last_start(night, period)
        found.append(Span(night, start, closes(night, period), start, last, start, grid))
    return tuple(found)


def grid_of(terms: BookingTerms, resource: Resource | None) -> int:
    own = resource.slot_minutes if resource else None
    return own or terms.slot_minutes


def spans(
    business: Business, terms: BookingTerms, resource: Resource | None, night: date, minutes: int
) -> tuple[Span, ...]:
    """Where a booking of `minutes` on `resource` may start that night: the opening hours, and its
    sessions when it has any. Leave, closures and other bookings are not looked at."""
    opened = open_spans(business, night, grid_of(terms, resource))
    if resource is None or resource.sessions is None:
        return opened
    found = []
    for begin, end in resource.sessions.get(weekday(night), ()):
        session = datetime.combine(night, begin)
        finish = datetime.combine(night + DAY if end <= begin else night, end)
        for span in opened:
            first = max(span.first, session)
            last = min(span.last, finish - timedelta(minutes=minutes))
            if first <= last:
                found.append(Span(night, session, finish, first, last, session, span.grid))
    return tuple(found)


def night_of(business: Business, wall: datetime, before_midnight: bool = False) -> date:
    """The night to which a wall-clock start belongs: the one before, while its hours run on past
    midnight (or have just ended and the new day's have not begun), else its own day.
    `before_midnight`: small hours were said of the night before."""
    day = wall.date()
    before = day - DAY
    if before_midnight and wall.time() < _SMALL_HOURS_END:
        return before
    running = [
        (opens(before, period), closes(before, period))
        for period in periods(business, before)
        if period.close <= period.open
    ]
    if any(start <= wall < end for start, end in running):
        return before
    own = [opens(day, period) for period in periods(business, day)]
    if running and wall.time() < _SMALL_HOURS_END and all(wall < start for start in own):
        return before
    return day
