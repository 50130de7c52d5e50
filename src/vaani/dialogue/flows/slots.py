"""How do values that were said become a settled day, time, person and party? And what if not?

RULES 2 and 3.2: bare hours, nights, two readings, refusals for their true reason, alternatives.
Each function settles one thing or asks the one question that is due; True means: go on.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from vaani.call.plan import Resource, Service
from vaani.call.ports.toolbox import BookedRow, FreeSlot, Refusal, RefusalReason, Wish
from vaani.dialogue.evenings import evening_of, party_of
from vaani.dialogue.flows.nights import (
    PARTS_OF_DAY,
    SMALL_HOURS,
    asked_time,
    by_night,
    calendar_day,
)
from vaani.dialogue.flows.offers import make_offer
from vaani.dialogue.flows.places import area_too_small, areas_wished, elsewhere
from vaani.dialogue.flows.said import with_wish
from vaani.dialogue.flows.talk import Option, Step, Task, wish_of
from vaani.dialogue.flows.wants import (
    Bookings,
    Check,
    FreeBetween,
    FreeNear,
    FreeOtherDays,
    Readings,
    Want,
)
from vaani.dialogue.understanding.in_part import named_in_part
from vaani.dialogue.understanding.match import spoken
from vaani.dialogue.understanding.tables import WAITING_LIST
from vaani.language.found import ClockReading

Settling = Generator[Want, Any, bool]
_DAY_REASONS: tuple[RefusalReason, ...] = ("too_far", "closed_date", "closed_weekday", "leave")
_HOUSE_REASONS: tuple[RefusalReason, ...] = ("too_far", "closed_date", "closed_weekday")
_CLOCK_REASONS: tuple[RefusalReason, ...] = ("past", "too_soon", "outside_hours", "not_sitting")
_CLOSENESS: tuple[RefusalReason, ...] = (
    "past", "too_far", "closed_date", "closed_weekday", "leave", "outside_hours", "not_sitting",
    "too_soon", "not_a_start", "full",
)  # fmt: skip


def settle_person(step: Step) -> Settling:
    """One person, one service, or several who may serve equally."""
    task = step.talk.tasks[0]
    terms = step.terms
    named = [step.resource(id_) for id_ in task.people]
    if len(task.people) > 1 and not task.anybody and any(o and o.kind == "person" for o in named):
        able = tuple(id_ for id_ in task.people if not task.skilled or id_ in task.skilled)
        if len(able) > 1:
            found = [one for id_ in able if (one := step.resource(id_)) is not None]
            step.options = tuple(Option("person", resource_id=one.id) for one in found)
            step.ask("which_person", "which", "ask_which", people=tuple(found))
            return False
        task = step.update(people=able)
    if task.stranger:
        task = _tell_of_stranger(step, task)
    if not _able(step):
        return False
    task = step.talk.tasks[0]
    person = step.resource(task.people[0]) if task.people else None
    if person is not None and not task.service:
        task = _service_of_person(step, task, person)
    if task.row is not None:
        return True
    if "service" in terms.required and not task.service and not task.skilled:
        part = _in_part(step)
        if len(part) != 1:
            names = tuple(one.name for one in part)[:4] or service_names(step)
            step.ask("ask_service", "service", "ask_service", services=names)
            return False
        step.update(service=part[0].id, skilled=part[0].resources, called=step.text)
    if "doctor" in terms.required and not task.people and not task.skilled and not task.anybody:
        step.ask("ask_doctor", "doctor", "ask_doctor", people=_persons(step))
        return False
    return True
    yield


def _in_part(step: Step) -> tuple[Service, ...]:
    """ "Massage", where the only one is a head massage; "haircut", where there are two."""
    found = named_in_part(spoken(step.text), step.business)
    return tuple(one for one in step.terms.services if one.id in found)


def _tell_of_stranger(step: Step, task: Task) -> Task:
    """Nobody is taken for one whose name only sounds alike: who does it here is said instead."""
    able = task.skilled or tuple(one.id for one in step.terms.resources)
    found = [one for id_ in able if (one := step.resource(id_)) is not None]
    people = tuple(one for one in found if one.kind == "person")[:4]
    step.say("nobody_called", "unavailable", name=task.stranger, people=people)
    return step.update(stranger="")


def _able(step: Step) -> bool:
    """Whoever was named for what she does not do is never replaced without a word: the caller
    hears who does it, and chooses where several do."""
    task = step.talk.tasks[0]
    who = step.resource(task.unable[0]) if task.unable else None
    step.update(unable=())
    if who is None or not task.service:
        return True
    service = next((one.name for one in step.terms.services if one.id == task.service), None)
    others = [one for id_ in task.skilled if (one := step.resource(id_)) is not None]
    people = tuple(one for one in others if one.kind == "person")
    step.say(
        "not_their_work", "unavailable", who=who, service=service or task.called, people=people
    )
    if len(people) < 2:
        return True
    step.options = tuple(Option("person", resource_id=one.id) for one in people)
    step.ask("with_whom", "which", "ask_which", people=people)
    return False


def _service_of_person(step: Step, task: Task, person: Resource) -> Task:
    if step.terms.services:
        own = [one for one in step.terms.services if person.id in one.resources]
        return step.update(service=own[0].id) if len(own) == 1 else task
    if person.speciality is None:
        return task
    return step.update(service=person.speciality.en or person.speciality.hi)


def service_names(step: Step) -> tuple[Any, ...]:
    """The texts of what can be booked, each once, at most four."""
    if step.terms.services:
        return tuple(one.name for one in step.terms.services)[:4]
    seen = {one.speciality: None for one in step.terms.resources if one.speciality}
    return tuple(seen)[:4]


def _persons(step: Step) -> tuple[Resource, ...]:
    return tuple(one for one in step.terms.resources if one.kind == "person")[:4]


def settle_day(step: Step) -> Settling:
    """One day that is not refused as a whole."""
    task = _open_weekend(step)
    if len(task.days) == 2:
        step.options = tuple(Option("day", day=day) for day in sorted(task.days))
        key = "clash" if task.why == "clash" else "which_day"
        step.ask(key, "which", "ask_which", one=min(task.days), two=max(task.days))
        return False
    if task.day is None:
        return True
    if task.start is not None:
        return True
    probe = _probe(step, task.day)
    found = yield Check(replace(wish_of(task, step), day=task.day, at=probe, party=None))
    if isinstance(found, Refusal) and _whole_day(found):
        yield from refuse(step, found, task.day, None)
        return False
    return True


def _open_weekend(step: Step) -> Task:
    """ "At the weekend", where the house is shut on Sundays: the Saturday."""
    task = step.talk.tasks[0]
    if task.why != "weekend" or len(task.days) != 2:
        return task
    open_days = tuple(day for day in task.days if step.business.periods_of(day))
    return step.update(days=open_days, why="definite") if len(open_days) == 1 else task


def settle_house(step: Step) -> Settling:
    """While nobody and nothing is chosen: is the house open at all on that day?"""
    task = step.talk.tasks[0]
    chosen = task.people or task.skilled or task.service or task.anybody
    if chosen or task.day is None or task.start is not None or not step.terms.resources:
        return True
    at = _probe(step, task.day)
    found = yield Check(replace(wish_of(task, step), day=task.day, at=at, party=None))
    if isinstance(found, Refusal) and found.reason in _HOUSE_REASONS:
        yield from refuse(step, found, task.day, None)
        return False
    return True


def _whole_day(refusal: Refusal) -> bool:
    if refusal.reason in _DAY_REASONS:
        return True
    return refusal.reason == "not_sitting" and not refusal.details.get("periods")


def _probe(step: Step, day: date) -> time:
    periods = step.business.periods_of(day)
    if not periods:
        return time(12)
    last = periods[-1].last or periods[-1].open
    return last if last >= SMALL_HOURS else periods[-1].open


def settle_time(step: Step) -> Settling:
    """One start, or the question which one, or an offer."""
    task = step.talk.tasks[0]
    if task.start is not None:
        return True
    clock = task.clock
    if clock is None:
        return True
    if task.day is None and clock.bound not in ("earliest", "latest"):
        return True
    if not clock.times or clock.bound in ("after", "before", "earliest", "latest") or clock.until:
        yield from offer_within(step)
        return False
    assert_day = task.day or step.today
    starts = yield from _starts(step, task, assert_day, clock.times)
    if len(starts) == 1:
        step.update(start=starts[0])
        return True
    if len(starts) >= 2:
        step.options = tuple(Option("time", start=start) for start in starts)
        step.ask("which_time", "which", "ask_which", one=starts[0], two=starts[-1])
        return False
    yield from _outside(step, task, assert_day, clock.times)
    return False


def _starts(
    step: Step, task: Task, day: date, times: tuple[time, ...]
) -> Generator[Want, Any, tuple[datetime, ...]]:
    wish = wish_of(task, step)
    starts: tuple[datetime, ...] = yield Readings(day, times, wish)
    small = tuple(at for at in times if at < SMALL_HOURS)
    by_day = any(one.time() >= SMALL_HOURS for one in starts)
    if (
        small
        and not by_day
        and not task.night
        and (task.clock is None or task.clock.part != "night")
    ):
        before = yield Readings(day - timedelta(1), small, wish)
        starts = tuple(sorted({*starts, *(one for one in before if one.date() == day)}))
    return starts


def _outside(
    step: Step, task: Task, day: date, times: tuple[time, ...]
) -> Generator[Want, Any, None]:
    """No reading is possible: the refusal that comes closest to a yes is the reason."""
    found: list[tuple[Refusal, time]] = []
    for at in times:
        wish = replace(wish_of(task, step), day=calendar_day(task, day, at), at=at)
        answer = yield Check(replace(wish, night=by_night(task, at)))
        if isinstance(answer, Refusal):
            found.append((answer, at))
        else:
            step.update(start=answer.start)
            yield from check_slot(step)
            return
    refusal, at = max(
        found,
        key=lambda one: (
            _CLOSENESS.index(one[0].reason) if one[0].reason in _CLOSENESS else 0,
            time(8) <= one[1] <= time(22),
        ),
    )
    yield from refuse(step, refusal, day, at)


def check_slot(step: Step) -> Settling:
    """Is the settled start free? Holds it, or refuses with the true reason and alternatives."""
    task = step.talk.tasks[0]
    if task.start is None:
        return True
    if task.slots and task.slots[0].start == task.start:
        return True
    day, at = task.start.date(), task.start.time().replace(second=0, microsecond=0)
    wish = replace(wish_of(task, step), day=day, at=at)
    found = yield Check(wish)
    if isinstance(found, Refusal):
        yield from refuse(step, found, day, at)
        return False
    slots: tuple[FreeSlot, ...] = (found,)
    while len(slots) < task.count:
        more = yield from _beside(step, wish, slots)
        if more is None:
            step.say("only_one", "unavailable", start=found.start)
            step.update(count=1)
            break
        slots = (*slots, more)
    notes = tuple(note for note in step.talk.tasks[0].notes if note != WAITING_LIST)
    step.update(slots=slots, offered=(), refused_at=None, notes=notes)
    step.hold = found
    return True


def _beside(
    step: Step, wish: Wish, slots: tuple[FreeSlot, ...]
) -> Generator[Want, Any, FreeSlot | None]:
    """A slot for the next person: the same time with somebody else, else right after."""
    taken = {slot.resource_id for slot in slots}
    ids = wish.resource_ids or tuple(one.id for one in step.terms.resources)
    others = tuple(id_ for id_ in ids if id_ not in taken)
    if others:
        found = yield Check(replace(wish, resource_ids=others))
        if isinstance(found, FreeSlot):
            return found
    last = max(
        slot.start + timedelta(minutes=slot.minutes + step.terms.buffer_minutes) for slot in slots
    )
    free = yield FreeBetween(wish, last, last + timedelta(hours=2), 1)
    return free[0] if free else None


def refuse(step: Step, refusal: Refusal, day: date, at: time | None) -> Generator[Want, Any, None]:
    """Say the true reason, and offer what is free instead."""
    task = step.talk.tasks[0]
    wanted = task.start or (_moment(step, calendar_day(task, day, at), at) if at else None)
    other = yield from elsewhere(step, refusal, wanted.date() if wanted else day, at)
    _say_why(step, refusal, day, at, wanted, other)
    if area_too_small(step, task):
        task = step.update(tables=())
    if refusal.reason == "full" and WAITING_LIST in task.notes:
        step.put(topic=with_wish(step, WAITING_LIST))
        step.finish()
        step.ask("waiting_list", "confirm", "unavailable", "message")
        return
    if task.flow == "change":
        step.say("stays_as_is")
    step.update(start=None, slots=(), refused_at=wanted, clock=task.clock)
    offers: tuple[FreeSlot, ...] = ()
    wish = replace(
        wish_of(task, step),
        day=calendar_day(task, day, at) if task.start is None or not at else day,
        at=at or asked_time(step, task),
        night=by_night(task, at),
    )
    if refusal.reason == "too_far":
        step.update(days=())
        step.ask("other_day", "date", None)
        return
    if _whole_day(refusal):
        step.update(days=())
        offers = yield from _offerable(step, (yield FreeOtherDays(wish, 3)), 2)
    else:
        most = 3 if task.row is None else 4
        offers = yield from _offerable(step, (yield FreeNear(wish, most)), 3)
        if not offers:
            offers = yield from _offerable(step, (yield FreeOtherDays(wish, 3)), 2)
        step.update(clock=None)
    if not offers and other is not None:
        offers = (other,)
    if not offers:
        step.ask("other_day", "date", None)
        return
    make_offer(step, offers, "date" if _whole_day(refusal) else "time")


def moved(task: Task) -> str | None:
    """The reference of the booking that is being moved."""
    return task.row.ref if task.row else None


def rows_of_caller(step: Step) -> Generator[Want, Any, tuple[BookedRow, ...]]:
    """What this caller has booked: in this call, and before it where his number is known."""
    booked = tuple(step.talk.booked)
    if not booked and not step.plan.caller.number:
        return ()
    own: tuple[BookedRow, ...] = yield Bookings()
    known = {row.ref for row in booked}
    return (*booked, *(row for row in own if row.ref not in known))


def _offerable(
    step: Step, slots: tuple[FreeSlot, ...], most: int
) -> Generator[Want, Any, tuple[FreeSlot, ...]]:
    """Free slots, but not the one that the booking to be moved has already, and none on an evening
    for which the caller has booked so many that this party would be too large."""
    task, limit = step.talk.tasks[0], step.terms.party_max_by_phone
    kept = [slot for slot in slots if task.row is None or slot.start != task.row.start]
    if kept and limit is not None and task.party is not None:
        rows = yield from rows_of_caller(step)
        room = limit - task.party
        kept = [s for s in kept if party_of(evening_of(s.start), rows, moved(task)) <= room]
    return tuple(kept[:most])


def _say_why(
    step: Step,
    refusal: Refusal,
    day: date,
    at: time | None,
    wanted: datetime | None,
    other: FreeSlot | None = None,
) -> None:
    who, task = step.resource(refusal.resource_id), step.talk.tasks[0]
    areas = areas_wished(step, task)
    if refusal.reason == "full" and areas and area_too_small(step, task):
        step.say("no_table_so_large", "unavailable", area=areas, party=task.party)
        return
    step.say(
        f"no_{refusal.reason}", "unavailable", day=day, at=at, who=who, details=refusal.details,
        start=wanted, night=task.night, area=areas,
        elsewhere=step.terms.area_of(other.resource_id) if other is not None else None,
    )  # fmt: skip


def offer_within(step: Step) -> Generator[Want, Any, None]:
    """ "After nine", "in the evening", "the earliest": free slots that fit."""
    task = step.talk.tasks[0]
    clock = task.clock
    if clock is None:
        return
    base = task.day or step.today
    low, high, edge = yield from window(step, task, clock, base)
    if clock.bound in ("earliest", "latest") and task.day is None and clock.part is None:
        high = low + timedelta(days=step.terms.max_days_ahead)
        if clock.bound == "latest":
            high = low + timedelta(days=1, hours=4)
    limit = 1 if clock.bound in ("earliest", "latest") else 3
    last_first = clock.bound in ("latest", "before")
    low = max(low, step.now)
    slots = yield FreeBetween(wish_of(task, step), low, high, limit, last_first)
    yield from offered(step, tuple(sorted(slots, key=lambda slot: slot.start)), base, edge)


def window(
    step: Step, task: Task, clock: ClockReading, day: date
) -> Generator[Want, Any, tuple[datetime, datetime, datetime | None]]:
    """From when to when a wish leaves it open on that day, and where it is closest to what could
    be had."""
    low, high = _moment(step, day, time(0)), _moment(step, day, time(23, 59)) + timedelta(hours=4)
    if not clock.times:
        if clock.part is None:
            return low, high, None
        first, last = PARTS_OF_DAY[clock.part]
        late = timedelta(hours=4 if clock.part == "night" else 0)
        return _moment(step, day, first), _moment(step, day, last) + late, None
    starts = yield from _starts(step, task, day, clock.times)
    likely = asked_time(step, replace(task, clock=replace(clock, bound="at")))
    at = starts[0] if starts else _moment(step, day, likely or clock.times[-1])
    low = edge = at
    if clock.bound == "before" and not clock.until:
        low, high = _moment(step, day, time(0)), at - timedelta(minutes=1)
        edge = at - timedelta(minutes=step.terms.slot_minutes)
    if clock.until:
        ends = [end for end in (_moment(step, day, one) for one in clock.until) if end > at]
        high = ends[0] if ends else high
    return low, high, edge


def offer_later(step: Step, direction: str) -> Generator[Want, Any, None]:
    """ "Just after that", "a bit earlier": relative to the time being talked about."""
    task = step.talk.tasks[0]
    anchor = task.refused_at or task.start or (task.offered[-1].start if task.offered else None)
    if anchor is None:
        return
    if task.start is not None:
        task = step.update(start=None, slots=(), refused_at=anchor)
    day_end = _moment(step, anchor.date(), time(23, 59)) + timedelta(hours=4)
    wish = wish_of(task, step)
    if direction == "after":
        slots = yield FreeBetween(wish, anchor + timedelta(minutes=1), day_end, 2)
    else:
        begin = max(step.now, _moment(step, anchor.date(), time(0)))
        slots = yield FreeBetween(wish, begin, anchor - timedelta(minutes=1), 2, True)
    step.update(days=(anchor.date(),), clock=None)
    yield from offered(step, tuple(sorted(slots, key=lambda slot: slot.start)), anchor.date())


def offered(
    step: Step, slots: tuple[FreeSlot, ...], day: date, edge: datetime | None = None
) -> Generator[Want, Any, None]:
    """Name what is free, else why nothing is and what is free nearby. `edge`: where the wish is
    closest to what could be had."""
    if slots:
        step.update(clock=None)
        make_offer(step, slots, "time")
        return
    task = step.talk.tasks[0]
    near = yield FreeNear(replace(wish_of(task, step), day=day), 3)
    if not near:
        near = yield FreeOtherDays(replace(wish_of(task, step), day=day), 2)
    if not (yield from _why_none(step, edge)):
        step.say("nothing_then", "unavailable", day=day, area=areas_wished(step, task))
    step.update(clock=None)
    if near:
        make_offer(step, near, "time")
    else:
        step.ask("other_day", "date", None)


def _why_none(step: Step, edge: datetime | None) -> Generator[Want, Any, bool]:
    """ "By eight tonight", said at half past seven: it is too soon, and not full (RULES 2.9)."""
    if edge is None:
        return False
    day, at = edge.date(), edge.time().replace(second=0, microsecond=0)
    found = yield Check(replace(wish_of(step.talk.tasks[0], step), day=day, at=at))
    if not isinstance(found, Refusal) or found.reason not in _CLOCK_REASONS:
        return False
    _say_why(step, found, day, at, edge)
    return True


def _moment(step: Step, day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=step.now.tzinfo)
