"""What was said before a booking began, or while times are offered, is not asked again."""

from __future__ import annotations

import pytest
from tests.pure.dialogue.houses import call, house, values

from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.vocabulary import Ask, DayWish, TimeWish

CLINIC = house("saanjh-clinic")


@pytest.mark.parametrize(
    ("name", "question", "wish"),
    [
        (
            "imli-aangan",
            "are you open tomorrow",
            "ok then a table for four at eight in the evening",
        ),
        ("imli-aangan", "kal khule ho kya", "to chaar logon ke liye raat aath baje table rakh do"),
        ("imli-aangan", "do you have live music tomorrow", "book for four at eight pm"),
        ("saanjh-clinic", "is doctor rao there on Friday", "okay book me at 11 with her"),
    ],
)
async def test_the_day_that_was_asked_about_is_that_of_the_booking(
    name: str, question: str, wish: str
) -> None:
    _, final = await call(name, question, wish, "Meena", "yes")
    assert [one["date"] for one in final["bookings"]] == ["2027-05-07"]


async def test_a_closed_day_is_not_that_of_the_booking() -> None:
    said, _ = await call("saanjh-clinic", "are you open on Sunday", "okay book me with doctor rao")
    assert "day" in said[-1]


async def test_a_name_said_to_an_offer_leaves_the_offer() -> None:
    said, final = await call(
        "imli-aangan",
        "this month, any evening around eight for four",
        "Rahul",
        "yes",
        "Rahul",
        "yes",
    )
    assert said[1] == said[0]
    assert len(final["bookings"]) == 1


async def test_any_evening_of_a_month_beyond_the_horizon_is_too_far() -> None:
    said, _ = await call("mitti-rasoi", "any evening in August for four people")
    assert "too far" in said[0]


@pytest.mark.parametrize(
    "words",
    [
        "kal se bukhar hai",
        "mujhe bukhar hai kal raat se",
        "somvaar se pet dard hai",
        "कल से बुखार है",
        "I have a fever since monday",
        "subah se chakkar aa rahe hain",
    ],
)
def test_since_when_it_hurts_is_no_day_to_come(words: str) -> None:
    assert not values(words, DayWish, CLINIC)
    assert not values(words, TimeWish, CLINIC)


def test_since_yesterday_and_an_appointment_today() -> None:
    (day,) = values("kal se bukhar hai, aaj dikhana hai", DayWish, CLINIC)
    assert day.reading.days == (CLINIC.now.date(),)


@pytest.mark.parametrize(
    "words", ["doctor pillai aaj baithe hain kya", "doctor pillai Saturday ko hain kya"]
)
def test_whether_somebody_is_in_is_a_question(words: str) -> None:
    assert Ask(words, "people") in read_sentence(words, CLINIC)
