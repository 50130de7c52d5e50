"""What do those who watch a call live learn of it, and what do they not?"""

from __future__ import annotations

import json
from datetime import datetime
from importlib import resources
from typing import Any, cast

from vaani.api.events import EventHub
from vaani.api.metrics import Metrics
from vaani.bootstrap.watching import WatchedJournal, WatchedToolbox
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.toolbox import Toolbox
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import parse_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.stage import MemoryJournal
from vaani.testing.text_call import HandClock, TextCall

DEMO = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
NOW = "2027-05-06T13:00+05:30"


class Watched:
    """A call in text whose events are watched."""

    def __init__(self) -> None:
        business = parse_business(DEMO.read_text(encoding="utf-8")).business
        plan = CallPlan("c1", business, Caller("+919999977001"), "text", "c1")
        clock = HandClock(datetime.fromisoformat(NOW))
        self.inner, self.hub = MemoryJournal(), EventHub(clock)

        async def settle() -> None:
            """Nothing waits."""

        self.journal = WatchedJournal(self.inner, plan, self.hub, Metrics(), settle)
        self.journal.answered(plan)
        self.desk = PaperDesk(plan, clock)
        tools = cast(Toolbox, WatchedToolbox(self.desk, self.journal.tool))
        self.call = TextCall(plan, FlowBrain(plan, tools), clock, self.desk.report)

    async def told(self, kind: str) -> list[dict[str, Any]]:
        """What one learns who asks for all that was missed."""
        with self.hub.subscribe(lambda event: event.type == kind, after="") as subscriber:
            subscriber.end()
            return [dict(event.data) async for event in subscriber.events()]


async def test_the_tools_of_a_call_are_told_by_name_and_without_the_callers_facts() -> None:
    watched = Watched()
    await watched.call.greet()
    await watched.call.say("A table for four tomorrow at eight in the evening")
    await watched.call.say("Rohan Mehta")
    assert "book" not in [one["name"] for one in await watched.told("tool.called")]
    await watched.call.say("yes")
    used = (await watched.told("tool.called"))[-1]
    assert {**used, "at_ms": 0} == {"at_ms": 0, "name": "book", "ok": True}
    assert "Rohan" not in json.dumps(used)
    assert "77001" not in json.dumps(used)


async def test_after_no_transcript_please_nobody_watching_reads_what_is_said() -> None:
    watched = Watched()
    watched.journal.turn(TurnRecord(1, "caller", "my name is Rohan", "en", 0, 900))
    watched.journal.withhold()
    watched.journal.turn(TurnRecord(2, "caller", "and I am ill", "en", 2000, 900))
    assert watched.inner.turns == []
    said = await watched.told("message.received")
    assert [one["text"] for one in said] == [None, None]
