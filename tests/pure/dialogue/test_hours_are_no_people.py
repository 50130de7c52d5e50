# ruff: noqa: E501 (tables of sentences, one a line)
"""An hour is never a party, a part of the group is no count, and those who are named are added up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import DayWish, PartyWish, Put, Start, TimeWish
from vaani.domain.businesses.file import load_business

FILES = Path(__file__).parents[2] / "calls/text/scenarios"
OPEN = Scene(
    load_business(FILES / "night-owl.yaml"),
    datetime(2027, 9, 1, 10, tzinfo=ZoneInfo("Asia/Kolkata")),
)


def party(said: str, awaiting: Literal["time", "party", "name"] | None = None) -> list[int]:
    scene = replace(OPEN, awaiting=awaiting, flow="book") if awaiting else OPEN
    found = read_sentence(said, scene)
    return [c.value.people for c in found if isinstance(c, Put) and isinstance(c.value, PartyWish)]


def hours(said: str, awaiting: Literal["time", "party", "name"] | None = None) -> str:
    scene = replace(OPEN, awaiting=awaiting, flow="book") if awaiting else OPEN
    found = read_sentence(said, scene)
    values = [c.value for c in found if isinstance(c, Put) and isinstance(c.value, TimeWish)]
    return " ".join("|".join(f"{t:%H:%M}" for t in v.reading.times) for v in values)


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("for eight thirty pm", "20:30"),
        ("for seven in the evening", "19:00"),
        ("can we go for nine then", "09:00|21:00"),
        ("for seven fifteen pm", "19:15"),
        ("at seven thirty pm", "19:30"),
        ("eight thirty ke liye", "08:30|20:30"),
        ("aath ke liye", "08:00|20:00"),
        ("raat nau ke liye", "21:00"),
        ("रात साढ़े आठ के लिए", "20:30"),
        ("930", "09:30|21:30"),
        ("9.30", "09:30|21:30"),
        ("1930", "19:30"),
        ("18", "18:00"),
        ("eighteen", "18:00"),
        ("twenty one", "21:00"),
        ("twenty one thirty", "21:30"),
        ("nineteen thirty", "19:30"),
    ],
)
def test_the_answer_to_which_time_changes_no_party(said: str, time: str) -> None:
    assert hours(said, "time") == time
    assert party(said, "time") == []


@pytest.mark.parametrize(
    ("said", "people", "time"),
    [
        ("A table for two tomorrow for seven thirty pm", 2, "19:30"),
        ("Kal dinner eight thirty ke liye book karo, do jan.", 2, "20:30"),
        ("Kal dopahar one fifteen ke liye, teen log", 3, "13:15"),
        ("Kal raat 930 ke liye do log.", 2, "21:30"),
        ("A table for four tomorrow for eight pm", 4, "20:00"),
        ("a table for seven tomorrow at eight pm", 7, "20:00"),
        ("table for two for 730 tonight", 2, "19:30"),
        ("table for 2 tomorrow at 1930", 2, "19:30"),
        ("shaam saat ke liye chaar log", 4, "19:00"),
    ],
)
def test_people_and_hour_in_one_sentence_are_kept_apart(said: str, people: int, time: str) -> None:
    assert party(said) == [people]
    assert hours(said) == time


@pytest.mark.parametrize("said", ["for two people", "for four of us", "chaar log"])
def test_people_named_in_answer_to_the_time_are_people(said: str) -> None:
    assert len(party(said, "time")) == 1


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("two couples", 4),
        ("three couples and a child", 7),
        ("my wife, my son and two friends", 5),
        ("meri patni, mera beta aur teen dost", 6),
        ("main, meri biwi aur do bachche", 4),
        ("a family of four and my parents", 6),
        ("a family of three plus two friends", 5),
        ("my parents and two kids", 5),
        ("two kids, my wife and me", 4),
        ("main aur mere do dost", 3),
    ],
)
def test_all_who_are_named_are_added_up(said: str, people: int) -> None:
    assert party(said, "party")[-1:] == [people]


def test_those_named_behind_a_count_are_in_it() -> None:
    assert party("table for five: my wife, my two sons and two friends tomorrow 8 pm") == [5]


@pytest.mark.parametrize(
    "said",
    [
        "Meera Joshi, and two of us are vegetarian",
        "Meera Joshi, two of us don't eat meat",
        "Meera Joshi, three people have allergies",
        "Meera Joshi, do log vegetarian hain",
        "मीरा जोशी, दो लोग शाकाहारी हैं",
    ],
)
def test_two_of_us_are_vegetarian_counts_nobody(said: str) -> None:
    assert party(said, "name") == []


@pytest.mark.parametrize(
    "said", ["four of us are coming tomorrow at 8 pm", "four of us want a table tonight"]
)
def test_four_of_us_are_coming_counts_four(said: str) -> None:
    assert party(said) == [4]


@pytest.mark.parametrize(
    "day", ["Fri, 12 Feb", "Fri 12 Feb", "fri, 12 feb", "Wed, 12 Feb", "Sat 12 Feb"]
)
def test_a_table_for_a_short_weekday_is_the_callers_own(day: str) -> None:
    found = read_sentence(f"Cancel my table for {day}", OPEN)
    assert Start("cancel") in found
    assert any(isinstance(c, Put) and isinstance(c.value, DayWish) for c in found)
