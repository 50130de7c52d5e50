"""Calls go out through every carrier, on its scripted REST: the same contract for all of them."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest
import vonage_jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jwt import decode

from vaani.telephony.registry import cards
from vaani.telephony.vonage.control import signed_token
from vaani.testing.all_sides import sides
from vaani.testing.carrier_out import Placed, asks, found_machine, over, placed, tells
from vaani.testing.carrier_peer import CarrierPeer
from vaani.testing.carrier_rest import CARRIERS, CarrierRest
from vaani.testing.dialects import dialect_of
from vaani.testing.side import PUBLIC, Side, handshake_of_twilio

pytestmark = pytest.mark.asyncio(loop_scope="session")
CALLEE = "+919876543210"
KEYS = (f"every-{number:06}" for number in itertools.count())
ALL = pytest.mark.parametrize("carrier", CARRIERS)


async def place(exchange: Any, carrier: str, key: str | None = None) -> Any:
    exchange.rests[carrier].forget()
    return await again(exchange, carrier, key)


async def again(exchange: Any, carrier: str, key: str | None = None) -> Any:
    body = {"phone_number": CALLEE, "business": f"by-{carrier}"}
    headers = {"Authorization": f"Bearer {exchange.key}"}
    if key:
        headers["Idempotency-Key"] = key
    return await exchange.http.post("/api/v1/calls", json=body, headers=headers)


def ordered(exchange: Any, carrier: str) -> Placed:
    rest: CarrierRest = exchange.rests[carrier]
    (command,) = rest.placed
    return placed(command)


def named(call: Any, carrier: str) -> str:
    """The carrier's id; where its answer names none, its events do."""
    side: Side = sides()[carrier]
    return side.call_id() if carrier == "telnyx" else str(call["carrier_call_id"])


async def picks_up(exchange: Any, order: Placed, id_: str) -> CarrierPeer:
    """The callee answers: the carrier asks for its document, if it does, and opens the socket."""
    path = order.socket_path
    if order.answer_at is not None:
        for _ in range(2):  # a carrier repeats its question
            reply = await exchange.send(asks(order, id_))
            assert reply.status_code == 200
            path = sides()[order.carrier].read(reply.content).socket_path
    assert path is not None
    peer = CarrierPeer(dialect_of(order.carrier, id_, order.parameters))
    headers = None
    if order.carrier == "twilio":
        url = PUBLIC.replace("https", "wss") + path
        headers = {"X-Twilio-Signature": handshake_of_twilio(url)}
    await peer.open(f"ws://127.0.0.1:{exchange.port}{path}", headers=headers)
    return peer


async def stored(exchange: Any, call_id: str) -> Any:
    return await exchange.house.nouns.calls.detail(call_id)


async def test_a_call_goes_out_is_talked_and_ends_through_every_carrier(exchange: Any) -> None:
    done = await asyncio.gather(
        *(whole_call(exchange, name) for name in CARRIERS), return_exceptions=True
    )
    wrong = zip(CARRIERS, done, strict=True)
    assert {name: repr(one) for name, one in wrong if one is not None} == {}


async def whole_call(exchange: Any, carrier: str) -> None:
    reply = await place(exchange, carrier)
    assert reply.status_code == 201, reply.text
    call, order = reply.json()["data"], ordered(exchange, carrier)
    assert (order.to, order.shown) == (CALLEE, f"+91999997760{CARRIERS.index(carrier)}")
    id_ = named(call, carrier)
    for status in ("ringing", "in_progress"):
        assert (await exchange.send(tells(order, id_, status))).status_code in (200, 204)
    peer = await picks_up(exchange, order, id_)
    assert await peer.assistant_finished(timeout_s=20)
    assert peer.complaints == []
    if cards()[carrier].can("transfer_cold"):
        peer.press("0")
        await asyncio.wait_for(peer.closed.wait(), 60)
        await peer.close()
        for _ in range(2):
            followed = await exchange.send(over(order, id_))
            assert sides()[carrier].read(followed.content).dialled == exchange.DESK
            assert order.shown.removeprefix("+") in followed.text
    else:
        await peer.hang_up()
    await exchange.over(call["id"])
    for _ in range(2):
        await exchange.send(tells(order, id_, "completed", talked_s=61))
    kept = await stored(exchange, call["id"])
    assert (kept.call.carrier, kept.call.status) == (carrier, "completed")
    assert (kept.call.carrier_call_id, kept.call.caller) == (id_, CALLEE)
    assert "assistant of Inn" in kept.turns[0].text


@ALL
async def test_a_time_out_after_the_carrier_took_it_is_one_call_that_its_events_end(
    exchange: Any, carrier: str
) -> None:
    exchange.rests[carrier].forget()
    exchange.rests[carrier].script.append("cut")
    key = next(KEYS)
    calls = [(await again(exchange, carrier, key)).json()["data"] for _ in range(3)]
    assert {call["status"] for call in calls} == {"initiated"}
    assert len({call["id"] for call in calls}) == 1
    order, id_ = ordered(exchange, carrier), sides()[carrier].call_id()
    for status in ("no_answer", "ringing", "no_answer"):
        await exchange.send(tells(order, id_, status))
    kept = (await stored(exchange, calls[0]["id"])).call
    assert (kept.status, kept.carrier_call_id) == ("no_answer", id_)


@ALL
@pytest.mark.parametrize("end", ["busy", "no_answer", "failed"])
async def test_events_in_any_order_end_the_call_once(exchange: Any, carrier: str, end: str) -> None:
    call = (await place(exchange, carrier)).json()["data"]
    order, id_ = ordered(exchange, carrier), named(call, carrier)
    for status in (end, "ringing", end, "completed"):
        assert (await exchange.send(tells(order, id_, status))).status_code in (200, 204)
    assert (await stored(exchange, call["id"])).call.status == end


@ALL
async def test_what_the_carrier_refuses_has_failed_and_is_not_tried_again(
    exchange: Any, carrier: str
) -> None:
    exchange.rests[carrier].forget()
    exchange.rests[carrier].script.append("400 21211")
    key = next(KEYS)
    refused = await again(exchange, carrier, key)
    assert refused.status_code == 503
    assert "said by the script" in refused.text
    assert (await again(exchange, carrier, key)).json()["data"]["status"] == "failed"
    assert len(exchange.rests[carrier].placed) == 1


@ALL
async def test_a_call_that_rings_is_ended_at_the_carrier_once_or_it_says_why_not(
    exchange: Any, carrier: str
) -> None:
    call = (await place(exchange, carrier)).json()["data"]
    order, id_ = ordered(exchange, carrier), named(call, carrier)
    await exchange.send(tells(order, id_, "ringing"))
    rest, headers = exchange.rests[carrier], {"Authorization": f"Bearer {exchange.key}"}
    if carrier == "plivo":
        rest.script.extend(["204", "404"])  # the request is gone, and there is no call yet
    replies = [
        await exchange.http.post(f"/api/v1/calls/{call['id']}/hangup", headers=headers)
        for _ in range(2)
    ]
    if carrier == "exotel":
        assert {reply.status_code for reply in replies} == {503}
        assert "cannot stop a call that rings" in replies[0].text
        return
    assert [reply.status_code for reply in replies] == [200, 200]
    ends = [one for one in rest.commands if one not in rest.placed]
    assert ends
    assert all(id_.replace(":", "%3A") in one.path for one in ends)


@pytest.mark.parametrize("carrier", [name for name in CARRIERS if name != "exotel"])
async def test_a_machine_that_answers_is_kept_and_hung_up_on(exchange: Any, carrier: str) -> None:
    call = (await place(exchange, carrier)).json()["data"]
    order, id_ = ordered(exchange, carrier), named(call, carrier)
    peer = await picks_up(exchange, order, id_)
    for _ in range(2):
        assert (await exchange.send(found_machine(order, id_))).status_code in (200, 204)
    await asyncio.wait_for(peer.closed.wait(), 60)
    await peer.close()
    await exchange.over(call["id"])
    events = (await stored(exchange, call["id"])).events
    told = [event.data for event in events if event.kind == "carrier.machine"]
    assert len(told) == 1
    assert told[0]["answered_by"].startswith("machine")


async def test_vonages_command_is_proven_as_its_sdk_proves_one() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    ours = decode(signed_token(key, "app-1", 4_000_000_000), public.decode(), ["RS256"],
                  options={"verify_iat": False})  # fmt: skip
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    theirs = decode(
        vonage_jwt.JwtClient("app-1", pem).generate_application_jwt(), public.decode(), ["RS256"]
    )
    assert set(theirs) <= set(ours)
    assert ours["application_id"] == theirs["application_id"]
    assert ours["exp"] - ours["iat"] <= 24 * 3600
