"""Exchanges of one's own: what their sockets offer is taken, their commands reach them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import connect

from vaani.telephony.asterisk_ws.control import AriControl
from vaani.telephony.driver import CarrierError
from vaani.telephony.freeswitch.carrier import FreeSwitchCarrier
from vaani.telephony.freeswitch.control import EventSocketControl
from vaani.testing.all_sides import sides
from vaani.testing.carrier_rest import carrier_rests
from vaani.testing.lines import CountingEar, NoSocket

pytestmark = pytest.mark.asyncio(loop_scope="session")
PATIENCE_S = 10.0


@pytest.mark.parametrize(
    ("carrier", "offered"), [("jambonz", "audio.jambonz.org"), ("asterisk_ws", "media")]
)
async def test_the_subprotocol_that_a_carrier_offers_is_taken(
    exchange: Any, carrier: str, offered: str
) -> None:
    side = sides()[carrier]
    answered = await exchange.ring(side, side.call_id())
    url = f"ws://127.0.0.1:{exchange.port}{answered.socket_path}"
    async with connect(url, subprotocols=[offered]) as socket:
        assert socket.subprotocol == offered


@asynccontextmanager
async def event_socket(password: str, answer: str) -> AsyncIterator[tuple[int, asyncio.Queue[str]]]:
    """FreeSWITCH's, which says `answer` to every command."""
    asked: asyncio.Queue[str] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Content-Type: auth/request\n\n")
        said = (await reader.readuntil(b"\n\n")).decode().strip()
        good = said == f"auth {password}"
        reply = b"+OK accepted" if good else b"-ERR invalid"
        writer.write(b"Content-Type: command/reply\nReply-Text: " + reply + b"\n\n")
        if good:
            await asked.put((await reader.readuntil(b"\n\n")).decode().strip())
            head = f"Content-Type: api/response\nContent-Length: {len(answer)}\n\n"
            writer.write((head + answer).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], asked
    finally:
        server.close()


async def test_a_call_parked_at_freeswitch_is_ended_or_passed_on_over_its_event_socket() -> None:
    async with event_socket("ClueCon", "+OK\n") as (port, asked):
        commands = EventSocketControl("127.0.0.1", port, "ClueCon", "public")
        carrier = FreeSwitchCarrier("s" * 16, "https://voice.example.com", commands)
        for number in (None, "+911140001234"):
            ear, call = CountingEar(), f"call-{number}".replace("+", "")
            line: Any = carrier.line(NoSocket(), lambda _start, _line, ear=ear: ear)  # type: ignore[misc]
            line.text(f'{{"call":"{call}"}}'.encode())
            line.hang_up() if number is None else line.transfer(number)
            line.hang_up()
            done = f"uuid_transfer {call} {number} XML public" if number else (
                f"uuid_kill {call} NORMAL_CLEARING"
            )  # fmt: skip
            assert await asyncio.wait_for(asked.get(), PATIENCE_S) == f"api {done}"
            assert ear.ends == []
        await commands.send_digits("call-1", "12#")
        assert await asked.get() == "api uuid_send_dtmf call-1 12#"
        assert asked.empty()


@pytest.mark.parametrize(
    ("password", "answer", "call", "code"),
    [
        ("wrong", "+OK\n", "call-1", "auth"),
        ("ClueCon", "-ERR Operation failed\n", "call-1", "refused"),
        ("ClueCon", "+OK\n", "call-1\n\napi fsctl shutdown", "not_possible"),
    ],
)
async def test_what_freeswitch_refuses_is_said_and_nothing_else_is_commanded(
    password: str, answer: str, call: str, code: str
) -> None:
    async with event_socket("ClueCon", answer) as (port, asked):
        commands = EventSocketControl("127.0.0.1", port, password, "public")
        with pytest.raises(CarrierError) as refused:
            await commands.hang_up(call)
        assert refused.value.code == code
        assert asked.qsize() <= (code == "refused")
    with pytest.raises(CarrierError, match="cannot be reached"):
        await commands.hang_up("call-1")


async def test_a_call_that_is_gone_at_freeswitch_has_ended() -> None:
    async with event_socket("ClueCon", "-ERR No such channel!\n") as (port, _):
        commands = EventSocketControl("127.0.0.1", port, "ClueCon", "public")
        for _ in range(2):
            assert await commands.hang_up("call-1") is None  # type: ignore[func-returns-value]


async def test_keys_and_ends_reach_asterisk_over_ari() -> None:
    with carrier_rests() as rests:
        rest = rests["asterisk"]
        ari = AriControl(rest.url + "/ari", "vaani", "secret")
        await ari.send_digits("1767225600.7", "12#")
        rest.script.append("404 0")
        await ari.hang_up("1767225600.7")
        assert [(one.method, one.path) for one in rest.commands] == [
            ("POST", "/ari/channels/1767225600.7/dtmf?dtmf=12%23"),
            ("DELETE", "/ari/channels/1767225600.7"),
        ]
        rest.script.append("500 0")
        with pytest.raises(CarrierError):
            await ari.hang_up("1767225600.7")
