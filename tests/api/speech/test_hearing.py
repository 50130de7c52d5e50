"""A program that has recordings read through the OpenAI SDK gets every format of the reference.

The recogniser is a double that says how long each stretch of sound was; what the real one hears is
tested where it is."""

from __future__ import annotations

import asyncio
import io
from itertools import pairwise
from typing import Any

import httpx
import numpy as np
import openai
import pytest
import soundfile

HZ = 16000


def tone(seconds: float) -> Any:
    return np.sin(2 * np.pi * 300 * np.arange(int(seconds * HZ)) / HZ) * 0.3


def recording(*parts: float, format: str = "WAV", subtype: str | None = None) -> bytes:
    """Sound and silence in turns, in seconds; the first is silence."""
    sound = [np.zeros(int(s * HZ)) if at % 2 == 0 else tone(s) for at, s in enumerate(parts)]
    file = io.BytesIO()
    soundfile.write(file, np.concatenate(sound), HZ, subtype, format=format)
    return file.getvalue()


TWO = recording(0.5, 1.8, 2.0, 2.8, 0.9)


async def test_json_and_text_hold_the_words(client: openai.AsyncOpenAI) -> None:
    told = await client.audio.transcriptions.create(model="whisper-1", file=("a.wav", TWO))
    assert told.text == "sound of 2 seconds. sound of 3 seconds."
    assert told.usage is not None
    assert told.usage.type == "duration"
    assert told.usage.seconds == pytest.approx(8.0, abs=0.01)
    text = await client.audio.transcriptions.create(
        model="gpt-4o-transcribe", file=("a.wav", TWO), response_format="text"
    )
    assert str(text).strip() == told.text


async def test_subtitles_stand_where_the_sound_is(client: openai.AsyncOpenAI) -> None:
    srt = await client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", TWO), response_format="srt"
    )
    first, second = str(srt).strip().split("\n\n")
    assert first.startswith("1\n00:00:00,")
    assert second.splitlines()[1].startswith("00:00:04,")
    vtt = await client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", TWO), response_format="vtt"
    )
    assert str(vtt).startswith("WEBVTT\n\n00:00:00.")


async def test_verbose_json_has_segments_and_words_with_times(client: openai.AsyncOpenAI) -> None:
    told = await client.audio.transcriptions.create(
        model="whisper-1",
        file=("a.wav", TWO),
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
        language="hi",
    )
    assert (told.language, round(told.duration)) == ("hindi", 8)
    assert [(round(one.start), round(one.end)) for one in told.segments or ()] in (
        [(0, 2), (4, 7)],
        [(0, 3), (4, 8)],
        [(0, 2), (4, 8)],
        [(0, 3), (4, 7)],
    )
    words = told.words or []
    assert [one.word for one in words[:4]] == ["sound", "of", "2", "seconds."]
    assert all(one.start <= one.end <= other.start for one, other in pairwise(words))


async def test_segments_are_streamed_as_they_are_read(client: openai.AsyncOpenAI) -> None:
    events = await client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", TWO), stream=True
    )
    seen = [event async for event in events]
    assert [type(event).__name__ for event in seen] == [
        "TranscriptionTextDeltaEvent", "TranscriptionTextDeltaEvent", "TranscriptionTextDoneEvent",
    ]  # fmt: skip
    deltas = "".join(event.delta for event in seen if event.type == "transcript.text.delta")
    assert seen[-1].type == "transcript.text.done"
    assert seen[-1].text == deltas == "sound of 2 seconds. sound of 3 seconds."


async def test_a_translation_is_english(client: openai.AsyncOpenAI) -> None:
    told = await client.audio.translations.create(
        model="whisper-1", file=("a.wav", TWO), response_format="verbose_json"
    )
    assert told.text == "sound of 2 seconds. sound of 3 seconds."
    assert told.language == "english"


@pytest.mark.parametrize(
    ("format", "subtype"),
    [("FLAC", None), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", None), ("WAV", "ULAW"),
     ("WAV", "FLOAT"), ("WAV", "PCM_24")],
)  # fmt: skip
async def test_every_kind_of_file_is_read(
    client: openai.AsyncOpenAI, format: str, subtype: str | None
) -> None:
    file = recording(0.5, 1.8, 1.3, format=format, subtype=subtype)
    told = await client.audio.transcriptions.create(model="whisper-1", file=("clip", file))
    assert told.text == "sound of 2 seconds."


async def test_m4a_and_webm_are_read_where_the_extra_is(client: openai.AsyncOpenAI) -> None:
    av = pytest.importorskip("av")
    for container, codec in (("mp4", "aac"), ("webm", "libopus")):
        file = io.BytesIO()
        with av.open(file, "w", format=container) as out:
            stream = out.add_stream(codec, rate=48000, layout="mono")
            samples = np.concatenate([np.zeros(24000), np.repeat(tone(1.8), 3), np.zeros(60000)])
            frame = av.AudioFrame.from_ndarray(
                (samples * 32767).astype("<i2")[None, :], format="s16", layout="mono"
            )
            frame.sample_rate = 48000
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                out.mux(packet)
        told = await client.audio.transcriptions.create(
            model="whisper-1", file=("clip", file.getvalue())
        )
        assert told.text == "sound of 2 seconds.", container


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"temperature": 0.7}, "temperature"),
        ({"language": "xx"}, "language"),
        ({"response_format": "diarized_json"}, "response_format"),
        ({"include": ["logprobs"]}, "include"),
    ],
)
async def test_what_is_not_done_here_is_refused_by_name(
    client: openai.AsyncOpenAI, changed: dict[str, Any], param: str
) -> None:
    asked: dict[str, Any] = {"model": "whisper-1", "file": ("a.wav", TWO)}
    with pytest.raises(openai.BadRequestError) as caught:
        await client.audio.transcriptions.create(**asked, **changed)
    assert caught.value.param == param


async def test_an_unknown_model_and_a_key_that_may_not_are_told(
    client: openai.AsyncOpenAI, base_url: str
) -> None:
    with pytest.raises(openai.NotFoundError):
        await client.audio.transcriptions.create(model="whisper-9", file=("a.wav", TWO))
    async with openai.AsyncOpenAI(api_key="viewer-key", base_url=f"{base_url}/v1") as sdk:
        with pytest.raises(openai.PermissionDeniedError):
            await sdk.audio.transcriptions.create(model="whisper-1", file=("a.wav", TWO))


async def test_a_client_that_leaves_frees_its_seat(
    base_url: str, room: Any, speech_desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, held = asyncio.Event(), asyncio.Event()

    async def read(_sound: object, _how: object) -> None:
        begun.set()
        await held.wait()

    monkeypatch.setattr(speech_desk.hearing._recogniser, "read", read)
    async with httpx.AsyncClient(base_url=base_url, timeout=60) as plain:
        asked = asyncio.create_task(
            plain.post(
                "/v1/audio/transcriptions",
                headers={"Authorization": "Bearer staff-key"},
                files={"file": ("a.wav", TWO)},
                data={"model": "whisper-1"},
            )
        )
        await begun.wait()
        assert room.taken == 1
        asked.cancel()
        await room.left.acquire()
    assert room.taken == 0
