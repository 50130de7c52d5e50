"""What every voice engine promises a call, simulated or real."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from vaani.audio.frame import pcm_to_samples
from vaani.audio.level import dbfs, peak
from vaani.call.ports.speaker import Speaker, Voice
from vaani.kit.errors import ProviderError
from vaani.providers.cache import CachedSpeaker
from vaani.providers.local.hibari import HibariSpeaker
from vaani.providers.local.kokoro import KokoroEngine
from vaani.providers.local.pool import EnginePool
from vaani.providers.local.voices import LocalVoices, local_voices
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.speaker import SimulatedSpeaker

WORDS = {
    "en": "Your table is booked. We look forward to seeing you tomorrow.",
    "hi": "आपकी टेबल बुक हो गई है। कल मिलते हैं।",
}
ENGINES = [
    "simulated-en",
    pytest.param("local-en", marks=pytest.mark.models),
    pytest.param("local-hi", marks=pytest.mark.models),
    pytest.param("espeak-en", marks=pytest.mark.models),
    pytest.param("espeak-hi", marks=pytest.mark.models),
    pytest.param("cached-en", marks=pytest.mark.models),
]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> tuple[Speaker, str]:
    kind, language = request.param.split("-")
    if kind == "simulated":
        return SimulatedSpeaker(Delays()), language
    if kind == "espeak":
        return request.getfixturevalue("plain_voice"), language
    speaker = request.getfixturevalue("voices")
    return (CachedSpeaker(speaker) if kind == "cached" else speaker), language


async def spoken(speaker: Speaker, text: str, voice: Voice) -> bytes:
    return b"".join([pcm async for pcm in speaker.speak(text, voice)])


async def test_a_sentence_lasts_about_as_long_as_it_takes_to_say(engine) -> None:
    speaker, language = engine
    assert language in speaker.languages()
    pieces = [pcm async for pcm in speaker.speak(WORDS[language], Voice(language))]
    assert all(len(piece) % 2 == 0 for piece in pieces)
    seconds = sum(map(len, pieces)) / 2 / speaker.rate_hz
    assert 1.5 < seconds < 6


async def test_it_is_loud_enough_and_does_not_clip(engine) -> None:
    speaker, language = engine
    sound = pcm_to_samples(await spoken(speaker, WORDS[language], Voice(language)))
    assert -26 < dbfs(sound) < -14
    assert peak(sound) < 0.99


async def test_a_caller_who_interrupts_stops_the_voice_and_the_next_sentence_is_whole(
    engine,
) -> None:
    speaker, language = engine
    voice = Voice(language)
    whole = len(await spoken(speaker, WORDS[language], voice))
    sound = speaker.speak(WORDS[language] * 3, voice)
    assert await anext(sound)
    await sound.aclose()
    again = len(await spoken(speaker, WORDS[language], voice))
    assert again == pytest.approx(whole, rel=0.1)


async def test_a_call_that_ends_while_the_voice_works_leaves_it_usable(engine) -> None:
    speaker, language = engine
    task = asyncio.ensure_future(spoken(speaker, WORDS[language] * 4, Voice(language)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await spoken(speaker, WORDS[language], Voice(language))


async def test_two_callers_at_once_each_hear_their_own_sentence(engine) -> None:
    speaker, language = engine
    short, long = WORDS[language][:12], WORDS[language] * 2
    one, two = await asyncio.gather(
        spoken(speaker, short, Voice(language)), spoken(speaker, long, Voice(language))
    )
    assert 0 < len(one) < len(two) / 2


@pytest.mark.models
@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("text", ["", "   ", "...", "!?", "\u200d", "𝄞", "(-:"])
async def test_what_cannot_be_spoken_is_skipped(voices, text: str, language: str) -> None:
    pcm = await spoken(voices, text, Voice(language))
    assert len(pcm) / 2 / voices.rate_hz < 3


@pytest.mark.models
@pytest.mark.parametrize("language", ["en", "hi"])
async def test_a_faster_voice_takes_less_time(voices, language: str) -> None:
    normal = await spoken(voices, WORDS[language], Voice(language))
    fast = await spoken(voices, WORDS[language], Voice(language, speed=1.5))
    assert len(fast) < len(normal) * 0.85


@pytest.mark.models
async def test_a_long_hindi_sentence_begins_before_it_is_made(voices) -> None:
    first = "आपकी टेबल बुक हो गई है,"
    rest = " कल शाम सात बजे, चार लोगों के लिए, और हम आपका इंतज़ार करेंगे।"
    clock = asyncio.get_running_loop().time
    begun = clock()
    sound = voices.speak(first + rest, Voice("hi"))
    await anext(sound)
    first_after = clock() - begun
    async for _ in sound:
        pass
    assert first_after < (clock() - begun) / 2


@pytest.mark.models
async def test_an_unknown_voice_is_named_with_those_that_are_there(voices) -> None:
    with pytest.raises(ProviderError, match=r"'nobody'.*hf_alpha") as refusal:
        await spoken(voices, "नमस्ते", Voice("hi", "nobody"))
    assert refusal.value.stage == "speaker"
    assert not refusal.value.retryable
    with pytest.raises(ProviderError, match="no voice"):
        await spoken(voices, "नमस्ते", Voice("hi", "../../secrets"))
    with pytest.raises(ProviderError, match=r"'nobody'.*heart"):
        await spoken(voices, "Hello.", Voice("en", "nobody"))


@pytest.mark.models
async def test_every_voice_that_is_offered_speaks(voices) -> None:
    assert voices.voice_names["en"] == ("heart",)
    assert "hm_omega" in voices.voice_names["hi"]
    for language, names in voices.voice_names.items():
        for name in names:
            assert await spoken(voices, WORDS[language][:24], Voice(language, name))


@pytest.mark.models
async def test_without_kokoro_hindi_is_still_spoken_and_the_engine_says_by_whom(
    tmp_path: Path,
) -> None:
    with pytest.raises(ProviderError, match="vaani models install") as missing:
        KokoroEngine(tmp_path)
    assert missing.value.code == "model_missing"
    speaker = local_voices(tmp_path)
    try:
        assert speaker.languages() == ("en", "hi")
        assert "espeak" in speaker.name
        assert await spoken(speaker, WORDS["hi"], Voice("hi"))
    finally:
        speaker.close()
        speaker.close()


@pytest.mark.models
async def test_a_language_that_was_not_loaded_is_refused(models_dir: Path) -> None:
    speaker = local_voices(models_dir, ("en",))
    with pytest.raises(ProviderError, match="No voice for 'hi'"):
        await spoken(speaker, "नमस्ते", Voice("hi"))
    speaker.close()


@pytest.mark.models
async def test_a_closed_engine_says_so(models_dir: Path) -> None:
    pool = EnginePool("speaker")
    speaker = HibariSpeaker(pool, models_dir=models_dir)
    pool.close()
    pool.close()
    with pytest.raises(ProviderError, match="closed"):
        await spoken(speaker, "Hello.", Voice("en"))


class Names:
    """A voice that notes by which name it was asked."""

    rate_hz, name = 24000, "names"

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def languages(self) -> tuple[Any, ...]:
        return ("hi",)

    async def speak(self, _text: str, voice: Voice) -> AsyncIterator[bytes]:
        self.asked.append(voice.name)
        yield bytes(480)


async def test_the_usual_voice_of_a_language_is_that_of_the_settings() -> None:
    inner = Names()
    pool: Any = SimpleNamespace(close=lambda: None)
    plain = LocalVoices({"hi": inner}, {}, pool, None)
    usual = LocalVoices({"hi": inner}, {}, pool, None, {"en": None, "hi": "hm_omega"})
    for speaker, name in ((plain, None), (usual, None), (usual, "hf_beta")):
        assert [pcm async for pcm in speaker.speak("x", Voice("hi", name))]
    assert inner.asked == [None, "hm_omega", "hf_beta"]
    assert plain.name != usual.name, "kept speech of another voice is not served"


def test_a_usual_voice_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match=r"speech\.voices\.hi: there is no hm_alpha"):
        local_voices(tmp_path, usual={"hi": "hm_alpha"})
