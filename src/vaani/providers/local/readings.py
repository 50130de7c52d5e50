"""Which words are worth reporting, and in which order? Pure judgement of decoder output.

Whisper always writes something: noise becomes "Thank you." with a poor score, and too little
padding makes it loop. The numbers here were set on phone-band speech, coughs, noise and tones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from vaani.call.ports.transcriber import Alternative

_LOWEST_SCORE = -2.1
_NOISE_SCORE = -1.0
_NOISE_PROBABILITY = 0.35
_SURE_NOISE_SCORE = -0.35
_SURE_NOISE_PROBABILITY = 0.45
_POOR_SCORE = -1.0
_POOR_WORDS = 4
_SHORT_SCORE = -0.8
_SHORT_NO_SPEECH = 0.25
_ECHO_SCORE = -0.6
_UNSURE = 0.4
_CLEARLY = 0.3

SHORT_ANSWERS = "Yes, no, okay, one, two, three, four, five, six, seven, eight, nine, ten."
"""What people answer in one word. Shown to the decoder before short speech, they help it."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Reading:
    """One decoding: `score` is the mean log probability of a token, `no_speech` 0..1."""

    text: str
    language: str
    score: float
    no_speech: float = 0.0
    capped: bool = False
    """The decoder was stopped by the limit of tokens."""
    led: bool = False
    """A prompt was before the sound."""


def loops(text: str) -> bool:
    """Does a group of one to six words come again and again?

    A single word counts from six in a row on ("nine nine nine" is a number), a group from three.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    for size in range(1, 7):
        times = 6 if size == 1 else 3
        for start in range(len(words) - size * times + 1):
            group = words[start : start + size]
            if words[start : start + size * times] == group * times:
                return True
    return False


def doubtful(reading: Reading) -> bool:
    """Should it be decoded again with the full window?"""
    many = len(_WORD.findall(reading.text)) >= _POOR_WORDS
    poor = reading.score < _POOR_SCORE and many and reading.no_speech < _NOISE_PROBABILITY
    return reading.capped or loops(reading.text) or poor


def echoes(reading: Reading, prompted: Sequence[str]) -> bool:
    """Does an unsure reading say one of the phrases before it again, so that they may be the
    prompt's and not the caller's? It is decoded once more without them."""
    if not reading.led or reading.score >= _ECHO_SCORE:
        return False
    said = " ".join(_WORD.findall(reading.text.lower()))
    return any(" " in one and one.lower() in said for one in prompted)


def is_noise(reading: Reading) -> bool:
    """Was there no speech behind these words?"""
    if not _WORD.search(reading.text):
        return True
    if reading.score < _LOWEST_SCORE:
        return True
    if reading.no_speech > _SURE_NOISE_PROBABILITY and reading.score < _SURE_NOISE_SCORE:
        return True
    return reading.no_speech > _NOISE_PROBABILITY and reading.score < _NOISE_SCORE


def is_short_answer(reading: Reading) -> bool:
    """May a reading that was led by `SHORT_ANSWERS` be believed?

    Led readings of one or two words above -0.8 were right on all recorded voices; coughs and hiss
    come back as the list itself, or with a high probability of no speech.
    """
    few = 1 <= len(_WORD.findall(reading.text)) <= 2
    return few and reading.score > _SHORT_SCORE and reading.no_speech < _SHORT_NO_SPEECH


def confidence(reading: Reading) -> float:
    """0..1: the geometric mean of the tokens' probabilities, less when speech is doubtful."""
    sure = math.exp(min(0.0, reading.score)) * (1 - max(0.0, reading.no_speech - 0.2))
    return round(min(1.0, max(0.0, sure)), 3)


def unsure(reading: Reading) -> bool:
    """Is another language worth a try?"""
    return confidence(reading) < _UNSURE


def clearly(one: Reading, other: Reading) -> bool:
    """Is `one` so much surer that it overrules the language heard in one or two words?"""
    return confidence(one) - confidence(other) > _CLEARLY


def alternatives(readings: Sequence[Reading]) -> tuple[Alternative, ...]:
    """What may be reported, in the order given; loops and noise are left out."""
    kept = [one for one in readings if not is_noise(one) and not loops(one.text)]
    return tuple(Alternative(one.text, one.language, confidence(one), one.led) for one in kept)


@dataclass(frozen=True, slots=True)
class Languages:
    """How likely the caller speaks English, among the languages of this call."""

    english: float

    @property
    def spoken(self) -> str:
        return "en" if self.english >= 0.5 else "hi"

    @property
    def sure_english(self) -> bool:
        return self.english >= 0.85

    @property
    def sure_hindi(self) -> bool:
        return self.english <= 0.1


def which(
    probabilities: Sequence[tuple[str, float]], allowed: Sequence[str], expected: str | None
) -> Languages:
    """English against Hindi (with Urdu, the same speech), of a detector that knows 99 languages.

    `expected` is what the talk has been in: it doubles the odds. Of the two, one that is not
    `allowed` is believed only where the detector is sure: who speaks it has to be told that nobody
    answers in it.
    """
    found = {token.strip("<|>"): value for token, value in probabilities}
    english = found.get("en", 0.0) * (2 if expected == "en" else 1)
    hindi = (found.get("hi", 0.0) + found.get("ur", 0.0)) * (2 if expected == "hi" else 1)
    total = english + hindi
    told = Languages(english / total if total > 1e-4 else (0.0 if expected == "hi" else 1.0))
    if "hi" not in allowed and not told.sure_hindi:
        return Languages(1.0)
    if "en" not in allowed and not told.sure_english:
        return Languages(0.0)
    return told
