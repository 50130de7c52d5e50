# ruff: noqa: E501 (tables of sentences, one a line)
"""Days named by month, place in the month, or count, as callers say and write them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates

NOW = datetime(2027, 2, 3, 11, 10, tzinfo=ZoneInfo("Asia/Kolkata"))


def days(text: str) -> str:
    return " ".join("|".join(map(str, found.value.days)) for found in find_dates(text, NOW))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("June mein paanch tareekh ko Merchant madam, gyarah baje.", "2027-06-05"),
        ("जून में पाँच तारीख को", "2027-06-05"),
        ("March me bees tarikh", "2027-03-20"),
        ("in June on the fifth", "2027-06-05"),
        ("April mein pandrah ko", "2027-04-15"),
        ("Fri, 12 Feb", "2027-02-12"),
        ("Table for four on Sat, Feb 13 at 8 pm", "2027-02-13"),
        ("on Sat at 8", "2027-02-06"),
        ("Sun 7 Feb", "2027-02-07"),
        ("this Mon please", "2027-02-08"),
        ("table for two on 6 Jan at 8 pm", "2028-01-06"),
        ("2nd Jan", "2028-01-02"),
        ("6 Jan ko", "2028-01-06"),
        ("1 Mar, 8 pm", "2027-03-01"),
        ("the 3rd I think", "2027-02-03"),
        ("on the 10th but at 4 pm", "2027-02-10"),
        ("the 9th would be good", "2027-02-09"),
        ("the twelfth we were thinking", "2027-02-12"),
    ],
)
def test_a_date_is_read_in_every_order(text: str, day: str) -> None:
    assert days(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10 dino mein", "2027-02-13"),
        ("do hafto ke baad", "2027-02-17"),
        ("दो हफ़्ते में", "2027-02-17"),
        ("teen din mein aa jaunga", "2027-02-06"),
        ("do hafton mein", "2027-02-17"),
        ("ek hafte mein", "2027-02-10"),
        ("the first Tuesday of March", "2027-03-02"),
        ("last Friday of this month", "2027-02-26"),
        ("agle mahine ka doosra somvaar", "2027-03-08"),
        ("two Sundays from now", "2027-02-14"),
        ("the second Sunday of next month", "2027-03-14"),
        ("March ka pehla mangalvaar", "2027-03-02"),
        ("अगले महीने का पहला शनिवार", "2027-03-06"),
        ("is mahine ka aakhri shanivaar", "2027-02-27"),
        ("the 3rd Thursday in April", "2027-04-15"),
        ("the first Monday of January", "2028-01-03"),
    ],
)
def test_counted_days_and_weekdays_of_a_month(text: str, day: str) -> None:
    assert days(text) == day


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("31st of June", "2027-06-30|2027-07-01"),
        ("June 31st", "2027-06-30|2027-07-01"),
        ("31 June", "2027-06-30|2027-07-01"),
        ("इकतीस जून को", "2027-06-30|2027-07-01"),
        ("30th February", "2027-02-28|2027-03-01"),
        ("is mahine ki tees tareekh ko", "2027-02-28|2027-03-01"),
        ("the thirtieth of this month", "2027-02-28|2027-03-01"),
    ],
)
def test_a_day_that_the_month_lacks_is_asked_and_never_another(text: str, both: str) -> None:
    assert days(text) == both
    assert find_dates(text, NOW)[0].value.why == "clash"


@pytest.mark.parametrize(
    "text",
    [
        "do jan", "teen jan ke liye", "Sat sun rahe ho", "the third floor", "June mein do log aayenge", "the second booking",
        "last Friday I was there", "is evening service good", "report do din mein milegi?",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    assert days(text) == ""


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("sham 6 baje", "18:00"),
        ("dopaher 2 baje", "14:00"),
        ("6 baje sham", "18:00"),
        ("sham saadhe saat", "19:30"),
        ("kal sham 7 baje", "19:00"),
        ("dophar 1 baje", "13:00"),
    ],
)
def test_parts_of_the_day_as_people_type_them(text: str, time: str) -> None:
    assert [[f"{t:%H:%M}" for t in found.value.times] for found in find_clock(text)] == [[time]]


@pytest.mark.parametrize("text", ["is shaam", "इस शाम", "aaj sham", "is raat", "this evening"])
def test_this_evening_is_that_of_today(text: str) -> None:
    assert days(text) == "2027-02-03"
