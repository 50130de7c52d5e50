"""Names with titles and initials, names that look like words, and states that are no names."""

from __future__ import annotations

import pytest

from vaani.language.names import find_name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Maj. Kunal Dey.", "Kunal Dey"),
        ("Capt. Asha Roy", "Asha Roy"),
        ("Adv. Ravi Kumar", "Ravi Kumar"),
        ("Er. Sunil Nath", "Sunil Nath"),
        ("Brig. K. Singh", "K Singh"),
        ("Lt. Col. Arjun Rao", "Arjun Rao"),
        ("This is Captain Vikram Batra", "Vikram Batra"),
        ("मेजर कुणाल डे", "कुणाल डे"),
        ("Kunal Tarikh", "Kunal Tarikh"),
        ("Kunal Baje", "Kunal Baje"),
        ("T K S Iyer", "T K S Iyer"),
        ("it's T K S Iyer", "T K S Iyer"),
        ("P V A Reddy", "P V A Reddy"),
        ("M. A. K. Pataudi", "M A K Pataudi"),
        ("A B de Villiers", "A B De Villiers"),
        ("I K Gujral", "I K Gujral"),
        ("A S H A, Asha", "Asha"),
        ("I'm meera", "Meera"),
    ],
)
def test_a_caller_is_booked_under_the_whole_name(said: str, name: str) -> None:
    assert find_name(said, True) == name


@pytest.mark.parametrize(
    "said",
    [
        "I'm kosher",
        "I'm scheduled for a booking in 5 days",
        "I'm desperate for a table for 3",
        "I am diabetic",
        "I'm starving",
        "I'm celebrating my birthday",
        "this is urgent",
        "I'm curious about the menu",
        "I'm new in town",
    ],
)
def test_how_somebody_is_is_no_name(said: str) -> None:
    assert find_name(said, False) is None
    assert find_name(said.lower(), False) is None


@pytest.mark.parametrize("said", ["I'm Meera Joshi", "i'm meera joshi", "This is Meera Joshi"])
def test_who_somebody_is_is_a_name(said: str) -> None:
    assert find_name(said, False) == "Meera Joshi"
