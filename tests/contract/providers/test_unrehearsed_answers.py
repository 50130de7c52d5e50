"""A vendor answers what no script foresees: is it a failure, and in words of ours?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import numpy as np
import pytest

from vaani.call.ports.chat_model import ChatRequest, Message
from vaani.call.ports.hint import Hint
from vaani.call.ports.speaker import Voice
from vaani.kit.errors import ProviderError
from vaani.providers.anthropic.wire import MessagesWire
from vaani.providers.breaker import Breaker
from vaani.providers.chat_http import HttpChatModel
from vaani.providers.failures import wait_of
from vaani.providers.gemini.wire import GenerateWire
from vaani.providers.openai_like.chat import OpenAiLikeModel
from vaani.providers.openai_like.transcribe import OpenAiLikeRecogniser
from vaani.providers.tts import HttpSpeaker
from vaani.testing.vendors.engines import HTTP_WIRES
from vaani.testing.vendors.http import HttpServer, Response
from vaani.testing.vendors.speaking import tone

PAGE = b"<!doctype html><html><body>Please sign in to the network</body></html>"
SENTENCE = "Your table is booked."
PCM = tone("a" * 20, 8000, 0.3)
HELLO = ChatRequest((Message("user", "Hello"),))
MODELS = {
    "openai": lambda url: OpenAiLikeModel(model="m", base_url=f"{url}/v1"),
    "anthropic": lambda url: HttpChatModel(MessagesWire("k", "m", url)),
    "gemini": lambda url: HttpChatModel(GenerateWire("k", "m", url)),
}
VOICES = pytest.mark.parametrize("vendor", HTTP_WIRES)


def answers(
    body: bytes, kind: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpServer:
    pieces = (body,) if body else ()
    return HttpServer(lambda _request: Response(pieces, status, kind, headers or {}))


async def fails(asking: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        async with asyncio.timeout(30):
            await asking
    return caught.value


async def said_by(vendor: str, server: HttpServer, text: str = SENTENCE) -> bytes:
    speaker = HttpSpeaker(HTTP_WIRES[vendor]("k", server.base_url))
    try:
        return b"".join([pcm async for pcm in speaker.speak(text, Voice("en"))])
    finally:
        await speaker.aclose()


async def heard_by(server: HttpServer) -> Any:
    recogniser = OpenAiLikeRecogniser(model="m", base_url=f"{server.base_url}/v1")
    try:
        return await recogniser.recognise(PCM, Hint(), ("en",))
    finally:
        await recogniser.aclose()


async def thought_by(vendor: str, server: HttpServer) -> list[Any]:
    async with MODELS[vendor](server.base_url) as model:
        return [part async for part in model.stream(HELLO)]


@VOICES
@pytest.mark.parametrize("kind", ["text/html", "application/json", "audio/pcm", "audio/wav", ""])
@pytest.mark.parametrize("body", [PAGE, PAGE * 40, b'{"detail":"not found"}', b"", b"{}"])
async def test_a_page_or_a_message_is_never_played_as_sound(
    vendor: str, kind: str, body: bytes
) -> None:
    async with answers(body, kind) as server:
        error = await fails(said_by(vendor, server))
    assert error.code in ("not_sound", "no_sound"), error.code
    assert error.retryable


@VOICES
async def test_packed_sound_is_not_played_as_samples(vendor: str) -> None:
    async with answers(b"\xff\xf3\x74\xc4" * 300, "audio/mpeg") as server:
        assert (await fails(said_by(vendor, server))).code == "format"


async def test_the_rate_that_a_content_type_tells_is_believed() -> None:
    for rate in (16000, 44100):
        async with answers(tone(SENTENCE, rate), f"audio/L16; rate={rate}; channels=1") as server:
            spoken = await said_by("openai", server)
        assert len(spoken) / 2 / 24000 == pytest.approx(len(SENTENCE) * 0.02, abs=0.03)


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/json", ""])
async def test_a_page_is_never_taken_for_what_a_caller_said(kind: str) -> None:
    async with answers(PAGE, kind) as server:
        assert (await fails(heard_by(server))).retryable


@pytest.mark.parametrize("vendor", MODELS)
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PAGE, "text/html"), (PAGE, "text/event-stream"), (PAGE, "text/plain"), (b"", "text/plain"),
        (b'{"id":"x","choi', "application/json"), (b'data: {"choi', "text/event-stream"),
        (b"null", "text/event-stream"), (b"data: null\n\ndata: 5\n\n", "text/event-stream"),
    ],
)  # fmt: skip
async def test_what_is_no_talk_is_no_answer_of_a_model(vendor: str, body: bytes, kind: str) -> None:
    async with answers(body, kind) as server:
        await fails(thought_by(vendor, server))


SOON = {"retry-after": "40"}
DATED = {
    "date": "Tue, 01 Dec 2026 10:00:00 GMT", "retry-after": "Tue, 01 Dec 2026 10:00:40 GMT",
}  # fmt: skip


@pytest.mark.parametrize("headers", [SOON, DATED], ids=["seconds", "date"])
async def test_an_engine_that_says_when_to_come_back_is_left_alone_until_then(
    headers: dict[str, str],
) -> None:
    async with answers(b"{}", "application/json", 429, headers) as server:
        asked = [
            *(said_by(vendor, server) for vendor in HTTP_WIRES), heard_by(server),
            *(thought_by(vendor, server) for vendor in MODELS),
        ]  # fmt: skip
        for one in asked:
            error = await fails(one)
            assert (error.status, error.retryable, error.wait_s) == (429, True, 40.0)
    now = [0.0]
    breaker = Breaker("x", lambda: now[0])
    breaker.failed(error)
    now[0] = 39.0
    assert not breaker.allow()
    now[0] = 40.0
    assert breaker.allow()
    breaker.worked()
    breaker.failed(ProviderError("speaker", "x", code="x", retryable=True))
    assert breaker.allow(), "one failure without a word about time is no rest"


def test_the_time_to_wait_is_read_in_both_forms_and_bounded_in_neither_wrong_one() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert wait_of({"retry-after": later}) == pytest.approx(90, abs=3)
    assert wait_of({"retry-after": " 1.5 "}) == 1.5
    for said in ("", "soon", "-5", "1e9", "9" * 40, "Tue, 99 Foo 2026", "٣", "5; x"):
        assert wait_of({"retry-after": said}) == 0.0
    assert wait_of({**DATED, "retry-after": "Tue, 01 Dec 2020 10:00:00 GMT"}) == 0.0
    assert np.isfinite(wait_of({**DATED, "retry-after": "Tue, 01 Dec 9999 10:00:00 GMT"}))
