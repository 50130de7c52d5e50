"""Who turns sentences into sound?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, runtime_checkable

from vaani.language.found import Language


class Waiting(IntEnum):
    """Who waits for the sound? Engines make that of a lower number first."""

    CALLER = 0
    NOBODY = 1
    """It is prepared for later calls."""
    CLIENT = 2
    """A program that asked the speech server: it never takes its turn before a call's."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Which voice speaks. `name` None is the engine's default for the language."""

    language: Language
    name: str | None = None
    speed: float = 1.0
    waiting: Waiting = Waiting.CALLER


class Speaker(Protocol):
    """A voice engine, shared by all calls of a process."""

    @property
    def rate_hz(self) -> int:
        """Rate of the PCM16 that `speak` yields."""
        ...

    @property
    def name(self) -> str:
        """The engine; part of the key of cached speech."""
        ...

    def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 little-endian mono in pieces of any even length, as soon as there is some.

        Closing the iterator stops the work. Raises ProviderError(stage="speaker").
        """
        ...

    def languages(self) -> tuple[Language, ...]:
        """What it can speak now, with the models that are there."""
        ...


@dataclass(frozen=True, slots=True)
class HeardSentence:
    """How much of a sentence's sound the caller has heard: 0 of one that he has not."""

    text: str
    heard_ms: int


@runtime_checkable
class Truncated(Protocol):
    """A voice that wants to know what was heard of it: a model that goes on from there."""

    def cut(self, heard: Sequence[HeardSentence]) -> None:
        """A reply was ended before its end; its sentences, in order."""
        ...
