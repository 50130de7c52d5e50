"""Calls through an Asterisk: asked by HTTP with a secret, talked over plain TCP with a given id."""

from __future__ import annotations

import asyncio
import random
import secrets
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest

from vaani.testing.audiosocket_peer import AudioSocketDialect, AudioSocketPeer, frame
from vaani.testing.forged_requests import SECRET, Sent, wrong_paths

pytestmark = pytest.mark.asyncio(loop_scope="session")
PATIENCE_S = 10.0


def rings(call: str, called: str, caller: str = "09800000001") -> Sent:
    query = urlencode({"id": call, "called": called, "caller": caller})
    return Sent("GET", f"/carriers/asterisk/voice/{SECRET}?{query}")


def tells(call: str, status: str) -> Sent:
    query = urlencode({"id": call, "status": status})
    return Sent("GET", f"/carriers/asterisk/status/{SECRET}?{query}")


def fresh() -> str:
    return f"1767225600.{secrets.randbelow(10**9)}"


async def given(exchange: Any, call: str) -> str:
    """The id that the dialplan gets."""
    reply = await exchange.send(rings(call, exchange.INN))
    assert reply.status_code == 200
    assert str(uuid.UUID(reply.text)) == reply.text
    return str(reply.text)


async def talks(exchange: Any, id: str) -> AudioSocketPeer:
    peer = AudioSocketPeer(AudioSocketDialect(id))
    await peer.connect(exchange.house.audiosocket.port)
    return peer


async def refused(exchange: Any, *sent: bytes) -> bool:
    """Whether a connection that sends this is cut."""
    port = exchange.house.audiosocket.port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in sent:
            writer.write(piece)
        async with asyncio.timeout(PATIENCE_S):
            return await reader.read(1) == b""
    except ConnectionResetError:
        return True
    finally:
        writer.close()


async def test_a_call_is_greeted_and_kept(exchange: Any) -> None:
    call = fresh()
    peer = await talks(exchange, await given(exchange, call))
    assert await peer.assistant_finished(timeout_s=15)
    assert peer.playout.until - asyncio.get_running_loop().time() < 0.3, "it keeps the pace"
    peer.press("0")
    peer.say(b"\x00\x30\x00\xd0" * 80 * 20)
    await peer.said()
    call_id = (await one_of(exchange, call)).id
    await peer.hang_up()
    await exchange.over(call_id)
    assert peer.complaints == []
    for status in ("completed", "busy"):
        assert (await exchange.send(tells(call, status))).status_code == 200
    kept = await one_of(exchange, call)
    assert (kept.status, kept.caller, kept.carrier) == ("completed", "+919800000001", "asterisk")


async def one_of(exchange: Any, call: str) -> Any:
    call_id = await exchange.call_of(Named(), call)
    return (await exchange.house.nouns.calls.detail(call_id)).call


class Named:
    carrier = "asterisk"


async def test_a_status_from_the_dialplan_ends_the_call_at_asterisk(exchange: Any) -> None:
    call = fresh()
    peer = await talks(exchange, await given(exchange, call))
    assert await peer.assistant_began(within_s=60)
    assert (await exchange.send(tells(call, "completed"))).status_code == 200
    await asyncio.wait_for(peer.closed.wait(), PATIENCE_S)
    await peer.close()


async def test_an_id_opens_one_connection(exchange: Any) -> None:
    id = await given(exchange, fresh())
    peer = await talks(exchange, id)
    assert await peer.assistant_began(within_s=60)
    assert await refused(exchange, frame(0x01, uuid.UUID(id).bytes))
    assert not peer.closed.is_set()
    await peer.hang_up()


async def test_a_number_nobody_has_is_given_no_id(exchange: Any) -> None:
    before = exchange.waiting
    reply = await exchange.send(rings(fresh(), "+919999977999"))
    assert (reply.status_code, "not in service" in reply.text) == (404, True)
    assert exchange.waiting == before


async def test_of_forty_requests_without_the_secret_none_is_taken(exchange: Any) -> None:
    before = exchange.waiting
    forged = wrong_paths(rings(fresh(), exchange.INN))
    assert len(forged) >= 40
    for name, sent in forged.items():
        reply = await exchange.send(sent)
        assert 300 <= reply.status_code < 500, name
    assert exchange.waiting == before


async def test_of_forty_connections_without_a_given_id_none_is_taken(exchange: Any) -> None:
    id = uuid.UUID(await given(exchange, fresh())).bytes
    rng = random.Random(4)
    forged = [
        frame(0x01, rng.randbytes(16)), frame(0x01, bytes(16)), frame(0x01, b"\xff" * 16),
        frame(0x01, id[:15]), frame(0x01, id + b"x"), frame(0x01, id.hex().encode()),
        frame(0x01, id[::-1]), frame(0x01, b""), frame(0x02, id), frame(0x00, id),
        frame(0x10, id), frame(0x10, bytes(320)), frame(0x03, b"5"), frame(0xFF, b"\x01"),
        frame(0x00, b""), b"GET / HTTP/1.1\r\n\r\n" * 2000, frame(0x11, bytes(640)),
        b"\x01\x00\x10" + id[:8],
        *(frame(kind, id) for kind in range(0x20, 0x30)),
        *(frame(0x01, bytes([id[0] ^ 1 << bit]) + id[1:]) for bit in range(8)),
    ]  # fmt: skip
    assert len(forged) >= 40
    port = exchange.house.audiosocket.port
    before = exchange.house.audiosocket.unnamed
    running = {plan.call_id for plan in exchange.house.exchange.calls}
    for piece in forged:
        if piece[:3] == b"\x01\x00\x10" and len(piece) < 19:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(piece)
            writer.close()  # it never became a frame
        else:
            assert await refused(exchange, piece), piece[:20]
    assert {plan.call_id for plan in exchange.house.exchange.calls} <= running
    assert exchange.house.audiosocket.unnamed <= before + 1
    peer = await talks(exchange, str(uuid.UUID(bytes=id)))
    assert await peer.assistant_began(within_s=60)
    await peer.hang_up()


async def test_three_thousand_spoilt_frames_do_not_end_the_call(exchange: Any) -> None:
    call = fresh()
    peer = await talks(exchange, await given(exchange, call))
    assert await peer.assistant_began(within_s=60)
    rng = random.Random(9)
    kinds = [kind for kind in range(256) if kind != 0x00]
    for _ in range(3000):
        peer.raw(frame(rng.choice(kinds), rng.randbytes(rng.choice((0, 1, 15, 16, 17, 320)))))
    await peer.hang_up()
    call_id = (await one_of(exchange, call)).id
    await exchange.over(call_id)
    events = (await exchange.house.nouns.calls.detail(call_id)).events
    counted = next(event.data for event in events if event.kind == "line.counters")
    assert counted["malformed"] > 1000
