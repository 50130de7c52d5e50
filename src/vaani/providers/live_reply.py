"""Which sound says which sentence? One answer of a speech-to-speech model, words beside sound.

The model gives sound and words without saying which belong together. The brain judges the words,
sentence by sentence, and lets only some of them be heard: so the sound is divided where the
sentences end, in proportion to their letters and then at the quietest place near by.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from vaani.audio.frame import pcm_to_samples
from vaani.call.ports.chat_model import ToolCall
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.language.speakable import speakable

_END = re.compile(r"(?<=[.?!।])\s+|\n+")
_QUIET_MS = 20
_NEAR_MS = 400
MOST_SECONDS = 90
"""An answer that is longer is not listened to any further."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an answer's sound, in bytes."""

    start: int
    end: int


@dataclass(slots=True, eq=False)
class LiveReply:
    """One answer. `wanted`: somebody asked for what it says; `dropped`: nobody does any more."""

    rate_hz: int
    asked: bool = False
    """Was the server asked for it, or does it wait for another to end?"""
    begun: bool = False
    instead: bool = False
    """Was another asked for before it, of which parts may still come?"""
    settled: bool = False
    """Does the server know what of it was heard?"""
    wanted: bool = False
    dropped: bool = False
    over: bool = False
    error: ProviderError | None = None
    usage: Mapping[str, int] = field(default_factory=dict)
    calls: list[ToolCall] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    said_to: int = 0
    """So many letters of it were let out, in order."""
    _sound: bytearray = field(default_factory=bytearray)
    _items: list[tuple[str, int]] = field(default_factory=list)
    _text: str = ""
    _letters: str = ""
    _edges: set[int] = field(default_factory=lambda: {0})
    """Where sentences begin and end, in letters."""
    _bounds: dict[int, int] = field(default_factory=dict)

    # --- what comes ------------------------------------------------------------------------------

    def hear(self, pcm: bytes, item: str) -> None:
        """More sound, of this item."""
        if not self._items or self._items[-1][0] != item:
            self._items.append((item, len(self._sound)))
        if len(self._sound) < MOST_SECONDS * self.rate_hz * 2:
            self._sound += pcm
        self.changed.set()

    def read(self, text: str) -> None:
        """More of its words."""
        if len(self._text) < MOST_SECONDS * 40:
            self._text += text
        self.changed.set()

    def restart(self) -> None:
        """What came was of the answer before it."""
        self.begun = self.instead = False
        self._sound.clear()
        self._items.clear()
        self._text = ""
        self.calls = []

    def end(self, error: ProviderError | None = None) -> None:
        """It is over. Idempotent; the first end counts."""
        if not self.over:
            self.over, self.error = True, error
            for sentence in self.sentences():
                self._letters += letters(sentence)
                self._edges.add(len(self._letters))
        self.changed.set()

    # --- what it says ----------------------------------------------------------------------------

    @property
    def items(self) -> tuple[str, ...]:
        """Names of the stretches that the vendor knows it by."""
        return tuple(name for name, _ in self._items if name)

    @property
    def text(self) -> str:
        """All its words."""
        return self._text

    def sentences(self) -> tuple[str, ...]:
        """Its words, one sentence each."""
        return tuple(one.strip() for one in _END.split(self._text) if one.strip())

    def find(self, sentence: str) -> Stretch | None:
        """The sound of a sentence, as it may be spoken, behind those found before; None: these are
        not its words, or it has no sound."""
        wanted = letters(sentence)
        at = self._letters.find(wanted, self.said_to) if wanted and self._sound else -1
        if not {at, at + len(wanted)} <= self._edges:
            return None
        self.said_to = at + len(wanted)
        start, end = self._place(at), self._place(self.said_to)
        return Stretch(start, end) if end > start else None

    def sound(self, stretch: Stretch) -> bytes:
        """PCM16 at `rate_hz`."""
        return bytes(self._sound[stretch.start : stretch.end])

    @property
    def withheld(self) -> bool:
        """Has it words that were not let out?"""
        return self.said_to < len(self._letters)

    def heard_of(self, place: int) -> list[tuple[str, int]]:
        """For each item how many milliseconds of it lie before `place`."""
        ends = [*(start for _, start in self._items[1:]), len(self._sound)]
        per_ms = self.rate_hz * 2 / 1000
        return [
            (name, int((min(max(place, start), end) - start) / per_ms))
            for (name, start), end in zip(self._items, ends, strict=False)
            if name
        ]

    @property
    def size(self) -> int:
        """Bytes of sound."""
        return len(self._sound)

    def _place(self, letter: int) -> int:
        """Where the sound stands before this letter."""
        if letter <= 0:
            return 0
        if letter >= len(self._letters):
            return len(self._sound)
        if letter not in self._bounds:
            guess = len(self._sound) * letter // len(self._letters)
            self._bounds[letter] = quietest(self._sound, guess // 2 * 2, self.rate_hz)
        return self._bounds[letter]


def letters(sentence: str) -> str:
    """A sentence as its letters and digits alone, numbers as words: what the model writes and what
    may be spoken are then the same."""
    language: Language = "hi" if any("\u0900" <= c <= "\u097f" for c in sentence) else "en"
    spoken = speakable(sentence, language).casefold()
    return "".join(c for c in spoken if c.isalnum() or "\u0900" <= c <= "\u097f")


def quietest(sound: bytes | bytearray, guess: int, rate_hz: int) -> int:
    """The byte, at a whole sample, of the quietest 20 ms near `guess`."""
    frame = rate_hz * _QUIET_MS // 1000
    near = rate_hz * _NEAR_MS // 1000
    first = max(0, guess // 2 - near)
    samples = pcm_to_samples(bytes(sound[first * 2 : guess + near * 2])).astype(np.int64)
    count = len(samples) // frame
    if count < 2:
        return guess
    levels = (samples[: count * frame].reshape(count, frame) ** 2).mean(axis=1)
    quiet = np.flatnonzero(levels <= levels.min() * 1.5 + 1)
    middle = guess // 2 - first
    best = min(quiet, key=lambda one: abs((one + 0.5) * frame - middle))
    return int(first + best * frame + frame // 2) * 2
