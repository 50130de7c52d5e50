"""How long is a pause waited for before it ends the caller's turn?

A continuous function of the end-of-turn probability, of what was asked, of what was already said
and of the caller's own pace, under a ceiling for each kind of answer. Pure; milliseconds of silence
since the caller's last speech.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vaani.call.ports.thinker import Awaiting
from vaani.language.clock_words import bare_hour, find_clock
from vaani.language.digits import find_digits
from vaani.language.numbers import find_numbers
from vaani.language.phrases import is_no, is_yes

_UNFINISHED = frozenset(
    "and or but so because for at on with the a an my our your to of from by about into if i we "
    "they i'm i'd i'll we'd um uh er hmm like than when wait past quarter "
    "aur ya lekin kyunki agar ke ka ki matlab woh mera meri hamara hamari toh saadhe sava paune "
    "और या लेकिन क्योंकि अगर के का की मतलब वो मेरा मेरी हमारा हमारी तो साढ़े सवा पौने".split()
)
"""Not the Hindi postpositions: "isi number par" and "kal shaam ko" are whole answers."""
_UNFINISHED_PAIRS = frozenset(
    "if you|that you|for it|do you|can you|could you|would you|are you|have you|want you|i want|"
    "i need|we want|we need|this is|number is|name is|mera naam|mera number|mujhe ek|मेरा नाम|"
    "मेरा नंबर|मुझे एक|नंबर है|number hai|me think|please write".split("|")
)
_PROMISES = frozenset(
    "um uh er and or but because aur ya lekin kyunki matlab और या लेकिन क्योंकि मतलब".split()
)
"""After these more comes even where the words before them are an answer."""
_ASKED_PLAINLY = frozenset("where are you|how are you|who are you".split("|"))


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """All in milliseconds. `fixed_ms` set: every pause waits exactly that."""

    fixed_ms: int | None = None
    score_at_ms: tuple[int, ...] = (200, 500, 1200)
    """Silence after which the detector of turns is asked, and asked again: the longer the silence,
    the better it knows."""
    thresholds: Mapping[str, float] = field(
        default_factory=lambda: {
            "confirm": 0.5,
            "anything_else": 0.5,
            "party": 0.5,
            "which": 0.55,
            "time": 0.6,
            "date": 0.65,
            "name": 0.7,
            "phone": 0.8,
        }
    )
    """From which score on the turn is over, by what is awaited: who dictates pauses."""
    threshold: float = 0.6
    sure: float = 0.9
    """A single score that needs no second."""
    weak: float = 0.68
    """What a single score above the threshold is worth until a second one agrees: the second is
    there before the wait that follows from this is over."""
    floor_ms: int = 400
    span_ms: int = 2000
    unknown_ms: int = 820
    ceilings_ms: Mapping[str, int] = field(
        default_factory=lambda: {
            "confirm": 1300,
            "anything_else": 1400,
            "which": 1700,
            "party": 1600,
            "phone": 2700,
        }
    )
    ceiling_ms: int = 2300
    answerable: float = 0.6
    """What a question that can be answered adds to the certainty."""
    unclear: float = 0.3
    """The most certainty about words that make no sense yet."""
    half_said: float = 0.6
    """The most certainty about a part of the day where an hour was asked for."""
    digits_done_ms: int = 500
    unfinished_ms: int = 2700
    """For a sentence after which more must come, and for digits that are no whole number yet."""
    most_ms: int = 2850
    """No pause is waited for longer: the caller must not wonder whether anybody is there."""


def sealed(settings: EndpointSettings, scores: Sequence[float]) -> bool:
    """Is the last score so sure that no other is needed?"""
    return bool(scores) and scores[-1] >= settings.sure


def certainty(
    settings: EndpointSettings, scores: Sequence[float], awaiting: Awaiting | None
) -> float | None:
    """How certain the scores of one pause make its end; None without any.

    The last one counts, as it heard the longest silence. One alone above the threshold of what is
    awaited, and not sure, is taken for `weak` until the next agrees; one below it for less.
    """
    if not scores:
        return None
    last = scores[-1]
    threshold = settings.thresholds.get(awaiting or "", settings.threshold)
    if last >= settings.sure:
        return last
    agreed = len(scores) > 1 and min(scores[-2:]) >= threshold
    return max(last, settings.weak) if agreed else settings.weak * min(1.0, last / threshold)


def wait_ms(
    settings: EndpointSettings,
    *,
    probability: float | None,
    text: str | None,
    awaiting: Awaiting | None,
    digits_wanted: int | None,
    pace: float,
    answerable: bool = False,
    unclear: bool = False,
) -> int:
    """Silence to wait for. `text` is what was recognised so far, None while nothing is known;
    `pace` 1.0 is an ordinary caller, more is a slower one; `answerable`: what was said so far is a
    question that can be answered; `unclear`: it makes no sense yet."""
    if settings.fixed_ms is not None:
        return settings.fixed_ms
    if digits_wanted and text is not None and (digits := find_digits(text)) is not None:
        if len(digits.digits) >= digits_wanted:
            return settings.digits_done_ms
        return int(min(settings.ceilings_ms["phone"] * pace, settings.most_ms))
    if text is not None and _goes_on(text, awaiting):
        return int(min(settings.unfinished_ms * pace, settings.most_ms))
    certainty = probability
    if text is not None and answers(text, awaiting):
        certainty = max(certainty or 0.0, 0.93)
    elif text is not None and awaiting == "time" and find_clock(text):
        certainty = settings.half_said if certainty is None else min(certainty, settings.half_said)
    elif unclear:
        certainty = settings.unclear if certainty is None else min(certainty, settings.unclear)
    elif answerable:
        certainty = min(0.93, (0.4 if certainty is None else certainty) + settings.answerable)
    ceiling = settings.ceilings_ms.get(awaiting or "", settings.ceiling_ms)
    if certainty is None:
        return min(int(settings.unknown_ms * pace), ceiling)
    wait = settings.floor_ms + (1.0 - certainty) ** 1.6 * settings.span_ms
    return int(min(wait * pace, ceiling))


def _goes_on(text: str, awaiting: Awaiting | None) -> bool:
    """Must more come, whatever the sound says?"""
    words = text.lower().rstrip(" .,…?!।-").split()
    if words and words[-1].rstrip(",") in _PROMISES:
        return True
    return (dictates(text) or unfinished(text)) and not answers(text, awaiting)


def unfinished(text: str) -> bool:
    """Does the sentence stop at a word after which more must come?"""
    if text.rstrip().endswith(("-", "…", ",")):
        return True
    words = text.lower().rstrip(" .,…?!।").split()
    if not words or " ".join(words[-3:]) in _ASKED_PLAINLY:
        return False
    return words[-1] in _UNFINISHED or " ".join(words[-2:]) in _UNFINISHED_PAIRS


def dictates(text: str) -> bool:
    """Does the sentence stop among digits said one by one: four or more, and no whole number?"""
    count = 0
    for word in reversed(re.split(r"[\s,-]+", text.strip(" .,…?!।-"))):
        found = find_digits(word) if not re.search(r"[:./]", word) else None
        if found is None or (not word.isdigit() and len(found.digits) > 1):
            break
        count += len(found.digits)
    return 4 <= count < 10


def answers(text: str, awaiting: Awaiting | None) -> bool:
    """Is the text by itself a whole answer to what was asked?"""
    if awaiting in ("confirm", "anything_else"):
        return is_yes(text) or is_no(text)
    if awaiting == "time":
        bare = bare_hour(text)
        hours = any(one.value.times for one in find_clock(text))
        return hours or (bare is not None and bool(bare.times))
    if awaiting == "party":
        return bool(find_numbers(text))
    return False
