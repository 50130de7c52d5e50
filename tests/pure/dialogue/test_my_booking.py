"""Whose booking, and is it a change, a second one or a first one?"""

from __future__ import annotations

from datetime import datetime
from importlib import resources

import pytest

from vaani.call.plan import Caller, CallPlan
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import parse_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock, TextCall

DEMO = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
NOW = "2027-05-06T13:00+05:30"
PHONE = "+919999977001"
FRIDAY = {"ref": "F1", "date": "2027-05-07", "time": "20:00", "party": 4, "name": "Rohan Mehta",
          "phone": PHONE}  # fmt: skip
SATURDAY = {**FRIDAY, "ref": "S1", "date": "2027-05-08", "time": "19:00"}


class Table:
    """A call to the demonstration restaurant, on Thursday 6 May 2027 at one."""

    def __init__(self, *rows: dict[str, object]) -> None:
        business = parse_business(DEMO.read_text(encoding="utf-8")).business
        plan = CallPlan("c1", business, Caller(PHONE), "text", "c1")
        clock = HandClock(datetime.fromisoformat(NOW))
        self.desk = PaperDesk(plan, clock)
        self.desk.seed({"bookings": list(rows)})
        self.call = TextCall(plan, FlowBrain(plan, self.desk), clock, self.desk.report)

    async def hears(self, *lines: str) -> str:
        """What is said to the last of these lines."""
        if not self.call.turn:
            await self.call.greet()
        said = ""
        for line in lines:
            said = str((await self.call.say(line))["say"])
        return said

    def rows(self) -> list[tuple[str, str, int | None, str]]:
        return sorted(
            (row.start.strftime("%m-%d"), row.start.strftime("%H:%M"), row.party, row.status)
            for row in self.desk.rows
        )


@pytest.mark.parametrize(
    "words",
    [
        "Meri booking nau baje kar do",
        "Kal ki meri table nau bje kar dijiye",
        "मेरी कल की टेबल रात नौ बजे कर दीजिए",
        "meri table ka time nau baje kar do",
        "Make my table nine o'clock",
        "Could you push our table from eight to nine?",
        "I have a table tomorrow, make it nine instead",
        "मेरी कल आठ बजे टेबल है, उसको नौ बजे कर दो",
    ],
)
async def test_my_booking_with_another_hour_is_moved_and_not_made_again(words: str) -> None:
    table = Table(FRIDAY)
    assert "read" not in await table.hears(words)
    await table.hears("haan")
    assert table.rows() == [("05-07", "21:00", 4, "confirmed")]


async def test_the_same_words_book_for_one_who_has_no_booking() -> None:
    table = Table()
    await table.hears("Meri booking kal raat nau baje kar do", "do log", "Rohan Mehta", "haan")
    assert table.rows() == [("05-07", "21:00", 2, "confirmed")]


@pytest.mark.parametrize(
    "words",
    ["Meri ek nayi booking kal raat nau baje kar do", "kal raat nau baje ek table book kar do"],
)
async def test_a_new_booking_is_new_although_there_is_one(words: str) -> None:
    table = Table(SATURDAY)
    await table.hears(words, "do log", "Rohan Mehta", "haan")
    assert ("05-07", "21:00", 2, "confirmed") in table.rows()
    assert ("05-08", "19:00", 4, "confirmed") in table.rows()


@pytest.mark.parametrize(
    "words", ["Okay, but hold on a second.", "Haan lekin ek minute ruko.", "हाँ, लेकिन एक मिनट"]
)
async def test_a_yes_that_asks_to_wait_neither_books_nor_cancels(words: str) -> None:
    table = Table()
    await table.hears("A table for two tomorrow at nine in the evening", "Rohan Mehta", words)
    assert table.rows() == []
    table = Table(FRIDAY)
    await table.hears("cancel my booking", words)
    assert table.rows() == [("05-07", "20:00", 4, "confirmed")]


@pytest.mark.parametrize(
    "words", ["Theek hai, Saturday ko kar do.", "Okay, Saturday then.", "हाँ, शनिवार को कर दीजिए"]
)
async def test_a_new_day_at_a_cancellation_moves_the_booking(words: str) -> None:
    table = Table(FRIDAY)
    await table.hears("I can't make it tomorrow", words)
    assert table.rows() == [("05-07", "20:00", 4, "confirmed")]
    await table.hears("yes")
    assert table.rows() == [("05-08", "20:00", 4, "confirmed")]


async def test_cancel_one_and_move_the_other_are_both_done() -> None:
    table = Table(FRIDAY, SATURDAY)
    await table.hears(
        "Friday wali cancel karo aur Saturday wali ko nau baje kar do", "haan", "haan"
    )
    assert table.rows() == [("05-07", "20:00", 4, "cancelled"), ("05-08", "21:00", 4, "confirmed")]


async def test_cancel_one_and_separately_a_new_one_are_both_done() -> None:
    table = Table(FRIDAY)
    await table.hears(
        "cancel my Friday table, and separately I want Saturday at eight in the evening for five",
        "yes", "yes",
    )  # fmt: skip
    assert table.rows() == [("05-07", "20:00", 4, "cancelled"), ("05-08", "20:00", 5, "confirmed")]


@pytest.mark.parametrize(
    "words",
    [
        "Haan kar do, aur parson bhi same time same log",
        "Yes, and also on Saturday, same time, same number of people",
    ],
)
async def test_yes_and_another_day_too_makes_two_bookings(words: str) -> None:
    table = Table()
    await table.hears("A table for four tomorrow at eight in the evening", "Rohan Mehta", words)
    assert table.rows() == [("05-07", "20:00", 4, "confirmed")]
    await table.hears("yes")
    assert [row[0] for row in table.rows()] == ["05-07", "05-08"]


async def test_actually_make_that_five_right_after_the_booking_changes_it() -> None:
    table = Table(SATURDAY)
    await table.hears(
        "A table for four tomorrow at eight in the evening", "Rohan Mehta", "yes",
    )  # fmt: skip
    await table.hears("Actually, make that five people", "yes")
    assert ("05-07", "20:00", 5, "confirmed") in table.rows()
    assert ("05-08", "19:00", 4, "confirmed") in table.rows()


async def test_the_fourteenth_of_the_two_fridays_is_the_fourteenth() -> None:
    for words in ("Chaudah tareekh wala Friday.", "chaudah wala", "not this one, the one after"):
        table = Table()
        said = await table.hears("A table for two next Friday at nine in the evening", words)
        assert "fourteenth" in said or "चौदह" in said or "name" in said or "नाम" in said, said
        await table.hears("Rohan Mehta", "yes")
        assert table.rows() == [("05-14", "21:00", 2, "confirmed")], words


async def test_my_visit_on_one_day_put_to_another_is_moved_without_the_word_booking() -> None:
    table = Table(FRIDAY)
    await table.hears("Mera kal ka dinner Friday ka hai, usko Saturday kar do, same time", "haan")
    assert table.rows() == [("05-08", "20:00", 4, "confirmed")]


async def test_bringing_my_daughter_moves_nothing() -> None:
    table = Table()
    said = await table.hears(
        "I have to bring my daughter tomorrow at eight in the evening, two of us"
    )
    assert "name" in said.lower()
