"""How does one reply go out to a realtime client? Text as it comes, its sound sentence by sentence.

The order of events is that of the OpenAI Realtime API. A reply can be cancelled at any time: what
was begun is then closed as incomplete, and holds no words but those whose sound was sent.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal

from vaani.call.core.sentences import SentenceSplitter
from vaani.kit.errors import ProviderError
from vaani.speech_server.realtime.answering import Answerer, Called, Finished, Question, Said
from vaani.speech_server.realtime.faults import failed
from vaani.speech_server.realtime.items import Conversation, Item, Spoken, named
from vaani.speech_server.realtime.voicing import Voicing
from vaani.speech_server.refusals import Refused

Send = Callable[..., Awaitable[None]]
"""Sends an event: its type, then its fields."""
Reason = Literal["turn_detected", "client_cancelled"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a reply is made. `voicing` None: in text. `into` None: it joins no conversation."""

    voicing: Voicing | None
    into: Conversation | None
    conversation_id: str
    shown: dict[str, Any]
    """What the client is told of it: voice, format, modalities, metadata."""


@dataclass(slots=True)
class _Opened:
    """An item that is being made; `at` is its place among the reply's."""

    item: Item
    at: int
    before: str | None
    open: bool = True


class Reply:
    """One response. `run` it; `cancel` ends it early."""

    def __init__(self, answerer: Answerer, question: Question, manner: Manner, send: Send) -> None:
        self.id = named("resp")
        self.over = False
        """Did whoever answers end the conversation?"""
        self._answerer = answerer
        self._question = question
        self._manner = manner
        self._send = send
        self._made: list[_Opened] = []
        self._sentences: asyncio.Queue[Said | None] = asyncio.Queue()
        self._end = Finished()
        self._reason: Reason | None = None
        self._work: asyncio.Task[None] | None = None

    def cancel(self, reason: Reason) -> None:
        """What is not sent yet will not be."""
        self._reason = self._reason or reason
        if self._work is not None:
            self._work.cancel()

    def holds(self, item: Item) -> bool:
        """Is this item being made here?"""
        return any(one.item is item and one.open for one in self._made)

    async def run(self) -> None:
        """To its end. Cancelling it says nothing more to the client."""
        await self._send("response.created", response=self._shown("in_progress"))
        work = self._work = asyncio.create_task(self._answer(), name="realtime-reply")
        if self._reason is not None:
            work.cancel()
        try:
            await asyncio.wait({work})
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        status, details = self._outcome(work)
        for one in self._made:
            if one.open:
                await self._close(one, "completed" if status == "completed" else "incomplete")
        await self._send("response.done", response=self._shown(status, details))

    def _outcome(self, work: asyncio.Task[None]) -> tuple[str, dict[str, Any] | None]:
        if work.cancelled():
            return "cancelled", {"type": "cancelled", "reason": self._reason}
        error = _first(work.exception())
        if isinstance(error, ProviderError | Refused):
            fault = failed(error) if isinstance(error, ProviderError) else None
            told = {
                "type": fault.kind if fault else "invalid_request_error",
                "code": fault.code if fault else "invalid_value",
                "message": error.message,
            }
            return "failed", {"type": "failed", "error": told}
        if error is not None:
            raise error
        self.over = self._end.over
        if self._end.cut_off:
            return "incomplete", {"type": "incomplete", "reason": "max_output_tokens"}
        return "completed", None

    async def _answer(self) -> None:
        await self._question.ready()
        async with asyncio.TaskGroup() as group:
            if self._manner.voicing is not None:
                group.create_task(self._speak(self._manner.voicing))
            await self._write()

    async def _write(self) -> None:
        splitter = SentenceSplitter()
        async with aclosing(self._answerer.answer(self._question)) as parts:
            async for part in parts:
                if isinstance(part, Said):
                    await self._said(part, splitter)
                elif isinstance(part, Called):
                    await self._called(part)
                else:
                    self._end = part
        for rest in splitter.flush():
            self._sentences.put_nowait(Said(rest))
        self._sentences.put_nowait(None)

    async def _said(self, part: Said, splitter: SentenceSplitter) -> None:
        message = await self._message()
        text = part.text
        if part.whole and message.item.text:
            text = f" {text}"
        message.item.text = f"{message.item.text or ''}{text}"
        message.item.language = part.language or message.item.language
        kind = "output_text" if self._manner.voicing is None else "output_audio_transcript"
        await self._part_event(f"response.{kind}.delta", message, delta=text)
        if part.whole:
            self._sentences.put_nowait(part)
        else:
            for sentence in splitter.push(text):
                self._sentences.put_nowait(Said(sentence))

    async def _speak(self, voicing: Voicing) -> None:
        while (sentence := await self._sentences.get()) is not None:
            message = await self._message()
            sound = voicing.spoken(sentence.text, sentence.language, sentence.voice)
            async with aclosing(sound) as pieces:  # type: ignore[type-var]
                async for piece in pieces:
                    message.item.sound_ms += len(piece) / voicing.bytes_per_ms
                    told = base64.b64encode(piece).decode()
                    await self._part_event("response.output_audio.delta", message, delta=told)
            message.item.spoken.append(Spoken(sentence.text, message.item.sound_ms))

    async def _called(self, call: Called) -> None:
        made = Item(named("item"), "function_call", name=call.name, call_id=call.call_id,
                    text="", status="in_progress")  # fmt: skip
        opened = await self._open(made)
        made.text = call.arguments
        about = {"response_id": self.id, "item_id": made.id, "output_index": opened.at,
                 "call_id": call.call_id}  # fmt: skip
        await self._send("response.function_call_arguments.delta", delta=call.arguments, **about)
        await self._send(
            "response.function_call_arguments.done",
            name=call.name, arguments=call.arguments, **about,
        )  # fmt: skip
        await self._close(opened, "completed")

    async def _message(self) -> _Opened:
        for one in self._made:
            if one.item.type == "message":
                return one
        part = "output_text" if self._manner.voicing is None else "output_audio"
        item = Item(named("item"), "message", "assistant", status="in_progress")
        opened = await self._open(item)
        item.part, item.text = part, ""
        shown = {"type": "text", "text": ""} if part == "output_text" else {
            "type": "audio", "transcript": ""}  # fmt: skip
        await self._part_event("response.content_part.added", opened, part=shown)
        return opened

    async def _open(self, item: Item) -> _Opened:
        into = self._manner.into
        before = into.add(item) if into is not None else None
        opened = _Opened(item, len(self._made), before)
        self._made.append(opened)
        about = {"response_id": self.id, "output_index": opened.at}
        await self._send("response.output_item.added", item=item.shown(), **about)
        if into is not None:
            await self._send("conversation.item.added", item=item.shown(), previous_item_id=before)
        return opened

    async def _close(self, opened: _Opened, status: Literal["completed", "incomplete"]) -> None:
        opened.open = False
        item = opened.item
        item.status = status
        if item.part:
            await self._close_part(opened, status)
        about = {"response_id": self.id, "output_index": opened.at}
        if self._manner.into is not None:
            await self._send(
                "conversation.item.done", item=item.shown(), previous_item_id=opened.before
            )
        await self._send("response.output_item.done", item=item.shown(), **about)

    async def _close_part(self, opened: _Opened, status: str) -> None:
        item = opened.item
        if item.part == "output_text":
            await self._part_event("response.output_text.done", opened, text=item.text)
            part = {"type": "text", "text": item.text}
        else:
            if status != "completed":
                item.text = " ".join(one.text for one in item.spoken)
                item.cut = True
            await self._part_event("response.output_audio.done", opened)
            await self._part_event(
                "response.output_audio_transcript.done", opened, transcript=item.text
            )
            part = {"type": "audio", "transcript": item.text}
        await self._part_event("response.content_part.done", opened, part=part)

    async def _part_event(self, kind: str, opened: _Opened, **fields: Any) -> None:
        await self._send(
            kind, response_id=self.id, item_id=opened.item.id, output_index=opened.at,
            content_index=0, **fields,
        )  # fmt: skip

    def _shown(self, status: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
        shown = {
            "id": self.id,
            "object": "realtime.response",
            "status": status,
            "status_details": details,
            "output": [one.item.shown() for one in self._made if not one.open],
            "conversation_id": self._manner.conversation_id if self._manner.into else None,
            "usage": _usage(self._end) if status != "in_progress" else None,
        }
        return shown | self._manner.shown


def _first(error: BaseException | None) -> BaseException | None:
    """What failed first in a group of tasks."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _usage(end: Finished) -> dict[str, int] | None:
    """Tokens as the chat model counted them; None where nobody counts."""
    if end.tokens_in is None or end.tokens_out is None:
        return None
    return {
        "input_tokens": end.tokens_in,
        "output_tokens": end.tokens_out,
        "total_tokens": end.tokens_in + end.tokens_out,
    }
