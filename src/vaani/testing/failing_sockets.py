"""Does a booking come to its end whatever fails, over real sockets? Whole calls on Twilio's wire.

The bad days, the caller and the brains are those of `failing_bookings.py`; the vendors are scripted
servers on loopback with a fault for each connection, asked by production's adapters, and the caller
is at the far end of a media socket of production's door. All on the machine's own clock.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from vaani.audio.frame import pcm_to_samples
from vaani.call.core.turns import Floor
from vaani.call.plan import Business
from vaani.call.ports.chat_model import ChatModel
from vaani.call.ports.line import Line, LineEar
from vaani.call.ports.speaker import Speaker
from vaani.call.ports.transcriber import Transcriber
from vaani.call.session import CallSession
from vaani.call.switchboard import Switchboard
from vaani.kit.errors import VaaniError
from vaani.providers.breaker import Breaker
from vaani.providers.cache import CachedSpeaker
from vaani.providers.deadline import PunctualSpeaker
from vaani.providers.deepgram.wire import ListenWire
from vaani.providers.gemini.live import LiveApiWire
from vaani.providers.hearing_chain import ChainedTranscriber, Recogniser
from vaani.providers.live import LiveTalk
from vaani.providers.live_wire import LiveSetup, LiveWire
from vaani.providers.openai_like.chat import OpenAiLikeModel
from vaani.providers.openai_like.realtime import RealtimeWire
from vaani.providers.openai_like.voice import OpenAiLikeVoice
from vaani.providers.recorded.voice import AccompaniedSpeaker
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.speaking_chain import ChainedSpeaker, VoiceEngine
from vaani.providers.streamed import StreamedTranscriber
from vaani.providers.tts import HttpSpeaker
from vaani.telephony.socket import MediaPeer, MediaSocket, StreamStart
from vaani.telephony.twilio.line import twilio_line
from vaani.testing.failing_bookings import (
    NOW,
    SAID,
    TURNS,
    Day,
    Failing,
    Listener,
    Played,
    live_model,
    parts_of,
    plan_of,
    spoilt,
)
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.stage import MemoryJournal
from vaani.testing.text_call import HandClock
from vaani.testing.twilio_peer import Stream, TwilioPeer
from vaani.testing.vendors.faults import WELL, Fault, Lines, Script
from vaani.testing.vendors.hearing import KEY, DeepgramPeer
from vaani.testing.vendors.http import HttpServer, Request, Response
from vaani.testing.vendors.live import GeminiLivePeer, OpenAiRealtimePeer, Talk
from vaani.testing.vendors.sockets import SocketServer
from vaani.testing.vendors.speaking import cut, tone

_SAID_LOUD = b"\x10\x90" * 80
_AHEAD = 3
"""So many frames the caller's sound is ahead, or a late timer would cut a hole into it."""
_SPEAKS_S, _BREATH_S = 0.45, 0.25
_MS_PER_CHARACTER = 3
_RATE_HZ = 24000
_VOICE_FAULTS = {
    "stalls": Fault(stall_after=3), "breaks": Fault(drop_after=3), "dead": Fault(status=503),
}  # fmt: skip
_MODEL_FAULTS = {"429": Fault(status=429), "hangs": Fault(stall_after=0)}


class WhenBad(Script):
    """Every connection from the bad day's beginning on has this fault."""

    def __init__(self, failing: Failing, fault: Fault) -> None:
        super().__init__()
        self._failing, self._fault = failing, fault

    def next(self) -> Fault:
        """The fault of the connection that is opened now."""
        self.connections += 1
        return self._fault if self._failing.now else WELL


def hum(failing: Failing, how: str) -> Callable[[Request], Response]:
    """An OpenAI-compatible voice: a tone for words, or what becomes of it."""

    def respond(request: Request) -> Response:
        text = json.loads(request.body)["input"]
        pcm = tone(text, _RATE_HZ)[: len(text) * _MS_PER_CHARACTER * _RATE_HZ // 1000 * 2]
        if failing.now and how == "mute":
            pcm = b""
        if failing.now and how in ("noise", "wrong rate"):
            pcm = spoilt(pcm_to_samples(pcm).tobytes(), how)
        return Response(cut(pcm, _RATE_HZ), kind="audio/pcm")

    return respond


def calls_of(how: str) -> Callable[[Request], Response]:
    """An OpenAI-compatible language model that does nothing but call a tool, well or badly."""

    def respond(_: Request) -> Response:
        given = "{broken" if how == "malformed" else '{"question": "x"}'
        call = {"index": 0, "id": "c1", "function": {"name": "look_up", "arguments": given}}
        delta = {"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}
        end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}
        told = [f"data: {json.dumps(one)}\n\n".encode() for one in (delta, end)]
        return Response([*told, b"data: [DONE]\n\n"], kind="text/event-stream")

    return respond


@dataclass
class WirePhone:
    """The caller's telephone at the far end of a media socket."""

    peer: TwilioPeer
    session: CallSession

    @property
    def floor(self) -> Floor:
        return self.session.floor

    @property
    def is_over(self) -> bool:
        return self.peer.closed.is_set()

    @property
    def last_heard(self) -> float:
        return self.peer.playout.until

    def silent_at(self, moment: float) -> bool:
        return self.peer.playout.until <= moment

    def frame(self, *, loud: bool) -> None:
        if loud:
            self.peer.say(_SAID_LOUD * (_AHEAD if self.peer.is_quiet else 1))

    def press(self, key: str) -> None:
        self.peer.press(key)

    async def hang_up(self) -> None:
        await self.peer.hang_up()


@dataclass
class Street:
    """Who is behind each call. `route` is what a door with media sockets asks; `url` is where that
    door lets calls in."""

    url: str = ""
    board: Switchboard = field(default_factory=lambda: Switchboard(EnergyDetector()))
    _waiting: dict[str, Callable[[Line], LineEar]] = field(default_factory=dict)

    def route(self, _path: str, _headers: Mapping[str, str]) -> Callable[[MediaSocket], MediaPeer]:
        """Every media socket is let in: what is tried here are the vendors."""
        return lambda socket: twilio_line(socket, self._opened)

    def _opened(self, start: StreamStart, line: Line) -> LineEar | None:
        return self._waiting.pop(start.carrier_call_id)(line)

    async def play(
        self, business: Business, day: Day, number: int = 0, offset_s: float = 0.0
    ) -> Played:
        """One whole call. `offset_s`: the caller thinks for so much longer before he speaks."""
        sid = f"CA{number:032d}"
        plan, failing = plan_of(business, sid), Failing(day)
        desk, journal = PaperDesk(plan, HandClock(NOW)), MemoryJournal()
        peer = TwilioPeer(Stream(sid, f"AC{0:032d}"))
        sessions: asyncio.Queue[CallSession] = asyncio.Queue()
        async with AsyncExitStack() as stack:
            hears, speaks, model, talk = await _vendors(stack, failing)
            parts = parts_of(plan, desk, failing, hears, speaks, model, talk)
            parts = replace(parts, journal=journal)

            def answered(line: Line) -> LineEar:
                session = CallSession(plan, line, parts, self.board, turns=TURNS)
                sessions.put_nowait(session)
                return session

            self._waiting[sid] = answered
            opening = asyncio.create_task(peer.open(self.url))
            session = await asyncio.wait_for(sessions.get(), 10)
            await opening
            caller = Listener(WirePhone(peer, session), failing, offset_s, _SPEAKS_S, _BREATH_S)
            caller.outage = lambda: any(kind == "outage" for kind, _, _ in journal.events)
            async with asyncio.TaskGroup() as group:
                group.create_task(session.run())
                group.create_task(caller.call())
            await peer.close()
        if peer.complaints:
            raise VaaniError(f"Twilio would have complained: {peer.complaints[0]}.")
        media = [(at / 1000, at / 1000) for at in peer.times("media")]
        return Played(journal, desk, media, peer.now_ms / 1000, caller.longest_gap)


async def _vendors(
    stack: AsyncExitStack, failing: Failing
) -> tuple[Transcriber, Speaker, ChatModel | None, LiveTalk | None]:
    """The engines of a call, each before a scripted server of its own."""
    day = failing.day
    return (
        await _ears(stack, day),
        await _voices(stack, failing),
        await _model(stack, day) if day.talks else None,
        await _talk(stack, day) if day.live else None,
    )


async def _ears(stack: AsyncExitStack, day: Day) -> Transcriber:
    lines, clock = Lines(SAID), asyncio.get_running_loop().time

    def opening(base: str) -> Callable[[], Transcriber]:
        return lambda: StreamedTranscriber(lambda _hint: ListenWire(KEY, ("en",), base_url=base))

    chain = []
    faults: list[Sequence[Fault]] = [[Fault(status=401)] * 99] if day.deaf else [day.hears, ()]
    for number, one in enumerate(faults):
        server = await stack.enter_async_context(
            SocketServer(partial(_heard_by, lines), one, lines)
        )
        name = f"ear {number}"
        chain.append(Recogniser(name, opening(server.base_url), Breaker(name, clock)))
    return ChainedTranscriber(chain)


def _heard_by(lines: Lines, *asked: Any) -> DeepgramPeer | int:
    path, query, headers = asked
    return DeepgramPeer.let_in(path, query, headers, lines)


async def _voices(stack: AsyncExitStack, failing: Failing) -> Speaker:
    how, clock = failing.day.voice, asyncio.get_running_loop().time
    engines = []
    for number in range(1 if how in ("", "dead") else 2):
        bad = how if number == 0 else ""
        server = HttpServer(hum(failing, bad))
        if bad in _VOICE_FAULTS:
            server.script = WhenBad(failing, _VOICE_FAULTS[bad])
        await stack.enter_async_context(server)
        wire = OpenAiLikeVoice(model="m", voices={}, base_url=f"{server.base_url}/v1", api_key=KEY)
        speaker = HttpSpeaker(wire)
        stack.push_async_callback(speaker.aclose)
        kept = CachedSpeaker(PunctualSpeaker(speaker))
        engines.append(VoiceEngine(f"voice {number}", kept, Breaker(f"voice {number}", clock)))
    return AccompaniedSpeaker(ChainedSpeaker(engines))


async def _model(stack: AsyncExitStack, day: Day) -> ChatModel:
    faults = [_MODEL_FAULTS[day.talks]] * 99 if day.talks in _MODEL_FAULTS else []
    server = await stack.enter_async_context(HttpServer(calls_of(day.talks), faults))
    return await stack.enter_async_context(
        OpenAiLikeModel(model="m", base_url=f"{server.base_url}/v1", api_key=KEY)
    )


async def _talk(stack: AsyncExitStack, day: Day) -> LiveTalk:
    script = Talk(live_model, ms_per_letter=_MS_PER_CHARACTER)
    peer: Any = GeminiLivePeer if day.live == "gemini" else OpenAiRealtimePeer
    server = await stack.enter_async_context(
        SocketServer(lambda *asked: peer.let_in(*asked, script), day.live_faults)
    )

    def make(setup: LiveSetup, handle: str | None) -> LiveWire:
        if day.live == "gemini":
            return LiveApiWire(KEY, setup, model="m", handle=handle, base_url=server.base_url)
        return RealtimeWire(KEY, setup, base_url=f"{server.base_url}/v1")

    async def setup() -> LiveSetup:
        return LiveSetup("Be kind.", (), ("en",))

    talk = LiveTalk(setup, make)
    stack.push_async_callback(talk.close)
    return talk
