"""A recogniser is told what people are likely to say next, in letters as they are written."""

from __future__ import annotations

from pathlib import Path

from vaani.dialogue.understanding.expected import expected_words
from vaani.domain.businesses.file import load_business

CLINIC = load_business(Path(__file__).parents[2] / "calls/text/scenarios/clinic.yaml")


def test_the_clinics_doctors_are_expected_at_any_time_with_their_titles() -> None:
    at_first = expected_words(CLINIC, None)
    assert at_first
    assert all(name[:1].isupper() for name in at_first)
    assert set(at_first) < set(expected_words(CLINIC, "time"))


def test_after_the_question_for_a_name_names_come_first() -> None:
    assert expected_words(CLINIC, "name")[0].istitle()
    assert expected_words(CLINIC, "confirm") == expected_words(CLINIC, None)
