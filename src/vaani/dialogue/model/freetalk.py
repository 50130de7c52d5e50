"""Who decides what to say when a language model may talk? The free-talk brain of one call.

The rules keep what must not fail: greeting, silence, safety, rights, humans, and every turn in
which the model is silent, dead, slow or says nothing that holds. A write needs the read-back of the
turn before and a yes by the rules; it is then made here, whatever the model says.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace

from vaani.call.plan import CallPlan
from vaani.call.ports.chat_model import ChatModel, Message
from vaani.call.ports.meter import running
from vaani.call.ports.thinker import (
    CallerTurn,
    CallResult,
    Commit,
    ReplyEnd,
    ReplyPart,
    Sentence,
)
from vaani.call.ports.toolbox import Toolbox
from vaani.call.ports.tools import OutsideTools
from vaani.dialogue.brain import FlowBrain, is_foreign, opening, spoken_variety
from vaani.dialogue.flows.talk import said_offer
from vaani.dialogue.model.claims import Backing, Standing, standing, take_apart
from vaani.dialogue.model.desk import Hearing, ModelDesk, Proposal, Told, plain_name
from vaani.dialogue.model.memory import MOST_STEPS_A_CALL, Draft, Ears, Memory, outcome_with
from vaani.dialogue.model.prompt import talking_messages
from vaani.dialogue.model.sheet import Sheet, sheet_of
from vaani.dialogue.model.speech import ModelSpeech, Patience, language_of
from vaani.dialogue.model.turns import (
    asked_for,
    digression,
    ends_talk,
    for_the_rules,
    in_hand,
    scene_in,
    verdict,
)
from vaani.dialogue.model.witness import Witness
from vaani.dialogue.spent import instead
from vaani.dialogue.understanding.rules import RuleUnderstander
from vaani.dialogue.understanding.scene import Understood
from vaani.dialogue.understanding.vocabulary import Affirm, Ask, Command, Deny, Plain, Put
from vaani.kit.errors import ProviderError
from vaani.language.script import variety

log = logging.getLogger(__name__)

_MOST_FAILURES = 2
_HEARD_KEPT = 8
_SLOWER = {
    "en": "Sorry, one moment please.",
    "hi": "माफ़ कीजिए, एक पल।",
}


class FreeTalkBrain:
    """A `Thinker`. Without `screened` every turn goes to the model first (for tests of attacks)."""

    def __init__(
        self,
        plan: CallPlan,
        toolbox: Toolbox,
        model: ChatModel,
        *,
        patience: Patience | None = None,
        screened: bool = True,
        outside: OutsideTools | None = None,
    ) -> None:
        self._plan = plan
        self._model = model
        self._patience = patience or Patience()
        self._screened = screened
        self._witness = Witness(plan, toolbox)
        self._outside = outside
        self._learning: asyncio.Task[None] | None = None
        """Which tools the owner's servers list."""
        self._desk = ModelDesk(plan, self._witness, outside)
        self._ears = Ears(RuleUnderstander())
        self._rules = FlowBrain(plan, self._witness, self._ears)
        self._memory = Memory(opening(plan))
        self._sheet: Sheet | None = None
        self._result: CallResult | None = None
        self._lock = asyncio.Lock()

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        """Sentences, then the end. Writes and the new memory wait for the commit."""
        draft = Draft(self._memory.heard_back(turn))
        if turn.kind == "start" and self._outside is not None and self._learning is None:
            self._learning = asyncio.create_task(self._outside.prepare(), name="tools")
        try:
            async with aclosing(self._parts(turn, commit, draft)) as parts:
                async for part in parts:
                    if isinstance(part, Sentence):
                        draft.spoken.append(part.text)
                    else:
                        await commit.wait()
                        self._memory = draft.remembered()
                    yield part
            if turn.kind == "start":
                await self._read_file()
        finally:
            if commit.given:
                self._memory = draft.remembered()

    async def _read_file(self) -> None:
        """The facts of the day, off the loop: a clinic's take longer than a frame of audio."""
        now = self._witness.now()
        if self._sheet is None or self._sheet.day != now.date():
            self._sheet = await asyncio.to_thread(sheet_of, self._plan.business, now)

    async def hung_up(self) -> CallResult:
        """Releases what was held; how the call ended. Idempotent."""
        async with self._lock:
            if self._learning is not None:
                self._learning.cancel()
            if self._result is None:
                found = await self._rules.hung_up()
                memory, written = self._memory, self._witness.committed
                self._result = replace(
                    found,
                    outcome=outcome_with(found.outcome, written, memory.answered),
                    otherwise=outcome_with(found.otherwise, written, memory.answered),
                    variety=spoken_variety(memory.varieties, memory.language),
                )
            return self._result

    def _parts(
        self, turn: CallerTurn, commit: Commit, draft: Draft
    ) -> AsyncGenerator[ReplyPart, None]:
        if turn.kind == "keys" and draft.memory.proposal is not None and turn.digits in ("1", "2"):
            return self._answered(turn, commit, draft, turn.digits == "1", ())
        if turn.kind == "silence" and draft.memory.proposal is not None:
            return self._silence(turn, commit, draft, draft.memory.proposal)
        if turn.kind != "said":
            return self._by_rules(turn, commit, draft)
        return self._said(turn, commit, draft)

    async def _said(
        self, turn: CallerTurn, commit: Commit, draft: Draft
    ) -> AsyncGenerator[ReplyPart, None]:
        memory = draft.memory
        talk, now = self._rules.talk, self._witness.now()
        understood = self._ears.rules.understand(
            turn, scene_in(self._plan, talk, now, memory.proposal, memory.awaiting)
        )
        business = self._plan.business
        draft.hear(understood, variety(turn.text), talk, business.languages)
        self._ears.language = draft.memory.language
        commands, proposal = understood.commands, memory.proposal
        answer = verdict(commands, proposal) if proposal is not None else None
        urgent = Plain("emergency") in commands
        rules = self._screened and (in_hand(talk) or for_the_rules(commands))
        rules = rules or is_foreign(business, understood, talk)
        if proposal is not None and answer and not urgent and not _heard_through(turn, proposal):
            parts = self._again(draft, proposal)
        elif answer is not None and not urgent:
            parts = self._answered(turn, commit, draft, answer, commands)
        elif commands == (Plain("repeat"),) and memory.last and not in_hand(talk):
            parts = self._repeated(draft, memory)
        elif rules:
            parts = self._by_rules(turn, commit, draft)
        elif running().exhausted:
            parts = self._by_rules(turn, commit, draft, instead(commands), memory.wishes)
        elif memory.failures >= _MOST_FAILURES:
            parts = self._by_rules(turn, commit, draft, kept=memory.wishes)
        else:
            kept = proposal if digression(commands) else None
            parts = self._by_model(turn, commit, draft, understood, kept)
        async with aclosing(parts):
            async for part in parts:
                yield part

    async def _by_rules(
        self,
        turn: CallerTurn,
        commit: Commit,
        draft: Draft,
        forced: tuple[Command, ...] = (),
        kept: tuple[Command, ...] = (),
    ) -> AsyncGenerator[ReplyPart, None]:
        """The rule brain takes the turn; what was read back before counts no more. `kept` are the
        wishes of turns before."""
        draft.change(proposal=None)
        if kept:
            draft.change(wishes=())
        self._ears.forced, self._ears.kept = forced, kept
        try:
            async with aclosing(self._rules.reply(turn, commit)) as parts:  # type: ignore[type-var]
                async for part in parts:
                    yield part
        finally:
            self._ears.forced = self._ears.kept = ()
        draft.change(language=self._rules.talk.language)

    async def _silence(
        self, turn: CallerTurn, commit: Commit, draft: Draft, proposal: Proposal
    ) -> AsyncGenerator[ReplyPart, None]:
        """The rules' prompt, and the read-back once more."""
        async with aclosing(self._by_rules(turn, commit, draft)) as parts:
            async for part in parts:
                if isinstance(part, ReplyEnd) and part.then == "listen":
                    for line in proposal.lines:
                        yield Sentence(line, language_of(line))
                    draft.change(proposal=proposal)
                    part = replace(part, acts=(*part.acts, "readback"), awaiting="confirm")
                yield part

    async def _again(self, draft: Draft, proposal: Proposal) -> AsyncGenerator[ReplyPart, None]:
        """The caller did not hear all of the read-back: it is said again before the yes."""
        for line in proposal.lines:
            yield Sentence(line, language_of(line))
        draft.change(proposal=proposal)
        yield ReplyEnd(acts=("readback",), awaiting="confirm")

    async def _repeated(self, draft: Draft, memory: Memory) -> AsyncGenerator[ReplyPart, None]:
        """The last words once more, as they were: what was asked or read back still stands."""
        for line in memory.last:
            yield Sentence(line, language_of(line))
        draft.change(awaiting=memory.awaiting)
        read = memory.proposal is not None
        yield ReplyEnd(
            acts=("reprompt", "readback") if read else ("reprompt",),
            awaiting="confirm" if read else memory.awaiting,
        )

    async def _answered(
        self,
        turn: CallerTurn,
        commit: Commit,
        draft: Draft,
        yes: bool,
        commands: tuple[Command, ...],
    ) -> AsyncGenerator[ReplyPart, None]:
        """Yes: it is written, now. No: nothing is. Then whatever else was said with it."""
        proposal, count = draft.memory.proposal, len(self._witness.committed)
        draft.change(proposal=None)
        await commit.wait()
        told = await self._settled(proposal if yes else None, draft)
        for line in told.lines:
            yield Sentence(line, language_of(line))
        async with aclosing(self._rest(turn, commit, draft, commands)) as parts:
            async for part in parts:
                if isinstance(part, ReplyEnd):
                    acts = dict.fromkeys((*((told.act,) if told.act else ()), *part.acts))
                    made = tuple(self._witness.committed[count:])
                    part = replace(part, acts=tuple(acts), committed=made)
                yield part

    async def _settled(self, proposal: Proposal | None, draft: Draft) -> Told:
        """Write what was agreed to, or let it go."""
        language = draft.memory.language
        if proposal is not None:
            told = await self._desk.write(proposal, language)
            draft.change(wishes=())
            draft.note(f"The caller said yes to the read-back. Result: {told.answer}")
            return told
        await self._witness.release()
        draft.note("The caller said no to the read-back: nothing was written.")
        lines = self._witness.spoken.say(language, self._witness.now(), "as_you_like")
        return Told("", tuple(lines), "inform")

    async def _rest(
        self, turn: CallerTurn, commit: Commit, draft: Draft, commands: tuple[Command, ...]
    ) -> AsyncGenerator[ReplyPart, None]:
        """What was said beside the yes or no; else anything more?"""
        more = tuple(one for one in commands if not isinstance(one, Affirm | Deny | Put))
        if for_the_rules(more):
            parts = self._by_rules(turn, commit, draft, more)
        elif any(isinstance(one, Ask) for one in more):
            parts = self._by_model(turn, commit, draft, None)
        else:
            parts = self._anything_else(draft)
        async with aclosing(parts):
            async for part in parts:
                yield part

    async def _anything_else(self, draft: Draft) -> AsyncGenerator[ReplyPart, None]:
        language = draft.memory.language
        for line in self._witness.spoken.say(language, self._witness.now(), "anything_else"):
            yield Sentence(line, language)
        yield ReplyEnd(acts=("anything_else",), awaiting="anything_else")

    async def _by_model(
        self,
        turn: CallerTurn,
        commit: Commit,
        draft: Draft,
        understood: Understood | None,
        kept: Proposal | None = None,
    ) -> AsyncGenerator[ReplyPart, None]:
        """The model talks; where it fails or says nothing that holds, the rules do. `kept` was read
        back before a mere question: it is read back again."""
        before = draft.memory.wishes
        wishes = draft.memory.wishing(understood.commands if understood is not None else ())
        draft.change(proposal=None, wishes=wishes)
        await self._read_file()
        speech = self._speech(turn, commit, draft, understood)
        draft.gathered = speech.gathered
        try:
            async with aclosing(speech.sentences()) as sentences:
                async for sentence in sentences:
                    yield Sentence(sentence, language_of(sentence))
                    if commit.cut:
                        break
            draft.change(failures=0)
        except ProviderError as error:
            log.warning("the model failed in a turn", extra={"reason": error.code})
            draft.change(failures=draft.memory.failures + 1)
            if not speech.gathered.useful:
                draft.change(wishes=())  # the rules have them from now on
                language = draft.memory.language
                yield Sentence(_SLOWER[language], language)
                async for part in self._by_rules(turn, commit, draft, kept=before):
                    yield part
                return
        out = speech.gathered
        empty = not out.said or (out.withheld and not out.useful)
        if out.hand_over or (empty and not out.ends):
            draft.change(wishes=())
            async for part in self._by_rules(turn, commit, draft, out.hand_over, before):
                yield part
            return
        await commit.wait()
        self._rules.forget_question()
        if out.proposal is not None and out.proposal.slot is not None:
            await self._witness.hold(out.proposal.slot)
        if out.proposal is None and kept is not None and not out.ends:
            out.proposal = kept
            for line in kept.lines:
                yield Sentence(line, language_of(line))
        draft.change(proposal=out.proposal, answered=draft.memory.answered or out.useful)
        async for part in self._ended(draft):
            yield part

    async def _ended(self, draft: Draft) -> AsyncGenerator[ReplyPart, None]:
        """What the turn amounts to for the call."""
        out, language = draft.gathered, draft.memory.language
        if out.ends:
            spoken = self._witness.spoken
            for line in [] if out.said else spoken.say(language, self._witness.now(), "goodbye"):
                yield Sentence(line, language)
            yield ReplyEnd(acts=("goodbye",), then="hang_up")
            return
        if out.proposal is not None:
            yield ReplyEnd(acts=("readback",), awaiting="confirm")
            return
        awaiting, act = asked_for(out.said)
        draft.change(awaiting=awaiting)
        acts = tuple(dict.fromkeys(one for one in (out.act, act) if one is not None))
        yield ReplyEnd(
            acts=acts or ("inform",),
            awaiting=awaiting,
            offered=tuple(said_offer(slot) for slot in out.offered),
            digits_wanted=10 if awaiting == "phone" else None,
        )

    def _speech(
        self, turn: CallerTurn, commit: Commit, draft: Draft, understood: Understood | None
    ) -> ModelSpeech:
        memory, now = draft.memory, self._witness.now()
        sheet = self._sheet or sheet_of(self._plan.business, now)
        caller = self._plan.caller
        known = "number known" if caller.number else "number withheld: ask for it"
        if plain_name(caller.name):
            known += f"; name {caller.name}"
        head = talking_messages(self._plan.business, now, memory.language, sheet.lines, known)
        goodbye = understood is not None and ends_talk(understood.commands)
        return ModelSpeech(
            model=self._model,
            desk=self._desk,
            judge=self._judge(draft),
            hearing=Hearing(memory.said, memory.language, goodbye, memory.names),
            head=(*head, *memory.messages(), *draft.notes(), Message("user", turn.text)),
            tools=self._desk.specs(),
            steps_left=max(0, MOST_STEPS_A_CALL - memory.steps),
            patience=self._patience,
            before=memory.last,
            committed=commit.wait,
        )

    def _judge(self, draft: Draft) -> Callable[[str], Standing | None]:
        """Each sentence against what is known at that moment."""
        sheet, now = self._sheet, self._witness.now()
        caller = tuple(take_apart(text, now) for text in draft.memory.said[-_HEARD_KEPT:])

        def judge(sentence: str) -> Standing | None:
            if language_of(sentence) != draft.memory.language:
                return None  # RULES 5.1: the caller is answered in his language
            evidence = (*self._witness.evidence, *(sheet.evidence if sheet else ()))
            vocabulary = sheet.vocabulary if sheet else frozenset()
            return standing(sentence, Backing(evidence, caller, vocabulary), now)

        return judge


def _heard_through(turn: CallerTurn, proposal: Proposal) -> bool:
    """Did the caller hear what was read back, the closing question aside?"""
    if turn.heard_all or not turn.heard:
        return True
    statement = [line for line in proposal.lines if not line.endswith("?")] or proposal.lines
    return all(line in turn.heard for line in statement)
