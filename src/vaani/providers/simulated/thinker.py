"""A brain that gives every turn the same reply, token by token at a fixed pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from vaani.call.core.sentences import SentenceSplitter
from vaani.call.ports.thinker import (
    CallerTurn,
    CallResult,
    Commit,
    ReplyEnd,
    ReplyPart,
    Sentence,
)
from vaani.providers.simulated.delays import REPLY, Delays

GREETING = "Hello, how can I help?"
TOO_BUSY = "This computer is too busy to hear you. Goodbye."


class SimulatedThinker:
    """Greets when `greeting` is on, then answers each turn with the 25 tokens of `REPLY`."""

    def __init__(self, delays: Delays, *, greeting: bool = True) -> None:
        self._delays = delays
        self._greeting = greeting

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        """The reply's sentences as its tokens complete them."""
        if turn.kind == "start":
            if self._greeting:
                yield Sentence(GREETING, "en")
            yield ReplyEnd(acts=("greet",))
            return
        if turn.kind == "silence":
            yield ReplyEnd()
            return
        if turn.kind == "too_busy":
            yield Sentence(TOO_BUSY, "en")
            yield ReplyEnd(acts=("refuse",), then="hang_up")
            return
        await asyncio.sleep(self._delays.first_token_ms / 1000)
        splitter = SentenceSplitter(first_clause_chars=1000)
        pause = 1 / self._delays.tokens_per_second
        for count, token in enumerate(" ".join(REPLY).split()):
            if commit.cut:
                break
            if count:
                await asyncio.sleep(pause)
            for sentence in splitter.push(token + " "):
                yield Sentence(sentence, "en")
        for sentence in splitter.flush():
            yield Sentence(sentence, "en")
        yield ReplyEnd(acts=("inform",))

    async def hung_up(self) -> CallResult:
        """Simulated calls have no outcome for a business."""
        return CallResult("answered", "en")
