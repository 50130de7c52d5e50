"""Who decides what to say, without any model? The flow brain behind the `Thinker` port.

A thin shell: understands the turn, lets the flows run and puts their wants to the `Toolbox` (writes
only after the commit), words the lines, and keeps the new state of the talk once the turn was
committed. Closing a reply before that leaves no trace.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime

from vaani.call.plan import Business, CallPlan
from vaani.call.ports.thinker import (
    CallerTurn,
    CallResult,
    Commit,
    Outcome,
    ReplyEnd,
    ReplyPart,
    Sentence,
)
from vaani.call.ports.toolbox import BookedRow, Toolbox
from vaani.dialogue.flows import conversation, unheard
from vaani.dialogue.flows.talk import (
    Step,
    Talk,
    read_back,
    said_offer,
    stated_facts,
    stated_names,
)
from vaani.dialogue.flows.wants import Flowing
from vaani.dialogue.memory import CallerMemory, KnownCallers, named_in, remembering, sole_name
from vaani.dialogue.sentiment import Heard, Sentiment, WordSentiment
from vaani.dialogue.understanding.expected import expected_words
from vaani.dialogue.understanding.rules import RuleUnderstander
from vaani.dialogue.understanding.scene import Listener, Scene, Understander, Understood
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Ask,
    Command,
    Deny,
    PartyWish,
    PhoneSaid,
    Plain,
    Put,
    Speak,
    Start,
)
from vaani.dialogue.wording.wording import Wording
from vaani.language.digits import join_digits
from vaani.language.found import Language, Variety
from vaani.language.script import variety

log = logging.getLogger(__name__)

_NO_CONTENT = frozenset((Plain("repeat"), Plain("slower"), Plain("acknowledge"), Plain("greeting")))

_NO_WISH = frozenset((Plain("unclear"), Plain("injection"), Start("message")))


class FlowBrain:
    """The rule brain of one call."""

    def __init__(
        self,
        plan: CallPlan,
        toolbox: Toolbox,
        understander: Understander | None = None,
        sentiment: Sentiment | None = None,
        known: CallerMemory | None = None,
    ) -> None:
        self._plan = plan
        self._toolbox = toolbox
        self._understander = understander or RuleUnderstander()
        self._sentiment = sentiment or WordSentiment()
        self._known = known or KnownCallers()
        self._wording = Wording(plan.business)
        self._talk = Talk(language=opening(plan), caller_name=sole_name(plan.caller))
        self._result: CallResult | None = None
        self._lock = asyncio.Lock()

    @property
    def talk(self) -> Talk:
        """The state of the talk after the last committed turn."""
        return self._talk

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        """Sentences, then the end. Writes and the new state of the talk wait for the commit."""
        await self._listen(turn)
        step, flow = self._open(turn, await self._recent(turn))
        await self._run(flow, commit)
        sentences = tuple(self._wording.sentences(step, turn.number))
        talk = self._closed(step, turn, sentences)
        if step.foreign is not None:
            for sentence in self._wording.only_others(step.foreign):
                yield Sentence(sentence, step.foreign)
        for sentence in sentences:
            yield Sentence(sentence, talk.language)
        yield self._end(step)
        await commit.wait()
        self._talk = talk
        if step.hold is not None and step.then == "listen":
            await self._toolbox.hold(step.hold)

    def forget_question(self) -> None:
        """Somebody else has spoken since: what was open is open no more, no yes answers it."""
        self._talk = replace(
            self._talk, tasks=(), awaiting=None, pending=None, options=(), digits="", last=(),
            readback=(), unheard=(),
        )  # fmt: skip

    async def hung_up(self) -> CallResult:
        """Releases what was held; how the call ended. Idempotent."""
        async with self._lock:
            if self._result is None:
                try:
                    await self._toolbox.release()
                except Exception:
                    # What was held expires by itself; the call's result must not be lost with it.
                    log.exception("held slots are not released")
                self._result = CallResult(
                    outcome=outcome_of(self._talk),
                    variety=spoken_variety(self._talk.varieties, self._talk.language),
                    transfer=self._talk.transferred,
                    transcript_kept=self._talk.transcript_kept,
                    summary=", ".join(self._talk.done),
                    extra=_course(self._talk),
                    otherwise=outcome_of(replace(self._talk, transferred=None)),
                )
            return self._result

    async def _listen(self, turn: CallerTurn) -> None:
        """Give an understander that needs time what it needs."""
        if turn.kind == "said" and isinstance(self._understander, Listener):
            scene = scene_of(self._plan, self._talk, self._toolbox.now())
            await self._understander.listen(turn, scene)

    async def _run(self, flow: Flowing, commit: Commit) -> None:
        """Carry out what the flow wants, one after the other."""
        try:
            want = next(flow)
            while True:
                if want.writes:
                    await commit.wait()
                want = flow.send(await want.put_to(self._toolbox))
        except StopIteration:
            return

    async def _recent(self, turn: CallerTurn) -> tuple[BookedRow, ...]:
        """Earlier bookings of the caller's own number, when he asks for the usual."""
        usual = turn.kind == "said" and self._known.asks_usual(turn.text)
        return await self._toolbox.recent() if usual else ()

    def _open(self, turn: CallerTurn, recent: Sequence[BookedRow]) -> tuple[Step, Flowing]:
        talk = replace(self._talk, unheard=_unheard(self._talk, turn))
        step = Step(self._plan, self._toolbox.now(), talk, number=turn.number)
        if turn.kind == "start":
            conversation.greet(step, self._known.welcome(step))
        elif turn.kind == "silence":
            conversation.silence(step, turn.silence_step)
        elif turn.kind == "limit":
            step.say("time_is_up", "inform")
            step.awaiting, step.pending = self._talk.awaiting, self._talk.pending
        elif turn.kind == "too_busy":
            return step, unheard.too_busy(step)
        else:
            understood = self._understand(turn, step)
            step.text = understood.text
            self._listen_language(step, understood, turn)
            self._feel(step, turn, understood.commands)
            commands = self._known.completed(
                step.talk, understood.commands, step.text, self._plan.business, recent
            )
            heard = self._known.introduced(step, list(commands))
            return step, _responding(step, heard, self._known.consents(step.text))
        return step, _nothing()

    def _understand(self, turn: CallerTurn, step: Step) -> Understood:
        if turn.kind == "keys":
            return Understood(_keys(turn.digits, step.talk), turn.digits)
        scene = scene_of(self._plan, step.talk, step.now)
        return self._understander.understand(turn, scene)

    def _listen_language(self, step: Step, understood: Understood, turn: CallerTurn) -> None:
        """RULES 5.1: within the same turn, and within the languages of the file; a demand settles
        it."""
        talk = step.talk
        settled = next((c.language for c in understood.commands if isinstance(c, Speak)), None)
        spoken = settled or (None if talk.settled_language else understood.language)
        if spoken is not None and spoken not in self._plan.business.languages:
            if settled or is_foreign(self._plan.business, understood, talk):
                step.foreign = spoken
                step.put(told_languages=True)
        elif settled is not None:
            step.put(language=settled, settled_language=True)
        elif spoken is not None and not _only_values(understood.commands, talk):
            step.put(language=spoken)
        heard = variety(turn.text)
        if heard is not None:
            step.put(varieties=(*step.talk.varieties, heard))

    def _feel(self, step: Step, turn: CallerTurn, found: tuple[Command, ...]) -> None:
        own = not _says_nothing(found)
        heard = Heard(step.text, not turn.heard_all, step.talk.repeats, own)
        felt = self._sentiment.felt(step.talk.feeling, heard)
        step.put(feeling=felt.noted(turn.number))

    def _closed(self, step: Step, turn: CallerTurn, sentences: tuple[str, ...]) -> Talk:
        talk = step.talk
        read = read_back(step.lines)
        if read and (read != talk.readback or talk.unheard):
            stated = tuple(one for one in sentences if not one.endswith("?"))
            talk = replace(talk, readback=read, unheard=stated or sentences)
        if turn.kind not in ("silence", "limit"):
            talk = replace(talk, last=tuple(step.lines) or talk.last)
        if turn.kind == "said" and "reprompt" not in step.acts:
            talk = replace(talk, unclear=0)
        return replace(talk, awaiting=step.awaiting, pending=step.pending, options=step.options)

    def _end(self, step: Step) -> ReplyEnd:
        return ReplyEnd(
            acts=tuple(step.acts),
            awaiting=step.awaiting,
            offered=tuple(said_offer(slot) for slot in step.offered),
            committed=tuple(step.committed),
            then=step.then,
            transfer_to=step.transfer_to,
            hints=expected_words(self._plan.business, step.awaiting),
            digits_wanted=10 if step.awaiting == "phone" else None,
        )


def scene_of(plan: CallPlan, talk: Talk, now: datetime) -> Scene:
    """What biases the reading of the caller's next words."""
    party, at = stated_facts(talk)
    leaving = talk.pending == "leave"
    return Scene(
        business=plan.business,
        now=now,
        awaiting=talk.awaiting,
        flow=talk.task.flow if talk.task else None,
        pending=None if leaving else talk.pending,
        digits=talk.digits,
        told_off_link=talk.told_off_link,
        about_others=talk.about_others,
        stated=stated_names(plan.business, talk),
        party=party,
        at=at,
        wrote=bool(talk.touched) and not talk.tasks and (leaving or talk.pending is None),
    )


def _course(talk: Talk) -> dict[str, list[dict[str, float]]]:
    """How the caller felt, turn by turn, for the owner; nothing of a talk that is not kept."""
    if not talk.transcript_kept or not talk.feeling.course:
        return {}
    return {
        "feeling": [
            {"turn": turn, "score": score, "level": level}
            for turn, score, level in talk.feeling.course
        ]
    }


def _responding(step: Step, found: list[Command], agreed: bool | None) -> Flowing:
    """The turn; a word on being remembered comes first, and is no question to the business."""
    if agreed is not None:
        found = named_in(found)
        yield from remembering(step, agreed, found)
        found = [one for one in found if not isinstance(one, Ask) and one not in _NO_WISH]
    yield from conversation.respond(step, found)


def _unheard(talk: Talk, turn: CallerTurn) -> tuple[str, ...]:
    """What the caller still has not heard of the read-back, now that it is his turn."""
    if not read_back(talk.last):
        return talk.unheard
    return () if turn.heard_all else tuple(one for one in talk.unheard if one not in turn.heard)


def _nothing() -> Flowing:
    return
    yield


def opening(plan: CallPlan) -> Language:
    """In which language the talk begins: that of the caller's last call, where the business still
    answers in it."""
    wanted, spoken = plan.caller.language or plan.language, plan.business.languages
    return wanted if wanted in spoken else spoken[0]


def is_foreign(business: Business, understood: Understood, talk: Talk) -> bool:
    """Is the caller to be told in which languages the business answers? Once, at a sentence of
    some content in another one."""
    return (
        understood.language is not None
        and understood.language not in business.languages
        and not talk.told_languages
        and not _only_values(understood.commands, talk)
        and not _says_nothing(understood.commands)
    )


def _says_nothing(found: tuple[Command, ...]) -> bool:
    return all(isinstance(c, Affirm | Deny) or c in _NO_CONTENT for c in found)


def _only_values(commands: tuple[Command, ...], talk: Talk) -> bool:
    """A name or a number alone does not switch the language."""
    return talk.awaiting in ("name", "phone") and all(isinstance(c, Put) for c in commands)


def _keys(digits: str, talk: Talk) -> tuple[Command, ...]:
    """Pressed keys: digits of a number or of people; 1 and # yes, 2 no, * once more, 0 a human."""
    if digits == "*":
        return (Plain("repeat"),)
    if talk.awaiting == "confirm" and digits == "#":
        return (Affirm(),)
    digits = digits.rstrip("#")
    if not digits:
        return (Plain("unclear"),)
    if talk.awaiting == "party" and digits.isdigit() and 0 < int(digits) < 1000:
        return (Put(PartyWish(int(digits))),)
    if talk.awaiting == "phone":
        return (Put(PhoneSaid(join_digits(talk.digits, " ".join(digits)))),)
    if talk.awaiting == "confirm" and digits in ("1", "2"):
        return (Affirm(),) if digits == "1" else (Deny(),)
    if digits == "0":
        return (Plain("human"),)
    return (Plain("unclear"),)


def outcome_of(talk: Talk) -> Outcome:
    """How the call ended for the business."""
    if talk.opted_out:
        return "opted_out"
    if talk.transferred is not None:
        return "transferred"
    written: tuple[Outcome, ...] = ("booked", "changed", "cancelled", "message")
    undone = {"booked"} if talk.gone and not talk.booked else set()
    if talk.touched in talk.gone:
        undone.add("changed")
    for one in written:
        if one in talk.done and one not in undone:
            return one
    if not talk.transcript_kept:
        return "opted_out"
    if talk.informed and not talk.tasks:
        return "answered"
    if talk.refused and not talk.tasks:
        return "refused"
    return "abandoned"


def spoken_variety(heard: Sequence[Variety], language: Language) -> Variety:
    """The variety of the call: a mixture when both were spoken at length."""
    if not heard:
        return "hi" if language == "hi" else "en"
    english = heard.count("en")
    if "hinglish" in heard or 0 < english < len(heard) - 1:
        return "hinglish"
    return max(heard, key=heard.count)
