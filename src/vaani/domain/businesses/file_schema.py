"""What may a business file hold, as a JSON Schema that an editor completes and checks by?

It tells keys, shapes and single values; what several values say together (periods that overlap, a
service of somebody who is not there) is told by `vaani business check` alone.
`scripts/support_table.py` writes it to `docs/business-file.schema.json`. JSON Schema 2020-12.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_args

from vaani.call.plan import WEEKDAYS, BusinessKind, EngineRole, Slot
from vaani.call.turn_taking import (
    PREFIX_MS,
    PRESETS,
    SILENCE_MS,
    Sensitivity,
    TurnTaking,
)
from vaani.language.found import Language

Schema = dict[str, Any]

_WORD: Schema = {"type": ["string", "number"]}
_TRUTH: Schema = {"type": "boolean"}
_CLOCK: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
_END: Schema = {"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"}
_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_NUMBER: Schema = {
    "type": "string",
    "pattern": "^\\+[1-9][0-9]{6,14}$",
    "examples": ["+919876543210"],
}
_AMOUNT: Schema = {"type": "number", "minimum": 0}
_MINUTES: Schema = {"type": "integer", "minimum": 0}


def _told(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _one_of(words: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(words)}


def _object(properties: Mapping[str, Schema], *required: str) -> Schema:
    """No other keys; what is not required may be left empty."""
    return {
        "type": "object",
        "properties": {
            name: one if name in required else _or_empty(one) for name, one in properties.items()
        },
        "required": list(required),
        "additionalProperties": False,
    }


def _or_empty(one: Schema) -> Schema:
    """The same or null; a description stays where editors look for it."""
    told = {"description": one["description"]} if "description" in one else {}
    plain = {key: value for key, value in one.items() if key != "description"}
    return {**told, "anyOf": [plain, {"type": "null"}]}


_TEXT: Schema = {
    "anyOf": [
        _WORD,
        {
            "type": "object",
            "properties": {name: _or_empty(_WORD) for name in get_args(Language)},
            "minProperties": 1,
            "additionalProperties": False,
        },
    ]
}
"""Words that a caller hears: of one language, or `{en: ..., hi: ...}`."""
_PERIOD = _object({"open": _CLOCK, "close": _END, "last": _CLOCK}, "open", "close")
_WEEK = _object({day: _list(_PERIOD) for day in WEEKDAYS})
_PAIR_OF_DAYS: Schema = {"type": "array", "items": _DAY, "minItems": 2, "maxItems": 2}
_RANGE = "[0-9]{4}-[0-9]{2}-[0-9]{2}( *\\.\\. *[0-9]{4}-[0-9]{2}-[0-9]{2})?"
_SHORT_DAY = _object({"reason": _TEXT, "hours": _list(_PERIOD)}, "reason", "hours")


def _turn_taking() -> Schema:
    single = {
        "preset": _one_of(tuple(PRESETS)),
        "start_sensitivity": _one_of(get_args(Sensitivity)),
        "end_sensitivity": _one_of(get_args(Sensitivity)),
        "prefix_ms": _between(*PREFIX_MS),
        "silence_ms": _between(*SILENCE_MS),
    }
    whole = _object({one.name: single[one.name] for one in fields(TurnTaking)})
    return {"anyOf": [_one_of(tuple(PRESETS)), whole]}


def _between(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _resource() -> Schema:
    session = {"type": "array", "prefixItems": [_CLOCK, _END], "minItems": 2, "maxItems": 2}
    leave = {"anyOf": [_PAIR_OF_DAYS, {"type": "string", "pattern": f"^{_RANGE}$"}]}
    return _object(
        {
            "id": _WORD,
            "kind": _one_of(("table", "person", "room")),
            "seats": _told(_MINUTES, "How many sit at this table."),
            "name": _TEXT,
            "title": _WORD,
            "also_known_as": _list(_WORD),
            "speciality": _told(_TEXT, "What callers may ask for instead of a name."),
            "speciality_words": _list(_WORD),
            "gender": _one_of(("female", "male")),
            "slot_minutes": _MINUTES,
            "duration_minutes": _MINUTES,
            "fee": _MINUTES,
            "sessions": _told(
                _object({day: _list(session) for day in WEEKDAYS}),
                "When this person works; left out: the opening hours.",
            ),
            "leave": _told(_list(leave), "First and last day away."),
            "area": _told(_TEXT, "The part of the house where this table stands."),
        },
        "id",
        "kind",
    )


def _booking() -> Schema:
    slots = {**_list(_one_of(get_args(Slot))), "uniqueItems": True}
    service = _object(
        {
            "id": _WORD, "name": _TEXT, "words": _list(_WORD), "minutes": _MINUTES,
            "fee": _MINUTES, "resources": _list(_WORD),
        },
        "id", "name",
    )  # fmt: skip
    duration = _object({"party_up_to": _MINUTES, "minutes": _MINUTES}, "minutes")
    return _object(
        {
            "required": _told(slots, "What is asked for, in this order."),
            "optional": slots,
            "slot_minutes": _told(_MINUTES, "Bookings start every so many minutes."),
            "min_lead_minutes": _told(_MINUTES, "How soon a caller may come."),
            "max_days_ahead": _told(_MINUTES, "How far ahead a caller may book."),
            "change_notice_minutes": _told(_MINUTES, "How late a caller may still change it."),
            "buffer_minutes": _told(_MINUTES, "Kept free after each booking."),
            "party": _told(
                _object({"min": _MINUTES, "max_by_phone": _MINUTES}),
                "Larger parties become a message to staff.",
            ),
            "duration_minutes": {"anyOf": [_MINUTES, _list(duration)]},
            "services": _list(service),
            "capacity": _told(_MINUTES, "Seats in a pool; this or `resources`."),
            "resources": _told(_list(_resource()), "Tables, persons and rooms."),
            "combine_resources": _told(_TRUTH, "May tables of one area be put together?"),
        }
    )


def _menu_item() -> Schema:
    variant = _object({"name": _TEXT, "price": _AMOUNT}, "name", "price")
    return _object(
        {
            "id": _WORD, "category": _WORD, "name": _TEXT, "price": _AMOUNT,
            "variants": _list(variant), "from": _DAY, "until": _DAY,
        },
        "id", "name",
    )  # fmt: skip


def _tool() -> Schema:
    shared = {
        "url": _WORD, "secret": _WORD, "deadline_seconds": _between(1, 20), "progress": _TEXT,
        "confirm": _TEXT,
    }  # fmt: skip
    http = {"kind": {"const": "http"}, **shared, "name": _WORD, "description": _WORD}
    http["parameters"] = {"type": "object"}
    mcp = {"kind": {"const": "mcp"}, **shared, "only": _list(_WORD)}
    needed = ("kind", "url", "name", "description", "secret")
    return {"anyOf": [_object(http, *needed), _object(mcp, "kind", "url")]}


def schema() -> Schema:
    """The whole of it."""
    number = {"anyOf": [_NUMBER, _object(
        {"number": _NUMBER, "carrier": _WORD, "turn_taking": _turn_taking()}, "number",
    )]}  # fmt: skip
    topic = _object(
        {"topic": _WORD, "text": _TEXT, "questions": _list(_WORD), "valid_until": _DAY},
        "topic",
        "text",
    )
    budget = _object(
        {
            "per": _one_of(("call", "month")), "of": _one_of(("tokens", "seconds", "money")),
            "soft": _AMOUNT, "hard": _AMOUNT,
        },
        "per", "of",
    )  # fmt: skip
    languages = {**_list(_one_of(get_args(Language))), "minItems": 1, "uniqueItems": True}
    closed_days = {
        "type": "object",
        "patternProperties": {f"^{_RANGE}$": {"anyOf": [_TEXT, _SHORT_DAY]}},
        "additionalProperties": False,
    }
    whole = _object(
        {
            "slug": _told(
                {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 63},
                "Its name in commands and addresses; never changes.",
            ),
            "name": _told(_WORD, "What it is called."),
            "also_known_as": _told(_list(_WORD), "Other spellings that callers use."),
            "kind": _told(_one_of(get_args(BusinessKind)), "Decides words and what is asked for."),
            "timezone": _told(_WORD, "IANA name, such as Asia/Kolkata."),
            "languages": _told(languages, "Those that it answers in; the first one greets."),
            "numbers": _told(_list(number), "Telephone numbers that lead here."),
            "greeting": _told(_TEXT, "Left out: one is made from name and kind."),
            "transfer": _told(
                _object(
                    {
                        "number": _NUMBER,
                        "hours": {"anyOf": [{"const": "opening"}, _WEEK]},
                        "warm": _TRUTH,
                    },
                    "number",
                ),
                "The only number that a caller is passed on to.",
            ),
            "hours": _told(_WEEK, "Per weekday; a day left out is closed."),
            "closures": _told(closed_days, "Days or ranges, with the reason that callers hear."),
            "booking": _told(_booking(), "Left out: it answers and takes messages."),
            "menu": _told(_list(_menu_item()), "What can be had and its price."),
            "knowledge": _told(_list(topic), "What the assistant may state."),
            "not_offered": _told(_list(_TEXT), "What it says that it does not have."),
            "rules": _object({"medical": _TRUTH, "emergency_numbers": _list(_WORD)}),
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "voice": _object(dict.fromkeys(get_args(Language), _WORD)),
            "engines": _object({role: _list(_WORD) for role in get_args(EngineRole)}),
            "privacy": _object(
                {
                    "record_audio": _TRUTH,
                    "keep_transcript_days": _between(0, 3650),
                    "announce": _TRUTH,
                }
            ),
            "budgets": _list(budget),
            "tools": _list(_tool()),
            "turn_taking": _turn_taking(),
        },
        "slug",
        "name",
        "kind",
        "timezone",
        "hours",
    )
    title = {"title": "A business file of Vaani"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **title, **whole}
