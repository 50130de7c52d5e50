"""At a read-back, what is no yes writes nothing: real sounds through the real recogniser and the
whole brain. `bench/no_yes.py` asks with two hundred."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from vaani.language.found import Language
from vaani.providers.local.whisper import WhisperSource
from vaani.testing.read_backs import at_read_back
from vaani.testing.speech import cough, over_the_phone, say

pytestmark = pytest.mark.models

RESTAURANT = Path(str(resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"))
NO_YES: list[tuple[Language, str, str]] = [
    ("en", "heart", "Hmm."),
    ("en", "heart", "Yes, but at eight."),
    ("hi", "hf_alpha", "हम्म।"),
    ("hi", "hf_alpha", "हाँ, लेकिन आठ बजे।"),
]


@pytest.mark.parametrize(("language", "voice", "text"), NO_YES)
async def test_an_answer_that_is_no_yes_books_nothing(
    whisper: WhisperSource, language: Language, voice: str, text: str
) -> None:
    call = await at_read_back(RESTAURANT, "restaurant", language)
    sound = over_the_phone(say(text, voice, 24000), 24000)
    answered = await call.answer(whisper.open(("en", "hi")), sound)
    assert answered.rows == 0, answered


async def test_a_cough_books_nothing(whisper: WhisperSource) -> None:
    call = await at_read_back(RESTAURANT, "restaurant", "en")
    answered = await call.answer(whisper.open(("en", "hi")), cough(3))
    assert answered.rows == 0, answered


@pytest.mark.parametrize(
    ("language", "voice", "text"),
    [("en", "heart", "Yes, please."), ("hi", "hf_alpha", "हाँ जी, बुक कर दीजिए।")],
)
async def test_a_plain_yes_books(
    whisper: WhisperSource, language: Language, voice: str, text: str
) -> None:
    call = await at_read_back(RESTAURANT, "restaurant", language)
    sound = over_the_phone(say(text, voice, 24000), 24000)
    answered = await call.answer(whisper.open(("en", "hi")), sound)
    assert answered.rows == 1, answered
