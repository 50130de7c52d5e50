"""How are existing bookings read out, moved and cancelled?

Only rows that the Toolbox shows to this caller exist here. Which row is meant follows from what was
said; what does not name the row is the new value (RULES 1.5 to 1.8, 3.3, 3.4).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from vaani.call.ports.thinker import Committed
from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal
from vaani.dialogue.evenings import evening_of
from vaani.dialogue.flows import booking, messages
from vaani.dialogue.flows.booking import key_of, missing, name_known, service_text, too_many
from vaani.dialogue.flows.offers import offer_again
from vaani.dialogue.flows.slots import (
    check_slot,
    offer_later,
    refuse,
    settle_day,
    settle_person,
    settle_time,
)
from vaani.dialogue.flows.stretches import settle_stretch
from vaani.dialogue.flows.taking import take
from vaani.dialogue.flows.talk import Option, Step, Task
from vaani.dialogue.flows.wants import Bookings, Cancel, Change, Flowing, Want
from vaani.dialogue.flows.which_row import fits, narrow, wall
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.dialogue.understanding.vocabulary import (
    DaysWish,
    DayWish,
    LaterWish,
    NameSaid,
    NoteSaid,
    OtherDay,
    PartyWish,
    PersonWish,
    Renamed,
    ServiceWish,
    TimeWish,
    Value,
)
from vaani.language.found import ClockReading


def advance(step: Step) -> Flowing:
    """Find the row, then do with it what was asked."""
    if step.talk.tasks[0].row is None and not (yield from _find_row(step)):
        if step.talk.task is not None and step.talk.task.flow == "book":
            yield from booking.advance(step)
        return
    task = step.talk.tasks[0]
    if task.flow == "read":
        return
    if too_late(step, task):
        return
    if task.flow == "cancel":
        _read_back_cancel(step)
    else:
        yield from _move(step)


def too_late(step: Step, task: Task) -> bool:
    """RULES 1.8: the notice has passed; says why and offers a message."""
    row = task.row
    if row is None:
        return False
    notice = step.terms.change_notice_minutes
    if step.now.astimezone(UTC) < row.start.astimezone(UTC) - timedelta(minutes=notice):
        return False
    verb = "cancel" if task.flow == "cancel" else "change"
    step.put(topic=_about(step, row, verb))
    step.finish()
    step.ask("no_notice", "confirm", "unavailable", "message", minutes=notice, row=row)
    return True


def _about(step: Step, row: BookedRow, verb: str) -> str:
    who = step.resource(row.resource_id)
    with_whom = f" with {who.name.speak('en')}" if who and who.kind == "person" else ""
    what = (
        f"Wants to {verb} the booking on {row.start:%A, %-d %B %Y} at {row.start:%H:%M}{with_whom}"
    )
    return f"{what} ({step.text})"


def _find_row(step: Step) -> Generator[Want, Any, bool]:
    task = step.talk.tasks[0]
    if task.owner_phone and task.owner_name:
        rows = yield Bookings(task.owner_phone, task.owner_name)
        if not rows:
            step.finish()
            step.put(refused=True, topic=_not_found(task))
            step.ask("cannot_disclose", "confirm", "refuse", "message")
            return False
    elif task.identifying:
        return _identify(step)
    elif task.flow == "read" and step.talk.booked and not task.said:
        rows = step.talk.booked
    elif task.if_any and (row := _just_written(step)) is not None:
        rows = (row,)
    else:
        rows = yield Bookings()
        if not rows and task.if_any:
            _book_instead(step, task)
            return False
        if not rows:
            step.update(identifying=True)
            return _identify(step)
    if task.flow == "read" and task.if_any and not _of_that_day(step, rows, task.said):
        _book_instead(step, task)
        return False
    if task.flow == "read":
        yield from _tell_of(step, rows, task)
        return False
    chosen = narrow(step, _meant_by_it(step, rows), task.said)
    if task.if_any and len(chosen) > 1:
        chosen = tuple(row for row in chosen if row.ref == step.talk.touched) or chosen
    if len(chosen) > 1 and task.flow == "cancel" and _ALL.within(spoken(step.text)):
        more = tuple(
            Task("cancel", row=row, party=row.party, service=row.service_id) for row in chosen[1:]
        )
        step.put(tasks=(step.talk.tasks[0], *more, *step.talk.tasks[1:]))
        chosen = chosen[:1]
    if len(chosen) > 1:
        step.options = tuple(Option("row", row=row) for row in chosen)
        step.ask("which_row", "which", "ask_which", rows=chosen, verb=task.flow)
        return False
    select(step, chosen[0])
    return True


def _just_written(step: Step) -> BookedRow | None:
    """The row that was written last in this call, while it stands."""
    return next((row for row in step.talk.booked if row.ref == step.talk.touched), None)


def _book_instead(step: Step, task: Task) -> None:
    """He has no booking: what sounded like a change is a first one."""
    step.update(flow="book", said=(), if_any=False)
    for value in task.said:
        take(step, value)


def _not_found(task: Task) -> str:
    """What a message says of a booking that could not be opened; only what the caller said."""
    verb = {"cancel": "cancel", "change": "change"}.get(task.flow, "hear about")
    return f"Wants to {verb} a booking in the name of {task.owner_name}, number {task.owner_phone}"


_ALL = Phrases(
    "both, all my, all of them, all of my, dono, teeno, saari, saare, sabhi",
    "दोनों, तीनों, सारी, सारे, सभी",
)


def _identify(step: Step) -> bool:
    """Not under this number: the number and the name of the booking are needed."""
    task = step.talk.tasks[0]
    if step.talk.unconfirmed:
        step.ask("confirm_phone", "confirm", "inform", "phone", phone=step.talk.unconfirmed)
    elif task.owner_phone is None:
        step.ask("only_own", "phone", "ask_phone")
    else:
        step.ask("ask_owner_name", "name", "ask_name")
    return False


def _of_that_day(step: Step, rows: tuple[BookedRow, ...], said: tuple[Value, ...]) -> bool:
    """Is one of them on the day that was said?"""
    days = [value for value in said if isinstance(value, DayWish)]
    return not days or any(fits(step, row, day) for row in rows for day in days)


def _tell_of(step: Step, rows: tuple[BookedRow, ...], task: Task) -> Flowing:
    """Read out what there is; what is wished for it is noted for staff (RULES 1.10)."""
    shown = narrow(step, rows, task.said)
    _read_out(step, rows)
    if any(isinstance(value, NoteSaid) for value in task.said):
        row = shown[0]
        messages.start(step, f"For {row.start:%A, %-d %B %Y, %H:%M}: {step.text}", "note")
        yield from messages.advance(step)


def _read_out(step: Step, rows: tuple[BookedRow, ...]) -> None:
    shown = narrow(step, rows, step.talk.tasks[0].said)
    for row in shown[:3]:
        named = row.name if _BY_NAME.within(spoken(step.text)) else None
        ref = row.ref if _BY_NUMBER.within(spoken(step.text)) else None
        who = step.resource(row.resource_id)
        step.say("own_row", "inform", row=row, who=who, name=named, ref=ref)
    step.put(informed=True, told=shown[0].ref if len(shown) == 1 else "")
    step.finish()


def _meant_by_it(step: Step, rows: tuple[BookedRow, ...]) -> tuple[BookedRow, ...]:
    """ "Okay, can you make it nine?", behind one booking that was read out: that one."""
    named = any(isinstance(value, DayWish) for value in step.talk.tasks[0].said)
    own = tuple(row for row in rows if row.ref == step.talk.told)
    return own if own and not named and _IT.within(spoken(step.text)) else rows


_IT = Phrases(
    "it, that, that one, this one, usko, use, isko, ise, wo, woh, wahi, us booking, is booking",
    "उसको, उसे, इसको, इसे, वो, वह, वही",
)
_BY_NUMBER = Phrases(
    "booking number, reference, confirmation number, booking id, confirmation code",
    "booking ka number, बुकिंग नंबर",
)
_BY_NAME = Phrases("which name, what name, whose name, name, kiske naam, kis naam, naam, नाम")


def select(step: Step, row: BookedRow) -> None:
    """This is the row. What did not describe it is what shall be new."""
    task = step.talk.tasks[0]
    step.put(caller_name=step.talk.caller_name or row.name)
    new = [value for value in task.said if not fits(step, row, value)]
    services = [value for value in task.said if isinstance(value, ServiceWish)]
    if len({one.service_id for one in services}) > 1 and services[-1] not in new:
        new = [*new, *(s for s in services[-1:] if s.service_id != row.service_id)]
    step.update(
        row=row, party=row.party, service=row.service_id, said=(), days=(), start=None, clock=None,
        names=(row.name,) if row.name else (),
        people=_same_people(step, row), skilled=_same_rooms(step, row),
        tables=_same_area(step, row),
    )  # fmt: skip
    if task.flow != "change":
        return
    if any(isinstance(value, TimeWish) and value.reading.times for value in new):
        new = [v for v in new if not (isinstance(v, TimeWish) and not v.reading.times)]
    if not any(isinstance(value, DayWish) for value in new):
        days = [value for value in task.said if isinstance(value, DayWish)]
        if (
            any(isinstance(v, TimeWish | PartyWish | PersonWish | ServiceWish) for v in new)
            or not days
        ):
            pass
    step.update(said=tuple(new))
    apply_new(step, tuple(new))


def _same_people(step: Step, row: BookedRow) -> tuple[str, ...]:
    """The same person stays; equal rooms and tables may change."""
    one = step.resource(row.resource_id)
    if one is None or one.kind == "table":
        return ()
    if one.kind == "person":
        return (one.id,)
    return ()


def _same_area(step: Step, row: BookedRow) -> tuple[str, ...]:
    """A table stays in its part of the house."""
    area = step.terms.area_of(row.resource_id)
    return step.terms.in_area(area) if area is not None else ()


def _same_rooms(step: Step, row: BookedRow) -> tuple[str, ...]:
    """Rooms that serve as well: of the same speciality, or for the same service."""
    one = step.resource(row.resource_id)
    if one is None or one.kind != "room":
        return ()
    for service in step.terms.services:
        if service.id == row.service_id or (row.service_id is None and one.id in service.resources):
            return service.resources
    return tuple(
        o.id for o in step.terms.resources if (o.kind, o.speciality) == (one.kind, one.speciality)
    )


def other_verb(step: Step, values: tuple[Value, ...]) -> Flowing:
    """The booking that was read out is to be moved, not cancelled, or the other way round."""
    task = step.talk.tasks[0]
    row = task.row
    if row is None:
        return
    step.update(said=(), start=None, days=(), clock=None, slots=(), party=row.party, offered=())
    if task.flow == "cancel":
        step.update(flow="change")
        apply_new(step, values)
    else:
        step.update(flow="cancel")
    yield from advance(step)


def apply_new(step: Step, values: tuple[Value, ...]) -> None:
    """New values for the row that is being changed."""
    for value in values:
        if isinstance(value, TimeWish):
            take(step, _to_the_end(step, value))
        elif isinstance(value, PersonWish):
            step.update(people=value.resource_ids, start=None, slots=())
            _mind_service(step, value.resource_ids)
        elif not isinstance(value, NameSaid):
            take(step, value)
    if values:
        task = step.talk.tasks[0]
        step.update(said=tuple(dict.fromkeys((*task.said, *values))))


def _to_the_end(step: Step, value: TimeWish) -> TimeWish:
    """ "From seven to eight": away from seven, where the booking is."""
    row, reading = step.talk.tasks[0].row, value.reading
    if row is None or not reading.until or wall(row.start) not in reading.times:
        return value
    return replace(value, reading=replace(reading, times=reading.until, until=(), bound="at"))


def _mind_service(step: Step, ids: tuple[str, ...]) -> None:
    """What is booked stays when the new person does it too."""
    service = step.talk.tasks[0].service
    able = next((one.resources for one in step.terms.services if one.id == service), ())
    if not any(id_ in able for id_ in ids):
        step.update(service=None)


def _move(step: Step) -> Flowing:
    task = step.talk.tasks[0]
    row = task.row
    if row is None:
        return
    wanted = [value for value in task.said if not isinstance(value, NameSaid)]
    if all(isinstance(value, OtherDay) or _which_day(value) for value in wanted):
        step.ask("change_to_what", "date", "ask_date", row=row)
        step.acts.append("ask_time")
        return
    if Renamed("") in wanted:
        step.update(said=tuple(v for v in wanted if v != Renamed("")))
        step.ask("ask_name", "name", "ask_name")
        return
    later = next((v for v in wanted if isinstance(v, LaterWish)), None)
    _fill_from_row(step, row)
    if later is not None and task.clock is None:
        step.update(start=row.start, said=tuple(v for v in wanted if v is not later))
        yield from offer_later(step, later.direction)
        return
    if (yield from too_many(step)):
        return
    for settle in (settle_person, settle_day, settle_stretch, settle_time, check_slot):
        if not (yield from settle(step)):
            return
    task = step.talk.tasks[0]
    if not task.slots and offer_again(step):
        return
    if not task.slots:
        order = missing(step, task)
        step.ask("ask_date" if order[:1] == ("date",) else "ask_time", "time", "ask_time")
        return
    slot = task.slots[0]
    renamed = _renamed(task, row)
    same = slot.start == row.start and slot.party == row.party and renamed is None
    same = same and slot.service_id in (None, row.service_id)
    if same and slot.resource_id == row.resource_id:
        again = any(line.key == "same_already" for line in step.talk.last)
        if again or step.talk.pending == "offer":
            keep(step)
            return
        step.ask("same_already", "date", "ask_date", row=row)
        step.update(said=(), start=None, clock=None, slots=())
        return
    step.ask(
        "readback_change", "confirm", "readback", "change", row=row, slots=task.slots,
        party=slot.party, who=step.resource(slot.resource_id),
        service=service_text(step, task, slot), name=renamed,
    )  # fmt: skip


def _which_day(value: Value) -> bool:
    """ "Can it be next week?": on which day is asked."""
    return isinstance(value, DaysWish) and not value.whichever


def _renamed(task: Task, row: BookedRow) -> str | None:
    """The name that the booking gets, when it is another than it has."""
    name = task.names[0] if task.names else None
    told = any(isinstance(value, Renamed) for value in task.said)
    return name if told and name != row.name else None


def _fill_from_row(step: Step, row: BookedRow) -> None:
    """What was not mentioned stays."""
    task = step.talk.tasks[0]
    if task.start is not None:
        return
    night = evening_of(row.start)
    if task.among is not None and not task.days:
        if task.clock is None:
            step.update(clock=ClockReading((wall(row.start),)))
        return
    if not task.days:
        step.update(days=(night,), why="definite", night=night != row.start.date())
    if task.clock is None:
        if task.day is not None:
            shift = row.start.date() - night
            at = datetime.combine(
                task.day + shift, row.start.timetz().replace(tzinfo=None), row.start.tzinfo
            )
            step.update(start=at)
        elif not task.days:
            step.update(start=row.start)


def _read_back_cancel(step: Step) -> None:
    task = step.talk.tasks[0]
    row = task.row
    if row is None:
        return
    step.ask(
        "readback_cancel", "confirm", "readback", "cancel", row=row,
        who=step.resource(row.resource_id), service=service_text(step, task, row), party=row.party,
    )  # fmt: skip


def commit_change(step: Step) -> Flowing:
    """The yes was given: the same row gets its new values, or nothing changes."""
    task = step.talk.tasks[0]
    row = task.row
    if row is None or not task.slots:
        return
    slot: FreeSlot = task.slots[0]
    name = _renamed(task, row) or row.name
    told = bool(task.notes) or name != row.name
    guest = Guest(name, row.phone, ", ".join(task.notes) or row.notes) if told else None
    written = yield Change(row.ref, slot, guest, f"{key_of(step, 'change', slot, name)}|{row.ref}")
    if isinstance(written, Refusal):
        if written.reason == "full":
            step.say("not_done", "unavailable")
        yield from refuse(step, written, slot.start.date(), slot.at)
        return
    step.committed.append(Committed("changed", written.ref))
    step.say(
        "changed", "done", row=written, who=step.resource(written.resource_id), party=written.party
    )
    step.put(
        done=(*step.talk.done, "changed"), touched=written.ref,
        booked=tuple(written if one.ref == row.ref else one for one in step.talk.booked),
    )  # fmt: skip
    step.finish()
    name_known(step, written.name)


def commit_cancel(step: Step) -> Flowing:
    """The yes was given: the row is cancelled."""
    task = step.talk.tasks[0]
    row = task.row
    if row is None:
        return
    written = yield Cancel(row.ref, f"{step.plan.call_id}|cancel|{row.ref}")
    if isinstance(written, Refusal):
        step.finish()
        if written.reason == "notice":
            step.put(topic=_about(step, row, "cancel"))
            step.ask(
                "no_notice",
                "confirm",
                "unavailable",
                "message",
                minutes=written.details.get("minutes", 0),
                row=row,
            )
            return
        step.say("not_done", "unavailable")
        return
    step.committed.append(Committed("cancelled", written.ref))
    step.say("cancelled", "done", row=row, who=step.resource(row.resource_id))
    step.put(
        done=(*step.talk.done, "cancelled"),
        booked=tuple(one for one in step.talk.booked if one.ref != row.ref),
        gone=(*step.talk.gone, row.ref),
    )
    step.finish()
    name_known(step, row.name)
    _take_over(step, row)


def _take_over(step: Step, row: BookedRow) -> None:
    """What the next booking is to have as the cancelled one had it."""
    task = step.talk.task
    if task is None or not task.like_cancelled:
        return
    if "people" in task.like_cancelled and task.party is None:
        step.update(party=row.party)
    if "time" in task.like_cancelled and task.clock is None:
        at = row.start.time().replace(second=0, microsecond=0)
        step.update(clock=ClockReading((at,)))


def keep(step: Step) -> None:
    """The caller wants the booking as it is."""
    task = step.talk.tasks[0]
    if task.row is not None:
        step.say("stays", "inform", row=task.row, who=step.resource(task.row.resource_id))
    else:
        step.say("as_you_like", "inform")
    step.finish()
