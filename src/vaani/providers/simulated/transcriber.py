"""A transcriber that knows nothing and answers after a fixed delay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Alternative, Heard
from vaani.kit.clock import MediaMs
from vaani.providers.simulated.delays import Delays


class SimulatedTranscriber:
    """Gives `utterance N` as the final text, `final_after_ms` after each pause."""

    rate_hz = 0
    """It takes no audio: the session need not decode any for it."""

    def __init__(self, delays: Delays) -> None:
        self._delay = delays.final_after_ms / 1000
        self._heard: asyncio.Queue[Heard | None] = asyncio.Queue()
        self._timer: asyncio.TimerHandle | None = None

    def push(self, pcm: bytes, at: MediaMs) -> None:
        """Audio is not looked at."""

    def began(self, utterance: int, at: MediaMs) -> None:
        """Nothing to prepare."""

    def paused(self, utterance: int, at: MediaMs) -> None:
        """The final text will come after the delay."""
        said = Heard(utterance, (Alternative(f"this is what I say number {utterance}"),), True)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._delay, self._heard.put_nowait, said)

    def resumed(self, utterance: int) -> None:
        """No final text for that pause."""
        if self._timer is not None:
            self._timer.cancel()

    def ended(self, utterance: int) -> None:
        """Nothing is kept."""

    def expect(self, hint: Hint) -> None:
        """Hints do not change it."""

    async def heard(self) -> AsyncIterator[Heard]:
        """The final texts, until `close`."""
        while (said := await self._heard.get()) is not None:
            yield said

    async def close(self) -> None:
        """End the stream."""
        if self._timer is not None:
            self._timer.cancel()
        self._heard.put_nowait(None)
