"""Who turns the caller's speech into words?

One `Transcriber` serves one call. The session pushes all audio, and says where speech began and
paused; the transcriber reports `Heard`. An engine that finds utterances by itself may ignore the
hints, a local one lives from them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from vaani.call.ports.hint import Hint
from vaani.kit.clock import MediaMs


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word and when it was said, in the call's media time. `confidence` 0 to 1."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """One reading of an utterance.

    `language` is what the engine decoded it as: en, hi (Devanagari), ur (Hindi in Urdu letters),
    en-gist (a translation, good for intents only). `confidence` 0 to 1; 1.0 where the engine
    tells none. `led`: the hint was before the decoder, so words of it may stand here that were
    never said; such a reading alone is no ground for a yes, a pick or a cancellation. `words` is
    empty where the engine tells no times.
    """

    text: str
    language: str = "en"
    confidence: float = 1.0
    led: bool = False
    words: tuple[SpokenWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What was recognised of the utterance number `utterance`.

    A partial may still change; the final is sent once for each pause, best alternative first, and
    is empty when there were no words (a cough). After a resumed pause the same utterance gets
    another final that covers all of it.
    """

    utterance: int
    alternatives: tuple[Alternative, ...]
    final: bool
    spoken_language: str | None = None
    """en or hi, from the sound itself, when the engine can tell."""
    latency_ms: int | None = None
    """From the pause to this final, as the recogniser's own stream measured it."""

    @property
    def text(self) -> str:
        return self.alternatives[0].text if self.alternatives else ""


class Transcriber(Protocol):
    """A stream of one caller's speech. Errors are `ProviderError(stage="transcriber")`."""

    rate_hz: int
    """Rate of the PCM16 that `push` takes."""

    def push(self, pcm: bytes, at: MediaMs) -> None:
        """Audio as PCM16 little-endian mono; `at` is the media time of its end. Never blocks."""
        ...

    def began(self, utterance: int, at: MediaMs) -> None:
        """Speech began at `at` (the session's detector); keep some audio from before it."""
        ...

    def paused(self, utterance: int, at: MediaMs) -> None:
        """Speech paused: recognise what there is and report it as final for this pause."""
        ...

    def resumed(self, utterance: int) -> None:
        """The caller went on: the pause was inside the utterance."""
        ...

    def ended(self, utterance: int) -> None:
        """The turn was taken: forget this utterance's audio."""
        ...

    def expect(self, hint: Hint) -> None:
        """What the next utterances probably answer; it takes the place of the hint before."""
        ...

    def heard(self) -> AsyncIterator[Heard]:
        """Everything recognised, in order, until `close`. Raises ProviderError when it dies."""
        ...

    async def close(self) -> None:
        """End the stream and free what it holds. Idempotent."""
        ...
