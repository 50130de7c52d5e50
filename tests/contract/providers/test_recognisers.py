"""What a program has read is what was said, with the times at which it was said."""

from __future__ import annotations

import numpy as np
import pytest

from vaani.audio.frame import Floats, pcm_to_floats
from vaani.audio.resample import resample_floats
from vaani.call.ports.recogniser import Reading, Recogniser
from vaani.call.ports.speaker import Voice
from vaani.language.script import words
from vaani.providers.local.dictation import LocalRecogniser
from vaani.providers.local.silero import SileroDetector
from vaani.providers.local.voices import LocalVoices
from vaani.providers.local.whisper import WhisperSource
from vaani.providers.simulated.recogniser import SimulatedRecogniser
from vaani.speech_server.stretches import Stretches

pytestmark = pytest.mark.models
SAID = "Your table for four is confirmed for Friday evening."


async def spoken(voices: LocalVoices, text: str, voice: Voice) -> Floats:
    pcm = b"".join([piece async for piece in voices.speak(text, voice)])
    return resample_floats(pcm_to_floats(pcm), voices.rate_hz, 16000)


@pytest.fixture(params=["simulated", "whisper"])
def recogniser(request: pytest.FixtureRequest) -> Recogniser:
    if request.param == "simulated":
        return SimulatedRecogniser()
    return LocalRecogniser(request.getfixturevalue("whisper"))


async def test_words_stand_in_order_within_the_sound(
    recogniser: Recogniser, voices: LocalVoices
) -> None:
    sound = await spoken(voices, SAID, Voice("en"))
    heard = await recogniser.read(sound, Reading("en", words=True))
    assert heard is not None
    assert " ".join(word.text for word in heard.words) == heard.text
    times = [(word.start_s, word.end_s) for word in heard.words]
    assert times == sorted(times)
    assert all(0 <= start <= end <= len(sound) / 16000 for start, end in times)


async def test_a_recording_is_read_as_it_was_said_and_silence_is_nothing(
    voices: LocalVoices, whisper: WhisperSource, models_dir: object
) -> None:
    engine = LocalRecogniser(whisper)
    said = await spoken(voices, SAID, Voice("en"))
    recording = np.concatenate([np.zeros(16000, np.float32), said, np.zeros(24000, np.float32)])
    stretches = Stretches(SileroDetector(models_dir))  # type: ignore[arg-type]
    (stretch,) = [*stretches.push(recording), *stretches.flush()]
    assert stretch.start_s == pytest.approx(1.1, abs=0.3)
    heard = await engine.read(stretch.sound, Reading(words=True))
    assert heard is not None
    assert heard.language == "en"
    assert [one.folded for one in words(heard.text)] == [one.folded for one in words(SAID)]
    four = next(word for word in heard.words if word.text == "four")
    assert 0.5 < four.start_s < 1.8
    assert await engine.read(np.zeros(16000, np.float32), Reading()) is None


async def test_hindi_is_heard_as_hindi_and_translated(
    voices: LocalVoices, whisper: WhisperSource
) -> None:
    engine = LocalRecogniser(whisper)
    sound = await spoken(voices, "मुझे कल शाम चार लोगों के लिए टेबल चाहिए।", Voice("hi"))
    heard = await engine.read(sound, Reading())
    assert heard is not None
    assert heard.language == "hi"
    assert "شام" in heard.text
    english = await engine.read(sound, Reading(translate=True))
    assert english is not None
    assert english.language == "en"
    assert "table" in english.text
    led = await engine.read(sound, Reading("hi", prompt="नमस्ते, मुझे टेबल बुक करनी है।"))
    assert led is not None
    assert any("\u0900" <= letter <= "\u097f" for letter in led.text)
    assert engine.knows("fr")
    assert not engine.knows("xx")
