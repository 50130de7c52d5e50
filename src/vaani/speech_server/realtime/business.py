"""How does a business answer in a realtime conversation? Its dialogue, as on a phone call.

The conversation is a call of that business: it has a row, a transcript and an outcome. Every turn
is committed when it is asked for. What a turn has begun to write it writes to its end, whether or
not the client still listens.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Literal

from vaani.call.plan import CallPlan
from vaani.call.ports.journal import Journal, TurnRecord
from vaani.call.ports.thinker import CallerTurn, ReplyEnd, Sentence, Thinker
from vaani.call.ports.transcriber import Alternative
from vaani.kit.errors import ProviderError
from vaani.speech_server.realtime.answering import Finished, Part, Question, Said
from vaani.speech_server.realtime.items import Conversation, Item, last_reply, unanswered
from vaani.speech_server.texts import language_of

log = logging.getLogger(__name__)

SETTLE_S = 5.0
"""So long a reply that nobody hears may go on, until what it writes is written."""
_UNLED = frozenset(("confirm", "which", "anything_else"))
_MOST_WORDS = 12
_ARABIC = range(0x0600, 0x0700)


@dataclass(slots=True)
class _Commitment:
    """Given from the start: the turn is over when the reply is asked for."""

    given: bool = True
    cut: bool = False

    async def wait(self) -> None:
        return None


@dataclass(slots=True)
class _Turn:
    """A reply being thought, whether or not somebody still listens."""

    commitment: _Commitment = field(default_factory=_Commitment)
    parts: asyncio.Queue[Sentence | ReplyEnd | BaseException | None] = field(
        default_factory=asyncio.Queue
    )
    task: asyncio.Task[None] | None = None


class ByBusiness:
    """One conversation with a business. Made on the event loop."""

    follows = False
    answers_noise = True

    def __init__(self, plan: CallPlan, thinker: Thinker, journal: Journal) -> None:
        self.plan = plan
        self._thinker = thinker
        self._journal = journal
        self._began = time.monotonic()
        self._number = 0
        self._turn: _Turn | None = None
        self._end = ReplyEnd()
        self._question: Sentence | None = None
        self._replied_at_ms: int | None = None
        self._conversation: Conversation | None = None
        self._over = False
        self._closed = False
        journal.answered(plan)

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """A first reply begins with the greeting, which says who listens and what is kept. Raises
        ProviderError."""
        await self._settle()
        self._conversation = question.conversation
        before = last_reply(question.items)
        heard = (before.text or "", not before.cut) if before is not None else ("", True)
        self._write_reply()
        asked = unanswered(question.items)
        if self._number == 0:
            async with aclosing(self._replies(self._next("start", (), *heard))) as parts:
                async for part in parts:
                    yield part
        if any(item.text for item in asked) or self._number > 1:
            async with aclosing(self._replies(self._turn_of(asked, *heard))) as parts:
                async for part in parts:
                    yield part
        yield Finished(over=self._over)

    def expects(self) -> str:
        """Where a value was asked for in English, the question and words that may answer it. A yes
        or a pick is led by nothing: a prompt can leak into a short answer."""
        asked = self._end.awaiting
        if asked is None or asked in _UNLED or self._question is None:
            return ""
        if self._question.language != "en":
            return ""
        words = ", ".join(self._end.hints[:_MOST_WORDS])
        return f"{words}. {self._question.text}" if words else self._question.text

    async def close(self) -> None:
        """Stores how the conversation ended."""
        if self._closed:
            return
        self._closed = True
        await self._settle()
        self._write_reply()
        result = (await self._thinker.hung_up()).carried_out(None)
        by: Literal["assistant", "caller"] = "assistant" if self._over else "caller"
        await self._journal.ended("completed", by, result, self._now_ms())

    def _turn_of(self, asked: list[Item], heard: str, heard_all: bool) -> CallerTurn:
        said = [item for item in asked if item.text]
        text = " ".join(item.text or "" for item in said)
        led = any(item.led for item in said)
        for item in asked:
            item.answered = True
        if not text:
            return self._next("not_heard", (), heard, heard_all)
        language = _written(text, said[-1].language or language_of(text))
        confidence = min((item.confidence or 1.0 for item in said), default=1.0)
        turn = self._next("said", (Alternative(text, language, confidence, led),), heard, heard_all)
        now = self._now_ms()
        self._journal.turn(
            TurnRecord(turn.number, "caller", text, language, now, now, confidence=confidence)
        )
        return turn

    def _next(
        self,
        kind: Literal["start", "said", "not_heard"],
        alternatives: tuple[Alternative, ...],
        heard: str,
        heard_all: bool,
    ) -> CallerTurn:
        self._number += 1
        spoken = alternatives[0].language if alternatives else None
        return CallerTurn(
            self._number, kind, alternatives, spoken_language="hi" if spoken == "ur" else spoken,
            heard=heard, heard_all=heard_all,
        )  # fmt: skip

    async def _replies(self, asked: CallerTurn) -> AsyncGenerator[Part, None]:
        turn = self._turn = _Turn()
        turn.task = asyncio.create_task(self._think(asked, turn), name="realtime-turn")
        self._replied_at_ms = self._now_ms()
        try:
            while (part := await turn.parts.get()) is not None:
                if isinstance(part, BaseException):
                    raise part
                if isinstance(part, ReplyEnd):
                    self._end = part
                    self._over = part.then != "listen"
                else:
                    self._question = part
                    voice = self.plan.business.voices.get(part.language)
                    yield Said(part.text, whole=True, language=part.language, voice=voice)
        finally:
            turn.commitment.cut = not turn.task.done()

    async def _think(self, asked: CallerTurn, turn: _Turn) -> None:
        try:
            async for part in self._thinker.reply(asked, turn.commitment):
                turn.parts.put_nowait(part)
        except ProviderError as error:
            turn.parts.put_nowait(error)
        except Exception:
            # A fault in a brain must reach the client as a failed reply, not as silence.
            log.exception("the brain failed", extra={"call_id": self.plan.call_id})
            turn.parts.put_nowait(
                ProviderError("thinker", "The dialogue failed.", code="fault", retryable=True)
            )
        finally:
            turn.parts.put_nowait(None)

    async def _settle(self) -> None:
        """Let the reply before come to its end, heard or not."""
        if self._turn is not None and self._turn.task is not None:
            await asyncio.wait({self._turn.task}, timeout=SETTLE_S)

    def _write_reply(self) -> None:
        """The transcript's line of the reply before: what was heard of it is known by now."""
        if self._replied_at_ms is None or self._conversation is None:
            return
        item = last_reply(tuple(self._conversation))
        if item is not None and item.text:
            language = item.language or self.plan.language
            self._journal.turn(
                TurnRecord(
                    self._number, "assistant", item.text, language, self._replied_at_ms,
                    self._now_ms(), interrupted=item.cut, acts=self._end.acts,
                )
            )  # fmt: skip
        self._replied_at_ms = None

    def _now_ms(self) -> int:
        return int((time.monotonic() - self._began) * 1000)


def _written(text: str, language: str) -> str:
    """As the dialogue is told of it: Hindi in Urdu letters is `ur`."""
    return "ur" if any(ord(letter) in _ARABIC for letter in text) else language
