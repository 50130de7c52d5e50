"""How is one value that was said written into the request that is being served?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

from vaani.dialogue.flows.meant import leave_out, people_meant
from vaani.dialogue.flows.nights import PARTS_OF_DAY, SMALL_HOURS
from vaani.dialogue.flows.talk import Step, Task
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.dialogue.understanding.vocabulary import (
    Anybody,
    AreaWish,
    DaysWish,
    DayWish,
    ForPeople,
    ForWhom,
    InMinutes,
    LaterWish,
    MorePeople,
    NameSaid,
    NamesOf,
    NoteSaid,
    PartyWish,
    PersonWish,
    PhoneSaid,
    Renamed,
    ServiceWish,
    ShiftBy,
    Stranger,
    TimeWish,
    Value,
    Without,
)
from vaani.kit.clock import elapsed
from vaani.language.day_words import month_at
from vaani.language.found import DateReading
from vaani.language.numbers import find_numbers
from vaani.language.sentence import words


def take(step: Step, value: Value) -> None:
    """Write one said value into the request that is being served."""
    task = step.talk.task
    if task is None:
        return
    match value:
        case DayWish(reading):
            _take_day(step, task, value)
            del reading
        case DaysWish():
            _take_days(step, task, value)
        case TimeWish() if (people := people_meant(step, task, value)) is not None:
            step.update(party=people, slots=(), large=False)
        case TimeWish():
            _take_time(step, task, value)
        case InMinutes(minutes):
            at = elapsed(step.now, timedelta(minutes=minutes))
            step.update(
                days=(at.date(),),
                why="definite",
                start=at.replace(second=0, microsecond=0),
                slots=(),
            )
        case PartyWish(people):
            step.update(party=people, slots=(), large=False)
        case MorePeople(count):
            known = task.party or (task.row.party if task.row else None)
            if known:
                step.update(party=known + count, slots=(), large=False)
        case ShiftBy(minutes):
            _shift(step, task, minutes)
        case PersonWish(ids):
            _take_person(step, task, ids)
        case Stranger(name):
            step.update(stranger=name)
        case Anybody():
            step.update(people=(), anybody=True, tables=(), slots=())
        case AreaWish(where):
            _take_area(step, task, where)
        case Without(ids):
            leave_out(step, task, ids)
        case ServiceWish(service, ids, said):
            keep = tuple(id_ for id_ in task.people if id_ in ids)
            unable = task.people if not keep and _by_name(step, task.people, ids, said) else ()
            step.update(
                service=service or task.service, skilled=ids, people=keep, slots=(), called=said,
                unable=unable,
            )  # fmt: skip
        case NameSaid(names):
            _take_names(step, task, names)
        case ForWhom(role):
            step.update(who=role, names=())
        case NamesOf(pairs) if any(one.who in dict(pairs) for one in step.talk.tasks):
            step.put(tasks=called(step.talk.tasks, value))
        case NamesOf(pairs) if not task.who:
            _take_names(step, task, tuple(name for _, name in pairs))
        case Renamed(name):
            step.update(names=(name,) if name else task.names)
        case ForPeople(count):
            step.update(count=count, slots=())
        case NoteSaid(text):
            step.update(notes=tuple(dict.fromkeys((*task.notes, text))))
        case PhoneSaid() | LaterWish():
            pass
        case _:
            pass


def called(tasks: Sequence[Task], said: NamesOf) -> tuple[Task, ...]:
    """The bookings of several people, each under the name of the one it is for; where nobody was
    said for some of them, the names that are left, in order."""
    names = dict(said.names)
    whose = {one.who for one in tasks}
    left = [name for role, name in said.names if role not in whose]
    nobodys = [one for one in tasks if one.flow == "book" and not one.who and not one.names]
    own = dict(zip(map(id, nobodys), left, strict=False)) if len(nobodys) == len(left) else {}
    out: list[Task] = []
    for one in tasks:
        name = names.get(one.who) if one.flow == "book" else None
        name = name or own.get(id(one))
        out.append(replace(one, names=(name,)) if name else one)
    return tuple(out)


def _take_area(step: Step, task: Task, where: tuple[str, ...]) -> None:
    """Another part of the house; the time that was full in the one before is wished there."""
    start = task.start or (task.refused_at if task.clock is None and task.days else None)
    step.update(tables=where, start=start, slots=(), offered=())


_ALL_UNDER_IT = Phrases(
    "both under, both in, both on, both with, all under my name, all in my name",
    "same name for both, the same name",
    "dono isi, donon isi, dono mere naam, dono mere hi naam, sab isi naam, sab mere naam",
    "दोनों इसी नाम, दोनों मेरे नाम, दोनों मेरे ही नाम, सब इसी नाम, सब मेरे नाम",
)
""" "Lorna D'Cruz, put both under my name": one name for all of them."""


def _take_names(step: Step, task: Task, names: tuple[str, ...]) -> None:
    """Names of several guests of one booking; or one each for bookings that wait in a row: "my
    mother is Gomathi and I am Rekha"."""
    waiting = [one for one in step.talk.tasks if one.flow == "book" and not one.names]
    if len(names) == 1 and _ALL_UNDER_IT.within(spoken(step.text)):
        step.put(
            tasks=tuple(
                replace(one, names=names * one.count) if one is task or one in waiting else one
                for one in step.talk.tasks
            )
        )
        return
    if len(names) == len(waiting) > 1 and all(one.count == 1 for one in waiting):
        shared = dict(zip(map(id, waiting), names, strict=True))
        step.put(
            tasks=tuple(
                replace(one, names=(shared[id(one)],)) if id(one) in shared else one
                for one in step.talk.tasks
            )
        )
        return
    if 0 < len(task.names) < task.count and len(names) == 1:
        names = (*task.names, *names)
    step.update(names=names, count=max(task.count, len(names)))


def _shift(step: Step, task: Task, minutes: int) -> None:
    """ "An hour later": counted from the booking, the settled start or the refused one."""
    base = task.start or task.refused_at or (task.row.start if task.row else None)
    if base is not None:
        at = elapsed(base, timedelta(minutes=minutes))
        step.update(days=(at.date(),), why="definite", start=at, clock=None, slots=(), night=False)


def _take_day(step: Step, task: Task, value: DayWish) -> None:
    reading = _of_the_stretch(step, task, value.reading)
    before = task.days
    small = task.clock is None or any(at < SMALL_HOURS for at in task.clock.times)
    after = bool(before) and reading.days == (before[0] + timedelta(days=1),)
    if len(before) == 1 and task.night and after and small:
        return
    if reading.why == "next_weekday" and before == reading.days:
        step.update(days=(reading.days[1],), why="definite", start=None, slots=())
        return
    step.update(
        days=reading.days, why=reading.why, night=reading.night, start=None, slots=(), offered=()
    )


def _take_days(step: Step, task: Task, value: DaysWish) -> None:
    """The stretch is kept; of two days that were asked about it may mean one ("isi hafte wala")."""
    meant = [day for day in task.days if value.first <= day <= (value.last or day)]
    if len(task.days) > 1 and not value.whichever:
        if len(meant) == 1:
            step.update(days=(meant[0],), why="definite", start=None, slots=())
        return
    step.update(among=value, days=(), why="definite", start=None, slots=(), offered=())


def _of_the_stretch(step: Step, task: Task, reading: DateReading) -> DateReading:
    """ "Next week", and then "Saturday": of that week. "Next month", and then "the 15th"."""
    among = task.among
    if among is None or among.last is None or len(reading.days) > 2:
        return reading
    if reading.weekday or reading.why == "next_weekday":
        ahead = (reading.days[0].weekday() - among.first.weekday()) % 7
        day = among.first + timedelta(days=ahead)
    elif _a_mere_number(step.text, reading.days[0].day):
        last = among.last
        day = last.replace(day=min(last.day, reading.days[0].day))
    else:
        return reading
    inside = among.first <= day <= among.last
    return replace(reading, days=(day,), why="definite") if inside else reading


def _a_mere_number(text: str, number: int) -> bool:
    """ "Pandrah ko", "on the 15th": a day of the month, and no month was said."""
    heard = words(text)
    if any(month_at(heard, at) is not None for at in range(len(heard))):
        return False
    return any(one.value == number for one in find_numbers(text))


def _take_time(step: Step, task: Task, value: TimeWish) -> None:
    reading = value.reading
    if not reading.times and reading.part is not None and reading.bound == "at" and task.clock:
        narrowed = tuple(at for at in task.clock.times if _in_part(at, reading.part))
        if task.clock.times and narrowed:
            step.update(
                clock=replace(task.clock, times=narrowed, part=reading.part), start=None, slots=()
            )
            return
        late = any(at >= time(16) or at < SMALL_HOURS for at in task.clock.times)
        if task.clock.times and (reading.part in ("evening", "night")) == late:
            return
    night = task.night or reading.part == "night" or reading.times == (time(0),)
    step.update(clock=reading, start=None, slots=(), night=night)


def _in_part(at: time, part: str) -> bool:
    if part == "night":
        return at >= time(19) or at < SMALL_HOURS
    first, last = PARTS_OF_DAY[part]
    return first <= at <= last


def _by_name(step: Step, ids: tuple[str, ...], skilled: tuple[str, ...], called: str) -> bool:
    """Is one person named for what others do, by the name that the file gives it? "Children" at a
    clinic is only a hint, and the doctor who was named counts."""
    who = step.resource(ids[0]) if len(ids) == 1 else None
    if who is None or who.kind != "person" or not skilled or not called:
        return False
    does = [one.name for one in step.terms.services if one.resources == skilled]
    able = [one.speciality for id_ in skilled if (one := step.resource(id_)) and one.speciality]
    names = [name for text in (*does, *able) for name in (text.en, text.hi) if name]
    return any(spoken(called).line in spoken(name).line for name in names)


def _take_person(step: Step, task: Task, ids: tuple[str, ...]) -> None:
    able = tuple(id_ for id_ in ids if id_ in task.skilled)
    if task.skilled and able:
        step.update(people=able, anybody=False, slots=(), unable=())
    elif task.service and _by_name(step, ids, task.skilled, task.called):
        step.update(people=(), anybody=False, slots=(), unable=ids)
    elif task.skilled and not able and task.service:
        step.update(people=ids, skilled=(), service=None, anybody=False, slots=())
    else:
        step.update(people=ids, anybody=False, slots=())
