"""Does a chat model's client give what the server sent, whatever the server does?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import aclosing

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
from vaani.providers.openai_like.chat import OpenAiLikeModel
from vaani.providers.openai_like.wire import StreamReader
from vaani.testing.hostile_model import Answer, Answering, Asked, ScriptedModel, text

HELLO = ChatRequest((Message("system", "Be kind."), Message("user", "नमस्ते")))


async def ask(answering: Answering, request: ChatRequest = HELLO) -> tuple[list[ModelPart], Asked]:
    async with (
        ScriptedModel(answering) as server,
        OpenAiLikeModel(model="m", base_url=server.base_url, api_key="k-1") as model,
    ):
        parts = [part async for part in model.stream(request)]
        return parts, server.asked[-1]


def words(parts: Sequence[ModelPart]) -> str:
    return "".join(part.text for part in parts if isinstance(part, TextPiece))


async def test_text_comes_in_pieces_and_ends_once() -> None:
    parts, asked = await ask(lambda _: text("नम", "स्ते ", "जी"))

    assert words(parts) == "नमस्ते जी"
    assert [p for p in parts if isinstance(p, ModelEnd)] == [parts[-1]]
    assert asked["messages"][1] == {"role": "user", "content": "नमस्ते"}
    assert asked["stream"] is True


async def test_a_tool_call_in_pieces_arrives_whole() -> None:
    tool = ToolSpec("find", "Finds.", {"type": "object", "properties": {}})
    request = ChatRequest((Message("user", "free?"),), tools=(tool,))
    parts, asked = await ask(lambda _: Answer(calls=(("find", '{"day":"2027-05-06"}'),)), request)

    assert parts[0] == ToolCall("c0", "find", '{"day":"2027-05-06"}')
    assert asked["tools"][0]["function"]["name"] == "find"


async def test_an_answer_of_a_shape_is_asked_for_by_schema() -> None:
    request = ChatRequest((Message("user", "x"),), schema={"type": "object"})
    _, asked = await ask(lambda _: text("{}"), request)

    assert asked["response_format"]["json_schema"]["schema"] == {"type": "object"}


async def test_a_server_that_knows_few_fields_is_asked_again_with_those() -> None:
    def old(asked: Asked) -> Answer:
        if "stream_options" in asked or "max_completion_tokens" in asked:
            return Answer(status=400, error="unknown field")
        return text("fine")

    async with (
        ScriptedModel(old) as server,
        OpenAiLikeModel(model="m", base_url=server.base_url) as model,
    ):
        first = [part async for part in model.stream(HELLO)]
        again = [part async for part in model.stream(HELLO)]

        assert words(first) == words(again) == "fine"
        assert len(server.asked) == 3, "the second question knew already"


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (401, "invalid_api_key", False),
        (404, "model_not_found", False),
        (429, "rate_limit_exceeded", True),
        (429, "insufficient_quota", False),
        (500, "server_error", True),
        (503, "overloaded", True),
    ],
)
async def test_a_refusal_says_whether_to_try_again(status: int, code: str, retryable: bool) -> None:
    with pytest.raises(ProviderError) as caught:
        await ask(lambda _: Answer(status=status, error=code))

    assert (caught.value.stage, caught.value.code) == ("thinker", code)
    assert caught.value.retryable is retryable
    assert "k-1" not in caught.value.message


@pytest.mark.parametrize(
    "answer",
    [
        Answer(("half a sen",), ending="dies"),
        Answer(raw=b"data: {not json\n\n"),
        Answer(raw=b'data: {"error":{"message":"boom","code":"x"}}\n\n'),
        Answer(raw=b"data: [DONE]\n\n"),
        Answer(raw=b"<html>gateway</html>"),
    ],
    ids=["dies", "not json", "error event", "empty", "html"],
)
async def test_an_answer_that_breaks_off_is_a_failure_and_no_answer(answer: Answer) -> None:
    with pytest.raises(ProviderError):
        await ask(lambda _: answer)


async def test_nobody_listening_is_a_retryable_failure() -> None:
    async with ScriptedModel(lambda _: text("x")) as server:
        gone = server.base_url
    async with OpenAiLikeModel(model="m", base_url=gone) as model:
        with pytest.raises(ProviderError) as caught:
            _ = [part async for part in model.stream(HELLO)]

    assert caught.value.retryable


async def test_leaving_a_silent_stream_closes_it_at_the_server() -> None:
    async with ScriptedModel(lambda _: Answer(("one ",), ending="silent")) as server:
        async with (
            OpenAiLikeModel(model="m", base_url=server.base_url) as model,
            aclosing(model.stream(HELLO)) as stream,
        ):
            assert await anext(stream) == TextPiece("one ")
        async with asyncio.timeout(60):
            await server.left.wait()


def read(*pieces: bytes) -> list[ModelPart]:
    reader = StreamReader()
    parts = [part for piece in pieces for part in reader.push(piece)]
    return [*parts, *reader.finish()]


def chunk(delta: object, reason: str | None = None) -> bytes:
    body = {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
    return b"data:" + json.dumps(body, ensure_ascii=False).encode() + b"\r\n\r\n"


def test_bytes_cut_anywhere_give_the_same_text() -> None:
    raw = b": ping\r\n\r\n" + chunk({"content": "कल शाम"}) + chunk({}, "stop") + b"data: [DONE]\n\n"

    for at in range(1, len(raw)):
        assert words(read(raw[:at], raw[at:])) == "कल शाम"


def test_reasoning_is_never_passed_on() -> None:
    parts = read(chunk({"reasoning_content": "secret plan", "content": None}), chunk({}, "stop"))

    assert words(parts) == ""


def test_calls_without_index_or_id_are_kept_apart() -> None:
    raw = chunk(
        {
            "tool_calls": [
                {"id": "a", "function": {"name": "one", "arguments": '{"x":1}'}},
                {"id": "b", "function": {"name": "two", "arguments": ""}},
            ]
        },
        "stop",
    )
    calls = [part for part in read(raw) if isinstance(part, ToolCall)]

    assert [(c.name, c.arguments) for c in calls] == [("one", '{"x":1}'), ("two", "{}")]


def test_a_usage_chunk_without_choices_is_counted() -> None:
    usage = b'data: {"choices":[],"usage":{"total_tokens":7}}\n\n'
    end = read(chunk({"content": "a"}), chunk({}, "stop"), usage)[-1]

    assert isinstance(end, ModelEnd)
    assert end.usage == {"total_tokens": 7}


def calls_of(*raw: bytes) -> list[ToolCall]:
    return [part for part in read(*raw, chunk({}, "tool_calls")) if isinstance(part, ToolCall)]


def test_two_calls_under_one_index_are_two_calls() -> None:
    first = {"index": 0, "id": "a", "function": {"name": "one", "arguments": '{"x":1}'}}
    other = {"index": 0, "id": "b", "function": {"name": "two", "arguments": '{"y"'}}
    rest = {"index": 0, "function": {"arguments": ":2}"}}
    found = calls_of(
        chunk({"tool_calls": [first]}),
        chunk({"tool_calls": [other]}),
        chunk({"tool_calls": [rest]}),
    )
    assert [(one.id, one.arguments) for one in found] == [("a", '{"x":1}'), ("b", '{"y":2}')]


def test_entries_of_one_chunk_without_index_and_id_are_as_many_calls() -> None:
    entries = [{"function": {"name": name, "arguments": "{}"}} for name in ("one", "two", "three")]
    found = calls_of(chunk({"tool_calls": entries}))
    assert [one.name for one in found] == ["one", "two", "three"]
    assert len({one.id for one in found}) == 3


@pytest.mark.parametrize("given", ["", "null", "  ", "\n", "{}"])
def test_no_arguments_are_no_arguments_however_they_are_written(given: str) -> None:
    call = {"index": 0, "id": "a", "function": {"name": "hours", "arguments": given}}
    assert [one.arguments for one in calls_of(chunk({"tool_calls": [call]}))] == ["{}"]


async def test_unknown_fields_of_a_call_go_back_with_it() -> None:
    own = {"google": {"thought_signature": "c2ln"}}
    call = {
        "index": 0,
        "id": "a",
        "function": {"name": "x", "arguments": "{}"},
        "extra_content": own,
    }
    (found,) = calls_of(chunk({"tool_calls": [call]}))
    talk = (
        Message("user", "x"),
        Message("assistant", "", (found,)),
        Message("tool", "{}", tool_call_id="a"),
    )
    _, asked = await ask(lambda _: text("fine"), ChatRequest(talk))
    assert asked["messages"][1]["tool_calls"][0]["extra_content"] == own


def test_thoughts_between_tags_are_never_passed_on_however_they_are_cut() -> None:
    whole = "<think>he < she, I say nothing</think>Good day, <b>we</b> are open."
    for at in range(1, len(whole)):
        parts = read(
            chunk({"content": whole[:at]}), chunk({"content": whole[at:]}), chunk({}, "stop")
        )
        assert words(parts) == "Good day, <b>we</b> are open."


@pytest.mark.parametrize(
    "raw",
    [
        b'data: {"object":"error","message":"no","code":500}\n\n',
        b'data: {"choices":[],"x_groq":{"error":"over capacity"}}\n\n',
        b'event: error\ndata: {"error":{"message":"no","status_code":503}}\n\n',
        b'data: [{"error":{"code":429,"message":"no","status":"RESOURCE_EXHAUSTED"}}]\n\n',
        b'error: {"code":500,"message":"no"}\n',
        b'{"error":{"message":"no",\n"code":"x"}}\n',
        chunk({"content": "half"}) + b"data: [DONE]\n\n",
    ],
    ids=["flat", "groq", "event", "list", "line", "bare", "no finish_reason"],
)
def test_every_way_to_report_a_failure_is_one(raw: bytes) -> None:
    with pytest.raises(ProviderError) as caught:
        read(raw)
    assert caught.value.retryable


async def test_an_answer_that_is_no_stream_is_said_to_be_none() -> None:
    from vaani.testing.vendors.http import HttpServer, Response

    whole = b'{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]}'
    async with (
        HttpServer(lambda _: Response((whole,))) as server,
        OpenAiLikeModel(model="m", base_url=server.base_url) as model,
    ):
        with pytest.raises(ProviderError, match="does not stream"):
            _ = [part async for part in model.stream(HELLO)]
