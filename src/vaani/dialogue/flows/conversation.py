"""What does one turn of the caller lead to?

The order of things: safety first, then manners and rights, then answers to what was asked, then
requests, then questions; a digression returns to where the talk was. Pure: yields wants.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

from vaani.dialogue.flows import asking, booking, changing, messages
from vaani.dialogue.flows.slots import make_offer, offer_later, pick_offered, settle_on, take
from vaani.dialogue.flows.talk import Line, Option, Step, Task, wish_of
from vaani.dialogue.flows.wants import (
    FreeOtherDays,
    KeepNoTranscript,
    Release,
    StopCalling,
    Want,
)
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Ask,
    Choose,
    Command,
    DayWish,
    Deny,
    Hesitate,
    LaterWish,
    NameSaid,
    NotOffered,
    OptOut,
    OtherDay,
    OthersBooking,
    PersonWish,
    PhoneSaid,
    Plain,
    Put,
    RunningLate,
    ServiceWish,
    Split,
    Start,
    TimeWish,
    Value,
)
from vaani.kit.phone import e164

Flowing = Generator[Want, Any, None]
_ABUSE_LIMIT = 3
_UNCLEAR_LIMIT = 2
_REPEATS = 3


def greet(step: Step) -> None:
    """The first words of the call."""
    step.say("greeting", "greet", greeting=step.business.greeting, business=step.business.name)
    if step.business.privacy.announce:
        step.say("privacy")


def silence(step: Step, number: int) -> None:
    """RULES 5.3: two prompts, then a goodbye."""
    if number >= 3:
        step.say("silence_goodbye", "goodbye")
        step.then = "hang_up"
        return
    step.say(f"silence_{number}", "reprompt")
    step.awaiting, step.pending, step.options = (
        step.talk.awaiting, step.talk.pending, step.talk.options,
    )  # fmt: skip


def respond(step: Step, commands: Sequence[Command]) -> Flowing:
    """One turn of the caller, from commands to lines."""
    step.heard = tuple(commands)
    yield from _turn(step, list(commands))
    if "emergency" not in step.acts:
        mind_loops(step)


def _turn(step: Step, found: list[Command]) -> Flowing:
    if Plain("emergency") in found:
        yield from _emergency(step)
        return
    if (yield from _rights(step, found)):
        return
    if _manners(step, found):
        return
    if step.then == "listen" and not step.asked:
        yield from _serve(step, found)
    if not step.lines:
        _not_understood(step)
    elif not step.asked and step.then == "listen":
        yield from _go_on(step)


def mind_loops(step: Step) -> None:
    """The same question again and again helps nobody: a message is offered, then the call ends."""
    question = next((line.key for line in reversed(step.lines)), "")
    same = question == step.talk.question and not step.committed
    repeats = step.talk.repeats + 1 if same else 0
    if repeats == _REPEATS and step.talk.pending != "message":
        step.lines[:] = []
        step.put(tasks=(), topic=step.text)
        step.ask("offer_help", "confirm", "reprompt", "message")
    elif repeats > _REPEATS:
        step.lines[:] = []
        step.say("giving_up", "goodbye")
        step.then = "hang_up"
    step.put(question=question, repeats=repeats)


def _emergency(step: Step) -> Flowing:
    numbers = step.business.emergency_numbers or ("112",)
    step.say("emergency", "emergency", numbers=numbers)
    step.put(tasks=(), emergency=True, awaiting=None, pending=None)
    yield Release()


def _rights(step: Step, found: list[Command]) -> Generator[Want, Any, bool]:
    """What every caller may demand: no transcript, no calls."""
    if OptOut("transcript") in found:
        yield KeepNoTranscript()
        step.put(transcript_kept=False)
        step.say("no_transcript", "inform")
    if OptOut("calls") in found:
        yield StopCalling(step.phone())
        step.put(opted_out=True, tasks=())
        step.say("no_calls", "inform")
    rest = [one for one in found if not isinstance(one, OptOut)]
    found[:] = rest
    if step.lines and (
        not rest
        or rest == [Plain("unclear")]
        or all(isinstance(c, Affirm | Deny | Hesitate) for c in rest)
    ):
        yield from _go_on(step)
        return True
    return False


def _manners(step: Step, found: list[Command]) -> bool:
    """Abuse, demands, other roles: one sentence, then the caller's real wish. True: enough."""
    talk = step.talk
    if Plain("abuse") in found:
        step.put(abuse=talk.abuse + 1, refused=True)
        if talk.abuse + 1 >= _ABUSE_LIMIT:
            step.say("abuse_end", "goodbye")
            step.then = "hang_up"
            return True
        step.say("abuse", "refuse")
    if Plain("injection") in found:
        step.put(refused=True)
        step.say("injection", "refuse")
    if Plain("foreign_transfer") in found:
        step.put(refused=True, told_off_link=True)
        step.say("foreign_transfer", "refuse")
    if Plain("robot") in found:
        step.say("robot", "inform", business=step.business.name)
        step.put(informed=True)
    if Plain("wrong_number") in found:
        step.say("wrong_number", "goodbye", business=step.business.name)
        step.then = "hang_up"
        step.put(tasks=())
        return True
    if Plain("upset") in found and not any(isinstance(c, Start | Put | Ask) for c in found):
        step.put(upset=talk.upset + 1)
        step.say("sorry")
        if Plain("human") not in found:
            found.append(Plain("human"))
    if Plain("slower") in found:
        step.put(slow=True)
        step.say("slower")
    if Plain("repeat") in found and not any(isinstance(c, Start | Put | Ask) for c in found):
        _repeat(step)
        return True
    if Plain("slower") in found and not any(isinstance(c, Start | Put | Ask) for c in found):
        _repeat(step)
        return True
    found[:] = [c for c in found if not isinstance(c, Plain) or c.what not in _SAID]
    return False


_SAID = frozenset(
    ("abuse", "injection", "foreign_transfer", "robot", "wrong_number", "upset", "slower", "repeat")
)


def _repeat(step: Step) -> None:
    """The last words once more, and the same question."""
    talk = step.talk
    step.lines.extend(talk.last or (Line("help", {}),))
    step.acts.append("reprompt")
    step.awaiting, step.pending, step.options, step.asked = (
        talk.awaiting, talk.pending, talk.options, True,
    )  # fmt: skip


def _serve(step: Step, found: list[Command]) -> Flowing:
    """Answers to what was asked, requests, questions."""
    for command in found:
        if isinstance(command, Plain) and command.what == "human":
            messages.human(step)
            return
        if isinstance(command, Plain) and command.what == "medical":
            step.put(refused=True)
            step.ask("medical", "confirm", "refuse", "appointment")
            return
        if isinstance(command, OthersBooking):
            step.put(refused=True, about_others=True, topic=step.text)
            step.ask("others_booking", "confirm", "refuse", "message")
            return
        if isinstance(command, RunningLate):
            yield from _late(step, command)
            return
        if isinstance(command, NotOffered):
            _not_offered(step, command)
            return
    if (yield from _answered(step, found)):
        return
    if _goodbye(step, found):
        return
    asked = [c for c in found if isinstance(c, Ask)]
    started = yield from _requests(step, found, bool(asked))
    if asked:
        yield from asking.answer(step, asked[0])
        if started and step.asked and step.pending == "message":
            step.awaiting, step.pending, step.asked = None, None, False
    if started and not step.asked:
        yield from advance(step)


def _late(step: Step, command: RunningLate) -> Flowing:
    """RULES 1.11: a note to staff; the booking stays."""
    minutes = f"{command.minutes} minutes late" if command.minutes else "running late"
    messages.start(step, f"Caller is {minutes}: {step.text}", "note")
    yield from messages.advance(step)


def _not_offered(step: Step, command: NotOffered) -> None:
    step.put(refused=True)
    if command.index is None:
        step.say("no_favours", "refuse")
    else:
        step.say("not_offered", "refuse", what=step.business.not_offered[command.index])


def _answered(step: Step, found: list[Command]) -> Generator[Want, Any, bool]:
    """Is this the answer to the question that is open? True when it was dealt with."""
    talk = step.talk
    task = talk.task
    yes = Affirm() in found
    no = next((c for c in found if isinstance(c, Deny)), None)
    puts = [c.value for c in found if isinstance(c, Put)]
    starts = [c for c in found if isinstance(c, Start)]
    if talk.pending == "phone":
        return (yield from _phone_answer(step, yes, no is not None, puts))
    if task is not None and no is not None and no.drop and not _corrects(puts, talk.pending):
        yield from _drop(step, found)
        return True
    if talk.pending in ("message", "appointment"):
        return (yield from _offer_answer(step, yes, no is not None, puts, starts))
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
        if no is not None:
            step.update(offered=(), days=(), clock=None, start=None)
            step.ask("other_time", "date", "ask_date")
            return True
    if talk.awaiting == "which" and talk.options:
        return (yield from _chosen(step, found, puts))
    return False


def _corrects(puts: list[Value], pending: str | None) -> bool:
    """ "No, leave that, make it seven": a new value is a correction, not a refusal."""
    return pending in ("book", "change") and any(
        isinstance(value, TimeWish | DayWish | PersonWish | ServiceWish) or hasattr(value, "people")
        for value in puts
    )


def _phone_answer(step: Step, yes: bool, no: bool, puts: list[Value]) -> Generator[Want, Any, bool]:
    said = next((v for v in puts if isinstance(v, PhoneSaid) and v.digits is not None), None)
    number = step.talk.unconfirmed
    if said is not None and said.digits is not None:
        _take_digits(step, said)
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


def _use_number(step: Step, number: str) -> None:
    task = step.talk.task
    step.put(unconfirmed=None, digits="")
    if task is not None and task.identifying and task.owner_phone is None:
        step.update(owner_phone=number)
    else:
        step.put(dictated=number)


def _take_digits(step: Step, said: PhoneSaid) -> None:
    """Ten digits make a number; fewer or more are asked again (RULES 3.6)."""
    if said.digits is None:
        return
    if said.digits.complete:
        step.put(unconfirmed=e164(said.digits.digits) or f"+91{said.digits.digits}", digits="")
        return
    if len(said.digits.digits) < 10:
        step.put(digits=said.digits.digits)
        step.ask("more_digits", "phone", "ask_phone", digits=said.digits.digits)
        return
    step.put(digits="")
    step.ask("ask_phone_again", "phone", "ask_phone")


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
            extra = step.text if message and len(step.text.split()) > 2 else ""
            messages.start(step, " | ".join(part for part in (topic, extra) if part) or step.text)
            _keep_names(step, puts)
        yield from messages.advance(step)
        return True
    if talk.pending == "appointment" and yes and not starts:
        step.put(tasks=(Task("book"), *talk.tasks))
        yield from advance(step)
        return True
    acknowledged = Plain("acknowledge") in step.heard
    if (no or acknowledged) and not starts and not puts:
        if task is not None and task.large:
            step.finish()
        step.put(topic="")
        step.say("as_you_like")
        return True
    return False


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
    if any(isinstance(c, Ask) for c in found) or any(
        s.flow != task.flow or s.another for s in starts
    ):
        return False
    if task.flow == "cancel":
        if yes:
            yield from changing.commit_cancel(step)
            return True
        if no is not None:
            changing.keep(step)
            return True
        return False
    changes = [value for value in puts if _is_new(step, task, value)]
    if changes:
        return False
    if yes:
        yield from (changing.commit_change(step) if task.flow == "change" else booking.commit(step))
        return True
    if no is not None:
        step.ask("what_to_fix", "which", "reprompt", "fix")
        return True
    return False


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
        case ServiceWish(service, ids, _):
            return service != task.service and slot.resource_id not in ids
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
        step.say("dropped")
    yield Release()
    if Plain("goodbye") in found:
        step.say("goodbye", "goodbye")
        step.then = "hang_up"


def _chosen(step: Step, found: list[Command], puts: list[Value]) -> Generator[Want, Any, bool]:
    """One of the named options."""
    options = step.talk.options
    fits = [option for option in options if any(_meets(step, option, value) for value in puts)]
    chosen = next((c for c in found if isinstance(c, Choose)), None)
    if chosen is not None and len(fits) != 1:
        fits = [options[max(-1, min(chosen.index, len(options) - 1))]]
    if len(fits) != 1:
        return False
    option = fits[0]
    rest: tuple[Value, ...] = tuple(
        v for v in puts if not _meets(step, option, v) and not isinstance(v, DayWish | TimeWish)
    )
    step.put(options=())
    if option.kind == "row" and option.row is not None:
        changing.select(step, option.row)
    elif option.kind == "day" and option.day is not None:
        step.update(days=(option.day,), why="definite", start=None, slots=())
        rest = tuple(v for v in puts if not isinstance(v, DayWish))
    elif option.kind == "time" and option.start is not None:
        step.update(start=option.start, days=(option.start.date(),), why="definite", slots=())
    elif option.kind == "person" and option.resource_id is not None:
        step.update(people=(option.resource_id,), start=None, slots=())
    for value in rest:
        take(step, value)
    yield from advance(step)
    return True


def _meets(step: Step, option: Option, value: Value) -> bool:
    if option.kind == "row" and option.row is not None:
        return changing.fits(step, option.row, value)
    if option.kind == "day" and isinstance(value, DayWish):
        if len(value.reading.days) > 1:
            return option.day == max(value.reading.days) and value.reading.why == "next_weekday"
        return option.day in value.reading.days
    if option.kind == "time" and option.start is not None:
        if isinstance(value, TimeWish):
            if value.reading.times:
                return option.start.time().replace(second=0) in value.reading.times
            return (
                value.reading.part is not None
                and changing._part_of(option.start) in changing._LIKE[value.reading.part]
            )
        if isinstance(value, DayWish):
            return value.reading.days == (option.start.date(),)
    if option.kind == "person":
        if isinstance(value, PersonWish):
            return value.resource_ids == (option.resource_id,)
        if isinstance(value, ServiceWish):
            return option.resource_id in value.resource_ids
    return False


def _goodbye(step: Step, found: list[Command]) -> bool:
    """The end: said, or a no to "anything else?"."""
    talk = step.talk
    plain = {c.what for c in found if isinstance(c, Plain)}
    wishes = any(isinstance(c, Start | Put | Ask) for c in found)
    if wishes:
        return False
    denied = any(isinstance(c, Deny) for c in found)
    closing = "goodbye" in plain or (
        talk.awaiting == "anything_else" and (denied or "thanks" in plain or "acknowledge" in plain)
    )
    idle = not talk.tasks and talk.awaiting in (None, "anything_else", "confirm")
    if idle and talk.done + (("informed",) * (talk.informed or talk.refused or talk.opted_out)):
        closing = closing or ("acknowledge" in plain and talk.pending is None)
    closing = closing or (idle and ("thanks" in plain or (denied and talk.awaiting != "confirm")))
    if closing:
        if talk.tasks and talk.awaiting not in ("anything_else", None) and "goodbye" not in plain:
            return False
        step.say("goodbye", "goodbye")
        step.then = "hang_up"
        step.put(tasks=())
        return True
    if idle and talk.awaiting == "anything_else" and Affirm() in found:
        step.say("go_ahead", "reprompt")
        step.asked = True
        return True
    if idle and (
        "acknowledge" in plain
        or "greeting" in plain
        or (Affirm() in found and talk.pending is None)
    ):
        if talk.done or talk.informed or talk.refused:
            return _ask_more(step)
        step.say("help", "reprompt")
        step.asked = True
        return True
    return False


def _ask_more(step: Step) -> bool:
    step.ask("anything_else", "anything_else", "anything_else")
    return True


def _requests(step: Step, found: list[Command], asked: bool) -> Generator[Want, Any, bool]:
    """Open and fill requests; True when one is to be taken further."""
    opened: list[Task] = []
    current: Task | None = None
    loose: list[Value] = []
    fills: list[tuple[int, Value]] = []
    for command in found:
        if isinstance(command, Start):
            current = Task(command.flow)
            opened.append(current)
        elif isinstance(command, Put):
            if current is None:
                loose.append(command.value)
            else:
                fills.append((len(opened) - 1, command.value))
    task = step.talk.task
    if opened and step.business.booking is None and any(t.flow != "message" for t in opened):
        opened = [replace(t, flow="message", text=step.text) for t in opened[:1]]
    if task is not None and loose:
        yield from _fill(step, task, loose)
        if step.asked:
            return False
    elif loose:
        _remember(step, loose)
    merged: list[Task] = []
    for number, one in enumerate(opened):
        values = [value for index, value in fills if index == number]
        if number == 0 and task is None:
            values = [*loose, *values]
        merged.append(_filled(step, one, values))
    if merged:
        _queue(step, merged)
    if Split() in found and step.talk.task is not None and step.talk.task.large:
        step.update(agreed=False)
        step.ask(
            "no_split", "confirm", "unavailable", "message", limit=step.terms.party_max_by_phone
        )
        return False
    return bool(step.talk.tasks) and (bool(merged) or bool(loose) or not asked)


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
        return replace(task, said=tuple(values))
    if task.flow == "message":
        names = next((v.names for v in values if isinstance(v, NameSaid)), ())
        text = " | ".join(part for part in (step.talk.topic, _content(step.text)) if part)
        return replace(task, text=text, names=names, agreed=True)
    before = step.talk
    remembered = Task("book", service=before.service, skilled=before.skilled, people=before.people)
    if before.done and "booked" in before.done and before.caller_name:
        remembered = replace(remembered, names=(before.caller_name,))
    step.put(tasks=(remembered, *before.tasks))
    for value in values:
        take(step, value)
    filled = step.talk.tasks[0]
    step.put(tasks=step.talk.tasks[1:], service=None, skilled=(), people=())
    return filled


def _content(text: str) -> str:
    """What a message says, when the sentence says more than that there is one."""
    return text if len(text.split()) > 6 else ""


def _remember(step: Step, values: list[Value]) -> None:
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
    phone = next((v for v in values if isinstance(v, PhoneSaid)), None)
    if phone is not None:
        if phone.same and step.plan.caller.number is not None:
            if task.identifying and task.owner_phone is None:
                step.update(owner_phone=step.plan.caller.number)
        elif phone.digits is not None:
            _take_digits(step, phone)
            if step.asked:
                return
    later = next((v for v in values if isinstance(v, LaterWish)), None)
    if task.flow in ("change", "cancel") and task.row is None:
        _fill_unidentified(step, task, values)
        return
    if task.flow == "change":
        changing.apply_new(
            step, tuple(v for v in values if not isinstance(v, PhoneSaid | LaterWish))
        )
    days = [day for v in values if isinstance(v, DayWish) for day in v.reading.days]
    clocks = [v.reading for v in values if isinstance(v, TimeWish)]
    plain = not any(clock.bound in ("after", "before", "earliest", "latest") for clock in clocks)
    if plain and pick_offered(step, tuple(days), clocks):
        values = [v for v in values if not isinstance(v, DayWish | TimeWish)]
    if task.flow != "change":
        for value in values:
            take(step, value)
    if later is not None and not days and not any(clock.times for clock in clocks):
        yield from offer_later(step, later.direction)
    if any(isinstance(v, OtherDay) for v in values) and not days:
        step.update(days=(), start=None, slots=())
        yield from _other_days(step, task)


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


def _go_on(step: Step) -> Flowing:
    """After something was said: back to the open request, else anything more?"""
    talk = step.talk
    if talk.tasks:
        yield from advance(step)
        if step.asked or step.then != "listen":
            return
    if step.talk.tasks:
        return
    if talk.emergency:
        return
    nothing_yet = not (talk.done or talk.informed) and step.acts[:1] in (["refuse"], ["inform"])
    if nothing_yet and any(
        line.key in ("robot", "no_transcript", "injection", "abuse", "foreign_transfer")
        for line in step.lines
    ):
        step.say("help")
        step.asked = True
        return
    _ask_more(step)


def _not_understood(step: Step) -> None:
    """Asked again differently; after two failures in a row a human or a message (RULES 5.5)."""
    talk = step.talk
    count = talk.unclear + 1
    step.put(unclear=count)
    if count > _UNCLEAR_LIMIT:
        step.put(unclear=0, topic=step.text)
        step.ask("offer_help", "confirm", "reprompt", "message")
        return
    key = f"unclear_{talk.awaiting}" if talk.awaiting in _ASKABLE else "unclear"
    step.say(key, "reprompt", first=count == 1)
    step.awaiting, step.pending, step.options, step.asked = (
        talk.awaiting, talk.pending, talk.options, True,
    )  # fmt: skip


_ASKABLE = frozenset(
    ("date", "time", "party", "name", "phone", "confirm", "which", "service", "doctor")
)
