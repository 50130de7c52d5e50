"""How does a program talk through a realtime client of the OpenAI SDK? Tones for speech, and every
event kept in order. For tests; the SDK itself is the caller's."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from vaani.audio.frame import Samples

PCM_HZ = 24_000


def tone(seconds: float, rate: int = PCM_HZ) -> Samples:
    """What the simulated engines take for speech."""
    made: Samples = (np.sin(np.arange(int(seconds * rate)) * 0.1) * 9000).astype("<i2")
    return made


def quiet(seconds: float, rate: int = PCM_HZ) -> Samples:
    """Silence."""
    return np.zeros(int(seconds * rate), dtype="<i2")


def packed(sound: Samples) -> str:
    """Base64 of PCM16."""
    return base64.b64encode(sound.tobytes()).decode()


class Talk:
    """The SDK's connection, and every event so far."""

    def __init__(self, connection: Any) -> None:
        self.sdk = connection
        self.seen: list[Any] = []

    async def until(self, kind: str) -> Any:
        """The next event of that type; what comes before it is kept."""
        while True:
            event = await self.sdk.recv()
            self.seen.append(event)
            if event.type == kind:
                return event
            if event.type == "error":
                raise RuntimeError(f"{kind} was awaited, and this came: {event.error}")

    def types(self) -> list[str]:
        """Of every event so far."""
        return [one.type for one in self.seen]

    async def update(self, **session: Any) -> Any:
        """Change the session."""
        await self.sdk.session.update(session={"type": "realtime", **session})
        return await self.until("session.updated")

    async def say(self, words: str) -> None:
        """A message of the user's, in text."""
        await self.sdk.conversation.item.create(
            item={"type": "message", "role": "user",
                  "content": [{"type": "input_text", "text": words}]}
        )  # fmt: skip
        await self.until("conversation.item.done")

    async def reply(self, **response: Any) -> Any:
        """The response to what was said."""
        await self.sdk.response.create(response=response)
        return (await self.until("response.done")).response

    async def speak(self, *parts: Samples) -> None:
        """Sound, half a second a message."""
        sound = np.concatenate(parts)
        for at in range(0, len(sound), 12000):
            await self.sdk.input_audio_buffer.append(audio=packed(sound[at : at + 12000]))

    def sound(self) -> bytes:
        """Of all replies so far."""
        return b"".join(
            base64.b64decode(one.delta)
            for one in self.seen
            if one.type == "response.output_audio.delta"
        )
