"""How do the read-aloud voices of Microsoft Edge speak here? By the package `edge-tts` 7.3.1.

Unofficial: the server is meant for a browser, and the package follows its changing token. It alone
knows the address, the form of the messages and the clock's skew; here its MP3 becomes samples, and
its failures become ours. An answer without its end is none, which the package does not tell: what
it has counted since the last end does.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator, AsyncIterator, Mapping

import aiohttp
import edge_tts
import soundfile
from edge_tts import communicate, constants
from edge_tts.exceptions import EdgeTTSException, NoAudioReceived
from edge_tts.typing import TTSChunk

from vaani.audio.frame import pieces
from vaani.call.ports.speaker import Voice
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.failures import garbled, refused, unreachable
from vaani.providers.stt_wire import socket_url
from vaani.providers.tts import RATE_HZ, SpokenStream, named, within

VENDOR = "Microsoft Edge"
CONNECT_S, READ_S = 2, 4
_FIRST_BYTES = 600
"""A tenth of a second at the 48 kbit/s that it sends."""
_PIECE_MS = 200


class EdgeSpeaker:
    """A Speaker. `voices` are names such as hi-IN-SwaraNeural, by language."""

    rate_hz = RATE_HZ

    def __init__(self, voices: Mapping[Language, str | None], base_url: str | None = None) -> None:
        self._voices = voices
        place = constants.WSS_URL
        if base_url is not None:
            token = constants.TRUSTED_CLIENT_TOKEN
            place = f"{socket_url(base_url)}/edge/v1?TrustedClientToken={token}"
        communicate.WSS_URL = place  # type: ignore[attr-defined] # one address for all of them
        own = f"{voices.get('en') or ''}:{voices.get('hi') or ''}"
        self.name = f"edge:{edge_tts.__version__}:{base_url or ''}:{own}"

    def languages(self) -> tuple[Language, ...]:
        """Those for which a voice is set."""
        return tuple(one for one, voice in self._voices.items() if voice)

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 at 24 kHz as it comes. Raises ProviderError."""
        name = named(voice, self._voices, VENDOR, "providers.edge.voice")
        faster = round((within(voice.speed, 0.5, 2.0) - 1) * 100)
        try:
            asked = edge_tts.Communicate(
                text, name, rate=f"{faster:+d}%", connect_timeout=CONNECT_S, receive_timeout=READ_S
            )
        except ValueError as error:
            raise refused("speaker", VENDOR, 404, "voice") from error
        sound, told = _Mp3(), asked.stream()
        try:
            while (one := await _next(told)) is not None:
                if one["type"] == "audio":
                    for pcm in await sound.push(one["data"]):
                        yield pcm
        except aiohttp.ClientResponseError as error:
            raise refused("speaker", VENDOR, error.status) from error
        except (aiohttp.ClientError, OSError) as error:  # a time-out is one of them
            raise unreachable("speaker", VENDOR, error) from error
        except NoAudioReceived:
            if not any(letter.isalnum() for letter in text):
                return
            raise ProviderError(
                "speaker", f"{VENDOR} made no sound.", code="no_sound", retryable=True
            ) from None
        except (EdgeTTSException, ValueError, LookupError) as error:
            raise garbled("speaker", VENDOR) from error
        finally:
            await told.aclose()
        if asked.state["chunk_audio_bytes"]:
            raise ProviderError(
                "speaker", f"{VENDOR} ended before the sentence did.", code="ended", retryable=True
            )
        for pcm in await sound.finish(text):
            yield pcm


async def _next(told: AsyncGenerator[TTSChunk, None]) -> TTSChunk | None:
    """The next event; None behind the last. Raises TimeoutError for silence, which the package's
    own limit does not notice on an open socket."""
    async with asyncio.timeout(READ_S):
        return await anext(told, None)


class _Mp3:
    """MP3 as it comes, to evenly loud samples. Decoded from its beginning whenever twice as much is
    there: what was decoded before comes out the same."""

    def __init__(self) -> None:
        self._raw = b""
        self._next = _FIRST_BYTES
        self._given = 0
        self._stream: SpokenStream | None = None

    async def push(self, raw: bytes) -> list[bytes]:
        """What may be played now. Raises ProviderError."""
        self._raw += raw
        if len(self._raw) < self._next:
            return []
        self._next = len(self._raw) * 2
        return await self._decoded()

    async def finish(self, text: str) -> list[bytes]:
        """The rest. Raises ProviderError for sound that is none."""
        found = await self._decoded()
        stream = self._stream or SpokenStream(VENDOR, RATE_HZ)
        if rest := stream.finish(text):
            found.append(rest)
        return found

    async def _decoded(self) -> list[bytes]:
        try:
            samples, rate = await asyncio.to_thread(
                soundfile.read, io.BytesIO(self._raw), dtype="int16", always_2d=True
            )
        except soundfile.LibsndfileError as error:
            raise garbled("speaker", VENDOR) from error
        if samples.shape[1] != 1 or not 8000 <= rate <= 48000:
            raise ProviderError("speaker", f"{VENDOR} sent sound of another form.", code="format")
        if self._stream is None:
            self._stream = SpokenStream(VENDOR, int(rate))
        fresh = samples[self._given :, 0].tobytes()
        self._given = len(samples)
        found = (self._stream.push(piece) for piece in pieces(fresh, int(rate), _PIECE_MS))
        return [pcm for pcm in found if pcm]
