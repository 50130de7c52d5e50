"""What can a call do that has no voice, or no brain? A keypad menu, a call-back, a person.

Outage mode: the last resort behind every other. Everything that is said here was recorded, and
nothing has to be heard: one key, or a number that is typed. From the first turn of kind `outage` on
the brain inside is asked no more; what it has written stays written.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import cast

from vaani.call import phrases
from vaani.call.plan import CallPlan, Text
from vaani.call.ports.thinker import (
    CallerTurn,
    CallResult,
    Commit,
    Committed,
    ReplyEnd,
    ReplyPart,
    Sentence,
    Thinker,
)
from vaani.call.ports.toolbox import Toolbox
from vaani.dialogue.flows.messages import reachable
from vaani.kit.errors import DomainError, ProviderError
from vaani.kit.phone import e164
from vaani.language.found import Language

_REASON = "The call had a technical problem, and the caller asked on the keypad to be called back."
_MOST_MENUS = 3
_FEWEST_DIGITS = 8


class OutageThinker:
    """A Thinker around a brain: that one until the outage, the menu from then on."""

    def __init__(self, inner: Thinker, plan: CallPlan, toolbox: Toolbox) -> None:
        self._inner, self._plan, self._toolbox = inner, plan, toolbox
        self._language: Language = plan.language
        self._on = self._noted = False
        self._menus = 0
        self._passed_on: str | None = None

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        """The brain's, or the menu's."""
        if turn.kind != "outage" and not self._on:
            parts = cast(AsyncGenerator[ReplyPart, None], self._inner.reply(turn, commit))
            async with aclosing(parts):
                async for part in parts:
                    if isinstance(part, Sentence):
                        self._language = part.language
                    yield part
            return
        self._on = True
        await commit.wait()
        for part in await self._answer(turn):
            yield part

    async def hung_up(self) -> CallResult:
        """The brain's, with what became of the outage."""
        found = await self._inner.hung_up()
        if self._passed_on is not None:
            return replace(
                found, outcome="transferred", transfer=self._passed_on, otherwise=found.outcome
            )
        if self._noted and found.outcome in ("abandoned", "answered"):
            return replace(found, outcome="message")
        return found

    async def _answer(self, turn: CallerTurn) -> list[ReplyPart]:
        keys = turn.digits.rstrip("#") if turn.kind == "keys" else ""
        number = self._plan.caller.number
        if keys == "0" and self._somebody is not None:
            self._passed_on = self._somebody
            end = ReplyEnd(("handoff",), then="transfer", transfer_to=self._somebody)
            return [self._say(phrases.OUTAGE_PASSING_ON), end]
        if keys == "1" and number is not None:
            return await self._note(number)
        if number is None and len(keys) >= _FEWEST_DIGITS and (typed := e164(keys)) is not None:
            return await self._note(typed)
        if keys == "2" and self._other is not None:
            self._language, self._menus = self._other, 0
        self._menus += 1
        if self._menus > _MOST_MENUS:
            return [self._say(phrases.GIVING_UP), ReplyEnd(("goodbye",), then="hang_up")]
        return self._menu()

    def _menu(self) -> list[ReplyPart]:
        hidden = self._plan.caller.number is None
        said = [phrases.OUTAGE] if self._menus == 1 else []
        said.append(phrases.OUTAGE_NUMBER if hidden else phrases.OUTAGE_CALL_BACK)
        if self._somebody is not None:
            said.append(phrases.OUTAGE_PERSON)
        parts: list[ReplyPart] = [self._say(text) for text in said]
        if self._other is not None:
            parts.append(Sentence(phrases.OUTAGE_OTHER.speak(self._other), self._other))
        end = ReplyEnd(("refuse",), digits_wanted=1)
        if hidden:
            end = ReplyEnd(("refuse", "ask_phone"), awaiting="phone", digits_wanted=13)
        return [*parts, end]

    async def _note(self, number: str) -> list[ReplyPart]:
        """The caller is to be called back; true when he is told so."""
        key = f"{self._plan.call_id}|outage|{number}"
        name = self._plan.caller.name
        try:
            ref = await self._toolbox.leave_message("callback", _REASON, name, number, key)
        except (DomainError, ProviderError):
            failed = self._say(phrases.OUTAGE_NOT_NOTED)
            return [failed, ReplyEnd(("refuse", "goodbye"), then="hang_up")]
        self._noted = True
        end = ReplyEnd(
            ("message_taken", "goodbye"), committed=(Committed("message", ref),), then="hang_up"
        )
        return [self._say(phrases.OUTAGE_NOTED), end]

    def _say(self, text: Text) -> Sentence:
        return Sentence(text.speak(self._language), self._language)

    @property
    def _other(self) -> Language | None:
        """The caller's other language, where the business speaks it."""
        other: Language = "en" if self._language == "hi" else "hi"
        return other if other in self._plan.business.languages else None

    @property
    def _somebody(self) -> str | None:
        transfer = self._plan.transfer
        if transfer is None or not reachable(self._plan, self._toolbox.now()):
            return None
        return transfer.number
