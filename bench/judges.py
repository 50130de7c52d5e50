"""Would a vendor's own client take our scripted servers for the vendor? `python bench/judges.py`.

The `openai` package, which the product does not need (install it first: `pip install openai`), asks
the scripted chat, speech and transcription servers of `vaani.testing`. What it understands of them
proves that the scripts speak as the vendor does; the adapters run against the same scripts.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from vaani.audio.frame import pcm_to_samples
from vaani.audio.wav import Wav, wav_bytes
from vaani.testing.hostile_model import Answer, ScriptedModel
from vaani.testing.vendors.faults import Fault, Lines
from vaani.testing.vendors.hearing import KEY, transcriptions
from vaani.testing.vendors.http import HttpServer
from vaani.testing.vendors.speaking import openai_speech, tone

WORDS = "आपकी टेबल बुक हो गई है।"
ASKED: list[Any] = [{"role": "user", "content": "hello"}]


def client(openai: Any, base_url: str, key: str = KEY) -> Any:
    """The judge, without its own retries."""
    return openai.AsyncOpenAI(api_key=key, base_url=base_url, max_retries=0, timeout=5)


async def streams_text(openai: Any) -> bool:
    """Pieces of text, then one reason, then the usage."""
    async with ScriptedModel(lambda _: Answer((WORDS[:7], WORDS[7:]))) as server:
        stream = await client(openai, server.base_url).chat.completions.create(
            model="m", messages=ASKED, stream=True
        )
        chunks = [chunk async for chunk in stream]
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    text = "".join(choice.delta.content or "" for choice in choices)
    reasons = [choice.finish_reason for choice in choices if choice.finish_reason]
    return text == WORDS and reasons == ["stop"] and chunks[-1].usage is not None


async def streams_calls(openai: Any) -> bool:
    """Two calls, each whole under its index."""
    calls = (("find", '{"day":"2027-05-06"}'), ("book", '{"slot":"s1"}'))
    async with (
        ScriptedModel(lambda _: Answer(calls=calls)) as server,
        client(openai, server.base_url).chat.completions.stream(
            model="m", messages=ASKED
        ) as stream,
    ):
        final = await stream.get_final_completion()
    found = final.choices[0].message.tool_calls or []
    return tuple((one.function.name, one.function.arguments) for one in found) == calls


async def refuses(openai: Any) -> bool:
    """A status is the error of that status."""
    async with ScriptedModel(lambda _: Answer(status=429, error="rate_limit_exceeded")) as server:
        try:
            await client(openai, server.base_url).chat.completions.create(
                model="m", messages=ASKED, stream=True
            )
        except openai.RateLimitError as error:
            return bool(error.code == "rate_limit_exceeded")
    return False


async def speaks(openai: Any) -> bool:
    """The raw samples of a sentence, to the last byte; a wrong key is a refusal."""
    async with HttpServer(openai_speech, [Fault(), Fault()]) as server:
        base = f"{server.base_url}/v1"
        async with client(openai, base).audio.speech.with_streaming_response.create(
            model="tts", voice="alloy", input=WORDS, response_format="pcm"
        ) as answer:
            sound = await answer.read()
        try:
            await client(openai, base, "other").audio.speech.create(
                model="tts", voice="alloy", input="x", response_format="pcm"
            )
        except openai.AuthenticationError:
            return bool(sound == tone(WORDS, 24000))
    return False


async def transcribes(openai: Any) -> bool:
    """The words and segments of an uploaded WAV."""
    sound = wav_bytes(Wav((pcm_to_samples(tone(WORDS, 16000)),), 16000))
    lines = Lines((WORDS,))
    async with HttpServer(transcriptions(lines), lines=lines) as server:
        found = await client(openai, f"{server.base_url}/v1").audio.transcriptions.create(
            model="whisper-1", file=("speech.wav", sound), response_format="verbose_json"
        )
    return bool(found.text == WORDS and found.segments[0].no_speech_prob < 0.5)


JUDGED: tuple[Callable[[Any], Awaitable[bool]], ...] = (
    streams_text, streams_calls, refuses, speaks, transcribes,
)  # fmt: skip


async def main() -> int:
    """Print each verdict; 1 when one is no."""
    try:
        import openai  # noqa: PLC0415 - not a dependency of the product
    except ModuleNotFoundError:
        print("Install the judge first: pip install openai")
        return 2
    print(f"openai {openai.__version__}")
    verdicts = []
    for judged in JUDGED:
        verdicts.append(await judged(openai))
        print(f"  {'yes' if verdicts[-1] else 'NO '} {judged.__name__.replace('_', ' ')}")
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
