"""Whom does which limit of a business bind? Callers or staff too? Pure.

Notice, horizon, lead time and the party that may be booked by phone bind callers. Seats, what is
taken already and the opening hours bind everybody; staff are bound by no limit of the telephone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from vaani.call.plan import BookingTerms, Business
from vaani.call.ports.toolbox import Refusal
from vaani.domain.bookings import opening
from vaani.domain.bookings.opening import DAY

_MOST_JOINED = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """Which limits are asked. `caller`: those of the telephone; `hours`: opening hours, closures,
    sessions and leave; `times`: anything about the start at all (no: it stays as it was)."""

    caller: bool = True
    hours: bool = True
    times: bool = True


CALLER = Policy()
STAFF = Policy(caller=False)
SAME_TIME = Policy(caller=False, hours=False, times=False)


def most_seats(terms: BookingTerms) -> int | None:
    """The largest party that there are seats for; None: seats are not counted."""
    tables = [one.seats for one in terms.resources if one.seats is not None]
    if not tables:
        return terms.capacity
    most = sorted(tables, reverse=True)[:_MOST_JOINED]
    return sum(most) if terms.combine_resources else max(tables)


def party_refusal(
    terms: BookingTerms, party: int | None, policy: Policy = CALLER
) -> Refusal | None:
    """Too few or too many. `by` says which limit it was: `seats`, or `phone`."""
    if party is None:
        return None
    if party < terms.party_min:
        return Refusal("party_too_small", {"limit": terms.party_min})
    limits = []
    seats = most_seats(terms)
    if seats is not None:
        limits.append((seats, "seats"))
    if policy.caller and terms.party_max_by_phone is not None:
        limits.append((terms.party_max_by_phone, "phone"))
    if limits and party > min(limits)[0]:
        limit, by = min(limits)
        return Refusal("party_too_large", {"limit": limit, "by": by})
    return None


def evening_of(business: Business, start: datetime) -> date:
    """Whose evening a start belongs to: past midnight, that of the night that is still running."""
    return opening.night_of(business, opening.local(business, start))


def evening_refusal(
    business: Business,
    terms: BookingTerms,
    start: datetime,
    party: int | None,
    own: Iterable[tuple[datetime, int | None]],
) -> Refusal | None:
    """Whether one caller's bookings of an evening are together more than is booked by phone."""
    limit, evening = terms.party_max_by_phone, evening_of(business, start)
    same = [seats or 0 for at, seats in own if evening_of(business, at) == evening]
    if limit is None or party is None or not same or sum(same) + party <= limit:
        return None
    return Refusal(
        "party_too_large", {"limit": limit, "by": "phone", "booked": sum(same), "date": evening}
    )


def horizon_refusal(
    business: Business, terms: BookingTerms, day: date, now: datetime, policy: Policy
) -> Refusal | None:
    last = opening.today(business, now) + terms.max_days_ahead * DAY
    if policy.caller and day > last:
        return Refusal("too_far", {"last": last, "days": terms.max_days_ahead})
    return None


def clock_refusal(
    terms: BookingTerms, start: datetime, now: datetime, policy: Policy, held: bool
) -> Refusal | None:
    """`held`: the slot was promised while it was in time, so that only the past refuses it."""
    begin = start.astimezone(UTC)
    if begin < now:
        return Refusal("past")
    lead = timedelta(minutes=terms.min_lead_minutes)
    if policy.caller and not held and begin < now + lead:
        return Refusal("too_soon", {"minutes": terms.min_lead_minutes})
    return None


def is_walk_in(start: datetime, now: datetime, grid: int, policy: Policy) -> bool:
    """Somebody who stands at the desk: staff need no start of the grid for him."""
    return not policy.caller and start.astimezone(UTC) < now + timedelta(minutes=grid)


def too_late_to_change(terms: BookingTerms, start: datetime, now: datetime) -> Refusal | None:
    """RULES 1.8: from the notice before the start on, nothing is changed by phone."""
    notice = timedelta(minutes=terms.change_notice_minutes)
    if now.astimezone(UTC) >= start.astimezone(UTC) - notice:
        return Refusal("notice", {"minutes": terms.change_notice_minutes})
    return None
