"""One house with its SIP port open on loopback, for telephones that call it there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import pytest_asyncio

import vaani.bootstrap.house
from vaani.api.door import bind
from vaani.api.http import HttpServer
from vaani.bootstrap.house import House, open_house
from vaani.call.switchboard import Admission
from vaani.settings import load
from vaani.storage.paging import PageWish
from vaani.testing.sip_phone import SipPhone

INN = "+919999977501"
DESK = "+911140001234"
TRIES = 500
"""Ten seconds of looking."""
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


@dataclass
class SipHouse:
    """The house, its ports, and the telephones that were taken in hand."""

    house: House
    http: httpx.AsyncClient
    key: str
    trunk: SipPhone
    """Whoever is at the address that calls go out to."""
    _phones: list[SipPhone] = field(default_factory=list)

    @property
    def port(self) -> int:
        assert self.house.sip is not None
        return self.house.sip.stack.port

    async def phone(self, **chosen: Any) -> SipPhone:
        """A telephone of one's own."""
        phone = SipPhone(("127.0.0.1", self.port), **{"called": INN, **chosen})
        await phone.open()
        self._phones.append(phone)
        return phone

    async def up(self, **chosen: Any) -> SipPhone:
        """A telephone whose call is up, and sends silence."""
        phone = await self.phone(**chosen)
        before = {*self.names, *self.running}
        assert (await phone.call()).status == 200
        phone.begins_talking()
        await self.until(lambda: bool(set(self.running) - before))
        # The stack changes each call once at its beginning; what is sent meanwhile may be lost.
        await phone.until(lambda one: one.method == "ACK" and not one.status)
        return phone

    async def calls(self) -> list[Any]:
        """Every call that was kept, the newest first."""
        business = await self.house.nouns.businesses.get("inn")
        return list((await self.house.nouns.calls.listing(business.id, PageWish(100))).items)

    async def kept(self, phone: SipPhone) -> Any:
        """The row of a telephone's call."""
        (found,) = [
            one for one in await self.calls() if one.carrier_call_id.startswith(phone.call_id)
        ]
        return found

    async def ended(self, phone: SipPhone, *states: str) -> Any:
        """The same, once it is over as one of these."""
        return await self.becomes(lambda: self.kept(phone), *states)

    async def stored(self, call_id: str) -> Any:
        """The row of a call."""
        return (await self.house.nouns.calls.detail(call_id)).call

    async def becomes(self, look: Callable[[], Awaitable[Any]], *states: str) -> Any:
        """What is looked at, once its status is one of these."""
        for _ in range(TRIES):
            found = await look()
            if found.status in states:
                return found
            await asyncio.sleep(0.02)
        raise TimeoutError(f"the call is {found.status}, not {states}")

    @property
    def running(self) -> list[str]:
        """Names of the calls that are up, at the carrier."""
        assert self.house.exchange is not None
        return [plan.carrier_call_id for plan in self.house.exchange.calls]

    @property
    def names(self) -> list[str]:
        """Names of the legs that the stack has."""
        assert self.house.sip is not None
        return [leg.carrier_call_id for leg in self.house.sip.stack.legs]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for it; TimeoutError when it does not come."""
        for _ in range(TRIES):
            if true():
                return
            await asyncio.sleep(0.02)
        raise TimeoutError

    async def idle(self) -> None:
        """No call is left, here or at the stack."""
        await self.until(lambda: not self.running and not self.names)

    def put_down(self) -> None:
        """Give every telephone back."""
        for phone in self._phones:
            phone.close()
        self._phones.clear()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sip_house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SipHouse]:
    trunk = SipPhone(("127.0.0.1", 9), called="x", answers=False)
    await trunk.open()
    environ = {
        "VAANI_SPEECH__ENGINE": "simulated",
        "VAANI_OUTBOUND__ALLOWED": "IN", "VAANI_OUTBOUND__QUIET_FROM": "00:00",
        "VAANI_OUTBOUND__QUIET_TO": "00:00", "VAANI_OUTBOUND__MINUTES_PER_DAY": "100000",
        "VAANI_CARRIERS__SIP__PORT": "0", "VAANI_CARRIERS__SIP__ADDRESSES": "127.0.0.1",
        "VAANI_CARRIERS__SIP__DOMAIN": f"127.0.0.1:{trunk.port}",
        "VAANI_CARRIERS__SIP__RTP_TIMEOUT_SECONDS": "2",
    }  # fmt: skip
    settings = load({"data": tmp_path_factory.mktemp("sip") / "data"}, environ=environ).settings
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            vaani.bootstrap.house,
            "Admission",
            lambda max_calls: Admission(max_calls=max_calls, per_second=1000),
        )
        async with open_house(settings) as house:
            await house.nouns.businesses.import_text(BUSINESS)
            listener = bind("127.0.0.1", 0)
            server = HttpServer(house.app)
            door = house.door(listener, server.protocol)
            door.open()
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            async with httpx.AsyncClient(base_url=url) as http:
                yield SipHouse(house, http, await house.keys.create("owner", "tests"), trunk)
            door.close()
            await house.drain(0)
            await server.close()
    trunk.close()
