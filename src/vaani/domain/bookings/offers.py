"""Which free slots are offered, and which readings of a clock time are possible? Pure.

RULES 2.6 (a bare hour), 2.8 (after midnight) and 2.10 (nearest on the same day first, then other
days). Every slot that comes out is free for the wish among the `busy` times given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from vaani.call.plan import BookingTerms, Business, Resource
from vaani.call.ports.toolbox import FreeSlot, Wish
from vaani.domain.bookings import opening
from vaani.domain.bookings.opening import DAY
from vaani.domain.bookings.policy import CALLER, Policy
from vaani.domain.bookings.rules import Busy, fitting, free_starts, minutes_of, terms_of


def night_of_wish(business: Business, wish: Wish, now: datetime) -> date:
    """The night that is asked for: the wish's own, or today."""
    day = wish.day or opening.today(business, now)
    if wish.at is None:
        return day
    return opening.night_of(business, datetime.combine(day, wish.at), wish.night)


def near(
    business: Business,
    wish: Wish,
    busy: Sequence[Busy],
    now: datetime,
    limit: int,
    binding: Policy = CALLER,
) -> tuple[FreeSlot, ...]:
    """The nearest free slots of the wish's night, one on each side when there is one."""
    night = night_of_wish(business, wish, now)
    free = list(free_starts(business, wish, night, busy, now, binding))
    if wish.at is None or wish.day is None:
        return tuple(free[:limit])
    wall = datetime.combine(wish.day, wish.at)
    return tuple(_around(business, free, wall, limit))


def _around(
    business: Business, free: Sequence[FreeSlot], wall: datetime, limit: int
) -> list[FreeSlot]:
    def distance(slot: FreeSlot) -> timedelta:
        return abs(opening.local(business, slot.start) - wall)

    nearest = sorted(free, key=distance)
    before = [slot for slot in nearest if opening.local(business, slot.start) <= wall]
    after = [slot for slot in nearest if opening.local(business, slot.start) > wall]
    sides = [side[0] for side in (before, after) if side][:limit]
    others = [slot for slot in nearest if slot not in sides]
    return sorted([*sides, *others[: limit - len(sides)]], key=lambda slot: slot.start)


def between(
    business: Business,
    wish: Wish,
    busy: Sequence[Busy],
    now: datetime,
    earliest: datetime,
    latest: datetime,
    limit: int,
    last_first: bool,
) -> tuple[FreeSlot, ...]:
    """The first free slots from `earliest` to `latest`, both included; or the last ones first."""
    first_night = opening.local(business, earliest).date() - DAY
    last_night = min(
        opening.local(business, latest).date(),
        opening.today(business, now) + terms_of(business).max_days_ahead * DAY,
    )
    nights = [first_night + n * DAY for n in range((last_night - first_night).days + 1)]
    found: list[FreeSlot] = []
    for night in reversed(nights) if last_first else nights:
        slots = [
            slot
            for slot in free_starts(business, wish, night, busy, now)
            if earliest <= slot.start.astimezone(UTC) <= latest
        ]
        found.extend(reversed(slots) if last_first else slots)
        if len(found) >= limit:
            break
    return tuple(found[:limit])


def other_days(
    business: Business, wish: Wish, busy: Sequence[Busy], now: datetime, limit: int
) -> tuple[FreeSlot, ...]:
    """One free slot a day on the days after the wish's: the same time, else the nearest."""
    night = night_of_wish(business, wish, now)
    last = opening.today(business, now) + terms_of(business).max_days_ahead * DAY
    found: list[FreeSlot] = []
    for other in _days_after(night, last):
        free = list(free_starts(business, wish, other, busy, now))
        if not free:
            continue
        if wish.at is None or wish.day is None:
            found.append(free[0])
        else:
            wall = datetime.combine(wish.day, wish.at) + (other - night)
            found.append(_nearest(business, free, wall))
        if len(found) >= limit:
            break
    return tuple(found)


def _nearest(business: Business, free: Sequence[FreeSlot], wall: datetime) -> FreeSlot:
    return min(free, key=lambda slot: abs(opening.local(business, slot.start) - wall))


def _days_after(night: date, last: date) -> Iterator[date]:
    day = night + DAY
    while day <= last:
        yield day
        day += DAY


def readings(
    business: Business, wish: Wish, day: date, times: Iterable[time], now: datetime
) -> tuple[datetime, ...]:
    """The possible starts among `times` on `day` and in its night, that have not passed.

    The grid, closures, leave and other bookings do not matter here: a reading that they forbid is
    refused for its true reason later. In the small hours the night before counts as today too.
    """
    nights = [day]
    if day == opening.today(business, now):
        nights.insert(0, day - DAY)
    found: set[datetime] = set()
    for night in nights:
        spans = list(_all_spans(business, wish, night))
        for at in times:
            for wall in (datetime.combine(night, at), datetime.combine(night + DAY, at)):
                if night != day and wall.date() != day:
                    continue
                start = opening.moment(business, wall)
                if start and start >= now and any(span.holds(wall) for span in spans):
                    found.add(start)
    return tuple(sorted(found))


def _all_spans(business: Business, wish: Wish, night: date) -> Iterator[opening.Span]:
    terms = business.booking
    if terms is None or terms.capacity is not None or not _is_particular(terms, wish):
        yield from opening.open_spans(business, night, 1)
        return
    for resource in _meant(terms, wish):
        minutes = minutes_of(terms, resource, wish.service_id, wish.party)
        yield from opening.spans(business, terms, resource, night, minutes)


def _is_particular(terms: BookingTerms, wish: Wish) -> bool:
    return bool(wish.resource_ids) or wish.service_id is not None


def _meant(terms: BookingTerms, wish: Wish) -> tuple[Resource, ...]:
    return fitting(terms, replace(wish, party=None))
