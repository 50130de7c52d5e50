"""Calls that go out through Twilio, from the request to the last status, on a scripted REST."""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect

from vaani.testing.all_sides import sides
from vaani.testing.carrier_peer import CarrierPeer
from vaani.testing.carrier_rest import Command
from vaani.testing.carrier_side import TwilioLike
from vaani.testing.dialects import dialect_of
from vaani.testing.forged_requests import Sent
from vaani.testing.side import PUBLIC, handshake_of_twilio, path_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
CALLEE = "+919876543210"
PATHS = ("/api/v1/calls", "/calls", "/voice/calls/initiate")
KEYS = (f"key-{number:06}" for number in itertools.count())


@pytest_asyncio.fixture(loop_scope="session")
async def rest(exchange: Any) -> Any:
    exchange.rests["twilio"].forget()
    return exchange.rests["twilio"]


async def place(exchange: Any, path: str = PATHS[0], key: str | None = None, **asked: str) -> Any:
    body = {"phone_number": CALLEE, "business": "inn", **asked}
    headers = {"Authorization": f"Bearer {exchange.key}"}
    if key:
        headers["Idempotency-Key"] = key
    return await exchange.http.post(path, json=body, headers=headers)


def tells(command: Command, sid: str, status: str, **more: str) -> Sent:
    """A status event at the address that the command named."""
    action = path_of(command.said("StatusCallback")).removeprefix("/carriers/twilio/")
    fields = {
        "CallSid": sid, "AccountSid": "AC" + "2" * 32, "CallStatus": status,
        "Direction": "outbound-api", "To": CALLEE, "From": "+919999977501", **more,
    }  # fmt: skip
    side = sides()["twilio"]
    assert isinstance(side, TwilioLike)
    return side.signed(action, list(fields.items()))


async def answer(exchange: Any, command: Command, sid: str) -> CarrierPeer:
    """The callee picks up: Twilio opens the socket of the document that came with the command."""
    stream = ET.fromstring(command.said("Twiml")).find("./Connect/Stream")
    assert stream is not None
    said = {node.get("name", ""): node.get("value", "") for node in stream.iter("Parameter")}
    peer = CarrierPeer(dialect_of("twilio", sid, said))
    url = stream.get("url", "")
    path = url.removeprefix(PUBLIC.replace("https", "wss"))
    signed = {"X-Twilio-Signature": handshake_of_twilio(url)}
    await peer.open(f"ws://127.0.0.1:{exchange.port}{path}", headers=signed)
    return peer


async def stored(exchange: Any, call_id: str) -> Any:
    return await exchange.house.nouns.calls.detail(call_id)


async def test_a_call_goes_out_is_talked_and_ends(exchange: Any, rest: Any) -> None:
    reply = await place(exchange, purpose="your booking tomorrow")
    assert reply.status_code == 201, reply.text
    call = reply.json()["data"]
    (command,) = rest.placed
    sid = call["carrier_call_id"]
    assert (call["status"], call["direction"]) == ("initiated", "outbound")
    assert (command.said("To"), command.said("From")) == (CALLEE, exchange.INN)
    assert (command.user, command.said("Timeout")) == ("AC" + "2" * 32, "30")
    assert command.form["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    for number, status in enumerate(("initiated", "ringing")):
        await exchange.send(tells(command, sid, status, SequenceNumber=str(number)))
    assert (await stored(exchange, call["id"])).call.status == "ringing"
    peer = await answer(exchange, command, sid)
    assert await peer.assistant_finished(timeout_s=15)
    await peer.hang_up()
    await exchange.over(call["id"])
    await exchange.send(tells(command, sid, "completed", SequenceNumber="3", CallDuration="61"))
    kept = await stored(exchange, call["id"])
    assert (kept.call.status, kept.call.caller) == ("completed", CALLEE)
    assert "assistant of Inn" in kept.turns[0].text
    assert "your booking tomorrow" in kept.turns[0].text


@pytest.mark.parametrize("path", PATHS)
async def test_the_same_key_places_one_call(exchange: Any, rest: Any, path: str) -> None:
    key = next(KEYS)
    first = (await place(exchange, path, key)).json()["data"]
    again = (await place(exchange, path, key)).json()["data"]
    assert first["id"] == again["id"]
    assert len(rest.placed) == 1
    assert (await place(exchange, path, key, purpose="another")).status_code == 409


async def test_a_time_out_after_the_carrier_took_the_call_makes_no_second_one(
    exchange: Any, rest: Any
) -> None:
    key = next(KEYS)
    rest.script.append("cut")
    reply = await place(exchange, key=key)
    assert reply.status_code == 201
    call = reply.json()["data"]
    assert call["status"] == "initiated"
    for _ in range(3):
        assert (await place(exchange, key=key)).json()["data"]["id"] == call["id"]
    (command,) = rest.placed
    sid = "CA" + "c" * 32
    await exchange.send(tells(command, sid, "no-answer", SequenceNumber="2"))
    kept = await stored(exchange, call["id"])
    assert (kept.call.status, kept.call.carrier_call_id) == ("no_answer", sid)


async def test_a_call_that_the_carrier_refuses_has_failed_and_is_not_tried_again(
    exchange: Any, rest: Any
) -> None:
    key = next(KEYS)
    rest.script.append("400 21211")
    refused = await place(exchange, key=key)
    assert refused.status_code == 503
    again = await place(exchange, key=key)
    assert again.json()["data"]["status"] == "failed"
    assert len(rest.placed) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(("ringing", "busy", "initiated"))))
async def test_events_in_any_order_and_twice_end_the_call_once(
    exchange: Any, rest: Any, order: tuple[str, ...]
) -> None:
    call = (await place(exchange)).json()["data"]
    (command,) = rest.placed
    for status in (*order, *order):
        sent = tells(command, call["carrier_call_id"], status)
        assert (await exchange.send(sent)).status_code == 204
    assert (await stored(exchange, call["id"])).call.status == "busy"


async def test_a_call_that_rings_is_ended_at_the_carrier(exchange: Any, rest: Any) -> None:
    call = (await place(exchange)).json()["data"]
    headers = {"Authorization": f"Bearer {exchange.key}"}
    for _ in range(2):
        reply = await exchange.http.post(f"/api/v1/calls/{call['id']}/hangup", headers=headers)
        assert reply.status_code == 200
    asked = [one for one in rest.commands if one not in rest.placed]
    assert {one.path.rpartition("/")[2] for one in asked} == {f"{call['carrier_call_id']}.json"}
    assert {one.said("Status") for one in asked} == {"canceled"}


async def test_a_machine_that_answers_is_kept_and_hung_up_on(exchange: Any, rest: Any) -> None:
    call = (await place(exchange)).json()["data"]
    (command,) = rest.placed
    sid = call["carrier_call_id"]
    peer = await answer(exchange, command, sid)
    assert await peer.assistant_began(within_s=60)
    side = sides()["twilio"]
    assert isinstance(side, TwilioLike)
    fields = [("CallSid", sid), ("AccountSid", "AC" + "2" * 32), ("AnsweredBy", "machine_start")]
    assert (await exchange.send(side.signed("machine", fields))).status_code == 204
    await asyncio.wait_for(peer.closed.wait(), 60)
    await peer.close()
    await exchange.over(call["id"])
    events = (await stored(exchange, call["id"])).events
    told = [event.data for event in events if event.kind == "carrier.machine"]
    assert told == [{"answered_by": "machine_start"}]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"phone_number": "+442079460000"}, 403),
        ({"phone_number": "+881612345678"}, 403),
        ({"phone_number": "112"}, 422),
        ({"phone_number": "+9198765"}, 422),
        ({"phone_number": "+919999977501"}, 403),
        ({"from_number": "+15005550006"}, 403),
        ({"business": "nobody"}, 404),
        ({"language": "hi"}, 422),
    ],
)
async def test_what_must_not_be_called_is_not(
    exchange: Any, rest: Any, asked: dict[str, str], status: int
) -> None:
    assert (await place(exchange, **asked)).status_code == status
    assert rest.commands == []


async def test_a_number_of_another_carrier_is_not_shown_through_twilio(
    exchange: Any, rest: Any
) -> None:
    businesses = exchange.house.nouns.businesses
    try:
        await businesses.set_numbers("inn", {exchange.INN: "asterisk"})
        assert (await place(exchange)).status_code == 503
        assert rest.commands == []
    finally:
        await businesses.set_numbers("inn", {exchange.INN: None})
    assert (await place(exchange)).status_code == 201


async def test_who_asked_not_to_be_called_is_not(exchange: Any, rest: Any) -> None:
    business = await exchange.house.nouns.businesses.get("inn")
    await exchange.house.nouns.do_not_call.stop_calling(business.id, "+919876500000")
    assert (await place(exchange, phone_number="+91 98765 00000")).status_code == 403
    assert rest.commands == []


async def test_a_stream_that_names_another_call_is_not_taken(exchange: Any, rest: Any) -> None:
    one = (await place(exchange)).json()["data"]
    (command,) = rest.placed
    document = command.said("Twiml").replace(one["id"], "x" * len(one["id"]))
    forged = replace(command, form={**command.form, "Twiml": [document]})
    peer = await answer(exchange, forged, one["carrier_call_id"])
    await asyncio.wait_for(peer.closed.wait(), 60)
    await peer.close()
    assert (await stored(exchange, one["id"])).call.status == "initiated"


async def asked_on_the_socket(exchange: Any, **said: object) -> dict[str, Any]:
    url = f"ws://127.0.0.1:{exchange.port}/ws"
    headers = {"Authorization": f"Bearer {exchange.key}"}
    async with connect(url, additional_headers=headers) as socket:
        await socket.send(json.dumps({"type": "initiate_call", "id": 7, **said}))
        async with asyncio.timeout(60):
            while True:
                answer: dict[str, Any] = json.loads(await socket.recv())
                if answer.get("id") == 7:
                    return answer


async def test_a_call_is_placed_by_a_message_on_the_socket_of_events(
    exchange: Any, rest: Any
) -> None:
    key = next(KEYS)
    said = {"phone_number": CALLEE, "business": "inn", "idempotency_key": key}
    answers = [await asked_on_the_socket(exchange, **said) for _ in range(2)]
    assert {answer["type"] for answer in answers} == {"call_initiated"}
    assert len({answer["call"]["id"] for answer in answers}) == len(rest.placed) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"phone_number": "+881612345678", "business": "inn"}, "ordinary numbers"),
        ({"business": "inn"}, "phone_number"),
        ({"phone_number": CALLEE, "business": "inn", "idempotency_key": "x"}, "idempotency_key"),
        ({"phone_number": CALLEE, "business": "inn", "loud": True}, "loud"),
    ],
)
async def test_a_message_that_asks_wrongly_is_told_what_is_wrong(
    exchange: Any, rest: Any, said: dict[str, object], words: str
) -> None:
    answer = await asked_on_the_socket(exchange, **said)
    assert answer["type"] == "error"
    assert words in answer["message"]
    assert rest.commands == []
