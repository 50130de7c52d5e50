"""What callers, carriers and operators notice when a server that has calls is asked to stop."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from vaani.telephony import loopback
from vaani.telephony.loopback import LoopbackAccount, Ordered
from vaani.testing.served import Served, start, vaani
from vaani.testing.twilio_peer import Stream, TwilioPeer

LIVE = 20
PASSED_ON = 3
PUBLIC = "https://voice.example.com"
ACCOUNT = "AC" + "3" * 32
TOKEN = "1a2b3c4d5e6f708192a3b4c5d6e7f809"
INN = "+919999977502"
DESK = "+911140001234"
CALLER = "+15005550006"
LOUD = bytes(range(0, 128, 8)) * 300
"""Something to be heard, of a little more than half a second."""
WEEK = ", ".join(
    f'{day}: [{{open: "00:00", close: "12:00"}}, {{open: "12:00", close: "00:00"}}]'
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
)
BUSINESS = f"""
slug: inn
name: Inn
kind: other
timezone: Asia/Kolkata
languages: [en]
numbers: ["{INN}"]
hours: {{{WEEK}}}
transfer: {{number: "{DESK}", hours: opening}}
"""
SETTINGS = {
    "VAANI_SPEECH__ENGINE": "simulated",
    "VAANI_CALLS__DRAIN_SECONDS": "60",
    "VAANI_PUBLIC_URL": PUBLIC,
    "VAANI_CARRIERS__TWILIO__ACCOUNT_SID": ACCOUNT,
    "VAANI_CARRIERS__TWILIO__AUTH_TOKEN": TOKEN,
}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    server = await asyncio.to_thread(start, tmp_path / "data", **SETTINGS)
    yield server
    server.kill()


def account_at(served: Served) -> LoopbackAccount:
    """The operator's account, whose calls may be passed on to a real number."""
    return LoopbackAccount(ACCOUNT, TOKEN, served.url, PUBLIC)


def open_the_inn(served: Served) -> None:
    file = served.data.parent / "inn.yaml"
    file.write_text(BUSINESS, encoding="utf-8")
    command = vaani("business", "import", str(file), "--data", str(served.data))
    subprocess.run(command, check=True, capture_output=True)


async def draining(client: httpx.AsyncClient) -> httpx.Response:
    """The answer of /ready once it is no longer 200."""
    for _ in range(100):
        reply = await client.get("/ready")
        if reply.status_code != 200:
            return reply
        await asyncio.to_thread(time.monotonic)
    raise TimeoutError("it goes on as if nothing had happened")


@dataclass
class Callers:
    """Those who call one server, and what their calls are kept as."""

    served: Served
    client: httpx.AsyncClient
    account: LoopbackAccount = field(init=False)

    def __post_init__(self) -> None:
        self.account = account_at(self.served)

    async def ring(self) -> Ordered:
        """Ring until there is room: a machine that is late refuses for a moment."""
        for _ in range(100):
            ordered = await loopback.ring(self.client, self.account, number=INN, caller=CALLER)
            if ordered.socket_url is not None:
                return ordered
            await asyncio.to_thread(threading.Event().wait, 0.1)
        raise TimeoutError("all lines stayed busy")

    async def pick_up(self, ordered: Ordered) -> TwilioPeer:
        assert ordered.socket_url is not None
        peer = TwilioPeer(Stream(ordered.call_sid, self.account.sid, parameters=ordered.parameters))
        await peer.open(ordered.socket_url, signature=ordered.socket_signature)
        assert await peer.assistant_began(within_s=60)
        return peer

    async def goes_on(self, peer: TwilioPeer, ordered: Ordered) -> None:
        """Speaks, is answered, and hangs up."""
        await peer.assistant_finished(timeout_s=30)
        asked = peer.now_ms
        peer.say(LOUD + b"\xff" * 1600)
        await peer.said()
        assert await peer.assistant_began(within_s=60)
        assert not peer.closed.is_set(), f"lost {asked:.0f} ms after the answer"
        await peer.hang_up()
        await loopback.after(self.client, self.account, ordered)
        await loopback.tell_status(self.client, self.account, ordered.call_sid, "completed", 2)

    async def asks_for_a_human(self, peer: TwilioPeer, ordered: Ordered) -> None:
        """Presses 0; the desk's number is dialled."""
        await peer.assistant_finished(timeout_s=30)
        peer.press("0")
        await asyncio.wait_for(peer.closed.wait(), 30)
        await peer.close()
        after = await loopback.after(self.client, self.account, ordered)
        assert after.dialled == DESK, after

    async def is_taken(self, ordered: Ordered, result: str) -> None:
        """Twilio tells how the dialling went, of whichever process answers now."""
        path = ordered.after_path or "/carriers/twilio/after"
        form = {
            "CallSid": ordered.call_sid,
            "AccountSid": self.account.sid,
            "CallStatus": "in-progress",
            "DialCallStatus": result,
            "DialCallDuration": "40",
        }
        await loopback.ask(self.client, self.account, path, form)


def kept(served: Served) -> list[tuple[str, str | None]]:
    """Status and outcome of each stored call."""
    with sqlite3.connect(served.data / "vaani.db") as looking:
        return list(looking.execute("SELECT status, outcome FROM calls"))


@pytest.mark.timeout(300)  # a busy machine takes its time over twenty calls
async def test_a_rolling_restart_with_twenty_calls_loses_none(served: Served) -> None:
    await asyncio.to_thread(open_the_inn, served)
    async with httpx.AsyncClient(base_url=served.url) as client:
        callers = Callers(served, client)
        *ordered, on_its_way = [await callers.ring() for _ in range(LIVE + 1)]
        live = await asyncio.gather(*map(callers.pick_up, ordered))
        served.process.terminate()
        reply = await draining(client)
        assert (reply.status_code, reply.json()["error"]["details"]["parts"]["calls"]) == (
            503, "draining",
        )  # fmt: skip
        refused = await loopback.ring(client, callers.account, number=INN)
        assert refused.socket_url is None
        assert "busy" in refused.said[0]
        last = await callers.pick_up(on_its_way)
        await asyncio.gather(
            *(
                callers.asks_for_a_human(*each)
                for each in zip(live[:PASSED_ON], ordered[:PASSED_ON], strict=True)
            ),
            *(
                callers.goes_on(*each)
                for each in zip(live[PASSED_ON:], ordered[PASSED_ON:], strict=True)
            ),
            callers.goes_on(last, on_its_way),
        )
    assert await asyncio.to_thread(served.process.wait, 20) == 0
    stored = kept(served)
    assert len(stored) == LIVE + 1
    assert {status for status, _ in stored} == {"completed"}, stored
    await the_next_process_goes_on(served, ordered[:PASSED_ON])


async def the_next_process_goes_on(served: Served, passed_on: list[Ordered]) -> None:
    """It hears how the transfers ended that fell into the drain, and takes who rings."""
    following = await asyncio.to_thread(start, served.data, **SETTINGS)
    try:
        async with httpx.AsyncClient(base_url=following.url) as client:
            callers = Callers(following, client)
            for each, result in zip(passed_on, ("completed", "completed", "busy"), strict=True):
                await callers.is_taken(each, result)
            peer = await callers.pick_up(await callers.ring())
            await peer.hang_up()
        outcomes = [outcome for _, outcome in kept(following)]
        assert outcomes.count("transferred") == 2, outcomes
        assert outcomes.count("message") == 1, "whom nobody took is to be called back"
    finally:
        following.kill()


async def test_a_second_signal_ends_calls_at_once(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url) as client:
        ordered = await loopback.ring(client, served.account, business="madhuban")
        call = TwilioPeer(
            Stream(ordered.call_sid, served.account.sid, parameters=ordered.parameters)
        )
        assert ordered.socket_url is not None
        await call.open(ordered.socket_url, signature=ordered.socket_signature)
        assert await call.assistant_began(within_s=60)
        served.process.terminate()
        await draining(client)
        began = time.monotonic()
        served.process.terminate()
        assert await asyncio.to_thread(served.process.wait, 60) == 0
        assert time.monotonic() - began < 30, "the calls were waited for, a minute"
        await call.close()
