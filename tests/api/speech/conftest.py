"""The speech server over a voice whose pace a test sets, as a client of the OpenAI API finds it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import openai
import pytest
from fastapi import FastAPI

from vaani.api.app import Limits, create_app
from vaani.api.speech.desk import SpeechDesk
from vaani.bootstrap.speech_server import pipeline_of, voice_cards
from vaani.call.ports.recogniser import Recogniser
from vaani.call.ports.speaker import Voice
from vaani.language.found import Language
from vaani.providers.local.pool import EnginePool
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.recogniser import SimulatedRecogniser
from vaani.settings import Settings
from vaani.speech_server.catalogue import Catalogue
from vaani.speech_server.hearing import Hearing
from vaani.speech_server.realtime.answerers import Answerers
from vaani.speech_server.shelf import Shelf
from vaani.speech_server.speaking import Speaking
from vaani.speech_server.waiting_room import WaitingRoom
from vaani.testing.realtime_talk import Talk

SECOND_HZ = 24000


@dataclass
class PacedVoice:
    """A Speaker, a double: a second of tone (`seconds`) for each piece. A piece whose text is in
    `held` waits for its event."""

    rate_hz = SECOND_HZ
    seconds = 1
    name = "paced"
    voice_names: ClassVar = {"en": ("heart",), "hi": ("hf_alpha", "hm_omega")}
    said: list[tuple[str, Voice]] = field(default_factory=list)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    begun: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """Released for each piece that is begun."""

    def languages(self) -> tuple[Language, ...]:
        return ("en", "hi")

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        self.said.append((text, voice))
        self.begun.release()
        if text in self.held:
            try:
                await self.held[text].wait()
            except asyncio.CancelledError:
                self.dropped.append(text)
                raise
        wave = np.sin(2 * np.pi * 440 * np.arange(SECOND_HZ * self.seconds) / SECOND_HZ) * 8000
        yield wave.astype("<i2").tobytes()


class WatchedRoom(WaitingRoom):
    """Tells when a seat is free again."""

    def __init__(self, seats: int) -> None:
        super().__init__(seats)
        self.left = asyncio.Semaphore(0)

    @contextmanager
    def seat(self) -> Iterator[None]:
        try:
            with super().seat():
                yield
        finally:
            self.left.release()


@pytest.fixture
def voice() -> PacedVoice:
    return PacedVoice()


@pytest.fixture
def room() -> WatchedRoom:
    return WatchedRoom(4)


@pytest.fixture
def coding() -> Iterator[EnginePool]:
    pool = EnginePool("speaker", threads=1, nice=0)
    yield pool
    pool.close()


@pytest.fixture
def recogniser() -> Recogniser:
    return SimulatedRecogniser()


@pytest.fixture
def answerers(world: Any) -> Answerers:
    """Nobody but echo and templates."""
    return Answerers(world.clock.now)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "sounds", 200_000)


@pytest.fixture
def speech_desk(
    voice: PacedVoice,
    room: WaitingRoom,
    coding: EnginePool,
    recogniser: Recogniser,
    answerers: Answerers,
    shelf: Shelf,
) -> SpeechDesk:
    hearing = Hearing(recogniser, EnergyDetector(), coding.run, longest_s=600)
    catalogue = Catalogue(voice_cards(voice), hearing.name)
    speaking = Speaking(voice, catalogue, coding.run, shelf.place_of)
    return SpeechDesk(
        room, pipeline_of(Settings()), speaking, hearing, answerers, WatchedRoom(4), shelf
    )


@pytest.fixture
async def base_url(world: Any, speech_desk: SpeechDesk, on_port: Callable[[FastAPI], str]) -> str:
    services = replace(world.app.state.services, speech=speech_desk)
    app = create_app(services, Limits(requests_per_minute=10_000, anonymous_per_minute=10_000))
    return f"http://{on_port(app)}"


@pytest.fixture
async def client(base_url: str) -> AsyncIterator[openai.AsyncOpenAI]:
    """The official SDK, with a key of staff."""
    async with openai.AsyncOpenAI(
        api_key="staff-key", base_url=f"{base_url}/v1", max_retries=0
    ) as sdk:
        yield sdk


Talking = Callable[[str], AbstractAsyncContextManager[Talk]]


@pytest.fixture
def talking(client: openai.AsyncOpenAI) -> Talking:
    """Opens a realtime session of the SDK's with a model."""

    @asynccontextmanager
    async def opened(model: str) -> AsyncIterator[Talk]:
        async with client.realtime.connect(model=model) as connection:
            talk = Talk(connection)
            created = await talk.until("session.created")
            assert created.session.model == model
            yield talk

    return opened
