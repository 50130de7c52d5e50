"""One house with every carrier's account, and how their requests reach it through a proxy."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import vaani.bootstrap.house
from vaani.api.door import bind
from vaani.api.http import HttpServer
from vaani.bootstrap.house import House, open_house
from vaani.call.switchboard import Admission
from vaani.settings import load
from vaani.storage.paging import PageWish
from vaani.testing.all_sides import sides
from vaani.testing.carrier_peer import CarrierPeer
from vaani.testing.carrier_rest import CARRIERS, CarrierRest, carrier_rests, settings_for
from vaani.testing.dialects import dialect_of
from vaani.testing.forged_requests import SECRET, Sent
from vaani.testing.side import PUBLIC, Answered, Side, handshake_of_twilio

DESK = "+911140001234"
INN = "+919999977501"
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


def through(carrier: str, at: int) -> str:
    """A business whose one number is a carrier's."""
    own = f'[{{number: "+91999997760{at}", carrier: {carrier}}}]'
    return (
        BUSINESS.replace("slug: inn", f"slug: by-{carrier}")
        .replace("name: Inn", f"name: Inn by {carrier}")
        .replace(f'["{INN}"]', own)
    )


SUBPROTOCOLS = {"jambonz": "audio.jambonz.org", "asterisk_ws": "media"}


@dataclass
class Exchange:
    """The house, its port, and how carriers reach it."""

    DESK, INN = DESK, INN

    house: House
    port: int
    http: httpx.AsyncClient
    rests: Mapping[str, CarrierRest]
    """Where calls that go out are placed, by carrier."""
    key: str = ""
    """The owner's key of the API."""

    async def send(self, sent: Sent) -> httpx.Response:
        """A request as the proxy passes it on."""
        headers = [("Host", "inside:8000"), *sent.headers]
        return await self.http.request(
            sent.method, sent.target, content=sent.body or None, headers=headers
        )

    async def ring(self, side: Side, call: str, called: str = INN) -> Answered:
        """Let the phone ring and read the answer."""
        reply = await self.send(side.ring(call, called, "+919800000001"))
        assert reply.status_code in (200, 404), reply.text
        return side.read(reply.content)

    async def pick_up(self, side: Side, call: str, answered: Answered) -> CarrierPeer:
        """The carrier opens the media socket that the answer names."""
        assert answered.socket_path is not None, answered
        peer = CarrierPeer(dialect_of(side.carrier, call))
        headers = None
        if side.carrier in SUBPROTOCOLS:
            headers = {"Sec-WebSocket-Protocol": SUBPROTOCOLS[side.carrier]}
        if side.carrier == "twilio":
            url = PUBLIC.replace("https", "wss") + answered.socket_path
            headers = {"X-Twilio-Signature": handshake_of_twilio(url)}
        await peer.open(f"ws://127.0.0.1:{self.port}{answered.socket_path}", headers=headers)
        return peer

    async def call_of(self, side: Side, call: str) -> str | None:
        """Our id of a carrier's call; None: it was never kept."""
        business = await self.house.nouns.businesses.get("inn")
        found = await self.house.nouns.calls.listing(business.id, PageWish(100))
        same = [one.id for one in found.items if one.carrier_call_id == call]
        return same[0] if same else None

    async def over(self, call_id: str) -> None:
        """Wait until a call is no longer up and stored."""
        assert self.house.exchange is not None
        for _ in range(500):
            if call_id not in [plan.call_id for plan in self.house.exchange.calls]:
                return
            await asyncio.sleep(0.01)
        raise TimeoutError(f"call {call_id} is still up")

    async def until(self, holds: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
        """Wait until something holds that is read from the house. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            for _ in itertools.count():
                if await holds():
                    return
                await asyncio.sleep(0.01)

    @property
    def waiting(self) -> int:
        """How many calls wait for their socket."""
        return len(self.house.app.state.carriers.tokens)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def exchange(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Exchange]:
    environ = {
        "VAANI_SPEECH__ENGINE": "simulated", "VAANI_PUBLIC_URL": PUBLIC,
        "VAANI_OUTBOUND__ALLOWED": "IN", "VAANI_OUTBOUND__QUIET_FROM": "00:00",
        "VAANI_CARRIERS__ASTERISK__WEBHOOK_SECRET": SECRET, "VAANI_CARRIERS__ASTERISK__PORT": "0",
        "VAANI_OUTBOUND__QUIET_TO": "00:00", "VAANI_OUTBOUND__DETECT_MACHINES": "true",
        "VAANI_OUTBOUND__CALLS_PER_DAY": "1000", "VAANI_OUTBOUND__MINUTES_PER_DAY": "100000",
    }  # fmt: skip
    for side in sides().values():
        environ |= side.settings
    folder = tmp_path_factory.mktemp("house")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "vonage.pem").write_bytes(pem)
    with carrier_rests() as rests, pytest.MonkeyPatch.context() as patch:
        environ |= settings_for(rests, str(folder / "vonage.pem"))
        settings = load({"data": folder / "data"}, environ=environ).settings
        patch.setattr(
            vaani.bootstrap.house,
            "Admission",
            lambda max_calls: Admission(max_calls=max_calls, per_second=1000),
        )
        async with open_house(settings) as house:
            await house.nouns.businesses.import_text(BUSINESS)
            for at, name in enumerate(CARRIERS):
                await house.nouns.businesses.import_text(through(name, at))
            listener = bind("127.0.0.1", 0)
            port = int(listener.getsockname()[1])
            server = HttpServer(house.app)
            door = house.door(listener, server.protocol)
            door.open()
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
                yield Exchange(house, port, http, rests, await house.keys.create("owner", "tests"))
            door.close()
            await house.drain(0)
            await server.close()
