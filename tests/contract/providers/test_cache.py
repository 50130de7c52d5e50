"""What was spoken once plays at once, and nothing wrong or half is ever played."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from vaani.call.ports.speaker import Voice
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.cache import CachedSpeaker, CacheLimits

GREETING = "Good evening, how can I help you?"
ENGLISH = Voice("en")


class CountingSpeaker:
    """Says each text as its own bytes in two pieces, and counts."""

    rate_hz = 24000

    def __init__(self, name: str = "counting-1") -> None:
        self.name = name
        self.said: list[str] = []

    def languages(self) -> tuple[Language, ...]:
        return ("en", "hi")

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        self.said.append(text)
        if text == "fail":
            raise ProviderError("speaker", "The voice failed.", code="engine", retryable=True)
        sound = (f"{voice.language}{voice.name}{voice.speed}{text}" * 2).encode()
        yield sound[: len(sound) // 4 * 2]
        yield sound[len(sound) // 4 * 2 :]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def spoken(speaker: CachedSpeaker, text: str, voice: Voice = ENGLISH) -> bytes:
    return b"".join([pcm async for pcm in speaker.speak(text, voice)])


async def test_the_second_time_it_is_not_made_again(tmp_path: Path) -> None:
    inside = CountingSpeaker()
    speaker = CachedSpeaker(inside, tmp_path)
    first = await spoken(speaker, GREETING)
    assert await spoken(speaker, GREETING) == first
    assert inside.said == [GREETING]
    assert (speaker.counts.missed, speaker.counts.memory) == (1, 1)


async def test_it_is_still_there_after_a_restart(tmp_path: Path) -> None:
    first = await spoken(CachedSpeaker(CountingSpeaker(), tmp_path), GREETING)
    inside = CountingSpeaker()
    assert await spoken(CachedSpeaker(inside, tmp_path), GREETING) == first
    assert inside.said == []


@pytest.mark.parametrize(
    "other",
    [Voice("hi"), Voice("en", "heart"), Voice("en", speed=1.2)],
    ids=["another language", "another voice", "another speed"],
)
async def test_another_voice_is_another_recording(tmp_path: Path, other: Voice) -> None:
    speaker = CachedSpeaker(CountingSpeaker(), tmp_path)
    assert await spoken(speaker, GREETING) != await spoken(speaker, GREETING, other)


async def test_a_new_engine_does_not_speak_with_the_old_voice(tmp_path: Path) -> None:
    await spoken(CachedSpeaker(CountingSpeaker("counting-1"), tmp_path), GREETING)
    newer = CountingSpeaker("counting-2")
    await spoken(CachedSpeaker(newer, tmp_path), GREETING)
    assert newer.said == [GREETING]


async def test_damaged_files_are_made_anew(tmp_path: Path) -> None:
    first = await spoken(CachedSpeaker(CountingSpeaker(), tmp_path), GREETING)
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    for damaged in (b"", whole[:-2], whole[:20], whole[:-1] + b"\x01", b"junk" * 100):
        file.write_bytes(damaged)
        inside = CountingSpeaker()
        assert await spoken(CachedSpeaker(inside, tmp_path), GREETING) == first
        assert inside.said == [GREETING]


async def test_what_was_interrupted_is_not_kept(tmp_path: Path) -> None:
    inside = CountingSpeaker()
    speaker = CachedSpeaker(inside, tmp_path)
    sound = speaker.speak(GREETING, ENGLISH)
    await anext(sound)
    await sound.aclose()
    assert files(tmp_path) == []
    await spoken(speaker, GREETING)
    assert inside.said == [GREETING, GREETING]


async def test_a_failing_voice_fails_and_leaves_nothing(tmp_path: Path) -> None:
    speaker = CachedSpeaker(CountingSpeaker(), tmp_path)
    with pytest.raises(ProviderError, match="failed"):
        await spoken(speaker, "fail")
    assert files(tmp_path) == []


async def test_greetings_are_prepared_once(tmp_path: Path) -> None:
    inside = CountingSpeaker()
    speaker = CachedSpeaker(inside, tmp_path)
    texts = [(GREETING, ENGLISH), ("नमस्ते", Voice("hi")), (GREETING, ENGLISH)]
    assert await speaker.prepare(texts) == 2
    assert await speaker.prepare(texts) == 0
    assert len(inside.said) == 2


async def test_memory_stays_under_its_limit_and_the_oldest_goes_first() -> None:
    inside = CountingSpeaker()
    speaker = CachedSpeaker(inside, None, CacheLimits(memory_bytes=400))
    for number in range(8):
        await spoken(speaker, f"{number} " + "x" * 40)
    await spoken(speaker, "7 " + "x" * 40)
    assert len(inside.said) == 8
    await spoken(speaker, "0 " + "x" * 40)
    assert len(inside.said) == 9


async def test_the_folder_stays_under_its_limit(tmp_path: Path) -> None:
    limits = CacheLimits(memory_bytes=0, folder_bytes=1000)
    speaker = CachedSpeaker(CountingSpeaker(), tmp_path, limits)
    for number in range(20):
        await spoken(speaker, f"{number} " + "x" * 40)
    assert sum(file.stat().st_size for file in files(tmp_path)) <= 1000


async def test_a_folder_that_cannot_be_written_only_costs_the_cache(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("not a folder")
    inside = CountingSpeaker()
    speaker = CachedSpeaker(inside, place / "cache")
    assert await spoken(speaker, GREETING) == await spoken(speaker, GREETING)
    assert inside.said == [GREETING]


async def test_long_texts_are_spoken_but_not_kept(tmp_path: Path) -> None:
    speaker = CachedSpeaker(CountingSpeaker(), tmp_path)
    assert await spoken(speaker, "word " * 200)
    assert files(tmp_path) == []
