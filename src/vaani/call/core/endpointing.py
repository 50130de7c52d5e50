"""How long is a pause waited for before it ends the caller's turn?

A continuous function of the end-of-turn probability, of what was asked, of what was already said
and of the caller's own pace, under a ceiling for each kind of answer. Pure; milliseconds of silence
since the caller's last speech.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from vaani.call.core.endings import ending
from vaani.call.core.unfinished import (
    dictates,
    half_an_answer,
    is_broken_off,
    must_go_on,
    unfinished,
)
from vaani.call.ports.thinker import Awaiting
from vaani.language.clock_words import bare_hour, find_clock
from vaani.language.digits import find_digits
from vaani.language.numbers import find_numbers
from vaani.language.phrases import is_no, is_yes

_Meant = Literal["answer", "amount", "half", "unclear", "question", "open"]


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
    answerable: float = 3.0
    """What a question that can be answered adds to the odds, as a logarithm."""
    unclear: float = 0.3
    """The most certainty about words that make no sense yet."""
    half_said: tuple[float, float] = (0.45, 0.6)
    """The least and the most certainty about half of an answer: a part of the day where an hour was
    asked for."""
    answered: float = 0.93
    amount: float = 0.65
    """The least certainty about a yes or a no; and about an hour or a number where it was asked."""
    doubted: float = 0.15
    """Below this the sound of an hour or a number says that it goes on."""
    sounds_done: float = 0.5
    unlikely: float = 0.45
    """The least certainty about what sounds done, however seldom its words are the last ones."""
    sound_weight: float = 0.3
    words_weight: float = 2.0
    words_bias: float = -0.2
    """The logarithm of the odds of an end: that of the sound and that of the words, so weighed."""
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
    if text is not None:
        meant = _meant(text, awaiting, answerable=answerable, unclear=unclear)
        if meant == "open" and digits_wanted:
            meant = "half"
        odds = _odds(settings, probability, text, awaiting)
        certainty = _weighed(settings, odds, probability, meant)
    ceiling = settings.ceilings_ms.get(awaiting or "", settings.ceiling_ms)
    if certainty is None:
        return min(int(settings.unknown_ms * pace), ceiling)
    wait = settings.floor_ms + (1.0 - certainty) ** 1.6 * settings.span_ms
    return int(min(wait * pace, ceiling))


def _meant(text: str, awaiting: Awaiting | None, *, answerable: bool, unclear: bool) -> _Meant:
    """What the words so far are, beside what was asked."""
    if is_broken_off(text, awaiting):
        return "unclear"
    if answers(text, awaiting):
        return "amount" if awaiting in ("time", "party") else "answer"
    if half_an_answer(text, awaiting):
        return "half"
    if unclear:
        return "unclear"
    return "question" if answerable else "open"


def _odds(
    settings: EndpointSettings, sound: float | None, text: str, awaiting: Awaiting | None
) -> float:
    """The logarithm of the odds of an end, after the sound and the words together: callers stop to
    think with a falling voice too, and end with a level one."""
    heard = 0.5 if sound is None else min(max(sound, _SURELY_NOT), 1 - _SURELY_NOT)
    read = min(max(ending(text, awaiting), -_MOST_ODDS), _MOST_ODDS)
    return (
        settings.sound_weight * math.log(heard / (1 - heard))
        + settings.words_weight * read
        + settings.words_bias
    )


_SURELY_NOT = 0.02
_MOST_ODDS = 6.0


def _weighed(settings: EndpointSettings, odds: float, sound: float | None, meant: _Meant) -> float:
    """How certain is the end, within what the words so far amount to?"""
    if meant == "question":
        odds += settings.answerable
    certainty = 1 / (1 + math.exp(-odds))
    least, most = settings.half_said
    if meant == "half":
        return min(max(certainty, least), most)
    if meant == "unclear":
        return min(certainty, settings.unclear)
    if meant == "answer":
        return max(certainty, settings.answered)
    if meant == "amount":
        doubted = sound is not None and sound < settings.doubted
        return min(certainty, most) if doubted else max(certainty, settings.amount)
    sounds_done = sound is not None and sound >= settings.sounds_done
    return max(certainty, settings.unlikely) if sounds_done else certainty


def _goes_on(text: str, awaiting: Awaiting | None) -> bool:
    """Must more come, whatever the sound says?"""
    if must_go_on(text):
        return True
    return (dictates(text) or unfinished(text)) and not answers(text, awaiting)


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
