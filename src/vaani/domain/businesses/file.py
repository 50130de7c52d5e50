"""What does a business file say? Strict: every mistake of the file is told at once.

The document is read part by part into the frozen shapes of `vaani.call.plan`; `file_booking` reads
the part `booking`. A key that is not known, a value that does not fit, and values that contradict
each other are all `path: reason` (contracts: business file).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from vaani.call.plan import (
    WEEKDAYS,
    Budget,
    Business,
    BusinessKind,
    EngineRole,
    Period,
    Privacy,
    ShortDay,
    Text,
    Topic,
    Transfer,
    Week,
    Weekday,
)
from vaani.call.turn_taking import (
    AS_SHIPPED,
    PREFIX_MS,
    PRESETS,
    SILENCE_MS,
    Preset,
    Sensitivity,
    TurnTaking,
)
from vaani.domain.businesses.file_booking import read_booking
from vaani.domain.businesses.file_menu import read_menu
from vaani.domain.businesses.file_tools import read_tools
from vaani.domain.businesses.reading import Node, in_words, load_yaml, read_text
from vaani.kit.errors import FileError
from vaani.kit.phone import e164, is_e164
from vaani.language.found import Language

_KEYS = (
    "slug", "name", "also_known_as", "kind", "timezone", "languages", "numbers", "greeting",
    "transfer", "hours", "closures", "booking", "menu", "knowledge", "not_offered", "rules",
    "currency", "voice", "engines", "privacy",
    "budgets", "tools", "turn_taking",
)  # fmt: skip
MOST_NUMBERS = 100
MOST_TOPICS = 5_000
LONGEST_CLOSURE = 366
BudgetOf = Literal["tokens", "seconds", "money"]
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHORT_NUMBER = re.compile(r"[0-9]{3,5}|\+[1-9][0-9]{6,14}")
_WEEK_STARTS = datetime(2024, 1, 1)  # noqa: DTZ001 - a Monday; only distances matter


@dataclass(frozen=True, slots=True)
class BusinessFile:
    """What a file holds. `carriers` names a carrier for some of the numbers; `text` is the file as
    it was written, None where there is no such text."""

    business: Business
    carriers: Mapping[str, str]
    text: str | None = None


def load_business(path: Path | str) -> Business:
    """The business of a file. Raises FileError with every problem."""
    return load_file(path).business


def load_file(path: Path | str) -> BusinessFile:
    """The business of a file with its carriers. Raises FileError with every problem."""
    text = read_text(Path(path))
    return replace(read_document(load_yaml(text)), text=text)


def parse_business(text: str) -> BusinessFile:
    """The business of a YAML text. Raises FileError with every problem."""
    return replace(read_document(load_yaml(text)), text=text)


def read_document(document: Any) -> BusinessFile:
    """The business of a parsed document. Raises FileError with every problem."""
    root = Node(document, "")
    if not root.keys(_KEYS):
        raise FileError(root.problems)
    file = _read(root)
    if root.problems:
        raise FileError([in_words(one) for one in root.problems])
    return file


def _read(root: Node) -> BusinessFile:
    kind = cast(BusinessKind, _required_choice(root.child("kind"), get_args(BusinessKind)))
    slug = _slug(root.child("slug"))
    numbers, of_numbers = _numbers(root.child("numbers"))
    hours = _week(root.child("hours"))
    closures, short_days = _closures(root.child("closures"))
    medical, emergency = _rules(root.child("rules"), kind == "clinic")
    business = Business(
        id=slug,
        slug=slug,
        name=_required_word(root.child("name")),
        kind=kind,
        timezone=_timezone(root.child("timezone")),
        languages=_languages(root.child("languages")),
        hours=hours,
        also_known_as=root.child("also_known_as").all(Node.word),
        numbers=tuple(numbers),
        greeting=root.child("greeting").text(),
        transfer=_transfer(root.child("transfer")),
        closures=closures,
        short_days=short_days,
        booking=read_booking(root.child("booking"), kind),
        knowledge=_knowledge(root.child("knowledge")),
        menu=read_menu(root.child("menu")),
        not_offered=root.child("not_offered").all(Node.text),
        medical=medical,
        emergency_numbers=emergency,
        currency=_currency(root.child("currency")),
        voices=_voices(root.child("voice")),
        engines=_engines(root.child("engines")),
        privacy=_privacy(root.child("privacy")),
        budgets=root.child("budgets").all(_budget),
        tools=read_tools(root.child("tools")),
        turn_taking=_turn_taking(root.child("turn_taking")),
        numbers_turn_taking=of_numbers,
    )
    return BusinessFile(business, {number: name for number, name in numbers.items() if name})


def _required_word(node: Node) -> str:
    return (node.word() if node.required() else None) or ""


def _required_choice(node: Node, words: tuple[str, ...]) -> str:
    return (node.one_of(words) if node.required() else None) or words[-1]


def _slug(node: Node) -> str:
    slug = _required_word(node)
    if slug and (not _SLUG.fullmatch(slug) or len(slug) > 63):
        node.wrong(f"{slug} must be lower-case letters, digits and single hyphens, at most 63")
    return slug


def _timezone(node: Node) -> str:
    name = _required_word(node)
    if name and not _is_zone(name):
        node.wrong(f"{name} is not an IANA time zone; {_zone_meant(name)}")
        return "UTC"
    return name or "UTC"


_INDIAN = frozenset(("bombay", "mumbai", "delhi", "chennai", "madras", "ist", "india", "bangalore"))


def _zone_meant(name: str) -> str:
    """What to write instead."""
    if name.rpartition("/")[2].casefold() in _INDIAN:
        return "all of India is Asia/Kolkata"
    near = get_close_matches(name, available_timezones(), n=1, cutoff=0.7)
    return f"did you mean {near[0]}?" if near else "write one such as Asia/Kolkata"


def _is_zone(name: str) -> bool:
    try:
        return ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _languages(node: Node) -> tuple[Language, ...]:
    if node.absent:
        return ("en", "hi")
    found = node.all(lambda item: item.one_of(get_args(Language)))
    if not found:
        node.wrong("needs at least one of en, hi")
    if len(set(found)) != len(found):
        node.wrong("names a language twice")
    return cast(tuple[Language, ...], found)


def _numbers(node: Node) -> tuple[dict[str, str | None], dict[str, TurnTaking]]:
    """Each number with its carrier, and how calls over some of them listen."""
    found: dict[str, str | None] = {}
    choices: dict[str, TurnTaking] = {}
    if isinstance(node.value, list) and len(node.value) > MOST_NUMBERS:
        node.wrong(f"has more than {MOST_NUMBERS} numbers")
        return found, choices
    for item in node.items():
        carrier, choice = None, AS_SHIPPED
        place = item
        if isinstance(item.value, Mapping):
            item.keys(("number", "carrier", "turn_taking"))
            choice = _turn_taking(item.child("turn_taking"))
            place, carrier = item.child("number"), item.child("carrier").word()
            carrier = carrier and carrier.lower()
        number = _number(place)
        if number and number in found:
            place.wrong(f"{number} is listed twice")
        if number:
            found[number] = carrier
            if choice != AS_SHIPPED:
                choices[number] = choice
    return found, choices


def _turn_taking(node: Node) -> TurnTaking:
    """A preset's name, or a mapping of a preset and single values."""
    if node.absent:
        return AS_SHIPPED
    if isinstance(node.value, str):
        return TurnTaking(preset=cast(Preset | None, node.one_of(tuple(PRESETS))))
    if not node.keys([one.name for one in fields(TurnTaking)]):
        return AS_SHIPPED
    start, end = (node.child(f"{one}_sensitivity") for one in ("start", "end"))
    return TurnTaking(
        preset=cast(Preset | None, node.child("preset").one_of(tuple(PRESETS))),
        start_sensitivity=cast(Sensitivity | None, start.one_of(get_args(Sensitivity))),
        end_sensitivity=cast(Sensitivity | None, end.one_of(get_args(Sensitivity))),
        prefix_ms=node.child("prefix_ms").whole(*PREFIX_MS),
        silence_ms=node.child("silence_ms").whole(*SILENCE_MS),
    )


def _number(node: Node) -> str | None:
    text = node.word() if node.required() else None
    if text is not None and not is_e164(text):
        meant = e164(text)
        hint = f"write {meant}" if meant and len(meant) == 13 else "such as +919876543210"
        node.wrong(f"{text} is not a telephone number as E.164, {hint}")
        return None
    return text


def _transfer(node: Node) -> Transfer | None:
    if node.absent or not node.keys(("number", "hours", "warm")):
        return None
    number = _number(node.child("number"))
    place = node.child("hours")
    hours = None if place.absent or place.value == "opening" else _week(place)
    return Transfer(number or "", hours, node.child("warm").truth(False))


def _week(node: Node) -> Week:
    if not node.required() or not node.keys(WEEKDAYS):
        return {}
    week: dict[Weekday, tuple[Period, ...]] = {}
    for day in WEEKDAYS:
        found = node.child(day).all(_period)
        if found:
            week[day] = found
    _no_overlap(node, week)
    return week


def _period(node: Node) -> Period | None:
    if not node.keys(("open", "close", "last")):
        return None
    opens, closes = node.child("open"), node.child("close")
    if not (opens.required() & closes.required()):
        return None
    start, end, last = opens.clock(), closes.clock(ends=True), node.child("last").clock()
    if start is None or end is None:
        return None
    if start == end and closes.value != "24:00":
        node.wrong(f"opens and closes at {start:%H:%M}; a whole day is 00:00 to 24:00")
    if last is not None and not _within(start, end, last):
        node.child("last").wrong(f"{last:%H:%M} is not between {start:%H:%M} and {end:%H:%M}")
    return Period(start, end, last)


def _within(start: time, end: time, last: time) -> bool:
    if end > start:
        return start <= last < end
    return last >= start or last < end


def _no_overlap(node: Node, week: Week, day_path: str = "") -> None:
    """Notes periods that run into the next one, the week being a circle. `day_path`: where the
    periods of a single day stand."""
    placed = []
    for number, day in enumerate(WEEKDAYS):
        for index, period in enumerate(week.get(day, ())):
            begin = datetime.combine(_WEEK_STARTS + timedelta(days=number), period.open)
            end = datetime.combine(begin, period.close)
            end += timedelta(days=int(period.close <= period.open))
            path = f"{day_path or f'{node.path}.{day}'}[{index}]"
            placed.append((begin, end, path))
    placed.sort()
    week_later = timedelta(days=7)
    following = [*placed[1:], *((b + week_later, e, p) for b, e, p in placed[:1])]
    for (_, end, path), (begin, _, other) in zip(placed, following, strict=True):
        if begin < end and path != other:
            node.problems.append(f"{other}: begins before {path} ends at {end:%H:%M}")


def _closures(node: Node) -> tuple[dict[date, Text], dict[date, ShortDay]]:
    """Closed days, and days with hours of their own; a key is a day or `first..last`."""
    closed: dict[date, Text] = {}
    short: dict[date, ShortDay] = {}
    for key, value in node.entries():
        days = _days(Node(key, value.path, node.problems))
        if not value.required():
            continue
        hours = isinstance(value.value, Mapping) and "hours" in value.value
        if hours and value.keys(("reason", "hours")):
            reason, periods = value.child("reason"), value.child("hours").all(_period)
            why = reason.text() if reason.required() else None
            if not periods:
                value.child("hours").wrong("is empty; a closed day has its reason alone")
            _no_overlap(value, {"mon": periods}, f"{value.path}.hours")
        else:
            why, periods = value.text(), ()
        for day in days if why is not None else ():
            if day in closed or day in short:
                value.wrong(f"{day} is listed twice")
            if hours:
                short[day] = ShortDay(why or Text(), periods)
            else:
                closed[day] = why or Text()
    return dict(sorted(closed.items())), dict(sorted(short.items()))


def _days(node: Node) -> list[date]:
    """The days of a key: one, or a range with both ends."""
    first, dots, last = str(node.value).partition("..")
    begin = Node(first.strip(), node.path, node.problems).day()
    end = Node(last.strip(), node.path, node.problems).day() if dots else begin
    if begin is None or end is None:
        return []
    length = (end - begin).days + 1
    if not 1 <= length <= LONGEST_CLOSURE:
        node.wrong(f"{first} to {last} must be 1 to {LONGEST_CLOSURE} days")
        return []
    return [begin + timedelta(days=number) for number in range(length)]


def _knowledge(node: Node) -> tuple[Topic, ...]:
    if isinstance(node.value, list) and len(node.value) > MOST_TOPICS:
        node.wrong(f"has {len(node.value)} topics; at most {MOST_TOPICS} are possible")
        return ()
    found = node.all(read_topic)
    seen: set[str] = set()
    for topic in found:
        if topic.topic.casefold() in seen:
            node.wrong(f"has the topic {topic.topic} twice")
        seen.add(topic.topic.casefold())
    return found


def read_topic(node: Node) -> Topic | None:
    """One entry of `knowledge`; what is wrong with it is noted."""
    if not node.keys(("topic", "text", "questions", "valid_until")):
        return None
    topic = _required_word(node.child("topic"))
    place = node.child("text")
    text = place.text() if place.required() else None
    questions = node.child("questions").all(Node.word)
    until = node.child("valid_until").day()
    if not topic or text is None:
        return None
    return Topic(topic, text, questions, until)


def _rules(node: Node, medical: bool) -> tuple[bool, tuple[str, ...]]:
    if node.absent or not node.keys(("medical", "emergency_numbers")):
        return medical, ()
    place = node.child("emergency_numbers")
    numbers = place.all(_short_number)
    return node.child("medical").truth(medical), numbers


def _short_number(node: Node) -> str | None:
    text = node.word()
    if text is not None and not _SHORT_NUMBER.fullmatch(text):
        node.wrong(f"{text} is not a telephone number")
        return None
    return text


def _currency(node: Node) -> str:
    text = node.word() or "INR"
    if not re.fullmatch(r"[A-Z]{3}", text):
        node.wrong(f"{text} is not a currency of three letters, such as INR")
    return text


def _engines(node: Node) -> dict[EngineRole, tuple[str, ...]]:
    if node.absent or not node.keys(get_args(EngineRole)):
        return {}
    found = {role: node.child(role).all(Node.word) for role in get_args(EngineRole)}
    return {cast(EngineRole, role): names for role, names in found.items() if names}


def _voices(node: Node) -> dict[Language, str | None]:
    if node.absent or not node.keys(get_args(Language)):
        return {}
    voices = {name: node.child(name).word() for name in get_args(Language)}
    return {cast(Language, name): voice for name, voice in voices.items() if voice is not None}


def _privacy(node: Node) -> Privacy:
    if node.absent or not node.keys(("record_audio", "keep_transcript_days", "announce")):
        return Privacy()
    usual = Privacy()
    days = node.child("keep_transcript_days").whole(0, 3650, usual.keep_transcript_days)
    return Privacy(
        record_audio=node.child("record_audio").truth(usual.record_audio),
        keep_transcript_days=usual.keep_transcript_days if days is None else days,
        announce=node.child("announce").truth(usual.announce),
    )


def _budget(node: Node) -> Budget | None:
    if not node.keys(("per", "of", "soft", "hard")):
        return None
    per = _required_choice(node.child("per"), ("call", "month"))
    of = _required_choice(node.child("of"), ("tokens", "seconds", "money"))
    soft, hard = _amount(node.child("soft")), _amount(node.child("hard"))
    if soft is None and hard is None:
        node.wrong("needs a limit: soft, hard, or both")
    if soft is not None and hard is not None and soft > hard:
        node.wrong(f"soft {soft} is above hard {hard}")
    return Budget(cast(Literal["call", "month"], per), cast(BudgetOf, of), soft, hard)


def _amount(node: Node) -> Decimal | None:
    """An amount above nothing."""
    if node.absent:
        return None
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e12:
        node.wrong("must be a number above 0")
        return None
    return Decimal(repr(value))
