"""Who speaks when a voice fails? The next one, from where the caller stopped hearing.

A sentence whose voice fails before its first sound is spoken whole by the next engine; one that
breaks off is finished there, once, from the word that was reached (estimated by how much sound
there was, since not every vendor tells times). Each engine keeps its own speech, so greetings and
fixed phrases play in the first voice even when its vendor is gone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace

from vaani.audio.frame import pcm_to_samples
from vaani.audio.resample import Resampler
from vaani.call.ports.meter import running
from vaani.call.ports.speaker import Voice, Waiting
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.breaker import Breaker
from vaani.providers.cache import CachedSpeaker, close_stream
from vaani.providers.failures import NOISE

log = logging.getLogger(__name__)

FIRST_SOUND_S = 2.5
"""A voice that others stand behind may take so long before its first sound, and between pieces."""
_CHARACTERS_A_SECOND = {"en": 15.0, "hi": 12.0}


@dataclass(frozen=True, slots=True)
class VoiceEngine:
    """One engine with the speech that it keeps."""

    name: str
    speaker: CachedSpeaker
    breaker: Breaker


class ChainedSpeaker:
    """A Speaker over `engines`, best first, at the rate of the first."""

    def __init__(
        self, engines: Sequence[VoiceEngine], first_sound_s: float = FIRST_SOUND_S
    ) -> None:
        self._engines = tuple(engines)
        self._first_sound_s = first_sound_s

    @property
    def rate_hz(self) -> int:
        """Of the first engine; others are brought to it."""
        return self._engines[0].speaker.rate_hz

    @property
    def name(self) -> str:
        """Every engine, best first."""
        return ">".join(one.speaker.name for one in self._engines)

    def languages(self) -> tuple[Language, ...]:
        """What any of them speaks."""
        found = (language for one in self._engines for language in one.speaker.languages())
        return tuple(dict.fromkeys(found))

    def allow(self, texts: Iterable[tuple[str, Voice]]) -> None:
        """These sentences are the same for every caller: each engine may keep them on disk."""
        wanted = list(texts)
        for one in self._engines:
            one.speaker.allow(wanted)

    async def prepare(self, texts: Iterable[tuple[str, Voice]]) -> int:
        """Make what is not there yet, in the voice that callers will hear; how many were made.
        Raises ProviderError of that voice."""
        made = 0
        for text, voice in texts:
            able = [one for one in self._engines if voice.language in one.speaker.languages()]
            if able:
                made += await able[0].speaker.prepare([(text, self._named(able[0], voice))])
        return made

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 at `rate_hz`. Raises the last engine's ProviderError when nobody is left, and code
        `language` when nobody speaks it."""
        rest, broken_off = text, False
        failed: ProviderError | None = None
        able = [one for one in self._engines if voice.language in one.speaker.languages()]
        if running().thrifty_at_start and len(able) > 1:
            able = able[1:]
        for engine in able:
            said = self._named(engine, voice)
            kept = await engine.speaker.kept(rest, said)
            last_resort = engine is able[-1]
            if not kept and not engine.breaker.allow() and not last_resort:
                continue
            heard_s = 0.0
            sound = self._timely(engine, rest, said)
            change = Resampler(engine.speaker.rate_hz, self.rate_hz)
            try:
                async for pcm in sound:
                    heard_s += len(pcm) / 2 / engine.speaker.rate_hz
                    yield change.push(pcm_to_samples(pcm)).tobytes()
                yield change.flush().tobytes()
                if not kept:
                    engine.breaker.worked()
                return
            except ProviderError as error:
                failed = error
                engine.breaker.failed(error)
                log.warning("speaking.handed_over: by %s, code %s", engine.name, error.code)
                if heard_s and broken_off:
                    break
                broken_off = broken_off or heard_s > 0
                understood_s = 0.0 if error.code == NOISE else heard_s
                rest = unheard(rest, understood_s, voice.language)
                if not rest:
                    return
            finally:
                await close_stream(sound)
        raise failed or ProviderError(
            "speaker", f"No engine has a voice for {voice.language!r}.", code="language"
        )

    def _named(self, engine: VoiceEngine, voice: Voice) -> Voice:
        """A business's voice is one of the first engine; the others take their own."""
        return voice if engine is self._engines[0] else replace(voice, name=None)

    async def _timely(self, engine: VoiceEngine, text: str, voice: Voice) -> AsyncIterator[bytes]:
        last = engine is self._engines[-1]
        patience = None if (voice.waiting is Waiting.NOBODY) or last else self._first_sound_s
        sound = engine.speaker.speak(text, voice)
        mute = True
        try:
            while True:
                try:
                    async with asyncio.timeout(patience):
                        pcm = await anext(sound)
                except StopAsyncIteration:
                    if mute:
                        raise ProviderError(
                            "speaker", f"{engine.name} made no sound.", code="mute", retryable=True
                        ) from None
                    return
                except TimeoutError as error:
                    raise ProviderError(
                        "speaker", f"{engine.name} made no sound in time.", code="late",
                        retryable=True,
                    ) from error  # fmt: skip
                mute = mute and not pcm
                yield pcm
        finally:
            await close_stream(sound)


def unheard(text: str, heard_s: float, language: Language) -> str:
    """What of a sentence was not spoken yet after `heard_s` of sound, from a whole word on."""
    if not heard_s:
        return text
    reached = int(heard_s * _CHARACTERS_A_SECOND[language])
    at = 0
    words = text.split()
    for count, word in enumerate(words):
        if at + len(word) > reached:
            return " ".join(words[count:])
        at += len(word) + 1
    return ""
