"""How does a call go in which a model hears and speaks itself? A whole house, its door, its models.

The house is production's, with settings that name a scripted server of the vendor; a caller rings
through Twilio's wire. The recogniser is a vendor's before its scripted peer, the house's own voice
a hum; the model's words, calls and sound are the script's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from vaani.api.door import bind
from vaani.api.http import HttpServer
from vaani.bootstrap.house import House, Rehearsal, open_house
from vaani.bootstrap.speech import Speech
from vaani.call.plan import CallPlan
from vaani.call.session import Parts
from vaani.kit.machine_clock import SystemClock
from vaani.providers.cache import CachedSpeaker
from vaani.providers.hearing_chain import ChainedTranscriber
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.settings import load
from vaani.storage.paging import PageWish
from vaani.telephony import loopback
from vaani.telephony.loopback import LoopbackAccount
from vaani.testing.failing_calls import recogniser
from vaani.testing.spoken_call import SetClock
from vaani.testing.twilio_peer import Stream, TwilioPeer
from vaani.testing.vendors.faults import Fault, Lines
from vaani.testing.vendors.hearing import KEY
from vaani.testing.vendors.live import GeminiLivePeer, LiveSays, OpenAiRealtimePeer, Talk
from vaani.testing.vendors.sockets import SocketServer

LOUD = b"\x10\x90" * 80
"""20 ms of a caller's sound, mu-law."""
ENGINE = {"openai": "openai-realtime", "gemini": "gemini-live"}
_BREATH_S = 0.15


async def heard_out(peer: TwilioPeer, since: float | None = None) -> None:
    """Listen until the assistant has finished."""
    loop = asyncio.get_running_loop()
    await peer.assistant_finished(
        quiet_s=_BREATH_S, timeout_s=12, since=since or loop.time(), whole=True
    )


async def speak(peer: TwilioPeer, seconds: float = 0.6) -> None:
    """The caller says something, and hears the answer out."""
    peer.say(LOUD * round(seconds * 50))
    await peer.said()
    await heard_out(peer)


@dataclass
class FarEnd:
    """One vendor's server and what its model knows."""

    script: Talk
    server: SocketServer


@dataclass
class TalkingHouse:
    """The house and the far ends of its wires. Of each vendor there is a business that has chosen
    its model, by the vendor's name."""

    LOUD = LOUD
    heard_out, speak = staticmethod(heard_out), staticmethod(speak)

    house: House
    account: LoopbackAccount
    clock: SetClock
    ends: Mapping[str, FarEnd]
    events: list[tuple[str, str]] = field(default_factory=list)
    """Business and kind of everything that the calls' journals were told."""

    async def ring(self, business: str, caller: str) -> tuple[TwilioPeer, str]:
        """The open far end of a call and its id."""
        async with httpx.AsyncClient() as client:
            ordered = await loopback.ring(client, self.account, business=business, caller=caller)
            if ordered.socket_url is None:
                raise RuntimeError("refused: " + " / ".join(ordered.said))
        stream = Stream(ordered.call_sid, self.account.sid, parameters=ordered.parameters)
        peer = TwilioPeer(stream)
        await peer.open(ordered.socket_url, signature=ordered.socket_signature)
        return peer, ordered.parameters["call_id"]

    async def over(self, call_id: str) -> Any:
        """The call, once it is stored as over."""
        for _ in range(400):
            found = await self.house.nouns.calls.detail(call_id)
            if found.call.ended_at is not None and found.call.outcome is not None:
                return found
            await asyncio.sleep(0.02)
        raise TimeoutError(f"call {call_id} was not stored as over")

    async def bookings(self, slug: str) -> list[Any]:
        """Every booking of the business."""
        business = await self.house.nouns.businesses.get(slug)
        return list((await self.house.nouns.calendar.listing(business, PageWish(100))).items)


@asynccontextmanager
async def talking_house(
    folder: Path,
    document: str,
    said: Sequence[str],
    says: Callable[[Talk], LiveSays],
    faults: Sequence[Fault] = (),
    **settings: str,
) -> AsyncIterator[TalkingHouse]:
    """`said` are the caller's sentences as the house's recogniser hears them, one a pause;
    `document` is the business file, of which each vendor gets one of its own."""
    async with AsyncExitStack() as stack:
        ends: dict[str, FarEnd] = {}
        for vendor, peer in _PEERS.items():
            ends[vendor] = await stack.enter_async_context(_far_end(peer, says, faults))
        environ = {
            "VAANI_DIALOGUE__REALTIME": ",".join(ENGINE.values()),
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": f"{ends['openai'].server.base_url}/v1",
            "VAANI_PROVIDERS__OPENAI__REALTIME_MODEL": "gpt-realtime",
            "GEMINI_API_KEY": KEY,
            "VAANI_PROVIDERS__GEMINI__BASE_URL": ends["gemini"].server.base_url,
            "VAANI_PROVIDERS__GEMINI__LIVE_MODEL": "scripted-live",
            **settings,
        }
        chosen = load({"data": folder / "data"}, environ=environ).settings
        speech = Speech(
            detector=EnergyDetector(),
            transcriber=lambda _plan: ChainedTranscriber([recogniser("house", Lines(said))]),
            speaker=CachedSpeaker(SimulatedSpeaker(Delays(ms_per_character=12))),
        )
        clock = SetClock(datetime.fromisoformat("2027-05-06T10:15+05:30"), SystemClock())
        clock.start()
        events: list[tuple[str, str]] = []

        def listening(plan: CallPlan, parts: Parts) -> Parts:
            noted = parts.journal.event

            def event(kind: str, at_ms: int, data: Mapping[str, Any]) -> None:
                events.append((plan.business.slug, kind))
                noted(kind, at_ms, data)

            parts.journal.event = event  # type: ignore[method-assign]
            return parts

        house = await stack.enter_async_context(
            open_house(chosen, Rehearsal(clock, speech, listening))
        )
        for number, vendor in enumerate(ends):
            business = yaml.safe_load(document)
            business |= {"slug": vendor, "numbers": [f"+91999997780{number}"]}
            business["engines"] = {"realtime": [ENGINE[vendor]]}
            await house.nouns.businesses.import_text(yaml.safe_dump(business, allow_unicode=True))
        listener = bind("127.0.0.1", 0)
        http = HttpServer(house.app)
        door = house.door(listener, http.protocol)
        door.open()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        secrets = yaml.safe_load((chosen.data / "secrets.yaml").read_text(encoding="utf-8"))
        account = LoopbackAccount(
            secrets["loopback_account_sid"], secrets["loopback_auth_token"], url
        )
        try:
            yield TalkingHouse(house, account, clock, ends, events)
        finally:
            door.close()
            await house.drain(0)
            await http.close()


@asynccontextmanager
async def _far_end(
    peer: Any, says: Callable[[Talk], LiveSays], faults: Sequence[Fault]
) -> AsyncIterator[FarEnd]:
    script = Talk(says, ms_per_letter=25)
    async with SocketServer(lambda *asked: peer.let_in(*asked, script), faults) as server:
        yield FarEnd(script, server)


@pytest.fixture
def talking() -> Callable[..., AbstractAsyncContextManager[TalkingHouse]]:
    """Opens such a house."""
    return talking_house


_PEERS: Mapping[str, Any] = {"openai": OpenAiRealtimePeer, "gemini": GeminiLivePeer}
