"""The house's own paths of speech: what they promise, and statistics that equal a recount."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile

HZ = 16000


def recording(*parts: float) -> bytes:
    """Silence and tone in turns, in seconds."""
    made = [
        np.sin(np.arange(int(s * HZ)) * 0.1) * 0.3 if at % 2 else np.zeros(int(s * HZ))
        for at, s in enumerate(parts)
    ]
    file = io.BytesIO()
    soundfile.write(file, np.concatenate(made), HZ, format="WAV")
    return file.getvalue()


@pytest.fixture
async def staff(base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": "Bearer staff-key"}
    async with httpx.AsyncClient(base_url=base_url, headers=headers, timeout=60) as client:
        yield client


async def test_a_text_is_spoken_and_the_answer_says_which_it_is(staff: httpx.AsyncClient) -> None:
    answer = await staff.post("/tts", json={"text": "Hello there.", "voice_id": "heart"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "audio/wav"
    assert len(answer.headers["x-request-id"]) >= 8
    assert float(answer.headers["x-processing-time"]) >= 0
    sound, rate = soundfile.read(io.BytesIO(answer.content))
    assert len(sound) == rate == 24000


async def test_split_and_chunk_size_decide_the_pieces(staff: httpx.AsyncClient, voice: Any) -> None:
    text = " ".join(["This is a sentence of words."] * 7)
    for asked in ({"split": False}, {"chunk_size": 60}, {"chunk_size": 500}):
        await staff.post("/tts", json={"text": text, **asked})
    sizes = [len(piece) for piece, _ in voice.said]
    assert sizes == [202, 57, 57, 57, 28, 202]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"text": "a" * 5001}, "text"),
        ({"text": "..."}, "text"),
        ({"text": "Hello.", "temperature": 0.8}, "temperature"),
        ({"text": "Hello.", "speed_factor": 3.0}, "speed_factor"),
        ({"text": "Hello.", "voice_id": "nobody"}, "voice_id"),
        ({"text": "Hello.", "format": "midi"}, "format"),
        ({"text": "Hello.", "chunk_size": 20}, "chunk_size"),
        ({"text": "Hello.", "seed": 1}, "seed"),
    ],
)
async def test_a_wrong_value_is_named(
    staff: httpx.AsyncClient, asked: dict[str, Any], field: str
) -> None:
    answer = await staff.post("/tts", json=asked)
    assert answer.status_code == (404 if field == "voice_id" else 422)
    assert answer.json()["error"]["details"]["fields"][0]["field"] == field


async def test_voices_say_what_they_take(staff: httpx.AsyncClient) -> None:
    listed = (await staff.get("/tts/voices")).json()["data"]["voices"]
    assert [one["id"] for one in listed if not one["alias"]] == ["heart", "hf_alpha", "hm_omega"]
    assert {"alloy", "default"} <= {one["id"] for one in listed if one["alias"]}
    one = (await staff.get("/tts/voices/hm_omega")).json()["data"]
    assert one["takes"] == {"speed_factor": [0.5, 2.0], "temperature": None}
    assert (await staff.get("/tts/voices/..%2Fsecrets")).status_code == 404


async def test_a_recording_is_read_with_its_segments(staff: httpx.AsyncClient) -> None:
    file = {"file": ("a.wav", recording(0.5, 1.8, 2.0, 2.8, 1.3))}
    said = (await staff.post("/stt", files=file, data={"language": "hi"})).json()["data"]
    assert said["text"] == "sound of 2 seconds. sound of 3 seconds."
    assert said["language"] == "hi"
    assert [one["text"] for one in said["segments"]] == [
        "sound of 2 seconds.", "sound of 3 seconds.",
    ]  # fmt: skip
    status = (await staff.get("/stt/status")).json()["data"]
    assert status == {"available": True, "model": "simulated"}
    models = (await staff.get("/stt/models")).json()["data"]
    assert models[0] == {"id": "simulated", "alias_of": None}
    assert {"id": "whisper-1", "alias_of": "simulated"} in models


async def test_a_spoken_sentence_is_answered(staff: httpx.AsyncClient, voice: Any) -> None:
    file = {"file": ("a.wav", recording(0.5, 1.8, 1.3))}
    answer = await staff.post("/conversation", files=file, data={"mode": "echo", "format": "pcm"})
    told = answer.json()["data"]
    assert told["transcription"] == told["reply"] == "sound of 2 seconds."
    assert len(base64.b64decode(told["audio"])) == 2 * 24000
    assert voice.said[-1][0] == told["reply"]
    hush = await staff.post("/conversation", files={"file": ("a.wav", recording(2.0))})
    assert hush.json()["data"]["reply"] == hush.json()["data"]["audio"] == ""


async def test_the_statistics_equal_a_recount(staff: httpx.AsyncClient) -> None:
    for text, voice, kind in (
        ("One.", "heart", "wav"),
        ("Two.", "alloy", "pcm"),
        ("Three.", "heart", "pcm"),
    ):
        await staff.post("/tts", json={"text": text, "voice_id": voice, "format": kind})
    await staff.post("/stt", files={"file": ("a.wav", recording(0.5, 1.8, 1.3))})
    await staff.post("/stt", files={"file": ("a.wav", b"no sound")})
    told = (await staff.get("/tts/statistics")).json()["data"]
    assert list(told["middleware"]) == ["timing", "logging", "analytics"]
    analytics, timing = told["middleware"]["analytics"], told["middleware"]["timing"]
    assert analytics["by_type"] == {"tts": 3, "stt": 2}
    assert analytics["voices"] == {"heart": 2, "alloy": 1}
    assert analytics["formats"] == {"wav": 1, "pcm": 2}
    assert (analytics["requests"], analytics["errors"]) == (5, 1)
    assert analytics["by_error"] == {"Refused": 1}
    assert analytics["error_rate"] == 0.2
    assert timing["count"] == 5
    assert timing["minimum_s"] <= timing["average_s"] <= timing["maximum_s"]
    assert told["system"]["requests_under_way"] == 0


async def test_who_may_not_is_told(base_url: str) -> None:
    async with httpx.AsyncClient(base_url=base_url, timeout=60) as nobody:
        assert (await nobody.post("/tts", json={"text": "Hello."})).status_code == 401
        nobody.headers["Authorization"] = "Bearer viewer-key"
        assert (await nobody.post("/tts", json={"text": "Hello."})).status_code == 403
        assert (await nobody.get("/tts/voices")).status_code == 200
