"""A client of the OpenAI API learns of a field that is not there, as that API would tell it."""

from __future__ import annotations

from typing import Any

import openai
import pytest

SPEECH = {"model": "tts-1", "voice": "alloy", "input": "Hello."}


@pytest.mark.parametrize("field", ["inptu", "voices", "response_fromat", "temperature"])
async def test_a_field_that_a_speech_request_does_not_have_is_refused_by_name(
    client: openai.AsyncOpenAI, field: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        await client.post("/audio/speech", body={**SPEECH, field: "x"}, cast_to=object)
    told: Any = refused.value.body
    assert (told["type"], told["param"]) == ("invalid_request_error", field)
    assert field in told["message"]


@pytest.mark.parametrize("path", ["transcriptions", "translations"])
async def test_a_part_that_a_form_does_not_have_is_refused_by_name(
    client: openai.AsyncOpenAI, path: str
) -> None:
    asked = client.post(
        f"/audio/{path}",
        body={"model": "whisper-1", "wings": "2"},
        files={"file": ("hello.wav", b"RIFF")},
        options={"headers": {"Content-Type": "multipart/form-data"}},
        cast_to=object,
    )
    with pytest.raises(openai.BadRequestError) as refused:
        await asked
    told: Any = refused.value.body
    assert (told["type"], told["param"]) == ("invalid_request_error", "wings")
