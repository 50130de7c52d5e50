"""How does a program's recording become words? Stretch by stretch, in constant memory.

Decoding and voice activity run on the threads that code sound, recognition on the engines' own,
behind every call. Whoever stops reading ends the work.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import IO

from vaani.audio.frame import Floats
from vaani.call.ports.detector import VoiceDetector
from vaani.call.ports.recogniser import Reading, Recognised, Recogniser
from vaani.speech_server import transcripts
from vaani.speech_server.catalogue import HEARING_ALIASES
from vaani.speech_server.refusals import Refused
from vaani.speech_server.speaking import Offload
from vaani.speech_server.stretches import PAUSE_MS, Stretch, Stretches
from vaani.speech_server.transcripts import Segment
from vaani.speech_server.uploads import RATE_HZ, Upload


@dataclass(slots=True)
class Heard:
    """What became of a recording so far: how much of it was listened to, in seconds."""

    seconds: float = 0.0


class Hearing:
    """The house's recogniser for other programs."""

    def __init__(
        self,
        recogniser: Recogniser,
        detector: VoiceDetector,
        offload: Offload,
        *,
        longest_s: float = 7200.0,
    ) -> None:
        """Recordings longer than `longest_s` are refused."""
        self.longest_s = longest_s
        self._recogniser = recogniser
        self._detector = detector
        self._offload = offload

    @property
    def name(self) -> str:
        """The model."""
        return self._recogniser.name

    def model(self, name: str) -> None:
        """Raises Refused(unknown) unless the recogniser here is meant."""
        if name not in (*HEARING_ALIASES, self.name):
            raise Refused("unknown", f"There is no speech model {name!r} here.", field="model")

    async def opened(self, file: IO[bytes]) -> Upload:
        """An uploaded file whose head was looked at. Raises Refused with what is wrong."""
        return await self._offload(lambda: Upload(file, self.longest_s))

    def reading(
        self,
        language: str | None = None,
        *,
        translate: bool = False,
        prompt: str = "",
        words: bool = False,
    ) -> Reading:
        """How to read. `hi-IN` counts as `hi`. Raises Refused for a language that is not known."""
        short = language.split("-")[0].lower() if language else None
        if short is not None and not self._recogniser.knows(short):
            raise Refused(
                "wrong", f"{language!r} is no language of the recogniser here.", field="language"
            )
        return Reading(short, translate, prompt, words)

    def stretches(
        self,
        pause_ms: int = PAUSE_MS,
        threshold: float = 0.5,
        *,
        before_s: float = 0.2,
        start_ms: int = 96,
    ) -> Stretches:
        """Voice activity of one recording or one live sound."""
        return Stretches(self._detector, pause_ms, threshold, before_s=before_s, start_ms=start_ms)

    async def segments(
        self, pieces: Iterator[Floats], how: Reading, heard: Heard | None = None
    ) -> AsyncIterator[Segment]:
        """What is said, in order, as it is found. `pieces` are at 16 kHz and may block.

        Raises Refused (the file is damaged further on) and ProviderError.
        """
        told = heard or Heard()
        activity = self.stretches()
        source = _Source(pieces)
        try:
            while True:
                piece = await self._offload(source.take)
                found = await self._offload(
                    lambda piece=piece: activity.flush() if piece is None else activity.push(piece)  # type: ignore[misc]
                )
                told.seconds += 0 if piece is None else len(piece) / RATE_HZ
                for stretch in found:
                    for segment in await self.read(stretch, how):
                        yield segment
                if piece is None:
                    return
        finally:
            self._offload(source.close)

    async def read(self, stretch: Stretch, how: Reading) -> list[Segment]:
        """The segments of one stretch; none when there are no words. Raises ProviderError."""
        heard = await self._recogniser.read(stretch.sound, how)
        if heard is None:
            return []
        return transcripts.segments(heard, stretch.start_s, stretch.end_s, stretch.sound_from_s)

    async def listen(self, activity: Stretches, piece: Floats) -> list[Stretch]:
        """Stretches that ended within this piece of live sound."""
        return await self._offload(lambda: activity.push(piece))

    async def words_of(self, sound: Floats, how: Reading) -> str:
        """The words of at most 28 s of sound. Raises ProviderError."""
        heard = await self.recognised(sound, how)
        return heard.text if heard is not None else ""

    async def recognised(self, sound: Floats, how: Reading) -> Recognised | None:
        """The same with what else is known of them; None: there are none. Raises ProviderError."""
        return await self._recogniser.read(sound, how)


class _Source:
    """Pieces that are taken on changing threads. Closing waits for one that is being decoded."""

    def __init__(self, pieces: Iterator[Floats]) -> None:
        self._pieces = pieces
        self._lock = threading.Lock()

    def take(self) -> Floats | None:
        with self._lock:
            return next(self._pieces, None)

    def close(self) -> None:
        close = getattr(self._pieces, "close", None)
        if close is not None:
            with self._lock:
                close()
