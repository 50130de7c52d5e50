"""A voice that hangs or is kept busy fails in time, and what nobody waits for is not begun."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from vaani.call.ports.speaker import Voice, Waiting
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.cache import CachedSpeaker
from vaani.providers.deadline import PunctualSpeaker
from vaani.providers.local.pool import EnginePool
from vaani.testing.voices import LegibleVoice, sound_of

ENGLISH = Voice("en")
SHORT_S = 0.05


async def spoken(speaker: PunctualSpeaker | CachedSpeaker, text: str, voice: Voice) -> bytes:
    return b"".join([pcm async for pcm in speaker.speak(text, voice)])


class PooledVoice(LegibleVoice):
    """A voice on the threads of a real pool; the first word of a text is its work."""

    def __init__(self, pool: EnginePool, gate: threading.Event) -> None:
        super().__init__()
        self._pool, self._gate = pool, gate
        self.begun: list[str] = []

    def _make(self, text: str) -> bytes:
        self.begun.append(text)
        if text.startswith("stuck"):
            self._gate.wait(30)
        return sound_of(text)

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        yield await self._pool.run(lambda: self._make(text), voice.waiting)

    def languages(self) -> tuple[Language, ...]:
        return ("en",)


async def test_a_voice_that_comes_in_time_is_heard_whole() -> None:
    speaker = PunctualSpeaker(LegibleVoice())
    assert await spoken(speaker, "Good day.", ENGLISH) == sound_of("Good day.")
    assert (speaker.name, speaker.rate_hz) == ("legible", 8000)
    assert speaker.languages() == ("en", "hi")


async def test_a_voice_that_hangs_is_given_up_and_speaks_again_once_it_can() -> None:
    goes_on = asyncio.Event()
    speaker = PunctualSpeaker(LegibleVoice(hangs=goes_on), SHORT_S)
    with pytest.raises(ProviderError, match=r"no sound in 0\.05 s") as late:
        await spoken(speaker, "Good day.", ENGLISH)
    assert (late.value.stage, late.value.code, late.value.retryable) == ("speaker", "late", True)
    goes_on.set()
    assert await spoken(speaker, "Good day.", ENGLISH) == sound_of("Good day.")


async def test_half_a_sentence_that_came_too_late_is_not_kept() -> None:
    class Stalling(LegibleVoice):
        async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
            yield sound_of(text)[:4]
            await asyncio.Event().wait()

    speaker = CachedSpeaker(PunctualSpeaker(Stalling(), SHORT_S))
    for missed in (1, 2):
        sound = speaker.speak("Good day.", ENGLISH)
        assert await anext(sound) == sound_of("Good day.")[:4]
        with pytest.raises(ProviderError, match="no sound"):
            await anext(sound)
        assert speaker.counts.missed == missed


async def test_what_is_made_ahead_of_any_caller_has_all_the_time_that_it_needs() -> None:
    goes_on = asyncio.Event()
    speaker = PunctualSpeaker(LegibleVoice(hangs=goes_on), SHORT_S)
    ahead = asyncio.ensure_future(spoken(speaker, "Good day.", Voice("en", waiting=Waiting.NOBODY)))
    with pytest.raises(ProviderError, match="no sound"):
        await spoken(speaker, "Good day.", ENGLISH)
    assert not ahead.done()
    goes_on.set()
    assert await ahead == sound_of("Good day.")


async def test_behind_a_stuck_sentence_nobody_waits_longer_and_dropped_work_is_not_begun() -> None:
    gate = threading.Event()
    pool = EnginePool("speaker", threads=1)
    voice = PooledVoice(pool, gate)
    speaker = PunctualSpeaker(voice, SHORT_S)
    try:
        late = await asyncio.gather(
            spoken(speaker, "stuck", ENGLISH),
            spoken(speaker, "second", ENGLISH),
            return_exceptions=True,
        )
        assert [getattr(one, "code", None) for one in late] == ["late", "late"]
        gate.set()
        patient = PunctualSpeaker(voice, 10)
        assert await spoken(patient, "third", ENGLISH) == sound_of("third")
        assert voice.begun == ["stuck", "third"]
    finally:
        gate.set()
        pool.close()


async def test_a_caller_goes_before_what_is_made_ahead() -> None:
    gate = threading.Event()
    pool = EnginePool("speaker", threads=1)
    voice = PooledVoice(pool, gate)
    try:
        said = [
            ("stuck", ENGLISH),
            ("greeting", Voice("en", waiting=Waiting.NOBODY)),
            ("caller", ENGLISH),
        ]
        tasks = []
        for text, how in said:
            tasks.append(asyncio.ensure_future(spoken(PunctualSpeaker(voice, 10), text, how)))
            await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*tasks)
        assert voice.begun == ["stuck", "caller", "greeting"]
    finally:
        gate.set()
        pool.close()


async def test_a_stop_waits_for_the_sentence_that_is_being_made() -> None:
    begun, gate, over = threading.Event(), threading.Event(), threading.Event()

    def make() -> None:
        begun.set()
        gate.wait(30)
        over.set()

    pool = EnginePool("speaker", threads=2)
    made = pool.run(make)
    assert begun.wait(10)
    threading.Timer(0.05, gate.set).start()
    pool.close()
    assert over.is_set()
    await made
