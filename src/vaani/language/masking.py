"""Which digits of a text may be a telephone number, whole or in part, and how does it read without?

Written or spoken, in English, Hindi and romanised Hindi (Urdu letters too), as `digits` reads them,
and in Marathi. Each digit becomes an X, other words stay. In doubt a number is hidden: a price of
five digits is lost, a number that is dictated in groups is not shown, whatever is said between them
(`scattered`). Clock times, lists of them and dates stay, but not among the digits of a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vaani.language.digits import FILLERS, digits_at
from vaani.language.scattered import Group, Kind, to_hide
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
_ISO = re.compile(r"\d{4}-")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONEY = folded_set("rupees rupee rs inr rupaye rupaiye rupiye paise dollars रुपये रुपए रुपया रूपये")
_ENDS = folded_set("last lastly ends ending finally aakhri akhri aakhir ant आखिरी आखरी अंत शेवट शेवटी")
"""Before the last group of a number, which may look like an hour."""
_MARATHI = {
    fold(word): digits
    for digits, names in {
        "2": "दोन don", "5": "पाच pach", "6": "सहा saha sahaa", "9": "नऊ nau nav", "10": "दहा daha",
        "11": "अकरा akra", "12": "बारा bara", "13": "तेरा tera", "14": "चौदा chauda",
        "15": "पंधरा pandhra", "16": "सोळा sola", "17": "सतरा satra", "18": "अठरा athra",
        "19": "एकोणीस ekonis", "20": "वीस vees vis", "50": "पन्नास pannas", "90": "नव्वद navvad",
    }.items()
    for word in names.split()
}  # fmt: skip
_MARATHI_TENS = re.compile(
    r".*(?:वीस|तीस|चाळीस|पन्न|वन्न|साठ|सष्ट|हत्तर|ात्तर|ऐंशी|यांशी|ण्णव|[a-z]{2}(?:annav|chalis|hattar|sasht))"
)
"""How the numbers from 21 to 99 end."""
_KEYS = folded_set("keys")
_AND = folded_set("and aur और")
_SOUNDS = folded_set("to too for fore won ate tree")
"""What a recogniser writes for two, four, one, eight and three: hidden among digits, not counted."""


@dataclass(frozen=True, slots=True)
class _Said:
    """Digits at `text[start:end]`, said in `words` words (none: it only sounds like one); `begins`
    a group: after a pause or an "and". `at`: how many words stand before it."""

    digits: str
    words: int
    start: int
    end: int
    begins: bool
    at: int

    @property
    def last(self) -> int:
        """The place of its last word."""
        return self.at + max(1, self.words) - 1


def mask_numbers(text: str) -> str:
    """The text with an X for each digit of what may be a telephone number."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    moments = [match.span() for match in (*_DATE.finditer(plain), *_CLOCK.finditer(plain))]
    heard = _marathi(_heard(plain, moments))
    runs, bare = _runs(heard)
    groups = {_group(heard, run, bare): run for run in runs}
    times = {_moment(heard, plain[start:end], start, end): (start, end) for start, end in moments}
    more = to_hide(sorted((*groups, *times), key=lambda one: one.first))
    covered = [
        (times[one], re.sub(r"\d", "X", plain[slice(*times[one])])) for one in more & {*times}
    ]
    for group, run in groups.items():
        if group.hidden or group in more:
            covered += [((one.start, one.end), "X" * max(1, len(one.digits))) for one in run]
    out, at = [], 0
    for (start, end), shown in sorted(covered):
        out += [text[at:start], shown]
        at = end
    return "".join((*out, text[at:]))


def _group(heard: Sequence[Word], run: Sequence[_Said], bare: bool) -> Group:
    digits = "".join(one.digits for one in run)
    kind: Kind = "year" if _YEAR.fullmatch(digits) else "digits"
    around = {word_at(heard, run[0].at - 1), word_at(heard, run[-1].last + 1)}
    before = {word_at(heard, run[0].at - steps) for steps in (1, 2)}
    if around & _MONEY:
        kind = "other"
    elif _are_times([one for one in run if one.digits]) and not before & _ENDS:
        kind = "hours"
    return Group(digits, run[0].at, run[-1].last, kind, _hides(run, bare))


def _moment(heard: Sequence[Word], text: str, start: int, end: int) -> Group:
    at = [place for place, word in enumerate(heard) if start <= word.start < end]
    kind: Kind = "clock" if _CLOCK.fullmatch(text) else "date"
    digits = re.sub(r"\D", "", text)
    return Group(digits, at[0], at[-1], "other" if _ISO.match(text) else kind)


def _marathi(heard: list[Word]) -> list[Word]:
    """Marathi numbers as digits, where they stand beside another number."""
    said = [_MARATHI.get(one.folded, "") or _tens(one.folded) for one in heard]
    number = [bool(value or digits_at(heard, at)[0]) for at, value in enumerate(said)]
    beside = [any(number[max(0, at - 1) : at] + number[at + 1 : at + 2]) for at in range(len(said))]
    return [
        word._replace(folded=value) if value and near and not digits_at(heard, at)[0] else word
        for at, (word, value, near) in enumerate(zip(heard, said, beside, strict=True))
    ]


def _tens(word: str) -> str:
    return "20" if _MARATHI_TENS.fullmatch(word) else ""


def _heard(plain: str, moments: Sequence[tuple[int, int]]) -> list[Word]:
    """The words; a date or a clock time is one word that says no digits."""
    out = []
    for word in words(plain):
        if any(start <= word.start < end for start, end in moments):
            out.append(word._replace(folded="-"))
        elif "\u0620" <= word.folded[:1] <= "\u06ff":
            out.append(word._replace(folded=fold(from_urdu(plain[word.start : word.end]))))
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
            said = _Said(digits, used, word.start, heard[at + used - 1].end, begins, at)
            runs[-1].append(said)
        elif _is_among_digits(heard, at, runs[-1]):
            runs[-1].append(_Said("", 0, word.start, word.end, False, at))
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
