"""Which digits of a text may be a telephone number, whole or in part, and how does it read without?

Written or spoken, in English, Hindi and romanised Hindi (Urdu letters too), as `digits` reads them.
Each digit becomes an X, other words stay. In doubt a number is hidden: a price of five digits is
lost, a number that is dictated in groups is not shown. Clock times, lists of them and dates stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vaani.language.digits import FILLERS, digits_at
from vaani.language.sentence import Word, fold, folded_set, word_at, words
from vaani.language.urdu import from_urdu

_WHOLE = 7
"""So many digits in one string are a number, however they were said."""
_GROUP = 5
"""So many written as one word are a part of a number."""
_SINGLES = 4
"""So many said one by one are a part of a number."""
_MOST_TIMES = 4
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d)(?!\d)"
)
_CLOCK = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:])")
_KEYS = folded_set("keys")
_AND = folded_set("and aur और")
_SOUNDS = folded_set("to too for fore won ate tree")
"""What a recogniser writes for two, four, one, eight and three: hidden among digits, not counted."""


@dataclass(frozen=True, slots=True)
class _Said:
    """Digits at `text[start:end]`, said in `words` words (none: it only sounds like one); `begins`
    a group: after a pause or an "and"."""

    digits: str
    words: int
    start: int
    end: int
    begins: bool


def mask_numbers(text: str) -> str:
    """The text with an X for each digit of what may be a telephone number."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    runs, bare = _runs(_heard(plain))
    out, at = [], 0
    for said in (one for run in runs if _hides(run, bare) for one in run):
        out += [text[at : said.start], "X" * max(1, len(said.digits))]
        at = said.end
    return "".join((*out, text[at:]))


def _heard(plain: str) -> list[Word]:
    """The words; a date or a clock time is one word that says no digits."""
    moments = [match.span() for match in (*_DATE.finditer(plain), *_CLOCK.finditer(plain))]
    out = []
    for word in words(plain):
        if any(start <= word.start < end for start, end in moments):
            out.append(replace(word, folded="-"))
        elif "\u0620" <= word.folded[:1] <= "\u06ff":
            out.append(replace(word, folded=fold(from_urdu(plain[word.start : word.end]))))
        else:
            out.append(word)
    return out


def _runs(heard: Sequence[Word]) -> tuple[list[list[_Said]], bool]:
    """The strings of digits with nothing but fillers between, and whether that is all there is."""
    runs: list[list[_Said]] = [[]]
    bare, at = True, 0
    while at < len(heard):
        word = heard[at]
        digits, used = digits_at(heard, at)
        if digits:
            begins = word.pause or word_at(heard, at - 1) in _AND
            runs[-1].append(_Said(digits, used, word.start, heard[at + used - 1].end, begins))
        elif _is_among_digits(heard, at, runs[-1]):
            runs[-1].append(_Said("", 0, word.start, word.end, False))
            bare = False
        elif word.folded not in FILLERS and word.folded not in _KEYS:
            runs.append([])
            bare = False
        at += used
    return [run for run in runs if run], bare


def _is_among_digits(heard: Sequence[Word], at: int, run: Sequence[_Said]) -> bool:
    """Does this word sound like a digit, and stand right between two?"""
    if heard[at].folded not in _SOUNDS or not run or at + 1 >= len(heard):
        return False
    return run[-1].end == heard[at - 1].end and bool(digits_at(heard, at + 1)[0])


def _hides(run: Sequence[_Said], bare: bool) -> bool:
    run = [said for said in run if said.digits]
    if _are_times(run):
        return False
    sizes = [len(said.digits) for said in run]
    if sum(sizes) >= _WHOLE or max(sizes) >= _GROUP or _singles(run) >= _SINGLES:
        return True
    return bare and (sum(said.words for said in run) > 1 or max(sizes) > 2)


def _singles(run: Sequence[_Said]) -> int:
    """The longest row of digits said one by one ("double nine" is two of them)."""
    most = row = 0
    for said in run:
        alone = len(set(said.digits)) == 1 if said.words > 1 else len(said.digits) == 1
        row = row + len(said.digits) if alone else 0
        most = max(most, row)
    return most


def _are_times(run: Sequence[_Said]) -> bool:
    """Times of day in their order, as they are offered: seven, seven thirty and eight."""
    groups: list[list[int]] = []
    for said in run:
        if said.begins or not groups:
            groups.append([])
        groups[-1].append(int(said.digits))
    if len(groups) > _MOST_TIMES or not all(_is_time(group) for group in groups):
        return False
    return any(
        all(
            earlier < later for earlier, later in pairwise(_minutes(group, day) for group in groups)
        )
        for day in (24, 12)
    )


def _is_time(group: Sequence[int]) -> bool:
    hour, *minutes = group
    return hour <= 24 and (not minutes or (minutes[0] in range(10, 60, 5) and len(minutes) == 1))


def _minutes(group: Sequence[int], day: int) -> int:
    return group[0] % day * 60 + sum(group[1:])
