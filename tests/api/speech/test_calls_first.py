"""Programs ask for as much speech as there is, and calls notice nothing: they go first."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import httpx
import numpy as np
import pytest
from fastapi import FastAPI

from vaani.api.app import Limits, create_app
from vaani.api.speech.desk import SpeechDesk
from vaani.audio.frame import Floats
from vaani.bootstrap.speech_server import pipeline_of, voice_cards
from vaani.call.ports.recogniser import Reading, Recognised
from vaani.call.ports.speaker import Voice, Waiting
from vaani.language.found import Language
from vaani.providers.local.pool import EnginePool
from vaani.providers.simulated.energy import EnergyDetector
from vaani.settings import Settings
from vaani.speech_server.catalogue import Catalogue
from vaani.speech_server.hearing import Hearing
from vaani.speech_server.speaking import Speaking
from vaani.speech_server.waiting_room import WaitingRoom

SEATS, PROGRAMS, CALLS, SENTENCES = 12, 40, 20, 5


@dataclass
class Engines:
    """A voice and a recogniser over pools like the local ones, two threads each. A program's job
    takes until `enough` is set; a call's is done at once."""

    speaking: EnginePool
    hearing: EnginePool
    enough: threading.Event = field(default_factory=threading.Event)
    begun: list[str] = field(default_factory=list)
    rate_hz = 24000
    name = "pooled"
    voice_names: ClassVar = {"en": ("heart",)}

    def languages(self) -> tuple[Language, ...]:
        return ("en",)

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        yield await self.speaking.run(lambda: self._job("spoken", voice.waiting), voice.waiting)

    def knows(self, language: str) -> bool:
        return True

    async def read(self, sound: Floats, how: Reading) -> Recognised | None:
        await self.hearing.run(lambda: self._job("read", Waiting.CLIENT), Waiting.CLIENT)
        return Recognised("words", "en", 0.0, 0.0)

    def _job(self, kind: str, waiting: Waiting) -> bytes:
        self.begun.append(f"{kind} for {waiting.name}")
        if waiting is Waiting.CLIENT:
            self.enough.wait(60)
        return bytes(4800)


@pytest.fixture
def engines() -> Iterator[Engines]:
    made = Engines(
        EnginePool("speaker", threads=2, nice=0), EnginePool("transcriber", threads=2, nice=0)
    )
    yield made
    made.enough.set()
    made.speaking.close()
    made.hearing.close()


@pytest.fixture
async def programs(
    world: Any, engines: Engines, coding: EnginePool, on_port: Callable[[FastAPI], str]
) -> AsyncIterator[httpx.AsyncClient]:
    catalogue = Catalogue(voice_cards(engines), engines.name)
    desk = SpeechDesk(
        WaitingRoom(SEATS),
        pipeline_of(Settings()),
        Speaking(engines, catalogue, coding.run),
        Hearing(engines, EnergyDetector(), coding.run),
    )
    app = create_app(replace(world.app.state.services, speech=desk), Limits(1 << 20, 10**5, 10**5))
    headers = {"Authorization": "Bearer staff-key"}
    limits = httpx.Limits(max_connections=PROGRAMS)
    async with httpx.AsyncClient(
        base_url=f"http://{on_port(app)}", headers=headers, limits=limits, timeout=60
    ) as client:
        yield client


async def call(engines: Engines) -> None:
    """A call in its life: it is heard and it speaks, sentence by sentence."""
    for _ in range(SENTENCES):
        await engines.hearing.run(lambda: engines._job("read", Waiting.CALLER), Waiting.CALLER)
        async for _sound in engines.speak("Which day?", Voice("en")):
            pass


async def test_calls_go_on_while_programs_have_all_that_they_may_have(
    programs: httpx.AsyncClient, engines: Engines
) -> None:
    wave = (np.sin(np.arange(32000) * 0.1) * 9000).astype("<i2").tobytes()
    head = b"RIFF" + bytes(4) + b"WAVEfmt " + bytes((16, 0, 0, 0, 1, 0, 1, 0))
    head += (16000).to_bytes(4, "little") + (32000).to_bytes(4, "little") + bytes((2, 0, 16, 0))
    wav = head + b"data" + len(wave).to_bytes(4, "little") + wave

    def ask(at: int) -> Any:
        if at % 2:
            return programs.post("/stt", files={"file": ("a.wav", wav)})
        return programs.post("/tts", json={"text": f"Sentence {at}. And another one."})

    asked = [asyncio.create_task(ask(at)) for at in range(PROGRAMS)]
    refused = 0
    while refused < PROGRAMS - SEATS:
        done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        for one in done:
            assert (one.result().status_code, "retry-after" in one.result().headers) == (429, True)
            asked.remove(one)
        refused += len(done)
    assert len(asked) == SEATS, "all others hold a seat, and wait"

    async with asyncio.timeout(30):
        await asyncio.gather(*(call(engines) for _ in range(CALLS)))
    for_calls = [one for one in engines.begun if "CALLER" in one]
    assert len(for_calls) == 2 * CALLS * SENTENCES
    assert engines.begun.count("spoken for CLIENT") <= 1, "programs never have the last thread"
    assert engines.begun.count("read for CLIENT") <= 1
    assert not any(one.done() for one in asked), "no program was served meanwhile"

    engines.enough.set()
    answers = await asyncio.gather(*asked)
    assert {one.status_code for one in answers} == {200}
