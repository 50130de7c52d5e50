"""How much time does the house add between a recogniser's last words and the first sound?

Three scripted vendors of fixed delay (a Deepgram socket, a streaming chat model, a voice over
HTTP) and N Twilio callers run in one process on one core; the house runs on another with its own
adapters, the talking brain (`dialogue.brain: llm`) with its claim checks, and production's media
socket, turns and playout. The clock starts when the recogniser's final leaves its server and stops
when the first audio message of the answer reaches the caller; the two delays in between are taken
off. What the scripted servers are late by themselves counts against the house, and is told. Below
the row stands where the time went, stage by stage, with the house's own stamps.

    .venv/bin/python bench/vendor_speed.py [--calls 1,10,40] [--seconds 20] [--first]

`--first` runs both processes before everything else on the machine (SCHED_FIFO, for root), so that
other work on a shared machine disturbs the clock less.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np
import uvloop
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from vaani.api.door import Door, bind
from vaani.api.media import Answer, media_protocols
from vaani.audio.g711 import encode_mulaw
from vaani.call.core.endpointing import EndpointSettings
from vaani.call.core.manner import TurnSettings
from vaani.call.plan import Caller, CallLimits, CallPlan
from vaani.call.ports.line import Line, LineEar
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Admission, Switchboard
from vaani.dialogue.model.freetalk import FreeTalkBrain
from vaani.domain.businesses.file import parse_business
from vaani.kit.memory import give_back
from vaani.providers.deadline import PunctualSpeaker
from vaani.providers.deepgram.wire import ListenWire
from vaani.providers.openai_like.chat import OpenAiLikeModel
from vaani.providers.openai_like.voice import OpenAiLikeVoice
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.streamed import StreamedTranscriber
from vaani.providers.tts import HttpSpeaker
from vaani.telephony.socket import MediaPeer, MediaSocket, StreamStart
from vaani.telephony.twilio.line import twilio_line
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.stage import MemoryJournal
from vaani.testing.text_call import HandClock

FINAL_S, WORDS_S, SOUND_S = 0.30, 0.20, 0.15
"""After a pause; after a question; after a sentence."""
QUESTION = "Where are you exactly?"
ANSWER = "We are at 21 Lake View Road, opposite the old post office."
VOICED_S = 0.8
FRAME_S = 0.02
FRAME = 160
STAGES = ("final", "stt_final", "llm_start", "llm_sentence", "tts_start", "tts_first",
          "first_frame", "heard")  # fmt: skip
"""A turn's stamps in their order; those between the first and the last are the house's."""
TAKEN = {"llm_sentence": WORDS_S, "tts_first": SOUND_S}
"""The vendors' part of a stage."""
Stamp = tuple[int, str, float]
"""A call, what happened, when (monotonic seconds, the same in all processes of a machine)."""
_DEMO = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"


# --- the vendors, on the callers' core -----------------------------------------------------------


@dataclass(slots=True)
class Vendors:
    """Three servers. `final_at`: when a call's last words left, by the call's number."""

    final_at: dict[int, float] = field(default_factory=dict)
    late_ms: list[float] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    """When last words left and when an answer was heard."""
    _servers: list[Any] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)

    async def open(self) -> None:
        hearing = await serve(self._listen, "127.0.0.1", 0, compression=None)
        self.ports["hearing"] = next(iter(hearing.sockets)).getsockname()[1]
        for name, answer in (("thinking", _thought), ("speaking", _spoken)):
            server = await asyncio.start_server(self._http(answer), "127.0.0.1", 0)
            self.ports[name] = server.sockets[0].getsockname()[1]
            self._servers.append(server)
        self._servers.append(hearing)

    async def _listen(self, socket: ServerConnection) -> None:
        number = int(socket.request.headers["authorization"].removeprefix("Token call-"))
        heard_s = 0.0
        try:
            async for message in socket:
                if isinstance(message, bytes):
                    heard_s += len(message) / 2 / 8000
                elif json.loads(message)["type"] == "Finalize":
                    await self._wait(FINAL_S)
                    await socket.send(_final(heard_s))
                    self.final_at[number] = now = time.monotonic()
                    self.stamps.append((number, "final", now))
        except ConnectionClosed:
            return

    def _http(self, answer: Callable[[], tuple[float, str, bytes]]) -> Any:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while True:
                    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                    size = int(head.split("content-length:")[1].split("\r\n")[0])
                    await reader.readexactly(size)
                    delay, kind, body = answer()
                    await self._wait(delay)
                    writer.write(
                        f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\n"
                        f"content-length: {len(body)}\r\n\r\n".encode()
                        + body
                    )
            except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
                writer.close()

        return talk

    async def _wait(self, seconds: float) -> None:
        begun = time.monotonic()
        await asyncio.sleep(seconds)
        self.late_ms.append((time.monotonic() - begun - seconds) * 1000)


def _final(heard_s: float) -> str:
    at = max(0.0, heard_s - 0.5)
    words = [{"word": w, "punctuated_word": w, "confidence": 0.9, "start": at, "end": heard_s}
             for w in QUESTION.split()]  # fmt: skip
    best = {"transcript": QUESTION, "confidence": 0.97, "words": words}
    return json.dumps(
        {"type": "Results", "channel_index": [0, 1], "start": 0.0, "duration": 1.0,
         "is_final": True, "speech_final": True, "from_finalize": True,
         "channel": {"alternatives": [best]}}
    )  # fmt: skip


def _thought() -> tuple[float, str, bytes]:
    """The whole answer at once, in pieces of a word, when its time has come."""
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    pieces = [
        {**chunk, "choices": [{"index": 0, "delta": {"content": f"{word} "}}]}
        for word in ANSWER.split()
    ]
    end = {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    said = "".join(f"data: {json.dumps(one)}\n\n" for one in [*pieces, end])
    return WORDS_S, "text/event-stream", f"{said}data: [DONE]\n\n".encode()


def _spoken() -> tuple[float, str, bytes]:
    wave = np.sin(np.arange(int(VOICED_S * 24_000)) * 2 * np.pi * 220 / 24_000) * 8000
    return SOUND_S, "audio/pcm", wave.astype("<i2").tobytes()


# --- the callers ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Notes:
    """Milliseconds over the sum of the delays, and what did not come."""

    over_ms: list[float] = field(default_factory=list)
    turns: int = 0
    unanswered: int = 0


class Phone:
    """One caller: hears the greeting, asks, hears the answer out, asks again."""

    def __init__(self, number: int, vendors: Vendors, notes: Notes) -> None:
        self.number, self._vendors, self._notes = number, vendors, notes
        self._random = random.Random(number)
        self._sid = f"MZ{number:032d}"
        self._quiet = asyncio.Event()
        self._first: asyncio.Future[float] | None = None

    async def call(self, url: str, until: float, counting_from: float) -> None:
        await asyncio.sleep(self._random.random() * 2)
        async with connect(url, compression=None, max_size=None) as socket:
            await self._begin(socket)
            listening = asyncio.create_task(self._listen(socket))
            talking = asyncio.create_task(self._talk(socket, until, counting_from))
            await asyncio.wait({listening, talking}, return_when=asyncio.FIRST_COMPLETED)
            for task in (listening, talking):
                task.cancel()
            for found in await asyncio.gather(listening, talking, return_exceptions=True):
                if isinstance(found, Exception) and not isinstance(found, ConnectionClosed):
                    raise found

    async def _begin(self, socket: Any) -> None:
        await socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
        start = {
            "event": "start", "sequenceNumber": "1", "streamSid": self._sid,
            "start": {
                "accountSid": "AC" + "0" * 32, "streamSid": self._sid,
                "callSid": f"CA{self.number:032d}", "tracks": ["inbound"], "customParameters": {},
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            },
        }  # fmt: skip
        await socket.send(json.dumps(start))

    async def _listen(self, socket: Any) -> None:
        loop = asyncio.get_running_loop()
        ends = 0.0
        async for message in socket:
            now = time.monotonic()
            told = json.loads(message)
            if told["event"] == "media":
                ends = max(now, ends) + len(told["media"]["payload"]) * 3 / 4 / 8000
                if self._first is not None and not self._first.done():
                    self._first.set_result(now)
                    self._vendors.stamps.append((self.number, "heard", now))
            elif told["event"] == "mark":
                loop.call_later(max(0.0, ends - now), self._played, socket, told["mark"]["name"])

    def _played(self, socket: Any, name: str) -> None:
        self._quiet.set()
        told = {"event": "mark", "streamSid": self._sid, "mark": {"name": name}}
        asyncio.get_running_loop().create_task(_sent(socket, json.dumps(told)))

    async def _talk(self, socket: Any, until: float, counting_from: float) -> None:
        clock = Frames(socket, self._sid)
        await clock.send(clock.silence, 500, self._quiet)
        while time.monotonic() < until:
            await clock.send(clock.silence, 20 + self._random.randrange(25))
            self._quiet.clear()
            self._vendors.final_at.pop(self.number, None)
            await clock.send(clock.voice, 45)
            self._first = first = asyncio.get_running_loop().create_future()
            await clock.send(clock.silence, 250, self._quiet)
            self._note(first, counting_from)

    def _note(self, first: asyncio.Future[float], counting_from: float) -> None:
        final = self._vendors.final_at.get(self.number)
        if final is None or final < counting_from:
            return
        self._notes.turns += 1
        if first.done():
            spent = first.result() - final - WORDS_S - SOUND_S
            self._notes.over_ms.append(spent * 1000)
        else:
            self._notes.unanswered += 1
        self._first = None


class Frames:
    """Sends frames at their own moments, behind which nothing is made up."""

    def __init__(self, socket: Any, sid: str) -> None:
        self._socket, self._next = socket, time.monotonic()
        tone = np.sin(np.arange(FRAME) * 2 * np.pi * 200 / 8000) * 9000
        noise = np.random.default_rng(1).normal(0, 30, FRAME)
        self.voice = self._message(sid, tone.astype(np.int16))
        self.silence = self._message(sid, noise.astype(np.int16))

    @staticmethod
    def _message(sid: str, samples: Any) -> str:
        coded = base64.b64encode(encode_mulaw(samples)).decode()
        media = {"track": "inbound", "chunk": "2", "timestamp": "5", "payload": coded}
        return json.dumps({"event": "media", "streamSid": sid, "media": media})

    async def send(self, message: str, count: int, until: asyncio.Event | None = None) -> None:
        for _ in range(count):
            if until is not None and until.is_set():
                return
            self._next = max(self._next + FRAME_S, time.monotonic() - 0.1)
            await asyncio.sleep(max(0.0, self._next - time.monotonic()))
            await self._socket.send(message)


async def _sent(socket: Any, message: str) -> None:
    try:
        await socket.send(message)
    except ConnectionClosed:
        return


# --- the house, on its own core ------------------------------------------------------------------


class House:
    """Calls with the vendors' adapters and the talking brain."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = ports
        business = parse_business(_DEMO.read_text(encoding="utf-8")).business
        self._business = business
        self._model = OpenAiLikeModel(
            model="m", base_url=f"http://127.0.0.1:{ports['thinking']}/v1", api_key="k"
        )
        voice = OpenAiLikeVoice(
            model="m", voices={}, base_url=f"http://127.0.0.1:{ports['speaking']}/v1", api_key="k"
        )
        self._speaker = PunctualSpeaker(HttpSpeaker(voice))
        self._board = Switchboard(EnergyDetector(), Admission())
        self._turns = TurnSettings(endpoint=EndpointSettings(fixed_ms=200))
        self._running: set[asyncio.Task[Any]] = set()
        self.stamps: list[Stamp] = []

    @property
    def late_ms(self) -> float:
        """How late the clock of the calls beats, 95th percentile."""
        return self._board.late_p95_ms

    def route(
        self, path: str, _headers: Mapping[str, str]
    ) -> Callable[[MediaSocket], MediaPeer] | Answer:
        return lambda socket: twilio_line(socket, self._opened)

    def _opened(self, start: StreamStart, line: Line) -> LineEar | None:
        number = int(start.carrier_call_id.removeprefix("CA"))
        plan = CallPlan(
            f"call-{number}", self._business, Caller("+919876543210"), "twilio",
            start.carrier_call_id, limits=CallLimits(silence_after_ms=3_600_000), test=True,
        )  # fmt: skip
        base = f"http://127.0.0.1:{self._ports['hearing']}"
        desk = PaperDesk(plan, HandClock(datetime(2027, 5, 6, 9, tzinfo=UTC)))
        parts = Parts(
            transcriber=StreamedTranscriber(
                lambda _hint: ListenWire(f"call-{number}", ("en", "hi"), base_url=base)
            ),
            thinker=FreeTalkBrain(plan, desk, self._model),
            speaker=self._speaker,
            journal=MemoryJournal(),
            probe=lambda name, _: self.stamps.append((number, name, time.monotonic())),
        )
        session = CallSession(plan, line, parts, self._board, turns=self._turns)
        task = asyncio.get_running_loop().create_task(session.run())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return session


async def keep_house(ports: Mapping[str, int]) -> None:
    """Serve until standard input closes; then tell the stamps."""
    listener = bind("127.0.0.1", 0)
    house = House(ports)
    door = Door(listener, media_protocols(house), None)
    door.open()
    give_back()  # as `vaani serve` does at the end of its start
    os.write(1, b"ready ws://127.0.0.1:%d/media\n" % listener.getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(json.dumps({"stamps": house.stamps, "late_ms": house.late_ms}), flush=True)


# --- one row -------------------------------------------------------------------------------------


async def measured(calls: int, seconds: float, start: Callable[[Mapping[str, int]], Any]) -> str:
    """A row of the table; `start` starts what is measured and gives its process and address."""
    vendors, notes = Vendors(), Notes()
    await vendors.open()
    process, url = await asyncio.to_thread(start, vendors.ports)
    begin = time.monotonic() + 6
    phones = [Phone(number, vendors, notes) for number in range(calls)]
    try:
        found = await asyncio.gather(
            *(one.call(url, begin + seconds, begin) for one in phones), return_exceptions=True
        )
    finally:
        told = json.loads(process.communicate(b"")[0])
    broken = sum(isinstance(one, BaseException) for one in found)
    p50, p95, most = (_share(notes.over_ms, one) for one in (0.5, 0.95, 1.0))
    late = _share(vendors.late_ms, 0.95)
    return (
        f"| {calls} | {notes.turns} ({notes.unanswered}, {broken}) | {p50:.1f} / {p95:.1f} / "
        f"{most:.1f} | {late:.1f} | {told['late_ms']:.1f} |\n"
        + stages([*vendors.stamps, *told["stamps"]], begin)
    )


def stages(stamps: Iterable[Sequence[Any]], begin: float) -> str:
    """Milliseconds of each stage, without what the vendors take of it: p50 and p95."""
    turns: dict[int, dict[str, float]] = {}
    spent: dict[str, list[float]] = {stage: [] for stage in STAGES[1:]}
    for number, stage, at in sorted(stamps, key=lambda one: float(one[2])):
        if stage == STAGES[0]:
            turns[number] = {stage: at} if at >= begin else {}
            continue
        turn = turns.get(number, {})
        if turn and stage in spent:
            turn.setdefault(stage, at)
        if stage == STAGES[-1] and all(one in turn for one in STAGES):
            for before, one in pairwise(STAGES):
                spent[one].append((turn[one] - turn[before] - TAKEN.get(one, 0.0)) * 1000)
            turns[number] = {}
    return "  " + ", ".join(
        f"{stage} {_share(found, 0.5):.1f} / {_share(found, 0.95):.1f}"
        for stage, found in spent.items()
    )


def _share(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def started(ports: Mapping[str, int]) -> tuple[subprocess.Popen[bytes], str]:
    """The house as a process of its own."""
    command = [sys.executable, __file__, "--house", json.dumps(dict(ports))]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if process.stdout is None:
        raise RuntimeError("no output")
    line = process.stdout.readline().decode().split()
    if line[:1] != ["ready"]:
        raise RuntimeError("the house did not start")
    pinned(process.pid, 0)
    return process, line[1]


def pinned(pid: int, core: int) -> None:
    """On one core, where there are two."""
    if (os.cpu_count() or 1) > 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, {core})


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", default="1,10,40")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--first", action="store_true")
    parser.add_argument("--house", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.first:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))  # its children inherit it
    if asked.house:
        uvloop.run(keep_house(json.loads(asked.house)))
        return
    pinned(0, 1)
    print(f"final {FINAL_S * 1000:.0f} ms, words {WORDS_S * 1000:.0f} ms, sound "
          f"{SOUND_S * 1000:.0f} ms; load {os.getloadavg()[0]:.1f}")  # fmt: skip
    print("| calls | turns (unanswered, broken) | over the sum p50 / p95 / most, ms | vendors late "
          "p95, ms | beat late p95, ms |\n|---|---|---|---|---|")  # fmt: skip
    for calls in (int(one) for one in asked.calls.split(",")):
        print(uvloop.run(measured(calls, asked.seconds, started)), flush=True)


if __name__ == "__main__":
    main()
