"""A caller who asks and wishes in one breath gets answer and wish; others' rows stay shut."""

from __future__ import annotations

from datetime import datetime
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from vaani.call.plan import Business
from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.slots import find_values
from vaani.dialogue.understanding.vocabulary import (
    Ask,
    DayWish,
    OthersBooking,
    Put,
    RunningLate,
    Start,
)
from vaani.domain.businesses.file import parse_business
from vaani.kit.phone import e164, region_of
from vaani.language.digits import find_digits

NOW = datetime(2027, 5, 6, 10, 15, tzinfo=ZoneInfo("Asia/Kolkata"))


@pytest.fixture
def restaurant() -> Business:
    file = resources.files("vaani.domain.businesses").joinpath("demo", "madhuban.yaml")
    return parse_business(file.read_text(encoding="utf-8")).business


@pytest.mark.parametrize(
    "said",
    [
        "Where are you located? I want a table for two on Friday at eight in the evening.",
        "Parking hai kya? Aur kal 8 pm table for two",
        "क्या पार्किंग है? और कल रात आठ बजे दो लोगों की टेबल चाहिए",
        "A table for two tomorrow at 8 pm, and where can I park my car?",
    ],
)
def test_a_question_and_a_booking_in_one_breath_are_both_heard(
    said: str, restaurant: Business
) -> None:
    found = read_sentence(said, Scene(restaurant, NOW))
    assert [type(one) for one in found if isinstance(one, Ask | Start)] == [Ask, Start]


@pytest.mark.parametrize(
    "said",
    [
        "Can I get a table for two on Friday? At eight in the evening.",
        "Kal table milegi kya? Do log, raat aath baje.",
        "What times do you have tomorrow, and can we come at eight?",
    ],
)
def test_a_booking_that_is_put_as_a_question_is_no_question(
    said: str, restaurant: Business
) -> None:
    found = read_sentence(said, Scene(restaurant, NOW))
    assert not any(isinstance(one, Ask) for one in found)


@pytest.mark.parametrize(
    "said",
    [
        "Please read me the appointment of Reshma Kulsum",
        "What time is Sunita Rai's appointment?",
        "Is the table at eight tomorrow taken by Sunita?",
        "Is Reshma coming tomorrow?",
        "सुनीता राय की बुकिंग कितने बजे की है?",
    ],
)
def test_somebody_elses_booking_is_not_talked_about(said: str, restaurant: Business) -> None:
    assert OthersBooking() in read_sentence(said, Scene(restaurant, NOW))


@pytest.mark.parametrize(
    "said",
    [
        "When is my booking?",
        "Kal ki booking cancel kar do",
        "Can I get a table for Sunita tomorrow at eight pm, two people?",
        "Do you have a table for four tonight?",
    ],
)
def test_ones_own_wish_is_nobody_elses_booking(said: str, restaurant: Business) -> None:
    assert OthersBooking() not in read_sentence(said, Scene(restaurant, NOW))


def test_number_and_name_said_together_name_the_booking(restaurant: Business) -> None:
    said = "cancel Sunita Rai's booking, number 9999914910"
    found = read_sentence(said, Scene(restaurant, NOW))
    assert found[0] == Start("cancel")
    assert len([one for one in found if isinstance(one, Put)]) == 2


def test_the_day_that_is_refused_is_not_chosen(restaurant: Business) -> None:
    scene = Scene(restaurant, NOW, awaiting="which", flow="cancel")
    values = [one.value for one in find_values("Kal wali nahi, parson wali", scene)]
    days = [value.reading.days for value in values if isinstance(value, DayWish)]
    assert [day.day for one in days for day in one] == [8]


def test_a_new_time_after_late_ho_gaya_is_no_delay(restaurant: Business) -> None:
    scene = Scene(restaurant, NOW, awaiting="time", flow="book", pending="offer")
    found = read_sentence("Oh haan, late ho gaya. To aaj shaam saat baje.", scene)
    assert not any(isinstance(one, RunningLate) for one in found)


def test_a_number_of_another_country_keeps_its_country() -> None:
    heard = find_digits("plus four four seven seven double oh nine hundred five six seven")
    assert heard is not None
    assert (heard.country, heard.digits) == ("44", "7700900567")


def test_national_numbers_are_those_of_the_business() -> None:
    assert e164("7700900567", region_of((), "Europe/London")) == "+447700900567"
    assert region_of(("+919999913100",), "Europe/London") == "IN"


def test_a_name_before_the_number_is_no_part_of_it() -> None:
    heard = find_digits("name Rohan Das, number 98765 43210")
    assert heard is not None
    assert heard.digits == "9876543210"
