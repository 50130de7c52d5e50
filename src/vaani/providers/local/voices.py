"""Which voice speaks which language on this machine, and what remains when models are missing?

English by hibari, Hindi by Kokoro, either by espeak-ng when its model is not there. All of them at
24 kHz.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from vaani.audio.frame import pieces, to_floats
from vaani.audio.resample import resample
from vaani.call.ports.speaker import Speaker, Voice, Waiting
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.cache import close_stream
from vaani.providers.local.espeak import Espeak
from vaani.providers.local.hibari import VOICES, HibariSpeaker
from vaani.providers.local.kokoro import KokoroEngine, KokoroSpeaker
from vaani.providers.local.loudness import voiced_pcm
from vaani.providers.local.pool import EnginePool

_RATE_HZ = 24000
_MAKERS = ("clauses", "espeak", "hibari", "kokoro", "loudness", "phonemes", "voices")
"""The modules that make sound of a text, beside the models: a change of one is another voice."""
_ESPEAK_VOICES: dict[Language, str] = {"en": "en-us", "hi": "hi"}


class EspeakSpeaker:
    """The last resort: understood with some effort, there at once."""

    rate_hz = _RATE_HZ
    name = "espeak-ng"

    def __init__(self, espeak: Espeak, pool: EnginePool) -> None:
        self._espeak = espeak
        self._pool = pool

    def languages(self) -> tuple[Language, ...]:
        """Both."""
        return ("en", "hi")

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 of the whole text at once."""

        def make() -> bytes:
            samples, rate = self._espeak.speech(text, _ESPEAK_VOICES[voice.language], voice.speed)
            return voiced_pcm(to_floats(resample(samples, rate, _RATE_HZ)), _RATE_HZ)

        pcm = await self._pool.run(make, voice.waiting)
        if pcm:
            yield pcm


class LocalVoices:
    """Routes each sentence to the voice of its language."""

    rate_hz = _RATE_HZ

    def __init__(
        self,
        by_language: dict[Language, Speaker],
        voice_names: dict[Language, tuple[str, ...]],
        pool: EnginePool,
        espeak: Espeak | None,
        usual: Mapping[Language, str | None] | None = None,
    ) -> None:
        """`usual`: the voice of a language where none is asked for."""
        self._by_language = by_language
        self._usual = {one: name for one, name in (usual or {}).items() if name is not None}
        self.voice_names = voice_names
        """What `Voice.name` may be; none for a language means that only the default is there."""
        self._pool = pool
        self._espeak = espeak

    @property
    def name(self) -> str:
        """Every engine in use, the usual voices, and what makes the sound; part of the key of
        cached speech."""
        engines = "+".join(one.name for one in dict.fromkeys(self._by_language.values()))
        usual = (f"{one}={name}" for one, name in self._usual.items())
        return ":".join((engines, *usual, made_by()))

    @property
    def engines(self) -> dict[Language, str]:
        """The engine that speaks each language."""
        return {language: speaker.name for language, speaker in self._by_language.items()}

    def languages(self) -> tuple[Language, ...]:
        """What can be spoken now."""
        return tuple(self._by_language)

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 in pieces of 400 ms at most, other tasks being let in between them; for a client
        of the speech server, who plays nothing while it is made, in the engine's own pieces.

        Raises ProviderError(code="language") without a voice for it.
        """
        speaker = self._by_language.get(voice.language)
        if speaker is None:
            raise ProviderError(
                "speaker",
                f"No voice for {voice.language!r} is installed: run `vaani models install`.",
                code="language",
            )
        if voice.name is None:
            voice = replace(voice, name=self._usual.get(voice.language))
        sound = speaker.speak(text, voice)
        try:
            async for pcm in sound:
                if voice.waiting is Waiting.CLIENT:
                    yield pcm
                    continue
                for piece in pieces(pcm, self.rate_hz):
                    yield piece
                    await asyncio.sleep(0)
        finally:
            await close_stream(sound)

    def close(self) -> None:
        """Stop threads and the espeak process. Idempotent."""
        self._pool.close()
        if self._espeak is not None:
            self._espeak.close()


@cache
def made_by(folder: Path = Path(__file__).parent) -> str:
    """A digest of the code and of the list of models that turn text into sound here."""
    digest = hashlib.sha256()
    for name in (*(f"{one}.py" for one in _MAKERS), "models.yaml"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:12]


def local_voices(
    models_dir: Path,
    languages: tuple[Language, ...] = ("en", "hi"),
    *,
    threads: int = 2,
    usual: Mapping[Language, str | None] | None = None,
) -> LocalVoices:
    """Load the voices of these languages (2 s, blocking), with what is there; `usual` names the
    voice of a language where none is asked for.

    Raises ProviderError(stage="speaker") when none of them can be spoken at all, and with code
    `no_voice` when a usual one is not there.
    """
    pool = EnginePool("speaker", threads=2, nice=3, limit=128, name="voice")
    chosen: dict[Language, Speaker] = {}
    names: dict[Language, tuple[str, ...]] = {}
    espeak: Espeak | None = None
    lacking: ProviderError | None = None
    if "en" in languages:
        try:
            chosen["en"] = HibariSpeaker(pool, models_dir=models_dir)
            names["en"] = VOICES
        except ProviderError as error:
            lacking = error
    if "hi" in languages or "en" not in chosen:
        try:
            espeak = Espeak()
        except ProviderError as error:
            lacking = error
    if espeak is not None:
        plain = EspeakSpeaker(espeak, pool)
        if "hi" in languages:
            try:
                engine = KokoroEngine(models_dir, threads=threads)
                chosen["hi"] = KokoroSpeaker(engine, espeak, pool)
                names["hi"] = engine.voice_names("hi")
            except ProviderError as error:
                lacking = error
        for language in languages:
            chosen.setdefault(language, plain)
    if not chosen:
        pool.close()
        raise lacking or ProviderError("speaker", "No language was asked for.", code="language")
    for language, name in (usual or {}).items():
        known = names.get(language, ())
        if name is not None and name not in known:
            pool.close()
            there = ", ".join(known) or "only the last resort"
            raise ProviderError(
                "speaker", f"speech.voices.{language}: there is no {name}; there is {there}.",
                code="no_voice",
            )  # fmt: skip
    return LocalVoices(chosen, names, pool, espeak, usual)
