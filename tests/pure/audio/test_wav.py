"""Recordings that other programs can open, and clear words about those that cannot be read."""

import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaani.audio.g711 import decode_mulaw, encode_mulaw
from vaani.audio.wav import Wav, WavError, read_wav, wav_bytes, write_wav

RAMP = np.arange(-2000, 2001, dtype=np.int16)


def test_the_standard_library_opens_our_stereo_file() -> None:
    content = wav_bytes(Wav((RAMP, -RAMP), 8000))
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
        pairs = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    assert np.array_equal(pairs[:, 0], RAMP)
    assert np.array_equal(pairs[:, 1], -RAMP)


def test_a_file_of_the_standard_library_is_read() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(RAMP.tobytes())
    sound = read_wav(out.getvalue())
    assert sound.rate_hz == 16000
    assert np.array_equal(sound.mono(), RAMP)


@pytest.mark.parametrize("coding", ["pcm16", "mulaw", "alaw"])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_written_sound_comes_back(tmp_path: Path, coding: str, channels: int) -> None:
    sound = decode_mulaw(encode_mulaw(RAMP)) if coding == "mulaw" else RAMP
    path = tmp_path / "call.wav"
    write_wav(path, Wav((sound,) * channels, 8000, coding))  # type: ignore[arg-type]
    back = read_wav(path)
    assert (len(back.channels), back.coding) == (channels, coding)
    tolerance = 64 if coding == "alaw" else 0
    assert np.abs(back.channels[-1].astype(int) - sound).max() <= tolerance
    assert back.duration_ms == pytest.approx(len(RAMP) / 8)


def test_a_recorder_that_was_killed_leaves_a_readable_file() -> None:
    content = bytearray(wav_bytes(Wav((RAMP,), 8000)))
    content[40:44] = struct.pack("<I", 0xFFFFFFFF)
    assert np.array_equal(read_wav(bytes(content)).mono(), RAMP)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a WAV file"),
        (b"ID3 this is music", "not a WAV file"),
        (b"RIFF\x04\0\0\0WAVE", "no format chunk"),
        (wav_bytes(Wav((RAMP,), 8000))[:36], "no sound"),
        (
            wav_bytes(Wav((RAMP,), 8000)).replace(
                struct.pack("<HH", 1, 1), struct.pack("<HH", 3, 1), 1
            ),
            "format 3 with 16 bits",
        ),
        (
            wav_bytes(Wav((RAMP,), 8000)).replace(
                struct.pack("<HH", 1, 1), struct.pack("<HH", 1, 6), 1
            ),
            "6 channels",
        ),
    ],
)
def test_what_cannot_be_read_is_said_plainly(content: bytes, why: str) -> None:
    with pytest.raises(WavError, match=why):
        read_wav(content)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WavError, match=r"gone\.wav"):
        read_wav(tmp_path / "gone.wav")
    with pytest.raises(WavError, match="cannot be written"):
        write_wav(tmp_path / "no" / "folder.wav", Wav((RAMP,), 8000))


@given(st.binary(max_size=200))
def test_garbage_is_refused_and_never_crashes(content: bytes) -> None:
    for attempt in (content, b"RIFF\0\0\0\0WAVE" + content):
        try:
            sound = read_wav(attempt)
        except WavError:
            continue
        assert len(sound.channels) in (1, 2)
