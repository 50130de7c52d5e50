"""A number that is written badly, where nothing but a number can stand."""

from __future__ import annotations

import pytest

from vaani.dialogue.understanding.closed_words import next_of, number_before
from vaani.dialogue.understanding.heard import repaired


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("سیوان تھرٹی", "seven thirty"),
        ("سیبن تردی", "seven thirty"),
        ("دھائی بجے", "dhai baje"),
        ("بار ہے، بجے", "baarah baje"),
        ("تو بیپل", "two people"),
        ("سیوان تھرٹی تو بیپل", "seven thirty, two people"),
        ("پانچ پجی", "paanch baje"),
        ("کی تنے بجے کھلتا ہے", "kitne baje khulta hai"),
    ],
)
def test_it_is_found_among_the_few_that_can_stand_there(written: str, said: str) -> None:
    assert repaired(written) == said


@pytest.mark.parametrize("written", ["ہم لوگ", "آپ لوگ", "کے لوگ", "کتنے لوگ", "یہ لوگ"])
def test_ordinary_words_before_people_are_no_number(written: str) -> None:
    assert not any(
        number in repaired(written).split() for number in ("ek", "do", "teen", "one", "ten", "six")
    )


def test_what_is_near_to_two_numbers_is_neither() -> None:
    assert number_before("ٹین", "baje") is None  # teen, or ten
    assert number_before("ٹین", "thirty") == "ten"
    assert number_before("قژغ", "baje") is None
    assert number_before("", "baje") is None
    assert number_before("سیوان", "") is None


def test_a_word_tells_what_can_stand_before_it() -> None:
    assert [next_of(one) for one in ("بجے", "تھرٹی", "people", "لوگوں", "کر", "ٹیبل", "")] == [
        "baje", "thirty", "people", "log", "kar", "", "",
    ]  # fmt: skip
