"""What is the same for every caller plays at once; nothing else ever lies on the disk."""

from pathlib import Path

import pytest

from vaani.call.ports.speaker import Voice
from vaani.kit.errors import ProviderError
from vaani.providers.cache import CachedSpeaker, CacheLimits, remove_former
from vaani.testing.voices import LegibleVoice, sound_of

GREETING = "Good evening, how can I help you?"
ROHAN = "So that is a table in the name of Rohan Mehta, number nine eight seven six five."
ENGLISH = Voice("en")


def entries(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def spoken(speaker: CachedSpeaker, text: str, voice: Voice = ENGLISH) -> bytes:
    return b"".join([pcm async for pcm in speaker.speak(text, voice)])


async def kept(folder: Path, *texts: str, name: str = "legible") -> None:
    """An earlier process made these, as fixed sentences."""
    speaker = CachedSpeaker(LegibleVoice(name), folder)
    await speaker.prepare((text, ENGLISH) for text in texts)


async def test_the_second_time_it_is_not_made_again(tmp_path: Path) -> None:
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside, tmp_path)
    first = await spoken(speaker, GREETING)
    assert await spoken(speaker, GREETING) == first
    assert inside.said == [GREETING]
    assert (speaker.counts.missed, speaker.counts.memory) == (1, 1)


async def test_a_greeting_is_still_there_after_a_restart(tmp_path: Path) -> None:
    await kept(tmp_path, GREETING)
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside, tmp_path)
    assert await spoken(speaker, GREETING) == sound_of(GREETING)
    assert inside.said == []
    assert speaker.counts.folder == 1


async def test_what_is_said_to_one_caller_is_never_on_the_disk(tmp_path: Path) -> None:
    speaker = CachedSpeaker(LegibleVoice(), tmp_path)
    speaker.allow([(GREETING, ENGLISH)])
    for text in (ROHAN, GREETING, ROHAN, ROHAN.upper()):
        await spoken(speaker, text)
    (file,) = files(tmp_path)
    assert file.read_bytes().endswith(sound_of(GREETING))
    later = CachedSpeaker(LegibleVoice(), tmp_path)
    await spoken(later, ROHAN)
    assert (later.counts.folder, later.counts.missed) == (0, 1)


async def test_a_sentence_is_kept_only_in_the_voice_that_it_was_allowed_in(tmp_path: Path) -> None:
    speaker = CachedSpeaker(LegibleVoice(), tmp_path)
    speaker.allow([(GREETING, ENGLISH)])
    await spoken(speaker, GREETING, Voice("en", "heart"))
    assert files(tmp_path) == []
    await spoken(speaker, GREETING)
    assert len(files(tmp_path)) == 1


async def test_what_earlier_versions_kept_is_removed_and_the_fixed_sentences_stay(
    tmp_path: Path,
) -> None:
    await kept(tmp_path, GREETING)
    fixed = entries(tmp_path)
    for name in ("00", "a7", "ff"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}{'0' * 62}.pcm").write_bytes(sound_of(ROHAN))
        (tmp_path / name / "tmp123.partial").write_bytes(sound_of(ROHAN)[:20])
    assert remove_former(tmp_path)
    assert entries(tmp_path) == fixed
    assert not remove_former(tmp_path)
    assert not remove_former(tmp_path / "never made")


@pytest.mark.parametrize(
    "other",
    [Voice("hi"), Voice("en", "heart"), Voice("en", speed=1.2)],
    ids=["another language", "another voice", "another speed"],
)
async def test_another_voice_is_another_recording(tmp_path: Path, other: Voice) -> None:
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside, tmp_path)
    await spoken(speaker, GREETING)
    await spoken(speaker, GREETING, other)
    assert inside.said == [GREETING, GREETING]


async def test_a_new_engine_does_not_speak_with_the_old_voice(tmp_path: Path) -> None:
    await kept(tmp_path, GREETING, name="engine-1")
    newer = LegibleVoice("engine-2")
    await spoken(CachedSpeaker(newer, tmp_path), GREETING)
    assert newer.said == [GREETING]


async def test_damaged_files_are_made_anew(tmp_path: Path) -> None:
    await kept(tmp_path, GREETING)
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    for damaged in (b"", whole[:-2], whole[:20], whole[:-1] + b"\x01", b"junk" * 100):
        file.write_bytes(damaged)
        inside = LegibleVoice()
        speaker = CachedSpeaker(inside, tmp_path)
        speaker.allow([(GREETING, ENGLISH)])
        assert await spoken(speaker, GREETING) == sound_of(GREETING)
        assert inside.said == [GREETING]
        assert file.read_bytes() == whole


async def test_what_was_interrupted_is_not_kept(tmp_path: Path) -> None:
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside, tmp_path)
    speaker.allow([(GREETING, ENGLISH)])
    sound = speaker.speak(GREETING, ENGLISH)
    await anext(sound)
    await sound.aclose()
    assert files(tmp_path) == []
    await spoken(speaker, GREETING)
    assert inside.said == [GREETING, GREETING]
    assert len(files(tmp_path)) == 1


async def test_a_failing_voice_fails_and_leaves_nothing(tmp_path: Path) -> None:
    speaker = CachedSpeaker(LegibleVoice(broken=(GREETING,)), tmp_path)
    speaker.allow([(GREETING, ENGLISH)])
    with pytest.raises(ProviderError, match="failed"):
        await spoken(speaker, GREETING)
    with pytest.raises(ProviderError, match="failed"):
        await speaker.prepare([(GREETING, ENGLISH)])
    assert files(tmp_path) == []


async def test_greetings_are_prepared_once(tmp_path: Path) -> None:
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside, tmp_path)
    texts = [(GREETING, ENGLISH), ("नमस्ते", Voice("hi")), (GREETING, ENGLISH)]
    assert await speaker.prepare(texts) == 2
    assert await speaker.prepare(texts) == 0
    assert inside.ahead == [GREETING, "नमस्ते"]
    assert await CachedSpeaker(LegibleVoice(), tmp_path).prepare(texts) == 0


async def test_a_greeting_that_a_caller_heard_first_is_kept_without_being_made_again(
    tmp_path: Path,
) -> None:
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside, tmp_path)
    await spoken(speaker, GREETING)
    assert files(tmp_path) == []
    assert await speaker.prepare([(GREETING, ENGLISH)]) == 0
    assert len(files(tmp_path)) == 1
    assert inside.said == [GREETING]


async def test_without_a_folder_greetings_are_prepared_in_memory() -> None:
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside)
    assert await speaker.prepare([(GREETING, ENGLISH)]) == 1
    assert await speaker.prepare([(GREETING, ENGLISH)]) == 0
    assert await spoken(speaker, GREETING) == sound_of(GREETING)
    assert inside.said == [GREETING]


async def test_memory_stays_under_its_limit_and_the_oldest_goes_first() -> None:
    inside = LegibleVoice()
    texts = [f"{number} " + "x" * 40 for number in range(8)]
    limits = CacheLimits(memory_bytes=2 * len(sound_of(texts[0])) + 10)
    speaker = CachedSpeaker(inside, None, limits)
    for text in texts:
        await spoken(speaker, text)
    await spoken(speaker, texts[7])
    assert len(inside.said) == 8
    await spoken(speaker, texts[0])
    assert len(inside.said) == 9


async def test_the_folder_stays_under_its_limit(tmp_path: Path) -> None:
    limits = CacheLimits(memory_bytes=0, folder_bytes=1000)
    speaker = CachedSpeaker(LegibleVoice(), tmp_path, limits)
    await speaker.prepare((f"{number} " + "x" * 40, ENGLISH) for number in range(20))
    assert 0 < sum(file.stat().st_size for file in files(tmp_path)) <= 1000


async def test_a_folder_that_cannot_be_written_only_costs_the_cache(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("not a folder")
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside, place / "cache")
    speaker.allow([(GREETING, ENGLISH)])
    assert await spoken(speaker, GREETING) == await spoken(speaker, GREETING)
    assert inside.said == [GREETING]


async def test_long_texts_are_spoken_but_not_kept(tmp_path: Path) -> None:
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside, tmp_path)
    long = "word " * 200
    assert await speaker.prepare([(long, ENGLISH)]) == 0
    assert inside.said == []
    speaker.allow([(long, ENGLISH)])
    assert await spoken(speaker, long)
    assert files(tmp_path) == []
