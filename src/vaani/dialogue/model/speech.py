"""What becomes of a model's stream within one turn? Judged sentences and tool calls, in order.

One `ModelSpeech` serves one turn: it asks the model, lets out the sentences that are backed, runs
at most three rounds of tools and ends early at a proposal or when the rules must take over. It
changes nothing outside the turn; the brain keeps what it gathered when the turn is committed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from vaani.call.ports.chat_model import (
    ChatModel,
    ChatRequest,
    Message,
    ModelEnd,
    ModelPart,
    TextPiece,
    ToolCall,
    ToolSpec,
)
from vaani.call.ports.thinker import Act
from vaani.call.ports.toolbox import FreeSlot
from vaani.call.ports.tools import ToolManner
from vaani.dialogue.model.claims import Standing
from vaani.dialogue.model.desk import Hearing, ModelDesk, Proposal
from vaani.dialogue.model.sentences import SentenceStream
from vaani.dialogue.understanding.vocabulary import Command
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.language.speakable import speakable

MOST_STEPS = 3
MOST_CALLS_A_STEP = 4
MOST_SENTENCES = 6
MOST_STREAM_CHARS = 8000
PROGRESS_AFTER_S = 0.8
"""A tool that takes longer is spoken over."""
_PATIENT = {"en": "One moment, I am looking.", "hi": "एक पल दीजिए।"}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: until the first part of an answer, between parts, and for a whole turn."""

    first_s: float = 3.0
    between_s: float = 3.0
    turn_s: float = 12.0


@dataclass(slots=True)
class Gathered:
    """What one turn has brought so far."""

    messages: list[Message] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    own_lines: tuple[str, ...] = ()
    """This house's words for the last result, while nothing of it has been said."""
    act: Act | None = None
    offered: tuple[FreeSlot, ...] = ()
    proposal: Proposal | None = None
    hand_over: tuple[Command, ...] = ()
    ends: bool = False
    withheld: int = 0
    useful: bool = False
    """Something was said that answers or asks."""
    steps: int = 0
    patient: bool = False
    """The caller was asked for patience."""


@dataclass(slots=True)
class ModelSpeech:
    """One turn of the model. `steps_left` is what the call may still spend on tools."""

    model: ChatModel
    desk: ModelDesk
    judge: Callable[[str], Standing | None]
    hearing: Hearing
    head: tuple[Message, ...]
    tools: tuple[ToolSpec, ...]
    steps_left: int
    patience: Patience
    before: tuple[str, ...] = ()
    """What was said in the turn before."""
    committed: Callable[[], Awaitable[None]] | None = None
    """Waits until the turn is the caller's last word: tools outside of this house are asked only
    then, and so only once."""
    gathered: Gathered = field(default_factory=Gathered)

    async def sentences(self) -> AsyncGenerator[str, None]:
        """Sentences that may be spoken. Raises ProviderError when the model fails or is late."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.patience.turn_s
        out = self.gathered
        while True:
            offered = self.tools if out.steps < min(MOST_STEPS, self.steps_left) else ()
            calls: list[ToolCall] = []
            text: list[str] = []
            async with aclosing(self._step(offered, deadline, calls, text)) as stream:
                async for sentence in stream:
                    yield sentence
            if not calls or not offered:
                out.messages.append(Message("assistant", " ".join(text)))
                break
            out.steps += 1
            begun = loop.time()
            async with aclosing(self._run(calls, " ".join(text))) as lines:
                async for line in lines:
                    yield line
            deadline += loop.time() - begun  # tools have deadlines of their own
            if out.proposal is not None or out.hand_over or out.ends:
                break
        for line in self._closing():
            yield line

    async def _step(
        self,
        offered: tuple[ToolSpec, ...],
        deadline: float,
        calls: list[ToolCall],
        text: list[str],
    ) -> AsyncGenerator[str, None]:
        request = ChatRequest((*self.head, *self.gathered.messages), offered)
        splitter = SentenceStream()
        chars = 0
        async with aclosing(self.model.stream(request)) as stream:
            async for part in _in_time(stream, self.patience, deadline):
                if isinstance(part, ToolCall):
                    calls.append(part)
                    continue
                ready = splitter.push(part.text) if isinstance(part, TextPiece) else []
                if isinstance(part, ModelEnd):
                    ready = splitter.flush()
                chars += len(part.text) if isinstance(part, TextPiece) else 0
                for sentence in ready:
                    for spoken in self._pass(sentence):
                        text.append(spoken)
                        yield spoken
                if chars > MOST_STREAM_CHARS:
                    break

    def _pass(self, sentence: str) -> list[str]:
        """The sentence, this house's own words in its place, or nothing."""
        out = self.gathered
        devanagari = any("\u0900" <= c <= "\u097f" for c in sentence)
        spoken = speakable(sentence, "hi" if devanagari else "en")
        if len(out.said) >= MOST_SENTENCES or spoken in out.said:
            return []
        if out.withheld and spoken in self.before:
            return []  # what the caller wanted was cut: the same question again would not help him
        standing = self.judge(spoken)
        if standing is not None:
            out.said.append(spoken)
            out.useful = out.useful or standing != "polite"
            if standing == "backed":
                out.own_lines = ()
            return [spoken]
        out.withheld += 1
        return self._own()

    def _own(self) -> list[str]:
        out = self.gathered
        lines, out.own_lines = list(out.own_lines), ()
        out.said.extend(lines)
        out.useful = out.useful or bool(lines)
        return lines

    async def _run(self, calls: list[ToolCall], text: str) -> AsyncGenerator[str, None]:
        """Use the tools; what the caller hears meanwhile."""
        out = self.gathered
        out.messages.append(Message("assistant", text, tuple(calls)))
        for number, call in enumerate(calls):
            if number >= MOST_CALLS_A_STEP or out.proposal is not None or out.hand_over:
                answer = '{"refused": "one thing at a time"}'
            elif (manner := self.desk.outside(call.name)) is None:
                answer = await self._one(call)
            else:
                work = asyncio.ensure_future(self._outside(call))
                try:
                    await asyncio.wait({work}, timeout=PROGRESS_AFTER_S)
                    if not work.done() and (line := self._progress(manner)):
                        yield line
                    answer = await work
                finally:
                    work.cancel()
            out.messages.append(Message("tool", answer, tool_call_id=call.id))

    async def _outside(self, call: ToolCall) -> str:
        if self.committed is not None:
            await self.committed()
        return await self._one(call)

    def _progress(self, manner: ToolManner) -> str:
        """What the caller hears while a tool works, once a turn."""
        out = self.gathered
        if out.said or out.patient:
            return ""
        out.patient = True
        own = manner.progress.speak(self.hearing.language) if manner.progress else ""
        return own or _PATIENT[self.hearing.language]

    async def _one(self, call: ToolCall) -> str:
        out = self.gathered
        told = await self.desk.use(call.name, call.arguments, self.hearing)
        if told.lines:
            out.own_lines, out.act, out.offered = told.lines, told.act, told.offered
        out.proposal = told.proposal
        out.hand_over = told.hand_over
        out.ends = out.ends or told.ends
        return told.answer

    def _closing(self) -> list[str]:
        """A read-back is always said; a result is, when the model said nothing that holds."""
        out = self.gathered
        if out.proposal is not None:
            out.own_lines = out.proposal.lines
            return self._own()
        if out.hand_over or out.ends:
            return []
        return [] if out.useful else self._own()


async def _in_time(
    stream: AsyncIterator[ModelPart], patience: Patience, deadline: float
) -> AsyncGenerator[ModelPart, None]:
    """The parts, or ProviderError when one takes too long."""
    loop = asyncio.get_running_loop()
    wait = patience.first_s
    while True:
        try:
            left = deadline - loop.time()
            async with asyncio.timeout(max(0.0, min(wait, left))):
                part = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise ProviderError(
                "thinker", "The language model is too slow.", code="late", retryable=True
            ) from error
        yield part
        wait = patience.between_s


def language_of(sentence: str) -> Language:
    """In which language a sentence is to be voiced."""
    return "hi" if any("\u0900" <= c <= "\u097f" for c in sentence) else "en"
