"""What may be booked, worked out a second time: a reading of the business file of its own.

The generated callers' judge. It shares no code with `domain/bookings`: the YAML document goes in,
a plain list of what is taken stands beside it, and it answers which wish is to be refused and what
a booking takes. Where the two differ, one of them is wrong about the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a caller wants: wall-clock day and time, and how many or whom."""

    day: date
    at: time
    party: int | None = None
    person: str | None = None

    @property
    def start(self) -> datetime:
        return datetime.combine(self.day, self.at)


@dataclass(frozen=True, slots=True)
class Taken:
    """A booking that stands."""

    ref: str
    meant: Meant
    minutes: int
    resource: str
    name: str

    @property
    def end(self) -> datetime:
        return self.meant.start + timedelta(minutes=self.minutes)


@dataclass(slots=True)
class Rulebook:
    """One business file and its calendar. `now` is wall-clock time of the business."""

    document: dict[str, Any]
    now: datetime
    taken: list[Taken] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    """References of the caller's own bookings: a party is not split over bookings of one night."""

    @property
    def booking(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["booking"]
        return found

    @property
    def largest(self) -> int | None:
        """The most people that may be booked by phone; None: parties are not asked for."""
        party = self.booking.get("party")
        return int(party["max_by_phone"]) if party else None

    def refused(self, meant: Meant, but: str | None = None) -> str | None:
        """Why the wish cannot be booked; None: it can. `but` is a booking that would be moved."""
        if self.largest is not None and self._party(meant, but) > self.largest:
            return "large"
        if meant.start - self.now < timedelta(minutes=self.booking.get("min_lead_minutes", 0)):
            return "soon"
        if (meant.day - self.now.date()).days > self.booking["max_days_ahead"]:
            return "far"
        if not self._startable(meant):
            return "hours"
        if self.resource(meant, but) is None:
            return "full"
        return None

    def _party(self, meant: Meant, but: str | None) -> int:
        beside = [one for one in self.taken if one.ref in self.own and one.ref != but]
        same = [one for one in beside if _night(one.meant) == _night(meant)]
        return (meant.party or 0) + sum(one.meant.party or 0 for one in same)

    def resource(self, meant: Meant, but: str | None = None) -> str | None:
        """What the booking takes: the smallest free table that seats them, or the person; of
        pooled seats the empty name. None: nothing is free."""
        begin, end = meant.start, meant.start + timedelta(minutes=self.minutes(meant))
        beside = [
            one
            for one in self.taken
            if one.ref != but and one.meant.start < end and begin < one.end
        ]
        if "capacity" in self.booking:
            return "" if self._seated(beside, begin) + (meant.party or 0) <= self._seats else None
        busy = {one.resource for one in beside}
        fitting = [
            one
            for one in self.booking["resources"]
            if one["id"] not in busy
            and (meant.person is None or one["id"] == meant.person)
            and one.get("seats", 99) >= (meant.party or 0)
        ]
        fitting.sort(key=lambda one: one.get("seats", 0))
        return str(fitting[0]["id"]) if fitting else None

    @property
    def _seats(self) -> int:
        return int(self.booking["capacity"])

    @staticmethod
    def _seated(beside: list[Taken], begin: datetime) -> int:
        """The most seats taken at any one moment from `begin` on."""
        moments = [begin, *(one.meant.start for one in beside if one.meant.start > begin)]
        return max(
            sum(one.meant.party or 0 for one in beside if one.meant.start <= at < one.end)
            for at in moments
        )

    def minutes(self, meant: Meant) -> int:
        """How long it takes."""
        if meant.person is not None:
            return int(self._person(meant.person)["duration_minutes"])
        for rule in self.booking["duration_minutes"]:
            if (meant.party or 0) <= rule.get("party_up_to", 99):
                return int(rule["minutes"])
        raise ValueError("The business file gives no duration for this party.")

    def book(self, ref: str, meant: Meant, name: str) -> Taken:
        """Write it down; the caller has checked that it is not refused."""
        resource = self.resource(meant)
        if resource is None:
            raise ValueError("There is nothing free for this booking.")
        row = Taken(ref, meant, self.minutes(meant), resource, name)
        self.taken.append(row)
        return row

    def move(self, ref: str, meant: Meant) -> None:
        """The same booking with new values; it keeps its place when that still fits."""
        row = next(one for one in self.taken if one.ref == ref)
        resource = self.resource(meant, but=ref)
        if resource is None:
            raise ValueError("There is nothing free for this change.")
        self.taken.remove(row)
        moved = replace(row, meant=meant, minutes=self.minutes(meant), resource=resource)
        self.taken.append(moved)

    def cancel(self, ref: str) -> None:
        """Take it out."""
        self.taken = [one for one in self.taken if one.ref != ref]

    def starts(self, day: date, person: str | None) -> list[time]:
        """Every start on the grid of that calendar day from six on, free or not."""
        every = (time(hour, minute) for hour in range(6, 24) for minute in range(0, 60, 5))
        return [at for at in every if self._startable(Meant(day, at, 1, person))]

    def _person(self, id_: str) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.booking["resources"] if one["id"] == id_)
        return found

    def _startable(self, meant: Meant) -> bool:
        """Open, sitting, on the grid: also of the evening before, which may run past midnight."""
        return any(self._starts_in(meant, night) for night in (meant.day, meant.day - _DAY))

    def _starts_in(self, meant: Meant, night: date) -> bool:
        if night.isoformat() in self.document.get("closures", {}):
            return False
        grid = int(self.booking["slot_minutes"])
        for period in self.document["hours"].get(_DAYS[night.weekday()], ()):
            opened = _moment(night, period["open"])
            closed = _moment(night, period["close"])
            if closed <= opened:
                closed += _DAY
            last = closed - timedelta(minutes=1)
            if "last" in period:
                last = _moment(night, period["last"])
                last += _DAY if last < opened else timedelta()
            if not opened <= meant.start <= last:
                continue
            if meant.person is None:
                if (meant.start - opened) % timedelta(minutes=grid) == timedelta():
                    return True
            elif self._sits(meant, night):
                return True
        return False

    def _sits(self, meant: Meant, night: date) -> bool:
        person = self._person(meant.person or "")
        for begin, end in person.get("leave", ()):
            if begin <= night.isoformat() <= end:
                return False
        grid = timedelta(minutes=int(person.get("slot_minutes", self.booking["slot_minutes"])))
        length = timedelta(minutes=self.minutes(meant))
        for begin, end in person["sessions"].get(_DAYS[night.weekday()], ()):
            start, finish = _moment(night, begin), _moment(night, end)
            if start <= meant.start <= finish - length and (meant.start - start) % grid == _NONE:
                return True
        return False


_NONE = timedelta()


def _night(meant: Meant) -> date:
    """The evening to which the small hours belong."""
    return (meant.start - timedelta(hours=5)).date()


def _moment(night: date, clock: str) -> datetime:
    return datetime.combine(night, time.fromisoformat(clock))
