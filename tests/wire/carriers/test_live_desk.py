"""People join a running call: over real sockets, HTTP as the console asks, a carrier's far end."""

from __future__ import annotations

from typing import Any

import pytest

from vaani.testing.all_sides import sides
from vaani.testing.carrier_peer import CarrierPeer
from vaani.testing.carrier_side import Side

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def up(exchange: Any, carrier: str = "twilio") -> tuple[Side, str, str, CarrierPeer]:
    """A call that is up and greeted: its side, the carrier's id and ours, and the far end."""
    side = sides()[carrier]
    call = side.call_id()
    peer = await exchange.pick_up(side, call, await exchange.ring(side, call))
    call_id = await exchange.call_of(side, call)
    assert await peer.assistant_began(within_s=20)
    return side, call, call_id, peer


async def asked(exchange: Any, method: str, path: str, key: str | None = None, **body: Any) -> Any:
    """One request of the console's."""
    headers = {"Authorization": f"Bearer {key or exchange.key}"}
    place = f"/api/v1/calls/{path}"
    return await exchange.http.request(method, place, json=body or None, headers=headers)


async def test_how_patiently_a_running_call_listens_is_changed_and_kept_in_its_row(
    exchange: Any,
) -> None:
    side, call, call_id, peer = await up(exchange)
    chosen = {"preset": "slow_speaker", "silence_ms": 1200}
    reply = await asked(exchange, "PUT", f"{call_id}/turn-taking", **chosen)
    assert reply.status_code == 200, reply.text
    shown = reply.json()["data"]["turn_taking"]
    assert {name: value for name, value in shown.items() if value is not None} == chosen
    beyond = await asked(exchange, "PUT", f"{call_id}/turn-taking", silence_ms=2001)
    assert beyond.status_code == 422
    await peer.hang_up()
    await exchange.over(call_id)
    await exchange.send(side.status(call, "completed"))
    detail = (await asked(exchange, "GET", call_id)).json()["data"]
    assert detail["turn_taking"]["silence_ms"] == 1200
    assert {"kind": "turn_taking", "data": chosen}.items() <= next(
        event.items() for event in detail["events"] if event["kind"] == "turn_taking"
    )
    late = await asked(exchange, "PUT", f"{call_id}/turn-taking", preset="noisy_line")
    assert late.status_code == 409
