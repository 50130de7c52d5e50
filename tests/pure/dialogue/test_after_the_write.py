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
    ("words", "people"),
    [
        ("Actually one more person is coming along.", 3),
        ("Suniye, ek aadmi aur badha dijiye.", 3),
        ("ek dost aur aa raha hai", 3),
        ("two more people are coming", 4),
        ("एक आदमी और बढ़ा दीजिए", 3),
    ],
)
async def test_one_person_more_after_the_booking_is_added_to_it(words: str, people: int) -> None:
    table = Table()
    await table.hears(*BOOK, "yes", words, "yes")
    assert whole(table) == [("05-07 20:00", people, "Rohan Mehta", "confirmed")]


@pytest.mark.parametrize(
    "words",
    ["is this for eight people?", "यह आठ लोगों के लिए है क्या?", "ye aath logon ke liye hai kya"],
)
async def test_a_question_with_another_number_changes_nothing(words: str) -> None:
    table = Table()
    read = await table.hears(*BOOK)
    assert "two" in read
    await table.hears(words, "yes")
    assert whole(table) == [("05-07 20:00", 2, "Rohan Mehta", "confirmed")]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("no make that nine and put it under Sunita not Rohan", "Sunita"),
        ("make it nine, and put it under my brother's name, Vikram", "Vikram"),
    ],
)
async def test_two_corrections_in_one_breath_are_two(words: str, name: str) -> None:
    table = Table()
    await table.hears(*BOOK, words, "yes")
    assert whole(table) == [("05-07 21:00", 2, name, "confirmed")]


async def test_the_name_belongs_to_the_booking_beside_which_it_was_said() -> None:
    table = Table(OWN)
    await table.hears(
        "Cancel my table tomorrow, and book a new one for two on Sunday at 8 pm, name Kavita.",
        "yes", "yes",
    )  # fmt: skip
    assert whole(table) == [
        ("05-07 20:00", 2, "Rohan Mehta", "cancelled"),
        ("05-09 20:00", 2, "Kavita", "confirmed"),
    ]


async def test_cancel_it_no_do_not_make_it_nine() -> None:
    table = Table(OWN)
    await table.hears("I want to cancel my booking", "cancel it no don't make it nine instead")
    await table.hears("yes")
    assert whole(table) == [("05-07 21:00", 2, "Rohan Mehta", "confirmed")]


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


@pytest.mark.parametrize(
    "words",
    [
        "I wanted to cancel my booking... wait, no, don't cancel, make it nine instead of eight.",
        "Booking hata do, arre nahi nahi, mat hatao, usko nau baje ki kar do.",
        "please cancel my booking, oh no, don't cancel it, make it nine",
        "Kal wali booking aath se nau kar do.",
        "Meri table aath se nau kar do",
        "कल वाली बुकिंग आठ से नौ कर दीजिए",
    ],
)
async def test_the_last_wish_wins_over_a_cancellation(words: str) -> None:
    table = Table(OWN)
    await table.hears(words, "yes")
    assert whole(table) == [("05-07 21:00", 2, "Rohan Mehta", "confirmed")]


@pytest.mark.parametrize(
    "words",
    [
        "Meri kal ki booking aath se nau kar do, aur ek table Sunday dopahar ek baje, teen log.",
        "please move my booking tomorrow to nine, and book a table for three on Sunday at one pm.",
    ],
)
async def test_a_change_and_a_new_table_in_one_sentence_are_two_things(words: str) -> None:
    table = Table(OWN)
    await table.hears(words, "yes", "yes")
    assert sorted(whole(table)) == [
        ("05-07 21:00", 2, "Rohan Mehta", "confirmed"),
        ("05-09 13:00", 3, "Rohan Mehta", "confirmed"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Can I cancel my table for tomorrow please, it is under the name Rohan Mehta.",
        "I have a booking under the name of Rohan Mehta I need to cancel.",
    ],
)
async def test_my_own_booking_with_its_name_is_mine(words: str) -> None:
    table = Table(OWN)
    await table.hears(words, "yes")
    assert whole(table)[0][3] == "cancelled"


@pytest.mark.parametrize("words", ["Thank you.", "One mango lassi and two naans, that is all."])
async def test_a_first_thanks_or_an_order_of_food_does_not_end_the_call(words: str) -> None:
    table = Table()
    await table.hears(words)
    assert not table.call.ended


@pytest.mark.parametrize(
    "words", ["Can I speak with your manager?", "get me your manager on the line"]
)
async def test_somebody_who_wants_the_manager_is_passed_on_or_called_back(words: str) -> None:
    table = Table()
    said = await table.hears(words)
    assert "call you back" in said or "connect" in said or "put you through" in said


async def test_a_booking_that_was_cancelled_in_the_same_call_ends_as_cancelled() -> None:
    table = Table()
    await table.hears(*BOOK, "yes", "please cancel it", "yes")
    final = (await table.call.finish())["final"]
    assert final["outcome"] == "cancelled"


async def test_booked_is_said_only_once_the_row_is_there() -> None:
    """RULES 1.3: until the yes nothing is written, and nothing is said to be."""
    table = Table()
    before = await table.hears(*BOOK)
    assert "booked" not in before
    assert table.desk.rows == []
    assert "booked" in await table.hears("yes")
    assert len(table.desk.rows) == 1


async def test_one_question_a_turn() -> None:
    """RULES 5.2: at most one question in each turn of a booking and its correction."""
    table = Table()
    for line in ("hello", *BOOK, "six, not two", "yes", "did you book it?", "the name is wrong"):
        assert (await table.hears(line)).count("?") <= 1


async def test_hash_is_yes_and_star_repeats() -> None:
    table = Table()
    read = await table.hears(*BOOK)
    again = await table.call.press("*")
    assert str(again["say"]) == read
    await table.call.press("#")
    assert len(table.desk.rows) == 1
