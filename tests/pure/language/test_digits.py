# ruff: noqa: E501 (tables of sentences, one a line)
"""A dictated number arrives as the caller meant it, groups, doubles and corrections included."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaani.language.digits import find_digits, join_digits
from vaani.language.number_words import ENGLISH_ONES, HINDI, ROMAN


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("Nine nine nine nine nine, one three, four double seven.", "9999913477"),
        ("She booked from triple nine double nine, one two, nine one one.", "9999912911"),
        ("लिखिए, नौ नौ नौ नौ नौ, एक दो, चार आठ पाँच, नहीं नहीं, चार आठ छह।", "9999912486"),
        ("nine eight double one... no, double two", "9822"),
        ("nine nine nine, one three four, no sorry, one three five, four seven seven one", "9991354771"),
        ("plus nine one, nine nine nine nine nine, one three four seven seven", "9999913477"),
        ("+91 99999 13477", "9999913477"), ("099999-13477", "9999913477"), ("९९९९९ १३४७७", "9999913477"),
        ("nau nau nau nau nau ek teen char saat saat", "9999913477"),
        ("Friday at nine, four of us, my number is 99999 13477", "9999913477"),
        ("one minute, nine nine nine", "999"), ("oh, nine oh double oh five", "90005"),
        ("likh do: nine nine nine nine nine, ek teen, chaar saat saat", "9999913477"),
        ("number hai nau nau, aath aath, phir double saat", "998877"),
        ("triple zero", "000"), ("twenty five, thirteen", "2513"),
    ],
)  # fmt: skip
def test_dictated_digits_are_taken_down(text: str, digits: str) -> None:
    heard = find_digits(text)
    assert heard is not None
    assert heard.digits == digits
    assert heard.complete == (len(digits) == 10)


@pytest.mark.parametrize("text", ["hello", "kar do", "no, sorry", "Asha ke naam se"])
def test_a_sentence_without_digits_has_none(text: str) -> None:
    assert find_digits(text) is None


def test_a_correction_is_known_as_one() -> None:
    heard = find_digits("nine eight, no, nine seven")
    assert heard is not None
    assert (heard.digits, heard.corrected) == ("97", True)


def test_a_number_may_come_over_several_turns() -> None:
    first = join_digits("", "nine nine nine nine nine")
    second = join_digits(first.digits, "one three four")
    whole = join_digits(second.digits, "double seven")
    assert (first.complete, second.complete) == (False, False)
    assert (whole.digits, whole.complete) == ("9999913477", True)


def test_a_correction_in_the_next_turn_replaces_what_was_said_last() -> None:
    assert join_digits("9999912485", "no sorry, 486").digits == "9999912486"


def test_a_whole_number_said_again_starts_afresh() -> None:
    again = join_digits("99999", "nine nine nine nine nine one three four double seven")
    assert (again.digits, again.complete) == ("9999913477", True)


def test_eleven_digits_are_no_number() -> None:
    heard = find_digits("99999 134771")
    assert heard is not None
    assert not heard.complete


@settings(max_examples=500, deadline=None)
@given(
    st.from_regex(r"[1-9][0-9]{9}", fullmatch=True),
    st.lists(st.integers(1, 4), min_size=10, max_size=10),
    st.sampled_from([ENGLISH_ONES, HINDI, ROMAN]),
    st.sampled_from(["", "+91 ", "0 "]),
)
def test_any_number_in_any_groups_is_heard(
    number: str, sizes: list[int], names: list[str], lead: str
) -> None:
    groups, at = [], 0
    for size in sizes:
        part, at = number[at : at + size], at + size
        if part:
            groups.append(_with_doubles(part, names))
    heard = find_digits(lead + ", ".join(groups))
    assert heard is not None
    assert heard.digits == number


def _with_doubles(part: str, names: list[str]) -> str:
    out: list[str] = []
    at = 0
    while at < len(part):
        digit = part[at]
        run = len(part[at:]) - len(part[at:].lstrip(digit))
        run = min(run, 3)
        out.append({1: "", 2: "double ", 3: "triple "}[run] + names[int(digit)])
        at += run
    return " ".join(out)


@pytest.mark.parametrize(
    "said",
    [
        "It's 9812-344, no sorry, 345-670.",
        "9812 344 no 345 670",
        "9812-344, nahi, 345-670",
        "9812 344, sorry, 345 670",
        "nine eight one two, three four four, no sorry, three four five, six seven zero",
        "नौ आठ एक दो, तीन चार चार, नहीं, तीन चार पाँच, छह सात शून्य",
    ],
)
def test_a_group_that_is_taken_back_is_replaced_and_the_rest_follows(said: str) -> None:
    heard = find_digits(said)
    assert heard is not None
    assert (heard.digits, heard.complete) == ("9812345670", True)


def test_a_group_of_the_turn_before_is_replaced_and_the_rest_follows() -> None:
    heard = join_digits("9812344", "no sorry, 345-670")
    assert (heard.digits, heard.complete) == ("9812345670", True)


@pytest.mark.parametrize(
    ("said", "region", "complete"),
    [
        ("9123 4567", "SG", True),
        ("six one two three four five six seven", "SG", True),
        ("912 345", "SG", False),
        ("021 123 4567", "NZ", True),
        ("03 345 6789", "NZ", True),
        ("020 7946 0018", "GB", True),
        ("9123 4567", "IN", False),
        ("987654321", "IN", False),
        ("98765 43210", "IN", True),
    ],
)
def test_a_number_is_whole_where_its_country_says_so(
    said: str, region: str, complete: bool
) -> None:
    heard = find_digits(said, region)
    assert heard is not None
    assert heard.complete is complete
