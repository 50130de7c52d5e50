"""An English sentence is known as one, also when it is made of names, days and small words."""

from __future__ import annotations

import pytest

from vaani.language.script import reply_language


@pytest.mark.parametrize(
    "words",
    [
        "Ya ya, confirm it.",
        "Ya correct.",
        "Monday at five, two people, Fatima Sheikh",
        "X-ray Saturday week, ten o'clock, I am Sunil Das",
        "Blood test today evening six, I am Sunil Das",
        "X-ray tomorrow at ten, Sunil Das.",
        "Do you do full body checkup?",
        "You idiot machine",
        "mmm the blue pickle",
        "six people tomorrow night",
    ],
)
def test_english_gets_english(words: str) -> None:
    assert reply_language(words) == "en"


@pytest.mark.parametrize(
    "words",
    [
        "haircut kal ya parso",
        "ya phir Monday ko",
        "wo kal aaye the",
        "is Sunday ko aath baje",
        "ya",
    ],
)
def test_hindi_in_latin_letters_stays_hindi(words: str) -> None:
    assert reply_language(words) in ("hi", None)


@pytest.mark.parametrize("words", ["Sunil Das", "thank you", "confirm", "Friday", "tomorrow", "ok"])
def test_a_name_or_a_word_of_both_tells_nothing(words: str) -> None:
    assert reply_language(words) is None
