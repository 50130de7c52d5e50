"""Neural callers on a telephone line are understood; the whole chain is real."""

import re

import pytest

from vaani.audio.frame import pcm_to_floats
from vaani.audio.resample import resample_floats
from vaani.call.ports.hint import Hint
from vaani.call.ports.speaker import Voice
from vaani.providers.local.readings import Reading, is_noise
from vaani.providers.local.voices import LocalVoices
from vaani.providers.local.whisper import WhisperSource
from vaani.testing.speech import ENGLISH_VOICES, over_the_phone, say, silence

pytestmark = pytest.mark.models


def recognised(
    whisper: WhisperSource, pcm: bytes, rate_hz: int, languages: tuple[str, ...] = ("en",)
) -> tuple[tuple[Reading, ...], str | None]:
    line = silence(300) + over_the_phone(pcm, rate_hz) + silence(160)
    return whisper.final(resample_floats(pcm_to_floats(line), 8000, 16000), languages)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


@pytest.mark.parametrize("voice", ENGLISH_VOICES)
@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "I would like to book a table for four people tomorrow evening.",
            "book table four tomorrow",
        ),
        ("Please cancel my appointment on Friday.", "cancel appointment friday"),
        ("Do you have anything on Monday morning?", "anything monday morning"),
        ("Yes please.", "yes"),
        ("No, thank you.", "no"),
    ],
)
def test_english_callers_are_understood(
    whisper: WhisperSource, voice: str, line: str, wanted: str
) -> None:
    readings, spoken = recognised(whisper, say(line, voice, 24000), 24000)
    reading = readings[-1]  # of a short answer the one without a prompt, which alone counts
    heard = words(reading.text.replace("4", "four"))
    assert words(wanted) <= heard
    assert spoken == "en"
    assert not is_noise(reading)


@pytest.mark.parametrize("voice", ["heart", "am_adam", "am_michael"])
@pytest.mark.parametrize(
    ("line", "wanted"),
    [("Yes.", "yes"), ("No.", "no"), ("Four.", "four"), ("Two.", "two"), ("Eight.", "eight")],
)
def test_one_word_answers_are_understood_in_a_bilingual_call(
    whisper: WhisperSource, voice: str, line: str, wanted: str
) -> None:
    readings, spoken = recognised(whisper, say(line, voice, 24000), 24000, ("en", "hi"))
    assert spoken == "en"
    heard = readings[0].text
    for digit, word in (("2", "two"), ("4", "four"), ("8", "eight")):
        heard = heard.replace(digit, word)
    assert words(heard) == {wanted}


@pytest.mark.parametrize("name", ["Priya Patel", "Rahul Sharma"])
@pytest.mark.parametrize("voice", ["heart", "am_adam", "bf_emma"])
def test_names_that_the_business_knows_are_spelt_its_way(
    whisper: WhisperSource, voice: str, name: str
) -> None:
    line = silence(300) + over_the_phone(say(f"My name is {name}.", voice), 8000) + silence(160)
    sound = resample_floats(pcm_to_floats(line), 8000, 16000)
    known = ("Priya Patel", "Anjali Mehta", "Rahul Sharma", "garlic naan")
    (reading,), _ = whisper.final(
        sound, ("en",), Hint("May I have your name?", "en", "name", known)
    )
    assert name.lower() in reading.text.lower()


@pytest.mark.parametrize("voice", ["heart", "am_michael", "bf_emma"])
def test_english_is_known_for_english_when_hindi_is_possible(
    whisper: WhisperSource, voice: str
) -> None:
    pcm = say("Can I see the doctor tomorrow afternoon?", voice, 24000)
    readings, spoken = recognised(whisper, pcm, 24000, ("en", "hi"))
    assert spoken == "en"
    assert readings[0].language == "en"
    assert {"doctor", "tomorrow"} <= words(readings[0].text)


@pytest.mark.parametrize("voice", ["hf_alpha", "hm_omega"])
@pytest.mark.parametrize(
    ("line", "in_urdu_letters"),
    [
        ("मुझे कल शाम के लिए टेबल बुक करनी है।", "شام"),
        ("रविवार को आप कितने बजे खुलते हैं?", "کتن"),
        ("मेरा नाम राहुल शर्मा है।", "نام"),
    ],
)
def test_hindi_callers_are_heard_as_hindi_with_a_meaning(
    whisper: WhisperSource, voice: str, line: str, in_urdu_letters: str
) -> None:
    readings, spoken = recognised(whisper, say(line, voice, 24000), 24000, ("en", "hi"))
    assert spoken == "hi"
    assert readings[0].language == "ur"
    assert in_urdu_letters in readings[0].text
    assert "en-gist" in [reading.language for reading in readings]


@pytest.mark.parametrize(
    ("line", "voice", "languages", "other"),
    [
        ("मुझे कल शाम के लिए टेबल बुक करनी है।", "hf_alpha", ("en",), "hi"),
        ("Can I see the doctor tomorrow afternoon?", "bf_emma", ("hi",), "en"),
    ],
)
def test_a_caller_of_a_language_that_is_not_the_business_s_is_noticed(
    whisper: WhisperSource, line: str, voice: str, languages: tuple[str, ...], other: str
) -> None:
    _, spoken = recognised(whisper, say(line, voice, 24000), 24000, languages)
    assert spoken == other


async def test_our_own_voices_are_understood_over_the_phone(
    whisper: WhisperSource, voices: LocalVoices
) -> None:
    said = "Your table for four is confirmed for tomorrow at seven thirty."
    english = b"".join([pcm async for pcm in voices.speak(said, Voice("en"))])
    (reading,), _ = recognised(whisper, english, voices.rate_hz)
    assert {"table", "confirmed", "tomorrow"} <= words(reading.text)
    said = "आपकी बुकिंग हो गई है, कल शाम सात बजे।"
    hindi = b"".join([pcm async for pcm in voices.speak(said, Voice("hi"))])
    readings, spoken = recognised(whisper, hindi, voices.rate_hz, ("en", "hi"))
    assert spoken == "hi"
    assert "شام" in readings[0].text
