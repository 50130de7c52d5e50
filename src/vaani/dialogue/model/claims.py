"""May this sentence be spoken? Not when it asserts what nothing of this call backs.

Pure. A statement passes when it says nothing (politeness alone), or when one single piece of
evidence (a committed row, a result of the toolbox, an entry of the file) holds every word, time,
day, number and deed of it, with the same yes or no. A question may also repeat the caller's values.
Everything else is a claim, and the brain says something honest in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from vaani.dialogue.model.manners import (
    ASKING,
    ASSENT,
    CHECKING,
    DEEDS,
    GLUE,
    LEADS,
    LOOKED_AT,
    MANNERS,
    NEGATIONS,
    OPENERS,
    RISKY,
    TAGS,
    Deed,
    stem,
)
from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates
from vaani.language.digits import find_digits
from vaani.language.numbers import find_numbers
from vaani.language.sentence import fold, words

MOST_CHARS = 320
_DICTATED = 6
_SPEAKABLE = re.compile(r"^[\sA-Za-z0-9\u0900-\u097F.,?!।:'’\u2019₹%&/()\"“”–—;-]*$")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that is known to be true in this call.

    `spans`: pairs of opening times; times of a statement must then come in these pairs. `negative`:
    it says that something is not. `deeds`: what was committed.
    """

    words: frozenset[str]
    times: frozenset[time] = frozenset()
    days: frozenset[date] = frozenset()
    numbers: frozenset[int] = frozenset()
    digits: frozenset[str] = frozenset()
    """Whole strings of digits: phone numbers, codes."""
    spans: frozenset[tuple[time, time]] = frozenset()
    negative: bool = False
    deeds: frozenset[Deed] = frozenset()
    dated: bool = False
    """It backs only sentences that name a day or a time: "free" alone could mean anything."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence holds: plain words, and values taken out of them."""

    tokens: tuple[str, ...]
    times: tuple[frozenset[time], ...] = ()
    days: tuple[frozenset[date], ...] = ()
    numbers: tuple[int, ...] = ()
    digits: str = ""
    """A dictated string of at least six digits, whatever its parts."""
    deeds: tuple[frozenset[Deed], ...] = ()
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Backing:
    """Everything a sentence may rest on: evidence, and the values that the caller named."""

    evidence: tuple[Evidence, ...] = ()
    caller: tuple[Said, ...] = ()
    vocabulary: frozenset[str] = field(default_factory=frozenset)
    """Names of the business's own services and people, good for questions."""


def evidence_of(
    texts: Iterable[str],
    now: datetime,
    *,
    times: Iterable[time] = (),
    days: Iterable[date] = (),
    spans: Iterable[tuple[time, time]] = (),
    negative: bool | None = None,
    deeds: Iterable[Deed] = (),
    dated: bool = False,
    extra: str = "",
) -> Evidence:
    """Evidence from the ways to say it; values said in them count beside the given ones."""
    said = [take_apart(text, now) for text in texts]
    tokens = {token for one in said for token in one.tokens}
    return Evidence(
        words=frozenset(tokens | {stem(word) for word in fold(extra).split()}),
        times=frozenset([*times, *(t for one in said for group in one.times for t in group)]),
        days=frozenset([*days, *(d for one in said for group in one.days for d in group)]),
        numbers=frozenset(n for one in said for n in one.numbers),
        digits=frozenset(one.digits for one in said if one.digits),
        spans=frozenset(spans),
        negative=any(one.negative for one in said) if negative is None else negative,
        deeds=frozenset(deeds),
        dated=dated,
    )


def take_apart(text: str, now: datetime) -> Said:
    """Words and values of a sentence."""
    clocks = [one for one in find_clock(text) if one.value.times]
    dates = find_dates(text, now)
    taken = [(one.start, one.end) for one in clocks]
    taken += [(one.start, one.end) for one in dates]
    numbers = [one for one in find_numbers(text) if not _inside(one.start, one.end, taken)]
    taken += [(one.start, one.end) for one in numbers]
    heard = words(text)
    dictated = find_digits(text)
    digits = dictated.digits if dictated is not None else ""
    digits = digits if len(digits) >= _DICTATED else ""
    tokens = [one.folded for one in heard if not _inside(one.start, one.end, taken)]
    return Said(
        tokens=tuple(stem(token) for token in tokens),
        times=tuple(
            frozenset(group)
            for one in clocks
            for group in (one.value.times, one.value.until)
            if group
        ),
        days=tuple(frozenset(one.value.days) for one in dates),
        numbers=tuple(
            one.value for one in numbers if one.value != 1 and str(one.value) not in digits
        ),
        digits=digits,
        deeds=tuple(DEEDS[token] for token in tokens if token in DEEDS),
        negative=any(token in NEGATIONS for token in tokens),
    )


Standing = Literal["polite", "backed", "asks"]


def standing(sentence: str, backing: Backing, now: datetime) -> Standing | None:
    """Why a sentence may be spoken; None: it may not."""
    if not _SPEAKABLE.match(sentence) or len(sentence) > MOST_CHARS:
        return None
    said = take_apart(sentence, now)
    if not said.tokens and not said.times and not said.numbers and not said.days:
        return None
    if _polite(said) or _looks(sentence, said):
        return "polite"
    if sentence.rstrip().endswith("?"):
        asks = _is_question(sentence) and _honest_question(said, backing)
        return "asks" if asks else None
    return "backed" if any(_backs(one, said) for one in backing.evidence) else None


def _polite(said: Said) -> bool:
    """Nothing but manners."""
    no_values = not (said.times or said.days or said.numbers)
    plain = all(t in MANNERS or t in GLUE or t in NEGATIONS - _FACTS for t in said.tokens)
    claims = any(t in DEEDS and t not in MANNERS for t in said.tokens)
    return no_values and plain and not claims


def _looks(sentence: str, said: Said) -> bool:
    """ "Let me check the free tables": an announcement, without a value."""
    text = " ".join(word.folded for word in words(sentence))
    if said.times or said.days or said.numbers or said.deeds:
        return False
    known = MANNERS | GLUE | LOOKED_AT
    starts = any(fold(one) in text for one in CHECKING)
    return starts and not said.negative and all(token in known for token in said.tokens)


_FACTS = frozenset(fold(word) for word in ("full", "closed", "unavailable", "बंद", "भरा", "भरी"))


def _backs(one: Evidence, said: Said) -> bool:
    """Does this one piece hold all of the sentence?"""
    neutral = GLUE | MANNERS | NEGATIONS | ASSENT
    substance = [t for t in said.tokens if t not in neutral or t in _FACTS]
    values = len(said.times) + len(said.days) + len(said.numbers) + bool(said.digits)
    if len(substance) + values < 2:
        return False
    if one.negative != said.negative or (one.dated and not said.times and not said.days):
        return False
    if not all(t in one.words or (t in neutral and t not in RISKY) for t in said.tokens):
        return False
    if not all(group & one.deeds for group in said.deeds):
        return False
    if not all(group & one.times for group in said.times):
        return False
    if not all(group & one.days for group in said.days):
        return False
    if not all(number in one.numbers for number in said.numbers):
        return False
    if said.digits and said.digits not in one.digits:
        return False
    return _in_pairs(said.times, one.spans) if one.spans else True


def _in_pairs(times: Sequence[frozenset[time]], spans: frozenset[tuple[time, time]]) -> bool:
    """ "From seven to eleven" must be one of the opening periods, not the end of one and the
    beginning of the next."""
    if len(times) % 2:
        return False
    return all(
        any(begin in times[at] and end in times[at + 1] for begin, end in spans)
        for at in range(0, len(times), 2)
    )


def _is_question(sentence: str) -> bool:
    """A question by its form: it ends as one and begins as one, or ends in "is that right?"."""
    text = sentence.strip()
    if not text.endswith("?"):
        return False
    folded = [word.folded for word in words(text)]
    if len(folded) <= 4 and all(token in ASKING or token in GLUE for token in folded):
        return True
    if any(" ".join(folded).endswith(fold(tag)) for tag in TAGS):
        return True
    for token in folded[:8]:
        if token in OPENERS:
            return True
        if token not in LEADS and token not in ASKING:
            return False
    return any(token in OPENERS for token in folded)


def _honest_question(said: Said, backing: Backing) -> bool:
    """Only words that ask or that the business has, and the caller's values; no name of anybody."""
    if said.deeds or (said.digits and said.digits not in {one.digits for one in backing.caller}):
        return False
    heard = backing.caller
    known = (
        GLUE | MANNERS | ASKING | (NEGATIONS - _FACTS) | backing.vocabulary
    ) - RISKY  # fmt: skip
    if not all(token in known for token in said.tokens):
        return False
    times = {t for one in heard for group in one.times for t in group}
    days = {d for one in heard for group in one.days for d in group}
    numbers = {n for one in heard for n in one.numbers}
    for one in backing.evidence:
        times |= one.times
        days |= one.days
        numbers |= one.numbers
    return (
        all(group & times for group in said.times)
        and all(group & days for group in said.days)
        and all(number in numbers for number in said.numbers)
    )


def _inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(begin <= start and end <= stop for begin, stop in spans)
