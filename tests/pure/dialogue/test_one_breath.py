"""A caller who says everything in one breath is understood in every part of it."""

from __future__ import annotations

from datetime import date, datetime, time
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from vaani.call.plan import Business
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.slots import find_values
from vaani.dialogue.understanding.vocabulary import DayWish, PartyWish, PhoneSaid, TimeWish
from vaani.domain.businesses.file import parse_business

NOW = datetime(2027, 5, 6, 10, 15, tzinfo=ZoneInfo("Asia/Kolkata"))


@pytest.fixture
def restaurant() -> Business:
    file = resources.files("vaani.domain.businesses").joinpath("demo", "madhuban.yaml")
    return parse_business(file.read_text(encoding="utf-8")).business


@pytest.mark.parametrize(
    "said",
    [
        "A table for four tomorrow at seven in the evening. My number is 98765-43210.",
        "My number is 98765 43210, a table for four tomorrow at seven in the evening.",
        "For four tomorrow at 7 pm, on nine eight seven six five, four three two one zero.",
    ],
)
def test_a_phone_number_leaves_people_day_and_time_as_they_were_said(
    said: str, restaurant: Business
) -> None:
    values = [one.value for one in find_values(said, Scene(restaurant, NOW))]
    days = [value.reading.days for value in values if isinstance(value, DayWish)]
    times = [value.reading.times for value in values if isinstance(value, TimeWish)]
    phones = [value.digits for value in values if isinstance(value, PhoneSaid)]
    assert PartyWish(4) in values
    assert days == [(date(2027, 5, 7),)]
    assert times == [(time(19),)]
    assert [one.digits for one in phones if one is not None] == ["9876543210"]
