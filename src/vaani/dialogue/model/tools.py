"""Which tools does a model see, and is a call of one well-formed?

Pure. Arguments are JSON of a model: every field is checked by type, length and range, unknown
fields are dropped, and a call that does not fit becomes a `Refused` with words for the model. No
tool takes a phone number, and none names a person other than the caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from vaani.call.plan import Business, Text
from vaani.call.ports.chat_model import ToolSpec
from vaani.dialogue.model.schema import people_ids
from vaani.dialogue.understanding.lexicon import lexicon_of

MOST_ARGUMENT_CHARS = 2000
_MOST_TEXT = 200
_MOST_PARTY = 500


@dataclass(frozen=True, slots=True)
class FindSlots:
    """What is free on a day, near a time."""

    day: date
    at: time | None
    party: int | None
    person: str | None
    service: str | None
    replaces: str | None
    area: Text | None = None


@dataclass(frozen=True, slots=True)
class OwnBookings:
    """The coming bookings of the number that calls."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """What the file says to a question."""

    question: str


@dataclass(frozen=True, slots=True)
class Book:
    """A wish to book; it is read back, and written at the caller's yes."""

    slot: str
    name: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A wish to move one of the caller's own bookings."""

    ref: str
    slot: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """A wish to cancel one of the caller's own bookings."""

    ref: str


@dataclass(frozen=True, slots=True)
class LeaveMessage:
    """A wish to leave the caller's words for staff."""

    name: str | None


@dataclass(frozen=True, slots=True)
class Human:
    """The caller wants a person."""


@dataclass(frozen=True, slots=True)
class EndCall:
    """The caller said goodbye."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The call is not carried out; `why` goes to the model, never to the caller."""

    why: str


Asked = FindSlots | OwnBookings | LookUp | Book | Change | Cancel | LeaveMessage | Human | EndCall


def tool_specs(business: Business) -> tuple[ToolSpec, ...]:
    """The tools of a business; without booking terms only those that answer and take messages."""
    text = {"type": "string"}
    found = [
        _spec("look_up", "What the business's file says to a question.", {"question": text}),
        _spec("leave_message", "Leave the caller's wish for staff; asks the caller first.",
              {"name": _or_null(text)}),
        _spec("human", "Pass the caller on to a person, or take a call-back.", {}),
        _spec("end_call", "After the caller's goodbye.", {}),
    ]  # fmt: skip
    if business.booking is None:
        return tuple(found)
    people = {"type": ["string", "null"], "enum": [*people_ids(business), None]}
    services = {"type": ["string", "null"], "enum": [*lexicon_of(business).services, None]}
    slots = {
        "date": {"type": "string", "description": "YYYY-MM-DD"},
        "time": {"type": ["string", "null"], "description": "HH:MM, 24 hours"},
        "party": {"type": ["integer", "null"]},
        "person": people,
        "service": services,
        "replaces": {"type": ["string", "null"], "description": "reference to be moved"},
    }
    areas = [one.speak("en") for one in business.booking.areas()]
    if areas:
        slots["area"] = {"type": ["string", "null"], "enum": [*areas, None]}
    found += [
        _spec("find_slots", "Free slots near a time of a day, or the true reason why not.", slots),
        _spec("own_bookings", "The coming bookings of this caller.", {}),
        _spec("book", "Read a free slot back to the caller; his yes books it.",
              {"slot": text, "name": _or_null(text), "note": _or_null(text)}),
        _spec("change", "Read a change of his booking back; his yes makes it.",
              {"ref": text, "slot": text}),
        _spec("cancel", "Read his booking back; his yes cancels it.", {"ref": text}),
    ]  # fmt: skip
    return tuple(found)


def read_call(name: str, arguments: str, business: Business) -> Asked | Refused:
    """The wish of a tool call, or why it is none."""
    reader = _READERS.get(name)
    if reader is None or name not in {spec.name for spec in tool_specs(business)}:
        return Refused("there is no such tool")
    given = arguments_of(arguments)
    if isinstance(given, Refused):
        return given
    try:
        return reader(given, business)
    except _Unfit as unfit:
        return Refused(str(unfit))


def arguments_of(arguments: str) -> dict[str, Any] | Refused:
    """The object that a model wrote, or why it is none."""
    if len(arguments) > MOST_ARGUMENT_CHARS:
        return Refused("the arguments are too long")
    try:
        given = json.loads(arguments.strip() or "{}")
    except (ValueError, RecursionError):
        return Refused("the arguments are not JSON")
    given = {} if given is None else given
    return given if isinstance(given, dict) else Refused("the arguments must be a JSON object")


class _Unfit(Exception):
    """An argument does not fit."""


Given = Mapping[str, Any]


def _find(given: Given, business: Business) -> Asked:
    person, service = _word(given, "person"), _word(given, "service")
    if person is not None and person not in people_ids(business):
        raise _Unfit("there is no such person")
    if service is not None and service not in lexicon_of(business).services:
        raise _Unfit("there is no such service")
    area = None
    if (name := _word(given, "area")) is not None:
        area = business.booking.area_called(name) if business.booking is not None else None
        if area is None:
            raise _Unfit("there is no such area")
    party = given.get("party")
    whole = isinstance(party, int) and not isinstance(party, bool)
    if party is not None and not (whole and 0 < party <= _MOST_PARTY):
        raise _Unfit("party must be a whole number from 1")
    try:
        day = date.fromisoformat(_needed(given, "date"))
        at_text = _word(given, "time")
        at = time.fromisoformat(at_text) if at_text is not None else None
    except ValueError:
        raise _Unfit("date must be YYYY-MM-DD and time HH:MM") from None
    if at is not None and (at.tzinfo is not None or at.second or at.microsecond):
        raise _Unfit("time must be HH:MM")
    return FindSlots(day, at, party, person, service, _word(given, "replaces"), area)


_READERS: Mapping[str, Callable[[Given, Business], Asked]] = {
    "find_slots": _find,
    "own_bookings": lambda _given, _business: OwnBookings(),
    "look_up": lambda given, _business: LookUp(_needed(given, "question")),
    "book": lambda given, _business: Book(
        _needed(given, "slot"), _word(given, "name"), _word(given, "note")
    ),
    "change": lambda given, _business: Change(_needed(given, "ref"), _needed(given, "slot")),
    "cancel": lambda given, _business: Cancel(_needed(given, "ref")),
    "leave_message": lambda given, _business: LeaveMessage(_word(given, "name")),
    "human": lambda _given, _business: Human(),
    "end_call": lambda _given, _business: EndCall(),
}


def _word(given: Given, key: str) -> str | None:
    value = given.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > _MOST_TEXT:
        raise _Unfit(f"{key} must be a short text")
    return value.strip() or None


def _needed(given: Given, key: str) -> str:
    value = _word(given, key)
    if value is None:
        raise _Unfit(f"{key} is missing")
    return value


def _or_null(kind: Mapping[str, Any]) -> dict[str, Any]:
    return {**kind, "type": [kind["type"], "null"]}


def _spec(name: str, description: str, fields: Mapping[str, Any]) -> ToolSpec:
    shape = {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }
    return ToolSpec(name, description, shape)
