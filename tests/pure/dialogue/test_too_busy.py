"""A caller whom the computer cannot hear in time is told so, and passed on or written down."""

from __future__ import annotations

from datetime import datetime
from importlib import resources

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallerTurn, ReplyEnd, Sentence
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import parse_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import Given, HandClock

DEMO = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
OPEN = datetime.fromisoformat("2027-05-06T13:00+05:30")
NIGHT = datetime.fromisoformat("2027-05-06T03:00+05:30")


class Talk:
    """One call in turns."""

    def __init__(self, number: str | None, now: datetime, *, passes_on: bool = True) -> None:
        business = parse_business(DEMO.read_text(encoding="utf-8")).business
        plan = CallPlan("c1", business, Caller(number), "text", "c1", passes_on=passes_on)
        self.desk = PaperDesk(plan, HandClock(now))
        self.brain = FlowBrain(plan, self.desk)
        self.number = 0

    async def turn(self, kind: str, digits: str = "") -> tuple[str, ReplyEnd]:
        self.number += 1
        turn = CallerTurn(self.number, kind, digits=digits)  # type: ignore[arg-type]
        parts = [part async for part in self.brain.reply(turn, Given())]
        said = " ".join(part.text for part in parts if isinstance(part, Sentence))
        (end,) = [part for part in parts if isinstance(part, ReplyEnd)]
        return said, end


async def test_inside_the_hours_he_is_passed_on() -> None:
    talk = Talk("+919999977001", OPEN)
    await talk.turn("start")
    said, end = await talk.turn("too_busy")
    assert "too busy to hear you" in said
    assert "passing your call on" in said
    assert (end.then, (await talk.brain.hung_up()).outcome) == ("transfer", "transferred")


async def test_at_night_a_message_with_his_number_is_left_and_said() -> None:
    talk = Talk("+919999977001", NIGHT)
    await talk.turn("start")
    said, end = await talk.turn("too_busy")
    assert "too busy to hear you" in said
    assert "call you back on this number" in said
    assert end.then == "hang_up"
    result = await talk.brain.hung_up()
    assert result.outcome == "message"
    (message,) = (await talk.desk.report(result))["messages"]
    assert (message["kind"], message["phone"]) == ("callback", "+919999977001")
    assert "too busy" in message["text"]


async def test_who_hides_his_number_types_it() -> None:
    talk = Talk(None, NIGHT)
    await talk.turn("start")
    said, end = await talk.turn("too_busy")
    assert "keypad" in said
    assert (end.then, end.awaiting, end.digits_wanted) == ("listen", "phone", 10)
    await talk.turn("keys", "9876543210")
    await talk.turn("keys", "1")
    result = await talk.brain.hung_up()
    (message,) = (await talk.desk.report(result))["messages"]
    assert message["phone"] == "+919876543210"


async def test_who_types_nothing_is_not_kept_on_the_line() -> None:
    talk = Talk(None, NIGHT)
    await talk.turn("start")
    await talk.turn("too_busy")
    said, end = await talk.turn("too_busy")
    assert end.then == "hang_up"
    assert "call again" in said
