"""A voice that hums: the right amount of sound at the right moments, and no words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import numpy as np

from vaani.call.ports.speaker import Voice
from vaani.language.found import Language
from vaani.providers.simulated.delays import Delays

_TONE_HZ = 220


class SimulatedSpeaker:
    """50 ms of hum a character, first after `first_audio_ms`, then faster than it plays."""

    rate_hz = 8000
    name = "simulated"

    def __init__(self, delays: Delays) -> None:
        self._delays = delays
        samples = self.rate_hz * delays.piece_ms // 1000
        wave = np.sin(2 * np.pi * _TONE_HZ * np.arange(samples) / self.rate_hz)
        self._piece = (wave * 6000).astype("<i2").tobytes()

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 pieces of `piece_ms`."""
        delays = self._delays
        await asyncio.sleep(delays.first_audio_ms / 1000)
        pieces = max(1, round(len(text) * delays.ms_per_character / delays.piece_ms))
        for count in range(pieces):
            if count:
                await asyncio.sleep(delays.piece_ms / delays.speed_up / 1000)
            yield self._piece

    def languages(self) -> tuple[Language, ...]:
        """Hums in both."""
        return ("en", "hi")
