"""People join a running call: over real sockets, HTTP as the console asks, a carrier's far end."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect

from vaani.api import still_allowed
from vaani.domain.audit.service import Audit
from vaani.storage.paging import PageWish
from vaani.testing.all_sides import sides
from vaani.testing.carrier_peer import CarrierPeer
from vaani.testing.side import Side

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def up(exchange: Any, carrier: str = "twilio") -> tuple[Side, str, str, CarrierPeer]:
    """A call that is up and greeted: its side, the carrier's id and ours, and the far end."""
    side = sides()[carrier]
    call = side.call_id()
    peer = await exchange.pick_up(side, call, await exchange.ring(side, call))
    call_id = await exchange.call_of(side, call)
    assert await peer.assistant_began(within_s=60)
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


class Staff:
    """One of the staff at the desk of a call."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.sound: dict[int, bytes] = {0: b"", 1: b""}
        self.events: list[dict[str, Any]] = []

    @classmethod
    async def at(cls, exchange: Any, call_id: str, key: str | None = None) -> Staff:
        headers = {"Authorization": f"Bearer {key or exchange.key}"}
        place = f"ws://127.0.0.1:{exchange.port}/api/v1/calls/{call_id}/desk"
        return cls(await connect(place, additional_headers=headers))

    async def until(self, type_: str, **about: Any) -> dict[str, Any]:
        """The next message of that type, with these fields."""
        async with asyncio.timeout(60):
            async for got in self.socket:
                if isinstance(got, bytes):
                    self.sound[got[0]] += got[8:]
                    continue
                said = orjson.loads(got)
                self.events.append(said)
                if said["type"] == type_ and about.items() <= said.items():
                    return dict(said)
        raise AssertionError(f"no {type_} came: {self.events}")

    async def wants(self, wish: str, **about: Any) -> dict[str, Any]:
        """A wish, and what became of it."""
        id = len(self.events) + 1
        await self.socket.send(orjson.dumps({"type": wish, "id": id, **about}).decode())
        async with asyncio.timeout(60):
            while True:
                got = await self.socket.recv()
                if isinstance(got, bytes):
                    self.sound[got[0]] += got[8:]
                    continue
                said = orjson.loads(got)
                self.events.append(said)
                if said.get("id") == id:
                    return dict(said)


def tone(seconds: float, rate: int = 16_000) -> bytes:
    """Somebody's voice, as a microphone gives it."""
    at = np.arange(int(rate * seconds))
    return (9000 * np.sin(2 * np.pi * 440 * at / rate)).astype("<i2").tobytes()


def loudness(pcm: bytes) -> int:
    return int(np.abs(np.frombuffer(pcm, dtype="<i2").astype(np.int32)).max(initial=0))


async def test_staff_listen_take_over_by_microphone_and_hand_back(exchange: Any) -> None:
    """On wires of each kind: mu-law and linear sound, queues at the carrier and here."""
    wires = ("twilio", "vonage", "telnyx", "freeswitch")
    await asyncio.gather(*(taken_over(exchange, carrier) for carrier in wires))


async def taken_over(exchange: Any, carrier: str) -> None:
    side, call, call_id, peer = await up(exchange, carrier)
    staff = await Staff.at(exchange, call_id)
    joined = await staff.until("joined")
    assert joined["rate_hz"] == peer.dialect.coding.rate_hz
    await peer.assistant_finished()
    second = await Staff.at(exchange, call_id)
    await second.until("joined")
    assert (await second.wants("hand_back"))["type"] == "refused"
    assert (await staff.wants("take_over", rate_hz=44))["type"] == "refused"
    assert (await staff.wants("take_over", rate_hz=16_000))["type"] == "done"
    taken = await second.wants("take_over")
    assert "already" in taken["why"]
    before = peer.now_ms
    for piece in range(10):
        await staff.socket.send(tone(0.1)[: 3200 - 7 * (piece == 0)])
    assert peer.answered_after_ms(before) is not None or await peer.assistant_began(within_s=5)
    await peer.assistant_finished(since=0.0, quiet_s=0.3)
    assert (await staff.wants("hand_back"))["type"] == "done"
    assert await peer.assistant_began(within_s=60)
    await staff.wants("ping")
    assert loudness(staff.sound[1]) > 3000
    assert staff.sound[0]
    assert (await staff.wants("hang_up"))["type"] == "done"
    await exchange.over(call_id)
    assert "over" in [one["type"] for one in staff.events]
    await exchange.send(side.status(call, "completed"))
    await peer.close()
    detail = (await asked(exchange, "GET", call_id)).json()["data"]
    assert detail["ended_by"] == "system"
    kinds = [event["kind"] for event in detail["events"]]
    assert {"staff.took_over", "staff.handed_back", "staff.hung_up"} <= set(kinds)
    speakers = [turn["speaker"] for turn in detail["turns"]]
    assert "human" in speakers
    assert peer.complaints == []
    await staff.socket.close()
    await second.socket.close()


async def test_who_leaves_in_the_middle_hands_back_what_he_had_taken_over(exchange: Any) -> None:
    side, call, call_id, peer = await up(exchange)
    staff = await Staff.at(exchange, call_id)
    assert (await staff.wants("take_over"))["type"] == "done"
    staff.socket.transport.abort()
    assert await peer.assistant_began(within_s=60)
    again = await Staff.at(exchange, call_id)
    assert (await again.wants("take_over"))["type"] == "done"
    await again.socket.close()
    await peer.hang_up()
    await exchange.over(call_id)
    await exchange.send(side.status(call, "completed"))


async def test_whispers_are_said_or_refused_and_everything_is_audited(exchange: Any) -> None:
    _, _, call_id, peer = await up(exchange)
    await peer.assistant_finished()
    staff = await Staff.at(exchange, call_id)
    refused = await staff.wants("whisper", text="offer 5 pm")
    assert refused["type"] == "refused"
    assert "cannot be offered now" in refused["why"]
    assert "discount" in (await staff.wants("whisper", text="offer 5 pm with discount"))["why"]
    assert (await staff.wants("whisper", text=7))["type"] == "refused"
    done = await asked(exchange, "POST", f"{call_id}/whisper", text="say: the pool opens at nine")
    assert done.status_code == 200, done.text
    await peer.assistant_finished()
    none = await asked(exchange, "POST", f"{call_id}/whisper", text="be nice")
    assert none.status_code == 409
    assert "no time of day" in none.json()["error"]["message"]
    assert (await asked(exchange, "POST", f"{call_id}/pass-on")).status_code == 200
    await exchange.over(call_id)
    detail = (await asked(exchange, "GET", call_id)).json()["data"]
    said = [turn["text"] for turn in detail["turns"] if turn["speaker"] == "assistant"]
    assert "The pool opens at nine" in said
    assert detail["outcome"] == "transferred"
    assert (await asked(exchange, "POST", f"{call_id}/whisper", text="5 pm")).status_code == 409
    audit = Audit(exchange.house.nouns.calls._database)
    noted = (await audit.listing(PageWish(100))).items
    mine = [one for one in reversed(noted) if one.subject == call_id]
    assert [one.action for one in mine] == ["call.listened", "call.whispered", "call.passed_on"]
    assert all(one.actor.startswith("key:") for one in mine)


async def test_only_who_may_control_calls_gets_to_the_desk(exchange: Any) -> None:
    _, _, call_id, peer = await up(exchange)
    staff_key = await exchange.house.keys.create("staff", "desk", [])
    for key in (staff_key, "wrong"):
        staff = await Staff.at(exchange, call_id, key)
        assert (await staff.until("error"))["message"]
        await staff.socket.wait_closed()
        assert staff.socket.close_code == 1008
    refused = await asked(exchange, "POST", f"{call_id}/whisper", staff_key, text="say: hello")
    assert refused.status_code == 403
    gone = await Staff.at(exchange, "nobody")
    assert "no such call" in (await gone.until("error"))["message"]
    await peer.hang_up()
    await exchange.over(call_id)


async def test_whose_key_is_revoked_is_let_go_and_hands_back_what_he_had_taken_over(
    exchange: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(still_allowed, "PROOF_S", 0.01)
    side, call, call_id, peer = await up(exchange)
    keys = exchange.house.keys
    before = {line.split()[0] for line in await keys.lines()}
    staff = await Staff.at(exchange, call_id, await keys.create("owner", "desk", []))
    (made,) = {line.split()[0] for line in await keys.lines()} - before
    assert (await staff.wants("take_over"))["type"] == "done"
    await keys.revoke(made)
    async with asyncio.timeout(60):
        await staff.socket.wait_closed()
    assert staff.socket.close_code == 1008
    assert (staff.socket.close_reason or "").startswith("This key, user or session may no longer")
    assert await peer.assistant_began(within_s=60)
    await peer.hang_up()
    await exchange.over(call_id)
    await exchange.send(side.status(call, "completed"))
