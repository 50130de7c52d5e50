"""Which string of digits was dictated, and how is one spoken?

Groups, double and triple, corrections. A correction replaces the group just said, or as many of its
last digits as were said anew when only those fit. Phone numbers lose +91 and a leading 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vaani.kit.phone import calling_code, is_whole
from vaani.language.found import DigitsHeard, Language
from vaani.language.memo import kept
from vaani.language.number_words import ENGLISH_ONES, HINDI, ONES, TENS, unit
from vaani.language.numbers import is_other_word
from vaani.language.sentence import Word, folded_set, word_at, words

_REPEATS = {
    word: times
    for times, names in ((2, "double dabal dubble duble डबल"), (3, "triple tripal tripple ट्रिपल"))
    for word in folded_set(names)
}
_CORRECTIONS = folded_set(
    "no sorry nahi nahin nai nahee wait actually galat correction mean oops rather नहीं नही सॉरी गलत माफ़"
)
FILLERS = (
    folded_set(
        "um uh uhh and aur then phir fir the is number mera meri my it's its yeh hai plus phone mobile ji haan yes so write likhiye "
        "likho please uske baad after that ok okay followed by ke no i wait again matlab yaani hmm kijiye maaf और फिर जी हाँ नंबर मेरा "
        "है लिखिए प्लस उसके बाद मतलब यह कीजिए माफ़ कोड code country"
    )
    | _CORRECTIONS
)
_NOT_BEFORE = folded_set("minute minat second sec moment मिनट baat बात")
_NEVER = folded_set("so no tera नो")
_NUMBER_WORDS = folded_set("number nambar नंबर")
"""A number begins after these: "name Rohan Das, number 98765 43210" has no ten in it."""
_FULL = 10
_INDIA = "IN"


@dataclass(slots=True)
class _Dictation:
    """What was said so far: closed groups, the open one, and whether it replaces the last."""

    groups: list[str] = field(default_factory=list)
    group: str = ""
    replaces: bool = False
    corrected: bool = False
    region: str = _INDIA

    def close(self) -> None:
        """End the open group; one that replaces takes the place of the last."""
        if not self.group:
            return
        if self.replaces and self.groups:
            last = self.groups.pop()
            kept = last[: -len(self.group)] if len(self.group) < len(last) - 1 else ""
            self.groups.extend([kept] if kept else [])
        self.groups.append(self.group)
        self.group, self.replaces = "", False

    def take_back(self) -> None:
        """The caller corrects himself: what comes next replaces the group just said."""
        if self.group or self.groups:
            self.close()
            self.replaces = self.corrected = True

    def digits(self) -> str:
        """Everything that still stands, as one string without country code or trunk zero."""
        self.close()
        digits = "".join(self.groups)
        return _local(digits) if self.region == _INDIA else digits


@kept
def find_digits(text: str, region: str = _INDIA) -> DigitsHeard | None:
    """The digits of the sentence as one string, None without any. Of several strings a whole
    number of the region counts before the digits of times and parties beside it."""
    heard = words(text)
    strings = _strings(heard, region)
    long = [said for said in strings if len(said.digits()) >= 7]
    said = max(long, key=lambda one: len(one.digits())) if long else _listen(heard, region=region)
    digits = _by_groups(said.digits(), said.corrected, heard, None, region)
    return _heard(digits, said.corrected, text, region) if digits else None


def _by_groups(
    digits: str, corrected: bool, heard: Sequence[Word], before: list[str] | None, region: str
) -> str:
    """ "9812-344, no sorry, 345-670": where a correction leaves no whole number, the groups as
    they were written count, and the first one said anew replaces the last before it."""
    if not corrected or is_whole(digits, region):
        return digits
    grouped = _listen(heard, before, region, written=True).digits()
    longer = len(digits) < len(grouped) <= _FULL
    return grouped if longer or is_whole(grouped, region) else digits


def _heard(digits: str, corrected: bool, text: str, region: str) -> DigitsHeard:
    """The string, with its country where one was said ("plus four four ...")."""
    code = digits[:-_FULL]
    if region != _INDIA and _PLUS.search(text) and digits.startswith(str(calling_code(region))):
        own = digits[len(str(calling_code(region))) :]
        if is_whole(own, region):
            return DigitsHeard(own, True, corrected)
    if 0 < len(code) <= _LONGEST_CODE and _PLUS.search(text):
        return DigitsHeard(digits[-_FULL:], True, corrected, code)
    return DigitsHeard(digits, is_whole(digits, region), corrected)


_PLUS = re.compile(r"(?i)(?<!\w)plus(?!\w)|\+\s*\d|प्लस|(?<![\d])00\d")
_LONGEST_CODE = 3


def join_digits(before: str, heard_text: str, region: str = _INDIA) -> DigitsHeard:
    """What is known after one more utterance; a whole number of the region starts afresh."""
    heard = words(heard_text)
    said = _listen(heard, [before] if before else [], region)
    known = [before] if before else None
    digits = _by_groups(said.digits(), said.corrected, heard, known, region)
    whole = is_whole(digits, region)
    fresh = find_digits(heard_text, region)
    if fresh is not None and fresh.country:
        return fresh
    if before and fresh is not None and fresh.complete and not whole:
        return fresh
    return DigitsHeard(digits, whole, said.corrected)


def _local(digits: str) -> str:
    for code, size in (("0091", 14), ("091", 13), ("91", 12), ("0", 11)):
        if len(digits) == size and digits.startswith(code):
            return digits[len(code) :]
    return digits


def _strings(heard: Sequence[Word], region: str) -> list[_Dictation]:
    """The sentence cut where words stand that belong to no dictation, each part listened to."""
    parts: list[list[Word]] = [[]]
    at = 0
    while at < len(heard):
        _, used = digits_at(heard, at)
        digit = bool(digits_at(heard, at)[0])
        if heard[at].folded in _NUMBER_WORDS or _told(parts[-1], heard, at, region):
            parts.append([])
        if digit or heard[at].folded in FILLERS:
            parts[-1].extend(heard[at : at + used])
        else:
            parts.append([])
        at += used
    return [_listen(part, region=region) for part in parts if part]


_OF_CLOCK = folded_set("o'clock oclock baje bajkar am pm बजे बजकर")


def _told(part: Sequence[Word], heard: Sequence[Word], at: int, region: str) -> bool:
    """Is a whole number said, and an hour behind it? "... 77230. One o'clock is too early"."""
    if not part or not heard[at].pause or word_at(heard, at + 1) not in _OF_CLOCK:
        return False
    return is_whole(_listen(part, region=region).digits(), region)


def _listen(
    heard: Sequence[Word],
    before: list[str] | None = None,
    region: str = _INDIA,
    written: bool = False,
) -> _Dictation:
    said = _Dictation(list(before or []), region=region)
    at = 0
    while at < len(heard):
        digits, used = digits_at(heard, at)
        if digits:
            apart = written and len(heard[at].folded) > 1 and heard[at].folded.isdigit()
            if heard[at].pause or apart:
                said.close()
            said.group += digits
            if apart:
                said.close()
        elif heard[at].folded in _CORRECTIONS:
            said.take_back()
        at += used
    return said


def digits_at(heard: Sequence[Word], at: int) -> tuple[str, int]:
    """The digits that begin at a word (empty: none), and how many words they take."""
    word, after = heard[at].folded, word_at(heard, at + 1)
    if word in _REPEATS:
        value = 0 if after == "o" else unit(after)
        return (str(value) * _REPEATS[word], 2) if value is not None and value < 10 else ("", 1)
    alike = _SOUNDS_LIKE.get(word)
    if alike is not None:
        return (alike, 1) if _between_digits(heard, at) else ("", 1)
    plain = word.replace(",", "").replace(":", "").replace(".", "")
    if plain.isdigit():
        return plain, 1
    if word in ("oh", "o"):
        return ("0", 1) if _among_digits(heard, at) else ("", 1)
    value = unit(word)
    if value and value < 10 and after in _HUNDREDS and _among_digits(heard, at, 2):
        return f"{value}00", 2
    if value is None or word in _NEVER or after in _NOT_BEFORE or is_other_word(heard, at):
        return "", 1
    one = ONES.get(after, 0)
    if word in TENS and 0 < one < 10 and not heard[at + 1].pause:
        return str(value + one), 2
    return str(value), 1


_SOUNDS_LIKE = {"to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1", "free": "3"}
"""Words that a recogniser writes for digits; between digits they are those."""


def _between_digits(heard: Sequence[Word], at: int) -> bool:
    """Do digits stand on both sides, or three of them before it?"""
    before = [unit(word_at(heard, at - n)) for n in (1, 2, 3)]
    before[0] = before[0] if before[0] is not None else _alike_before(heard, at)
    if before[0] is None or heard[at].pause:
        return False
    after = word_at(heard, at + 1)
    follows = unit(after) is not None or after in _SOUNDS_LIKE or after in _REPEATS
    ends = not after and before[1] is not None and before[2] is not None
    digits = all(one is not None and one < 10 for one in before[:2])
    return digits and (follows or ends)


def _alike_before(heard: Sequence[Word], at: int) -> int | None:
    word = word_at(heard, at - 1)
    return int(_SOUNDS_LIKE[word]) if word in _SOUNDS_LIKE else None


_HUNDREDS = folded_set("hundred सौ")


def _among_digits(heard: Sequence[Word], at: int, width: int = 1) -> bool:
    """Is this "oh" a zero, this "nine hundred" 900, said together with other digits?"""
    after = word_at(heard, at + width)
    behind = after in _REPEATS or unit(after) is not None or after in ("o", "oh")
    joined = behind and not heard[at + width].pause
    before = unit(word_at(heard, at - 1)) is not None and not heard[at].pause
    return joined or before


def spoken_digits(digits: str, language: Language) -> str:
    """A phone number in groups of words: "nine nine nine, one three four, four seven seven one".

    +91 is not spoken; other signs are left out.
    """
    names = HINDI if language == "hi" else ENGLISH_ONES
    plain = "".join(c for c in digits if c.isdigit())
    if len(plain) == 12 and plain.startswith("91"):
        plain = plain[2:]
    sizes = (3, 3, 4) if len(plain) == _FULL else (3,) if len(plain) == 3 else (4,) * len(plain)
    out, at = [], 0
    for size in sizes:
        part = plain[at : at + size]
        at += size
        if part:
            out.append(" ".join(names[int(c)] for c in part))
    return ", ".join(out)
