"""Is this slot free, if not why, and which ones are? Pure: business, wish, busy times and now in.

The refusals and their order are RULES 2.9; a party outside the limits is told after the times and
before `full`. Busy times carry their buffer already. Nothing here reads a clock or a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

from vaani.call.plan import BookingTerms, Business, Resource, Service
from vaani.call.ports.toolbox import FreeSlot, Refusal, RefusalReason, Wish
from vaani.domain.bookings import opening, policy
from vaani.domain.bookings.opening import DAY, Span
from vaani.domain.bookings.policy import CALLER, Policy
from vaani.kit.errors import DomainError

POOL = ""
"""The resource id under which pooled seats are taken."""

JOIN = "+"
"""Tables that were joined: `T1+T2`."""

_ORDER: tuple[RefusalReason, ...] = (
    "too_far", "closed_date", "closed_weekday", "leave", "outside_hours", "not_sitting",
    "past", "too_soon", "not_a_start", "party_too_small", "party_too_large", "full",
)  # fmt: skip
_DEFAULT_MINUTES = 30
_MOST_JOINED = 3


@dataclass(frozen=True, slots=True)
class Busy:
    """Time that is taken on one resource (or `seats` of the pool) from `start` until `end`, the
    buffer included."""

    start: datetime
    end: datetime
    resource_id: str = POOL
    seats: int = 0


@dataclass(frozen=True, slots=True)
class _Start:
    """A start that hours, sessions, leave and clock allow on one resource (None: the pool)."""

    start: datetime
    night: date
    minutes: int
    resource: Resource | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """The start that is asked about, on the wall and as a moment (None: the clocks skip it)."""

    wall: datetime
    start: datetime | None
    now: datetime
    held: bool
    binding: Policy


def terms_of(business: Business) -> BookingTerms:
    """Raises DomainError when the business takes no bookings."""
    if business.booking is None:
        raise DomainError("INVALID", f"{business.name} takes no bookings")
    return business.booking


def service_of(terms: BookingTerms, service_id: str | None) -> Service | None:
    return next((service for service in terms.services if service.id == service_id), None)


def resource_of(terms: BookingTerms, resource_id: str | None) -> Resource | None:
    return next((one for one in terms.resources if one.id == resource_id), None)


def minutes_of(
    terms: BookingTerms, resource: Resource | None, service_id: str | None, party: int | None
) -> int:
    """How long a booking lasts: by service, else by resource, else by party (first match)."""
    service = service_of(terms, service_id)
    if service is not None and service.minutes is not None:
        return service.minutes
    if resource is not None and resource.duration_minutes is not None:
        return resource.duration_minutes
    for duration in terms.durations:
        if duration.party_up_to is None or (party or 1) <= duration.party_up_to:
            return duration.minutes
    if terms.durations:
        return terms.durations[-1].minutes
    own = resource.slot_minutes if resource else None
    return own or _DEFAULT_MINUTES


def fitting(terms: BookingTerms, wish: Wish) -> tuple[Resource, ...]:
    """The resources that may serve the wish, in the order in which they are to be taken: tables
    from the smallest that seats the party, others as the file lists them."""
    named = [part for id_ in wish.resource_ids for part in id_.split(JOIN)]
    able = [one for one in terms.resources if not named or one.id in named]
    able = [one for one in able if _does(terms, one, wish.service_id)]
    if any(JOIN in id_ for id_ in wish.resource_ids):
        return tuple(able)
    seated = [one for one in able if one.seats is None or one.seats >= (wish.party or 1)]
    if all(one.kind == "table" for one in seated):
        seated.sort(key=lambda one: one.seats or 0)
    return tuple(seated)


def _does(terms: BookingTerms, resource: Resource, service_id: str | None) -> bool:
    if service_id is None:
        return True
    service = service_of(terms, service_id)
    if service is not None:
        return not service.resources or resource.id in service.resources
    words = resource.speciality
    spoken = {text.casefold() for text in (words.en, words.hi) if text} if words else set()
    return service_id.casefold() in spoken or service_id == resource.id


def check(
    business: Business,
    wish: Wish,
    busy: Sequence[Busy],
    now: datetime,
    *,
    held: bool = False,
    binding: Policy = CALLER,
) -> FreeSlot | Refusal:
    """The slot of the wish (day and time set), on the first resource that fits, or why not.

    `busy` leaves out what the caller himself holds or gives up. `held`: the slot was promised
    while it was in time, so that only the past refuses it. Raises DomainError without a time.
    """
    if wish.day is None or wish.at is None:
        raise DomainError("INVALID", "a slot needs a day and a time")
    terms = terms_of(business)
    wall = datetime.combine(wish.day, wish.at.replace(fold=0))
    at = opening.moment(business, wall, wish.at.fold)
    found = _starts_at(business, terms, wish, _Asked(wall, at, now, held, binding))
    if isinstance(found, Refusal):
        return found
    return policy.party_refusal(terms, wish.party, binding) or _first_free(terms, wish, found, busy)


def _starts_at(
    business: Business, terms: BookingTerms, wish: Wish, asked: _Asked
) -> Refusal | list[_Start]:
    if terms.capacity is not None:
        verdict = _judge(business, terms, None, wish, asked)
        return verdict if isinstance(verdict, Refusal) else [verdict]
    able = _may_serve(terms, wish)
    verdicts = [_judge(business, terms, one, wish, asked) for one in able]
    starts = [verdict for verdict in verdicts if isinstance(verdict, _Start)]
    refusals = [verdict for verdict in verdicts if isinstance(verdict, Refusal)]
    if starts:
        return starts
    if not refusals:
        return Refusal("not_sitting", {"periods": (), "last": None})
    return _nearest_miss(refusals)


def _may_serve(terms: BookingTerms, wish: Wish) -> tuple[Resource, ...]:
    """Those that fit; every one that a party could share, when tables are joined or none fits."""
    able = fitting(terms, wish)
    if able and not terms.combine_resources:
        return able
    return fitting(terms, replace(wish, party=None))


def _nearest_miss(refusals: Sequence[Refusal]) -> Refusal:
    """Of several who refuse, the one who came closest to a yes speaks; sessions are told of all."""
    chosen = max(refusals, key=lambda refusal: _ORDER.index(refusal.reason))
    same = [refusal for refusal in refusals if refusal.reason == chosen.reason]
    if chosen.reason != "not_sitting" or len(same) == 1:
        return chosen
    found = _periods_of_all({period for refusal in same for period in refusal.details["periods"]})
    lasts = [refusal.details["last"] for refusal in same if refusal.details["last"] is not None]
    return Refusal("not_sitting", {"periods": tuple(found), "last": max(lasts, default=None)})


def _periods_of_all(periods: Iterable[tuple[time, time]]) -> list[tuple[time, time]]:
    """Periods of several people as one sees them from outside: those that overlap are one."""
    found: list[tuple[time, time]] = []
    for first, last in sorted(periods):
        over_midnight = last <= first
        if found and not over_midnight and found[-1][0] < found[-1][1] and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _judge(
    business: Business,
    terms: BookingTerms,
    resource: Resource | None,
    wish: Wish,
    asked: _Asked,
) -> _Start | Refusal:
    """Everything but other people's bookings, in the order of RULES 2.9."""
    wall, now, binding = asked.wall, asked.now, asked.binding
    night = opening.night_of(business, wall, wish.night)
    minutes = minutes_of(terms, resource, wish.service_id, wish.party)
    refusal = policy.horizon_refusal(business, terms, wall.date(), now, binding)
    if refusal is None and binding.hours:
        refusal = _day_refusal(business, resource, night)
    if refusal is not None:
        return refusal
    spans = opening.spans(business, terms, resource, night, minutes)
    span = next((span for span in spans if span.holds(wall)), None)
    if span is None and binding.hours:
        return _hours_refusal(business, terms, resource, night, wall, minutes)
    grid = opening.grid_of(terms, resource)
    if asked.start is None:
        return Refusal("not_a_start", {"grid": grid}, resource.id if resource else None)
    if not binding.times:
        return _Start(asked.start, night, minutes, resource)
    late = policy.clock_refusal(terms, asked.start, now, binding, asked.held)
    if late is not None:
        return late
    free_of_grid = not binding.hours or policy.is_walk_in(asked.start, now, grid, binding)
    if not free_of_grid and span is not None and not span.on_grid(wall):
        return Refusal("not_a_start", {"grid": span.grid}, resource.id if resource else None)
    return _Start(asked.start, night, minutes, resource)


def _day_refusal(business: Business, resource: Resource | None, night: date) -> Refusal | None:
    if night in business.closures:
        return Refusal("closed_date", {"reason": business.closures[night], "date": night})
    if not opening.periods(business, night):
        return Refusal("closed_weekday", {"weekday": opening.weekday(night)})
    until = leave_until(resource, night)
    if resource is not None and until is not None:
        return Refusal("leave", {"until": until}, resource.id)
    return None


def leave_until(resource: Resource | None, day: date) -> date | None:
    """The last day of the leave that covers `day`, joined to leave that follows at once."""
    if resource is None:
        return None
    until: date | None = None
    for first, last in sorted(resource.leave):
        if first <= (day if until is None else until + DAY) <= last:
            until = last
    return until


def _hours_refusal(
    business: Business,
    terms: BookingTerms,
    resource: Resource | None,
    night: date,
    wall: datetime,
    minutes: int,
) -> Refusal:
    opened = opening.open_spans(business, night, terms.slot_minutes)
    in_hours = any(span.holds(wall) for span in opened)
    if resource is None or resource.sessions is None or not in_hours:
        return Refusal("outside_hours", _told(opened))
    sessions = opening.spans(business, terms, resource, night, minutes)
    return Refusal("not_sitting", _told(sessions), resource.id)


def _told(spans: Sequence[Span]) -> dict[str, object]:
    return {
        "periods": tuple((span.open.time(), span.close.time()) for span in spans),
        "last": spans[-1].last.time() if spans else None,
    }


def _first_free(
    terms: BookingTerms, wish: Wish, starts: Sequence[_Start], busy: Sequence[Busy]
) -> FreeSlot | Refusal:
    joined = next((id_ for id_ in wish.resource_ids if JOIN in id_), None)
    free = [one for one in starts if _is_free(terms, one, wish, busy)]
    if joined is not None:
        if {one.resource.id for one in free if one.resource} >= set(joined.split(JOIN)):
            return _slot(free[0], joined, wish)
        return Refusal("full")
    seats = wish.party or 1
    for one in free:
        if one.resource is None or one.resource.seats is None or one.resource.seats >= seats:
            return _slot(one, one.resource.id if one.resource else None, wish)
    together = _joined(free, seats) if terms.combine_resources else None
    if together is not None:
        return _slot(free[0], together, wish)
    return Refusal("full", resource_id=_only_named(wish))


def _joined(free: Sequence[_Start], seats: int) -> str | None:
    """The fewest free tables that seat the party together, with the fewest seats to spare; all of
    one area."""
    tables = [one.resource for one in free if one.resource and one.resource.kind == "table"]
    for count in range(2, min(len(tables), _MOST_JOINED) + 1):
        sets = [
            (total, tuple(table.id for table in some))
            for some in combinations(tables, count)
            if (total := sum(table.seats or 0 for table in some)) >= seats
            and len({table.area for table in some}) == 1
        ]
        if sets:
            return JOIN.join(min(sets, key=lambda one: one[0])[1])
    return None


def _only_named(wish: Wish) -> str | None:
    return wish.resource_ids[0] if len(wish.resource_ids) == 1 else None


def _slot(start: _Start, resource_id: str | None, wish: Wish) -> FreeSlot:
    after_midnight = start.start.date() != start.night
    return FreeSlot(
        start=start.start,
        minutes=start.minutes,
        resource_id=resource_id,
        party=wish.party,
        service_id=wish.service_id,
        night_of=start.night if after_midnight else None,
    )


def _is_free(terms: BookingTerms, one: _Start, wish: Wish, busy: Sequence[Busy]) -> bool:
    begin = one.start.astimezone(UTC)
    end = begin + timedelta(minutes=one.minutes + terms.buffer_minutes)
    own = one.resource.id if one.resource else POOL
    crossing = [b for b in busy if b.resource_id == own and b.start < end and begin < b.end]
    if terms.capacity is None:
        return not crossing
    return seats_taken(crossing, begin, end) + (wish.party or 1) <= terms.capacity


def seats_taken(busy: Sequence[Busy], begin: datetime, end: datetime) -> int:
    """The most seats of the pool that are taken at one moment of [begin, end)."""
    crossing = [one for one in busy if one.start < end and begin < one.end]
    moments = {begin, *(one.start for one in crossing if one.start > begin)}
    return max(sum(one.seats for one in crossing if one.start <= at < one.end) for at in moments)


def free_starts(
    business: Business,
    wish: Wish,
    night: date,
    busy: Sequence[Busy],
    now: datetime,
    binding: Policy = CALLER,
) -> Iterator[FreeSlot]:
    """Every free slot of one night for the wish, whatever its day and time, in order."""
    terms = terms_of(business)
    if policy.party_refusal(terms, wish.party, binding) is not None:
        return
    for wall in sorted(set(_possible_walls(business, terms, wish, night))):
        asked = replace(wish, day=wall.date(), at=wall.time())
        found = check(business, asked, busy, now, binding=binding)
        if isinstance(found, FreeSlot):
            yield found


def _possible_walls(
    business: Business, terms: BookingTerms, wish: Wish, night: date
) -> Iterator[datetime]:
    resources: Iterable[Resource | None] = (None,)
    if terms.capacity is None:
        resources = _may_serve(terms, wish)
    for resource in resources:
        minutes = minutes_of(terms, resource, wish.service_id, wish.party)
        for span in opening.spans(business, terms, resource, night, minutes):
            yield from span.starts()


def taken_until(terms: BookingTerms, start: datetime, minutes: int) -> datetime:
    """When the resource is free again: the end of the booking and its buffer, UTC."""
    return start.astimezone(UTC) + timedelta(minutes=minutes + terms.buffer_minutes)
