# ruff: noqa: E501 (tables of sentences, one a line)
"""What an owner wrote is spoken in words, whatever signs he used."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaani.language.digits import find_digits, spoken_digits
from vaani.language.numbers import find_numbers
from vaani.language.speakable import speakable, spoken_money

UNSPEAKABLE = re.compile(r"[0-9०-९₹$€£%&@#*_=+/\\|<>{}\[\]()~^`\"]")


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ("Haircut ₹350, colour Rs. 1,250/-, facial Rs 900.",
         "Haircut three hundred fifty rupees, colour one thousand two hundred fifty rupees, facial nine hundred rupees."),
        ("Open 9:30-19:00.", "Open half past nine in the morning to seven in the evening."),
        ("We are at 12/4 MG Rd, opp. City Mall.", "We are at twelve by four MG Road, opposite City Mall."),
        ("Call +91 99999 12109.", "Call nine nine nine, nine nine one, two one zero nine."),
        ("GST @ 5% & service", "GST at five percent and service"),
        ("Dr. Lahiri sits Mon-Fri 4-6 pm", "Doctor Lahiri sits Monday to Friday four to six in the evening"),
        ("Reports in 2 hrs", "Reports in two hours"),
        ("Valid until 2027-05-01", "Valid until the first of May two thousand twenty seven"),
        ("Call 112 or 108.", "Call one one two or one zero eight."),
        ("2.5 km away, 1st floor, room no. 5", "two point five kilometres away, first floor, room number five"),
        ("Cards/UPI ok", "Cards or UPI ok"),
        ("PIN 560001", "PIN five six zero zero, zero one"),
    ],
)  # fmt: skip
def test_an_owners_text_is_read_out_in_english_words(written: str, english: str) -> None:
    assert speakable(written, "en") == english


@pytest.mark.parametrize(
    ("written", "hindi"),
    [
        ("थाली ₹460 की है।", "थाली चार सौ साठ रुपये की है।"),
        ("९:३० बजे से", "सुबह साढ़े नौ बजे से"),
        ("112 पर फ़ोन कीजिए।", "एक एक दो पर फ़ोन कीजिए।"),
        ("5% छूट नहीं", "पाँच प्रतिशत छूट नहीं"),
        ("डॉ. मेहता", "डॉक्टर मेहता"),
    ],
)
def test_an_owners_text_is_read_out_in_hindi_words(written: str, hindi: str) -> None:
    assert speakable(written, "hi") == hindi


PIECES = st.sampled_from(
    ["₹350", "Rs. 1,250/-", "9:30", "19:00", "4 pm", "+91 99999 12109", "5%", "@home", "(new)", "**bold**", "a/b", "12/4",
     "1st", "2.5", "2027-05-01", "https://x.in/y", "हेयरकट", "&", "{x}", "#1", "Mon-Fri", "000", "1-2", "$20", "°C", "\n", "<b>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=8).map(" ".join), st.sampled_from(["en", "hi"]))
def test_nothing_unspeakable_is_ever_left(text: str, language: str) -> None:
    assert not UNSPEAKABLE.search(speakable(text, language))  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["en", "hi"]))
def test_any_text_at_all_can_be_spoken(text: str, language: str) -> None:
    assert not UNSPEAKABLE.search(speakable(text, language))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "english", "hindi"),
    [
        ("₹2.5 lakh", "two lakh fifty thousand rupees", "दो लाख पचास हज़ार रुपये"),
        ("Rs. 2 lacs/-", "two lakh rupees", "दो लाख रुपये"),
        ("₹1,50,000", "one lakh fifty thousand rupees", "एक लाख पचास हज़ार रुपये"),
        ("₹1.5 Cr", "one crore fifty lakh rupees", "एक करोड़ पचास लाख रुपये"),
        ("₹25k", "twenty five thousand rupees", "पच्चीस हज़ार रुपये"),
        ("रु. 3 लाख", "three lakh rupees", "तीन लाख रुपये"),
        ("₹2-3 lakh", "two lakh to three lakh rupees", "दो लाख से तीन लाख रुपये"),
        ("₹50,000-₹1 lakh", "fifty thousand to one lakh rupees", "पचास हज़ार से एक लाख रुपये"),
        ("₹500 korma", "five hundred rupees korma", "पाँच सौ रुपये korma"),
    ],
)
def test_a_price_in_lakhs_is_an_amount(written: str, english: str, hindi: str) -> None:
    assert speakable(written, "en") == english
    assert speakable(written, "hi") == hindi


def test_one_rupee_is_not_one_rupees() -> None:
    assert spoken_money(1, "INR", "en") == "one rupee"
    assert spoken_money(460, "INR", "hi") == "चार सौ साठ रुपये"
    assert spoken_money(20, "USD", "en") == "twenty dollars"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9 - 1), st.sampled_from(["en", "hi"]))
def test_a_price_that_is_spoken_is_the_price_that_is_heard(amount: int, language: str) -> None:
    said = spoken_money(amount, "INR", language)  # type: ignore[arg-type]
    assert [found.value for found in find_numbers(said)] == [amount]


@settings(max_examples=300, deadline=None)
@given(st.from_regex(r"[1-9][0-9]{9}", fullmatch=True), st.sampled_from(["en", "hi"]))
def test_a_phone_number_read_back_is_heard_as_the_same_number(number: str, language: str) -> None:
    heard = find_digits(spoken_digits(number, language))  # type: ignore[arg-type]
    assert heard is not None
    assert (heard.digits, heard.complete) == (number, True)


def test_a_phone_number_is_read_in_groups_without_its_country_code() -> None:
    assert (
        spoken_digits("+919999913477", "en")
        == "nine nine nine, nine nine one, three four seven seven"
    )
    assert spoken_digits("112", "hi") == "एक एक दो"
