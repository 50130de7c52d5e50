"""The official SDK's realtime client converses with this house: speech in, speech out, functions,
interruptions, and every mistake told in the shape of that API."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import openai
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from vaani.audio.g711 import encode_alaw, encode_mulaw
from vaani.providers.openai_like.chat import OpenAiLikeModel
from vaani.speech_server.realtime import session as realtime_session
from vaani.speech_server.realtime.answerers import Answerers, NamedModel
from vaani.testing.hostile_model import Answer, ScriptedModel, text
from vaani.testing.realtime_talk import quiet, tone

HEARD = {"model": "whisper-1"}
NO_VAD = {"audio": {"input": {"turn_detection": None, "transcription": HEARD}}}
WEATHER = {
    "type": "function", "name": "weather", "description": "The weather of a town.",
    "parameters": {"type": "object", "properties": {"town": {"type": "string"}}},
}  # fmt: skip


@pytest.fixture
async def model() -> AsyncIterator[ScriptedModel]:
    async with ScriptedModel(lambda _asked: text("It is ", "sunny. Take a hat.")) as server:
        yield server


@pytest.fixture
async def answerers(world: Any, model: ScriptedModel) -> AsyncIterator[Answerers]:
    async with OpenAiLikeModel(model="scripted", base_url=model.base_url) as chat:
        yield Answerers(world.clock.now, NamedModel("scripted", chat))


async def test_speech_is_heard_written_and_answered(talking: Any) -> None:
    async with talking("echo") as talk:
        await talk.update(audio={"input": {"transcription": HEARD}})
        talk.seen.clear()
        await talk.speak(quiet(0.5), tone(1.6), quiet(1.0))
        done = await talk.until("response.done")
    assert [one for one in talk.types() if not one.endswith(".delta")] == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "conversation.item.input_audio_transcription.completed",
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    first = talk.seen[0]
    assert 100 <= first.audio_start_ms <= 300  # half a second, less the padding of 300 ms
    assert talk.seen[1].audio_end_ms >= 2500
    assert talk.seen[1].item_id == first.item_id == talk.seen[2].item_id
    heard = next(one for one in talk.seen if one.type.endswith("transcription.completed"))
    assert heard.transcript == "sound of 2 seconds."
    assert heard.usage.type == "duration"
    assert done.response.status == "completed"
    assert done.response.output[0].content[0].transcript == heard.transcript
    assert len(talk.sound()) == 2 * 24000  # the voice of this test: a second each


async def test_a_function_is_called_and_its_output_answered(
    talking: Any, model: ScriptedModel
) -> None:
    model.answering = lambda asked: (
        text("It is sunny in Pune.")
        if asked["messages"][-1]["role"] == "tool"
        else Answer(calls=(("weather", '{"town": "Pune"}'),))
    )
    async with talking("gpt-realtime") as talk:
        await talk.update(
            tools=[WEATHER], instructions="You know the weather.", output_modalities=["text"]
        )
        await talk.say("How is it in Pune?")
        called = (await talk.reply()).output[0]
        assert (called.type, called.name, called.arguments) == (
            "function_call", "weather", '{"town": "Pune"}',
        )  # fmt: skip
        wanted = next(o for o in talk.seen if o.type == "response.function_call_arguments.done")
        assert (wanted.call_id, wanted.name) == (called.call_id, "weather")
        await talk.sdk.conversation.item.create(
            item={"type": "function_call_output", "call_id": called.call_id, "output": "sunny"}
        )
        said = await talk.reply()
    assert said.output[0].content[0].text == "It is sunny in Pune."
    first, second = model.asked
    assert first["messages"][0]["content"].startswith("You know the weather.")
    assert first["messages"][1] == {"role": "user", "content": "How is it in Pune?"}
    assert first["tools"][0]["function"]["name"] == "weather"
    assert [one["role"] for one in second["messages"]] == ["system", "user", "assistant", "tool"]
    assert second["messages"][-1]["content"] == "sunny"


async def test_speech_over_a_reply_ends_it_and_what_was_not_heard_is_forgotten(
    talking: Any, model: ScriptedModel, voice: Any
) -> None:
    held = voice.held["Take a hat."] = asyncio.Event()
    async with talking("scripted") as talk:
        await talk.say("How is the weather?")
        await talk.sdk.response.create()
        item = (await talk.until("response.output_item.added")).item
        await talk.until("response.output_audio.delta")
        await talk.speak(quiet(0.3), tone(0.8))
        cancelled = (await talk.until("response.done")).response
        assert cancelled.status == "cancelled"
        assert cancelled.status_details.reason == "turn_detected"
        assert cancelled.output[0].status == "incomplete"
        assert "input_audio_buffer.speech_started" in talk.types()
        assert voice.dropped == ["Take a hat."]
        await talk.sdk.conversation.item.truncate(
            item_id=item.id, content_index=0, audio_end_ms=5000
        )
        refused = await talk.until("error")
        assert refused.error.message == ("Audio content of 1000ms is already shorter than 5000ms")
        await talk.sdk.conversation.item.truncate(
            item_id=item.id, content_index=0, audio_end_ms=600
        )
        await talk.until("conversation.item.truncated")
        await talk.sdk.conversation.item.retrieve(item_id=item.id)
        kept = (await talk.until("conversation.item.retrieved")).item
        assert kept.content[0].transcript == "It is"
        held.set()
        await talk.speak(quiet(1.0))
        assert (await talk.until("response.done")).response.status == "completed"
    assert model.asked[-1]["messages"][2:] == [
        {"role": "assistant", "content": "It is"},
        {"role": "user", "content": "sound of 1 seconds."},
    ]


async def test_without_voice_activity_the_client_commits(talking: Any) -> None:
    async with talking("echo") as talk:
        await talk.update(**NO_VAD)
        await talk.sdk.input_audio_buffer.commit()
        empty = (await talk.until("error")).error
        assert (empty.code, empty.type) == (
            "input_audio_buffer_commit_empty", "invalid_request_error",
        )  # fmt: skip
        await talk.speak(tone(2.0))
        await talk.sdk.input_audio_buffer.clear()
        await talk.until("input_audio_buffer.cleared")
        await talk.speak(quiet(0.5), tone(2.5), quiet(0.4))
        await talk.sdk.input_audio_buffer.commit()
        committed = await talk.until("input_audio_buffer.committed")
        heard = await talk.until("conversation.item.input_audio_transcription.completed")
        assert (heard.item_id, heard.transcript) == (committed.item_id, "sound of 3 seconds.")
        assert "response.created" not in talk.types()
        said = await talk.reply(output_modalities=["text"], metadata={"topic": "length"})
        assert said.output[0].content[0].text == "sound of 3 seconds."
        assert said.metadata == {"topic": "length"}
        assert (await talk.reply()).output == []


@pytest.mark.parametrize(("kind", "encode"), [("pcmu", encode_mulaw), ("pcma", encode_alaw)])
async def test_telephone_sound_goes_through_both_ways(talking: Any, kind: str, encode: Any) -> None:
    form = {"type": f"audio/{kind}"}
    async with talking("echo") as talk:
        await talk.update(
            audio={"input": {"format": form, "transcription": HEARD}, "output": {"format": form}}
        )
        sound = encode(np.concatenate([quiet(0.5, 8000), tone(1.6, 8000), quiet(1.0, 8000)]))
        for at in range(0, len(sound), 160):
            piece = base64.b64encode(sound[at : at + 160]).decode()
            await talk.sdk.input_audio_buffer.append(audio=piece)
        done = (await talk.until("response.done")).response
    assert done.output[0].content[0].transcript == "sound of 2 seconds."
    assert len(talk.sound()) == 8000
    assert done.audio.output.format.type == form["type"]


async def test_a_client_cancels_deletes_and_asks_beside_the_conversation(
    talking: Any, model: ScriptedModel, voice: Any
) -> None:
    voice.held["It is sunny."] = asyncio.Event()
    async with talking("scripted") as talk:
        await talk.sdk.response.cancel()
        assert (await talk.until("error")).error.code == "response_cancel_not_active"
        await talk.say("Hello.")
        await talk.sdk.response.create()
        await talk.until("response.output_audio_transcript.delta")
        await talk.sdk.response.create()
        assert (await talk.until("error")).error.code == (
            "conversation_already_has_active_response"
        )
        await talk.sdk.response.cancel()
        cancelled = (await talk.until("response.done")).response
        assert cancelled.status_details.reason == "client_cancelled"
        id = cancelled.output[0].id
        await talk.sdk.conversation.item.delete(item_id=id)
        await talk.until("conversation.item.deleted")
        await talk.sdk.conversation.item.retrieve(item_id=id)
        assert (await talk.until("error")).error.param == "item_id"
        beside = await talk.reply(
            conversation="none", output_modalities=["text"], instructions="Sum it up.",
            input=[{"type": "message", "role": "user",
                    "content": [{"type": "input_text", "text": "One two."}]}],
        )  # fmt: skip
        assert beside.conversation_id is None
        assert [one["content"] for one in model.asked[-1]["messages"][1:]] == ["One two."]
        assert (await talk.reply(output_modalities=["text"])).status == "completed"
    assert [one["content"] for one in model.asked[-1]["messages"][1:]] == ["Hello."]


async def test_a_model_that_fails_fails_its_reply_alone(talking: Any, model: ScriptedModel) -> None:
    answers = iter([Answer(status=500, error="boom"), text("Here again.")])
    model.answering = lambda _asked: next(answers)
    async with talking("scripted") as talk:
        await talk.say("Hello.")
        failed = await talk.reply()
        assert (failed.status, failed.status_details.error.type) == ("failed", "server_error")
        assert (await talk.reply()).output[0].content[0].transcript == "Here again."


WRONG_SESSIONS: tuple[tuple[Any, str, str], ...] = (
    ({"type": "realtime", "wings": 2}, "unknown_parameter", "session.wings"),
    ({"tools": []}, "missing_required_parameter", "session.type"),
    ({"type": "realtime", "model": "echo2"}, "invalid_value", "session.model"),
    ({"type": "realtime", "instructions": 7}, "invalid_type", "session.instructions"),
    ({"type": "realtime", "tools": [WEATHER]}, "tools_not_supported", "session.tools"),
    ({"type": "realtime", "audio": {"output": {"voice": "nobody"}}},
     "invalid_value", "session.audio.output.voice"),
    ({"type": "realtime", "audio": {"output": {"speed": 4}}},
     "invalid_value", "session.audio.output.speed"),
    ({"type": "realtime", "audio": {"input": {"format": {"type": "audio/pcm", "rate": 8000}}}},
     "invalid_value", "session.audio.input.format"),
    ({"type": "realtime", "audio": {"input": {"transcription": {"model": "gpt-9"}}}},
     "invalid_value", "session.audio.input.transcription.model"),
    ({"type": "realtime", "audio": {"input": {"transcription": {"language": "xx"}}}},
     "invalid_value", "session.audio.input.transcription.language"),
    ({"type": "realtime", "audio": {"input": {"noise_reduction": {"type": "near_field"}}}},
     "unsupported_parameter", "session.audio.input.noise_reduction"),
    ({"type": "realtime", "audio": {"input": {"turn_detection": {
        "type": "server_vad", "silence_duration_ms": 20}}}},
     "invalid_value", "session.audio.input.turn_detection.silence_duration_ms"),
    ({"type": "realtime", "audio": {"input": {"turn_detection": {"type": "semantic_vad"}}}},
     "invalid_value", "session.audio.input.turn_detection.type"),
)  # fmt: skip


async def test_a_wrong_session_is_told_and_changes_nothing(talking: Any) -> None:
    async with talking("echo") as talk:
        for session, code, param in WRONG_SESSIONS:
            await talk.sdk.session.update(session=session, event_id="mine")
            error = (await talk.until("error")).error
            assert (error.code, error.param, error.event_id) == (code, param, "mine")
        updated = await talk.update()
    shown = updated.session.model_dump()
    assert shown["audio"]["output"]["voice"] == "alloy"
    assert shown["audio"]["input"]["turn_detection"]["silence_duration_ms"] == 500
    assert shown["tools"] == []


NOT_UNDERSTOOD = (
    ("{", "invalid_json"),
    ("[1]", "invalid_json"),
    ("{}", "missing_required_parameter"),
    ('{"type": "fly"}', "invalid_value"),
    ('{"type": "input_audio_buffer.append"}', "missing_required_parameter"),
    ('{"type": "input_audio_buffer.append", "audio": "!"}', "invalid_value"),
    ('{"type": "input_audio_buffer.append", "audio": 1}', "invalid_type"),
    ('{"type": "conversation.item.create", "item": {"type": "poem"}}', "invalid_value"),
    ('{"type": "conversation.item.create", "item": {"type": "message", "role": "system", '
     '"content": [{"type": "input_text", "text": "x"}]}}', "unsupported_parameter"),
    ('{"type": "conversation.item.truncate", "item_id": "x"}', "item_truncate_invalid_item_id"),
    ('{"type": "response.create", "response": {"tools": []}}', "unsupported_parameter"),
    ('{"type": "response.create", "response": {"volume": 1}}', "unknown_parameter"),
    (f'{{"type": "{"x" * 1_100_000}"}}', "message_too_large"),
)  # fmt: skip


async def test_what_is_not_understood_is_told_and_the_session_goes_on(
    talking: Any,
) -> None:
    async with talking("template") as talk:
        for sent, code in NOT_UNDERSTOOD:
            await talk.sdk.send_raw(sent)
            assert (await talk.until("error")).error.code == code, sent[:80]
        await talk.say("hello there")
        said = await talk.reply(output_modalities=["text"])
    assert said.output[0].content[0].text == "Hello!"


async def test_no_more_sound_waits_for_a_commit_than_may(
    talking: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = realtime_session.Bounds(buffered_s=1.0, items=2)
    monkeypatch.setattr(realtime_session, "Bounds", lambda: few)
    async with talking("echo") as talk:
        await talk.update(**NO_VAD)
        await talk.speak(tone(1.4))
        assert (await talk.until("error")).error.code == "input_audio_buffer_full"
        for word in ("one", "two", "three"):
            await talk.say(word)
        assert (await talk.until("conversation.item.deleted")).item_id


async def test_who_may_not_converse_hears_why(
    client: openai.AsyncOpenAI, base_url: str, speech_desk: Any
) -> None:
    address = base_url.replace("http", "ws") + "/v1/realtime"

    async def told(headers: dict[str, str], query: str = "") -> tuple[str, int | None]:
        async with connect(address + query, additional_headers=headers) as socket:
            error = json.loads(await socket.recv())["error"]
            await socket.wait_closed()
            return error["code"], socket.close_code

    key = {"Authorization": "Bearer staff-key"}
    assert await told({}) == ("invalid_api_key", 1008)
    assert await told({"Authorization": "Bearer viewer-key"}) == ("insufficient_permissions", 1008)
    assert await told(key, "?model=gpt-9") == ("model_not_found", 1008)
    assert await told(key, "?model=vaani/nobody") == ("model_not_found", 1008)
    beta = key | {"OpenAI-Beta": "realtime=v1"}
    assert await told(beta) == ("beta_api_shape_disabled", 1008)
    offered = [Subprotocol("realtime"), Subprotocol("openai-insecure-api-key.staff-key")]
    async with connect(address, subprotocols=offered) as page:
        assert page.subprotocol == "realtime"
        assert json.loads(await page.recv())["type"] == "session.created"
    for _ in ("gpt-9", "vaani/nobody", "the page"):
        await speech_desk.talks.left.acquire()
    seat = speech_desk.talks.seat
    with seat(), seat(), seat(), seat():
        assert await told(key) == ("rate_limit_exceeded", 1013)
    listed = {one.id: one.model_extra for one in (await client.models.list()).data}
    assert listed["gpt-realtime"] == {"does": "conversation", "alias_of": "scripted"}


async def test_a_client_that_leaves_ends_its_work(
    talking: Any, model: ScriptedModel, voice: Any, speech_desk: Any
) -> None:
    voice.held["It is sunny."] = asyncio.Event()
    async with talking("scripted") as talk:
        await talk.say("Hello.")
        await talk.sdk.response.create()
        await voice.begun.acquire()
    await speech_desk.talks.left.acquire()
    assert voice.dropped == ["It is sunny."]
    assert speech_desk.pipeline.statistics()["analytics"]["by_type"]["ws_realtime"] == 1
