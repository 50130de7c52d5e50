"""Bytes that are no samples sound like noise: is it told from speech, and said by another voice?"""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from vaani.call.ports.speaker import Voice
from vaani.kit.errors import ProviderError
from vaani.providers.breaker import Breaker
from vaani.providers.cache import CachedSpeaker
from vaani.providers.speaking_chain import ChainedSpeaker, VoiceEngine
from vaani.providers.tts import SpokenStream
from vaani.testing.speech import say
from vaani.testing.vendors.engines import speaking
from vaani.testing.vendors.http import Response
from vaani.testing.voices import LegibleVoice, sound_of

HISSING = (
    ("heart", "She sells sea shells by the sea shore, six thick thistle sticks, yes, sixty six."),
    ("bf_emma", "Psst, shh, success is the essence of this session's seasons."),
    ("hf_alpha", "Shanivaar shaam chhah baje ke liye book ho gaya hai, shukriya."),
)
SENTENCE = "Your table for two is booked."


def mp3(samples: np.ndarray) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, 24000, format="MP3")
    return out.getvalue()


@pytest.mark.models
@pytest.mark.parametrize("rate_hz", [8000, 24000])
@pytest.mark.parametrize(("voice", "text"), HISSING)
def test_sentences_full_of_hissing_are_speech_and_their_bytes_taken_wrongly_are_none(
    voice: str, text: str, rate_hz: int
) -> None:
    pcm = say(text, voice, rate_hz)
    samples = np.frombuffer(pcm, "<i2")
    assert heard(pcm, rate_hz)
    wrong = {
        "an odd byte lost": pcm[1:],
        "big-endian": samples.astype(">i2").tobytes(),
        "floating point": (samples / 32768).astype("<f4").tobytes(),
        "compressed": mp3(samples),
    }
    for name, raw in wrong.items():
        with pytest.raises(ProviderError) as caught:
            heard(raw, rate_hz)
        assert (name, caught.value.code, caught.value.retryable) == (name, "noise", False)


def heard(raw: bytes, rate_hz: int) -> bytes:
    stream = SpokenStream("Acme", rate_hz)
    step = rate_hz // 7
    found = b"".join(stream.push(raw[at : at + step]) for at in range(0, len(raw), step))
    return found + stream.finish("words")


async def test_a_sentence_that_came_as_noise_is_said_whole_by_the_next_voice() -> None:
    noise = np.random.default_rng(3).integers(-9000, 9000, 48000, np.int16).tobytes()
    backup = LegibleVoice()
    async with speaking("openai") as bench:
        bench.server._respond = lambda _asked: Response((noise,), kind="audio/pcm")
        rests = Breaker("a", lambda: 0.0)
        chain = ChainedSpeaker(
            [
                VoiceEngine("a", CachedSpeaker(bench.speaker), rests),
                VoiceEngine("b", CachedSpeaker(backup), Breaker("b", lambda: 0.0)),
            ]
        )
        sound = b"".join([pcm async for pcm in chain.speak(SENTENCE, Voice("en"))])
        assert backup.said == [SENTENCE]
        assert rests.open, "it would be noise the next time too"
        again = b"".join([pcm async for pcm in chain.speak(SENTENCE, Voice("en"))])
    assert len(sound) < len(again) + 24000 * 2 * 0.4, "no more of it than it takes to know"
    assert len(again) == pytest.approx(len(sound_of(SENTENCE)) * 3, rel=0.1)
