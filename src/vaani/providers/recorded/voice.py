"""What is heard when no engine speaks? Recorded sentences, and a word to those who wait.

`AccompaniedSpeaker` stands around the voices of a call. The sentences of the call's own machinery
that were recorded with this version are played from there when a call is in trouble: no engine is
asked for them. When an engine has made no sound for 2 s, the caller hears that he is not forgotten.
A recording is found by language and words.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import cache
from pathlib import Path
from typing import cast

from vaani.audio.frame import pieces
from vaani.audio.resample import resample
from vaani.audio.wav import read_wav
from vaani.call import phrases
from vaani.call.ports.speaker import Voice, Waiting
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.around import AroundSpeaker

FOLDER = Path(__file__).parent / "phrases"
WAITS_S = 2.0
"""Without sound for so long, the caller hears a word."""
AGAIN_S = 2.5
_ALWAYS = frozenset(
    text.speak(language)
    for text in phrases.RECORDED
    if text not in (phrases.FILLER, phrases.STILL_AT_IT, phrases.GIVING_UP)
    for language in ("en", "hi")
)
"""What is said only in trouble is always played from its recording."""


def file_of(text: str, language: Language) -> Path:
    """Where the recording of these words is, or would be."""
    digest = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]
    return FOLDER / f"{language}-{digest}.wav"


@cache
def recording(text: str, language: Language, rate_hz: int) -> bytes | None:
    """PCM16 of these words; None: they are not recorded."""
    place = file_of(text, language)
    if not place.is_file():
        return None
    wav = read_wav(place)
    return resample(wav.mono(), wav.rate_hz, rate_hz).tobytes()


class AccompaniedSpeaker(AroundSpeaker):
    """A Speaker around those of a call."""

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """The speaker's sound, with recorded words before it while it is late. Raises as it does,
        but not for what is recorded."""
        if text in _ALWAYS and (kept := self._recorded(text, voice.language)):
            for piece in pieces(kept, self.rate_hz):
                yield piece
            return
        waits = voice.waiting is Waiting.CALLER
        sound = cast(AsyncGenerator[bytes, None], self._speaker.speak(text, voice))
        async with aclosing(sound):
            if waits:
                # Closed here, so that nobody asks for sound any more when `sound` is closed.
                async with aclosing(self._first(sound, voice.language)) as begun:
                    async for piece in begun:
                        yield piece
            async for pcm in sound:
                yield pcm

    async def _first(
        self, sound: AsyncGenerator[bytes, None], language: Language
    ) -> AsyncGenerator[bytes, None]:
        """The first piece of sound; before it, words to a caller who waits."""
        first = asyncio.ensure_future(anext(sound))
        try:
            words = [(WAITS_S, phrases.FILLER), (AGAIN_S, phrases.STILL_AT_IT)]
            for patience, text in words:
                await asyncio.wait({first}, timeout=patience)
                if first.done():
                    break
                kept = self._recorded(text.speak(language), language)
                if kept:
                    yield kept
                    await asyncio.wait({first}, timeout=len(kept) / 2 / self.rate_hz)
            try:
                pcm = await first
            except StopAsyncIteration:
                raise _mute() from None
            yield pcm
        finally:
            if not first.done():
                first.cancel()
                await asyncio.gather(first, return_exceptions=True)

    def _recorded(self, text: str, language: Language) -> bytes | None:
        return recording(text, language, self.rate_hz)


def _mute() -> ProviderError:
    return ProviderError("speaker", "The voice made no sound at all.", code="mute", retryable=True)
