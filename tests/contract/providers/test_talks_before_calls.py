"""A talk is open before its call is, is claimed once, and is closed when nobody claims it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from vaani.bootstrap.live import Talks, instructions, open_talking
from vaani.call.plan import CallPlan
from vaani.kit.errors import ProviderError
from vaani.kit.machine_clock import SystemClock
from vaani.settings import load
from vaani.testing.rehearsal import plan
from vaani.testing.vendors.hearing import KEY
from vaani.testing.vendors.live import GeminiLivePeer, Talk, in_order
from vaani.testing.vendors.sockets import SocketServer


def chooses(*names: str) -> CallPlan:
    bare = plan()
    return replace(bare, business=replace(bare.business, engines={"realtime": names}))


@asynccontextmanager
async def talks(claim_s: float = 30.0) -> AsyncIterator[tuple[Talks, Talk, SocketServer]]:
    script = Talk(in_order())
    async with SocketServer(lambda *asked: GeminiLivePeer.let_in(*asked, script)) as server:
        settings = load(
            environ={
                "VAANI_DIALOGUE__REALTIME": "gemini-live", "GEMINI_API_KEY": KEY,
                "VAANI_PROVIDERS__GEMINI__LIVE_MODEL": "m",
                "VAANI_PROVIDERS__GEMINI__BASE_URL": server.base_url,
            }
        ).settings  # fmt: skip
        made = Talks(open_talking(settings), SystemClock(), claim_s=claim_s)
        yield made, script, server
        await made.aclose()


async def test_a_talk_is_ready_when_the_call_begins_and_is_its_own() -> None:
    async with talks() as (made, script, server):
        call = chooses("nobody", "gemini-live")
        made.expect(call)
        made.expect(call)  # a carrier that asks twice
        first = made._waiting[call.call_id][0]
        await first.talk.ready(30)
        told = script.setups[0]["systemInstruction"]["parts"][0]["text"]
        assert "Stage" in told
        assert "+91" not in told, "no number of a caller is told"
        claimed = made.of_call(call)
        assert claimed is first
        assert server.script.connections == 1
        assert made.waiting == 0
        await first.talk.close()


async def test_a_talk_that_nobody_claims_is_closed() -> None:
    async with talks(claim_s=0.2) as (made, _, server):
        call = chooses("gemini-live")
        made.expect(call)
        talk = made._waiting[call.call_id][0].talk
        await talk.ready(30)
        assert server._server is not None
        (connection,) = server._server.connections
        async with asyncio.timeout(30):
            await connection.wait_closed()
        late = made.of_call(call)
        assert late is not None, "a late call gets a new one"
        assert late.talk is not talk
        await late.talk.close()


async def test_who_has_not_chosen_one_has_none_and_a_resting_engine_is_not_opened() -> None:
    async with talks() as (made, _, server):
        made.expect(plan())
        assert made.of_call(plan()) is None
        refused = ProviderError("realtime", "no", code="401")
        made._engines[0].breaker.failed(refused)
        assert made.of_call(chooses("gemini-live")) is None
        assert server.script.connections == 0


def test_as_shipped_no_call_has_one() -> None:
    assert open_talking(load(environ={}).settings) == ()


def test_a_talking_model_is_told_what_any_model_is_told() -> None:
    told = instructions(plan(), SystemClock().now())
    assert "Never say that something is booked" in told
    assert "number known" in told


def test_it_is_told_in_which_languages_the_business_answers() -> None:
    now, spoken = SystemClock().now(), "Answer in the language that he speaks"
    one = replace(plan(), business=replace(plan().business, languages=("en",)))
    assert "Answer in English only" in instructions(one, now)
    assert spoken not in instructions(one, now)
    both = replace(plan(), business=replace(plan().business, languages=("hi", "en")))
    assert spoken in instructions(both, now)
