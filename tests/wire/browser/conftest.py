"""A whole house with simulated speech, its port, and pages that call it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

import vaani.bootstrap.house
from vaani.api.door import bind
from vaani.api.http import HttpServer
from vaani.bootstrap.house import House, open_house
from vaani.kit.clock import Instant
from vaani.kit.machine_clock import SystemClock
from vaani.settings import load
from vaani.testing.page_peer import PagePeer


class LateClock(SystemClock):
    """The machine's clock; a test may let time pass."""

    later_s = 0.0

    def instant(self) -> Instant:
        return Instant(super().instant() + self.later_s)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the page was given."""

    url: str
    call_id: str


@dataclass
class Town:
    """The house and how a page reaches it."""

    house: House
    port: int
    http: httpx.AsyncClient
    clock: LateClock

    async def ticket(self, language: str | None = None, business: str = "madhuban") -> Ticket:
        """Ask for a call, as the page's button does."""
        plan = await self.house.app.state.carriers.plan_for_browser(business, language)
        token = self.house.app.state.carriers.tokens.issue(plan.call_id, plan)
        path = f"/carriers/browser/media/{token}"
        return Ticket(f"ws://127.0.0.1:{self.port}{path}", plan.call_id)

    async def call(
        self, language: str = "en", business: str = "madhuban"
    ) -> tuple[PagePeer, Ticket]:
        """A page whose call is on."""
        ticket, page = await self.ticket(language, business), PagePeer()
        await page.open(ticket.url, ticket.call_id, language=language)
        return page, ticket

    @property
    def running(self) -> list[str]:
        """Ids of the calls that are up."""
        assert self.house.exchange is not None
        return [plan.call_id for plan in self.house.exchange.calls]

    async def over(self, call_id: str) -> str:
        """Wait until a call is no longer up; how it is stored."""
        for _ in range(500):
            if call_id not in self.running:
                return (await self.house.nouns.calls.detail(call_id)).call.status
            await asyncio.sleep(0.01)
        raise TimeoutError(f"call {call_id} is still up")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    settings = load(
        {"data": tmp_path_factory.mktemp("house") / "data"},
        environ={
            "VAANI_SPEECH__ENGINE": "simulated",
            "VAANI_MEDIA__MESSAGES_PER_SECOND": "1000",  # budgets have tests of their own
        },
    ).settings
    clock = LateClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vaani.bootstrap.house, "SystemClock", lambda: clock)
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
