"""Anthropic and Gemini natively: is what the model says what the call gets, and what when not?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from vaani.call.ports.chat_model import (
    ChatRequest,
    Message,
    ModelEnd,
    ModelPart,
    TextPiece,
    ToolCall,
    ToolSpec,
)
from vaani.kit.errors import ProviderError
from vaani.providers.anthropic.wire import MessagesWire
from vaani.providers.breaker import Breaker
from vaani.providers.chat_http import HttpChatModel
from vaani.providers.gemini.wire import GenerateWire
from vaani.providers.model_chain import ChainedModel, ThinkingEngine
from vaani.testing.vendors.chat import Says, anthropic, gemini
from vaani.testing.vendors.faults import Fault
from vaani.testing.vendors.hearing import KEY
from vaani.testing.vendors.http import HttpServer, Response

NO_JSON = b"data: {no\n\n"
CUT = {
    "anthropic": b'data: {"type":"content_block_start","index":0,"content_block":{}}\n\n'
    b'data: {"type":"content_block_delta","index":0,'
    b'"delta":{"type":"text_delta","text":"a"}}\n\n',
    "gemini": b'data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}\n\n',
}
VENDORS = ("anthropic", "gemini")
TOOL = ToolSpec("book", "Books.", {"type": "object", "properties": {"day": {"type": "string"}}})
HELLO = ChatRequest((Message("system", "Be kind."), Message("user", "नमस्ते")), (TOOL,))


@asynccontextmanager
async def asked(
    vendor: str,
    says: Callable[[dict[str, Any]], Says],
    *faults: Fault,
    key: str = KEY,
) -> AsyncIterator[tuple[HttpChatModel, HttpServer]]:
    respond = anthropic(says) if vendor == "anthropic" else gemini(says)
    async with HttpServer(respond, faults) as server:
        wire = (
            MessagesWire(key, "m", server.base_url)
            if vendor == "anthropic"
            else GenerateWire(key, "m", server.base_url)
        )
        async with HttpChatModel(wire) as model:
            yield model, server


async def parts_of(model: HttpChatModel, request: ChatRequest = HELLO) -> list[ModelPart]:
    async with asyncio.timeout(60):
        return [part async for part in model.stream(request)]


def words(parts: list[ModelPart]) -> str:
    return "".join(part.text for part in parts if isinstance(part, TextPiece))


@pytest.mark.parametrize("vendor", VENDORS)
async def test_text_and_calls_come_whole_and_the_end_once(vendor: str) -> None:
    says = Says(("नम", "स्ते "), (("book", {"day": "2027-05-06"}), ("book", {})))
    async with asked(vendor, lambda _: says) as (model, _):
        parts = await parts_of(model)
    calls = [part for part in parts if isinstance(part, ToolCall)]
    assert words(parts) == "नमस्ते "
    assert [json.loads(one.arguments) for one in calls] == [{"day": "2027-05-06"}, {}]
    assert isinstance(parts[-1], ModelEnd)
    assert parts[-1].usage
    assert sum(isinstance(part, ModelEnd) for part in parts) == 1


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_whole_talk_with_results_is_a_body_that_the_vendor_takes(vendor: str) -> None:
    says = Says(calls=(("book", {"day": "x"}), ("book", {"day": "y"})))
    async with asked(vendor, lambda _: says) as (model, server):
        calls = tuple(part for part in await parts_of(model) if isinstance(part, ToolCall))
        talk = (
            Message("system", "Be kind."),
            Message("assistant", "Good day."),
            Message("user", "a table"),
            Message("assistant", "One moment.", calls),
            *(Message("tool", '{"ok":true}', tool_call_id=call.id) for call in calls),
            Message("system", "The caller said yes."),
            Message("user", "thanks"),
        )
        assert await parts_of(model, ChatRequest(talk, (TOOL,)))
        sent = json.loads(server.asked[-1].body)
    assert "Be kind." in json.dumps(sent.get("system") or sent.get("systemInstruction"))
    assert "temperature" not in json.dumps(sent)


@pytest.mark.parametrize("vendor", VENDORS)
async def test_an_answer_of_a_shape_is_asked_for_by_schema(vendor: str) -> None:
    async with asked(vendor, lambda _: Says(("{}",))) as (model, server):
        shape = {"type": "object", "properties": {"commands": {"type": "array"}}}
        await parts_of(model, ChatRequest((Message("user", "x"),), schema=shape))
        sent = json.loads(server.asked[-1].body)
    given = sent.get("output_config", {}).get("format", {}).get("schema")
    assert (given or sent["generationConfig"]["responseJsonSchema"]) == shape


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "fault",
    [
        Fault(drop_after=3), Fault(half_close_after=3), Fault(garbage_after=2, garbage=NO_JSON),
    ],
    ids=["drop", "half close", "garbage"],
)  # fmt: skip
async def test_an_answer_that_breaks_off_is_a_failure(vendor: str, fault: Fault) -> None:
    async with asked(vendor, lambda _: Says(("one ", "two ", "three")), fault) as (model, _):
        with pytest.raises(ProviderError) as caught:
            await parts_of(model)
    assert caught.value.stage == "thinker"


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_stream_that_ends_cleanly_before_the_answer_did_is_a_failure(vendor: str) -> None:
    async with HttpServer(lambda _: Response((CUT[vendor],), kind="text/event-stream")) as server:
        base = server.base_url
        wire = (
            MessagesWire(KEY, "m", base) if vendor == "anthropic" else GenerateWire(KEY, "m", base)
        )
        async with HttpChatModel(wire) as model:
            with pytest.raises(ProviderError, match="broke off"):
                await parts_of(model)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(("status", "retryable"), [(429, True), (503, True), (404, False)])
async def test_a_refusal_says_whether_to_try_again(
    vendor: str, status: int, retryable: bool
) -> None:
    async with asked(vendor, lambda _: Says(("x",)), Fault(status=status)) as (model, _):
        with pytest.raises(ProviderError) as caught:
            await parts_of(model)
    assert caught.value.retryable is retryable


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_wrong_key_is_no_reason_to_try_again_and_stands_in_no_sentence(vendor: str) -> None:
    async with asked(vendor, lambda _: Says(("x",)), key="secret-of-the-owner") as (model, _):
        with pytest.raises(ProviderError) as caught:
            await parts_of(model)
    assert not caught.value.retryable
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("vendor", "reason", "code"),
    [
        ("anthropic", "refusal", "refusal"), ("gemini", "SAFETY", "SAFETY"),
        ("gemini", "MALFORMED_FUNCTION_CALL", "MALFORMED_FUNCTION_CALL"),
    ],
)  # fmt: skip
async def test_a_refused_answer_is_a_failure(vendor: str, reason: str, code: str) -> None:
    async with asked(vendor, lambda _: Says(("x",), reason=reason)) as (model, _):
        with pytest.raises(ProviderError) as caught:
            await parts_of(model)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("vendor", "reason"), [("anthropic", "max_tokens"), ("gemini", "MAX_TOKENS")]
)
async def test_a_call_that_was_cut_off_is_not_carried_out(vendor: str, reason: str) -> None:
    says = Says(("one",), (("book", {"day": "x"}),), reason)
    async with asked(vendor, lambda _: says) as (model, _):
        assert not any(isinstance(part, ToolCall) for part in await parts_of(model))


@pytest.mark.parametrize("vendor", VENDORS)
async def test_leaving_a_silent_stream_closes_it_at_the_server(vendor: str) -> None:
    says = Says(("one ", "two"))
    stalls = Fault(stall_after=2 if vendor == "gemini" else 6)
    async with asked(vendor, lambda _: says, stalls) as (model, server):
        async with aclosing(model.stream(HELLO)) as stream:
            assert isinstance(await anext(stream), TextPiece)
        async with asyncio.timeout(60):
            await server.left.wait()


async def test_thoughts_are_never_passed_on() -> None:
    says = Says(("<thi", "nk>secret</th", "ink>Good ", "day."))
    for vendor in VENDORS:
        async with asked(vendor, lambda _: says) as (model, _):
            assert words(await parts_of(model)) == "Good day."


async def test_the_next_model_answers_when_one_fails_before_its_first_word() -> None:
    async with (
        asked("anthropic", lambda _: Says(("never",)), *[Fault(status=529)] * 3) as (first, one),
        asked("gemini", lambda _: Says(("here",))) as (second, _),
    ):
        chain = ChainedModel(
            [
                ThinkingEngine("a", first, Breaker("a", lambda: 0.0)),
                ThinkingEngine("b", second, Breaker("b", lambda: 0.0)),
            ]
        )
        for _ in range(4):
            assert words([part async for part in chain.stream(HELLO)]) == "here"
        assert one.script.connections == 3, "it rests"


async def test_a_model_that_breaks_off_in_mid_answer_is_not_answered_for_by_another() -> None:
    async with (
        asked("gemini", lambda _: Says(("one ", "two")), Fault(drop_after=2)) as (first, _),
        asked("gemini", lambda _: Says(("other",))) as (second, _),
    ):
        chain = ChainedModel(
            [
                ThinkingEngine("a", first, Breaker("a", lambda: 0.0)),
                ThinkingEngine("b", second, Breaker("b", lambda: 0.0)),
            ]
        )
        heard: list[ModelPart] = []
        stream = chain.stream(HELLO)
        heard.append(await anext(stream))
        with pytest.raises(ProviderError):
            await anext(stream)
    assert words(heard) == "one "
