"""What does each event of a realtime client do? One session, as the OpenAI Realtime API has it.

Events are taken one after the other; replies, and reading of what was heard, run beside them. What
is wrong with an event is told as an `error` and changes nothing. Tasks end with the session.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from vaani.kit.errors import ProviderError
from vaani.speech_server.hearing import Hearing
from vaani.speech_server.realtime.answering import Answerer, Question
from vaani.speech_server.realtime.ear import Began, Ear, Over, Utterance, sound_of
from vaani.speech_server.realtime.faults import Fault, failed, refused
from vaani.speech_server.realtime.items import Conversation, Item, item_of, named
from vaani.speech_server.realtime.options import (
    ResponseOptions,
    SessionOptions,
    merged,
    response_options,
)
from vaani.speech_server.realtime.reply import Manner, Reply
from vaani.speech_server.realtime.sound import unpacked
from vaani.speech_server.realtime.voicing import Voicing
from vaani.speech_server.refusals import Refused
from vaani.speech_server.speaking import Speaking

_WITH_SOUND = (
    "input_audio_buffer.append", "input_audio_buffer.commit", "conversation.item.create",
)  # fmt: skip
_NO_EDITS = (
    "Who answers here keeps the conversation himself: only messages of the user, at its end, may "
    "be added. A chat model takes others."
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one session may take: characters of an event, seconds of sound that wait for a commit,
    seconds of its life, items."""

    message_chars: int = 1_048_576
    buffered_s: float = 120.0
    session_s: float = 3600.0
    items: int = 500


class RealtimeSession:
    """One client. `send` takes an event as JSON text."""

    def __init__(
        self,
        hearing: Hearing,
        speaking: Speaking,
        answerer: Answerer,
        send: Callable[[str], Awaitable[None]],
        *,
        model: str,
        bounds: Bounds | None = None,
    ) -> None:
        self._hearing = hearing
        self._speaking = speaking
        self._answerer = answerer
        self._send_text = send
        self._bounds = bounds or Bounds()
        self._id = named("sess")
        self._conversation_id = named("conv")
        self._options = SessionOptions(model=model)
        self._ear = Ear(
            hearing, self._options.audio.input, self._bounds.buffered_s, answerer.expects
        )
        self._conversation = Conversation(self._bounds.items)
        self._reply: Reply | None = None
        self._replying: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._expires_at = int(time.time() + self._bounds.session_s)
        self._does: Mapping[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "session.update": self._update,
            "input_audio_buffer.append": self._append,
            "input_audio_buffer.commit": self._commit,
            "input_audio_buffer.clear": self._clear,
            "conversation.item.create": self._create,
            "conversation.item.retrieve": self._retrieve,
            "conversation.item.truncate": self._truncate,
            "conversation.item.delete": self._delete,
            "response.create": self._respond,
            "response.cancel": self._cancel,
        }

    async def run(self, messages: AsyncIterator[str | bytes]) -> None:
        """Until the client leaves, the conversation is over, or the session's time is."""
        reading = asyncio.create_task(self._read(messages), name="realtime-read")
        try:
            await self._send("session.created", session=self._shown())
            async with asyncio.timeout(self._bounds.session_s):
                await asyncio.wait({reading, self._broken}, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            minutes = round(self._bounds.session_s / 60)
            error = Fault("session_expired", f"A session lasts {minutes} minutes: open another.")
            await self._send("error", error=error.shown())
        finally:
            left = [reading, *self._tasks]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            self._ear.clear()
        for done in (reading, self._broken):
            if done.done() and not done.cancelled():
                done.result()

    # --- events ----------------------------------------------------------------------------------

    async def _read(self, messages: AsyncIterator[str | bytes]) -> None:
        async for message in messages:
            event_id: str | None = None
            try:
                event = self._parsed(message)
                given = event.get("event_id")
                event_id = given if isinstance(given, str) else None
                await self._taken(event)
            except Fault as error:
                await self._send("error", error=error.shown(event_id))

    def _parsed(self, message: str | bytes) -> dict[str, Any]:
        if len(message) > self._bounds.message_chars:
            most = self._bounds.message_chars
            raise Fault("message_too_large", f"An event has at most {most} characters: send sound "
                        "in shorter pieces.")  # fmt: skip
        try:
            event = orjson.loads(message)
        except orjson.JSONDecodeError:
            event = None
        if isinstance(message, bytes) or not isinstance(event, dict):
            raise Fault("invalid_json", "An event is one JSON object, in a text message.")
        return event

    async def _taken(self, event: dict[str, Any]) -> None:
        kind = event.get("type")
        if kind in _WITH_SOUND:
            await self._ear.backlog.room()
        if kind is None:
            raise Fault("missing_required_parameter", "Missing required parameter: 'type'.", "type")
        does = self._does.get(kind) if isinstance(kind, str) else None
        if does is None:
            known = ", ".join(self._does)
            raise Fault("invalid_value", f"Invalid 'type': one of {known}.", "type")
        try:
            await does(event)
        except Refused as error:
            raise refused(error) from error
        except ProviderError as error:
            raise failed(error) from error

    async def _update(self, event: dict[str, Any]) -> None:
        options = merged(self._options, event.get("session"))
        if options.tools and not self._answerer.follows:
            raise Fault(
                "tools_not_supported",
                f"{options.model!r} calls no functions: configure a chat model (the setting "
                "`dialogue.models`), and ask for it by name or by `gpt-realtime`.",
                "session.tools",
            )
        heard = options.audio.input.transcription
        if heard is not None:
            _checked(lambda: self._hearing.model(heard.model),
                     "session.audio.input.transcription.model")  # fmt: skip
            _checked(lambda: self._hearing.reading(heard.language),
                     "session.audio.input.transcription.language")  # fmt: skip
        _checked(lambda: self._speaking.catalogue.voice(options.audio.output.voice),
                 "session.audio.output.voice")  # fmt: skip
        self._options = options
        self._ear.tune(options.audio.input)
        await self._send("session.updated", session=self._shown())

    async def _append(self, event: dict[str, Any]) -> None:
        raw = unpacked(_text(event, "audio"))
        async for happened in self._ear.push(raw):
            if isinstance(happened, Began):
                await self._began(happened)
            else:
                await self._over(happened)

    async def _began(self, began: Began) -> None:
        turns = self._options.audio.input.turn_detection
        await self._send(
            "input_audio_buffer.speech_started",
            audio_start_ms=began.at_ms, item_id=began.utterance.item_id,
        )  # fmt: skip
        if turns is not None and turns.interrupt_response and self._reply is not None:
            self._reply.cancel("turn_detected")

    async def _over(self, over: Over) -> None:
        turns = self._options.audio.input.turn_detection
        await self._send(
            "input_audio_buffer.speech_stopped",
            audio_end_ms=over.at_ms, item_id=over.utterance.item_id,
        )  # fmt: skip
        item = await self._committed(over.utterance)
        if turns is not None and turns.create_response:
            self._start(self._answer_soon(item))

    async def _commit(self, _event: dict[str, Any]) -> None:
        await self._committed(self._ear.commit())

    async def _clear(self, _event: dict[str, Any]) -> None:
        self._ear.clear()
        await self._send("input_audio_buffer.cleared")

    async def _create(self, event: dict[str, Any]) -> None:
        after = event.get("previous_item_id")
        if after is not None and not isinstance(after, str):
            raise Fault("invalid_type", "Invalid 'previous_item_id': a string is wanted.",
                        "previous_item_id")  # fmt: skip
        item = item_of(event.get("item"))
        if not self._answerer.follows and (item.role != "user" or after is not None):
            raise Fault("unsupported_parameter", _NO_EDITS, "item")
        if item.type == "function_call_output" and not self._called(item.call_id):
            raise Fault("invalid_value", f"No function was called with {item.call_id!r}.",
                        "item.call_id")  # fmt: skip
        utterance = None
        if item.sound:
            raw = unpacked(item.sound.decode(), "item.content.0.audio")
            kind = self._options.audio.input.format.type
            utterance = self._ear.utterance_of(sound_of(raw, kind))
            item.sound = b""
        await self._add(item, after)
        if utterance is not None:
            self._hear(item, utterance)

    async def _retrieve(self, event: dict[str, Any]) -> None:
        item = self._item(event, "item_retrieve_invalid_item_id")
        await self._send("conversation.item.retrieved", item=item.shown())

    async def _delete(self, event: dict[str, Any]) -> None:
        item = self._item(event, "item_delete_invalid_item_id")
        if not self._answerer.follows:
            raise Fault("unsupported_parameter", _NO_EDITS, "item_id")
        if self._reply is not None and self._reply.holds(item):
            raise Fault("invalid_value", "This item is being made: cancel its response first.",
                        "item_id")  # fmt: skip
        self._conversation.delete(item.id)
        await self._send("conversation.item.deleted", item_id=item.id)

    async def _truncate(self, event: dict[str, Any]) -> None:
        item = self._item(event, "item_truncate_invalid_item_id")
        if item.part != "output_audio":
            raise Fault("invalid_value", "Only an item of the assistant's that has sound can be "
                        "truncated.", "item_id")  # fmt: skip
        if event.get("content_index") != 0:
            raise Fault("invalid_value", "Invalid 'content_index': the sound is part 0.",
                        "content_index")  # fmt: skip
        heard_ms = event.get("audio_end_ms")
        if not isinstance(heard_ms, int) or isinstance(heard_ms, bool) or heard_ms < 0:
            raise Fault("invalid_type", "Invalid 'audio_end_ms': whole milliseconds are wanted.",
                        "audio_end_ms")  # fmt: skip
        if heard_ms > item.sound_ms + 1:
            raise Fault("invalid_value", f"Audio content of {item.sound_ms:.0f}ms is already "
                        f"shorter than {heard_ms}ms", "audio_end_ms")  # fmt: skip
        if self._reply is not None and self._reply.holds(item) and self._replying is not None:
            self._reply.cancel("client_cancelled")
            await asyncio.wait({self._replying})
        item.truncate(heard_ms)
        await self._send("conversation.item.truncated", item_id=item.id, content_index=0,
                         audio_end_ms=heard_ms)  # fmt: skip

    async def _respond(self, event: dict[str, Any]) -> None:
        options = response_options(event.get("response"))
        if self._reply is not None:
            raise Fault(
                "conversation_already_has_active_response",
                f"Conversation already has an active response in progress: {self._reply.id}. Wait "
                "until the response is finished before creating a new one.",
            )
        wanted = options.model_dump(exclude={"audio", "output_modalities", "metadata"},
                                    exclude_defaults=True)  # fmt: skip
        if not self._answerer.follows and set(wanted) - {"instructions", "max_output_tokens"}:
            name = next(iter(sorted(set(wanted) - {"instructions", "max_output_tokens"})))
            raise Fault("unsupported_parameter", f"Only a chat model takes {name!r}.",
                        f"response.{name}")  # fmt: skip
        self._begin(options)

    async def _cancel(self, event: dict[str, Any]) -> None:
        wanted = event.get("response_id")
        if self._reply is None or wanted not in (None, self._reply.id):
            raise Fault("response_cancel_not_active", "Cancellation failed: no active response "
                        "found", "response_id" if wanted else None)  # fmt: skip
        self._reply.cancel("client_cancelled")

    # --- what was heard --------------------------------------------------------------------------

    async def _committed(self, utterance: Utterance) -> Item:
        """A turn of the user's becomes an item; its words come when they are read."""
        item = Item(utterance.item_id, "message", "user", "input_audio")
        await self._send("input_audio_buffer.committed", item_id=item.id,
                         previous_item_id=self._conversation.last_id)  # fmt: skip
        await self._add(item)
        self._hear(item, utterance)
        return item

    def _hear(self, item: Item, utterance: Utterance) -> None:
        item.heard = asyncio.get_running_loop().create_future()
        self._ear.backlog.add(self._start(self._transcribe(item, utterance)), utterance.seconds)

    async def _transcribe(self, item: Item, utterance: Utterance) -> None:
        told = self._options.audio.input.transcription is not None
        about = {"item_id": item.id, "content_index": 0}
        kind = "conversation.item.input_audio_transcription"
        words: list[str] = []
        try:
            async for segment in utterance.segments():
                item.language, item.led = segment.language, utterance.led
                delta = segment.text if not words else f" {segment.text}"
                words.append(segment.text)
                if told:
                    await self._send(f"{kind}.delta", delta=delta, **about)
            item.text = " ".join(words)
            if told:
                seconds = {"type": "duration", "seconds": round(utterance.seconds, 3)}
                await self._send(f"{kind}.completed", transcript=item.text, usage=seconds, **about)
        except (ProviderError, Refused) as error:
            fault = failed(error) if isinstance(error, ProviderError) else refused(error)
            if told:
                await self._send(f"{kind}.failed", error=fault.shown(), **about)
            else:
                await self._send("error", error=fault.shown())
        finally:
            utterance.forget()
            if item.heard is not None and not item.heard.done():
                item.heard.set_result(None)

    async def _answer_soon(self, item: Item) -> None:
        """Answer a turn once its words are there, unless there are none, or the user goes on."""
        if item.heard is not None:
            await asyncio.wait({item.heard})
        while self._replying is not None and not self._replying.done():
            await asyncio.wait({self._replying})
        speaks = bool(item.text) or self._answerer.answers_noise
        if speaks and not item.answered and not self._ear.speaking and self._reply is None:
            self._begin(response_options(None))

    # --- replies ---------------------------------------------------------------------------------

    def _begin(self, options: ResponseOptions) -> None:
        session = self._options
        sound = options.audio.output
        voice = sound.voice or session.audio.output.voice
        _checked(lambda: self._speaking.catalogue.voice(voice), "response.audio.output.voice")
        kind = sound.format or session.audio.output.format
        modalities = options.output_modalities or session.output_modalities
        aloud = modalities == ["audio"]
        voicing = None
        if aloud:
            voicing = Voicing(self._speaking, voice, session.audio.output.speed, kind.type)
        limit = options.max_output_tokens or session.max_output_tokens
        shown = {
            "output_modalities": modalities,
            "max_output_tokens": limit,
            "metadata": options.metadata,
            "audio": {"output": {"format": kind.shown(), "voice": voice}},
        }
        into = self._conversation if options.conversation == "auto" else None
        manner = Manner(voicing, into, self._conversation_id, shown)
        reply = Reply(self._answerer, self._question(options, limit), manner, self._send)
        self._reply = reply
        self._replying = self._start(self._run(reply))

    def _question(self, options: ResponseOptions, limit: Any) -> Question:
        session = self._options
        instructions = options.instructions
        tools = session.tools if options.tools is None else options.tools
        choice = options.tool_choice or session.tool_choice
        items = tuple(self._conversation)
        if options.input is not None:
            items = tuple(self._given(one, at) for at, one in enumerate(options.input))
        return Question(
            self._conversation,
            items,
            session.instructions if instructions is None else instructions,
            tuple(tool.spec() for tool in tools) if choice == "auto" else (),
            None if limit == "inf" else limit,
        )

    def _given(self, one: dict[str, Any], at: int) -> Item:
        """An item of this reply's own, or one of the conversation's by its id."""
        path = f"response.input.{at}"
        if one.get("type") == "item_reference":
            found = self._conversation.get(str(one.get("id")))
            if found is None:
                raise Fault("invalid_value", f"There is no item {one.get('id')!r}.", f"{path}.id")
            return found
        item = item_of(one, path)
        if item.sound:
            raise Fault("unsupported_parameter", "Sound is an item of the conversation: create it "
                        "there, and refer to it.", path)  # fmt: skip
        return item

    async def _run(self, reply: Reply) -> None:
        try:
            await reply.run()
        finally:
            self._reply = None
        if reply.over and not self._broken.done():
            self._broken.set_result(None)

    # --- small things ----------------------------------------------------------------------------

    async def _add(self, item: Item, after: str | None = None) -> None:
        before = self._conversation.add(item, after)
        for kind in ("conversation.item.added", "conversation.item.done"):
            await self._send(kind, item=item.shown(), previous_item_id=before)
        for gone in self._conversation.beyond():
            await self._send("conversation.item.deleted", item_id=gone)

    def _item(self, event: dict[str, Any], code: str) -> Item:
        id = _text(event, "item_id")
        item = self._conversation.get(id)
        if item is None:
            raise Fault(code, f"There is no item {id!r} in this conversation.", "item_id")
        return item

    def _called(self, call_id: str) -> bool:
        return any(one.type == "function_call" and one.call_id == call_id
                   for one in self._conversation)  # fmt: skip

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="realtime")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None and not self._broken.done():
            self._broken.set_exception(error)

    def _shown(self) -> dict[str, Any]:
        about = {"object": "realtime.session", "id": self._id, "expires_at": self._expires_at}
        return about | self._options.shown()

    async def _send(self, kind: str, **fields: Any) -> None:
        event = {"type": kind, "event_id": named("event"), **fields}
        await self._send_text(orjson.dumps(event).decode())


def _checked(check: Callable[[], Any], param: str) -> None:
    try:
        check()
    except Refused as error:
        raise refused(error, param) from error


def _text(event: Mapping[str, Any], name: str) -> str:
    found = event.get(name)
    if found is None:
        raise Fault("missing_required_parameter", f"Missing required parameter: '{name}'.", name)
    if not isinstance(found, str):
        raise Fault("invalid_type", f"Invalid '{name}': a string is wanted.", name)
    return found
