"""Who speaks English? Hibari: 24 kHz, about 40 ms to the first sentence on one thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

from vaani.call.ports.speaker import Voice
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.local.loudness import voiced_pcm
from vaani.providers.local.manifest import path_of
from vaani.providers.local.pool import EnginePool

VOICES = ("heart",)

_WARM_UP = "Good evening, Annapurna speaking. How can I help you at 7:30 on the 21st?"


class HibariSpeaker:
    """The English voice "heart". One engine for all calls; sentences are made one at a time."""

    rate_hz = 24000
    name = "hibari-0.2.1"

    def __init__(self, pool: EnginePool, *, models_dir: Path = Path()) -> None:
        """Loads and warms the engine (about a second, blocking).

        Raises ProviderError(stage="speaker") when it is missing.
        """
        path_of("hibari", models_dir, "speaker")
        from hibari import Hibari  # noqa: PLC0415 - optional and slow to import

        self._engine: Any = Hibari(threads=1)
        self._pool = pool
        self._engine(_WARM_UP)

    def languages(self) -> tuple[Language, ...]:
        """English."""
        return ("en",)

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 by sentence. Closing drops what has not begun.

        Raises ProviderError, code `voice_unknown` for any other voice than "heart".
        """
        if voice.name is not None and voice.name not in VOICES:
            raise ProviderError(
                "speaker",
                f"There is no English voice {voice.name!r}; there is {', '.join(VOICES)}.",
                code="voice_unknown",
            )
        rank = voice.waiting
        sentences = await self._pool.run(lambda: self.english_phonemes(text), rank)
        for phonemes in sentences:
            pcm = await self._pool.run(partial(self.sound, phonemes, voice.speed), rank)
            if pcm:
                yield pcm

    def english_phonemes(self, text: str) -> list[str]:
        """One string for each sentence, in the alphabet that Kokoro shares. Blocks."""
        try:
            found: list[str] = self._engine.phonemize(text)
        except (KeyError, ValueError, IndexError, RuntimeError) as error:
            raise _failed(error) from error
        return found

    def sound(self, phonemes: str, speed: float = 1.0) -> bytes:
        """PCM16 of one sentence's phonemes. Blocks."""
        try:
            sound = self._engine.from_phonemes(phonemes, speed=speed)
        except (KeyError, ValueError, IndexError, RuntimeError) as error:
            raise _failed(error) from error
        return voiced_pcm(sound, self.rate_hz)


def _failed(error: Exception) -> ProviderError:
    return ProviderError(
        "speaker", f"The English voice failed: {error}.", code="engine", retryable=True
    )
