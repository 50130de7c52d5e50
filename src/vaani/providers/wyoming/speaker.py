"""How does a Wyoming voice speak? One connection for each sentence, sound as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

from vaani.call.ports.speaker import Voice
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.failures import unreachable
from vaani.providers.tts import RATE_HZ, READ_S, SpokenStream
from vaani.providers.values import number
from vaani.providers.wyoming.wire import VENDOR, Event, connected, failure, read, written


class WyomingSpeaker:
    """The server at `tcp://host:port`; `voices` are names that it knows, by language."""

    rate_hz = RATE_HZ

    def __init__(self, url: str, voices: Mapping[Language, str | None]) -> None:
        self._url, self._voices = url, voices
        self.name = f"wyoming:{url}:{voices.get('en') or ''}:{voices.get('hi') or ''}"

    def languages(self) -> tuple[Language, ...]:
        """Both: a server without a voice for a language says so."""
        return ("en", "hi")

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 at 24 kHz as it comes. Raises ProviderError."""
        name = voice.name or self._voices.get(voice.language)
        asked = {"name": name} if name else {"language": voice.language}
        stream: SpokenStream | None = None
        async with connected(self._url, "speaker") as (reader, writer):
            writer.write(written(Event("synthesize", {"text": text, "voice": asked})))
            await writer.drain()
            while True:
                try:
                    async with asyncio.timeout(READ_S):
                        event = await read(reader, "speaker")
                except TimeoutError as error:
                    raise unreachable("speaker", VENDOR, error) from error
                if event is None:
                    raise ProviderError(
                        "speaker", f"{VENDOR} ended before the sentence did.", code="ended",
                        retryable=True,
                    )  # fmt: skip
                if event.kind == "error":
                    raise failure(event, "speaker")
                if event.kind == "audio-stop":
                    break
                if event.kind in ("audio-start", "audio-chunk") and stream is None:
                    stream = SpokenStream(VENDOR, _rate(event))
                sound = event.payload if event.kind == "audio-chunk" else b""
                if stream is not None and (pcm := stream.push(sound)):
                    yield pcm
        stream = stream or SpokenStream(VENDOR, RATE_HZ)
        if pcm := stream.finish(text):
            yield pcm


def _rate(event: Event) -> int:
    """The rate of the sound. Raises ProviderError for a form that is not PCM16 of one channel."""
    told = event.fields
    rate = int(number(told.get("rate")))
    if not 8000 <= rate <= 48000 or told.get("width", 2) != 2 or told.get("channels", 1) != 1:
        raise ProviderError("speaker", f"{VENDOR} sent sound of another form.", code="format")
    return rate
