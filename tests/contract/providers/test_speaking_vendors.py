"""A vendor's voice on good and bad days: is a sentence heard, and heard once?"""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from vaani.audio.frame import pcm_to_samples
from vaani.audio.level import dbfs
from vaani.call.ports.speaker import Speaker, Voice
from vaani.kit.errors import ProviderError
from vaani.providers.breaker import Breaker
from vaani.providers.cache import CachedSpeaker
from vaani.providers.loudness import EvenLoudness
from vaani.providers.speaking_chain import ChainedSpeaker, VoiceEngine, unheard
from vaani.providers.tts import SpokenStream
from vaani.testing.vendors.engines import VOICES, speaking
from vaani.testing.vendors.faults import Fault
from vaani.testing.vendors.speaking import MS_PER_CHARACTER
from vaani.testing.voices import LegibleVoice, sound_of

SENTENCE = "Your table for two is booked for Friday at eight."
LENGTH_MS = len(SENTENCE) * MS_PER_CHARACTER
ENGLISH = Voice("en")


async def spoken(speaker: Speaker, text: str = SENTENCE, voice: Voice = ENGLISH) -> bytes:
    async with asyncio.timeout(60):
        return b"".join([pcm async for pcm in speaker.speak(text, voice)])


def ms(pcm: bytes, rate_hz: int = 24000) -> float:
    return len(pcm) / 2 / rate_hz * 1000


@pytest.mark.parametrize("vendor", VOICES)
async def test_a_sentence_comes_whole_in_pieces_and_as_loud_as_any_other_voice(vendor: str) -> None:
    async with speaking(vendor) as bench:
        pieces = [pcm async for pcm in bench.speaker.speak(SENTENCE, ENGLISH)]
        assert len(pieces) > 3
        whole = b"".join(pieces)
        assert ms(whole, bench.speaker.rate_hz) == pytest.approx(LENGTH_MS, abs=30)
        assert dbfs(pcm_to_samples(whole)) == pytest.approx(-20, abs=4)
        again = await spoken(bench.speaker, "Goodbye.")
        assert ms(again) == pytest.approx(len("Goodbye.") * MS_PER_CHARACTER, abs=30)


@pytest.mark.parametrize(
    "vendor", [name for name in VOICES if name not in ("wyoming", "piper", "edge")]
)
async def test_a_wrong_key_is_a_refusal_that_names_no_key(vendor: str) -> None:
    async with speaking(vendor, key="secret-of-the-owner") as bench:
        with pytest.raises(ProviderError) as caught:
            await spoken(bench.speaker)
    assert (caught.value.stage, caught.value.retryable) == ("speaker", False)
    assert "secret" not in caught.value.message


@pytest.mark.parametrize("vendor", VOICES)
@pytest.mark.parametrize(
    "fault", [Fault(drop_after=1), Fault(half_close_after=1)], ids=["drop", "half close"]
)
async def test_a_sentence_that_breaks_off_is_a_failure_and_no_short_sentence(
    vendor: str, fault: Fault
) -> None:
    async with speaking(vendor, [fault]) as bench:
        with pytest.raises(ProviderError) as caught:
            await spoken(bench.speaker)
        assert caught.value.retryable
        assert ms(await spoken(bench.speaker)) == pytest.approx(LENGTH_MS, abs=30)


@pytest.mark.parametrize("vendor", VOICES)
async def test_who_stops_listening_stops_the_vendor(vendor: str) -> None:
    async with speaking(vendor, [Fault(stall_after=3)]) as bench:
        sound = bench.speaker.speak(SENTENCE, ENGLISH)
        if vendor != "wyoming":
            assert await anext(sound)
        await sound.aclose()  # type: ignore[attr-defined]
        assert ms(await spoken(bench.speaker)) == pytest.approx(LENGTH_MS, abs=30)


async def test_hindi_is_refused_where_there_is_no_voice_for_it() -> None:
    async with speaking("deepgram") as bench:
        assert bench.speaker.languages() == ("en",)
        with pytest.raises(ProviderError, match="no Hindi voice"):
            await spoken(bench.speaker, "नमस्ते", Voice("hi"))


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(status=403), "403"), (Fault(status=429), "429"), (Fault(garbage_after=2), "garbage"),
        (Fault(half_close_after=0), "no_sound"), (Fault(half_close_after=3), "ended"),
    ],
)  # fmt: skip
async def test_each_failure_of_a_browsers_voice_is_told_as_what_it_is(
    fault: Fault, code: str
) -> None:
    async with speaking("edge", [fault, fault]) as bench:  # a 403 is asked again by the package
        with pytest.raises(ProviderError) as caught:
            await spoken(bench.speaker)
        assert caught.value.code == code
        with pytest.raises(ProviderError, match="does not know"):
            await spoken(bench.speaker, voice=Voice("en", "no such voice"))


def test_a_wav_head_cut_anywhere_gives_the_same_sound() -> None:
    def stream(*pieces: bytes) -> bytes:
        one = SpokenStream("x", 24000)
        return b"".join([*(one.push(piece) for piece in pieces), one.finish("words")])

    from vaani.testing.vendors.http import Request
    from vaani.testing.vendors.speaking import piper

    raw = b"".join(piper(Request("POST", "/", {}, b'{"text":"Good day to you."}')).pieces)
    whole = stream(raw)
    assert ms(whole) == pytest.approx(16 * MS_PER_CHARACTER, abs=30)
    for at in range(1, 60):
        assert stream(raw[:at], raw[at:]) == whole


@pytest.mark.parametrize("raw", [b"", bytes(48000)], ids=["nothing", "silence"])
def test_no_sound_for_words_is_a_failure(raw: bytes) -> None:
    stream = SpokenStream("the vendor", 24000)
    stream.push(raw)
    with pytest.raises(ProviderError, match="made no sound"):
        stream.finish("words")
    empty = SpokenStream("the vendor", 24000)
    assert empty.finish("...") == b""


def test_stereo_and_endless_sound_are_refused() -> None:
    import struct

    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 0, b"WAVE", b"fmt ", 16, 1, 2, 24000, 0, 4, 16, b"data", 0
    )
    with pytest.raises(ProviderError, match="another form"):
        SpokenStream("x", 24000).push(head + bytes(600))
    stream = SpokenStream("x", 24000)
    stream.push(bytes(11_000_000))
    with pytest.raises(ProviderError, match="end"):
        stream.push(bytes(1_000_000))


def test_loud_and_quiet_voices_come_out_alike_and_nothing_clips() -> None:
    wave = np.sin(np.arange(24000) * 0.05)
    levels = []
    for amplitude in (2000, 8000, 12000):
        level = EvenLoudness(24000)
        pcm = (wave * amplitude).astype("<i2").tobytes()
        out = b"".join(level.push(pcm[at : at + 999 * 2]) for at in range(0, len(pcm), 1998))
        levels.append(dbfs(pcm_to_samples(out + level.flush())))
        assert np.abs(pcm_to_samples(out)).max() < 32000
    assert max(levels) - min(levels) < 1


class Failing(LegibleVoice):
    """A voice that breaks off after a part of the sound, or before any."""

    rate_hz = 8000

    def __init__(self, after_s: float, times: int = 1) -> None:
        super().__init__("failing")
        self._after_s, self.times = after_s, times

    async def speak(self, text: str, voice: Voice):  # type: ignore[no-untyped-def, override]
        self.said.append(text)
        if self.times:
            self.times -= 1
            if self._after_s:
                yield bytes(int(self._after_s * 8000) * 2)
            raise ProviderError("speaker", "gone", code="gone", retryable=True)
        yield sound_of(text)


def chain(*voices: LegibleVoice, folder: Path | None = None) -> ChainedSpeaker:
    engines = [
        VoiceEngine(f"e{n}", CachedSpeaker(voice, folder), Breaker(f"e{n}", lambda: 0.0))
        for n, voice in enumerate(voices)
    ]
    return ChainedSpeaker(engines)


async def test_a_voice_that_fails_before_its_first_sound_costs_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    backup = LegibleVoice()
    first = Failing(0)
    assert await spoken(chain(first, backup)) == sound_of(SENTENCE)
    assert backup.said == [SENTENCE]
    assert "speaking.handed_over: by e0, code gone" in caplog.text


async def test_a_sentence_that_breaks_off_is_finished_by_the_next_voice_once() -> None:
    backup = LegibleVoice()
    await spoken(chain(Failing(1.0), backup))
    assert backup.said == ["two is booked for Friday at eight."]


async def test_when_both_voices_break_off_the_call_is_told() -> None:
    with pytest.raises(ProviderError) as caught:
        await spoken(chain(Failing(1.0), Failing(0.5), LegibleVoice()))
    assert caught.value.code == "gone"


async def test_fixed_phrases_play_in_the_first_voice_even_when_its_vendor_is_gone() -> None:
    first, backup = Failing(0, times=0), LegibleVoice()
    speaker = chain(first, backup)
    await speaker.prepare([("Welcome.", ENGLISH)])
    first.times = 100
    for _ in range(4):
        await spoken(speaker, "Something new.", ENGLISH)
    said = len(first.said)
    assert await spoken(speaker, "Welcome.", ENGLISH) == sound_of("Welcome.")
    await spoken(speaker, "Another sentence.", ENGLISH)
    assert len(first.said) == said, "it rests, and is not asked"


async def test_the_last_voice_is_asked_even_when_it_rests_for_silence_would_be_worse() -> None:
    first, last = Failing(0, times=100), Failing(0, times=3)
    speaker = chain(first, last)
    for _ in range(3):
        with pytest.raises(ProviderError):
            await spoken(speaker)
    assert await spoken(speaker) == sound_of(SENTENCE)


async def test_a_changed_voice_is_never_served_the_speech_of_the_one_before(tmp_path: Path) -> None:
    one, other = LegibleVoice("one"), LegibleVoice("other")
    for voice in (one, other, other):
        speaker = CachedSpeaker(voice, tmp_path)
        speaker.allow([(SENTENCE, ENGLISH)])
        await spoken(speaker)
    assert (len(one.said), len(other.said)) == (1, 1)


@pytest.mark.parametrize(
    ("heard_s", "rest"),
    [(0.0, "one two three four"), (0.3, "two three four"), (0.6, "three four"), (9.0, "")],
)
def test_what_was_not_heard_begins_with_a_whole_word(heard_s: float, rest: str) -> None:
    assert unheard("one two three four", heard_s, "en") == rest
