"""Which day is the first that fits, where any day of a stretch will do ("any evening next week")?

The first free start is offered, and nothing is taken without the caller's word (RULES 2.10).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from vaani.call.ports.toolbox import FreeSlot
from vaani.dialogue.flows.offers import make_offer
from vaani.dialogue.flows.slots import Settling, window
from vaani.dialogue.flows.talk import Step, Task, wish_of
from vaani.dialogue.flows.wants import Flowing, FreeBetween, FreeOtherDays
from vaani.dialogue.understanding.vocabulary import DaysWish
from vaani.language.found import ClockReading

_MOST_DAYS = 31
"""So many days of a stretch are looked at."""


def settle_stretch(step: Step) -> Settling:
    """True: a day is known or is to be asked for. Else the first free start is offered."""
    task = step.talk.tasks[0]
    clock, among = task.clock, open_to_all(step, task)
    if task.days or task.start is not None or clock is None or among is None:
        return True
    days = _days(step, among)
    for day in days:
        low, high, _ = yield from window(step, task, clock, day)
        if clock.times and clock.bound in ("at", "around") and not clock.until:
            high = low
        wish = replace(wish_of(task, step), day=day)
        last_first = clock.bound in ("latest", "before")
        low = max(low, step.now)
        found = (yield FreeBetween(wish, low, high, 1, last_first)) if low <= high else ()
        if found:
            step.update(clock=None)
            make_offer(step, found, "time")
            return False
    yield from _nothing(step, task, among, days)
    return False


def open_to_all(step: Step, task: Task) -> DaysWish | None:
    """The stretch of which any day will do; "the earliest evening you have" holds all days."""
    if task.among is not None:
        any_hour = task.clock is not None and task.clock.bound == "earliest"
        return task.among if task.among.whichever or any_hour else None
    clock = task.clock
    if clock is not None and clock.bound == "earliest" and clock.part is not None:
        return DaysWish(step.today, None, True)
    return None


def _days(step: Step, among: DaysWish) -> tuple[date, ...]:
    """The days of the stretch that can be booked and were not left out."""
    end = step.today + timedelta(days=step.terms.max_days_ahead)
    last = min(end, among.last or end)
    first = max(step.today, among.first)
    count = min(_MOST_DAYS, (last - first).days + 1)
    days = (first + timedelta(days=ahead) for ahead in range(max(0, count)))
    return tuple(day for day in days if day.weekday() not in among.never)


def _nothing(step: Step, task: Task, among: DaysWish, days: tuple[date, ...]) -> Flowing:
    """The stretch has nothing: what comes next is offered, else another day is asked for."""
    booked_until = step.today + timedelta(days=step.terms.max_days_ahead)
    if among.first > booked_until:
        ahead = {"last": booked_until, "days": step.terms.max_days_ahead}
        step.say("no_too_far", "unavailable", day=among.first, details=ahead)
        step.update(among=None)
        step.ask("other_day", "date", None)
        return
    step.say(
        "nothing_in_days", "unavailable", first=among.first, last=days[-1] if days else among.last
    )
    clock: ClockReading | None = task.clock
    at = clock.times[-1] if clock is not None and clock.times else None
    step.update(clock=None, among=None)
    base = days[-1] if days else among.first
    slots: tuple[FreeSlot, ...] = yield FreeOtherDays(
        replace(wish_of(task, step), day=base, at=at), 2
    )
    if slots:
        make_offer(step, slots, "time")
    else:
        step.ask("other_day", "date", None)
