"""A day or an hour that the caller leaves open, and the stretch of days that he means."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Literal

import pytest

from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.stretches import FIRST_FREE
from vaani.dialogue.understanding.vocabulary import (
    Anybody,
    Ask,
    DaysWish,
    DayWish,
    Hesitate,
    Put,
    RunningLate,
    Start,
    TimeWish,
)
from vaani.domain.businesses.file import load_business

SCENARIOS = Path(__file__).parents[2] / "calls" / "text" / "scenarios"
THURSDAY = datetime.fromisoformat("2027-05-06T10:15+05:30")
HOUSE = Scene(load_business(SCENARIOS / "banyan-courtyard.yaml"), THURSDAY)
CLINIC = Scene(load_business(SCENARIOS / "ashwini-clinic.yaml"), THURSDAY)
TODAY = THURSDAY.date()


def values(words: str, kind: type, scene: Scene = HOUSE) -> list[object]:
    found = read_sentence(words, scene)
    return [c.value for c in found if isinstance(c, Put) and isinstance(c.value, kind)]


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("table for two next week", DaysWish(date(2027, 5, 10), date(2027, 5, 16), False)),
        ("agle hafte do logon ki table", DaysWish(date(2027, 5, 10), date(2027, 5, 16), False)),
        ("अगले हफ़्ते चार लोगों की टेबल", DaysWish(date(2027, 5, 10), date(2027, 5, 16), False)),
        ("any evening this week", DaysWish(TODAY, date(2027, 5, 9), True)),
        ("is hafte kisi bhi din", DaysWish(TODAY, date(2027, 5, 9), True)),
        ("sometime next month please", DaysWish(date(2027, 6, 1), date(2027, 6, 30), True)),
        ("is mahine koi bhi din", DaysWish(TODAY, date(2027, 5, 31), True)),
        ("koi bhi din, do log", DaysWish(TODAY, None, True)),
        ("any day except Monday", DaysWish(TODAY, None, True, (0,))),
        ("somvaar chhodkar koi bhi din", DaysWish(TODAY, None, True, (0,))),
        ("any weekday is fine", DaysWish(TODAY, None, True, (5, 6))),
    ],
)
def test_a_stretch_of_days_is_heard(words: str, wish: DaysWish) -> None:
    assert values(words, DaysWish) == [wish]
    assert values(words, DayWish) == []


@pytest.mark.parametrize(
    "words", ["agle hafte Saturday ko", "Tuesday next week", "next week on Friday at eight"]
)
def test_a_day_that_is_named_is_that_day(words: str) -> None:
    assert values(words, DaysWish) == []
    assert len(values(words, DayWish)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "whenever she is free",
        "jab bhi doctor khali ho tab ka de dijiye",
        "kabhi bhi",
        "koi bhi time",
        "any time is fine",
        "what's the earliest you have",
        "sabse jaldi wala appointment chahiye",
    ],
)
def test_any_time_is_the_first_that_is_free(words: str) -> None:
    assert FIRST_FREE in values(words, TimeWish, CLINIC)
    assert Start("book") in read_sentence(words, CLINIC)
    assert values(words, Anybody, CLINIC) == []


@pytest.mark.parametrize(
    "words",
    [
        "can we walk in any time?",
        "what's the earliest you open?",
        "whatever time my table is, cancel",
    ],
)
def test_what_only_sounds_like_it_wishes_for_nothing(words: str) -> None:
    assert Start("book") not in read_sentence(words, HOUSE)


def test_give_me_a_date_is_not_the_second() -> None:
    assert values("koi date do", DayWish) == []


@pytest.mark.parametrize(
    ("words", "minutes"),
    [("aadha ghanta late honge hum", 30), ("we'll be half an hour late", 30), ("an hour late", 60)],
)
def test_how_late_is_heard_in_words(words: str, minutes: int) -> None:
    assert RunningLate(minutes) in read_sentence(words, HOUSE)


def test_who_asks_at_home_first_is_waited_for() -> None:
    read_back = Scene(HOUSE.business, THURSDAY, awaiting="confirm", flow="book", pending="book")
    assert read_sentence("ruko ek minute puch ke batata hoon", read_back) == (Hesitate(),)


def test_a_question_without_its_mark_is_a_question() -> None:
    found = read_sentence("will she be on time", CLINIC)
    assert found == (Ask("will she be on time"),)


@pytest.mark.parametrize(
    "words", ["you tell me", "aap bata do", "koi bhi chalega", "jo bhi ho", "whatever is free"]
)
@pytest.mark.parametrize("awaiting", ["date", "time"])
def test_who_leaves_it_to_us_keeps_his_doctor(
    words: str, awaiting: Literal["date", "time"]
) -> None:
    asked = Scene(CLINIC.business, THURSDAY, awaiting=awaiting, flow="book")
    assert FIRST_FREE in values(words, TimeWish, asked)
    assert values(words, Anybody, asked) == []


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("my exam is on the 14th, so the day after that at eight pm", date(2027, 5, 15)),
        ("it has to be the day after my exam, and the exam's on the 14th", date(2027, 5, 15)),
        ("the day before my son's birthday on the 20th", date(2027, 5, 19)),
        ("we arrive on Friday, so the following day at eight", date(2027, 5, 8)),
        ("14 tareekh ko shaadi hai, uske do din baad", date(2027, 5, 16)),
        ("Friday ko pahunchenge, uske agle din raat aath baje", date(2027, 5, 8)),
    ],
)
def test_a_day_is_counted_from_another(words: str, day: date) -> None:
    said = values(words, DayWish)
    assert isinstance(said[-1], DayWish)
    assert said[-1].reading.days == (day,)


def test_the_weekend_is_two_days() -> None:
    (said,) = values("this weekend for six people", DayWish)
    assert isinstance(said, DayWish)
    assert said.reading.days == (date(2027, 5, 8), date(2027, 5, 9))


@pytest.mark.parametrize(
    "words", ["meri mummy ki bhi kal barah baje kar do", "can you do my wife at twelve as well"]
)
def test_somebody_elses_visit_does_not_move_ones_own(words: str) -> None:
    behind = Scene(CLINIC.business, THURSDAY, awaiting="anything_else", wrote=True)
    assert Start("book", True) in read_sentence(words, behind)


def test_how_long_it_takes_is_no_delay() -> None:
    asked = read_sentence("kitni der lagegi", CLINIC)
    assert asked == (Ask("kitni der lagegi", "duration"),)


@pytest.mark.parametrize(
    "words", ["Yes hello?? can you hear me", "hello hello meri awaaz aa rahi hai"]
)
def test_whether_he_is_heard_is_no_question_to_the_business(words: str) -> None:
    assert not any(isinstance(one, Ask) for one in read_sentence(words, HOUSE))
