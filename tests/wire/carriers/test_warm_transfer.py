"""A colleague is called, asked and joined to a caller: over carriers' sockets, REST and events."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pytest
import pytest_asyncio

from vaani.audio.g711 import encode_mulaw
from vaani.storage.paging import PageWish
from vaani.telephony.registry import cards
from vaani.testing.all_sides import sides
from vaani.testing.carrier_out import Placed, asks, found_machine, placed, tells
from vaani.testing.carrier_peer import CarrierPeer
from vaani.testing.carrier_rest import CARRIERS
from vaani.testing.dialects import dialect_of
from vaani.testing.page_peer import PagePeer
from vaani.testing.side import PUBLIC, Side, handshake_of_twilio

pytestmark = pytest.mark.asyncio(loop_scope="session")

COLLEAGUE = "+911140005678"
FILE = """
slug: warm-{carrier}
name: Warm {carrier}
kind: other
timezone: Asia/Kolkata
languages: [en]
numbers: [{{number: "+91999998881{at}", carrier: {carrier}}}]
hours: {{{week}}}
transfer: {{number: "{colleague}", hours: opening, warm: true}}
"""
WEEK = ", ".join(
    f'{day}: [{{open: "00:00", close: "12:00"}}, {{open: "12:00", close: "00:00"}}]'
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(exchange: Any) -> Any:
    for at, carrier in enumerate(CARRIERS):
        text = FILE.format(carrier=carrier, at=at, week=WEEK, colleague=COLLEAGUE)
        await exchange.house.nouns.businesses.import_text(text)
    return exchange


def voice(peer: CarrierPeer, seconds: float = 1.0, hertz: float = 440) -> bytes:
    """Somebody's voice in a line's own coding."""
    coding = peer.dialect.coding
    at = np.arange(int(coding.rate_hz * seconds)) / coding.rate_hz
    samples = (9000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)
    return encode_mulaw(samples) if coding.encoding == "mulaw" else samples.tobytes()


def pitch(peer: CarrierPeer, since_ms: float, hertz: float) -> float:
    """How much of what a person heard since then stands at this pitch, 0 to 1."""
    wav = peer.recording()
    heard = wav.channels[1][int(since_ms * wav.rate_hz / 1000) :].astype(float)
    power = np.abs(np.fft.rfft(heard)) ** 2
    at = int(hertz * len(heard) / wav.rate_hz)
    return float(power[at - 8 : at + 9].sum() / max(power.sum(), 1.0))


@dataclass
class Waiting:
    """A caller who waits for a colleague whose telephone rings."""

    exchange: Any
    side: Side
    call: str
    call_id: str
    caller: CarrierPeer
    order: Placed
    leg: str
    """The carrier's id of the colleague's call."""

    async def tell(self, status: str) -> None:
        reply = await self.exchange.send(tells(self.order, self.leg, status))
        assert reply.status_code in (200, 204)

    async def picks_up(self) -> CarrierPeer:
        """The colleague answers, and is told who waits."""
        await self.tell("in_progress")
        path = self.order.socket_path
        if self.order.answer_at is not None:
            reply = await self.exchange.send(asks(self.order, self.leg))
            path = self.side.read(reply.content).socket_path
        assert path is not None
        peer = CarrierPeer(dialect_of(self.order.carrier, self.leg, self.order.parameters))
        headers = None
        if self.order.carrier == "twilio":
            url = PUBLIC.replace("https", "wss") + path
            headers = {"X-Twilio-Signature": handshake_of_twilio(url)}
        await peer.open(f"ws://127.0.0.1:{self.exchange.port}{path}", headers=headers)
        assert await peer.assistant_began(within_s=60)
        return peer

    async def hears(self, kind: str) -> None:
        """Wait until the call's journal holds such an event."""
        await self.exchange.until(lambda: self.noted(kind))

    async def noted(self, kind: str) -> bool:
        detail = await self.exchange.house.nouns.calls.detail(self.call_id)
        return any(event.kind == kind for event in detail.events)

    async def human(self) -> bool:
        """Were words of the colleague written down?"""
        detail = await self.exchange.house.nouns.calls.detail(self.call_id)
        return any(turn.speaker == "human" for turn in detail.turns)

    async def over(self) -> Any:
        """Everything that is kept of the call, once it is over; and of the colleague's."""
        await self.exchange.over(self.call_id)
        await self.exchange.send(self.side.status(self.call, "completed"))
        await self.caller.close()
        return await self.exchange.house.nouns.calls.detail(self.call_id)

    async def leg_row(self) -> Any:
        business = await self.exchange.house.nouns.businesses.get(f"warm-{self.order.carrier}")
        rows = await self.exchange.house.nouns.calls.listing(business.id, PageWish(20))
        return next(row for row in rows.items if row.carrier_call_id == self.leg)


async def asking(exchange: Any, carrier: str) -> Waiting:
    """A caller asks for a person by key."""
    side, call = sides()[carrier], sides()[carrier].call_id()
    number = f"+91999998881{CARRIERS.index(carrier)}"
    caller = await exchange.pick_up(side, call, await exchange.ring(side, call, number))
    business = await exchange.house.nouns.businesses.get(f"warm-{carrier}")
    rows = await exchange.house.nouns.calls.listing(business.id, PageWish(20))
    call_id = next(row.id for row in rows.items if row.carrier_call_id == call)
    assert await caller.assistant_began(within_s=60)
    caller.press("0")
    order = Placed(carrier, COLLEAGUE, "", "", None, None, None, {})
    return Waiting(exchange, side, call, call_id, caller, order, "")


async def waiting(exchange: Any, carrier: str) -> Waiting:
    """The same, and the colleague's telephone rings."""
    exchange.rests[carrier].forget()
    waits = await asking(exchange, carrier)
    await ringing(waits)
    return waits


async def ringing(waits: Waiting) -> None:
    """The colleague's call was placed, and his telephone rings."""
    exchange = waits.exchange
    waits.order = await rung(exchange, waits.order.carrier)
    assert waits.order.to == COLLEAGUE
    business = (await exchange.house.nouns.calls.detail(waits.call_id)).call.business_id
    rows = await exchange.house.nouns.calls.listing(business, PageWish(20))
    leg = next(row for row in rows.items if row.direction == "outbound" and row.ended_at is None)
    named = leg.carrier_call_id != leg.id
    waits.leg = leg.carrier_call_id if named else waits.side.call_id()
    await waits.tell("ringing")


async def rung(exchange: Any, carrier: str) -> Placed:
    """The colleague's call, as its carrier was told of it."""
    rest = exchange.rests[carrier]

    async def ordered() -> bool:
        return bool(rest.placed)

    await exchange.until(ordered, 15)
    return placed(rest.placed[0])


async def everywhere(exchange: Any, play: Any) -> None:
    """The same with every carrier, all at once."""
    done = await asyncio.gather(*(play(exchange, one) for one in CARRIERS), return_exceptions=True)
    assert {
        name: repr(one) for name, one in zip(CARRIERS, done, strict=True) if one is not None
    } == {}


async def test_a_colleague_accepts_by_key_and_each_hears_the_other(house: Any) -> None:
    await everywhere(house, accepted)


async def accepted(exchange: Any, carrier: str) -> None:
    assert cards()[carrier].can("transfer_warm")
    waits = await waiting(exchange, carrier)
    caller = waits.caller
    colleague = await waits.picks_up()
    assert await caller.assistant_began(within_s=60), "the caller hears music"
    colleague.press("1")
    await waits.hears("transfer.accepted")
    since, his_since = caller.now_ms, colleague.now_ms
    caller.say(voice(caller, hertz=440))
    colleague.say(voice(colleague, hertz=880))
    await asyncio.gather(caller.said(), colleague.said())
    await asyncio.gather(caller.roundtrip(), colleague.roundtrip())
    assert await colleague.assistant_finished(since=0.0, quiet_s=0.2)
    assert pitch(colleague, his_since, 440) > 0.5
    assert pitch(caller, since, 880) > 0.5
    await exchange.until(waits.human)
    await colleague.hang_up()
    kept = await waits.over()
    assert (kept.call.outcome, kept.call.transfer) == ("transferred", "answered")
    assert kept.call.transfer_to == COLLEAGUE
    assert {turn.speaker for turn in kept.turns} >= {"assistant", "human"}
    assert (await waits.leg_row()).status == "completed"
    assert colleague.complaints == caller.complaints == []


async def test_nobody_who_takes_him_brings_the_caller_back_and_no_call_is_left(house: Any) -> None:
    """One way with each carrier, all at once; then the caller is offered to leave a message."""
    ways = {
        "declined": ("twilio", declined), "no_answer": ("plivo", given_up),
        "busy": ("vonage", given_up), "machine": ("signalwire", a_machine),
        "failed": ("telnyx", refused), "he hangs up": ("exotel", caller_hangs_up),
        "he hangs up then": ("vobiz", caller_hangs_up),
    }  # fmt: skip
    done = await asyncio.gather(
        *(play(house, carrier, why) for why, (carrier, play) in ways.items()),
        return_exceptions=True,
    )
    wrong = zip(ways, done, strict=True)
    assert {why: repr(one) for why, one in wrong if one is not None} == {}
    assert not house.house.exchange.beside


async def declined(exchange: Any, carrier: str, why: str) -> None:
    waits = await waiting(exchange, carrier)
    colleague = await waits.picks_up()
    colleague.press("2")
    await brought_back(waits, why)
    await asyncio.wait_for(colleague.closed.wait(), 60)
    await colleague.close()
    await waits.caller.assistant_finished()
    await waits.caller.hang_up()
    kept = await waits.over()
    said = " ".join(turn.text for turn in kept.turns)
    assert "nobody can take your call just now" in said
    assert kept.call.transfer is None
    assert kept.call.outcome != "transferred"


async def brought_back(waits: Waiting, why: str) -> None:
    await waits.hears("transfer.not_taken")
    detail = await waits.exchange.house.nouns.calls.detail(waits.call_id)
    (told,) = [one.data for one in detail.events if one.kind == "transfer.not_taken"]
    assert told == {"why": why}


async def given_up(exchange: Any, carrier: str, why: str) -> None:
    waits = await waiting(exchange, carrier)
    await waits.tell(why)
    await brought_back(waits, why)
    await waits.caller.hang_up()
    await waits.over()
    assert (await waits.leg_row()).status == why


async def a_machine(exchange: Any, carrier: str, why: str) -> None:
    waits = await waiting(exchange, carrier)
    peer = await waits.picks_up()
    await exchange.send(found_machine(waits.order, waits.leg))
    await brought_back(waits, why)
    await peer.close()
    await waits.caller.hang_up()
    await waits.over()


async def refused(exchange: Any, carrier: str, why: str) -> None:
    exchange.rests[carrier].script.append("422 90018")
    waits = await asking(exchange, carrier)
    await brought_back(waits, why)
    await waits.caller.hang_up()
    await waits.over()


async def caller_hangs_up(exchange: Any, carrier: str, _why: str) -> None:
    waits = await waiting(exchange, carrier)
    rest = exchange.rests[carrier]
    before = len(rest.commands)
    await waits.caller.hang_up()
    await waits.over()
    assert (await waits.leg_row()).ended_at is not None
    if carrier != "exotel":  # it takes no such command: the call rings out by itself
        assert len(rest.commands) > before


TWO = """
slug: warm-two
name: Warm two
kind: other
timezone: Asia/Kolkata
languages: [en]
numbers:
  - {{number: "+919999988830", carrier: twilio}}
  - {{number: "+919999988831", carrier: telnyx}}
  - {{number: "+919999988832", carrier: jambonz}}
hours: {{{week}}}
transfer: {{number: "{colleague}", hours: opening, warm: true}}
"""


@pytest.mark.parametrize(
    ("called", "by", "shown"),
    [
        ("+919999988831", "telnyx", "+919999988831"),
        ("+919999988832", "twilio", "+919999988830"),
    ],
    ids=["the number that the caller has called", "another, where its carrier places no calls"],
)
async def test_the_colleague_sees_the_number_that_the_caller_has_called(
    house: Any, called: str, by: str, shown: str
) -> None:
    await house.house.nouns.businesses.import_text(TWO.format(week=WEEK, colleague=COLLEAGUE))
    inbound = "telnyx" if called.endswith("1") else "jambonz"
    side, call = sides()[inbound], sides()[inbound].call_id()
    house.rests[by].forget()
    caller = await house.pick_up(side, call, await house.ring(side, call, called))
    assert await caller.assistant_began(within_s=20)
    caller.press("0")
    order = await rung(house, by)
    assert (order.to, order.shown) == (COLLEAGUE, shown)
    await caller.hang_up()


async def test_a_caller_at_the_page_is_joined_to_a_colleague_by_telephone(house: Any) -> None:
    rest, carriers = house.rests["twilio"], house.house.app.state.carriers
    rest.forget()
    plan = await carriers.plan_for_browser("warm-twilio", "en")
    token = carriers.tokens.issue(plan.call_id, plan)
    page = PagePeer()
    await page.open(f"ws://127.0.0.1:{house.port}/carriers/browser/media/{token}", plan.call_id)
    await house.until(lambda: spoke(page), 20)
    page.say(type="digit", digit="0")
    order = Placed("twilio", COLLEAGUE, "", "", None, None, None, {})
    caller = cast(CarrierPeer, page)
    waits = Waiting(house, sides()["twilio"], "", plan.call_id, caller, order, "")
    await ringing(waits)
    colleague = await waits.picks_up()
    colleague.press("1")
    await waits.hears("transfer.accepted")
    already, his_since = len(page.heard), colleague.now_ms
    colleague.say(voice(colleague, hertz=880))
    tone = (9000 * np.sin(2 * np.pi * 440 * np.arange(16000) / 16000)).astype("<i2").tobytes()
    await page.aloud(tone)
    await colleague.said()
    assert await colleague.assistant_finished(since=0.0, quiet_s=0.2)
    assert pitch(colleague, his_since, 440) > 0.25
    heard = np.frombuffer(bytes(page.heard[already:]), "<i2").astype(float)
    power = np.abs(np.fft.rfft(heard)) ** 2
    at = int(880 * len(heard) / 16000)
    assert power[at - 8 : at + 9].sum() > power.sum() / 4
    await colleague.hang_up()
    await house.over(plan.call_id)
    kept = await house.house.nouns.calls.detail(plan.call_id)
    assert (kept.call.outcome, kept.call.transfer) == ("transferred", "answered")


async def spoke(page: PagePeer) -> bool:
    """Has the assistant begun?"""
    return bool(page.heard)
