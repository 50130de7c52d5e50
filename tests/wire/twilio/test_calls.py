"""What Twilio is answered, from the ring to the last status, over real requests and sockets."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from vaani.testing.carrier_peer import PeerError

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_ringing_call_is_answered_with_our_socket_under_the_public_address(
    town: Any,
) -> None:
    answered = await town.ring()
    root = ET.fromstring(answered.document)
    connect = root.find("./Connect")
    assert [root.tag, *(node.tag for node in root)] == ["Response", "Connect"]
    assert connect is not None
    assert connect.get("action") == f"{town.PUBLIC}/carriers/twilio/after"
    stream = answered.stream
    assert stream.get("url", "").startswith("wss://voice.example.com/agent/carriers/twilio/media/")
    assert "?" not in stream.get("url", "")
    assert stream.get("statusCallback") == f"{town.PUBLIC}/carriers/twilio/stream"
    assert stream.get("track") in (None, "inbound_track")
    assert await town.status_of(answered.call_id) == "ringing"


async def test_the_answer_is_xml_that_twilio_reads(town: Any) -> None:
    reply = await town.ask("/carriers/twilio/voice", town.ringing())
    assert reply.headers["content-type"].startswith("text/xml")
    assert reply.text.startswith('<?xml version="1.0" encoding="UTF-8"?>')


async def test_a_call_that_rings_twice_has_one_row_and_one_answer(town: Any) -> None:
    first = await town.ring()
    before = town.waiting
    again = await town.ring(first.call_sid)
    assert again.document == first.document
    assert town.waiting == before


async def test_a_number_nobody_has_is_told_so_and_no_call_waits(town: Any) -> None:
    before = town.waiting
    reply = await town.ask("/carriers/twilio/voice", town.ringing(To="+15005550009"))
    root = ET.fromstring(reply.text)
    assert root.find("./Connect") is None
    assert len(root.findall("./Say")) == 2
    assert root.find("./Hangup") is not None
    assert town.waiting == before


@pytest.mark.parametrize("withheld", ["+266696687", "anonymous", "", "client:someone"])
async def test_a_caller_without_a_number_is_answered_too(town: Any, withheld: str) -> None:
    answered = await town.ring(From=withheld)
    detail = await town.house.nouns.calls.detail(answered.call_id)
    assert detail.call.caller is None


async def test_a_call_over_sip_reaches_the_business_of_its_number(town: Any) -> None:
    answered = await town.ring(To=f"sip:{town.MADHUBAN}@example.sip.twilio.com;transport=tls")
    assert answered.call_id


async def test_twilio_may_ask_by_get(town: Any) -> None:
    target = "/carriers/twilio/voice?" + urlencode(town.ringing())
    signed = town.sign(town.TOKEN, town.PUBLIC + target)
    reply = await town.http.get(target, headers={"X-Twilio-Signature": signed})
    assert reply.status_code == 200
    assert "<Connect" in reply.text


async def test_twilio_may_ask_in_json_with_a_hashed_body(town: Any) -> None:
    body = json.dumps(dict(town.ringing())).encode()
    target = f"/carriers/twilio/voice?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {
        "Content-Type": "application/json",
        "X-Twilio-Signature": town.sign(town.TOKEN, town.PUBLIC + target),
    }
    reply = await town.http.post(target, content=body, headers=headers)
    assert reply.status_code == 200
    assert "<Connect" in reply.text


async def test_both_tokens_are_good_while_they_are_exchanged(town: Any) -> None:
    reply = await town.ask("/carriers/twilio/voice", town.ringing(), token=town.NEXT_TOKEN)
    assert reply.status_code == 200


async def test_a_signature_over_the_address_with_its_default_port_is_good(town: Any) -> None:
    fields = town.ringing()
    with_port = town.PUBLIC.replace(".com", ".com:443") + "/carriers/twilio/voice"
    reply = await town.http.post(
        "/carriers/twilio/voice",
        content=urlencode(fields),
        headers={
            "Content-Type": town.FORM,
            "X-Twilio-Signature": town.sign(town.TOKEN, with_port, fields),
        },
    )
    assert reply.status_code == 200


async def test_a_field_that_twilio_invents_tomorrow_changes_nothing(town: Any) -> None:
    answered = await town.ring(NewField="x", Empty="", **{"SipHeader_X-Room": "7 & <b>"})
    assert answered.call_id


async def test_the_caller_hears_the_greeting_and_the_hangup_is_stored(town: Any) -> None:
    answered = await town.ring()
    peer = await town.pick_up(answered)
    assert await peer.assistant_finished(timeout_s=10)
    await peer.hang_up()
    await town.over(answered.call_id)
    assert peer.complaints == []
    assert await town.status_of(answered.call_id) == "completed"
    detail = await town.house.nouns.calls.detail(answered.call_id)
    assert [turn.speaker for turn in detail.turns][:1] == ["assistant"]


async def test_a_token_works_once(town: Any) -> None:
    answered = await town.ring()
    peer = await town.pick_up(answered)
    with pytest.raises(PeerError, match="refused"):
        await town.pick_up(answered)
    assert not peer.closed.is_set()
    await peer.hang_up()


async def test_a_token_is_void_after_a_minute(town: Any) -> None:
    answered = await town.ring()
    town.clock.later_s += 61
    with pytest.raises(PeerError, match="refused"):
        await town.pick_up(answered)
    assert await town.status_of(answered.call_id) == "ringing"


async def test_a_token_does_not_open_another_call(town: Any) -> None:
    one, other = await town.ring(), await town.ring()
    peer = await town.pick_up(one, call_sid=other.call_sid)
    await peer.close()
    assert await town.status_of(one.call_id) == "ringing"
    assert await town.status_of(other.call_id) == "ringing"
    right = await town.pick_up(other)
    assert await right.assistant_finished(timeout_s=10)
    await right.hang_up()


async def test_a_handshake_signed_with_a_trailing_slash_is_good(town: Any) -> None:
    answered = await town.ring()
    slashed = town.sign(town.TOKEN, answered.stream.get("url") + "/")
    peer = await town.pick_up(answered, signature=slashed)
    await peer.hang_up()
    await town.over(answered.call_id)
    assert await town.status_of(answered.call_id) == "completed"


async def test_what_follows_the_stream_is_the_end_of_the_call(town: Any) -> None:
    answered = await town.ring()
    reply = await town.ask("/carriers/twilio/after", town.ringing(answered.call_sid))
    assert [node.tag for node in ET.fromstring(reply.text)] == ["Hangup"]


async def test_a_number_of_another_carrier_is_not_in_service_through_twilio(town: Any) -> None:
    business = await town.house.nouns.businesses.get("madhuban")
    number, before = "+919999977555", town.waiting
    try:
        await town.house.nouns.businesses.set_numbers("madhuban", {number: "plivo"})
        refused = await town.ask("/carriers/twilio/voice", town.ringing(To=number))
        assert "not in service" in refused.text
        assert town.waiting == before
        await town.house.nouns.businesses.set_numbers("madhuban", {number: "twilio"})
        taken = await town.ring(To=number)
        assert taken.call_id
    finally:
        await town.house.nouns.businesses.set_numbers("madhuban", dict.fromkeys(business.numbers))


async def test_a_morning_rush_on_the_former_address_is_answered_too(town: Any) -> None:
    path = "/api/v1/voice/incoming"
    replies = [await town.ask(path, town.ringing()) for _ in range(40)]
    assert [reply.status_code for reply in replies] == [200] * 40
    assert {reply.headers["content-type"].split(";")[0] for reply in replies} == {"application/xml"}
    assert all("<Connect" in reply.text for reply in replies)
