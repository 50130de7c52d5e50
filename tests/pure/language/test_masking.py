"""Who may not see numbers does not read one out of a text, and still understands the rest."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaani.language.digits import find_digits
from vaani.language.masking import mask_numbers
from vaani.language.number_words import ENGLISH_ONES, HINDI, ROMAN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("call me on 98765 43210 please", "call me on XXXXX XXXXX please"),
        ("It is +91-98765-43210.", "It is +XX-XXXXX-XXXXX."),
        ("९८७६५ ४३२१० पर", "XXXXX XXXXX पर"),
        ("٩٨٧٦٥٤٣٢١٠", "XXXXXXXXXX"),
        ("98.76.54.32.10", "XXXX.XXXX.XX"),
        ("My number is nine eight seven six five, four three two one zero.",
         "My number is X X X X X, X X X X X."),
        ("ninety eight seventy six fifty four thirty two ten", "XX XX XX XX XX"),
        ("on nine nine nine, one three four, four seven seven one. Shall I book it?",
         "on X X X, X X X, X X X X. Shall I book it?"),
        ("मेरा नंबर है नौ आठ सात छह पाँच चार तीन दो एक शून्य", "मेरा नंबर है X X X X X X X X X X"),
        ("mera number hai nau aath saat chhe paanch char teen do ek shunya",
         "mera number hai X X X X X X X X X X"),
        ("نو آٹھ سات چھ پانچ چار تین دو ایک صفر", "X X X X X X X X X X"),
        ("double nine triple eight zero one two three four", "XX XXX X X X X X"),
        ("nine eight seven, no sorry, nine eight six five four three two one",
         "X X X, no sorry, X X X X X X X X"),
        ("nine eight to five six for three one", "X X X X X X X X"),
        ("keys 9876543210", "keys XXXXXXXXXX"),
        ("it starts with 9876, after that comes 5432, last 10",
         "it starts with XXXX, after that comes XXXX, last XX"),
        ("starts with nine eight seven six then comes five four three two and ends with one zero",
         "starts with X X X X then comes X X X X and ends with X X"),
        ("the first is 98, 76 comes after it, then we have 54 and 32, and 10",
         "the first is XX, XX comes after it, then we have XX and XX, and XX"),
        ("नऊ आठ सहा सात पाच चार तीन दोन एक शून्य", "X X X X X X X X X X"),
        ("nau aath saha saat pach char teen don ek shunya", "X X X X X X X X X X"),
        ("अठ्ठ्याण्णव शहात्तर चोपन्न बत्तीस दहा", "XX XX XX XX XX"),
        ("9:12 34:56 78 1", "X:XX XXXX XX X"), ("9:12 8:45 6:07", "X:XX X:XX X:XX"),
        ("9-12-2034 56 78", "X-XX-XXXX XX XX"), ("9876 12:30 10", "XXXX XX:XX XX"),
    ],
)  # fmt: skip
def test_a_number_is_hidden_however_it_was_said(text: str, shown: str) -> None:
    assert mask_numbers(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nine eight seven", "X X X"), ("haan, छह पाँच", "haan, X X"), ("double nine", "XX"),
        ("and then 654", "and then XXX"), ("keys 987#", "keys XXX#"), ("its 98 76", "its XX XX"),
    ],
)  # fmt: skip
def test_a_group_of_a_number_that_is_dictated_over_several_turns_is_hidden(
    text: str, shown: str
) -> None:
    assert mask_numbers(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "a table for four tomorrow evening at eight",
        "I have seven, seven thirty and eight thirty.", "twelve thirty, one and one thirty",
        "at 7:30, 8:00 and 8:30 pm", "seven to eight for four", "seven thirty", "four", "24",
        "haan chaar", "keys 1", "keys 12", "24th November 2026 8 pm", "24/11/2026 at 8",
        "booked B001: 2026-11-24 20:00, 5 people", "2026-11-24T20:00:00+05:30", "room 450 for two",
        "2500 rupees for 12, 3500 rupees for 20", "In 2025 we opened, in 2026 we moved",
        "Don Bosco, 2 people", "Mr Saha at 7:30", "table 12 on 24/11/2026 at 8", "7:30, 8:00, 8:30",
        "कल रात आठ बजे चार लोग", "kal shaam saade saat baje do log", "hello", "",
    ],
)  # fmt: skip
def test_times_dates_and_small_numbers_stay(text: str) -> None:
    assert mask_numbers(text) == text


@settings(max_examples=400, deadline=None)
@given(
    st.from_regex(r"[6-9][0-9]{9}", fullmatch=True),
    st.lists(st.integers(1, 4), min_size=10, max_size=10),
    st.sampled_from([ENGLISH_ONES, HINDI, ROMAN, list("0123456789"), list("०१२३४५६७८९")]),
    st.sampled_from(["{}", "my number is {}, thank you", "likhiye {} aur kuch nahin", "call {}."]),
)
def test_no_number_in_any_groups_can_be_read(
    number: str, sizes: list[int], names: list[str], sentence: str
) -> None:
    groups, at = [], 0
    for size in sizes:
        groups.append(" ".join(names[int(digit)] for digit in number[at : at + size]))
        at += size
    said = sentence.format(", ".join(group for group in groups if group))
    shown = mask_numbers(said)
    assert find_digits(shown) is None
    assert re.sub(r"\W|X", "", sentence.format("")) == re.sub(r"[\WX]", "", shown)
