"""Who only tells that he has a booking makes no second one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    Ask,
    PartyWish,
    Put,
    RunningLate,
    Start,
    TimeWish,
)
from vaani.domain.businesses.file import load_business
from vaani.language.found import ClockReading

SCENARIOS = Path(__file__).parents[2] / "calls" / "text" / "scenarios"
THURSDAY = datetime.fromisoformat("2027-05-06T10:15+05:30")
HOUSE = Scene(load_business(SCENARIOS / "mitti-rasoi.yaml"), THURSDAY)
CLINIC = Scene(load_business(SCENARIOS / "gulmohar-clinic.yaml"), THURSDAY)


def flows(words: str, scene: Scene) -> list[str]:
    return [one.flow for one in read_sentence(words, scene) if isinstance(one, Start)]


@pytest.mark.parametrize(
    "words",
    [
        "I have an appointment with doctor joshi on saturday",
        "mera kal appointment hai doctor joshi ke saath",
        "meri kal paanch baje ki appointment hai",
        "doctor joshi saturday ko hain na, mera appointment hai",
        "kal ka appointment hai kya mere naam pe",
    ],
)
def test_an_appointment_that_is_told_of_is_read_out(words: str) -> None:
    assert flows(words, CLINIC) == ["read"]


@pytest.mark.parametrize(
    "words",
    [
        "could I have a table for four tomorrow at eight",
        "mera appointment laga dijiye kal",
        "I want my appointment with doctor joshi on saturday at six",
        "doctor joshi ke saath kal appointment chahiye",
    ],
)
def test_a_wish_is_a_wish(words: str) -> None:
    assert flows(words, HOUSE if "table" in words else CLINIC) == ["book"]


def test_who_has_a_table_and_is_late_is_late() -> None:
    words = "hi I've a table on saturday, running about 20 minutes late is that okay"
    assert read_sentence(words, HOUSE) == (RunningLate(20),)


@pytest.mark.parametrize(
    "words",
    ["meri appointment thodi der se ho sakti hai kya", "can you make my booking a bit later"],
)
def test_a_booking_that_is_to_be_later_is_moved(words: str) -> None:
    assert flows(words, CLINIC) == ["change"]


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("hum do couple hain, kal raat nau baje", 4),
        ("do jode aayenge kal raat nau baje", 4),
        ("mummy papa hain, hum dono miyan biwi aur do bachche, itwar ko dopahar ek baje", 6),
    ],
)
def test_couples_are_two_each(words: str, people: int) -> None:
    found = read_sentence(words, HOUSE)
    assert [c.value for c in found if isinstance(c, Put) and isinstance(c.value, PartyWish)] == [
        PartyWish(people)
    ]


def test_whether_there_is_a_table_now_is_a_wish_for_one() -> None:
    found = read_sentence("table hai kya abhi", HOUSE)
    assert Start("book") in found
    assert Put(TimeWish(ClockReading((), None, "earliest"))) in found


def test_whom_to_see_is_asked_of_the_house() -> None:
    words = "meri maa ko ghutne mein dard hai, kisko dikhayein"
    assert read_sentence(words, CLINIC) == (Ask(words, "people"),)


@pytest.mark.parametrize(
    "words",
    [
        "kal ki booking hai meri, cancel nahi karni, bas time puchna tha",
        "I don't want to cancel my table tomorrow, just checking the time",
    ],
)
def test_what_is_not_to_be_cancelled_is_not_cancelled(words: str) -> None:
    assert "cancel" not in flows(words, HOUSE)
