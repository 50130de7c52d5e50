"""A whole house behind a proxy, one operator's Twilio account, and a Twilio that signs by itself.

The signature is computed here from Twilio's description, not by the code under test.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import httpx
import pytest
import pytest_asyncio

import vaani.bootstrap.house
from vaani.api.door import bind
from vaani.api.http import HttpServer
from vaani.bootstrap.house import House, open_house
from vaani.call.switchboard import Admission
from vaani.kit.clock import Instant
from vaani.kit.machine_clock import SystemClock
from vaani.settings import load
from vaani.storage.paging import PageWish
from vaani.testing.twilio_peer import Stream, TwilioPeer

PUBLIC = "https://voice.example.com/agent"
ACCOUNT = "AC" + "2" * 32
TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
NEXT_TOKEN = "5a5b5c5d5e5f60616263646566676869"
MADHUBAN = "+919999977100"
FORM = "application/x-www-form-urlencoded"

Fields = Sequence[tuple[str, str]]


def sign(token: str, url: str, fields: Fields = ()) -> str:
    """X-Twilio-Signature as Twilio's security page describes it."""
    text = url + "".join(key + value for key, value in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def ringing(call_sid: str | None = None, **other: str) -> list[tuple[str, str]]:
    """The fields of a ringing call; `other` replaces and adds."""
    fields = {
        "CallSid": call_sid or "CA" + secrets.token_hex(16),
        "AccountSid": ACCOUNT,
        "From": "+15005550006",
        "To": MADHUBAN,
        "CallStatus": "ringing",
        "Direction": "inbound",
        "ApiVersion": "2010-04-01",
        "CallerName": "",
        "FromCity": "पुणे",
    }
    return list({**fields, **other}.items())


class LateClock(SystemClock):
    """The machine's clock; a test may let time pass."""

    later_s = 0.0

    def instant(self) -> Instant:
        return Instant(super().instant() + self.later_s)


@dataclass
class Town:
    """The house, its port, and how Twilio reaches it. Tests take the constants from here."""

    PUBLIC, ACCOUNT, TOKEN, NEXT_TOKEN, FORM = PUBLIC, ACCOUNT, TOKEN, NEXT_TOKEN, FORM
    MADHUBAN = MADHUBAN
    sign, ringing, page = staticmethod(sign), staticmethod(ringing), PageWish

    house: House
    port: int
    http: httpx.AsyncClient
    clock: LateClock

    async def ask(
        self, path: str, fields: Fields, *, token: str = TOKEN, query: str = ""
    ) -> httpx.Response:
        """A genuine POST, as the proxy passes it on: another host, no prefix."""
        return await self.http.post(
            path + query,
            content=urlencode(fields),
            headers={
                "Content-Type": FORM,
                "Host": "inside:8000",
                "X-Forwarded-Host": "voice.example.com",
                "X-Forwarded-Proto": "https",
                "X-Twilio-Signature": sign(token, PUBLIC + path + query, fields),
            },
        )

    async def ring(self, call_sid: str | None = None, **other: str) -> Answered:
        """Let the phone ring and read the answer document."""
        fields = ringing(call_sid, **other)
        reply = await self.ask("/carriers/twilio/voice", fields)
        assert reply.status_code == 200, reply.text
        return Answered(dict(fields)["CallSid"], reply.text)

    def socket(self, path: str) -> str:
        return f"ws://127.0.0.1:{self.port}{path}"

    async def pick_up(
        self, answered: Answered, *, call_sid: str | None = None, signature: str | None = None
    ) -> TwilioPeer:
        """Twilio opens the media socket that the document names."""
        peer = TwilioPeer(
            Stream(call_sid or answered.call_sid, ACCOUNT, parameters=answered.parameters)
        )
        await peer.open(
            self.socket(answered.path),
            signature=answered.signature if signature is None else signature,
        )
        return peer

    @property
    def running(self) -> list[str]:
        """Ids of the calls that are up."""
        assert self.house.exchange is not None
        return [plan.call_id for plan in self.house.exchange.calls]

    async def over(self, call_id: str) -> None:
        """Wait until a call is no longer up and stored."""
        for _ in range(500):
            if call_id not in self.running:
                return
            await asyncio.sleep(0.01)
        raise TimeoutError(f"call {call_id} is still up")

    async def status_of(self, call_id: str) -> str:
        """The stored status of a call."""
        return (await self.house.nouns.calls.detail(call_id)).call.status

    @property
    def waiting(self) -> int:
        """How many calls wait for their socket."""
        return len(self.house.app.state.carriers.tokens)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer document."""

    call_sid: str
    document: str

    @property
    def stream(self) -> ET.Element:
        found = ET.fromstring(self.document).find("./Connect/Stream")
        assert found is not None, self.document
        return found

    @property
    def path(self) -> str:
        """The socket's path behind the proxy."""
        return self.stream.get("url", "").removeprefix("wss://voice.example.com/agent")

    @property
    def signature(self) -> str:
        return sign(TOKEN, self.stream.get("url", ""))

    @property
    def parameters(self) -> dict[str, str]:
        return {p.get("name", ""): p.get("value", "") for p in self.stream.iter("Parameter")}

    @property
    def call_id(self) -> str:
        return self.parameters["call_id"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    settings = load(
        {"data": tmp_path_factory.mktemp("house") / "data"},
        environ={
            "VAANI_SPEECH__ENGINE": "simulated",
            "VAANI_MEDIA__MESSAGES_PER_SECOND": "1000",  # budgets have tests of their own
            "VAANI_MEDIA__BYTES_PER_SECOND": "16777216",
            "VAANI_PUBLIC_URL": PUBLIC,
            "VAANI_CARRIERS__TWILIO__ACCOUNT_SID": ACCOUNT,
            "VAANI_CARRIERS__TWILIO__AUTH_TOKEN": TOKEN,
            "VAANI_CARRIERS__TWILIO__AUTH_TOKEN_NEXT": NEXT_TOKEN,
        },
    ).settings
    clock = LateClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vaani.bootstrap.house, "SystemClock", lambda: clock)
        patch.setattr(
            vaani.bootstrap.house,
            "Admission",
            lambda max_calls: Admission(max_calls=max_calls, per_second=1000),
        )
        async with open_house(settings) as house:
            await house.add_demo_businesses()
            listener = bind("127.0.0.1", 0)
            port = int(listener.getsockname()[1])
            server = HttpServer(house.app)
            door = house.door(listener, server.protocol)
            door.open()
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
                yield Town(house, port, http, clock)
            door.close()
            await house.drain(0)
            await server.close()
