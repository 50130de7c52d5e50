"""A text is spoken in pieces that are short, whole and in order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vaani.speech_server.texts import grouped, language_of, pieces


def test_sentences_are_pieces_and_abbreviations_end_none() -> None:
    text = "Dr. Rao is in at 9.30 a.m. on Friday. Shall I book it?\nYes!"
    assert pieces(text) == ["Dr. Rao is in at 9.30 a.m. on Friday.", "Shall I book it?", "Yes!"]


def test_what_has_no_end_is_cut_at_a_comma_and_then_between_words() -> None:
    assert pieces("one two three, four five six seven", 20) == [
        "one two three,",
        "four five six seven",
    ]
    assert pieces("one two three four five", 10) == ["one two", "three four", "five"]


@settings(deadline=None)
@given(st.text("ab क. ,;!?।\n", max_size=400), st.integers(12, 60))
def test_no_word_is_lost_and_no_piece_is_too_long(text: str, longest: int) -> None:
    cut = pieces(text, longest)
    assert all(len(piece) <= longest for piece in cut)
    letters = [letter for letter in text if letter in "abक"]
    assert [letter for letter in "".join(cut) if letter in "abक"] == letters


def test_groups_hold_whole_sentences_and_short_texts_stay_whole() -> None:
    assert grouped("One. Two. Three.", 20) == ["One. Two. Three."]
    assert grouped("First one here. Second one here. Third one.", 20) == [
        "First one here.",
        "Second one here.",
        "Third one.",
    ]
    assert grouped(" . ", 20) == []


def test_a_text_with_devanagari_is_hindi() -> None:
    assert language_of("Namaste ji") == "en"
    assert language_of("Booking हो गई") == "hi"
