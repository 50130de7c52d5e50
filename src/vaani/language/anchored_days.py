"""Which day is counted from another of the same sentence ("on the 14th ... the day after that")?

The other day stands too: it may tell which booking is meant. "The day after my exam on the 14th" is
one day, and the 14th is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from vaani.language.found import DateReading, Found
from vaani.language.numbers import find_numbers

_DAY = r"(?:day|evening|morning|night|afternoon)"
_DIN = r"(?:din|roz|subah|shaam|दिन|रोज़|रोज|सुबह|शाम)"
_THAT = r"(?:uske|us ke|iske|is ke|usse|us se|उसके|इसके|उससे)"
_BEHIND = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:(?:the )?(?:very )?(?P<after>(?:next|following) {_DAY}(?: after(?: that| it)?)?|{_DAY} (?:right |just )?after(?: that| it)?(?=\s*[,.?!]|\s*$| at| for| in| with| please))"
    rf"|(?:the )?(?P<before>{_DAY} (?:right |just )?before(?: that| it)?(?=\s*[,.?!]|\s*$| at| for| in| with| please))"
    rf"|(?P<n>\w+) days? (?P<way>after|later|before|earlier)(?: that| it)?(?=\s*[,.?!]|\s*$| at| for| in| with| please)"
    rf"|(?:{_THAT} )?(?P<agle>(?:agle|doosre|dusre|अगले|दूसरे) (?:hi |ही )?{_DIN})"
    rf"|{_THAT} (?:theek |ठीक )?(?P<hn>\S+) (?:din|दिन) (?P<hway>baad|pehle|pahle|बाद|पहले))(?![\w\u0900-\u097f])"
)
_AHEAD = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:(?:the |a |one )?{_DAY}|(?P<n>two|three|2|3) days) (?P<way>after|before) (?:my|our|the|his|her|their|a|mere|meri|apne)(?: [\w'’]+){{1,5}}?(?:,? (?:and|which|that|so)(?: (?!after|before)[\w'’]+){{0,3}}?)?(?: (?:is|falls|comes))? (?:on |of )?(?:the )?$"
)
_NEAR = 90
"""Letters between the two."""


def counted_on(text: str, days: Sequence[Found[DateReading]]) -> tuple[Found[DateReading], ...]:
    """The days of the sentence, those among them that are counted from another."""
    if not days:
        return ()
    out = [_ahead(text, one) for one in days]
    for match in _BEHIND.finditer(text):
        before = [one for one in out if one.end <= match.start() < one.end + _NEAR]
        step = _step(match)
        if not before or len(before[-1].value.days) != 1 or not step:
            continue
        day = before[-1].value.days[0] + timedelta(days=step)
        out = [one for one in out if one.end <= match.start() or one.start >= match.end()]
        out.append(Found(DateReading((day,)), match.start(), match.end()))
        out.sort(key=lambda one: one.start)
    return tuple(out)


def _ahead(text: str, day: Found[DateReading]) -> Found[DateReading]:
    """ "The day after my exam on the 14th"."""
    match = _AHEAD.search(text[: day.start])
    if match is None or len(day.value.days) != 1:
        return day
    count = _number(match["n"]) if match["n"] else 1
    sign = 1 if match["way"].lower() == "after" else -1
    moved = day.value.days[0] + timedelta(days=sign * count)
    return Found(DateReading((moved,)), match.start(), day.end)


def _step(match: re.Match[str]) -> int:
    """So many days later, earlier below zero; 0 when it is none."""
    if match["after"] or match["agle"]:
        return 1
    if match["before"]:
        return -1
    count = _number(match["n"] or match["hn"])
    way = (match["way"] or match["hway"]).lower()
    return -count if way in ("before", "earlier", "pehle", "pahle", "पहले") else count


def _number(said: str) -> int:
    found = find_numbers(said)
    return found[0].value if len(found) == 1 and found[0].value < 31 else 0
