"""Who has picked up a call of ours: a person, or a machine that plays its greeting? Pure.

People say a word or two and wait; machines talk on, and beep. Decided from when there is voice, and
from pure tones, within four seconds of the answer. Who says nothing is a person: to hang up on one
is worse than to talk to a machine. Fed in the order of media time; units are milliseconds of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Who = Literal["person", "machine"]


@dataclass(frozen=True, slots=True)
class AnsweringSettings:
    """Milliseconds."""

    decide_ms: int = 4000
    """So long after the answer it is decided."""
    silence_ms: int = 850
    """A greeting that is followed by so much silence was a person's; a machine's sentences are
    closer together."""
    greeting_ms: int = 2850
    """Whoever talks for so long, with less silence between, is a machine."""
    undecided_ms: int = 1900
    """And for so long when the time is over, with hardly a pause."""
    late_ms: int = 1500
    """Who begins later than this has breathed, or fetched the phone: a person, until it beeps."""
    tone_ms: int = 180
    """A pure tone of this length is no voice."""
    after_tone_ms: int = 400
    """So long after the beep, or a later voice, it is our turn."""
    after_voice_ms: int = 2500
    """So long after a machine's last word, where no beep comes."""
    longest_greeting_ms: int = 30_000


class Answering:
    """One answered call. Ask `verdict` as time goes on: it is given once and stays."""

    __slots__ = ("_first", "_last", "_settings", "_tone_end", "_tone_ms", "_voiced", "_who")

    def __init__(self, settings: AnsweringSettings | None = None) -> None:
        self._settings = settings or AnsweringSettings()
        self._first: int | None = None
        self._last = 0
        self._voiced = 0
        self._tone_ms = 0
        self._tone_end: int | None = None
        self._who: Who | None = None

    def voice(self, begin_ms: int, end_ms: int) -> None:
        """There is voice in this window."""
        if self._first is None:
            self._first = begin_ms
        self._voiced += end_ms - max(begin_ms, self._last)
        self._last = max(self._last, end_ms)

    def tone(self, begin_ms: int, end_ms: int, *, is_pure: bool) -> None:
        """What these milliseconds were: a pure tone, or anything else."""
        if not is_pure:
            self._tone_ms = 0
            return
        self._tone_ms += end_ms - begin_ms
        if self._tone_ms >= self._settings.tone_ms:
            self._tone_end = end_ms

    def is_machine(self) -> None:
        """Somebody else knows it: the carrier."""
        self._who = "machine"

    def verdict(self, now_ms: int) -> Who | None:
        """Who it is; None: not known yet."""
        if self._who is None:
            self._who = self._judge(now_ms)
        return self._who

    def _judge(self, now_ms: int) -> Who | None:
        settings = self._settings
        if self._tone_end is not None:
            return "machine"
        if self._first is None:
            return "person" if now_ms >= settings.decide_ms else None
        talked = self._last - self._first
        if self._first > settings.late_ms:
            return "person" if now_ms >= settings.decide_ms else None
        if talked >= settings.greeting_ms:
            return "machine"
        if now_ms - self._last >= settings.silence_ms:
            return "person"
        if now_ms < settings.decide_ms:
            return None
        return "machine" if talked >= settings.undecided_ms else "person"

    def is_our_turn(self, now_ms: int) -> bool:
        """The machine listens now: after its beep, or when it has been silent for long."""
        settings = self._settings
        if self._tone_end is not None:
            return now_ms >= max(self._tone_end, self._last) + settings.after_tone_ms
        return (
            now_ms >= self._last + settings.after_voice_ms or now_ms >= settings.longest_greeting_ms
        )
