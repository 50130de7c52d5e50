"""What are we saying, or about to say?

At most one reply is ours to be heard, at most one more is a draft. Here a reply is begun,
committed, voiced sentence by sentence, held, gone on with, cut, and over. The course of the ledger
(`playout`) is decided here alone; the session fills it and plays from it. Pure; milliseconds.
"""

from __future__ import annotations

from typing import Literal

from vaani.call import phrases
from vaani.call.core import records
from vaani.call.core.caller import Caller
from vaani.call.core.dialogue_state import Asked, Reply, Utterance
from vaani.call.core.playout import Playout
from vaani.call.core.shared import Shared
from vaani.call.core.turns import Event, Floor
from vaani.call.core.whispers import Whisper, Whispers
from vaani.call.decisions import (
    Commit,
    Cut,
    Drop,
    Expect,
    FinishSaying,
    Hold,
    Resume,
    Say,
    Think,
    WriteTurn,
)
from vaani.call.facts import PlayoutEnded, PlayoutStarted, ReplyEnded, ReplySentence
from vaani.call.plan import Text
from vaani.call.ports.thinker import CallerTurn, ReplyEnd
from vaani.kit.clock import MediaMs
from vaani.language.found import Language

_FILLER_INDEX = -1
_BRIEFED_LETTERS = 160
Kind = Literal["said", "keys", "silence", "not_heard", "start", "too_busy", "outage"]


class Replies:
    """Our side of the talk."""

    __slots__ = (
        "_caller",
        "_generation",
        "_playout",
        "_shared",
        "_turns",
        "_whispers",
        "asked",
        "draft",
        "ending",
        "language",
        "last_words",
        "prompts",
        "quiet_since",
        "reply",
    )

    def __init__(
        self, shared: Shared, caller: Caller, playout: Playout, whispers: Whispers
    ) -> None:
        self._shared = shared
        self._caller = caller
        self._playout = playout
        self._whispers = whispers
        self._generation = 0
        self._turns = 0
        self.reply: Reply | None = None
        """Committed, and not heard to its end."""
        self.draft: Reply | None = None
        self.asked = Asked()
        """What our last reply asked for, once it is over."""
        self.language: Language = shared.plan.language
        """Of our last sentence."""
        self.quiet_since: int | None = None
        """When did our last word end? None while there is a reply, or none is expected."""
        self.prompts = 0
        """Silences in a row that were spoken into."""
        self.last_words: tuple[str, ...] = ()
        """What the caller said in his last turns, shortened."""
        self.ending = False
        """A sentence of the call's own, after which it ends, is being said."""

    # --- turns -----------------------------------------------------------------------------------

    @property
    def turns(self) -> int:
        """The number of the last turn."""
        return self._turns

    def turn(self, kind: Kind) -> CallerTurn:
        """The next turn, with what was heard of our last reply."""
        asked = self.asked
        return CallerTurn(self._turns + 1, kind, heard=asked.heard, heard_all=asked.heard_all)

    def begin(self, turn: CallerTurn, now: MediaMs, said: Utterance | None = None) -> Reply:
        """Think about a turn; nothing is heard or written before it is committed."""
        self._generation += 1
        reply = Reply(self._generation, turn, now, said, language=self.language)
        self._playout.open(reply.generation)
        self._shared.decide(Think(reply.generation, turn))
        return reply

    def begin_draft(self, turn: CallerTurn, now: MediaMs, said: Utterance) -> None:
        """The words are there, whether they are all is not known."""
        self.drop_draft()
        self.draft = self.begin(turn, now, said)

    def begin_told(self, turn: CallerTurn, now: MediaMs, whisper: Whisper) -> None:
        """What would the brain make of an instruction?"""
        self.draft = self.begin(turn, now)
        self.draft.told = whisper

    def ask(self, turn: CallerTurn, now: MediaMs) -> None:
        """A turn that is not the caller's words: greet, prompt, keys. Committed at once."""
        self.stop(now)
        self.drop_draft()
        self._commit(self.begin(turn, now), now)

    def take_turn(self, reply: Reply, now: MediaMs) -> None:
        """The caller has finished: the reply to his words is ours to be heard."""
        self.draft = None
        if (said := reply.utterance) is not None:
            self._caller.done(now, said)
            self.last_words = (*self.last_words[-2:], reply.turn.text[:_BRIEFED_LETTERS])
            self._shared.decide(WriteTurn(records.of_caller(reply.turn, said, now)))
        self._commit(reply, now)

    def _commit(self, reply: Reply, now: MediaMs) -> None:
        self._turns = reply.turn.number
        reply.committed = now
        self.reply = reply
        self.quiet_since = None
        if reply.turn.kind in ("said", "keys"):
            self.prompts = 0
        self.asked = Asked()
        self._playout.release(reply.generation)
        self._shared.decide(Commit(reply.generation))
        self._shared.move(Event.TURN_TAKEN)
        self._farewell(reply)

    def drop_draft(self) -> None:
        """Without a trace; an instruction that it would have followed waits again."""
        draft, self.draft = self.draft, None
        if draft is None:
            return
        self._playout.drop(draft.generation)
        self._shared.decide(Drop(draft.generation))
        if draft.told is not None:
            self._whispers.again(draft.told)

    def announce(
        self,
        text: Text,
        then: Literal["listen", "hang_up", "transfer"],
        now: MediaMs,
        language: Language | None = None,
    ) -> None:
        """Say a sentence of the call's own, without any brain. What was asked stays asked. While
        our last words are said, only others that end the call take their place."""
        shared = self._shared
        if self.ending or (shared.floor is Floor.CLOSING and then == "listen"):
            return
        self.ending = then != "listen"
        self.stop(now)
        self.drop_draft()
        self._generation += 1
        transfer, asked = shared.plan.transfer, self.asked
        end = ReplyEnd(
            awaiting=asked.awaiting,
            digits_wanted=asked.digits_wanted,
            then=then,
            transfer_to=transfer.number if then == "transfer" and transfer else None,
        )
        turn = CallerTurn(self._turns, "limit")
        reply = Reply(
            self._generation, turn, now, sentences=1, language=language or self.language, end=end,
            before=asked,
        )  # fmt: skip
        self._playout.open(reply.generation)
        shared.decide(Say(reply.generation, 0, text.speak(reply.language), reply.language))
        shared.decide(FinishSaying(reply.generation))
        shared.move(Event.STOPPED)
        self._caller.forget()
        self._commit(reply, now)

    # --- what the brain and the voice bring ------------------------------------------------------

    def known(self, generation: int) -> Reply | None:
        """The reply of this number; None: it is of yesterday."""
        for reply in (self.reply, self.draft):
            if reply is not None and reply.generation == generation:
                return reply
        return None

    def sentence(self, fact: ReplySentence, now: MediaMs) -> None:
        """The brain has a sentence more."""
        reply = self.known(fact.generation)
        if reply is None:
            return
        reply.sentences += 1
        reply.made.append((fact.index, fact.text))
        reply.language = fact.language
        reply.moved = now
        if reply.thought is None:
            reply.thought = now
        if reply.told is not None and reply.committed is None:
            reply.texts.append((fact.text, fact.language))
            return
        self._shared.decide(Say(fact.generation, fact.index, fact.text, fact.language))

    def thought(self, fact: ReplyEnded) -> Reply | None:
        """The brain has said all. The draft that is to be judged before it is heard, if it is."""
        reply = self.known(fact.generation)
        if reply is None:
            return None
        reply.end = fact.end
        if reply.told is not None and reply.committed is None:
            return reply
        self._shared.decide(FinishSaying(fact.generation))
        if reply.committed is not None:
            self._farewell(reply)
        return None

    def say_told(self, reply: Reply, now: MediaMs) -> None:
        """The draft that follows an instruction is said as it stands."""
        self.draft, reply.sentences = None, len(reply.texts)
        for index, (text, language) in enumerate(reply.texts):
            self._shared.decide(Say(reply.generation, index, text, language))
        self._shared.decide(FinishSaying(reply.generation))
        self._commit(reply, now)

    def voice_started(self, generation: int, now: MediaMs) -> None:
        """There is sound of one more sentence."""
        reply = self.known(generation)
        if reply is None:
            return
        reply.voices, reply.moved = reply.voices + 1, now
        if reply.voiced is None:
            reply.voiced = now

    def fill(self, now: MediaMs) -> None:
        """The brain takes its time: a word so that the caller knows we are there."""
        reply = self.reply
        if reply is None or reply.committed is None:
            return
        reply.filled = True
        text = phrases.FILLER.speak(self.language)
        self._shared.decide(Say(reply.generation, _FILLER_INDEX, text, self.language))
        self._shared.note("filler", waited_ms=now - reply.committed)

    # --- at the caller's ear ---------------------------------------------------------------------

    def playout_started(self, fact: PlayoutStarted) -> None:
        """He hears the first of it."""
        reply = self.reply
        if reply is None or reply.generation != fact.generation:
            return
        if reply.sent is None:
            reply.sent = fact.at
        self.language = reply.language
        self._shared.move(Event.AUDIBLE)

    def playout_ended(self, fact: PlayoutEnded, now: MediaMs) -> ReplyEnd | None:
        """He has heard the last of it; what is to follow. None: it is of yesterday."""
        reply = self.reply
        if reply is None or reply.generation != fact.generation:
            return None
        return self._over(reply, fact.text, fact.at, now)

    def wordless(self, now: MediaMs) -> ReplyEnd | None:
        """A reply without a word is over as soon as it is committed: what is to follow."""
        reply = self.reply
        if reply is None or reply.end is None or reply.sentences or reply.filled:
            return None
        return self._over(reply, "", now, now)

    def _over(self, reply: Reply, text: str, until: MediaMs, now: MediaMs) -> ReplyEnd:
        self._playout.drop(reply.generation)
        self.reply = None
        end = reply.end or ReplyEnd()
        self.asked = reply.asked(text, True)
        self._write(reply, text, until, now, interrupted=False)
        if not _leaves(end):
            self.quiet_since = now
            if reply.before is None:
                self._shared.decide(Expect(reply.hint(text)))
            self._shared.move(Event.PLAYED)
        return end

    def heard_share(self) -> float:
        """How much of the reply in progress did he hear? 0..1, 0 while its length is not known."""
        return 0.0 if self.reply is None else self._playout.heard_share(self.reply.generation)

    def hold(self, now: MediaMs) -> None:
        """He speaks: we stop, and keep the rest."""
        if self.reply is not None:
            self._playout.hold(now)
            self._shared.decide(Hold(self.reply.generation))

    def go_on(self) -> None:
        """It was nothing: on from the word that he heard last."""
        self._playout.resume()
        self._shared.move(Event.NODDED)
        if self.reply is None:
            self._shared.move(Event.STOPPED)
            return
        self._shared.decide(Resume(self.reply.generation))
        self._shared.note("nod")
        if self.reply.sent is not None:
            self._shared.move(Event.AUDIBLE)
        self._farewell(self.reply)

    def give_way(self, now: MediaMs) -> None:
        """He speaks words: the rest is not said, and the floor is his."""
        if self.reply is not None:
            heard = self._cut(self.reply, now, expects=True)
            self._shared.note("barge_in", heard_chars=len(heard))
        self._shared.move(Event.YIELDED)

    def stop(self, now: MediaMs) -> None:
        """Stop what we are saying, for a reason that is not the caller's voice."""
        if self.reply is not None:
            self.hold(now)
            self._cut(self.reply, now, expects=False)

    def _cut(self, reply: Reply, now: MediaMs, *, expects: bool) -> str:
        generation, playout = reply.generation, self._playout
        until = MediaMs(int(playout.heard_until(generation, now)))
        played = playout.heard_of(generation)
        left = reply.unheard(playout.unheard_of(generation))
        heard = playout.cut(generation)
        self.reply, self.asked = None, reply.asked(heard, False)
        self._shared.decide(Cut(generation, played))
        if expects:
            self._shared.decide(Expect(reply.hint(heard)))
        self._write(reply, heard, until, now, interrupted=True, unheard=left)
        return heard

    def _farewell(self, reply: Reply) -> None:
        last = reply.end is not None and reply.end.then != "listen"
        if last and self._shared.floor in (Floor.REPLYING, Floor.SPEAKING, Floor.LISTENING):
            self._shared.move(Event.FAREWELL)

    def _write(
        self,
        reply: Reply,
        text: str,
        until: MediaMs,
        now: MediaMs,
        *,
        interrupted: bool,
        unheard: str = "",
    ) -> None:
        if text or interrupted:
            record = records.of_reply(
                reply, text, until, now, interrupted=interrupted, unheard=unheard
            )
            self._shared.decide(WriteTurn(record))

    # --- silence ---------------------------------------------------------------------------------

    def quiet_from(self, now: MediaMs | None) -> None:
        """The caller's silence counts from here; None: none is counted."""
        self.quiet_since = now


def _leaves(end: ReplyEnd) -> bool:
    """Is it the last of the call's replies?"""
    return end.then == "hang_up" or (end.then == "transfer" and end.transfer_to is not None)
