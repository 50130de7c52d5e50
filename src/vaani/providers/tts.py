"""How does a vendor's voice reach a call? Bytes in, evenly loud PCM16 at one rate out.

`SpokenStream` takes what a vendor sends (raw samples, or a WAV whose head says the rate), keeps odd
bytes for the next piece, brings it to 24 kHz and to one loudness. `HttpSpeaker` and `SocketSpeaker`
fetch it; what a vendor is asked is its `HttpVoice` or `SocketVoice`. Closing the stream closes the
request, so nothing is made that nobody hears.
"""

from __future__ import annotations

import asyncio
import re
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK, WebSocketException

from vaani.audio.frame import pcm_to_samples, pieces
from vaani.audio.resample import Resampler
from vaani.call.ports.speaker import Voice, Waiting
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.failures import NOISE, refused, unreachable, wait_of
from vaani.providers.kept_http import VendorClient
from vaani.providers.link import open_socket
from vaani.providers.loudness import EvenLoudness
from vaani.providers.noise import NoiseWatch
from vaani.providers.stt_wire import Frame, Opening

RATE_HZ = 24000
CONNECT_S, READ_S = 2.0, 4.0
MOST_SECONDS = 120
"""A sentence of a telephone call is shorter: more sound than this is a vendor's fault."""
_HEAD_BYTES = 512
_RIFF_BYTES = 12
_TEXT_BYTES = 16
"""So many letters in a row are no samples: they would all be loud, and of one sign."""
_PACKED = frozenset(
    ("audio/mpeg", "audio/mp3", "audio/ogg", "audio/opus", "audio/aac", "audio/flac")
)
_NO_SOUND = ("json", "xml", "javascript")
_SPARE_S = 15.0
_READ_AT_ONCE_MS = 200
"""Of an answer that came whole: its beginning goes on before the rest is levelled."""


class SpokenStream:
    """One sentence. Raises ProviderError for sound that is none, noise, or without end."""

    def __init__(self, vendor: str, rate_hz: int) -> None:
        self._vendor, self._rate = vendor, rate_hz
        self._level = EvenLoudness(RATE_HZ)
        self._resampler: Resampler | None = None
        self._watch = NoiseWatch(rate_hz)
        self._rest = b""
        self._begun = False
        self._taken = 0

    def push(self, raw: bytes) -> bytes:
        """PCM16 at `RATE_HZ` that may be played now."""
        self._taken += len(raw)
        if self._taken > MOST_SECONDS * 2 * 48_000:
            raise ProviderError(
                "speaker", f"{self._vendor} does not come to an end.", code="endless"
            )
        raw = self._rest + raw
        if not self._begun:
            if is_text(raw):
                raise not_sound(self._vendor)
            if (
                raw[:4] == b"RIFF"[: len(raw[:4])]
                and len(raw) < _HEAD_BYTES
                and (b"data" not in raw[_RIFF_BYTES:-4])
            ):
                self._rest = raw
                return b""
            raw = self._without_head(raw)
            self._begun = True
        whole = len(raw) // 2 * 2
        self._rest = raw[whole:]
        if not whole:
            return b""
        if self._resampler is None:
            self._resampler, self._watch = Resampler(self._rate, RATE_HZ), NoiseWatch(self._rate)
        samples = pcm_to_samples(raw[:whole])
        if self._watch.push(samples):
            raise ProviderError(
                "speaker", f"{self._vendor} sends noise, or samples of another form.", code=NOISE
            )
        return self._level.push(self._resampler.push(samples).tobytes())

    def finish(self, text: str) -> bytes:
        """The rest. Raises ProviderError when a text with words has made no sound."""
        tail = self._resampler.flush().tobytes() if self._resampler is not None else b""
        rest = self._level.push(tail) + self._level.flush()
        heard = self._level.voiced and self._taken >= _TEXT_BYTES
        if not heard and any(letter.isalnum() for letter in text):
            raise ProviderError(
                "speaker", f"{self._vendor} made no sound.", code="no_sound", retryable=True
            )
        return rest

    def _without_head(self, raw: bytes) -> bytes:
        """The samples after a WAV head, whose rate counts; its sizes do not, since a streamed head
        has none. Anything but 16 bit PCM of one channel is refused."""
        if raw[:4] != b"RIFF":
            return raw
        at = _RIFF_BYTES
        while at + 8 <= len(raw):
            name, size = raw[at : at + 4], int.from_bytes(raw[at + 4 : at + 8], "little")
            if name == b"data":
                return raw[at + 8 :]
            if name == b"fmt " and at + 24 <= len(raw):
                kind, channels, rate = struct.unpack_from("<HHI", raw, at + 8)
                bits = struct.unpack_from("<H", raw, at + 22)[0]
                if (
                    kind not in (1, 0xFFFE)
                    or channels != 1
                    or bits != 16
                    or not 8000 <= rate <= 48000
                ):
                    break
                self._rate = rate
            at += 8 + size + size % 2
        raise ProviderError("speaker", f"{self._vendor} sent sound of another form.", code="format")


def is_text(raw: bytes) -> bool:
    """Is this a page or a message where sound should be?"""
    head = raw[:_TEXT_BYTES]
    return len(head) == _TEXT_BYTES and all(32 <= one < 127 or one in b"\r\n\t" for one in head)


def not_sound(vendor: str) -> ProviderError:
    """It answered with something else."""
    return ProviderError(
        "speaker", f"{vendor} answered without sound.", code="not_sound", retryable=True
    )


def _rate_in(kinds: str, otherwise: int) -> int:
    """The rate that a content type tells (`audio/l16; rate=16000`)."""
    found = re.search(r"\brate=([0-9]{4,5})\b", kinds)
    rate = int(found[1]) if found else otherwise
    return rate if 8000 <= rate <= 48000 else otherwise


@dataclass(frozen=True, slots=True)
class Asked:
    """An HTTP request for a sentence."""

    url: str
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpVoice(Protocol):
    """What a vendor is asked over HTTP. Pure."""

    vendor: str
    name: str
    """Engine and version: part of the key of kept speech."""
    rate_hz: int
    """Of raw samples that it answers with."""

    def languages(self) -> tuple[Language, ...]:
        """What it can speak with what is set."""
        ...

    def ask(self, text: str, voice: Voice) -> Asked:
        """The request. Raises ProviderError when the voice is not to be had."""
        ...


class HttpSpeaker:
    """A Speaker over HTTP: one request for each sentence, sound as it comes."""

    rate_hz = RATE_HZ

    def __init__(self, wire: HttpVoice) -> None:
        self._wire = wire
        self._client = VendorClient(connect_s=CONNECT_S, read_s=READ_S)

    @property
    def name(self) -> str:
        """Engine and version."""
        return self._wire.name

    def languages(self) -> tuple[Language, ...]:
        """What it can speak."""
        return self._wire.languages()

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 at 24 kHz as it comes. Raises ProviderError."""
        vendor = self._wire.vendor
        asked = self._wire.ask(text, voice)
        stream = SpokenStream(vendor, self._wire.rate_hz)
        try:
            async with self._client.stream(
                "POST", asked.url, json=dict(asked.body), headers=dict(asked.headers)
            ) as answer:
                kinds = answer.headers.get("content-type", "").lower()
                kind = kinds.partition(";")[0].strip()
                if answer.status_code != httpx.codes.OK:
                    raise refused(
                        "speaker", vendor, answer.status_code, wait_s=wait_of(answer.headers)
                    )
                if kind.startswith("text/") or kind.endswith(_NO_SOUND):
                    raise not_sound(vendor)
                if kind in _PACKED:
                    raise ProviderError(
                        "speaker", f"{vendor} sent sound of another form ({kind}).", code="format"
                    )
                stream = SpokenStream(vendor, _rate_in(kinds, self._wire.rate_hz))
                async for raw in answer.aiter_bytes():
                    for piece in pieces(raw, RATE_HZ, _READ_AT_ONCE_MS):
                        if pcm := stream.push(piece):
                            yield pcm
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreachable("speaker", vendor, error) from error
        if pcm := stream.finish(text):
            yield pcm

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


@dataclass(frozen=True, slots=True)
class Done:
    """The sentence is over."""


class SocketVoice(Protocol):
    """What a vendor is asked over a socket, one connection a sentence. Pure."""

    vendor: str
    name: str
    rate_hz: int

    def languages(self) -> tuple[Language, ...]:
        """What it can speak with what is set."""
        ...

    def opening(self, voice: Voice) -> Opening:
        """Where to connect. Raises ProviderError when the voice is not to be had."""
        ...

    def ask(self, text: str, voice: Voice) -> Sequence[Frame]:
        """All messages of a sentence."""
        ...

    def cancel(self) -> Sequence[Frame]:
        """What stops a sentence, before the connection is closed."""
        ...

    def read(self, message: Frame) -> bytes | Done | None:
        """Sound, the end, or nothing of either. Raises ProviderError."""
        ...


class SocketSpeaker:
    """A Speaker over a socket. A connection for the next sentence is opened ahead and kept for
    15 s, since sentences follow each other."""

    rate_hz = RATE_HZ

    def __init__(self, wire: SocketVoice, *, spare: bool = True) -> None:
        self._wire = wire
        self._keep_spare = spare
        self._spare: tuple[Opening, float, asyncio.Task[ClientConnection]] | None = None

    @property
    def name(self) -> str:
        """Engine and version."""
        return self._wire.name

    def languages(self) -> tuple[Language, ...]:
        """What it can speak."""
        return self._wire.languages()

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 at 24 kHz as it comes. Raises ProviderError."""
        wire = self._wire
        opening = wire.opening(voice)
        stream = SpokenStream(wire.vendor, wire.rate_hz)
        socket = await self._socket(opening)
        over = False
        try:
            for frame in wire.ask(text, voice):
                await socket.send(frame)
            while not over:
                async with asyncio.timeout(READ_S):
                    said = wire.read(await socket.recv())
                if isinstance(said, Done):
                    over = True
                elif said is not None and (pcm := stream.push(said)):
                    yield pcm
        except ConnectionClosedOK as error:
            raise ProviderError(
                "speaker", f"{wire.vendor} ended before the sentence did.", code="ended",
                retryable=True,
            ) from error  # fmt: skip
        except (TimeoutError, ConnectionClosed, WebSocketException, OSError) as error:
            raise unreachable("speaker", wire.vendor, error) from error
        finally:
            if not over:
                await self._cut(socket)
            socket.transport.abort()
        self._open_spare(opening, voice)
        if pcm := stream.finish(text):
            yield pcm

    async def aclose(self) -> None:
        """Close the connection that was opened ahead."""
        spare, self._spare = self._spare, None
        if spare is not None:
            spare[2].cancel()
            for found in await asyncio.gather(spare[2], return_exceptions=True):
                if isinstance(found, ClientConnection):
                    found.transport.abort()

    async def _cut(self, socket: ClientConnection) -> None:
        try:
            async with asyncio.timeout(0.2):
                for frame in self._wire.cancel():
                    await socket.send(frame)
        except (TimeoutError, WebSocketException, OSError):
            return

    async def _socket(self, opening: Opening) -> ClientConnection:
        spare, self._spare = self._spare, None
        if spare is not None:
            fresh = asyncio.get_running_loop().time() - spare[1] < _SPARE_S
            if spare[0] == opening and fresh and spare[2].done() and not spare[2].exception():
                socket = spare[2].result()
                if socket.close_code is None:
                    return socket
            self._spare = spare
            await self.aclose()
        return await open_socket("speaker", self._wire.vendor, opening)

    def _open_spare(self, opening: Opening, voice: Voice) -> None:
        if not self._keep_spare or (voice.waiting is Waiting.NOBODY) or self._spare is not None:
            return
        loop = asyncio.get_running_loop()
        task = loop.create_task(open_socket("speaker", self._wire.vendor, opening))
        self._spare = (opening, loop.time(), task)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())


def named(voice: Voice, own: Mapping[Language, str | None], vendor: str, setting: str) -> str:
    """The vendor's voice for a sentence: the one asked for, else the one that is set. Raises
    ProviderError when there is none."""
    name = voice.name or own.get(voice.language)
    if name:
        return name
    raise ProviderError(
        "speaker",
        f"{vendor} has no voice for {voice.language!r}: set {setting}_{voice.language}.",
        code="language",
    )


def within(speed: float, least: float, most: float) -> float:
    """A speed that the vendor takes."""
    return round(min(most, max(least, speed)), 2)
