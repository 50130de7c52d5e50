"""How is a booking made, from what was said to a committed row?

Settle person, day, time; check and hold; ask only what the file requires, in its order; read the
whole booking back; write on an explicit yes and say what the committed row says. RULES 1 and 3.
"""

# ruff: noqa: E501 (tables of phrases read best one a line)
from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from vaani.call.plan import Resource, Slot, Text
from vaani.call.ports.thinker import Act, Committed
from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal
from vaani.dialogue.evenings import party_of
from vaani.dialogue.flows.offers import offer_again
from vaani.dialogue.flows.slots import (
    check_slot,
    moved,
    refuse,
    rows_of_caller,
    settle_day,
    settle_house,
    settle_person,
    settle_time,
)
from vaani.dialogue.flows.stretches import settle_stretch
from vaani.dialogue.flows.talk import Step, Task, wish_of
from vaani.dialogue.flows.wants import Book, Flowing, FreeBetween, Want
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.kit.clock import elapsed


def advance(step: Step) -> Flowing:
    """Take the booking as far as what is known allows, then ask the one thing that is due."""
    task = step.talk.tasks[0]
    if task.large or (yield from too_many(step)):
        return
    if step.terms.party_min > (task.party or step.terms.party_min):
        step.say("no_party_too_small", "unavailable", details={"limit": step.terms.party_min})
        step.update(party=None)
        step.ask("ask_party", "party", "ask_party")
        return
    for settle in (settle_house, settle_person, settle_day, settle_stretch, settle_time):
        if not (yield from settle(step)):
            return
    if (yield from right_after(step)):
        return
    task = step.talk.tasks[0]
    needed = missing(step, task)
    when_known = task.start is not None and (task.party is not None or "party" not in needed)
    if when_known and not (yield from check_slot(step)):
        return
    task = step.talk.tasks[0]
    needed = missing(step, task)
    if not needed and step.talk.unconfirmed:
        confirm_number(step)
        return
    if needed and needed[0] in ("date", "time") and offer_again(step):
        return
    if needed:
        if step.hold is not None and _asks_if_free(step.text):
            step.say("is_free", None, slots=task.slots)
        ask_for(step, needed[0])
        return
    read_back(step)


_FREE = Phrases(
    "milega, milegi, mil jayega, mil jaega, mil sakta, mil sakti, khali hai, khaali hai, free hai, jagah hai, ho jayega, ho jaega, ho jayegi, ho payega, aa sakta, aa sakti, aa sakte, available, is there, do you have, have you got, can i, could i, can we, could we, is it free, any chance, मिलेगा, मिलेगी, मिल जाएगा, मिल जाएगी, मिल सकता, मिल सकते, खाली है, जगह है, हो जाएगा, हो जाएगी, आ सकता, आ सकती, आ सकते, मिल पाएगा"
)


def _asks_if_free(text: str) -> bool:
    """Was it asked whether that time can be had? Then the answer comes first."""
    return _FREE.within(spoken(text))


def missing(step: Step, task: Task) -> tuple[Slot, ...]:
    """The required slots that are not known, in the file's order."""
    known = {
        "date": task.day is not None
        or task.start is not None
        or (task.among is not None and task.among.whichever),
        "time": task.start is not None,
        "party": task.party is not None,
        "name": len(task.names) >= task.count or bool(task.names and task.asked_names > 1),
        "phone": step.phone() is not None,
        "doctor": bool(task.people or task.skilled or task.anybody),
        "service": bool(task.service or task.skilled),
        "reason": bool(task.notes),
        "notes": True,
    }
    required = step.terms.required
    extra: tuple[Slot, ...] = () if "phone" in required else ("phone",)
    order = [slot for slot in (*required, *extra) if not known.get(slot, True)]
    if "date" in order and "time" in order and task.clock is not None:
        order.remove("time")
    return tuple(order)


def ask_for(step: Step, slot: Slot) -> None:
    """The question for one slot."""
    task = step.talk.tasks[0]
    acts: dict[str, Act] = {
        "date": "ask_date", "time": "ask_time", "party": "ask_party", "name": "ask_name",
        "phone": "ask_phone", "doctor": "ask_doctor", "service": "ask_service",
    }  # fmt: skip
    if slot == "name":
        step.update(asked_names=task.asked_names + 1)
        if task.count > 1:
            step.ask(
                "ask_names" if not task.names else "ask_other_name",
                "name",
                "ask_name",
                count=task.count,
            )
            return
    if slot == "name" and task.who not in ("", "self", "other", *task.names):
        step.ask("ask_name_of", "name", "ask_name", who=task.who)
        return
    if slot == "phone" and step.talk.unconfirmed:
        confirm_number(step)
        return
    step.ask(f"ask_{slot}", slot, acts.get(slot))


def confirm_number(step: Step) -> None:
    """Read a dictated number back in groups."""
    step.ask("confirm_phone", "confirm", "inform", "phone", phone=step.talk.unconfirmed)


def read_back(step: Step) -> None:
    """The whole booking, exactly as it will be written, and a yes-or-no question."""
    task = step.talk.tasks[0]
    slot = task.slots[0]
    step.ask(
        "readback", "confirm", "readback", "book",
        slots=task.slots, names=task.names, party=task.party, who=step.resource(slot.resource_id),
        service=service_text(step, task, slot), own_number=step.talk.dictated is None,
        phone=step.phone(),
    )  # fmt: skip


def service_text(step: Step, task: Task, slot: FreeSlot | BookedRow) -> Any:
    """What is being booked, as it is spoken: the service's name or the speciality."""
    for service in step.terms.services:
        if service.id == (slot.service_id or task.service):
            return service.name
    person = step.resource(slot.resource_id)
    if person is None or (step.terms.services and person.kind == "person"):
        return None
    return _as_called(step, task, person) or person.speciality


_BODY = tuple(
    spoken(word).tokens for word in "skin hair face nails chehra baal बाल चेहरा त्वचा".split()
)
"""Words that say where, not what."""


def _as_called(step: Step, task: Task, person: Resource) -> Text | None:
    """ "Threading", not "facial": the caller's own word, when it is one of the file's for it."""
    if step.business.kind != "salon" or spoken(task.called).tokens[:1] in _BODY:
        return None
    told = {word for text in person.speciality_words for word in spoken(text).tokens}
    said = spoken(task.called)
    if not said.tokens or not told.issuperset(said.tokens):
        return None
    latin = task.called.isascii()
    if latin != (step.talk.language == "en"):
        return None
    return Text(en=task.called.lower()) if latin else Text(hi=task.called)


def commit(step: Step) -> Flowing:
    """The yes was given: write, and say what was committed."""
    task = step.talk.tasks[0]
    rows: list[BookedRow] = []
    for number, slot in enumerate(task.slots):
        name = task.names[min(number, len(task.names) - 1)] if task.names else None
        guest = Guest(name, step.phone(), ", ".join(task.notes) or None)
        written = yield Book(slot, guest, key_of(step, "book", slot, name))
        if isinstance(written, Refusal):
            if rows:
                _tell_booked(step, task, rows)
                step.update(names=task.names[number:], count=task.count - number)
            if written.reason == "full":
                step.say("rest_not_done" if rows else "not_done", "unavailable")
            yield from refuse(step, written, slot.start.date(), slot.at)
            return
        rows.append(written)
        step.committed.append(Committed("created", written.ref))
    _tell_booked(step, task, rows)
    step.finish()
    name_known(step, task.names[0] if len(task.names) == 1 else None)


def _tell_booked(step: Step, task: Task, rows: list[BookedRow]) -> None:
    """What was committed is said, and remembered."""
    first = rows[0]
    step.say(
        "booked", "done", row=first, rows=tuple(rows), who=step.resource(first.resource_id),
        party=first.party, night_of=task.slots[0].night_of,
    )  # fmt: skip
    step.put(
        done=(*step.talk.done, "booked"), booked=(*step.talk.booked, *rows),
        touched=rows[-1].ref,
        caller_name=step.talk.caller_name or task.names[0] if task.names else step.talk.caller_name,
    )  # fmt: skip


def right_after(step: Step) -> Generator[Want, Any, bool]:
    """The second of two services without a time of its own: offered behind the first."""
    task = step.talk.tasks[0]
    before = step.talk.booked[-1] if step.talk.booked else None
    timed = task.start or task.clock or task.offered or task.refused_at
    if before is None or timed or task.day != before.start.date() or task.service is None:
        return False
    end = elapsed(before.start, timedelta(minutes=before.minutes))
    slots = yield FreeBetween(wish_of(task, step), end, end + timedelta(hours=3), 1)
    if slots:
        step.update(offered=slots)
        step.offer(slots)
        service = service_text(step, task, slots[0])
        step.ask("offer_beside", "time", "offer", "offer", slots=slots, service=service)
    return bool(slots)


def name_known(step: Step, name: str | None) -> None:
    """A booking that waits behind is for the same caller, unless a name was said for it."""
    waiting = tuple(
        replace(task, names=(name,))
        if task.flow == "book" and name and not task.names and not task.who and task.count == 1
        else task
        for task in step.talk.tasks
    )
    step.put(tasks=waiting)


def key_of(step: Step, intent: str, slot: FreeSlot, name: str | None) -> str:
    """The idempotency key: call, intent, values."""
    values = (slot.start.isoformat(), slot.resource_id, slot.party, slot.service_id, name)
    parts = (step.plan.call_id, intent, *values)
    return "|".join(str(part) for part in parts)


def too_many(step: Step) -> Generator[Want, Any, bool]:
    """RULES 3.1: above the limit nothing is booked, also not in parts or over calls."""
    task = step.talk.tasks[0]
    limit = step.terms.party_max_by_phone
    if limit is None or task.party is None:
        return False
    if task.party <= limit and task.day is not None:
        booked = party_of(task.day, (yield from rows_of_caller(step)), moved(task))
        if booked and booked + task.party > limit:
            step.update(
                party=booked + task.party,
                notes=(*task.notes, f"{booked} of them are booked already"),
            )
            start_large(step)
            return True
    if task.party > limit:
        start_large(step)
        return True
    return False


def start_large(step: Step) -> None:
    """The request turns into a message to staff."""
    limit = step.terms.party_max_by_phone
    step.update(large=True, kind="large_party", slots=(), offered=())
    step.ask("no_party_too_large", "confirm", "unavailable", "message", limit=limit)
