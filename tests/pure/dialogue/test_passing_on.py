"""Who asks for a human on a line that cannot pass him on leaves a message instead."""

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
OPEN = datetime.fromisoformat("2027-05-06T13:00+05:30")


def call(passes_on: bool, number: str | None = "+919999977001") -> TextCall:
    """A call within the transfer hours."""
    business = parse_business(DEMO.read_text(encoding="utf-8")).business
    plan = CallPlan("c1", business, Caller(number), "text", "c1", passes_on=passes_on)
    clock = HandClock(OPEN)
    desk = PaperDesk(plan, clock)
    return TextCall(plan, FlowBrain(plan, desk), clock, desk.report)


async def test_a_telephone_line_is_passed_on_and_says_what_else_came_of_the_call() -> None:
    talk = call(passes_on=True)
    await talk.greet()
    await talk.say("where can I park")
    line = await talk.say("I want to speak to the manager")
    assert line["ended"]
    result = await talk.thinker.hung_up()
    assert (result.outcome, result.otherwise) == ("transferred", "answered")


@pytest.mark.parametrize(
    ("wish", "yes", "words"),
    [
        ("I want to speak to the manager", "yes please", "message"),
        ("मुझे किसी से बात करनी है", "हाँ जी", "संदेश"),
    ],
)
async def test_on_the_page_a_message_is_offered_taken_and_nobody_is_promised(
    wish: str, yes: str, words: str
) -> None:
    talk = call(passes_on=False)
    await talk.greet()
    line = await talk.say(wish)
    assert (line["ended"], line["awaiting"]) == (False, "confirm")
    assert words in line["say"]
    assert "handoff" not in line["acts"]
    await talk.say(yes)
    await talk.say("Asha Verma")
    final = (await talk.finish())["final"]
    assert (final["outcome"], final["transfer"]) == ("message", None)
    (message,) = final["messages"]
    assert (message["kind"], message["phone"]) == ("callback", "+919999977001")


async def test_a_page_without_a_number_is_asked_for_one_before_the_message() -> None:
    talk = call(passes_on=False, number=None)
    await talk.greet()
    await talk.say("I want to speak to the manager")
    await talk.say("yes please")
    line = await talk.say("Asha Verma")
    assert line["awaiting"] == "phone"


async def test_an_annoyed_caller_on_the_page_is_not_offered_to_be_connected() -> None:
    talk = call(passes_on=False)
    await talk.greet()
    await talk.say("I want a table for tomorrow")
    await talk.say("I already told you, I want a table for tomorrow")
    line = await talk.say("how many times, this is ridiculous, for tomorrow")
    assert "connect" not in line["say"]
    assert "put you through" not in line["say"]
    assert "message" in line["say"] or "call you back" in line["say"]
