# ruff: noqa: E501 (tables of sentences, one a line)
"""Numbers are understood however they are said, and spoken so that they are understood again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaani.language.number_words import HINDI, HINDI_UNITS, ROMAN, loose, unit
from vaani.language.numbers import find_numbers, spoken_number, spoken_ordinal


def heard(text: str) -> list[int]:
    return [found.value for found in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("chaar log", [4]), ("char log", [4]), ("chār log", [4]), ("aath baje", [8]), ("ath baje", [8]), ("panch", [5]),
        ("gyara", [11]), ("gyarah", [11]), ("पाँच जन", [5]), ("पांच जन", [5]), ("पन्द्रह", [15]), ("पंद्रह", [15]), ("छः", [6]),
        ("paintalis", [45]), ("pantalees", []), ("chauntis", [34]), ("unattis", [29]), ("sattaavan", [57]), ("ninyanve", [99]),
        ("twenty five people", [25]), ("a table for 12", [12]), ("one hundred and five", [105]), ("ek sau paanch", [105]),
        ("dedh sau rupaye", [150]), ("dhai hazaar", [2500]), ("saadhe teen sau", [350]), ("paune do lakh", [175_000]),
        ("sava sau", [125]), ("1,25,000", [125_000]), ("१२५", [125]), ("5 lakh", [500_000]), ("sau rupaye", [100]),
        ("five hundred, six people", [500, 6]), ("five hundred six hundred", [500, 600]), ("two or three", [2, 3]),
        ("teen nahi chaar log", [3, 4]), ("5-6 log", [5, 6]), ("two, no, six", [2, 6]), ("सेवन थर्टी", [7, 30]), ("ट्वेंटी फाइव", [25]),
    ],
)  # fmt: skip
def test_a_number_is_heard_in_every_spelling(text: str, numbers: list[int]) -> None:
    assert heard(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "kal shaam ko book kar do", "bata do", "मुझे बता दो", "hata do", "do you have a table", "no, sorry", "Asha ke saath",
        "tera naam", "main bol raha hoon", "so what", "oh okay", "the last one please", "that one", "no one",
        "मेरे साथ", "kar do na",
    ],
)  # fmt: skip
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert heard(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Do.", 2),
        ("do log", 2),
        ("bas do", 2),
        ("दो लोग", 2),
        ("do jan ki jagah", 2),
        ("do baje", 2),
    ],
)
def test_do_is_two_when_it_counts(text: str, number: int) -> None:
    assert heard(text) == [number]


@pytest.mark.parametrize("number", range(100))
def test_each_number_below_a_hundred_is_heard_in_three_writings(number: int) -> None:
    for word in (spoken_number(number, "en"), HINDI[number]):
        assert heard(word) == [number], word
    assert unit(ROMAN[number]) == number


def test_no_loose_spelling_stands_for_two_numbers() -> None:
    forms: dict[str, set[int]] = {}
    for word, number in HINDI_UNITS.items():
        forms.setdefault(loose(word), set()).add(number)
    assert [form for form, numbers in forms.items() if len(numbers) > 1 and len(form) > 3] == []


VARIANTS = (
    ("aa", "a"),
    ("ee", "i"),
    ("chch", "cch"),
    ("tt", "t"),
    ("v", "w"),
    ("nn", "n"),
    ("pp", "p"),
    ("bb", "b"),
)


@settings(max_examples=500, deadline=None)
@given(st.integers(11, 99), st.sets(st.sampled_from(VARIANTS)))
def test_romanised_numbers_are_heard_as_people_shorten_them(
    number: int, variants: set[tuple[str, str]]
) -> None:
    word = ROMAN[number]
    if number == 60:
        return
    for long, short in sorted(variants):
        word = word.replace(long, short)
    assert unit(word) == number, word


@settings(max_examples=2500, deadline=None)
@given(st.one_of(st.integers(0, 99_999), st.integers(0, 10**12 - 1)), st.sampled_from(["en", "hi"]))
def test_a_spoken_number_is_heard_as_itself(number: int, language: str) -> None:
    assert heard(spoken_number(number, language)) == [number]  # type: ignore[arg-type]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=4), st.sampled_from(["en", "hi"]))
def test_several_numbers_in_a_sentence_stay_apart(numbers: list[int], language: str) -> None:
    said = ", ".join(spoken_number(n, language) for n in numbers)  # type: ignore[arg-type]
    assert heard(said) == numbers


def test_the_span_of_a_number_covers_its_words() -> None:
    text = "a party of twenty five, please"
    found = find_numbers(text)[0]
    assert text[found.start : found.end] == "twenty five"


def test_places_in_a_row_are_spoken_as_such() -> None:
    assert [spoken_ordinal(n, "en") for n in (1, 12, 20, 21, 30, 31, 100)] == [
        "first", "twelfth", "twentieth", "twenty first", "thirtieth", "thirty first", "one hundredth",
    ]  # fmt: skip
    assert spoken_ordinal(21, "hi") == "इक्कीस"


@pytest.mark.parametrize("scale", ["hazaar", "lakh", "crore", "thousand", "हज़ार", "sau", "hundred"])
@pytest.mark.parametrize("before", ["", "kam kijiye, ", "teen ", "teen, ", "hazaar, ", "do sau, "])
@pytest.mark.parametrize("after", ["", ", mein", " mein", ", hazaar", " do", ", do"])
def test_a_scale_beside_a_pause_is_read_to_its_end(before: str, scale: str, after: str) -> None:
    assert all(one.end > one.start for one in find_numbers(f"{before}{scale}{after}"))
