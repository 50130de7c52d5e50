"""A reply is thought while the caller may still go on: it is known, but nothing is done."""

from __future__ import annotations

import asyncio
from datetime import datetime
from importlib import resources

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallerTurn, ReplyEnd, ReplyPart
from vaani.call.ports.transcriber import Alternative
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import parse_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock

DEMO = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
NOW = "2027-05-06T13:00+05:30"


class Undecided:
    """A commit that never comes: the caller may still go on."""

    given = False
    cut = False

    async def wait(self) -> None:
        await asyncio.Event().wait()


def brain() -> tuple[FlowBrain, PaperDesk]:
    business = parse_business(DEMO.read_text(encoding="utf-8")).business
    plan = CallPlan("c1", business, Caller("+919999977001"), "text", "c1")
    desk = PaperDesk(plan, HandClock(datetime.fromisoformat(NOW)))
    return FlowBrain(plan, desk), desk


async def drafted(asked: FlowBrain, text: str) -> list[ReplyPart]:
    """What is known of the reply before the turn is given."""
    turn = CallerTurn(2, "said", (Alternative(text, "en"),))
    reply = asked.reply(turn, Undecided())
    parts: list[ReplyPart] = []
    async for part in reply:
        parts.append(part)
        if isinstance(part, ReplyEnd):
            break
    await reply.aclose()  # type: ignore[attr-defined]
    return parts


async def test_that_can_i_pay_by_card_is_answered_is_known_before_the_turn_is_over() -> None:
    asked, _ = brain()
    before = asked.talk
    end = (await drafted(asked, "Can I pay by card?"))[-1]
    assert isinstance(end, ReplyEnd)
    assert "inform" in end.acts
    assert asked.talk == before


async def test_a_table_that_was_only_drafted_is_not_held() -> None:
    asked, desk = brain()
    parts = await drafted(asked, "A table for four tomorrow at seven in the evening, please")
    assert isinstance(parts[-1], ReplyEnd)
    assert desk.held is None
