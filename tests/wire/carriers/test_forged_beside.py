"""Forged questions about calls that go out, machines and recordings: none leaves a trace."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from vaani.telephony.registry import cards
from vaani.testing.all_sides import sides
from vaani.testing.carrier_out import Placed, asks, found_machine, placed, told_beside
from vaani.testing.carrier_rest import CARRIERS
from vaani.testing.forged_requests import Sent
from vaani.testing.side import forgeries

pytestmark = pytest.mark.asyncio(loop_scope="session")
ROUTES = ("out", "machine", "recording")


async def ordered(exchange: Any, carrier: str) -> tuple[str, Placed]:
    """A call that goes out: our id, and what its carrier was told."""
    exchange.rests[carrier].forget()
    body = {"phone_number": "+919876543210", "business": f"by-{carrier}"}
    headers = {"Authorization": f"Bearer {exchange.key}"}
    reply = await exchange.http.post("/api/v1/calls", json=body, headers=headers)
    assert reply.status_code == 201, reply.text
    (command,) = exchange.rests[carrier].placed
    return str(reply.json()["data"]["id"]), placed(command)


def genuine(carrier: str, order: Placed, id_: str) -> dict[str, Sent]:
    """What the carrier would ask, by route."""
    beside = told_beside(carrier, id_)
    found = {}
    if order.answer_at is not None:
        found["out"] = asks(order, id_)
    if order.machine_at is not None:  # at Vonage it comes as a status
        found["status" if carrier == "vonage" else "machine"] = found_machine(order, id_)
    if "recording" in beside:
        found["recording"] = beside["recording"]
    return {route: sent for route, sent in found.items() if route in cards()[carrier].routes}


async def test_of_forty_forgeries_at_the_further_routes_none_is_taken(exchange: Any) -> None:
    able = [name for name in CARRIERS if cards()[name].routes & set(ROUTES)]
    found = await asyncio.gather(*(spoilt(exchange, carrier) for carrier in able))
    for carrier, tried in zip(able, found, strict=True):
        assert set(tried) >= cards()[carrier].routes & set(ROUTES), carrier
        assert sum(tried.values()) >= 40, (carrier, tried)


async def spoilt(exchange: Any, carrier: str) -> dict[str, int]:
    """How many forgeries were tried at each route; all were refused, and nothing was kept."""
    side = sides()[carrier]
    call_id, order = await ordered(exchange, carrier)
    before = await exchange.house.nouns.calls.detail(call_id)
    tried = {}
    for route, sent in genuine(carrier, order, side.call_id()).items():
        at = f"/carriers/{carrier}/{route}"
        forged = {
            name: one
            for name, one in forgeries(side, sent).items()
            if one.target.startswith(at) and not name.startswith("an honest")
        }
        for name, one in forged.items():
            reply = await exchange.send(one)
            unsigned = carrier == "vonage" and not one.header("Authorization")
            refused = reply.status_code == 503 if unsigned else 300 <= reply.status_code < 500
            assert refused, (carrier, route, name, reply.status_code)
            assert "media" not in reply.text, (carrier, route, name)
        tried[route] = len(forged)
    after = await exchange.house.nouns.calls.detail(call_id)
    assert (after.call, after.events) == (before.call, before.events)
    return tried
