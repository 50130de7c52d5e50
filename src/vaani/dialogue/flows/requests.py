"""What does the caller want done, and with which values?

Requests are opened, filled and queued; the first is taken further until it asks something.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace
from typing import Any

from vaani.dialogue.flows import booking, changing, messages
from vaani.dialogue.flows.offers import make_offer, pick_offered, settle_on
from vaani.dialogue.flows.said import message_text
from vaani.dialogue.flows.slots import offer_later
from vaani.dialogue.flows.taking import called, take
from vaani.dialogue.flows.talk import Step, Task, wish_of
from vaani.dialogue.flows.wants import (
    Flowing,
    FreeOtherDays,
    Want,
)
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.dialogue.understanding.vocabulary import (
    Command,
    DayWish,
    LaterWish,
    MorePeople,
    NameSaid,
    NamesOf,
    OtherDay,
    PartyWish,
    PersonWish,
    PhoneSaid,
    Plain,
    Put,
    Renamed,
    ServiceWish,
    Split,
    Start,
    TimeWish,
    Value,
)
from vaani.language.found import ClockReading


def take_digits(step: Step, said: PhoneSaid) -> None:
    """Ten digits make a number; fewer or more are asked again (RULES 3.6)."""
    if said.digits is None:
        return
    if said.digits.complete:
        step.put(unconfirmed=step.number_of(said.digits), digits="")
        return
    if len(said.digits.digits) < 10:
        step.put(digits=said.digits.digits)
        step.ask("more_digits", "phone", "ask_phone", digits=said.digits.digits)
        return
    step.put(digits="")
    step.ask("ask_phone_again", "phone", "ask_phone")


def serve_requests(step: Step, found: list[Command], asked: bool) -> Generator[Want, Any, bool]:
    """Open and fill requests; True when one is to be taken further."""
    opened: list[Task] = []
    current: Task | None = None
    loose: list[Value] = []
    fills: list[tuple[int, Value]] = []
    for command in found:
        if isinstance(command, Start):
            current = Task(command.flow, if_any=command.if_any)
            opened.append(current)
        elif isinstance(command, Put):
            if current is None:
                loose.append(command.value)
            else:
                fills.append((len(opened) - 1, command.value))
    task = step.talk.task
    if task is not None and task.large and Split() in found:
        loose = [v for v in loose if not isinstance(v, PartyWish | MorePeople)]
    if opened and step.business.booking is None and any(t.flow != "message" for t in opened):
        opened = [replace(t, flow="message", text=step.text) for t in opened[:1]]
    if task is not None and loose:
        yield from _fill(step, task, loose)
        if step.asked:
            return False
    elif loose:
        remember(step, loose)
    merged: list[Task] = []
    for number, one in enumerate(opened):
        values = [value for index, value in fills if index == number]
        if one.flow == "book" and _into_waiting(step, values):
            continue
        if number == 0 and task is None:
            values = [*loose, *values]
        merged.append(_like_before(_filled(step, one, values), merged))
    named = next((value for _, value in fills if isinstance(value, NamesOf)), None)
    if named is not None:
        merged = list(called(merged, named))
    if merged:
        _queue(step, _at_one_time(step, _on_one_day(merged)))
    if Split() in found and step.talk.task is not None and step.talk.task.large:
        step.update(agreed=False)
        step.ask(
            "no_split", "confirm", "unavailable", "message", limit=step.terms.party_max_by_phone
        )
        return False
    return bool(step.talk.tasks) and (bool(merged) or bool(loose) or not asked)


def _into_waiting(step: Step, values: list[Value]) -> bool:
    """ "Mehndi at eleven, hair at twelve", while the hair waits behind: its hour, and no third."""
    things = {value.service_id for value in values if isinstance(value, ServiceWish)}
    waiting = step.talk.tasks
    for number, task in enumerate(waiting):
        if number == 0 or task.flow != "book" or len(things) != 1 or task.service not in things:
            continue
        step.put(tasks=(task,))
        for value in values:
            take(step, value)
        step.put(tasks=(*waiting[:number], *step.talk.tasks, *waiting[number + 1 :]))
        return True
    return False


def _of_owner(step: Step, task: Task, values: list[Value]) -> Task:
    """A request for a booking that is there. Its number and name, both said, identify it."""
    names = next((v.names for v in values if isinstance(v, NameSaid)), ())
    heard = next((v.digits for v in values if isinstance(v, PhoneSaid)), None)
    number = step.number_of(heard) if heard is not None and heard.complete else None
    if number is None or not names or number == step.plan.caller.number:
        return replace(task, said=tuple(v for v in values if not isinstance(v, PhoneSaid)))
    said = tuple(v for v in values if not isinstance(v, NameSaid | PhoneSaid))
    return replace(task, said=said, owner_phone=number, owner_name=names[0], identifying=True)


def _like_before(task: Task, before: list[Task]) -> Task:
    """The second of two bookings is of the same thing for the same guest, unless it says more."""
    if not before or task.flow != "book" or before[-1].flow != "book":
        return task
    if not (task.service or task.skilled or task.people):
        task = replace(task, service=before[-1].service, skilled=before[-1].skilled)
    return task if task.names or task.who else replace(task, names=before[-1].names[:1])


def _on_one_day(tasks: list[Task]) -> list[Task]:
    """ "Blood test at nine and X-ray at eleven tomorrow": a day that was said once is for both."""
    named = [task for task in tasks if task.flow == "book" and task.days]
    if len(named) != 1:
        return tasks
    day = named[0]
    return [
        replace(task, days=day.days, why=day.why, night=day.night)
        if task.flow == "book" and not task.days
        else task
        for task in tasks
    ]


def _at_one_time(step: Step, tasks: list[Task]) -> list[Task]:
    """ "One for me and one for my son, both at five": an hour that was said once, for both."""
    booked = [task for task in tasks if task.flow == "book"]
    timed = [task for task in booked if task.clock is not None]
    same = len({(task.service, task.skilled) for task in booked}) == 1
    said = spoken(step.text)
    both = _ONE_TIME.within(said) or (same and _BOTH.within(said))
    if len(booked) < 2 or len(timed) != 1 or not both:
        return tasks
    clock = timed[0].clock
    return [replace(task, clock=clock) if task in booked else task for task in tasks]


_ONE_TIME = Phrases(
    "same time, at the same time, ek hi time, ek hi samay, ek hi waqt, ek saath, saath saath, एक ही समय, एक ही टाइम, एक साथ"
)
_BOTH = Phrases("both, dono, donon, dono ka, together, ek saath, saath mein, दोनों, एक साथ")


def _queue(step: Step, tasks: list[Task]) -> None:
    """New requests come first; an unfinished one waits behind them."""
    old = step.talk.tasks
    if (
        old
        and tasks
        and tasks[0].flow in ("book", "change", "cancel")
        and old[0].flow == tasks[0].flow
    ):
        old = (*old,)
    step.put(tasks=(*tasks, *old))


def _filled(step: Step, task: Task, values: list[Value]) -> Task:
    """A new request with the values that were said for it."""
    if task.flow in ("change", "cancel", "read"):
        return _of_owner(step, task, values)
    if task.flow == "message":
        names = next((v.names for v in values if isinstance(v, NameSaid)), ())
        text = " | ".join(part for part in (step.talk.topic, message_text(step)) if part)
        return replace(task, text=text, names=names, agreed=True)
    before = step.talk
    remembered = Task(
        "book",
        service=before.service,
        skilled=before.skilled,
        people=before.people,
        days=(before.day,) if before.day is not None else (),
    )
    remembered = _after_booking(step, remembered, values)
    step.put(tasks=(remembered, *before.tasks))
    for value in values:
        if isinstance(value, PhoneSaid) and value.digits is not None and value.digits.complete:
            take_digits(step, value)
        take(step, value)
    filled = step.talk.tasks[0]
    step.put(tasks=step.talk.tasks[1:], service=None, skilled=(), people=(), day=None)
    return _like_cancelled(step, filled)


def _like_cancelled(step: Step, task: Task) -> Task:
    """ "Cancel Saturday and book Sunday, same number of people": taken over when it is cancelled."""
    if Start("cancel") not in step.heard:
        return task
    if Plain("same_people") in step.heard:
        task = replace(task, like_cancelled=("people",))
    if Plain("same_time") in step.heard:
        task = replace(task, like_cancelled=(*task.like_cancelled, "time"))
    return task


_FOR_OTHERS = re.compile(
    r"(?i)(?<!\w)(?:for|of) (?:my|his|her|their|another)(?!\w)|(?:mer[aei]|hamar[aei]|apn[aei]|मेर[ाेी]|अपन[ाेी]) (?:wife|husband|biwi|patni|pati|bhai|behen|bahan|beta|bete|beti|maa|mummy|papa|dost|friend|पत्नी|पति|भाई|बहन|बेटे|बेटी|माँ|पापा|दोस्त)"
)


def _after_booking(step: Step, task: Task, values: list[Value]) -> Task:
    """After a booking in this call: the same caller, thing and hour as far as that is said."""
    talk = step.talk
    if "booked" not in talk.done or not talk.booked:
        return task
    last = talk.booked[-1]
    if not _FOR_OTHERS.search(step.text) and talk.caller_name:
        task = replace(task, names=(talk.caller_name,))
    if any(isinstance(c, Start) and c.another for c in step.heard) and not task.skilled:
        task = replace(task, service=task.service or last.service_id)
    if Plain("same_people") in step.heard:
        task = replace(task, party=last.party)
    dated = any(isinstance(value, DayWish) for value in values)
    timed = any(isinstance(value, TimeWish) and value.reading.times for value in values)
    if Plain("same_time") in step.heard and dated:
        at = last.start.time().replace(second=0, microsecond=0)
        task = replace(task, clock=ClockReading((at,)))
    elif Plain("same_time") in step.heard:
        task = replace(task, days=(last.start.date(),), start=last.start)
    elif timed and not dated and any(isinstance(c, Start) and c.another for c in step.heard):
        task = replace(task, days=(last.start.date(),))
    return task


def remember(step: Step, values: list[Value]) -> None:
    """What was volunteered beside a question is known when a booking starts."""
    for value in values:
        if isinstance(value, ServiceWish):
            step.put(service=value.service_id or None, skilled=value.resource_ids)
        elif isinstance(value, PersonWish):
            step.put(people=value.resource_ids)
        elif isinstance(value, NameSaid):
            step.put(caller_name=value.names[0])


def _fill(step: Step, task: Task, values: list[Value]) -> Flowing:
    """Values for the request that is being served."""
    if len(values) == 1:
        values = [_as_offered(task, values[0])]
    phone = next((v for v in values if isinstance(v, PhoneSaid)), None)
    if phone is not None:
        if phone.same and step.plan.caller.number is not None:
            if task.identifying and task.owner_phone is None:
                step.update(owner_phone=step.plan.caller.number)
        elif phone.digits is not None:
            take_digits(step, phone)
            if step.asked:
                return
    if task.flow == "change" and step.talk.awaiting == "name":
        values = [Renamed(v.names[0]) if isinstance(v, NameSaid) else v for v in values]
    later = next((v for v in values if isinstance(v, LaterWish)), None)
    if task.flow in ("change", "cancel", "read") and task.row is None:
        _fill_unidentified(step, task, values)
        return
    if task.flow == "change":
        changing.apply_new(
            step, tuple(v for v in values if not isinstance(v, PhoneSaid | LaterWish))
        )
    days = [day for v in values if isinstance(v, DayWish) for day in v.reading.days]
    clocks = [v.reading for v in values if isinstance(v, TimeWish)]
    plain = not any(clock.bound in ("after", "before", "earliest", "latest") for clock in clocks)
    if clocks and not days and not plain and _the_one_offered(step, task, clocks):
        values = [v for v in values if not isinstance(v, TimeWish)]
    again = _same_hour(step, task) if days and not clocks else None
    if again is None and plain and pick_offered(step, tuple(days), clocks):
        values = [v for v in values if not isinstance(v, DayWish | TimeWish)]
    if task.flow != "change":
        for value in values:
            take(step, value)
    if again is not None and task.flow == "book":
        step.update(clock=again, offered=())
    if later is not None and not days and not any(clock.times for clock in clocks):
        yield from offer_later(step, later.direction)
    if any(isinstance(v, OtherDay) for v in values) and not days:
        step.update(days=(), start=None, slots=())
        yield from _other_days(step, task)


def _as_offered(task: Task, value: Value) -> Value:
    """ "The Wednesday" of two days that were offered, when the nearest Wednesday is the one that the
    booking to be moved has already. Else a bare weekday is the nearest one (RULES 2.2)."""
    if task.row is None or not isinstance(value, DayWish) or not value.reading.weekday:
        return value
    nearest, offered = (
        value.reading.days[0],
        {one.night_of or one.start.date() for one in task.offered},
    )
    same = [day for day in offered if day.weekday() == nearest.weekday()]
    if nearest in offered or len(same) != 1 or nearest != task.row.start.date():
        return value
    return DayWish(replace(value.reading, days=(same[0],)))


def _the_one_offered(step: Step, task: Task, clocks: list[ClockReading]) -> bool:
    """ "The earliest you have", "any time is fine" to what was offered: the first of it."""
    bound = clocks[-1].bound
    wanted = bound in ("earliest", "latest") and clocks[-1] == ClockReading((), None, bound)
    if step.talk.pending != "offer" or not task.offered or not wanted:
        return False
    settle_on(step, task.offered[-1 if bound == "latest" else 0])
    return True


def _same_hour(step: Step, task: Task) -> ClockReading | None:
    """ "Would Saturday at the same time work?": the hour that was refused."""
    if Plain("same_time") not in step.heard:
        return None
    if task.refused_at is None:
        return task.clock if task.clock is not None and task.clock.times else None
    return ClockReading((task.refused_at.time().replace(second=0, microsecond=0),))


def _other_days(step: Step, task: Task) -> Flowing:
    anchor = task.start or task.refused_at
    day = anchor.date() if anchor else (task.day or step.today)
    wish = replace(
        wish_of(task, step), day=day, at=anchor.time().replace(second=0) if anchor else None
    )
    slots = yield FreeOtherDays(wish, 3)
    if slots:
        make_offer(step, slots, "date")


def _fill_unidentified(step: Step, task: Task, values: list[Value]) -> None:
    names = next((v.names for v in values if isinstance(v, NameSaid)), None)
    if task.identifying and names:
        step.update(owner_name=names[0])
        values = [v for v in values if not isinstance(v, NameSaid)]
    step.update(said=(*task.said, *(v for v in values if not isinstance(v, PhoneSaid))))


def advance(step: Step) -> Flowing:
    """Take the first request further; one that ends makes room for the next."""
    for _ in range(4):
        task = step.talk.task
        if task is None or step.asked or step.then != "listen":
            return
        before = len(step.talk.tasks)
        if task.flow == "message" or task.large:
            yield from messages.advance(step)
        elif task.flow == "book":
            yield from booking.advance(step)
        else:
            yield from changing.advance(step)
        if len(step.talk.tasks) >= before:
            return
