"""Whoever calls when the budget is used up leaves a message; what is begun is finished."""

from __future__ import annotations

from datetime import datetime
from importlib import resources

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.meter import NoMeter, begin
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.spent import SpendingUnderstander
from vaani.dialogue.understanding.rules import RuleUnderstander
from vaani.domain.businesses.file import parse_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock, TextCall

DEMO = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
NOW = datetime.fromisoformat("2027-05-06T13:00+05:30")


class Empty(NoMeter):
    """Nothing is left."""

    exhausted = True


def ring() -> TextCall:
    business = parse_business(DEMO.read_text(encoding="utf-8")).business
    plan = CallPlan("c1", business, Caller("+919999977001"), "text", "c1")
    clock = HandClock(NOW)
    desk = PaperDesk(plan, clock)
    brain = FlowBrain(plan, desk, SpendingUnderstander(RuleUnderstander()))
    return TextCall(plan, brain, clock, desk.report)


async def test_a_wish_becomes_a_message_when_nothing_is_left() -> None:
    begin(Empty())
    call = ring()
    await call.greet()
    await call.say("A table for four tomorrow at eight in the evening")
    told = await call.say("Rohan Mehta")
    assert "left your message" in told["say"]
    assert (await call.say("no thank you"))["ended"]
    final = (await call.finish())["final"]
    assert (final["bookings"], final["outcome"]) == ([], "message")
    (message,) = final["messages"]
    assert "table for four tomorrow" in message["text"]


async def test_a_booking_that_is_under_way_is_finished_first() -> None:
    begin(NoMeter())
    call = ring()
    await call.greet()
    await call.say("A table for four tomorrow at eight in the evening")
    begin(Empty())
    await call.say("Rohan Mehta")
    await call.say("yes")
    assert len((await call.finish())["final"]["bookings"]) == 1
