"""Forty broken uploads: each is refused with a clear sentence, before it costs a recognition."""

from __future__ import annotations

import asyncio
import io
import struct
import tracemalloc
import wave
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile

from vaani.speech_server.uploads import Upload

HZ = 16000
KEY = {"Authorization": "Bearer staff-key"}


def wav(frames: int = HZ, rate: int = HZ, channels: int = 1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(b"\x01\x10" * frames * channels)
    return file.getvalue()


def coded(format: str, subtype: str | None = None) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.sin(np.arange(HZ) / 9) * 0.3, HZ, subtype, format=format)
    return file.getvalue()


def patched(content: bytes, at: int, form: str, value: int) -> bytes:
    changed = bytearray(content)
    struct.pack_into(form, changed, at, value)
    return bytes(changed)


GOOD = wav()
FLAC = coded("FLAC")
OGG = coded("OGG", "VORBIS")
MP3 = coded("MP3")
BROKEN: dict[str, bytes] = {
    "empty": b"",
    "one byte": b"R",
    "four bytes": b"RIFF",
    "text": b"please transcribe this" * 10,
    "json": b'{"file": "sound"}',
    "html": b"<!doctype html><html></html>",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "zip": b"PK\x03\x04" + bytes(64),
    "pdf": b"%PDF-1.7\n" + bytes(64),
    "elf": b"\x7fELF" + bytes(64),
    "zeros": bytes(5000),
    "base64 of a wav": b"UklGRiQAAABXQVZFZm10IBAAAAABAAEA",
    "avi": b"RIFF\x24\0\0\0AVI " + bytes(64),
    "webp": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(64),
    "wav: head cut in the form": GOOD[:24],
    "wav: head without sound": GOOD[:36],
    "wav: no samples": GOOD[:44],
    "wav: no form": b"RIFF\x2c\0\0\0WAVEdata\x04\0\0\0\1\0\1\0",
    "wav: form too short": b"RIFF\x2c\0\0\0WAVEfmt \x04\0\0\0\1\0\1\0data\x04\0\0\0\1\0\1\0",
    "wav: no channel": patched(GOOD, 22, "<H", 0),
    "wav: 40 channels": wav(HZ, HZ, 40),
    "wav: rate of zero": patched(GOOD, 24, "<I", 0),
    "wav: 100 Hz": wav(HZ, 100),
    "wav: 4 MHz": wav(HZ, 4_000_000),
    "wav: unknown coding": patched(GOOD, 20, "<H", 0x7777),
    "wav: no bits": patched(GOOD, 34, "<H", 0),
    "wav: chunk that lies": GOOD[:12] + b"LIST\xf0\xff\xff\x7f" + GOOD[12:],
    "wav: longer than is read": wav(700 * 4000, 4000),
    "flac: magic alone": b"fLaC",
    "flac: cut in its head": FLAC[:30],
    "flac: zeros after its head": FLAC[:42] + bytes(2000),
    "flac: noise": b"fLaC" + np.random.default_rng(1).bytes(3000),
    "ogg: magic alone": b"OggS",
    "ogg: cut in its head": OGG[:50],
    "ogg: noise": b"OggS" + np.random.default_rng(2).bytes(3000),
    "ogg: head alone": OGG[:58],
    "mp3: tag alone": b"ID3\x03\0\0\0\0\0\x0a" + bytes(10),
    "mp3: one frame's head": MP3[:4],
    "mp3: tag that lies": b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + bytes(100),
    "mp4: box alone": b"\0\0\0\x18ftypM4A " + bytes(200),
    "webm: head alone": b"\x1aE\xdf\xa3" + bytes(200),
    "aac: one head": b"\xff\xf1\x50\x80\x01\x7f\xfc",
}


@pytest.fixture
async def plain(base_url: str) -> Any:
    async with httpx.AsyncClient(base_url=base_url, headers=KEY, timeout=60) as client:
        yield client


async def test_every_broken_file_is_refused_and_none_is_recognised(
    plain: httpx.AsyncClient, speech_desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(_sound: object, _how: object) -> None:
        raise AssertionError("it was recognised")

    monkeypatch.setattr(speech_desk.hearing._recogniser, "read", read)
    assert len(BROKEN) >= 40
    for name, content in BROKEN.items():
        answer = await plain.post(
            "/v1/audio/transcriptions",
            files={"file": ("../../etc/passwd", content, "audio/wav")},
            data={"model": "whisper-1"},
        )
        assert answer.status_code in (400, 413, 415), (name, answer.status_code, answer.text)
        error = answer.json()["error"]
        assert (error["type"], error["param"]) == ("invalid_request_error", "file"), name
        assert error["message"].endswith("."), name


async def test_forms_that_hold_no_file_are_refused(plain: httpx.AsyncClient) -> None:
    path = "/v1/audio/transcriptions"
    sent = [
        plain.post(path),
        plain.post(path, json={"file": "a.wav", "model": "whisper-1"}),
        plain.post(path, data={"model": "whisper-1", "file": "no file"}),
        plain.post(path, files={"file": ("", GOOD)}, data={"model": "whisper-1"}),
        plain.post(path, content=GOOD, headers={"Content-Type": "audio/wav"}),
        plain.post(path, content=GOOD, headers={"Content-Type": "multipart/form-data"}),
        plain.post(path, content=b"--x\r\n", headers={
            "Content-Type": "multipart/form-data; boundary=x"}),
        plain.post(path, files=[("file", ("a", GOOD)), ("file", ("b", GOOD))]),
        plain.post(path, files={"file": ("a.wav", GOOD)}),
    ]  # fmt: skip
    for at, one in enumerate(sent):
        answer = await one
        assert answer.status_code == 400, (at, answer.text)
        assert answer.json()["error"]["type"] == "invalid_request_error"


async def test_a_file_that_is_too_large_is_refused_before_it_is_sent(base_url: str) -> None:
    host, _, port = base_url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: {host}\r\n"
        f"Authorization: {KEY['Authorization']}\r\nContent-Length: 60000000\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    )
    writer.write(head.encode())
    told = await reader.readuntil(b"\r\n")
    assert b" 413 " in told
    writer.close()


@pytest.mark.parametrize("open_length", [0, 0xFFFFFFFF])
def test_a_streamed_wav_gets_the_length_that_it_has(open_length: int) -> None:
    streamed = patched(patched(GOOD, 40, "<I", open_length), 4, "<I", open_length)
    upload = Upload(io.BytesIO(streamed), 600)
    assert upload.seconds == pytest.approx(1.0)
    assert sum(map(len, upload.pieces())) == pytest.approx(HZ, abs=200)


def test_a_wav_that_is_cut_short_is_read_as_far_as_it_goes() -> None:
    upload = Upload(io.BytesIO(GOOD[: 44 + HZ]), 600)
    assert sum(map(len, upload.pieces())) == pytest.approx(HZ / 2, abs=200)


def test_memory_stays_flat_however_long_the_recording(tmp_path: Path) -> None:
    place = tmp_path / "long.wav"
    place.write_bytes(wav(20 * 60 * 8000, 8000))
    with place.open("r+b") as file:
        tracemalloc.start()
        made = sum(map(len, Upload(file, 3600).pieces()))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert made == pytest.approx(20 * 60 * HZ, rel=0.001)
    assert peak < 4_000_000
