"""Houses of the scenarios, as they are heard on a Thursday morning."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from vaani.call.plan import Caller, CallPlan
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import Put, Start
from vaani.domain.businesses.file import load_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock, Line, TextCall

SCENARIOS = Path(__file__).parents[2] / "calls" / "text" / "scenarios"
THURSDAY = datetime.fromisoformat("2027-05-06T10:15+05:30")
NUMBER = "+919999977001"


def house(name: str) -> Scene:
    """Nothing said yet, at the business of `NAME.yaml`."""
    return Scene(load_business(SCENARIOS / f"{name}.yaml"), THURSDAY)


def flows(words: str, scene: Scene) -> list[str]:
    """What the sentence asks to be done."""
    return [one.flow for one in read_sentence(words, scene) if isinstance(one, Start)]


def values(words: str, kind: type, scene: Scene) -> list[object]:
    """The values of that kind that it holds."""
    found = read_sentence(words, scene)
    return [c.value for c in found if isinstance(c, Put) and isinstance(c.value, kind)]


async def call(name: str, *lines: str, bookings: tuple[Line, ...] = ()) -> tuple[list[str], Line]:
    """What the assistant said to each line, and how the call stood at its end."""
    business, clock = load_business(SCENARIOS / f"{name}.yaml"), HandClock(THURSDAY)
    plan = CallPlan("c-1", business, Caller(NUMBER), "text", "t-1", language=business.languages[0])
    desk = PaperDesk(plan, clock)
    desk.seed({"bookings": [{"phone": NUMBER, "name": "Rohan Mehta", **one} for one in bookings]})
    talk = TextCall(plan, FlowBrain(plan, desk), clock, desk.report)
    await talk.greet()
    said = [(await talk.say(line))["say"] for line in lines]
    return said, (await talk.finish())["final"]
