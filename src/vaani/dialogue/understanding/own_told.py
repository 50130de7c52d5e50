"""Who speaks of a booking that he has: what does he want, beside moving or cancelling it?

"We have a table tomorrow, could we get a high chair?" is a wish for that table; "Monday ko mera
appointment hai, reports laani hain kya?" is a question of its own; "I have a haircut on Saturday"
alone wants to hear of it. None of them begins a booking.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.clauses import asks, intent, mine
from vaani.dialogue.understanding.existing import asks_of_own, tells_of_own, tells_of_own_at
from vaani.dialogue.understanding.in_part import named_in_part
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.dialogue.understanding.questions import question_in
from vaani.dialogue.understanding.reading import Reading
from vaani.dialogue.understanding.slots import find_values
from vaani.dialogue.understanding.topics import names_topic, plain_topics
from vaani.dialogue.understanding.vocabulary import (
    Command,
    DayWish,
    MorePeople,
    NoteSaid,
    PartyWish,
    Put,
    ServiceWish,
    Start,
    TimeWish,
)
from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates

_WHOSE = r"(?:mer[aei]|ham+ar[aei]|hum+ar[aei]|apn[aei]|मेर[ाेी]|हमार[ाेी]|अपन[ाेी])"
_NOUN = r"(?:booking|appointment|reservation|table|slot|visit|बुकिंग|अपॉइंटमेंट|टेबल)"
_DAY = r"(?:kal|parson|aaj|\w+war|\w+day|\w+vaar|कल|परसों|आज|\S+वार)"
_FOR_IT = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:(?:for|about|on|regarding|with|to) (?:my|our) (?:\S+ ){{0,3}}?{_NOUN}"
    r"|(?<!what )(?<!what do )(?<!what did )(?<!when )(?<!when did )(?<!have )(?<!did )(?:i|we)(?:'ve|’ve| have| had)? booked(?: (?:a|an|our|my) \w+)?(?= (?:for|on|at|with|today|tonight|tomorrow)\b)"
    rf"|(?:{_WHOSE}|{_DAY}) (?:\S+ ){{0,4}}?{_NOUN} (?:ke liye|ke saath|mein|me|के लिए|के साथ|में))(?![\w\u0900-\u097f])"
)
_IS_THERE = re.compile(
    rf"(?i)(?<!can )(?<!could )(?<!do )(?<!may )(?<!should )\b(?:i|we)(?:'ve|’ve| have)(?: got)? (?:a|an|my|our) (?P<thing>(?:\w+ ?){{1,4}}?)(?: booked)?(?= (?:on|at|with|this|today|tonight|tomorrow)\b)"
    rf"|(?<![\w\u0900-\u097f]){_WHOSE} (?P<what>(?:\S+ ){{1,6}}?)(?<!na )(?<!ni )(?<!ne )(?<!ना )(?<!नी )(?<!ने )(?:hai|h|है)(?![\w\u0900-\u097f])"
    r"|(?<![\w\u0900-\u097f])(?P<which>(?:\S+ ){1,5}?)(?<!na )(?<!ni )(?<!ना )(?<!नी )(?:hai|h|है) (?:mera|meri|hamara|hamari|मेरा|मेरी)(?![\w\u0900-\u097f])"
)
"""What a house does for whom, on a day: "I have a haircut on Saturday", "mera kal facial hai"."""
_VISIT = Phrases("checkup, check-up, consultation, follow-up, followup, चेकअप, फ़ॉलोअप")
_A_NEW = Phrases(
    """book, reserve, want a, want an, want another, need a, need an, need another, would like, i'd like, we'd like, also, another, too
    chahiye, karwana hai, karwani hai, karana hai, karani hai, lena hai, leni hai, karna hai, karni hai, dikhana hai, milna hai, bhi, aur ek, ek aur
    चाहिए, करवाना है, करवानी है, कराना है, लेना है, लेनी है, करना है, करनी है, दिखाना है, मिलना है, भी, और एक, एक और"""
)
_ONE_MORE = Phrases(
    "another, second, one more, new, also book, ek aur, aur ek, doosr*, dusr*, nayi, naya, एक और, और एक, दूसर*, नई, नया"
)
_WHETHER = Phrases(
    """check, checking, confirm, confirmed, still on, all set, what time, when, which doctor, who with, details
    kitne baje, kab, kis, kaun, dekh, dekhna, pakka, pakki, confirm, कितने बजे, कब, किस, कौन, देख, पक्का, पक्की, कन्फर्म"""
)
"""Asked of the booking itself."""
_BESIDE = 10
"""Letters between what is told and its day."""


def only_tells(reading: Reading) -> bool:
    """ "I have an appointment with Doctor Joshi on Saturday": and is nothing new wished beside it?"""
    if _A_NEW.within(reading.said):
        return False
    return tells_of_own(reading.said) or _service_told(reading) is not None


def about_own(reading: Reading) -> list[Command] | None:
    """What is wished for or asked beside one's own booking; None when it is told of alone, or is
    to be moved, cancelled or joined by another."""
    said, scene = reading.said, reading.scene
    if scene.flow or scene.pending or scene.wrote or scene.awaiting not in (None, "anything_else"):
        return None
    span = tells_of_own_at(said) or _service_told(reading) or _for_it(reading.text)
    if span is None or intent(said, scene) in ("cancel", "change", "message"):
        return None
    if reading.has(MorePeople) or tables.LATE.within(said) or tables.READ.within(said):
        return None
    rest = _rest(reading, span)
    left = spoken(rest)
    values = [one.value for one in find_values(rest, scene)]
    fresh = any(isinstance(v, ServiceWish | PartyWish | TimeWish | DayWish) for v in values)
    if fresh or _ONE_MORE.within(left):
        return None
    of_it: list[Command] = [
        Put(one.value) for one in reading.placed if isinstance(one.value, DayWish)
    ]
    notes: list[Command] = [Put(v) for v in values if isinstance(v, NoteSaid)]
    topical = names_topic(left, scene.business) or plain_topics(rest)
    asked = _asked(rest, reading)
    if notes:
        known = [asked] if asked is not None and names_topic(left, scene.business) else []
        return [*known, Start("read"), *of_it, *notes]
    if asked is None or (_WHETHER.within(left) and not topical) or asks_of_own(said):
        return None
    return [asked]


def _asked(rest: str, reading: Reading) -> Command | None:
    left = Reading(rest, spoken(rest), reading.scene, find_values(rest, reading.scene))
    if len(left.said.tokens) < _A_QUESTION or not asks(left.said) or mine(left.said):
        return None
    return question_in(left)


_A_QUESTION = 3
"""Words."""


def _for_it(text: str) -> tuple[int, int] | None:
    found = _FOR_IT.search(text)
    return found.span() if found else None


def _service_told(reading: Reading) -> tuple[int, int] | None:
    """Where a service of the house is told of as one's own, with a day that is still to come."""
    scene = reading.scene
    for found in _IS_THERE.finditer(reading.text):
        thing = found["thing"] or found["what"] or found["which"]
        named = spoken(" ".join(thing.split()[-_A_THING:]))
        if not (named_in_part(named, scene.business) or _VISIT.within(named)):
            continue
        first, last = found.start() - _BESIDE, found.end() + _BESIDE
        days = [one for one in find_dates(reading.text, scene.now) if first <= one.start <= last]
        if any(day >= scene.now.date() for one in days for day in one.value.days):
            return found.span()
    return None


_A_THING = 2
"""Words behind which nothing stands but "is": "mera shanivar ko haircut hai"."""


def _rest(reading: Reading, span: tuple[int, int]) -> str:
    """The sentence without what was told, its day and its hour."""
    text, (start, end) = reading.text, span
    moments = sorted(
        [
            *((one.start, one.end) for one in find_dates(text, reading.scene.now)),
            *((one.start, one.end) for one in find_clock(text) if one.value.times),
        ]
    )
    for first, last in moments:
        if first <= end + _BESIDE and last > end:
            end = last
    for first, last in reversed(moments):
        if last >= start - _BESIDE and first < start:
            start = first
    return f"{text[:start].rstrip(' ,.;')} {text[end:].lstrip(' ,.;')}".strip()
