"""Which values does the caller put right, of what was read back or written?

"Six, not four", "seven instead of six", "it is not Rohan, it is Rohit", "wrong name, it is Anita
Rao": the dropped value is left out, and a bare number that is kept belongs to the slot whose value
it replaces. Only asked at a read-back and after a write, where there is something to put right.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from dataclasses import replace
from datetime import time

from vaani.call.plan import Period
from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.clauses import mine
from vaani.dialogue.understanding.consent import words_for_business
from vaani.dialogue.understanding.lexicon import lexicon_of, names_staff
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken, without
from vaani.dialogue.understanding.people import counts_people
from vaani.dialogue.understanding.reading import Reading
from vaani.dialogue.understanding.relative import more_people
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.several import somebodys_too
from vaani.dialogue.understanding.slots import find_values
from vaani.dialogue.understanding.vocabulary import (
    AreaWish,
    Command,
    DaysWish,
    DayWish,
    MorePeople,
    NameSaid,
    PartyWish,
    PersonWish,
    Put,
    Renamed,
    ShiftBy,
    Split,
    Start,
    TimeWish,
    Value,
)
from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates
from vaani.language.found import ClockReading, Found
from vaani.language.names import find_name
from vaani.language.numbers import find_numbers

MOVES = (DayWish, DaysWish, TimeWish, PartyWish, MorePeople, ShiftBy, PersonWish, AreaWish)
_MOST_PEOPLE = 99
_WORD = r"[A-Za-z\u0900-\u097F][A-Za-z\u0900-\u097F.'’]*"
_NAME = rf"(?P<name>{_WORD}(?:\s+{_WORD}){{0,3}})"
_REL = r"(?:my|our|meri|mere|mera|मेरी|मेरे)\s+(?:mother|father|mom|mum|dad|wife|husband|son|daughter|sister|brother|friend|boss|cousin|aunt|uncle|grandmother|grandfather|colleague|neighbour|maa|mummy|papa|pitaji|biwi|patni|pati|beti|beta|bete|behen|bahan|bhai|dost|saheli|माँ|पिता|पत्नी|पति|बेटी|बेटे|बहन|भाई|दोस्त|सहेली)"
_END = r"(?=\s*(?:[.,;!?।]|$|\b(?:please|instead|ji|thanks|thank)\b))"
_HINDI_END = (
    r"(?:kar|rakh|likh|book|hai|hona|likho|rakho|karo|कर|रख|लिख|बुक|है|होना|लिखो|करो|likhiye|rakhiye)"
)
_RENAMES = tuple(
    re.compile("(?i)" + pattern)
    for pattern in (
        rf"\bnot\s+(?P<old>{_WORD}(?:\s+{_WORD})?)\s*[,.;]?\s*(?:but\s+|it is\s+|it's\s+|its\s+)?{_NAME}{_END}",
        rf"(?P<old>{_WORD}(?:\s+{_WORD})?)\s+(?:nahi|nahin|नहीं)\s*[,.;]?\s*{_NAME}(?:\s+(?:hai|है|ji|जी))?{_END}",
        rf"(?:\bunder|\bis|\bname|\bto|^|[,.;])\s*(?P<name>{_WORD}(?:\s+{_WORD})?)\s*,?\s+not\s+(?P<old>{_WORD})",
        rf"\bunder\s+(?:my|our)\s+\w+(?:['’]s)?\s+name\s*,?\s*{_NAME}{_END}",
        rf"\bfor\s+{_REL}\s*,?\s+{_NAME}{_END}",
        rf"{_REL}\s+(?P<name>{_WORD}(?:\s+{_WORD}){{0,2}})\s+(?:ke|के)\s+(?:naam|liye|नाम|लिए)",
        rf"\b(?:put|keep|book|make|write|have|want)\s+(?:it|that|this|them)?\s*(?:down\s+)?under\s+(?!the\s+name|my|our|name){_NAME}{_END}",
        rf"\b(?:under|in|on)\s+(?:the\s+)?name\s+(?:of\s+)?{_NAME}{_END}",
        rf"\bname\s+(?:is|should be|should have been|must be|to|as|was)\s+(?!wrong|not|incorrect|right|fine|correct|ok)(?:in\s+|to\s+be\s+)?{_NAME}{_END}",
        rf"\b(?:wrong|change the)\s+name\s*[,.;:]?\s*(?:it is|it's|its|should be|it should be|i am|i'm|to)?\s*{_NAME}{_END}",
        rf"\b(?:naam|नाम)\s+(?:galat hai|गलत है|ग़लत है)?\s*[,.;]?\s*{_NAME}\s+{_HINDI_END}",
        rf"{_NAME}\s+(?:ke|के)\s+(?:naam|नाम)\s+(?:se|par|pe|से|पर)",
        rf"\b(?:book it|make it|put it|reserve it|keep it|that's|it's)\s+for\s+{_NAME}{_END}",
    )
)
_WRITE = re.compile(
    rf"(?i)^\W*(?:please\s+|just\s+|so\s+)?(?:write|write down|put down|note down|use)\s+{_NAME}\W*$"
)
""" "It should not be in my name. Write Tanvi Karnik": in the sentence of its own."""
_NO_THEN = re.compile(
    rf"(?i)^\W*(?:no|nope|nahi|नहीं)\s*,\s*(?:it's\s+|it is\s+|i'm\s+|i am\s+)?{_NAME}\W*$"
)
_NO_NAME = re.compile(rf"(?i)^\W*(?:no|nope|nahi|नहीं)\s+{_NAME}\W*$")
""" "No Rahul Sharma", where Rahul was read back."""
_KEPT_FIRST = re.compile(
    r"(?i)^\s*(?:o'clock\s*)?(?:people|log|लोग)?\s*[,.;]?\s*(?:(?:would |will )?(?:be |is )?(?:better|easier|nicer) than|not|instead of|rather than|and not|nahi ki|in place of|ke badle)\s*(?:at\s+|for\s+)?$"
)
_DROPPED_FIRST = re.compile(
    r"(?i)^\s*(?:o'clock\s*)?(?:people|log|लोग|baje|बजे)?\s*(?:(?:nahi|nahin|नहीं|ki jagah|की जगह|ke badle|के बदले)\s*[,.;]?|[,.;]\s*(?:but|it's|it is|make it|make that)?)\s*$"
)
_NOT_BEFORE = re.compile(r"(?i)\b(?:not|no)\s+(?:for\s+|at\s+)?$")
_MAKES = Phrases(
    """make it, make that, make us, change to, change it to, change that to, we are, we're, there are, should be, it should be, it's, it is, i said, i meant, i wanted, actually, no, nope, sorry, wait, instead, rather, put, correct it to, take it to
    hum, nahi, kar do, kar dijiye, kar den, hona chahiye, balki, matlab, maine kaha, हम, नहीं, कर दो, कर दीजिए, होना चाहिए, बल्कि, मतलब"""
)


def repaired(said: Spoken, scene: Scene) -> tuple[Value, ...]:
    """What is put right, with whatever else is said beside it; empty when the ordinary readers see
    all that is said."""
    if scene.pending not in ("book", "change", "fix") and not scene.wrote:
        return ()
    if more_people(said.text) is not None:
        return ()
    mended = False
    values: list[Value] = []
    for part in _PARTS.split(said.text):
        found = _of_part(part, scene) if part else None
        mended = mended or found is not None
        values.extend(found if found is not None else _read(part or "", scene))
    return tuple(values) if mended else ()


_PARTS = re.compile(r"(?i)(?<=[.?!;।])\s+|,?\s+(?:and|aur|और)\s+(?=\S)")


def from_to(text: str) -> str:
    """ "Meri booking aath se nau kar do": away from eight, to nine; said out as hours, which the
    readers of clocks know. Counts of people are left alone."""
    match = _FROM_TO.search(text)
    if match is None or not _BOOKED.search(text):
        return text
    hours = [number.value for part in match.group("one", "other") for number in find_numbers(part)]
    if len(hours) != 2 or not all(0 < hour <= _NOON for hour in hours):
        return text
    said = f"{match['one']} baje se {match['half'] or ''}{match['other']} baje {match['verb']}"
    return text[: match.start()] + said + text[match.end() :]


_FROM_TO = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?P<one>[a-z\u0900-\u097f0-9]+)\s+(?:se|से)\s+"
    r"(?P<half>(?:saadhe|sadhe|sava|sawa|paune|साढ़े|सवा|पौने)\s+)?(?P<other>[a-z\u0900-\u097f0-9]+)\s+"
    r"(?P<verb>(?:kar|karo|karwa|kara|shift|rakh|कर|करो|करवा|शिफ्ट|रख)(?![\w\u0900-\u097f]))"
)
_BOOKED = re.compile(
    r"(?i)\bmer[aei] |मेर[ाीे] |booking|appointment|reservation|table|slot|बुकिंग|अपॉइंटमेंट|टेबल|usko|isko|उसको"
)


def _of_part(text: str, scene: Scene) -> list[Value] | None:
    """One part of the sentence; None when nothing in it is put right."""
    name = _new_name(text, scene)
    if name is not None:
        value, start, end = name
        return [Renamed(value), *_read(text[:start] + " , " + text[end:], scene)]
    if find_dates(text, scene.now):
        return None
    number = _number(spoken(text), scene)
    return None if number is None else [number]


def _read(text: str, scene: Scene) -> list[Value]:
    return [one.value for one in find_values(text, scene) if not isinstance(one.value, NameSaid)]


def _new_name(text: str, scene: Scene) -> tuple[str, int, int] | None:
    for pattern in _RENAMES:
        match = pattern.search(text)
        if match is None or ("old" in pattern.groupindex and not _stated(match["old"], scene)):
            continue
        name = _as_name(match["name"], scene)
        if name is not None:
            return name, match.start(), match.end()
    match = _WRITE.match(text)
    if match is not None and match["name"].istitle():
        name = _as_name(match["name"], scene)
        if name is not None:
            return name, match.start(), match.end()
    match = _NO_NAME.match(text)
    if match is not None and _stated(match["name"], scene):
        name = _as_name(match["name"], scene)
        if name is not None and name not in scene.stated:
            return name, match.start(), match.end()
    match = _NO_THEN.match(text)
    if match is not None and (_stated(match["name"], scene) or match["name"].istitle()):
        name = _as_name(match["name"], scene)
        if name is not None:
            return name, match.start(), match.end()
    return None


def _stated(words: str, scene: Scene) -> bool:
    known = {token for name in scene.stated for token in spoken(name).tokens}
    return any(token in known for token in spoken(words).tokens)


def _as_name(words: str, scene: Scene) -> str | None:
    """The words as a name; None for times, days, numbers, and words that people say at a read-back."""
    words = _TRAILING.sub("", _LEADING.sub("", words.rstrip(" .!?")))
    if find_clock(words) or find_dates(words, scene.now) or find_numbers(words):
        return None
    said = spoken(words)
    lexicon = lexicon_of(scene.business)
    if _ONLY_KIN.fullmatch(words):
        return None
    if words_for_business(said) or names_staff(said, lexicon) or lexicon.service(said):
        return None
    return find_name(words, True)


_ONLY_KIN = re.compile(rf"(?i)\W*{_REL}\W*")
""" "It's for my sister": whose name it is to be in is not said yet."""
_TRAILING = re.compile(r"(?i)(?:\s+(?:instead|please|then|rather|ji|now))+$")
_LEADING = re.compile(
    r"(?i)^(?:(?:it|is|its|it's|should|be|the|name|mr|mrs|ms|that|hai|naam|नाम|of|me|myself)\s+)+"
)


_NOT_THIS = re.compile(r"(?i)\bnot\s+(?P<old>[\w]+)[\s,]+(?:but\s+|it's\s+)?(?P<new>[\w]+)\W*$")


def _number(said: Spoken, scene: Scene) -> Value | None:
    """A bare number that replaces another, or that stands alone behind "no", "make it", "we are"."""
    run_on = _NOT_THIS.search(said.text)
    both = [find_numbers(part) for part in run_on.group("old", "new")] if run_on else []
    if len(both) == 2 and all(len(one) == 1 and 0 < one[0].value <= _MOST_PEOPLE for one in both):
        return _like(both[0][0].value, both[1][0].value, said, scene)
    found = [one for one in find_numbers(said.text) if 0 < one.value <= _MOST_PEOPLE]
    times = [one for one in find_clock(said.text) if one.value.times and _is_clock(said.text, one)]
    if times or not 1 <= len(found) <= 2:
        return None
    if len(found) == 2:
        pair = _pair(said.text, found[0], found[1])
        if pair is None:
            return None
        kept, dropped = pair
        return _like(dropped.value, kept.value, said, scene)
    if not _MAKES.within(said) or len(said.tokens) > _FEW:
        return None
    return _meant(found[0].value, said, scene)


_FEW = 9


def _is_clock(text: str, one: Found[ClockReading]) -> bool:
    """Said as a time: with minutes, "baje", "o'clock", a part of the day; no mere number."""
    words = text[one.start : one.end]
    return one.value.part is not None or not find_numbers(words) or len(words.split()) > 1


def _pair(text: str, one: Found[int], other: Found[int]) -> tuple[Found[int], Found[int]] | None:
    """The number that is kept and the one that is dropped."""
    between = text[one.end : other.start]
    if _KEPT_FIRST.match(between):
        return one, other
    if _DROPPED_FIRST.match(between) and (
        _NOT_BEFORE.search(text[: one.start]) or between.strip(" ,.;") != ""
    ):
        return other, one
    return None


def _like(dropped: int, kept: int, said: Spoken, scene: Scene) -> Value | None:
    """Of the kind of the value that it replaces."""
    people = scene.party == dropped
    hour = scene.at is not None and (scene.at.hour % 12 or 12) == (dropped % 12 or 12)
    if people and not hour:
        return PartyWish(kept)
    if hour and not people:
        return _hour(kept, scene)
    if people:
        return None if _open(kept, scene) else PartyWish(kept)
    return _meant(kept, said, scene)


def _meant(number: int, said: Spoken, scene: Scene) -> Value | None:
    """ "Make it six": people where six is no hour of the house, or where people are spoken of."""
    counted = _OF_PEOPLE.within(said) and counts_people(scene)
    if scene.party is None and not counted:
        return _hour(number, scene) if number <= _NOON * 2 else None
    if _OF_PEOPLE.within(said) or number > _NOON * 2 or not _open(number, scene):
        return PartyWish(number)
    if scene.at is not None and (scene.at.hour % 12 or 12) == (number % 12 or 12):
        return PartyWish(number)
    return _hour(number, scene)


_NOON = 12
_OF_PEOPLE = Phrases(
    "people, person, persons, guests, pax, of us, we are, we're, we will be, log, logon, jan, hum, party of, लोग, लोगों, हम"
)


def _hour(number: int, scene: Scene) -> Value | None:
    if number > _NOON * 2:
        return None
    hours = (number % 24,) if number > _NOON else (number % 12, number % 12 + 12)
    return TimeWish(ClockReading(tuple(time(hour) for hour in hours)), bare=True)


def _open(number: int, scene: Scene) -> bool:
    """Is there any day on which one could come at that hour?"""
    wish = _hour(number, scene)
    if not isinstance(wish, TimeWish):
        return False
    periods = [one for day in scene.business.hours.values() for one in day]
    return any(_within(at, one) for one in periods for at in wish.reading.times)


def _within(at: time, period: Period) -> bool:
    if period.close <= period.open:
        return at >= period.open or at < period.close
    return period.open <= at < period.close


def kept_and_moved(reading: Reading) -> bool:
    """ "Cancel it, no, don't cancel, make it nine instead of eight": the last wish wins (RULES 1.4)."""
    said, scene = reading.said, reading.scene
    kept = [end for _, end in tables.NOT_CANCEL.spans(said)]
    kept = kept or [end for _, end in tables.KEEP.spans(said)]
    if not kept or kept[-1] >= len(said.tokens) or scene.pending == "cancel":
        return False
    if not tables.CANCEL.within(without(said, tables.NOT_CANCEL)):
        return False
    rest = said.text[said.starts[kept[-1]] :]
    inside = replace(scene, wrote=True, pending=None)
    values = repaired(spoken(rest), inside) or tuple(o.value for o in find_values(rest, scene))
    moved = [value for value in values if isinstance(value, MOVES)]
    if not moved:
        return False
    reading.commands.append(Start("change"))
    reading.commands.extend(Put(value) for value in moved)
    return True


def put_right(reading: Reading) -> bool:
    """What was read back or written is put right, and nothing else is said."""
    scene, out = reading.scene, reading.commands
    other = reading.has(ShiftBy) or (scene.wrote and somebodys_too(reading.said, scene))
    found = None if other else repaired(reading.said, scene)
    if not found:
        return False
    if scene.wrote and scene.pending is None:
        out.append(Start("change", if_any=True))
    out.extend(Put(value) for value in found)
    return True


def swapped(reading: Reading) -> list[Command] | None:
    """ "I'd like their times swapped: Thursday at half past nine and Friday at eight"."""
    if not _SWAP.within(reading.said) or not mine(reading.said):
        return None
    moves: list[tuple[DayWish, TimeWish]] = []
    day: DayWish | None = None
    for one in reading.placed:
        if isinstance(one.value, DayWish):
            day = one.value
        elif isinstance(one.value, TimeWish) and one.value.reading.times and day is not None:
            moves.append((day, one.value))
            day = None
    if len(moves) != 2:
        return None
    reading.commands[:] = [c for c in reading.commands if c != Split()]
    (first, at), (second, then) = moves
    return [Start("change"), Put(first), Put(at), Start("change", True), Put(second), Put(then)]


_SWAP = Phrases(
    "swap, swapped, swap them, swap the, switch the, switched, exchange, adla badli, aapas mein badal, apas mein badal, अदला बदली, आपस में बदल"
)
