"""Which voice lets a test read what was spoken, and decide when?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from vaani.call.ports.speaker import Voice, Waiting
from vaani.kit.errors import ProviderError
from vaani.language.found import Language

_CODE = "utf-16-le"


def sound_of(text: str) -> bytes:
    """What `LegibleVoice` makes of a text, whatever the language: a millisecond of noise or two."""
    return (text * 2).encode(_CODE)


class LegibleVoice:
    """A Speaker whose sound is the text itself, in two pieces. It keeps what it was asked to say.

    `broken` texts fail. `hangs` lets it make no sound at all until the event is set.
    """

    rate_hz = 8000

    def __init__(
        self,
        name: str = "legible",
        *,
        broken: tuple[str, ...] = (),
        hangs: asyncio.Event | None = None,
    ) -> None:
        self.name = name
        self.said: list[str] = []
        self.ahead: list[str] = []
        """What of it nobody waited for."""
        self._broken = broken
        self._hangs = hangs

    def languages(self) -> tuple[Language, ...]:
        """Both."""
        return ("en", "hi")

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """The text, twice."""
        self.said.append(text)
        if voice.waiting is Waiting.NOBODY:
            self.ahead.append(text)
        if text in self._broken:
            raise ProviderError("speaker", "The voice failed.", code="engine", retryable=True)
        if self._hangs is not None:
            await self._hangs.wait()
        sound = sound_of(text)
        yield sound[: len(sound) // 2]
        yield sound[len(sound) // 2 :]
