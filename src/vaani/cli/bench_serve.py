"""The real engine on simulated models: what `vaani bench serve` runs.

Contract: media-bench. Media socket, coding, voice detection, turn-taking, playout and admission are
production's, and so is the journal, over a scratch database; transcriber, brain and voice are
`providers.simulated`. Loopback only, no signature. Nothing of HTTP is imported here.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import resource
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import uvloop

from vaani.api.door import Door, bind
from vaani.api.media import Answer, media_protocols
from vaani.call.busy import BusyCall, busy_sound
from vaani.call.core.endpointing import EndpointSettings
from vaani.call.core.manner import TurnSettings
from vaani.call.plan import Business, Caller, CallLimits, CallPlan
from vaani.call.ports.detector import TurnDetector, VoiceDetector
from vaani.call.ports.line import Line, LineEar
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Admission, Switchboard
from vaani.cli.bench_store import FORK, Records, Scratch, open_records, scratch
from vaani.kit.ids import new_id
from vaani.kit.memory import give_back
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.thinker import SimulatedThinker
from vaani.providers.simulated.transcriber import SimulatedTranscriber
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened, StreamStart
from vaani.telephony.twilio.line import twilio_line

if TYPE_CHECKING:
    from vaani.telephony.sip.stack import SipStack

WIRES = ("twilio", "plivo", "vonage", "telnyx", "exotel", "asterisk_ws")
"""The wires that are served, Twilio's first."""
_CALLER = "+919876543210"
_END_S = 8.0
"""How long the calls that are up at the end may take to be stored."""
_EVENTS = {"vad_stop", "stt_final", "llm_start", "llm_sentence", "tts_start", "tts_first"}


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """The options of `vaani bench serve`."""

    port: int = 8100
    delays: Delays = field(default_factory=Delays)
    endpointing_ms: int | None = None
    vad: str = "silero"
    turn_model: bool = False
    events: Path | None = None
    greeting: bool = False
    models: Path | None = None
    max_calls: int | None = None
    workers: int = 1
    sip: bool = False


class Figures:
    """What the engine did, for `GET /bench/stats` and the events file."""

    def __init__(self, chain_ms: int, *, keep_events: bool) -> None:
        self._chain_ms = chain_ms
        self._events: list[tuple[float, str, str]] = []
        self._keep_events = keep_events
        self.overhead_ms: deque[float] = deque(maxlen=20_000)
        self.speech_end_ms: deque[float] = deque(maxlen=20_000)
        self.lag_ms: deque[float] = deque(maxlen=20_000)
        self.frames_in = self.frames_out = self.dropped = self.underruns = 0

    def event(self, stream: str, name: str) -> None:
        if self._keep_events:
            self._events.append((time.monotonic(), stream, name))

    def first_frame(self, paused: float, decided: float, now: float) -> None:
        """An answered turn: pause noticed, turn decided, first frame out (seconds)."""
        ready = max(decided, paused + self._chain_ms / 1000)
        self.overhead_ms.append((now - ready) * 1000)

    def write(self, path: Path) -> None:
        with path.open("w", encoding="utf-8") as out:
            for at, stream, name in self._events:
                out.write(json.dumps({"t": round(at, 6), "sid": stream, "ev": name}) + "\n")

    def page(self, board: Switchboard, sessions: set[CallSession]) -> dict[str, Any]:
        return {
            "calls_open": board.calls,
            "calls_refused": board.refused,
            "frames_in": self.frames_in + sum(call.frames_in for call in sessions),
            "frames_out": self.frames_out + sum(call.frames_out for call in sessions),
            "frames_dropped": self.dropped + sum(call.malformed_frames for call in sessions),
            "underruns": self.underruns + sum(call.underruns for call in sessions),
            "decide_to_first_frame_ms": _percentiles(self.overhead_ms),
            "speech_end_to_first_frame_ms": _percentiles(self.speech_end_ms),
            "loop_lag_p99_ms": _percentiles(self.lag_ms)["p99"],
            "tick_late_p95_ms": round(board.late_p95_ms, 2),
            "rss_mb": round(_rss_mb(), 1),
            "cpu_s": round(time.process_time(), 3),
        }


def line_of(wire: str) -> Callable[[MediaSocket, Opened], MediaPeer]:
    """What makes a line of one carrier's socket; another carrier's code is loaded when asked for,
    so that the memory of Twilio's calls is measured alone."""
    if wire == "twilio":
        return twilio_line
    module = importlib.import_module(f"vaani.telephony.{wire}.line")
    make: Callable[[MediaSocket, Opened], MediaPeer] = getattr(module, f"{wire}_line")
    return make


class BenchExchange:
    """Routes sockets to calls on simulated models."""

    def __init__(
        self,
        settings: BenchSettings,
        detector: VoiceDetector,
        turn_detector: TurnDetector | None,
        busy: bytes,
        business: Business,
        records: Records,
    ) -> None:
        self._settings = settings
        self._business = business
        self._records = records
        self._turn_detector = turn_detector
        self._busy = busy
        self._speaker = SimulatedSpeaker(settings.delays)
        fixed = settings.endpointing_ms
        if fixed is None and turn_detector is None:
            fixed = 200
        self._turns = TurnSettings(endpoint=EndpointSettings(fixed_ms=fixed))
        self.board = Switchboard(detector, Admission(max_calls=settings.max_calls))
        self.figures = Figures(settings.delays.chain_ms, keep_events=settings.events is not None)
        self._sessions: set[CallSession] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.sip_port: int | None = None
        self.board.on_beat = self._note_lag

    def route(
        self, path: str, headers: Mapping[str, str]
    ) -> Callable[[MediaSocket], MediaPeer] | Answer:
        """`/media/<wire>` is a call on that carrier's wire, `/bench/stats` the figures."""
        if path.split("?")[0] == "/bench/stats":
            page = self.figures.page(self.board, self._sessions)
            body = orjson.dumps({**page, "sip_port": self.sip_port})
            return Answer(200, body, "application/json")
        wire = path.split("?")[0].removeprefix("/media/")
        if wire not in WIRES:
            return Answer(404, b"only /media/<wire> and /bench/stats are here\n")
        make = line_of(wire)
        return lambda socket: make(socket, lambda start, line: self._opened(wire, start, line))

    async def open_sip(self) -> SipStack:
        """Take calls over SIP too, on a port that the figures tell. Raises SettingsError."""
        # The stack is an extra of its own.
        from vaani.cli.bench_sip import BenchSip

        sip = BenchSip(lambda start, line: self._opened("sip", start, line))
        self.sip_port = await sip.stack.open()
        return sip.stack

    def _opened(self, wire: str, start: StreamStart, line: Line) -> LineEar | None:
        if not self.board.admits():
            return BusyCall(line, self._busy)
        call_id = new_id()
        plan = CallPlan(
            call_id=call_id,
            business=self._business,
            caller=Caller(_CALLER),
            carrier=wire,
            carrier_call_id=call_id,
            limits=CallLimits(silence_after_ms=3_600_000),
            test=True,
        )
        stopwatch = Stopwatch(start.stream_id, self.figures)
        parts = Parts(
            transcriber=SimulatedTranscriber(self._settings.delays),
            thinker=SimulatedThinker(self._settings.delays, greeting=self._settings.greeting),
            speaker=self._speaker,
            journal=self._records.journal(plan),
            turn_detector=self._turn_detector,
            probe=stopwatch.stage,
        )
        session = CallSession(plan, line, parts, self.board, turns=self._turns)
        self._sessions.add(session)
        task = asyncio.get_running_loop().create_task(self._carry(session))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._over(session, done))
        return session

    async def _carry(self, session: CallSession) -> None:
        await self._records.begin(session.plan)
        await session.run()

    async def end(self) -> None:
        """The calls that are up lose their line; returns when everything is stored."""
        for session in tuple(self._sessions):
            session.gone("lost")
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_END_S)
        await self.board.close()

    def _over(self, session: CallSession, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._sessions.discard(session)
        figures = self.figures
        figures.frames_in += session.frames_in
        figures.frames_out += session.frames_out
        figures.dropped += session.malformed_frames
        figures.underruns += session.underruns
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error

    def _note_lag(self, now: float) -> None:
        self.figures.lag_ms.append((asyncio.get_running_loop().time() - now) * 1000)


class Stopwatch:
    """Turns a call's stages into figures."""

    __slots__ = ("_decided", "_figures", "_paused", "_stream")

    def __init__(self, stream: str, figures: Figures) -> None:
        self._stream = stream
        self._figures = figures
        self._paused: float | None = None
        self._decided: float | None = None

    def stage(self, name: str, number: int) -> None:
        """A stage of the call was reached."""
        now = time.monotonic()
        if name == "vad_stop":
            self._paused, self._decided = now, None
        elif name == "committed" and self._paused is not None:
            self._decided = now
        elif name == "first_frame" and self._paused is not None and self._decided is not None:
            self._figures.first_frame(self._paused, self._decided, now)
            self._figures.speech_end_ms.append((now - self._paused) * 1000 + 200)
            self._paused = None
        if name in _EVENTS:
            self._figures.event(self._stream, name)


async def serve(settings: BenchSettings, listener: socket.socket, store: Scratch) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    detector = _detector(settings)
    turn_detector = _turn_detector(settings)
    busy = await busy_sound(SimulatedSpeaker(settings.delays))
    async with open_records(store.url) as records:
        exchange = BenchExchange(settings, detector, turn_detector, busy, store.business, records)
        door = Door(listener, media_protocols(exchange), None)
        door.open()
        sip = await exchange.open_sip() if settings.sip else None
        give_back()
        if settings.workers:
            os.write(1, b"ready ws://127.0.0.1:%d/media/twilio\n" % listener.getsockname()[1])
        await stop.wait()
        door.close()
        await exchange.end()
        if sip is not None:
            await sip.close()
    if settings.events is not None:
        exchange.figures.write(settings.events)


def run(settings: BenchSettings) -> None:
    """What the command calls. Further workers share the listening socket, a process each."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # until `serve` listens for it
    listener = bind("127.0.0.1", settings.port)
    with scratch() as store:
        workers = [
            FORK.Process(target=_work, args=(_worker(settings, number), listener, store))
            for number in range(1, settings.workers)
        ]
        for worker in workers:
            worker.start()
        _work(settings, listener, store)
        for worker in workers:
            worker.terminate()
            worker.join()


def _work(settings: BenchSettings, listener: socket.socket, store: Scratch) -> None:
    uvloop.run(serve(settings, listener, store))


def _worker(settings: BenchSettings, number: int) -> BenchSettings:
    events = settings.events and settings.events.with_suffix(f".{number}")
    return replace(settings, events=events, workers=0)


def _detector(settings: BenchSettings) -> VoiceDetector:
    if settings.vad == "energy":
        return EnergyDetector()
    from vaani.providers.local.silero import SileroDetector

    return SileroDetector(_models(settings))


def _turn_detector(settings: BenchSettings) -> TurnDetector | None:
    if not settings.turn_model:
        return None
    from vaani.providers.local.smart_turn import SmartTurnDetector

    return SmartTurnDetector(_models(settings))


def _models(settings: BenchSettings) -> Path:
    return settings.models or Path.home() / ".cache" / "vaani" / "models"


def _percentiles(values: deque[float]) -> dict[str, float | None]:
    if not values:
        return {"p50": None, "p95": None, "p99": None}
    ordered = sorted(values)
    return {
        name: round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2)
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    }


def _rss_mb() -> float:
    try:
        with Path("/proc/self/statm").open() as page:
            return int(page.read().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
