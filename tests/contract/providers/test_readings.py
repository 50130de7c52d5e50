"""Which decodings are words, and whose language is it?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaani.providers.local.clauses import clauses
from vaani.providers.local.ctranslate import strange
from vaani.providers.local.readings import (
    Reading,
    alternatives,
    clearly,
    confidence,
    doubtful,
    echoes,
    is_noise,
    is_short_answer,
    loops,
    which,
)


@pytest.mark.parametrize(
    "text",
    [
        "yes yes yes yes yes yes yes",
        "thank you thank you thank you thank you",
        "I want to book I want to book I want to book",
        "so it is so it is so it is so it is",
    ],
)
def test_a_decoder_that_runs_in_circles_is_noticed(text: str) -> None:
    assert loops(text)


@pytest.mark.parametrize(
    "text",
    ["", "nine nine nine double two", "no no no", "bye bye", "very very good, very good indeed"],
)
def test_people_may_repeat_themselves(text: str) -> None:
    assert not loops(text)


@pytest.mark.parametrize(
    ("score", "no_speech", "noise"),
    [
        (-1.46, 0.64, True),
        (-2.05, 0.58, True),
        (-1.6, 0.37, True),
        (-2.67, 0.14, True),
        (-3.7, 0.89, True),
        (-0.1, 0.03, False),
        (-0.55, 0.09, False),
        (-1.28, 0.16, False),
        (-1.87, 0.19, False),
    ],
    ids=lambda value: str(value),
)
def test_measured_coughs_and_measured_words_are_told_apart(
    score: float, no_speech: float, noise: bool
) -> None:
    assert is_noise(Reading("Thank you.", "en", score, no_speech)) is noise


def test_a_single_poor_word_is_not_decoded_again_but_a_poor_sentence_is() -> None:
    assert not doubtful(Reading("4", "en", -1.28, 0.17))
    assert doubtful(Reading("I want to bat a cable", "en", -1.3, 0.1))
    assert doubtful(Reading("fine", "en", -0.2, 0.0, capped=True))


def test_marks_without_words_are_nothing() -> None:
    assert alternatives([Reading("...", "en", -0.1), Reading("♪", "en", -0.1)]) == ()


def test_confidence_falls_with_the_score() -> None:
    sure, poor = Reading("yes", "en", -0.1, 0.02), Reading("yes", "en", -1.2, 0.3)
    assert 0 < confidence(poor) < 0.4 < 0.8 < confidence(sure) <= 1


@pytest.mark.parametrize(
    ("found", "allowed", "expected", "english"),
    [
        ({"en": 0.9, "hi": 0.02, "ur": 0.02}, ("en", "hi"), None, True),
        ({"en": 0.1, "hi": 0.2, "ur": 0.5}, ("en", "hi"), None, False),
        ({"ko": 0.6, "en": 0.1, "hi": 0.08}, ("en", "hi"), "hi", False),
        ({"ur": 0.6, "en": 0.3}, ("en",), None, True),
        ({"ur": 0.99, "en": 0.001}, ("en",), None, False),
        ({"en": 0.6, "ur": 0.3}, ("hi",), None, False),
        ({"en": 0.99}, ("hi",), None, True),
        ({"ja": 1.0}, ("en", "hi"), None, True),
        ({"ja": 1.0}, ("en", "hi"), "hi", False),
    ],
)
def test_a_language_that_is_not_the_calls_is_believed_only_where_it_is_clear(
    found, allowed, expected, english
) -> None:
    tokens = [(f"<|{name}|>", value) for name, value in found.items()]
    assert (which(tokens, allowed, expected).spoken == "en") is english


@given(st.text(max_size=500))
def test_clauses_keep_every_word(text: str) -> None:
    assert "".join(clauses(text)).replace(" ", "") == "".join(text.split())
    assert all(len(clause) <= 140 for clause in clauses(text))


def test_a_hindi_sentence_is_cut_at_its_commas() -> None:
    assert clauses("आपकी टेबल बुक हो गई है, कल शाम 7.30 बजे, चार लोगों के लिए।") == [
        "आपकी टेबल बुक हो गई है,",
        "कल शाम 7.30 बजे,",
        "चार लोगों के लिए।",
    ]
    assert clauses("जी, ठीक है।") == ["जी, ठीक है।"]


@pytest.mark.parametrize(
    ("text", "score", "no_speech", "believed"),
    [
        ("Four.", -0.23, 0.02, True),
        ("Eight.", -0.71, 0.02, True),
        ("Uh-huh.", -0.31, 0.08, True),
        ("No.", -0.87, 0.06, False),
        ("Three.", -1.13, 0.04, False),
        ("One, two, three, four, five", -0.41, 0.4, False),
        ("Three, four, five, six", -0.4, 0.02, False),
        ("Okay.", -0.3, 0.44, False),
    ],
)
def test_a_led_short_answer_is_believed_only_when_it_was_really_said(
    text: str, score: float, no_speech: float, believed: bool
) -> None:
    assert is_short_answer(Reading(text, "en", score, no_speech)) is believed


def test_a_sure_english_word_overrules_a_doubtful_hindi_one() -> None:
    monday, manday = Reading("Monday.", "en", -0.3), Reading("مندے", "ur", -1.5)
    assert clearly(monday, manday)
    assert not clearly(Reading("Nahi", "en", -1.1), Reading("نحی", "ur", -0.8))


def test_a_phrase_of_the_prompt_in_an_unsure_reading_may_be_no_word_of_the_caller() -> None:
    prompted = ("this Friday", "next Tuesday")
    unsure = Reading("Wednesday, next Tuesday,", "en", -1.0, led=True)
    assert echoes(unsure, prompted)
    assert not echoes(Reading("Next Tuesday, please.", "en", -0.2, led=True), prompted)
    assert not echoes(Reading("Wednesday", "en", -1.0, led=True), prompted)
    assert not echoes(Reading("next Tuesday", "en", -1.0), prompted)


def test_urdu_is_written_in_its_own_letters_and_latin_ones() -> None:
    assert not any(strange(part) for part in (" بجے", "Monday", "7:30", "۔", "é", "\ufffd", ""))
    assert all(strange(part) for part in ("окт", " d\u043e", "कल", "தா", "日"))
