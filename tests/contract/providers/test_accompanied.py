"""A word to who waits for a late voice: heard out, or interrupted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

import pytest

from vaani.call.ports.speaker import Voice, Waiting
from vaani.language.found import Language
from vaani.providers.recorded import voice as recorded
from vaani.providers.recorded.voice import AccompaniedSpeaker

SOUND = b"\x01\x00" * 160


class LateVoice:
    """Makes no sound until it is let go; tells whether it was stopped."""

    rate_hz = 8000
    name = "late"

    def __init__(self) -> None:
        self.let_go = asyncio.Event()
        self.stopped = False

    def languages(self) -> tuple[Language, ...]:
        return ("en", "hi")

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        try:
            await self.let_go.wait()
            yield SOUND
        except asyncio.CancelledError:
            self.stopped = True
            raise


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "WAITS_S", 0.0)
    monkeypatch.setattr(recorded, "AGAIN_S", 0.0)


def spoken(inside: LateVoice, language: Literal["en", "hi"] = "hi") -> AsyncIterator[bytes]:
    voice = Voice(language, waiting=Waiting.CALLER)
    return AccompaniedSpeaker(inside).speak("नमस्ते", voice)


async def test_who_interrupts_the_word_stops_the_voice_behind_it() -> None:
    inside = LateVoice()
    sound = spoken(inside)
    assert len(await anext(sound)) > len(SOUND)
    await sound.aclose()  # type: ignore[attr-defined]
    assert inside.stopped


async def test_who_waits_hears_the_word_and_then_the_sentence() -> None:
    inside = LateVoice()
    sound = spoken(inside, "en")
    assert len(await anext(sound)) > len(SOUND)
    inside.let_go.set()
    assert [piece async for piece in sound][-1] == SOUND
