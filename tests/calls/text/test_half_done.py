"""Two places were wanted and only one was still free at the yes: the caller hears both facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import load_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock, TextCall

CLINIC = load_business(Path(__file__).parent / "scenarios" / "clinic.yaml")
NOW = datetime.fromisoformat("2027-06-07T10:00+05:30")


class CrowdedDesk(PaperDesk):
    """A stranger takes every slot but the first, a moment before it is written."""

    async def book(self, slot: FreeSlot, guest: Guest, key: str) -> BookedRow | Refusal:
        if any(row.created_in_call for row in self.rows):
            stranger = Guest("Stranger", "+919999949999", None)
            taken = await super().book(slot, stranger, f"stranger {slot.start}")
            assert isinstance(taken, BookedRow)
            self.rows[-1] = replace(self.rows[-1], created_in_call=False)
        return await super().book(slot, guest, key)


async def test_what_was_booked_is_said_although_the_rest_was_taken() -> None:
    plan = CallPlan("call", CLINIC, Caller("+919999940001"), "text", "t", language="en")
    clock = HandClock(NOW)
    desk = CrowdedDesk(plan, clock)
    call = TextCall(plan, FlowBrain(plan, desk), clock, desk.report)
    await call.greet()
    line = await call.say("Appointment for me and my wife with Dr Mehta tomorrow at ten.")
    for _ in range(6):
        if "readback" in line["acts"]:
            break
        answer = "Ravi Menon and Lila Menon." if line["awaiting"] == "name" else "Yes."
        line = await call.say(answer)
    line = await call.say("Yes, please.")
    assert [one["action"] for one in line["committed"]] == ["created"]
    assert "booked" in line["say"].lower()
    assert "somebody else was faster" in line["say"]
    assert {"done", "unavailable"} <= set(line["acts"])
