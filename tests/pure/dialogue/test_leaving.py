"""How do callers take their leave after a booking, and what is no leave-taking?"""

from __future__ import annotations

import pytest
from tests.pure.dialogue.test_my_booking import Table

from vaani.dialogue.understanding.consent import leave_taking
from vaani.dialogue.understanding.match import spoken

BOOKED = ("a table for two tomorrow at eight in the evening", "Rohan Mehta", "yes")


@pytest.mark.parametrize(
    "words",
    [
        "That's everything.", "Nope, see you later.", "No, you've been very kind.", "No, ta.",
        "No, both are sorted.", "no we're sorted", "No, nothing further.", "No, I must run.",
        "No, I've kept you long enough.", "Nothing at all, ta.", "No, that'll be all.",
        "Ji bas, namaste.",
        "Nahi, dono ho gayi bas.", "Nahi, dono kaam ho gaye.", "Nahi, bas kaam ho jaye.",
        "नहीं, मेहरबानी।",
        "नहीं, हो गया काम।", "Nahi, ok, aa rahe hain.", "Nahi, doosri rehne do, bas.",
        "Nahi, bas phone ka intezaar karunga.", "Nahi, wapas aake call karungi.",
        "Nahi, bas rate jaanna tha.",
    ],
)  # fmt: skip
async def test_this_ends_the_call_at_once_or_after_one_more_question(words: str) -> None:
    table = Table()
    await table.hears(*BOOKED)
    first = await table.call.say(words)
    assert first["ended"] or (await table.call.say(words))["ended"]
    assert table.rows() == [("05-07", "20:00", 2, "confirmed")]
    assert (await table.call.finish())["final"]["messages"] == []


@pytest.mark.parametrize(
    "words",
    [
        "No, Rohit.", "nahi, naam galat hai", "No, my cousin is coming too",
        "Nahi, hum paanch log hain", "No, I am allergic to nuts", "No, could you bring a cake?",
        "Nahi, ek aur table chahiye", "no, who cooks there", "grumpf alta moro",
    ],
)  # fmt: skip
def test_this_is_not_taken_for_a_goodbye(words: str) -> None:
    assert leave_taking(spoken(words)) is None


async def test_a_statement_nobody_understood_is_asked_once_more_and_not_ended() -> None:
    table = Table()
    await table.hears(*BOOKED)
    said = await table.call.say("No, I have to feed the parrot.")
    assert not said["ended"]
    assert "anything_else" in said["acts"]
    assert (await table.call.say("No."))["ended"]


async def test_a_yes_to_anything_else_goes_on_also_when_it_is_asked_again() -> None:
    table = Table()
    await table.hears(*BOOKED, "No, I have to feed the parrot.")
    assert not (await table.call.say("Yes"))["ended"]


async def test_who_says_that_it_was_not_all_is_listened_to() -> None:
    table = Table()
    await table.hears(*BOOKED, "Splendid, zibble wop", "no")
    await table.hears("one more table on Sunday at one pm for three", "yes")
    assert table.rows()[-1] == ("05-09", "13:00", 3, "confirmed")


async def test_a_strange_goodbye_is_asked_and_never_ends_the_call_by_itself() -> None:
    table = Table()
    await table.hears(*BOOKED)
    for strange in ("grumpf alta moro", "zibble wop"):
        assert not (await table.call.say(strange))["ended"]


@pytest.mark.parametrize(
    "words",
    [
        "चलिए ठीक है, हाँ, बुक कर दीजिए।", "Chalo theek hai, haan, book karo.",
        "हाँ, तब पक्का कर दीजिए।",
        "Haan, aa jaunga.", "Haan, lock kar do.", "Haan ji, dono theek.", "yes, I'll be there",
        "haan, do log",
    ],
)  # fmt: skip
async def test_this_books(words: str) -> None:
    table = Table()
    await table.hears(*BOOKED[:2], words)
    assert table.rows() == [("05-07", "20:00", 2, "confirmed")]


async def test_at_the_read_back_of_a_change_keep_it_for_three_is_a_yes() -> None:
    table = Table()
    await table.hears(*BOOKED, "make that three people", "haan, teen logon ki rakh lijiye")
    assert table.rows() == [("05-07", "20:00", 3, "confirmed")]
