"""A yes is a yes to what the caller has heard (RULES 1.1): the rest is read to him first."""

from __future__ import annotations

from datetime import datetime
from importlib import resources

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallerTurn, ReplyEnd, Sentence
from vaani.call.ports.transcriber import Alternative
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import parse_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import Given, HandClock

DEMO = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
NOW = "2027-05-06T13:00+05:30"


class Caller1:
    """A caller who hears as much as a test says."""

    def __init__(self) -> None:
        business = parse_business(DEMO.read_text(encoding="utf-8")).business
        plan = CallPlan("c1", business, Caller("+919999977001"), "text", "c1")
        self.desk = PaperDesk(plan, HandClock(datetime.fromisoformat(NOW)))
        self.brain = FlowBrain(plan, self.desk)
        self.number = 0
        self.sentences: list[str] = []
        self.end = ReplyEnd()

    async def hears(self, turn: CallerTurn) -> ReplyEnd:
        parts = [part async for part in self.brain.reply(turn, Given())]
        self.sentences = [one.text for one in parts if isinstance(one, Sentence)]
        assert isinstance(parts[-1], ReplyEnd)
        self.end = parts[-1]
        return self.end

    async def says(self, text: str, *, heard: str | None = None) -> ReplyEnd:
        """`heard`: so much of our last words, when he cut them off."""
        self.number += 1
        found = (Alternative(text, "en"),)
        words = " ".join(self.sentences) if heard is None else heard
        turn = CallerTurn(self.number, "said", found, heard=words, heard_all=heard is None)
        return await self.hears(turn)

    async def presses(self, digit: str, *, heard: str) -> ReplyEnd:
        self.number += 1
        turn = CallerTurn(self.number, "keys", digits=digit, heard=heard, heard_all=False)
        return await self.hears(turn)


async def read_back() -> Caller1:
    """Up to the read-back of a booking."""
    caller = Caller1()
    await caller.says("A table for four tomorrow at eight in the evening, my name is Rohan Mehta")
    assert caller.end.acts == ("readback",), caller.sentences
    return caller


async def test_a_yes_over_half_a_read_back_books_nothing_and_hears_it_again() -> None:
    caller = await read_back()
    told = caller.sentences
    end = await caller.says("yes", heard="So that is a table for four")
    assert (end.acts, end.awaiting, end.committed) == (("readback",), "confirm", ())
    assert caller.sentences == told
    assert caller.desk.rows == []
    assert (await caller.says("yes")).committed[0].action == "created"


async def test_a_key_pressed_over_half_a_read_back_books_nothing() -> None:
    caller = await read_back()
    assert (await caller.presses("1", heard="So that is")).committed == ()
    assert caller.desk.rows == []


async def test_a_yes_over_the_closing_question_alone_books() -> None:
    caller = await read_back()
    stated = caller.sentences[0]
    assert not stated.endswith("?")
    assert caller.sentences[-1].endswith("?")
    assert (await caller.says("yes", heard=f"{stated} Shall I")).committed


async def test_a_question_in_between_does_not_make_a_read_back_heard() -> None:
    caller = await read_back()
    await caller.says("do you have parking", heard="So that is a table")
    assert "inform" in caller.end.acts
    if "readback" not in caller.end.acts:
        end = await caller.says("yes book it")
        assert end.acts == ("readback",)
        assert caller.desk.rows == []
    assert (await caller.says("yes")).committed


async def test_a_question_after_a_heard_read_back_needs_no_second_one() -> None:
    caller = await read_back()
    await caller.says("do you have parking")
    assert (await caller.says("yes", heard=caller.sentences[0])).committed


async def test_a_yes_over_half_the_row_that_is_to_be_cancelled_cancels_nothing() -> None:
    caller = await read_back()
    await caller.says("yes")
    await caller.says("cancel my booking")
    assert caller.end.acts == ("readback",)
    assert (await caller.says("yes cancel it", heard="That is")).committed == ()
    (row,) = caller.desk.rows
    assert row.status == "confirmed"
    assert (await caller.says("yes")).committed[0].action == "cancelled"


async def test_a_correction_over_half_a_read_back_is_read_back_itself() -> None:
    caller = await read_back()
    await caller.says("no five people", heard="So that is a table for four")
    assert caller.end.acts == ("readback",)
    assert "five" in caller.sentences[0]
    await caller.says("yes")
    assert [row.party for row in caller.desk.rows] == [5]
