"""At the read-back and after "it is booked": what the caller puts right is put right."""

from __future__ import annotations

import pytest
from tests.pure.dialogue.test_my_booking import PHONE, Table

BOOK = ("A table for two tomorrow at eight in the evening", "Rohan Mehta")
OWN = {"ref": "F1", "date": "2027-05-07", "time": "20:00", "party": 2, "name": "Rohan Mehta",
       "phone": PHONE}  # fmt: skip


def whole(table: Table) -> list[tuple[str, int | None, str | None, str]]:
    return [
        (row.start.strftime("%m-%d %H:%M"), row.party, row.name, row.status)
        for row in table.desk.rows
    ]


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("six, not four", ("05-07 20:00", 6, "Rohan Mehta", "confirmed")),
        ("not two, six", ("05-07 20:00", 6, "Rohan Mehta", "confirmed")),
        ("no, six", ("05-07 20:00", 6, "Rohan Mehta", "confirmed")),
        ("six people, not two", ("05-07 20:00", 6, "Rohan Mehta", "confirmed")),
        ("nine instead of eight", ("05-07 21:00", 2, "Rohan Mehta", "confirmed")),
        ("at nine, not eight", ("05-07 21:00", 2, "Rohan Mehta", "confirmed")),
        ("do nahi, chhe", ("05-07 20:00", 6, "Rohan Mehta", "confirmed")),
        ("Wait, sorry, nine, not eight. And we are four people.",
         ("05-07 21:00", 4, "Rohan Mehta", "confirmed")),
        ("please book it for my mother Sunita Mehta",
         ("05-07 20:00", 2, "Sunita Mehta", "confirmed")),
        ("yes, for my sister Kavita", ("05-07 20:00", 2, "Kavita", "confirmed")),
        ("it is not Rohan, it is Rohit", ("05-07 20:00", 2, "Rohit", "confirmed")),
        ("not Rohan, Rohit", ("05-07 20:00", 2, "Rohit", "confirmed")),
        ("no, Rohit Mehta", ("05-07 20:00", 2, "Rohit Mehta", "confirmed")),
        ("perfect, but under the name of Anita Rao",
         ("05-07 20:00", 2, "Anita Rao", "confirmed")),
        ("make it nine and put the name as Ishaan Kapoor",
         ("05-07 21:00", 2, "Ishaan Kapoor", "confirmed")),
    ],
)  # fmt: skip
async def test_a_correction_at_the_read_back_is_read_back_and_then_booked(
    words: str, row: tuple[str, int, str, str]
) -> None:
    table = Table()
    said = await table.hears(*BOOK, words)
    assert table.desk.rows == []
    assert said.rstrip().endswith("?")
    await table.hears("yes")
    assert whole(table) == [row]


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (("wrong name, it is Rohit Mehta", "yes"),
         ("05-07 20:00", 2, "Rohit Mehta", "confirmed")),
        (("the name is wrong", "Rohit Mehta", "yes"),
         ("05-07 20:00", 2, "Rohit Mehta", "confirmed")),
        (("the name should be Anita Rao", "yes"), ("05-07 20:00", 2, "Anita Rao", "confirmed")),
        (("wrong, it should be nine", "yes"), ("05-07 21:00", 2, "Rohan Mehta", "confirmed")),
        (("wrong number of people, we are six", "yes"),
         ("05-07 20:00", 6, "Rohan Mehta", "confirmed")),
        (("change to six people", "yes"), ("05-07 20:00", 6, "Rohan Mehta", "confirmed")),
        (("actually make it six", "yes"), ("05-07 20:00", 6, "Rohan Mehta", "confirmed")),
        (("thank you, but I wanted Saturday", "yes"),
         ("05-08 20:00", 2, "Rohan Mehta", "confirmed")),
        (("please cancel it", "yes"), ("05-07 20:00", 2, "Rohan Mehta", "cancelled")),
    ],
)  # fmt: skip
async def test_a_correction_after_it_is_booked_changes_the_row(
    lines: tuple[str, ...], row: tuple[str, int, str, str]
) -> None:
    table = Table()
    await table.hears(*BOOK, "yes", *lines)
    assert whole(table) == [row]


@pytest.mark.parametrize(
    "words",
    [
        "did you book it?", "is it booked?", "kya book ho gaya?", "बुकिंग हो गई क्या?",
        "what time did you book", "kitne baje ki booking hui", "can you repeat the booking",
        "please confirm", "okay book it then", "yes please book it", "kab ki booking hui?",
    ],
)  # fmt: skip
async def test_asked_about_the_booking_the_row_is_told(words: str) -> None:
    table = Table()
    said = await table.hears(*BOOK, "yes", words)
    assert "eight in the evening" in said or "रात आठ बजे" in said
    assert len(table.desk.rows) == 1


async def test_under_which_name_is_it() -> None:
    table = Table()
    assert "Rohan Mehta" in await table.hears(*BOOK, "yes", "under which name is it")


@pytest.mark.parametrize("words", ["grumble mumble", "naam galat hai", "wrong", "six not two"])
async def test_what_is_not_leave_taking_does_not_end_the_call(words: str) -> None:
    table = Table()
    await table.hears(*BOOK, "yes", words)
    assert not table.call.ended


async def test_nothing_is_booked_is_never_said_while_the_row_stands() -> None:
    table = Table()
    said = await table.hears(*BOOK, "yes", "another table on Sunday", "no thanks, leave it")
    assert "not booked" not in said
    assert "nothing is booked" not in said


@pytest.mark.parametrize("words", ["of course not", "absolutely not", "bilkul nahi", "बिल्कुल नहीं"])
@pytest.mark.parametrize("wish", ["please cancel my booking", "please move my booking to Monday"])
async def test_a_refusal_leaves_the_booking_as_it_is(wish: str, words: str) -> None:
    table = Table(OWN)
    await table.hears(wish, words)
    assert whole(table) == [("05-07 20:00", 2, "Rohan Mehta", "confirmed")]


async def test_a_booking_that_was_cancelled_in_the_same_call_ends_as_cancelled() -> None:
    table = Table()
    await table.hears(*BOOK, "yes", "please cancel it", "yes")
    final = (await table.call.finish())["final"]
    assert final["outcome"] == "cancelled"


async def test_hash_is_yes_and_star_repeats() -> None:
    table = Table()
    read = await table.hears(*BOOK)
    again = await table.call.press("*")
    assert str(again["say"]) == read
    await table.call.press("#")
    assert len(table.desk.rows) == 1
