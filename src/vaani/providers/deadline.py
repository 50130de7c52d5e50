"""How long does a caller wait for a voice? A deadline around any Speaker.

An engine that hangs, or that others keep busy, must not leave him in silence: sound that does not
come in time is a failure, which the call answers. What no caller waits for has all the time that
it needs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from vaani.call.ports.speaker import Speaker, Voice, Waiting
from vaani.kit.errors import ProviderError
from vaani.providers.around import AroundSpeaker
from vaani.providers.cache import close_stream

PATIENCE_S = 10.0


class PunctualSpeaker(AroundSpeaker):
    """A Speaker whose sound comes in time or not at all."""

    def __init__(self, speaker: Speaker, patience_s: float = PATIENCE_S) -> None:
        super().__init__(speaker)
        self._patience_s = patience_s

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """The speaker's sound; raises ProviderError(code="late") when a piece of it took longer
        than the patience, work that has not begun being dropped."""
        patience = self._patience_s if voice.waiting is Waiting.CALLER else None
        sound = self._speaker.speak(text, voice)
        try:
            while True:
                try:
                    async with asyncio.timeout(patience):
                        pcm = await anext(sound)
                except StopAsyncIteration:
                    return
                except TimeoutError as error:
                    raise ProviderError(
                        "speaker",
                        f"The voice made no sound in {self._patience_s:g} s.",
                        code="late",
                        retryable=True,
                    ) from error
                yield pcm
        finally:
            await close_stream(sound)
