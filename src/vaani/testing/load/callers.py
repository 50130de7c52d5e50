"""How do N callers talk to the engine at once, and what do they notice?

Closed loop: each caller speaks, waits for the reply, hears it out and speaks again; in every third
turn he speaks over it. Each has a line with a noise of its own, which is there while he is silent
as well. One clock of 5 ms sends everybody's frames at their own moments. Linear memory, no task per
caller.
"""

from __future__ import annotations

import asyncio
import base64
import random
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import orjson
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from vaani.audio.frame import Samples
from vaani.audio.g711 import encode_mulaw
from vaani.testing.load.hearing import Ear

FRAME_S = 0.02
_PATIENCE_S = 6.0
_FRAME = 160
_NOISE_SAMPLES = 3 * 8000
_LOUDEST_DB, _SOFTEST_DB = -45.0, -55.0

State = Literal["resting", "speaking", "waiting", "hearing", "over_it", "ended"]


@dataclass(slots=True)
class Notes:
    """What the callers of one run noticed. Milliseconds."""

    turns: int = 0
    answered: int = 0
    unanswered: int = 0
    refused: int = 0
    errors: int = 0
    answer_ms: list[float] = field(default_factory=list)
    clear_ms: list[float] = field(default_factory=list)
    uncleared: int = 0
    late_ms: list[float] = field(default_factory=list)
    gaps: dict[int, int] = field(default_factory=lambda: {0: 0, 40: 0, 100: 0})
    frames_sent: int = 0


@dataclass(frozen=True, slots=True)
class Clip:
    """One utterance at 8 kHz, and where its voice begins and ends (s)."""

    samples: Samples
    voice_from: float
    voice_to: float


def line_noise(seed: int) -> Samples:
    """Three seconds of one line's noise at 8 kHz: its level, -55 to -45 dBFS, and its colour, from
    white to mostly below 500 Hz, are drawn by the seed."""
    draw = np.random.default_rng(seed)
    sound = draw.normal(size=_NOISE_SAMPLES)
    for _ in range(int(draw.integers(0, 4))):
        sound = sound + np.roll(sound, 1)
    level = draw.uniform(_SOFTEST_DB, _LOUDEST_DB)
    sound *= 32768 * 10 ** (level / 20) / np.sqrt(np.mean(sound**2))
    return sound.astype(np.int16)


def _frames(samples: Samples) -> tuple[bytes, ...]:
    """Base64 of mu-law frames of 20 ms."""
    coded = encode_mulaw(samples)
    return tuple(base64.b64encode(coded[at : at + _FRAME]) for at in range(0, len(coded), _FRAME))


def on_line(said: Clip, noise: Samples) -> Samples:
    """What is heard of an utterance, in whole frames."""
    size = -(-len(said.samples) // _FRAME) * _FRAME
    mixed = np.resize(noise, size).astype(np.int32)
    mixed[: len(said.samples)] += said.samples
    return np.clip(mixed, -32768, 32767).astype(np.int16)


class Caller(WSListener):
    """One caller on one socket."""

    def __init__(self, number: int, clips: list[Clip], notes: Notes, seed: int) -> None:
        super().__init__()
        self.number = number
        noise = line_noise(seed)
        self._said = [(said, _frames(on_line(said, noise))) for said in clips]
        self._notes = notes
        self._random = random.Random(seed)
        self._sid = f"MZ{number:032d}"
        head = f'{{"event":"media","sequenceNumber":"4","streamSid":"{self._sid}","media":'
        self._head = (head + '{"track":"inbound","chunk":"2","timestamp":"5","payload":"').encode()
        self._noise = _frames(noise)
        self._idle = seed
        self._transport: WSTransport | None = None
        self._loop = asyncio.get_running_loop()
        self.ear = Ear()
        self.state: State = "resting"
        self._clip: tuple[bytes, ...] | None = None
        self._at = 0
        self._until = self._loop.time() + 0.5 + self._random.random() * 2
        self._voice_end = 0.0
        self._onset: float | None = None
        self._overs = False
        self.counting = False
        self.next_frame = 0.0

    # --- the socket ------------------------------------------------------------------------------

    async def join(self, url: str) -> None:
        """Open the socket."""
        await ws_connect(lambda: self, url)

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        call = f"CA{self.number:032d}"
        start = {
            "event": "start", "sequenceNumber": "1", "streamSid": self._sid,
            "start": {
                "accountSid": "AC" + "0" * 32, "streamSid": self._sid, "callSid": call,
                "tracks": ["inbound"], "customParameters": {},
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            },
        }  # fmt: skip
        self._send(b'{"event":"connected","protocol":"Call","version":"1.0.0"}')
        self._send(orjson.dumps(start))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        message = orjson.loads(frame.get_payload_as_bytes())
        now = self._loop.time()
        event = message.get("event")
        if event == "media":
            size = len(message["media"]["payload"]) * 3 // 4
            self._heard(now, size / 8000)
        elif event == "mark":
            self.ear.mark(now, message["mark"]["name"])
        elif event == "clear":
            self._cleared(now)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self.state != "ended":
            if self._notes.frames_sent and self.counting:
                self._notes.errors += 1
            else:
                self._notes.refused += 1
            self.state = "ended"

    def hang_up(self) -> None:
        """Say stop and leave."""
        if self.state != "ended" and self._transport is not None:
            self.state = "ended"
            stop = {"event": "stop", "streamSid": self._sid, "stop": {}}
            self._send(orjson.dumps(stop))
            self._transport.disconnect()
        for depth, buffer in self.ear.buffers.items():
            self._notes.gaps[depth] += buffer.gaps

    # --- the clock -------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Send the frame that is due and see how the talk stands."""
        if self.state == "ended" or now < self.next_frame:
            return
        self._notes.late_ms.append((now - self.next_frame) * 1000)
        self.next_frame += FRAME_S
        for name in self.ear.due_marks(now):
            self._return(name)
        self._go_on(now)
        self._send(self._next_payload(now))
        self._notes.frames_sent += 1

    def _next_payload(self, now: float) -> bytes:
        said = self._clip
        if said is None:
            self._idle = (self._idle + 1) % len(self._noise)
            return self._head + self._noise[self._idle] + b'"}}'
        payload = self._head + said[self._at] + b'"}}'
        self._at += 1
        if self._at >= len(said):
            self._clip = None
        return payload

    def _go_on(self, now: float) -> None:
        if self.state == "resting" and now >= self._until and not self.ear.playing(now):
            self._speak(now, "speaking")
        elif self.state == "speaking" and self._clip is None:
            self.state, self._until = "waiting", now + _PATIENCE_S
        elif self.state == "waiting" and now >= self._until:
            self._count("unanswered")
            self._rest(now)
        elif self.state == "hearing":
            if self._overs and now >= self._until:
                self._overs = False
                self._speak(now, "over_it")
            elif not self.ear.playing(now - 0.4) and not self.ear.marks:
                self._rest(now)
        elif self.state == "over_it" and self._clip is None:
            if self._onset is not None:
                self._onset = None
                if self.counting:
                    self._notes.uncleared += 1
            self.state, self._until = "waiting", now + _PATIENCE_S

    def _speak(self, now: float, state: State) -> None:
        said, frames = self._random.choice(self._said)
        self._clip, self._at, self.state = frames, 0, state
        self._voice_end = now + said.voice_to
        if state == "over_it":
            self._onset = now + said.voice_from
        self._count("turns")

    def _heard(self, now: float, seconds: float) -> None:
        self.ear.media(now, seconds)
        if self.state == "waiting":
            if self.counting:
                self._notes.answer_ms.append((now - self._voice_end) * 1000)
            self._count("answered")
            self.state = "hearing"
            self._overs = self._random.random() < 1 / 3
            self._until = now + 1.0 + self._random.random()

    def _cleared(self, now: float) -> None:
        for name in self.ear.clear(now):
            self._return(name)
        self._noticed_clear(now)

    def _noticed_clear(self, now: float) -> None:
        if self._onset is not None:
            if self.counting:
                self._notes.clear_ms.append((now - self._onset) * 1000)
            self._onset = None

    def _rest(self, now: float) -> None:
        self.state, self._until = "resting", now + 0.8 + self._random.random()

    def _count(self, what: str) -> None:
        if self.counting:
            setattr(self._notes, what, getattr(self._notes, what) + 1)

    def _return(self, name: str) -> None:
        mark = {"event": "mark", "streamSid": self._sid, "mark": {"name": name}}
        self._send(orjson.dumps(mark))

    def _send(self, message: bytes) -> None:
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, message)


async def beat(callers: list[Caller], seconds: float) -> None:
    """Let everybody talk for so long."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    for caller in callers:
        if not caller.next_frame:
            caller.next_frame = start + (caller.number % 20) / 1000
    while (now := loop.time()) < start + seconds:
        for caller in callers:
            caller.tick(now)
        await asyncio.sleep(0.002)
