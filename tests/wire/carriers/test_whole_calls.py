"""Every carrier carries a whole call, from its ring to its last status, over real sockets."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from vaani.testing.all_sides import sides
from vaani.testing.carrier_peer import CarrierPeer, PeerError
from vaani.testing.side import Side

pytestmark = pytest.mark.asyncio(loop_scope="session")
ALL = list(sides().values())


def loud(peer: CarrierPeer, seconds: float) -> bytes:
    """Something that is heard, in the line's coding."""
    coding = peer.dialect.coding
    unit = b"\x00\x30\x00\xd0" if coding.encoding == "l16" else b"\x10\x90"
    return unit * (round(seconds * 50) * coding.frame_bytes // len(unit))


def named(side: Side) -> str:
    return side.carrier


async def test_every_carrier_carries_a_call_from_its_ring_to_its_last_status(exchange: Any) -> None:
    calls = (whole_call(exchange, side) for side in ALL)
    done = await asyncio.gather(*calls, return_exceptions=True)
    wrong = zip(ALL, done, strict=True)
    assert {side.carrier: repr(one) for side, one in wrong if one is not None} == {}


async def whole_call(exchange: Any, side: Side) -> None:
    """Greeted, passed on, nobody takes it, kept; AssertionError says what is wrong."""
    call = side.call_id()
    answered = await exchange.ring(side, call)
    call_id = await exchange.call_of(side, call)
    peer = await exchange.pick_up(side, call, answered)
    assert await peer.assistant_began(within_s=60)
    peer.say(loud(peer, 0.6))
    peer.press("0")
    if side.transfers:
        await asyncio.wait_for(peer.closed.wait(), 60)
        await peer.close()
        followed = await exchange.send(side.stream_over(call, exchange.INN))
        assert side.read(followed.content).dialled == exchange.DESK
        again = await exchange.send(side.stream_over(call, exchange.INN))
        assert side.read(again.content).dialled == exchange.DESK
        ended = await exchange.send(side.dial_over(call, exchange.INN, "busy"))
        assert "message with your number" in " ".join(side.read(ended.content).said)
    else:
        await peer.said()
        await peer.hang_up()
    assert peer.complaints == []
    await exchange.over(call_id)
    assert (await exchange.send(side.status(call, "completed"))).status_code in (200, 204)
    kept = await exchange.house.nouns.calls.detail(call_id)
    assert (kept.call.carrier, kept.call.status) == (side.carrier, "completed")
    assert kept.call.caller == "+919800000001"
    assert kept.call.transfer == ("busy" if side.transfers else None)
    used = await exchange.house.nouns.usage.of_call(call_id)
    assert [(one.role, one.engine) for one in used.lines] == [("line", side.carrier)]
    assert used.lines[0].amount > 0


@pytest.mark.parametrize("side", ALL, ids=named)
async def test_a_caller_who_hangs_up_ends_the_call_once(exchange: Any, side: Side) -> None:
    call = side.call_id()
    answered = await exchange.ring(side, call)
    peer = await exchange.pick_up(side, call, answered)
    call_id = await exchange.call_of(side, call)
    assert await peer.assistant_began(within_s=60)
    await peer.hang_up()
    await exchange.over(call_id)
    for status in ("completed", "completed", "ringing", "failed"):
        reply = await exchange.send(side.status(call, status))
        assert reply.status_code in (200, 204)
    assert (await exchange.house.nouns.calls.detail(call_id)).call.status == "completed"


@pytest.mark.parametrize("side", ALL, ids=named)
async def test_a_call_that_rings_twice_is_one_call_with_one_socket(
    exchange: Any, side: Side
) -> None:
    call, before = side.call_id(), exchange.waiting
    first = await exchange.ring(side, call)
    again = await exchange.ring(side, call)
    assert first == again
    assert exchange.waiting == before + 1
    peer = await exchange.pick_up(side, call, first)
    with pytest.raises(PeerError, match="refused"):
        await exchange.pick_up(side, call, first)
    await peer.hang_up()
    await exchange.over(await exchange.call_of(side, call))


@pytest.mark.parametrize("side", ALL, ids=named)
async def test_a_final_status_ends_a_call_whose_caller_is_gone(exchange: Any, side: Side) -> None:
    call = side.call_id()
    answered = await exchange.ring(side, call)
    missed = side.call_id()
    await exchange.ring(side, missed)
    peer = await exchange.pick_up(side, call, answered)
    assert await peer.assistant_began(within_s=60)
    await exchange.send(side.status(call, "completed"))
    await asyncio.wait_for(peer.closed.wait(), 60)
    await peer.close()
    for status in ("no_answer", "in_progress"):
        await exchange.send(side.status(missed, status))
    kept = await exchange.house.nouns.calls.detail(await exchange.call_of(side, missed))
    assert kept.call.status == "no_answer"


@pytest.mark.parametrize("side", ALL, ids=named)
async def test_a_number_nobody_has_is_refused_and_no_call_waits(exchange: Any, side: Side) -> None:
    before, call = exchange.waiting, side.call_id()
    answered = await exchange.ring(side, call, "+919999977999")
    assert answered.socket_path is None
    assert any("not in service" in words for words in answered.said)
    assert exchange.waiting == before
    assert await exchange.call_of(side, call) is None


@pytest.mark.parametrize("side", ALL, ids=named)
async def test_a_busy_house_says_so(
    exchange: Any, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange.house.app.state.carriers, "_admits", lambda: False)
    answered = await exchange.ring(side, side.call_id())
    assert answered.socket_path is None
    assert any("lines are busy" in words for words in answered.said)


@pytest.mark.parametrize("side", ALL, ids=named)
async def test_a_caller_without_a_number_is_answered_too(exchange: Any, side: Side) -> None:
    call = side.call_id()
    reply = await exchange.send(side.ring(call, exchange.INN, None))
    assert side.read(reply.content).socket_path is not None
    kept = await exchange.house.nouns.calls.detail(await exchange.call_of(side, call))
    assert kept.call.caller is None
