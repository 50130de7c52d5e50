"""Is this turn the answer to the question that is open?

The number, the offer of a message, the read-back, the offered times, one of several.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from vaani.dialogue.flows import booking, changing, messages
from vaani.dialogue.flows.offers import make_offer, settle_on
from vaani.dialogue.flows.requests import advance, take_digits
from vaani.dialogue.flows.taking import take
from vaani.dialogue.flows.talk import Option, Step, Task
from vaani.dialogue.flows.wants import (
    Flowing,
    Release,
    Want,
)
from vaani.dialogue.flows.which_row import LIKE, fits, part_of
from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.lexicon import lexicon_of
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    AreaWish,
    Ask,
    Choose,
    Command,
    DayWish,
    Deny,
    NameSaid,
    PersonWish,
    PhoneSaid,
    Plain,
    Put,
    ServiceWish,
    Start,
    TimeWish,
    Value,
    Without,
)
from vaani.language.found import ClockReading
from vaani.language.numbers import find_numbers


def answered(step: Step, found: list[Command]) -> Generator[Want, Any, bool]:
    """Is this the answer to the question that is open? True when it was dealt with."""
    talk = step.talk
    task = talk.task
    yes = Affirm() in found
    no = next((c for c in found if isinstance(c, Deny)), None)
    puts = [c.value for c in found if isinstance(c, Put)]
    starts = [c for c in found if isinstance(c, Start)]
    if talk.pending == "phone":
        return (yield from _phone_answer(step, yes, no is not None, puts))
    if task is not None and _other_number(step, task, no is not None, puts):
        return True
    drops = no is not None and no.drop and not _corrects(puts, talk.pending)
    if task is not None and drops and not _picks(step, found, puts):
        yield from _drop(step, found)
        return True
    if talk.pending in ("message", "appointment"):
        return (yield from _offer_answer(step, yes, no is not None, puts, starts))
    verb = {"cancel": "change", "change": "cancel"}.get(talk.pending or "")
    if task is not None and task.row is not None and any(s.flow == verb for s in starts):
        yield from changing.other_verb(step, tuple(puts))
        return True
    if talk.pending in ("book", "change", "cancel") and task is not None:
        return (yield from _verdict(step, yes, no, puts, starts, found))
    if talk.pending == "fix" and no is not None and not puts:
        yield from _drop(step, found)
        return True
    if talk.pending == "offer" and task is not None and not puts and not starts:
        if yes and len(task.offered) == 1:
            settle_on(step, task.offered[0])
            yield from advance(step)
            return True
        chosen = next((c for c in found if isinstance(c, Choose)), None)
        if chosen is not None and task.offered:
            settle_on(step, task.offered[max(-1, min(chosen.index, len(task.offered) - 1))])
            yield from advance(step)
            return True
        if yes and task.offered:
            make_offer(step, task.offered, "time")
            return True
        if no is not None:
            step.update(offered=(), days=(), clock=None, start=None)
            step.ask("other_time", "date", "ask_date")
            return True
    if talk.awaiting == "which" and talk.options:
        return (yield from _chosen(step, found, puts))
    return False


def _other_number(step: Step, task: Task, no: bool, puts: list[Value]) -> bool:
    """Another number is wanted at the read-back; or the one of an old booking is not known."""
    said = spoken(step.text)
    dictated = any(isinstance(v, PhoneSaid) and v.digits is not None for v in puts)
    reading_back = step.talk.pending in ("book", "fix") and task.flow == "book"
    if reading_back and not dictated and tables.NOT_THIS_NUMBER.within(said):
        step.ask("ask_phone", "phone", "ask_phone")
        return True
    unknown = (no and not puts) or tables.WILD_NUMBER.within(said)
    if task.identifying and task.owner_phone is None and not dictated and unknown:
        step.finish()
        step.put(refused=True, topic=f"Wants to {task.flow} a booking made from another number")
        step.ask("cannot_disclose", "confirm", "refuse", "message")
        return True
    return False


def _corrects(puts: list[Value], pending: str | None) -> bool:
    """ "No, leave that, make it seven": a new value is a correction, not a refusal."""
    return pending in ("book", "change") and any(
        isinstance(value, TimeWish | DayWish | PersonWish | ServiceWish | AreaWish)
        or hasattr(value, "people")
        for value in puts
    )


def _picks(step: Step, found: list[Command], puts: list[Value]) -> bool:
    """ "Not tomorrow's, the other one": one of the options was named, nothing is given up."""
    if step.talk.awaiting != "which":
        return False
    named = any(_meets(step, option, value) for option in step.talk.options for value in puts)
    return named or any(isinstance(c, Choose) for c in found)


def _phone_answer(step: Step, yes: bool, no: bool, puts: list[Value]) -> Generator[Want, Any, bool]:
    said = next((v for v in puts if isinstance(v, PhoneSaid) and v.digits is not None), None)
    number = step.talk.unconfirmed
    if said is not None and said.digits is not None:
        if number is not None and not said.digits.complete and (no or said.digits.corrected):
            step.put(unconfirmed=_end_replaced(number, said.digits.digits))
            booking.confirm_number(step)
            return True
        take_digits(step, said)
        if step.asked:
            return True
        if step.talk.unconfirmed == number:
            yes = True
        else:
            booking.confirm_number(step)
            return True
    if yes and number is not None:
        _use_number(step, number)
        yield from advance(step)
        return True
    if no:
        step.put(unconfirmed=None, digits="")
        step.ask("ask_phone_again", "phone", "ask_phone")
        return True
    booking.confirm_number(step)
    return True


def _end_replaced(number: str, digits: str) -> str:
    """ "No, triple five two" at the read-back of a number: its last digits, said anew."""
    return number[: -len(digits)] + digits


def _use_number(step: Step, number: str) -> None:
    task = step.talk.task
    step.put(unconfirmed=None, digits="")
    if task is not None and task.identifying and task.owner_phone is None:
        step.update(owner_phone=number)
    else:
        step.put(dictated=number)


def _offer_answer(
    step: Step, yes: bool, no: bool, puts: list[Value], starts: list[Start]
) -> Generator[Want, Any, bool]:
    """The answer to "shall I take a message" or "an appointment"."""
    talk = step.talk
    task = talk.task
    message = any(start.flow == "message" for start in starts)
    if talk.pending == "message" and (message or (yes and not starts)):
        if task is not None and task.large:
            step.update(agreed=True, flow="message")
        else:
            topic = talk.topic
            extra = step.text if len(step.text.split()) > (2 if message else 4) else ""
            messages.start(step, " | ".join(part for part in (topic, extra) if part) or step.text)
            _keep_names(step, puts)
        yield from messages.advance(step)
        return True
    if talk.pending == "appointment" and yes and not starts:
        wanted = Task("book", service=talk.service, skilled=talk.skilled, people=talk.people)
        step.put(tasks=(wanted, *talk.tasks), service=None, skilled=(), people=())
        yield from advance(step)
        return True
    acknowledged = Plain("acknowledge") in step.heard or Plain("goodbye") in step.heard
    if (no or acknowledged) and not starts and (not puts or _DROPS.within(spoken(step.text))):
        if task is not None and task.large:
            step.finish()
        step.put(topic="")
        if Plain("goodbye") in step.heard:
            step.say("goodbye", "goodbye")
            step.then = "hang_up"
            step.put(tasks=())
            return True
        step.say("as_you_like")
        return True
    return False


_DROPS = Phrases(
    "rehne do, rehne dijiye, rahne do, koi baat nahi, leave it, never mind, रहने दो, रहने दीजिए"
)


def _keep_names(step: Step, puts: list[Value]) -> None:
    for value in puts:
        if isinstance(value, NameSaid):
            take(step, value)


def _verdict(
    step: Step,
    yes: bool,
    no: Deny | None,
    puts: list[Value],
    starts: list[Start],
    found: list[Command],
) -> Generator[Want, Any, bool]:
    """Yes or no to a read-back. A correction leads to a new one (RULES 1.2)."""
    task = step.talk.tasks[0]
    if yes and _and_another(step, task, found):
        found.remove(Affirm())
        yield from booking.commit(step)
        return False
    if any(isinstance(c, Ask) for c in found) or any(
        s.flow != task.flow or s.another for s in starts
    ):
        return False
    changes = [value for value in puts if _is_new(step, task, value)]
    if yes and step.talk.unheard and (task.flow == "cancel" or not changes):
        _read_through(step)
        return True
    if task.flow == "cancel" and _moves(step, task, puts):
        yield from changing.other_verb(step, tuple(puts))
        return True
    if task.flow == "cancel" and no is not None and _means_another(step, task, puts):
        step.update(row=None, said=tuple(puts))
        yield from advance(step)
        return True
    if task.flow == "cancel":
        if yes:
            yield from changing.commit_cancel(step)
            return True
        if no is not None:
            changing.keep(step)
            return True
        return False
    if changes:
        return False
    if yes:
        yield from (changing.commit_change(step) if task.flow == "change" else booking.commit(step))
        return True
    if no is not None:
        step.ask("what_to_fix", "which", "reprompt", "fix")
        return True
    return False


def _and_another(step: Step, task: Task, found: list[Command]) -> bool:
    """ "Yes, and one more for my wife": the yes is to what was read, the rest is a new request."""
    if task.flow != "book" or step.talk.unheard:
        return False
    further = next((i for i, c in enumerate(found) if isinstance(c, Start) and c.another), None)
    if further is None:
        return False
    before = [c.value for c in found[:further] if isinstance(c, Put)]
    return not any(_is_new(step, task, value) for value in before)


def _moves(step: Step, task: Task, puts: list[Value]) -> bool:
    """ "Okay, Saturday then": to what is to be cancelled a new moment is given."""
    row = task.row
    if row is None or tables.CANCEL.within(spoken(step.text)):
        return False
    return any(
        isinstance(value, DayWish | TimeWish) and not fits(step, row, value) for value in puts
    )


def _means_another(step: Step, task: Task, puts: list[Value]) -> bool:
    """ "Not this one, I mean Sunday's": another booking is to be cancelled."""
    row = task.row
    if row is None or not tables.CANCEL.within(spoken(step.text)):
        return False
    return any(
        isinstance(value, DayWish | TimeWish) and not fits(step, row, value) for value in puts
    )


def _read_through(step: Step) -> None:
    """He said yes to what he has not heard whole: it is read to him again."""
    step.lines += step.talk.readback
    step.acts.append("readback")
    step.awaiting, step.pending, step.asked = "confirm", step.talk.pending, True


def _is_new(step: Step, task: Task, value: Value) -> bool:
    """Is this a correction, or does it only repeat what was read back?"""
    slot = task.slots[0] if task.slots else None
    if slot is None:
        return True
    match value:
        case DayWish(reading):
            return slot.start.date() not in reading.days and slot.night_of not in reading.days
        case TimeWish(reading):
            return bool(reading.times) and slot.at not in reading.times
        case PersonWish(ids):
            return slot.resource_id not in ids
        case Without(ids):
            return slot.resource_id in ids
        case AreaWish(ids):
            return bool(ids) and (slot.resource_id or "").partition("+")[0] not in ids
        case ServiceWish(service, ids, _):
            told = service and task.service and not lexicon_of(step.business).general(value)
            return service != task.service if told else slot.resource_id not in ids
        case NameSaid(names):
            return names[:1] != task.names[:1]
        case PhoneSaid(digits, same):
            return not same and digits is not None
        case _:
            return getattr(value, "people", None) != task.party


def _drop(step: Step, found: list[Command]) -> Flowing:
    """The wish is given up (RULES 1.6, 1.7)."""
    task = step.talk.tasks[0]
    if task.flow in ("change", "cancel"):
        changing.keep(step)
    else:
        step.finish()
        step.say("as_you_like" if step.talk.booked else "dropped")
    yield Release()
    if Plain("goodbye") in found:
        step.say("goodbye", "goodbye")
        step.then = "hang_up"


def _chosen(step: Step, found: list[Command], puts: list[Value]) -> Generator[Want, Any, bool]:
    """One of the named options."""
    options = step.talk.options
    named = [option for option in options if any(_meets(step, option, value) for value in puts)]
    chosen = next((c for c in found if isinstance(c, Choose)), None)
    if chosen is not None and len(named) != 1:
        named = [options[max(-1, min(chosen.index, len(options) - 1))]]
    if not named:
        parts = [_without_hours(value) for value in puts]
        named = [option for option in options if any(_meets(step, option, v) for v in parts)]
        puts = parts if len(named) == 1 else puts
    if len(named) != 1 and (named := _numbered(step)):
        puts = [one for one in puts if not isinstance(one, TimeWish)]
    if len(named) != 1:
        return False
    option = named[0]
    rest: tuple[Value, ...] = tuple(
        v for v in puts if not _meets(step, option, v) and not isinstance(v, DayWish | TimeWish)
    )
    step.put(options=())
    if option.kind == "row" and option.row is not None:
        changing.select(step, option.row)
        if step.talk.tasks[0].flow == "change":
            fresh = [v for v in puts if not fits(step, option.row, v)]
            changing.apply_new(step, tuple(v for v in fresh if not isinstance(v, DayWish)))
            rest = ()
    elif option.kind == "day" and option.day is not None:
        step.update(days=(option.day,), why="definite", start=None, slots=())
        bare = [v for v in puts if isinstance(v, TimeWish) and v.bare]
        rest = tuple(v for v in puts if not isinstance(v, DayWish) and v not in bare)
    elif option.kind == "time" and option.start is not None:
        step.update(start=option.start, days=(option.start.date(),), why="definite", slots=())
    elif option.kind == "person" and option.resource_id is not None:
        step.update(people=(option.resource_id,), start=None, slots=())
    for value in rest:
        take(step, value)
    yield from advance(step)
    return True


def _without_hours(value: Value) -> Value:
    """ "Lunch! She's asleep by ten": where no option has the hour, the part of the day tells."""
    if isinstance(value, TimeWish) and value.reading.times and value.reading.part:
        return replace(value, reading=ClockReading((), value.reading.part))
    return value


def _numbered(step: Step) -> list[Option]:
    """ "Chaudah wala", "the seventh": a number that is the day of one of the days."""
    said = {found.value for found in find_numbers(step.text)}
    days = [one for one in step.talk.options if one.kind == "day" and one.day is not None]
    return [one for one in days if one.day is not None and one.day.day in said]


def _meets(step: Step, option: Option, value: Value) -> bool:
    if option.kind == "row" and option.row is not None:
        return fits(step, option.row, value)
    if option.kind == "day" and isinstance(value, DayWish):
        if len(value.reading.days) > 1:
            return option.day == max(value.reading.days) and value.reading.why == "next_weekday"
        return option.day in value.reading.days
    if option.kind == "time" and option.start is not None:
        if isinstance(value, TimeWish):
            if value.reading.times:
                return option.start.time().replace(second=0) in value.reading.times
            return (
                value.reading.part is not None and part_of(option.start) in LIKE[value.reading.part]
            )
        if isinstance(value, DayWish):
            return value.reading.days == (option.start.date(),)
    if option.kind == "person" and isinstance(value, Without):
        return option.resource_id not in value.resource_ids
    if option.kind == "person":
        if isinstance(value, PersonWish):
            return option.resource_id in value.resource_ids
        if isinstance(value, ServiceWish):
            return option.resource_id in value.resource_ids
    return False
