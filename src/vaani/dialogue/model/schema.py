"""Which commands is a model's answer, and which parts of it are thrown away?

The JSON schema that is sent, and the strict reader of what comes back. A value of the caller is
never taken from the model: it quotes the caller's words, and this house's own parsers read the
quote. What is not of the schema, not quoted or not known to the business does not exist.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_type_hints

from vaani.call.plan import Business
from vaani.dialogue.model.grounding import quoted
from vaani.dialogue.understanding.lexicon import lexicon_of
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Anybody,
    Ask,
    Choose,
    Command,
    DayWish,
    Deny,
    Flow,
    ForPeople,
    Hesitate,
    LaterWish,
    NameSaid,
    NoteSaid,
    NotOffered,
    OptOut,
    OtherDay,
    OthersBooking,
    PartyWish,
    PersonWish,
    PhoneSaid,
    Plain,
    Put,
    RunningLate,
    ServiceWish,
    Speak,
    Split,
    Start,
    TimeWish,
    Value,
)
from vaani.language.clock_words import bare_hour, find_clock
from vaani.language.dates import find_dates
from vaani.language.digits import find_digits, join_digits
from vaani.language.names import find_name
from vaani.language.numbers import find_numbers

MOST_CHARS = 6000
MOST_COMMANDS = 8
_MOST_TRIES = 20
"""So many openings of a bracket are tried: text in brackets is no reason to search for long."""
_MOST_NOTE = 160
_FLOWS = get_args(Flow)
_PLAIN: tuple[str, ...] = get_args(get_type_hints(Plain)["what"])
_DO = (
    "start", "set", "affirm", "deny", "hesitate", "choose", "ask", "others_booking",
    "not_offered", "running_late", "opt_out", "speak", "split", *_PLAIN,
)  # fmt: skip
_SLOTS = (
    "date", "time", "party", "person", "anybody", "service", "name", "phone", "same_phone", "note",
    "later", "earlier", "other_day", "people",
)  # fmt: skip
_WHICH = (
    *_FLOWS, *_SLOTS, "anything", "hours", "price", "people", "services", "duration", "transcript",
    "calls", "en", "hi", "drop", "another",
)  # fmt: skip
Item = Mapping[str, Any]


def command_schema(business: Business) -> dict[str, Any]:
    """The shape that is asked for: `{"commands": [{do, which, quote, id, number}]}`."""
    ids = [*people_ids(business), *lexicon_of(business).services]
    fields: dict[str, Any] = {
        "do": {"type": "string", "enum": list(_DO)},
        "which": {"type": ["string", "null"], "enum": [*dict.fromkeys(_WHICH), None]},
        "quote": {"type": ["string", "null"]},
        "id": {"type": ["string", "null"], "enum": [*ids, None]},
        "number": {"type": ["integer", "null"]},
    }
    item = {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"commands": {"type": "array", "items": item}},
        "required": ["commands"],
        "additionalProperties": False,
    }


def people_ids(business: Business) -> tuple[str, ...]:
    """Ids of the persons who can be asked for."""
    found = business.booking.resources if business.booking else ()
    return tuple(one.id for one in found if one.kind == "person")


def read_commands(answer: str, said: str, scene: Scene) -> tuple[Command, ...] | None:
    """The commands of an answer to the caller's words `said`; None: it is worth nothing."""
    if len(answer) > MOST_CHARS:
        return None
    document = the_object(answer)
    items = document.get("commands") if document is not None else None
    if not isinstance(items, list) or len(items) > MOST_COMMANDS:
        return None
    found: list[Command] = []
    for item in items:
        command = _command(item, said, scene) if isinstance(item, dict) else None
        if command is not None and command not in found:
            found.append(command)
    return tuple(found) or None


def the_object(answer: str) -> Mapping[str, Any] | None:
    """The one JSON object of an answer, in a fence, behind reasoning or behind a sentence; None
    without one, or with two that differ."""
    answer = answer.rpartition("</think>")[2]
    decoder, at = json.JSONDecoder(), answer.find("{")
    found: list[Mapping[str, Any]] = []
    tries = 0
    while at >= 0 and tries < _MOST_TRIES:
        tries += 1
        try:
            value, end = decoder.raw_decode(answer, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(value, dict) and value not in found:
                found.append(value)
        at = answer.find("{", end)
    return found[0] if len(found) == 1 else None


def _command(item: Item, said: str, scene: Scene) -> Command | None:
    do = item.get("do")
    if not isinstance(do, str):
        return None
    if do in _PLAIN:
        return Plain(do)  # type: ignore[arg-type]
    reader = _READERS.get(do)
    return reader(item, said, scene) if reader else None


def _start(item: Item, said: str, scene: Scene) -> Command | None:
    which = item.get("which")
    return Start(which) if which in _FLOWS else None  # type: ignore[arg-type]


def _set(item: Item, said: str, scene: Scene) -> Command | None:
    reader = _VALUES.get(str(item.get("which")))
    value = reader(item, said, scene) if reader else None
    return None if value is None else Put(value)


def _choose(item: Item, said: str, scene: Scene) -> Command | None:
    number = _whole(item)
    return Choose(number) if number is not None and -1 <= number < 4 else None


def _ask(item: Item, said: str, scene: Scene) -> Command | None:
    about = item.get("which")
    known = about in ("hours", "price", "people", "services", "duration")
    return Ask(said, about if known else "anything")  # type: ignore[arg-type]


def _not_offered(item: Item, said: str, scene: Scene) -> Command | None:
    number = _whole(item)
    inside = number is not None and 0 <= number < len(scene.business.not_offered)
    return NotOffered(number if inside else None)


def _late(item: Item, said: str, scene: Scene) -> Command | None:
    number = _whole(item)
    stated = number is not None and _stated(number, said)
    return RunningLate(number if stated else None)


def _opt_out(item: Item, said: str, scene: Scene) -> Command | None:
    which = item.get("which")
    return OptOut(which) if which in ("transcript", "calls") else None


def _speak(item: Item, said: str, scene: Scene) -> Command | None:
    which = item.get("which")
    return Speak(which) if which in scene.business.languages else None


_Reader = Callable[[Item, str, Scene], Command | None]
_READERS: Mapping[str, _Reader] = {
    "start": _start,
    "set": _set,
    "affirm": lambda _i, _s, _c: Affirm(),
    "deny": lambda item, _s, _c: Deny(drop=item.get("which") == "drop"),
    "hesitate": lambda _i, _s, _c: Hesitate(),
    "choose": _choose,
    "ask": _ask,
    "others_booking": lambda _i, _s, _c: OthersBooking(),
    "not_offered": _not_offered,
    "running_late": _late,
    "opt_out": _opt_out,
    "speak": _speak,
    "split": lambda _i, _s, _c: Split(),
}


def _whole(item: Item) -> int | None:
    number = item.get("number")
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _quote(item: Item, said: str) -> str | None:
    quote = item.get("quote")
    return quote if isinstance(quote, str) and quoted(quote, said) else None


def _stated(number: int, said: str) -> bool:
    return any(one.value == number for one in find_numbers(said))


def _day(item: Item, said: str, scene: Scene) -> Value | None:
    quote = _quote(item, said)
    found = find_dates(quote, scene.now) if quote else ()
    return DayWish(found[-1].value) if found else None


def _time(item: Item, said: str, scene: Scene) -> Value | None:
    quote = _quote(item, said)
    if quote is None:
        return None
    found = [one for one in find_clock(quote) if one.value.times] or list(find_clock(quote))
    if found:
        return TimeWish(found[-1].value)
    bare = bare_hour(quote) if find_numbers(quote) else None
    return TimeWish(bare, True) if bare is not None and bare.times else None


def _party(item: Item, said: str, scene: Scene) -> Value | None:
    """A number that was said, or the sum of two (adults and children)."""
    number = _whole(item)
    if number is None or not 0 < number < 1000:
        return None
    spoken = [one.value for one in find_numbers(said)]
    sums = {a + b for at, a in enumerate(spoken) for b in spoken[at + 1 :]}
    return PartyWish(number) if number in spoken or number in sums else None


def _people(item: Item, said: str, scene: Scene) -> Value | None:
    number = _whole(item)
    return ForPeople(number) if number is not None and 1 < number <= 4 else None


def _person(item: Item, said: str, scene: Scene) -> Value | None:
    id_ = item.get("id")
    return PersonWish((id_,)) if id_ in people_ids(scene.business) else None


def _service(item: Item, said: str, scene: Scene) -> Value | None:
    services = lexicon_of(scene.business).services
    id_ = item.get("id")
    if not isinstance(id_, str) or id_ not in services:
        return None
    return ServiceWish(id_, services[id_], _quote(item, said) or "")


def _name(item: Item, said: str, scene: Scene) -> Value | None:
    quote = _quote(item, said)
    name = find_name(quote, True) if quote else None
    return NameSaid((name,)) if name else None


def _phone(item: Item, said: str, scene: Scene) -> Value | None:
    quote = _quote(item, said)
    if quote is None:
        return None
    digits = join_digits(scene.digits, quote) if scene.digits else find_digits(quote)
    return PhoneSaid(digits) if digits is not None and len(digits.digits) >= 2 else None


def _note(item: Item, said: str, scene: Scene) -> Value | None:
    quote = _quote(item, said)
    return NoteSaid(quote[:_MOST_NOTE]) if quote else None


_VALUES: Mapping[str, Callable[[Item, str, Scene], Value | None]] = {
    "date": _day,
    "time": _time,
    "party": _party,
    "people": _people,
    "person": _person,
    "anybody": lambda _i, _s, _c: Anybody(),
    "service": _service,
    "name": _name,
    "phone": _phone,
    "same_phone": lambda _i, _s, scene: (
        PhoneSaid(None, True) if scene.awaiting == "phone" or scene.pending == "phone" else None
    ),
    "note": _note,
    "later": lambda _i, _s, _c: LaterWish("after"),
    "earlier": lambda _i, _s, _c: LaterWish("before"),
    "other_day": lambda _i, _s, _c: OtherDay(),
}
