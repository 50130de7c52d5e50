"""What is forged or spoilt on SIP and RTP does nothing: no call, no sound, and the others go on."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from vaani.testing.sip_phone import rtp

pytestmark = pytest.mark.asyncio(loop_scope="session")
TONE = bytes([0x10, 0x90]) * 80


@pytest.fixture(autouse=True)
def _phones(sip_house: Any) -> Iterator[None]:
    yield
    sip_house.put_down()


def without(header: bytes) -> Callable[[bytes], bytes]:
    """The same message, without a header."""

    def cut(message: bytes) -> bytes:
        head, _, body = message.partition(b"\r\n\r\n")
        lines = [one for one in head.split(b"\r\n") if not one.startswith(header)]
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    return cut


def swapped(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """The same message, with something else in it."""
    return lambda message: message.replace(old, new)


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "no Via": without(b"Via"), "no From": without(b"From"), "no To": without(b"To"),
    "no Call-ID": without(b"Call-ID"), "no CSeq": without(b"CSeq"),
    "half of it": lambda message: message[: len(message) // 3],
    "nothing": lambda _message: b"", "line ends": lambda _message: b"\r\n\r\n",
    "zeros": lambda message: bytes(len(message)),
    "another version": swapped(b"SIP/2.0\r\n", b"SIP/9.9\r\n"),
    "HTTP": lambda _message: b"POST /carriers/sip/voice HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method of no kind": swapped(b"INVITE", b"\xff\xfeVITE"),
    "another method in CSeq": swapped(b"1 INVITE", b"1 BYE"),
    "a response to nothing": lambda _m: b"SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\nCall-ID: x\r\n\r\n",
    "a number that is none": swapped(b"CSeq: 1 ", b"CSeq: one "),
    "no codec of ours": swapped(b"RTP/AVP 0 101", b"RTP/AVP 18 97"),
    "no sound at all": swapped(b"m=audio", b"m=image"),
    "an encrypted one": swapped(b"RTP/AVP", b"RTP/SAVP"),
    "a requirement nobody knows": swapped(b"Max-Forwards", b"Require: x-nobody\r\nMax-Forwards"),
    "a tag of no dialog": swapped(b"@127.0.0.1>\r\nCall-ID", b"@127.0.0.1>;tag=zz\r\nCall-ID"),
}  # fmt: skip


async def test_of_twenty_spoilt_invitations_none_becomes_a_call(sip_house: Any) -> None:
    rows = len(await sip_house.calls())
    assert len(SPOILT) >= 20
    for spoil in SPOILT.values():
        phone = await sip_house.phone(answers=False)
        message = phone.request("INVITE", body=phone.offer())
        phone.send(spoil(message))
    await still_answers(sip_house)
    await sip_house.idle()
    assert len(await sip_house.calls()) == rows + 1, "the one of the telephone that works"


async def still_answers(sip_house: Any) -> None:
    """A good call is taken, behind everything that was sent before."""
    phone = await sip_house.up()
    assert (await phone.bye()).status == 200
    await sip_house.ended(phone, "completed")


async def test_of_a_hundred_mutants_none_becomes_a_call_or_ends_one(sip_house: Any) -> None:
    good = await sip_house.up()
    rng = random.Random(5)
    spoiler = await sip_house.phone(answers=False, called="+919999977999")
    for method in ("INVITE", "BYE", "CANCEL", "REFER", "UPDATE", "NOTIFY", "INFO", "OPTIONS"):
        for _ in range(13):
            message = bytearray(spoiler.request(method, body=spoiler.offer()))
            for _ in range(rng.randrange(1, 20)):
                message[rng.randrange(len(message))] = rng.randrange(256)
            spoiler.send(bytes(message))
    await sip_house.until(lambda: len(good.heard) > 3200)
    assert len(sip_house.running) == 1
    assert (await good.bye()).status == 200
    await sip_house.ended(good, "completed")
    await sip_house.idle()


@pytest.mark.parametrize("method", ["BYE", "CANCEL", "REFER", "UPDATE"])
async def test_a_call_is_not_ended_by_a_request_of_another_dialog(
    sip_house: Any, method: str
) -> None:
    good = await sip_house.up()
    other = await sip_house.phone()
    other.call_id = good.call_id
    extra = "Refer-To: <sip:+9119@127.0.0.1>\r\n" if method == "REFER" else ""
    other.send(other.request(method, extra))
    got = await other.until(lambda one: one.status >= 200)
    assert got.status in (400, 403, 404, 405, 481, 501, 603)
    assert len(sip_house.running) == 1
    assert (await good.bye()).status == 200
    await sip_house.ended(good, "completed")
    await sip_house.idle()


async def test_a_peer_that_asks_us_to_call_somebody_is_refused(sip_house: Any) -> None:
    sip_house.trunk.inbox.clear()
    good = await sip_house.up()
    good.send(good.request("REFER", "Refer-To: <sip:+919000000000@127.0.0.1>\r\n"))
    told = await good.until(lambda one: one.method == "NOTIFY" and "603" in one.body)
    assert "terminated" in told.one("subscription-state")
    assert not [one for one in sip_house.trunk.inbox if one.method == "INVITE"]
    assert (await good.bye()).status == 200
    await sip_house.idle()


async def test_nothing_is_taken_from_an_address_that_is_not_listed(sip_house: Any) -> None:
    good = await sip_house.up()
    stranger = await sip_house.phone(host="127.0.0.2")
    stranger.invite()
    stranger.media = good.media
    for _ in range(50):
        stranger.speak(TONE)
        stranger.press(1)
    stranger.send(stranger.request("OPTIONS"))
    good.send(good.request("OPTIONS"))
    await good.until(lambda one: one.status == 200 and one.method == "OPTIONS")
    assert stranger.inbox == []
    (leg,) = sip_house.house.sip.stack.legs
    assert leg.carrier_call_id.startswith(good.call_id)
    assert (await good.bye()).status == 200
    await sip_house.ended(good, "completed")
    await sip_house.idle()


async def test_spoilt_sound_does_not_end_a_call_or_press_a_key(
    sip_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = await sip_house.up()
    keys: list[str] = []
    (leg,) = sip_house.house.sip.stack.legs
    monkeypatch.setattr(leg.line, "digit", keys.append)
    rng = random.Random(8)
    head = rtp(1, 1, 7, b"")
    for packet in (
        b"", b"\x80", head[:11], bytes(1400), b"\xff" * 1400, b"\x8f" + head[1:],
        b"\x90" + head[1:] + b"\xff", b"\xa0" + head[1:] + b"\xff", b"\x40" + head[1:] + TONE,
        rtp(2, 2, 7, TONE, 97),
        rtp(3, 3, 7, b"\x05", 101), rtp(4, 4, 7, struct.pack("!BBH", 200, 0x8A, 160), 101),
        *(rng.randbytes(rng.randrange(1, 300)) for _ in range(300)),
    ):  # fmt: skip
        good.raw(packet)
    at = good.sequence
    await sip_house.until(lambda: good.sequence > at + 15)
    good.press(5)
    await sip_house.until(lambda: "5" in keys)
    assert len(sip_house.running) == 1
    assert (await good.bye()).status == 200
    await sip_house.ended(good, "completed")
    await sip_house.idle()
    assert keys[-1:] == ["5"]
