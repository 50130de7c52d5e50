"""What a carrier is told, and tells, while a call is up: keys, recordings, stream errors."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from vaani.testing.all_sides import sides
from vaani.testing.carrier_out import told_beside
from vaani.testing.carrier_rest import CARRIERS

pytestmark = pytest.mark.asyncio(loop_scope="session")
OVER_THE_STREAM = ("plivo", "vobiz", "signalwire")
BY_COMMAND = {"telnyx": "/actions/send_dtmf", "vonage": "/dtmf"}


async def press(exchange: Any, call_id: str | None, digits: str) -> Any:
    headers = {"Authorization": f"Bearer {exchange.key}"}
    place = f"/api/v1/calls/{call_id}/digits"
    return await exchange.http.post(place, json={"digits": digits}, headers=headers)


async def test_keys_are_pressed_where_the_wire_can_and_the_card_says_where_not(
    exchange: Any,
) -> None:
    done = await asyncio.gather(
        *(pressed(exchange, name) for name in CARRIERS), return_exceptions=True
    )
    wrong = zip(CARRIERS, done, strict=True)
    assert {name: repr(one) for name, one in wrong if one is not None} == {}


async def pressed(exchange: Any, carrier: str) -> None:
    side = sides()[carrier]
    call, rest = side.call_id(), exchange.rests[carrier]
    peer = await exchange.pick_up(side, call, await exchange.ring(side, call))
    call_id = await exchange.call_of(side, call)
    assert await peer.assistant_began(within_s=60)
    assert (await press(exchange, call_id, "12a")).status_code == 422
    rest.forget()
    reply = await press(exchange, call_id, "12#")
    if carrier in OVER_THE_STREAM:
        assert reply.status_code == 200, reply.text
    elif carrier in BY_COMMAND:
        assert reply.status_code == 200, reply.text
        (command,) = rest.commands
        assert command.path.endswith(BY_COMMAND[carrier])
        assert command.said("digits") == "12#"
        rest.script.append("422 90018")
        assert (await press(exchange, call_id, "1")).status_code == 503
    else:
        assert reply.status_code == 409
        assert "No keys can be pressed" in reply.text
    await peer.hang_up()
    await exchange.over(call_id)
    assert peer.complaints == []
    assert peer.pressed == ("12#" if carrier in OVER_THE_STREAM else "")
    await exchange.send(side.status(call, "completed"))
    assert (await press(exchange, call_id, "1")).status_code == 409


@pytest.mark.parametrize("carrier", CARRIERS)
async def test_what_is_told_beside_the_status_is_proven_and_kept_once(
    exchange: Any, carrier: str
) -> None:
    side = sides()[carrier]
    call = side.call_id()
    await exchange.ring(side, call)
    call_id = await exchange.call_of(side, call)
    told = told_beside(carrier, call)
    for sent in told.values():
        for _ in range(3):
            assert (await exchange.send(sent)).status_code in (200, 204)
        bare = sent.without(*side.proofs) if side.needs_proof else sent
        target = bare.target.replace("a1b2", "b1b2")
        forged = await exchange.send(type(sent)(sent.method, target, bare.headers, sent.body))
        assert forged.status_code in (403, 503)
    events = (await exchange.house.nouns.calls.detail(call_id)).events
    kept = [event.kind for event in events if event.kind.startswith("carrier.")]
    assert sorted(kept) == sorted(f"carrier.{kind}" for kind in told)
    assert all(event.data for event in events if event.kind in kept)
