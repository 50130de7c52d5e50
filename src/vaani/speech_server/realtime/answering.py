"""Who answers a program that talks? The shape of whoever does; echo and templates.

A reply is text as it comes, calls of the client's functions, then one `Finished`. Whoever answers
sees the whole conversation; leaving a reply early ends its work.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from vaani.call.ports.chat_model import ToolSpec
from vaani.language.found import Language
from vaani.speech_server.realtime.items import Conversation, Item, unanswered
from vaani.speech_server.replies import Mode, Replies


@dataclass(frozen=True, slots=True)
class Said:
    """The next words. `whole`: they are a sentence by themselves, in `language`, to be spoken by
    `voice` if the client chose none."""

    text: str
    whole: bool = False
    language: Language | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """A function of the client's is wanted. `arguments` is JSON text, unchecked."""

    call_id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The reply is whole. `cut_off`: it was as long as it may be. `over`: the conversation is."""

    cut_off: bool = False
    over: bool = False
    tokens_in: int | None = None
    tokens_out: int | None = None


Part = Said | Called | Finished


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered. `items` are those of `conversation`, or others that the client
    gave for this reply alone."""

    conversation: Conversation
    items: tuple[Item, ...]
    instructions: str = ""
    tools: tuple[ToolSpec, ...] = ()
    most_tokens: int | None = None

    async def ready(self) -> None:
        """Returns when all that was heard has been read."""
        waiting = [item.heard for item in self.items if item.heard is not None]
        if waiting:
            await asyncio.wait(waiting)


class Answerer(Protocol):
    """Who answers in one conversation. Errors are `ProviderError(stage="thinker")`."""

    @property
    def follows(self) -> bool:
        """Does it follow instructions, call functions and take an edited conversation?"""
        ...

    @property
    def answers_noise(self) -> bool:
        """Does it answer speech in which no words were found?"""
        ...

    def expects(self) -> str:
        """A text that leads the reading of what is said next; empty: nothing does."""
        ...

    def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """The reply. Closing it early ends the work; what was written stays written."""
        ...

    async def close(self) -> None:
        """The conversation is over. Idempotent."""
        ...


class ByMode:
    """Echo, or templates. Says nothing when nothing was said, but for a template's greeting."""

    follows = False
    answers_noise = False

    def __init__(self, mode: Mode, now: Callable[[], datetime]) -> None:
        self.replies = Replies(mode)
        self._now = now

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """One text."""
        asked = unanswered(question.items)
        said = " ".join(item.text for item in asked if item.text)
        if not said and self.replies.mode == "template" and not question.items:
            said = "hello"
        if said:
            yield Said(self.replies.reply(said, self._now()))
        for item in asked:
            item.answered = True
        yield Finished()

    def expects(self) -> str:
        """Anything may be said."""
        return ""

    async def close(self) -> None:
        """Nothing is held."""
