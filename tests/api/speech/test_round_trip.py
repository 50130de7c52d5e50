"""What the house says it can read again: text, speech through the telephone band, text."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
import soundfile

from vaani.audio.g711 import decode_mulaw, encode_mulaw
from vaani.audio.resample import resample
from vaani.bootstrap.speech_server import hearing_alone, speaking_alone
from vaani.settings import Settings
from vaani.speech_server.sound_files import RATE_HZ
from vaani.speech_server.transcripts import plain

pytestmark = pytest.mark.models
SENTENCES = (
    "There is parking behind the house, right beside the garden.",
    "The bank is opposite the post office on the main street.",
    "Please bring your insurance card and a list of your medicines.",
)


def words(text: str) -> list[str]:
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


@pytest.mark.parametrize("hz", [16000, 8000])
async def test_sentences_survive_being_spoken_and_read(hz: int) -> None:
    heard: list[str] = []
    with speaking_alone(Settings()) as speaking, hearing_alone(Settings()) as hearing:
        for text in SENTENCES:
            made = [one async for one in speaking.sound(speaking.order(text, "heart"))]
            sound = resample(np.concatenate(made), RATE_HZ, hz)
            if hz == 8000:
                sound = decode_mulaw(encode_mulaw(sound))
            with io.BytesIO() as wav:
                soundfile.write(wav, sound, hz, format="WAV", subtype="PCM_16")
                upload = await hearing.opened(wav)
                how = hearing.reading("en")
                heard.append(plain([one async for one in hearing.segments(upload.pieces(), how)]))
    said = [words(text) for text in SENTENCES]
    missed = sum(len(set(one) - set(words(read))) for one, read in zip(said, heard, strict=True))
    assert missed <= 0.12 * sum(map(len, said)), heard
