"""Who turns a whole piece of recorded speech into words? For files and programs; a call's live
speech is a `Transcriber`'s matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vaani.call.ports.detector import Floats


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word and when it was said, in seconds of the sound; `confidence` 0..1."""

    text: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was said in a piece of sound. `log_probability` is the mean of its tokens."""

    text: str
    language: str
    log_probability: float
    no_speech: float
    words: tuple[SpokenWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a sound is to be read. `language` None: told from the sound, English or Hindi.

    `prompt` is text that leads the reading, in its words and its script. `words`: with times.
    """

    language: str | None = None
    translate: bool = False
    prompt: str = ""
    words: bool = False


class Recogniser(Protocol):
    """An engine, shared by all programs. Errors are `ProviderError(stage="transcriber")`."""

    @property
    def name(self) -> str:
        """The model."""
        ...

    def knows(self, language: str) -> bool:
        """Can it read this language (an ISO 639-1 code)?"""
        ...

    async def read(self, sound: Floats, how: Reading) -> Recognised | None:
        """The words of at most 28 s of sound at 16 kHz; None: there are none (noise).

        Cancelling it drops the work unless it has begun.
        """
        ...
