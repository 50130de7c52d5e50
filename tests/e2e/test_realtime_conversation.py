"""The official SDK talks with a business over the realtime socket, by voice on the local models,
until the table is booked in the database of a real server."""

from __future__ import annotations

import io
import subprocess
import wave
from typing import Any

import openai
import pytest

from vaani.audio.frame import pcm_to_samples
from vaani.language.names import same_name
from vaani.testing.realtime_talk import Talk, quiet
from vaani.testing.served import Served, bookings_of, tomorrow_at, vaani
from vaani.testing.speech import say

pytestmark = [pytest.mark.models, pytest.mark.timeout(400)]

OPENING = "A table for four people tomorrow at seven in the evening, please."
ANSWERS = (
    ("Anything else", "No, thank you. Bye."),
    ("Is that right", "Yes, that is right."),
    ("name", "My name is Anita Sharma."),
    ("number", "Eight four six two nine, one five seven three zero."),
    ("how many", "For four people."),
    ("what time", "At seven in the evening."),
    ("day", "Tomorrow."),
)
READ_BACK = {
    "for four": "No, for four people.",
    "seven in the evening": "No, at seven in the evening.",
    "Sharma": "No, the name is Anita Sharma.",
    "eight four six, two nine one": "No, the number is eight four six two nine, one five seven "
    "three zero.",
}


def answer(said: str) -> str:
    if "Shall I book it" in said:
        wrong = (correction for words, correction in READ_BACK.items() if words not in said)
        return next(wrong, "Yes, please.")
    return next((words for asked, words in ANSWERS if asked in said), OPENING)


def key_of(served: Served) -> str:
    made = subprocess.run(
        vaani("key", "create", "--role", "staff", "--data", str(served.data)),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return made.stdout.split()[-1]


def as_file(pcm: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(24000)
        sound.writeframes(pcm)
    return file.getvalue()


async def test_a_table_is_booked_by_voice(served: Served) -> None:
    said: list[str] = []
    async with (
        openai.AsyncOpenAI(api_key=key_of(served), base_url=f"{served.url}/v1") as client,
        client.realtime.connect(model="vaani/bistro") as connection,
    ):
        talk = Talk(connection)
        await talk.until("session.created")
        await talk.update(audio={"input": {"transcription": {"model": "whisper-1",
                                                             "language": "en"}}})  # fmt: skip
        greeting = await talk.reply()
        said.append(words_of(greeting))
        read = await client.audio.transcriptions.create(
            model="whisper-1", file=("greeting.wav", as_file(talk.sound())), language="en"
        )
        assert "Garden" in read.text
        while len(said) < 14 and "goodbye" not in said[-1].lower():
            spoken = pcm_to_samples(say(answer(said[-1]), "heart", 24000))
            await talk.speak(quiet(0.3), spoken, quiet(1.0))
            said.append(words_of((await talk.until("response.done")).response))
    heard = [one.transcript for one in talk.seen if one.type.endswith("transcription.completed")]
    rows = [one for one in await bookings_of(served, "bistro") if one["phone"] == "+918462915730"]
    assert len(rows) == 1, (said, heard)
    assert rows[0]["party"] == 4, (said, heard)
    assert same_name(str(rows[0]["name"]), "Anita Sharma"), (said, heard)
    assert str(rows[0]["start"]) in {one.isoformat() for one in tomorrow_at(rows[0], 19)}


def words_of(response: Any) -> str:
    return str(response.output[0].content[0].transcript)
