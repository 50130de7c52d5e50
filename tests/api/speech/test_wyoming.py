"""A home assistant asks for speech, with the protocol's own package as its client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

from vaani.api.speech.wyoming import MOST_BYTES, WyomingServer
from vaani.bootstrap.speech_server import open_wyoming
from vaani.kit.errors import SettingsError
from vaani.settings import load
from vaani.speech_server.waiting_room import WaitingRoom


@pytest.fixture
async def server(speech_desk: Any) -> AsyncIterator[WyomingServer]:
    opened = WyomingServer(speech_desk, most=3)
    await opened.open("127.0.0.1", 0)
    yield opened
    await opened.close()


@pytest.fixture
async def assistant(server: WyomingServer) -> AsyncIterator[AsyncTcpClient]:
    async with AsyncTcpClient("127.0.0.1", server.port) as client:
        yield client


async def told(client: AsyncTcpClient) -> Event:
    event = await client.read_event()
    assert event is not None, "the server ended the connection"
    return event


async def sound(client: AsyncTcpClient) -> tuple[AudioStart, bytes]:
    """What is spoken between its start and its stop."""
    start = AudioStart.from_event(await told(client))
    pcm = b""
    while AudioChunk.is_type((event := await told(client)).type):
        pcm += AudioChunk.from_event(event).audio
    assert AudioStop.is_type(event.type)
    return start, pcm


async def say(client: AsyncTcpClient, seconds: float, rate: int, channels: int = 1) -> None:
    """A tone, with silence around it, in chunks that are no whole windows."""
    at = np.arange(int(seconds * rate))
    tone = np.sin(at * 2 * np.pi * 300 / rate) * 9000
    quiet = np.zeros(rate)
    wave = np.repeat(np.concatenate((quiet, tone, quiet)).astype("<i2"), channels).tobytes()
    await client.write_event(AudioStart(rate, 2, channels).event())
    for begin in range(0, len(wave), 3001):
        piece = wave[begin : begin + 3001]
        await client.write_event(AudioChunk(rate, 2, channels, piece).event())
    await client.write_event(AudioStop().event())


async def test_it_describes_what_is_here(assistant: AsyncTcpClient) -> None:
    await assistant.write_event(Describe().event())
    found = Info.from_event(await told(assistant))
    assert [one.name for one in found.asr[0].models] == ["simulated"]
    program = found.tts[0]
    assert program.supports_synthesize_streaming
    assert {voice.name: voice.languages for voice in program.voices} == {
        "heart": ["en"], "hf_alpha": ["hi"], "hm_omega": ["hi"],
    }  # fmt: skip
    await assistant.write_event(Ping("there?").event())
    assert Pong.from_event(await told(assistant)).text == "there?"


@pytest.mark.parametrize(("rate", "channels"), [(16000, 1), (48000, 2), (8000, 1)])
async def test_what_is_said_is_read(assistant: AsyncTcpClient, rate: int, channels: int) -> None:
    for seconds in (3, 5):
        await assistant.write_event(Transcribe(language="hi-IN").event())
        await say(assistant, seconds - 0.36, rate, channels)
        heard = Transcript.from_event(await told(assistant))
        assert (heard.text, heard.language) == (f"sound of {seconds} seconds.", "hi")


async def test_a_text_is_spoken_by_the_voice_that_is_asked_for(
    assistant: AsyncTcpClient, voice: Any
) -> None:
    for wish in (SynthesizeVoice("hm_omega"), SynthesizeVoice(language="hi_IN"), None):
        await assistant.write_event(Synthesize("नमस्ते जी।", voice=wish).event())
        start, pcm = await sound(assistant)
        assert (start.rate, start.width, start.channels) == (24000, 2, 1)
        assert len(pcm) == 48000
    assert [one.name for _, one in voice.said] == ["hm_omega", "hf_alpha", "hf_alpha"]


async def test_a_text_is_spoken_while_it_is_being_written(
    assistant: AsyncTcpClient, voice: Any
) -> None:
    await assistant.write_event(SynthesizeStart().event())
    for piece in ("The first sen", "tence. And a sec"):
        await assistant.write_event(SynthesizeChunk(piece).event())
    await asyncio.wait_for(voice.begun.acquire(), 60)
    assert [text for text, _ in voice.said] == ["The first sentence."], "before the second is whole"
    await assistant.write_event(SynthesizeChunk("ond one").event())
    await assistant.write_event(Synthesize("The first sentence. And a second one").event())
    await assistant.write_event(SynthesizeStop().event())
    _, pcm = await sound(assistant)
    assert len(pcm) == 2 * 48000
    assert [text for text, _ in voice.said][1:] == ["And a second one"], "and nothing twice"
    assert SynthesizeStopped.is_type((await told(assistant)).type)


async def test_what_is_refused_says_why_and_the_connection_goes_on(
    assistant: AsyncTcpClient,
) -> None:
    wrong = [
        (Synthesize("x", voice=SynthesizeVoice("nobody")).event(), "unknown"),
        (Synthesize("x", voice=SynthesizeVoice(language="ta")).event(), "unknown"),
        (Synthesize("<speak/>", text_format="ssml").event(), "unsupported"),
        (Synthesize("x" * 5001).event(), "wrong"),
        (Synthesize("...").event(), "wrong"),
        (Event("synthesize"), "wrong"),
        (Event("audio-start", {"rate": 16000, "width": 4, "channels": 1}), "unsupported"),
        (Event("audio-start", {"rate": "x"}), "wrong"),
    ]
    for event, code in wrong:
        await assistant.write_event(event)
        error = Error.from_event(await told(assistant))
        assert error.code == code, event
        assert error.text.endswith((".", ")"))
    await assistant.write_event(Event("audio-chunk", {"rate": 1}, b"xx"))
    await assistant.write_event(Event("of-a-later-version"))
    await assistant.write_event(Synthesize("Good day.").event())
    assert len((await sound(assistant))[1]) == 48000


async def test_it_stands_in_the_same_waiting_room(
    assistant: AsyncTcpClient, room: WaitingRoom
) -> None:
    with room.seat(), room.seat(), room.seat(), room.seat():
        await assistant.write_event(SynthesizeStart().event())
        error = Error.from_event(await told(assistant))
        assert (error.code, "ask again in" in error.text) == ("busy", True)
        await assistant.write_event(Synthesize("The whole text behind it.").event())
        await assistant.write_event(SynthesizeStop().event())
        assert SynthesizeStopped.is_type((await told(assistant)).type)
    assert room.taken == 0


async def test_who_leaves_ends_the_work(server: WyomingServer, voice: Any, room: Any) -> None:
    voice.held["A long wait."] = asyncio.Event()
    async with AsyncTcpClient("127.0.0.1", server.port) as client:
        await client.write_event(Synthesize("A long wait.").event())
        await asyncio.wait_for(voice.begun.acquire(), 60)
        assert room.taken == 1
    await asyncio.wait_for(room.left.acquire(), 60)
    assert voice.dropped == ["A long wait."]
    assert room.taken == 0


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"x" * 70_000 + b"\n",
        json.dumps({"type": "audio-chunk", "payload_length": MOST_BYTES + 1}).encode() + b"\n",
        json.dumps({"type": "ping", "data_length": -1}).encode() + b"\n",
        b'{"type": "ping", "data_length": 4}\n{{{{',
        b"[1]\n",
    ],
)
async def test_what_is_no_event_is_cut_off(server: WyomingServer, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(sent)
    assert await asyncio.wait_for(reader.read(), 60) == b""
    writer.close()


async def test_silence_is_cut_off_and_connections_are_counted(speech_desk: Any) -> None:
    server = WyomingServer(speech_desk, most=1, silent_s=0.05)
    await server.open("127.0.0.1", 0)
    first, one = await asyncio.open_connection("127.0.0.1", server.port)
    second, two = await asyncio.open_connection("127.0.0.1", server.port)
    assert await asyncio.wait_for(second.read(), 60) == b"", "one is open already"
    assert await asyncio.wait_for(first.read(), 60) == b"", "it said nothing"
    one.close()
    two.close()
    await server.close()


async def test_the_port_is_closed_until_it_is_set(speech_desk: Any) -> None:
    assert await open_wyoming(load(environ={}).settings, speech_desk) is None
    chosen = load(environ={"VAANI_SPEECH_SERVER__WYOMING__PORT": "0"}).settings
    server = await open_wyoming(chosen, speech_desk)
    assert server is not None
    taken = load(environ={"VAANI_SPEECH_SERVER__WYOMING__PORT": str(server.port)}).settings
    with pytest.raises(SettingsError, match=r"cannot be listened on \(.*\); free it"):
        await open_wyoming(taken, speech_desk)
    await server.close()
    silent = type(speech_desk)(speech_desk.room, speech_desk.pipeline)
    with pytest.raises(SettingsError, match="there is no local speech"):
        await open_wyoming(chosen, silent)
