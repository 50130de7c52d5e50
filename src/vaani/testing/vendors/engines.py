"""Which adapter meets which scripted server? One table for the contract suites and the bench."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from vaani.call.ports.speaker import Speaker
from vaani.call.ports.transcriber import Transcriber
from vaani.language.found import Language
from vaani.providers.cartesia.voice import SonicVoice
from vaani.providers.deepgram.flux import FluxWire
from vaani.providers.deepgram.flux_voice import FluxVoice
from vaani.providers.deepgram.voice import AuraVoice
from vaani.providers.deepgram.wire import ListenWire
from vaani.providers.elevenlabs.scribe import ScribeWire
from vaani.providers.elevenlabs.voice import ElevenLabsVoice
from vaani.providers.openai_like.transcribe import OpenAiLikeRecogniser
from vaani.providers.openai_like.voice import OpenAiLikeVoice
from vaani.providers.piper.voice import PiperVoice
from vaani.providers.sarvam.voice import BulbulVoice
from vaani.providers.sarvam.wire import RealtimeWire
from vaani.providers.streamed import StreamedTranscriber
from vaani.providers.tts import HttpSpeaker, HttpVoice, SocketSpeaker, SocketVoice
from vaani.providers.wyoming.speaker import WyomingSpeaker
from vaani.providers.wyoming.transcriber import WyomingRecogniser
from vaani.testing.vendors.faults import Fault, Lines, Script
from vaani.testing.vendors.hearing import (
    KEY,
    DeepgramPeer,
    FluxPeer,
    SarvamPeer,
    ScribePeer,
    transcriptions,
)
from vaani.testing.vendors.http import HttpServer
from vaani.testing.vendors.sockets import SocketServer
from vaani.testing.vendors.speaking import HTTP, SOCKETS, EdgePeer
from vaani.testing.vendors.wyoming import WyomingServer


@dataclass(frozen=True, slots=True)
class HearingBench:
    """A recogniser's maker and the script of the server that it will meet."""

    open: Callable[[], Transcriber]
    script: Script
    server: Any


_SOCKETS: Mapping[str, tuple[Any, Callable[[str, str], Any]]] = {
    "deepgram": (
        DeepgramPeer, lambda key, url: ListenWire(key, ("en", "hi"), ("Asha",), base_url=url),
    ),
    "flux": (FluxPeer, lambda key, url: FluxWire(key, ("en", "hi"), ("Asha",), base_url=url)),
    "sarvam": (SarvamPeer, lambda key, url: RealtimeWire(key, ("en", "hi"), base_url=url)),
    "scribe": (ScribePeer, lambda key, url: ScribeWire(key, ("en", "hi"), base_url=url)),
}  # fmt: skip

STREAMED = tuple(_SOCKETS)
"""Recognisers that hear while the caller speaks."""
WHOLE = ("openai_like", "wyoming")
"""Recognisers that get an utterance at its end."""


@asynccontextmanager
async def hearing(
    name: str,
    said: Sequence[str],
    faults: Sequence[Fault] = (),
    *,
    key: str = KEY,
    final_within_s: float = 1.5,
) -> AsyncGenerator[HearingBench, None]:
    """The recogniser `name` before its scripted server, which hears `said`, an entry a pause."""
    words = Lines(said)
    async with AsyncExitStack() as stack:
        if name in _SOCKETS:
            peer, wire = _SOCKETS[name]
            server = await stack.enter_async_context(
                SocketServer(lambda *asked: peer.let_in(*asked, words), faults, words)
            )
            url = server.base_url
            yield HearingBench(
                lambda: StreamedTranscriber(
                    lambda _hint: wire(key, url), final_within_s=final_within_s
                ),
                server.script,
                server,
            )
        elif name == "wyoming":
            wyoming = await stack.enter_async_context(WyomingServer(words, faults))
            engine = WyomingRecogniser(wyoming.url, ("en", "hi"))
            yield HearingBench(engine.open, wyoming.script, wyoming)
        else:
            http = await stack.enter_async_context(HttpServer(transcriptions(words), faults, words))
            client = OpenAiLikeRecogniser(
                model="whisper-1", base_url=f"{http.base_url}/v1", api_key=key
            )
            stack.push_async_callback(client.aclose)
            yield HearingBench(lambda: client.open(("en", "hi")), http.script, http)


_VOICES: Mapping[Language, str | None] = {"en": "voice-en", "hi": "voice-hi"}
HTTP_WIRES: Mapping[str, Callable[[str, str], HttpVoice]] = {
    "openai": lambda key, url: OpenAiLikeVoice(
        model="m", voices=_VOICES, base_url=f"{url}/v1", api_key=key
    ),
    "deepgram": lambda key, url: AuraVoice(key, base_url=url),
    "elevenlabs": lambda key, url: ElevenLabsVoice(key, model="m", voices=_VOICES, base_url=url),
    "piper": lambda _key, url: PiperVoice(url, _VOICES),
}
_SOCKET_WIRES: Mapping[str, Callable[[str, str], SocketVoice]] = {
    "sarvam": lambda key, url: BulbulVoice(key, voices=_VOICES, base_url=url),
    "cartesia": lambda key, url: SonicVoice(key, voices=_VOICES, base_url=url),
    "flux": lambda key, url: FluxVoice(key, voice="flux-x-en", base_url=url),
}
VOICES = (*HTTP_WIRES, *_SOCKET_WIRES, "edge", "wyoming")
"""Every vendor's voice."""


@dataclass(frozen=True, slots=True)
class SpeakingBench:
    """A voice and the script of the server that it meets."""

    speaker: Speaker
    script: Script
    server: Any


@asynccontextmanager
async def speaking(
    name: str, faults: Sequence[Fault] = (), *, key: str = KEY
) -> AsyncGenerator[SpeakingBench, None]:
    """The voice `name` before its scripted server."""
    async with AsyncExitStack() as stack:
        if name in HTTP_WIRES:
            http = await stack.enter_async_context(HttpServer(HTTP[name], faults))
            over_http = HttpSpeaker(HTTP_WIRES[name](key, http.base_url))
            stack.push_async_callback(over_http.aclose)
            yield SpeakingBench(over_http, http.script, http)
        elif name in _SOCKET_WIRES:
            peer: Any = SOCKETS[name]
            sockets = await stack.enter_async_context(SocketServer(peer.let_in, faults))
            wire = _SOCKET_WIRES[name](key, sockets.base_url)
            speaker = SocketSpeaker(wire, spare=not faults)
            stack.push_async_callback(speaker.aclose)
            yield SpeakingBench(speaker, sockets.script, sockets)
        elif name == "edge":
            from vaani.providers.edge.voice import EdgeSpeaker  # noqa: PLC0415 - optional

            edge = await stack.enter_async_context(SocketServer(EdgePeer.let_in, faults))
            own: Mapping[Language, str | None] = {"en": "en-XX-OneNeural", "hi": "hi-IN-OneNeural"}
            yield SpeakingBench(EdgeSpeaker(own, edge.base_url), edge.script, edge)
        else:
            wyoming = await stack.enter_async_context(WyomingServer(Lines(()), faults))
            yield SpeakingBench(WyomingSpeaker(wyoming.url, _VOICES), wyoming.script, wyoming)
