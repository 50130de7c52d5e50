"""Is the sound of a file read to its end, whatever its head says of its length?"""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from vaani.speech_server.uploads import Upload

HZ = 16000
TONE = np.sin(np.arange(3 * HZ + 777) / 9) * 0.3


def coded(form: str, subtype: str | None = None) -> bytearray:
    file = io.BytesIO()
    soundfile.write(file, TONE, HZ, subtype, format=form)
    return bytearray(file.getvalue())


def of_open_length() -> bytes:
    """A FLAC as encoders write it into a pipe: the 36 bits of its length are 0, "unknown"."""
    content = coded("FLAC", "PCM_16")
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    return bytes(content)


def test_a_flac_that_was_written_into_a_pipe_is_read_to_its_end() -> None:
    upload = Upload(io.BytesIO(of_open_length()), 60.0)
    assert upload.seconds is None
    sound = np.concatenate(list(upload.pieces()))
    assert len(sound) == len(TONE)
    assert np.abs(sound - TONE).max() < 0.01


@pytest.mark.parametrize(
    ("form", "subtype"), [("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("MP3", None)]
)
def test_a_file_that_says_its_length_is_read_to_its_end_too(form: str, subtype: str | None) -> None:
    upload = Upload(io.BytesIO(bytes(coded(form, subtype))), 60.0)
    assert upload.seconds == pytest.approx(len(TONE) / HZ, abs=0.1)
    assert sum(map(len, upload.pieces())) == pytest.approx(len(TONE), abs=2400)
