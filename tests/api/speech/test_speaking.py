"""A program that speaks through the OpenAI SDK hears what the API reference promises it."""

from __future__ import annotations

import asyncio
import base64
import io
import wave
from pathlib import Path
from typing import Any

import httpx
import openai
import orjson
import pytest
import soundfile

from vaani.call.ports.speaker import Waiting

TEXT = "Your table is booked. We look forward to seeing you."


@pytest.mark.parametrize("kind", ["mp3", "opus", "flac", "wav"])
async def test_every_file_can_be_read_and_is_as_long_as_what_was_said(
    client: openai.AsyncOpenAI, kind: Any
) -> None:
    made = await client.audio.speech.create(
        model="tts-1", voice="alloy", input=TEXT, response_format=kind
    )
    sound, rate = soundfile.read(io.BytesIO(made.content))
    assert rate == 24000
    assert abs(len(sound) / rate - 2.0) < 0.15
    assert abs(sound).max() > 0.1


async def test_aac_is_made_where_the_extra_is(client: openai.AsyncOpenAI, tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    made = await client.audio.speech.create(
        model="tts-1", voice="alloy", input=TEXT, response_format="aac"
    )
    file = tmp_path / "said.aac"
    file.write_bytes(made.content)
    with av.open(str(file)) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert abs(samples / 24000 - 2.0) < 0.2


async def test_pcm_is_bare_and_one_sentence_as_wav_says_its_length(
    client: openai.AsyncOpenAI,
) -> None:
    bare = await client.audio.speech.create(
        model="tts-1-hd", voice="nova", input=TEXT, response_format="pcm"
    )
    assert len(bare.content) == 2 * 2 * 24000
    short = await client.audio.speech.create(
        model="tts-1", voice="heart", input="Hello there.", response_format="wav"
    )
    with wave.open(io.BytesIO(short.content)) as file:
        assert file.getnframes() == 24000


async def test_first_sound_leaves_before_the_second_sentence_is_made(
    client: openai.AsyncOpenAI, voice: Any, tmp_path: Path
) -> None:
    held = voice.held["We look forward to seeing you."] = asyncio.Event()
    said = client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input=TEXT, response_format="pcm"
    )
    async with said as answer:
        pieces = answer.iter_bytes(4096)
        first = [await anext(pieces) for _ in range(48000 // 4096)]
        assert not held.is_set()
        held.set()
        rest = [piece async for piece in pieces]
    assert len(b"".join(first + rest)) == 2 * 2 * 24000


async def test_a_client_that_leaves_ends_the_work(
    client: openai.AsyncOpenAI, voice: Any, room: Any
) -> None:
    for text in ("Stay a while.", "Never said."):
        voice.held[text] = asyncio.Event()
    asked = asyncio.create_task(
        client.audio.speech.create(model="tts-1", voice="alloy", input="Stay a while. Never said.")
    )
    await voice.begun.acquire()
    asked.cancel()
    await room.left.acquire()
    assert room.taken == 0
    assert voice.dropped == ["Stay a while."]
    assert [text for text, _ in voice.said] == ["Stay a while."]


async def test_events_carry_the_same_sound(base_url: str) -> None:
    async with httpx.AsyncClient(base_url=base_url, timeout=60) as plain:
        answer = await plain.post(
            "/v1/audio/speech",
            headers={"Authorization": "Bearer staff-key"},
            json={"model": "gpt-4o-mini-tts", "voice": {"id": "heart"}, "input": TEXT,
                  "response_format": "pcm", "stream_format": "sse"},
        )  # fmt: skip
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [orjson.loads(line[6:]) for line in answer.text.splitlines() if line]
    assert events[-1]["type"] == "speech.audio.done"
    sound = b"".join(base64.b64decode(one["audio"]) for one in events[:-1])
    assert len(sound) == 2 * 2 * 24000


async def test_each_language_has_its_voice_and_all_go_behind_calls(
    client: openai.AsyncOpenAI, voice: Any
) -> None:
    await client.audio.speech.create(
        model="tts-1", voice="alloy", input="Good evening. नमस्ते जी।", speed=1.5
    )
    assert [(text, one.language, one.name) for text, one in voice.said] == [
        ("Good evening.", "en", "heart"),
        ("नमस्ते जी।", "hi", "hf_alpha"),
    ]
    assert {(one.speed, one.waiting) for _, one in voice.said} == {(1.5, Waiting.CLIENT)}


@pytest.mark.parametrize(
    ("changed", "param", "words"),
    [
        ({"speed": 4.0}, "speed", "0.5 to 2"),
        ({"response_format": "mp4"}, "response_format", "one of mp3"),
        ({"input": "..."}, "input", "no word"),
        ({"input": "a" * 5000}, "input", "4096"),
        ({"instructions": "whisper"}, "instructions", "leave them out"),
        ({"voice": "heart", "input": "नमस्ते"}, "voice", "choose a Hindi voice"),
    ],
)
async def test_a_wrong_value_is_named_in_the_shape_of_that_api(
    client: openai.AsyncOpenAI, changed: dict[str, Any], param: str, words: str
) -> None:
    asked = {"model": "tts-1", "voice": "alloy", "input": TEXT} | changed
    with pytest.raises(openai.BadRequestError) as caught:
        await client.audio.speech.create(**asked)
    assert caught.value.param == param
    assert caught.value.type == "invalid_request_error"
    assert words in caught.value.message


@pytest.mark.parametrize(("field", "value"), [("voice", "nobody"), ("model", "tts-9")])
async def test_what_is_not_there_is_not_found(
    client: openai.AsyncOpenAI, field: str, value: str
) -> None:
    asked: dict[str, Any] = {"model": "tts-1", "voice": "alloy", "input": TEXT} | {field: value}
    with pytest.raises(openai.NotFoundError) as caught:
        await client.audio.speech.create(**asked)
    assert caught.value.param == field
    assert value in caught.value.message


async def test_a_full_waiting_room_says_when_to_come_again(
    client: openai.AsyncOpenAI, voice: Any
) -> None:
    held = voice.held["Wait."] = asyncio.Event()
    asked = {"model": "tts-1", "voice": "alloy", "input": "Wait."}
    first = [asyncio.create_task(client.audio.speech.create(**asked)) for _ in range(4)]
    for _ in first:
        await voice.begun.acquire()
    with pytest.raises(openai.RateLimitError) as caught:
        await client.audio.speech.create(**asked)
    assert int(caught.value.response.headers["retry-after"]) >= 1
    assert caught.value.type == "rate_limit_error"
    held.set()
    assert all(one.content for one in await asyncio.gather(*first))


async def test_keys_and_unknown_paths_answer_in_that_shape_too(base_url: str) -> None:
    async with openai.AsyncOpenAI(api_key="wrong", base_url=f"{base_url}/v1") as sdk:
        with pytest.raises(openai.AuthenticationError) as caught:
            await sdk.models.list()
        assert caught.value.code == "invalid_api_key"
    async with openai.AsyncOpenAI(api_key="viewer-key", base_url=f"{base_url}/v1") as sdk:
        assert (await sdk.models.list()).data
        with pytest.raises(openai.PermissionDeniedError):
            await sdk.audio.speech.create(model="tts-1", voice="alloy", input=TEXT)
        with pytest.raises(openai.NotFoundError):
            await sdk.embeddings.create(model="tts-1", input="x")


async def test_aliases_are_listed_as_such(client: openai.AsyncOpenAI) -> None:
    listed = {one.id: one for one in (await client.models.list()).data}
    assert listed["whisper-1"].model_extra == {"does": "transcription", "alias_of": "simulated"}
    assert listed["tts-1"].model_extra == {"does": "speech", "alias_of": "paced"}
    one = await client.models.retrieve("paced")
    assert one.model_extra == {"does": "speech", "alias_of": None}
    with pytest.raises(openai.NotFoundError) as caught:
        await client.models.retrieve("gpt-9")
    assert caught.value.code == "model_not_found"
