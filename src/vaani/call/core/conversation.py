"""What is to be done about what has happened? The one reader of the call's mailbox.

`handle(fact, now)` and `tick(now)` give decisions, in order; `deadline()` names the next moment at
which `tick` has something to do. Pure: the clock is the argument, the world is the decisions.
The floor is `turns`, how long a pause is waited for is `endpointing`, what was heard is `playout`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from vaani.call import phrases
from vaani.call.core.attended import Attended
from vaani.call.core.dialogue_state import Asked, Pace, Reply, Utterance
from vaani.call.core.endpointing import certainty, sealed, wait_ms
from vaani.call.core.keys import Keys
from vaani.call.core.manner import TurnSettings as TurnSettings  # of a conversation, as before
from vaani.call.core.manner import turns_of
from vaani.call.core.patience import Owed, joined
from vaani.call.core.playout import Playout
from vaani.call.core.turns import Event, Floor, after
from vaani.call.core.whispers import Whisper, Whispers, follows, read
from vaani.call.decisions import (
    Answer,
    Attend,
    Commit,
    Consult,
    Cut,
    Decision,
    Drop,
    EndCall,
    Expect,
    FinishSaying,
    FollowSpeech,
    Hold,
    Join,
    Note,
    Resume,
    Say,
    ScoreTurn,
    Think,
    Transfer,
    WriteTurn,
)
from vaani.call.facts import (
    Answered,
    CallerGone,
    CallerSaid,
    ColleagueGone,
    Consulted,
    ConsultOutcome,
    DigitPressed,
    DrainAsked,
    Fact,
    HumanSaid,
    MachineAnswered,
    MachineListens,
    PlayoutEnded,
    PlayoutStarted,
    ProviderFailed,
    ReplyEnded,
    ReplySentence,
    SpeechPaused,
    SpeechStarted,
    StaffAsked,
    TurnScored,
    TurnTakingChosen,
    VoiceStarted,
)
from vaani.call.plan import CallPlan, Text
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallerTurn, ReplyEnd
from vaani.call.ports.transcriber import Alternative, Heard
from vaani.kit.clock import MediaMs
from vaani.language.found import Language
from vaani.language.phrases import is_backchannel
from vaani.language.script import from_urdu

_FILLER_INDEX = -1


_OF_PEOPLE = (SpeechStarted, SpeechPaused, TurnScored, CallerSaid, DigitPressed)
"""What a machine does that means nothing."""
_FOR_ALL = (
    CallerGone, DrainAsked, StaffAsked, MachineAnswered, MachineListens, TurnTakingChosen,
    Consulted, ColleagueGone,
)  # fmt: skip
"""What is decided here also while a person speaks with the caller."""
_NOBODY = "This call cannot be passed on: its wire cannot, or the business file names no number."
_BRIEFED_LETTERS = 160
_OUR_OWN = 0
"""The `ref` of an instruction that is no wish of the staff."""
_WHISPERED_MS = 4_000
"""So long a brain may take to say what it would make of an instruction."""


class Conversation:
    """The pure core of one call."""

    __slots__ = (
        "_asked",
        "_attended",
        "_colleague",
        "_draft",
        "_ending",
        "_failures",
        "_generation",
        "_keys",
        "_language",
        "_last_words",
        "_machine",
        "_out",
        "_outage",
        "_owed",
        "_pace",
        "_plan",
        "_playout",
        "_quiet_since",
        "_reply",
        "_settings",
        "_shipped",
        "_silences",
        "_turns",
        "_utterance",
        "_utterances",
        "_warned",
        "_whispers",
        "floor",
    )  # fmt: skip

    def __init__(
        self,
        plan: CallPlan,
        playout: Playout,
        settings: TurnSettings | None = None,
        *,
        outage: bool = False,
    ) -> None:
        """`outage`: the call can go on with keys and recorded phrases alone."""
        self._plan = plan
        self._playout = playout
        self._shipped = settings or TurnSettings()
        self._settings = turns_of(plan.turn_taking, self._shipped)
        self.floor = Floor.LISTENING
        self._language: Language = plan.language
        self._utterance: Utterance | None = None
        self._utterances = 0
        self._reply: Reply | None = None
        self._draft: Reply | None = None
        self._generation = 0
        self._turns = 0
        self._asked = Asked()
        self._pace = Pace()
        self._keys = Keys(self._settings.key_gap_ms, self._settings.single_key_ms)
        self._quiet_since: int | None = None
        self._silences = 0
        self._failures = 0
        self._warned = False
        self._ending = False
        self._machine = False
        """A machine has picked up: nothing is heard or answered, a message may be left."""
        self._outage: bool | None = False if outage else None
        """Is the call in outage mode? None: it has none."""
        self._owed = Owed(self._settings.patience)
        self._whispers = Whispers()
        self._attended: Attended | None = None
        """A person speaks with the caller in our place, or one is being called."""
        self._colleague: Literal["asked", "joined"] | None = None
        self._last_words: tuple[str, ...] = ()
        self._out: list[Decision] = []

    # --- the door --------------------------------------------------------------------------------

    def handle(self, fact: Fact, now: MediaMs) -> list[Decision]:
        """Decide about one fact. Facts after the end decide nothing."""
        if self.floor is Floor.ENDED or (self._machine and isinstance(fact, _OF_PEOPLE)):
            return []
        if self._attended is not None and not isinstance(fact, _FOR_ALL):
            return self._attended.handle(fact, now)
        self._decide(fact, now)
        self._follow_whisper(now)
        return self._take()

    def _decide(self, fact: Fact, now: MediaMs) -> None:
        match fact:
            case SpeechStarted(at):
                self._speech_started(at, now)
            case SpeechPaused(at, speech_ms):
                self._speech_paused(at, speech_ms, now)
            case TurnScored(utterance, probability):
                self._turn_scored(utterance, probability, now)
            case CallerSaid():
                self._caller_said(fact, now)
            case ReplySentence():
                self._reply_sentence(fact, now)
            case ReplyEnded(generation, end):
                self._reply_ended(generation, end, now)
            case VoiceStarted(generation):
                self._voice_started(generation, now)
            case PlayoutStarted(generation, at):
                self._playout_started(generation, at)
            case PlayoutEnded(generation, text, at):
                self._playout_ended(generation, text, at, now)
            case DigitPressed(digit):
                self._digit(digit, now)
            case ProviderFailed():
                self._provider_failed(fact, now)
            case Answered():
                self._ask(CallerTurn(self._next_turn(), "start"), now)
            case CallerGone(reason):
                self._caller_gone(reason, now)
            case DrainAsked():
                self._out.append(Note("call.drained", {}))
                self._unattend(now)
                self._announce(phrases.DRAINING, "hang_up", now)
            case StaffAsked():
                self._staff_asked(fact, now)
            case Consulted(outcome):
                self._consulted(outcome, now)
            case ColleagueGone():
                if self._colleague == "joined":
                    self._out.append(Note("transfer.colleague_gone", {}))
                    self._unattend(now)
                    self._over("system")
            case HumanSaid():
                pass  # the last words of somebody who has handed the call back
            case TurnTakingChosen(choice):
                self._settings = turns_of(choice, self._shipped)
                self._out.append(Note("turn_taking", choice.said))
            case MachineAnswered():
                self._machine_answered(now)
            case MachineListens():
                self._leave_message(now)

    def tick(self, now: MediaMs) -> list[Decision]:
        """Decide what only time decides."""
        if self.floor is Floor.ENDED:
            return []
        if self._attended is not None:
            if now >= self._plan.limits.call_limit_ms:
                self._unattend(now)
                self._judge_length(now)
            return self._take()
        draft = self._draft
        if draft is not None and draft.told and now >= draft.started + _WHISPERED_MS:
            self._refuse_draft("The assistant does not say in time what it would make of it.", now)
        keys_until = self._keys.until(self._asked.digits_wanted)
        if keys_until is not None and now >= keys_until:
            self._keys_entered(now)
        match self.floor:
            case Floor.PAUSED:
                self._judge_pause(now)
            case Floor.HELD | Floor.HELD_PAUSED:
                self._judge_overlap(now)
            case Floor.REPLYING | Floor.SPEAKING:
                self._judge_delay(now)
            case Floor.LISTENING:
                self._judge_silence(now)
        self._judge_length(now)
        self._follow_whisper(now)
        return self._take()

    def deadline(self) -> MediaMs | None:
        """The next moment at which `tick` may decide something; None: only facts can."""
        moments = [self._plan.limits.call_limit_ms]
        if self._attended is not None:
            return MediaMs(moments[0])
        if self._draft is not None and self._draft.told:
            moments.append(self._draft.started + _WHISPERED_MS)
        if not self._warned:
            moments.append(self._plan.limits.call_limit_ms - self._plan.limits.limit_warning_ms)
        if (keys_until := self._keys.until(self._asked.digits_wanted)) is not None:
            moments.append(keys_until)
        if (until := self._talk_until()) is not None:
            moments.append(until)
        said = self._utterance
        if self.floor is Floor.PAUSED and said is not None and said.end is not None:
            moments.append(said.end + self._wait(said))
            if said.final is None:
                moments.append(said.end + self._settings.patience.moment_ms)
            if (moment := self._score_moment(said)) is not None:
                moments.append(said.end + moment)
        elif self.floor is Floor.HELD and said is not None:
            moments.append(said.onset + self._settings.yield_after_ms)
        elif self.floor is Floor.HELD_PAUSED and said is not None and said.end is not None:
            moments.append(said.end + self._verdict_ms(said))
        elif self.floor is Floor.CLOSING:
            moments.append(self._closing_until())
        elif self._reply is not None and not self._reply.sentences:
            moments.append(self._reply.started + self._plan.limits.filler_after_ms)
        elif self._reply is not None and self._reply.unvoiced:
            moments.append(self._voice_until(self._reply))
        elif self.floor is Floor.LISTENING and self._quiet_since is not None:
            moments.append(self._quiet_since + self._quiet_ms())
        return None if self.floor is Floor.ENDED else MediaMs(min(moments))

    @property
    def we_speak(self) -> bool:
        """Is our voice at the caller's ear, so that his is over it?"""
        return self.floor is Floor.SPEAKING

    @property
    def language(self) -> Language:
        """The language of our last sentence."""
        return self._language

    # --- the caller's voice ----------------------------------------------------------------------

    def _speech_started(self, at: MediaMs, now: MediaMs) -> None:
        floor = self.floor
        if floor in (Floor.PAUSED, Floor.HELD_PAUSED) and self._utterance is not None:
            said = self._utterance
            if said.end is not None and floor is Floor.PAUSED and said.asked:
                self._pace.add(at - said.end)
            said.final, said.scores, said.end = None, (), None
            self._drop_draft()
            self._out.append(FollowSpeech(said.number, "resumed", at))
        elif floor in (Floor.LISTENING, Floor.REPLYING, Floor.SPEAKING):
            self._utterances += 1
            self._utterance = Utterance(self._utterances, at, over_us=floor is not Floor.LISTENING)
            self._out.append(FollowSpeech(self._utterances, "began", at))
            if self._draft is not None and self._draft.told:
                self._drop_draft()
            if floor is not Floor.LISTENING and self._reply is not None:
                self._playout.hold(now)
                self._out.append(Hold(self._reply.generation))
        self._move(Event.SPEECH_STARTED)

    def _speech_paused(self, at: MediaMs, speech_ms: int, now: MediaMs) -> None:
        said = self._utterance
        if said is None or self.floor not in (Floor.HEARING, Floor.HELD):
            return
        said.end, said.speech_ms = at, said.speech_ms + speech_ms
        self._out.append(FollowSpeech(said.number, "paused", at))
        said.asked = 0
        self._move(Event.SPEECH_PAUSED)
        self._judge_pause(now)

    def _turn_scored(self, utterance: int, probability: float | None, now: MediaMs) -> None:
        said = self._utterance
        if said is None or said.number != utterance or said.end is None:
            return
        if probability is not None:
            said.scores = (*said.scores, probability)
        self._judge_pause(now)

    def _caller_said(self, fact: CallerSaid, now: MediaMs) -> None:
        heard, said = fact.heard, self._utterance
        if said is None or heard.utterance != said.number:
            if heard.final:
                self._late_words(heard, now)
            return
        if not heard.final:
            said.partial = heard
            if self.floor is Floor.HELD and _is_talk(heard.text) and self._heard_well(heard):
                self._yield(now)
            return
        if self.floor not in (Floor.PAUSED, Floor.HELD_PAUSED):
            return
        said.final, said.transcript_at = heard, now
        if self.floor is Floor.HELD_PAUSED:
            if self._is_nod(said, heard):
                self._nod()
                return
            self._yield(now)
        if not heard.text.strip():
            self._no_words(said, now)
            return
        self._start_draft(said, now)
        self._judge_pause(now)

    def _no_words(self, said: Utterance, now: MediaMs) -> None:
        self._out.append(FollowSpeech(said.number, "ended", now))
        self._utterance = None
        self._move(Event.NO_WORDS)
        self._out.append(Note("speech.without_words", {"speech_ms": said.speech_ms}))
        if self._quiet_since is None:
            self._quiet_since = now
        if said.speech_ms >= self._settings.worth_asking_ms or said.over_us:
            self._ask(self._turn("not_heard"), now)

    # --- pauses: is the turn over? ---------------------------------------------------------------

    def _wait(self, said: Utterance) -> int:
        end = self._draft.end if self._draft is not None else None
        informs = end is not None and "inform" in end.acts
        offers_message = informs and end is not None and end.awaiting == "confirm"
        return wait_ms(
            self._settings.endpoint,
            probability=certainty(self._settings.endpoint, said.scores, self._asked.awaiting),
            text=said.words,
            awaiting=self._asked.awaiting,
            digits_wanted=self._asked.digits_wanted,
            pace=self._pace.factor,
            answerable=informs and not offers_message,
            unclear=offers_message or (end is not None and "reprompt" in end.acts),
        )

    def _score_moment(self, said: Utterance) -> int | None:
        """The silence after which the detector of turns is asked next; None: not again."""
        moments = self._settings.endpoint.score_at_ms
        if said.asked >= len(moments) or sealed(self._settings.endpoint, said.scores):
            return None
        return moments[said.asked]

    def _start_draft(self, said: Utterance, now: MediaMs) -> None:
        self._drop_draft()
        final = said.final
        if final is None:
            return
        if (late := self._owed.settled()) is not None:
            final = said.final = joined(late[1], final)
            said.onset = late[0].onset
        turn = replace(
            self._turn("said"),
            alternatives=final.alternatives,
            spoken_language=final.spoken_language,
        )
        self._draft = self._begin(turn, now, said)

    def _judge_pause(self, now: MediaMs) -> None:
        said = self._utterance
        if self.floor is not Floor.PAUSED or said is None or said.end is None:
            return
        moment = self._score_moment(said)
        if moment is not None and now >= said.end + moment:
            said.asked += 1
            self._out.append(ScoreTurn(said.number))
        if now < said.end + self._wait(said):
            return
        if self._draft is not None:
            self._take_turn(self._draft, now)
        elif said.final is None and now >= said.end + self._settings.patience.moment_ms:
            self._out.append(Note("transcript.late", {"utterance": said.number}))
            self._owed.add(said)
            self._have_patience(now)

    # --- words that are late ---------------------------------------------------------------------

    def _have_patience(self, now: MediaMs) -> None:
        """Words are owed: the caller hears that they are worked on, at last that they are not."""
        step = self._owed.next()
        if step == "too_busy":
            self._too_busy("late", now)
            return
        text = phrases.FILLER if step == "moment" else phrases.STILL_AT_IT
        self._announce(text, "listen", now)

    def _late_words(self, heard: Heard, now: MediaMs) -> None:
        late = self._owed.utterances.get(heard.utterance)
        if late is None:
            return
        nod = late.over_us and self._is_nod(late, heard)
        self._owed.came(Heard(heard.utterance, (), True) if nod else heard, now)
        if not nod or self._owed:
            self._answer_late(now)

    def _answer_late(self, now: MediaMs) -> None:
        """Late words have come: they are the caller's turn, unless somebody is speaking just now;
        then they are with the next."""
        if self.floor is not Floor.LISTENING or self._owed.waiting:
            return
        late = self._owed.settled()
        if late is None:
            self._ask(self._turn("not_heard"), now)
            return
        said, heard = late
        self._out.append(Note("transcript.used_late", {"after_ms": now - (said.end or now)}))
        turn = replace(
            self._turn("said"),
            alternatives=heard.alternatives,
            spoken_language=heard.spoken_language,
        )
        self._take_turn(self._begin(turn, now, said), now)

    def _too_busy(self, why: str, now: MediaMs) -> None:
        """This computer cannot hear him in time: said as it is, and the caller is passed on."""
        self._owed.forget()
        self._out.append(Note("machine.too_busy", {"why": why}))
        self._ask(self._turn("too_busy"), now)

    def _quiet_ms(self) -> int:
        """So much silence at the caller's ear, then we speak."""
        if self._owed:
            return self._settings.patience.again_ms
        return self._plan.limits.silence_after_ms

    def _take_turn(self, reply: Reply, now: MediaMs) -> None:
        self._draft = None
        said = reply.utterance
        self._utterance = None
        self._silences = 0
        if said is not None:
            self._out.append(FollowSpeech(said.number, "ended", now))
            self._write_caller(reply.turn, said, now)
        self._commit(reply, now)

    # --- overlaps: words, or a nod? --------------------------------------------------------------

    def _heard_well(self, heard: Heard) -> bool:
        return any(one.confidence >= self._settings.heard_well for one in heard.alternatives)

    def _is_nod(self, said: Utterance, heard: Heard) -> bool:
        """No words, a murmur, or a nod that answers nothing."""
        if not heard.text.strip():
            return True
        short = said.speech_ms < self._settings.murmur_ms
        nods = any(is_backchannel(from_urdu(one.text)) for one in heard.alternatives)
        if not is_backchannel(heard.text) and not (short and (nods or not self._heard_well(heard))):
            return False
        return not self._answerable()

    def _answerable(self) -> bool:
        """Was enough of a question of ours heard for a short word to be its answer?"""
        reply = self._reply
        if reply is None or reply.end is None:
            return False
        if reply.end.awaiting not in ("confirm", "anything_else", "which"):
            return False
        return self._playout.heard_share(reply.generation) >= self._settings.answered_share

    def _judge_overlap(self, now: MediaMs) -> None:
        said, settings = self._utterance, self._settings
        if said is None:
            return
        if self.floor is Floor.HELD:
            if now - said.onset >= settings.yield_after_ms:
                self._yield(now)
            return
        if said.end is None:
            return
        if now - said.end >= self._verdict_ms(said):
            self._nod()

    def _verdict_ms(self, said: Utterance) -> int:
        """How long after a sound over ours its words are waited for."""
        settings = self._settings
        if said.speech_ms < settings.noise_ms:
            return settings.verdict_ms
        if said.speech_ms < settings.murmur_ms * 2 // 3:
            return settings.verdict_murmur_ms
        return settings.verdict_long_ms

    def _yield(self, now: MediaMs) -> None:
        reply = self._reply
        if reply is not None:
            until = self._heard_until(reply, now)
            played = self._playout.heard_of(reply.generation)
            left = reply.unheard(self._playout.unheard_of(reply.generation))
            heard = self._playout.cut(reply.generation)
            self._asked = reply.asked(heard, False)
            self._out.append(Cut(reply.generation, played))
            self._out.append(Expect(reply.hint(heard)))
            self._write_assistant(reply, heard, until, now, interrupted=True, unheard=left)
            self._out.append(Note("barge_in", {"heard_chars": len(heard)}))
            self._reply = None
        self._move(Event.YIELDED)

    def _nod(self) -> None:
        said = self._utterance
        self._utterance = None
        if said is not None:
            if said.final is None and said.speech_ms >= self._settings.noise_ms:
                self._owed.add(said)
            self._out.append(FollowSpeech(said.number, "ended", MediaMs(said.end or said.onset)))
        self._playout.resume()
        self._move(Event.NODDED)
        if self._reply is None:
            self._move(Event.STOPPED)
            return
        self._out.append(Resume(self._reply.generation))
        self._out.append(Note("nod", {}))
        if self._reply.sent is not None:
            self._move(Event.AUDIBLE)
        self._farewell(self._reply)

    # --- our replies -----------------------------------------------------------------------------

    def _turn(
        self, kind: Literal["said", "keys", "silence", "not_heard", "start", "too_busy", "outage"]
    ) -> CallerTurn:
        return CallerTurn(
            self._turns + 1, kind, heard=self._asked.heard, heard_all=self._asked.heard_all
        )

    def _next_turn(self) -> int:
        return self._turns + 1

    def _begin(self, turn: CallerTurn, now: MediaMs, said: Utterance | None) -> Reply:
        self._generation += 1
        reply = Reply(self._generation, turn, now, said, language=self._language)
        self._playout.open(reply.generation)
        self._out.append(Think(reply.generation, turn))
        return reply

    def _ask(self, turn: CallerTurn, now: MediaMs) -> None:
        """A turn that is not the caller's words: greet, prompt, keys. Committed at once."""
        self._stop_reply(now)
        self._drop_draft()
        self._commit(self._begin(turn, now, None), now)

    def _commit(self, reply: Reply, now: MediaMs) -> None:
        self._turns = reply.turn.number
        reply.committed = now
        self._reply = reply
        self._quiet_since = None
        self._asked = Asked()
        self._playout.release(reply.generation)
        self._out.append(Commit(reply.generation))
        self._move(Event.TURN_TAKEN)
        self._farewell(reply)
        self._maybe_wordless(reply, now)

    def _drop_draft(self) -> None:
        if self._draft is not None:
            self._playout.drop(self._draft.generation)
            self._out.append(Drop(self._draft.generation))
            if self._draft.told is not None:
                self._whispers.again(self._draft.told)
            self._draft = None

    def _stop_reply(self, now: MediaMs) -> None:
        """Stop what we are saying, for a reason that is not the caller's voice."""
        reply = self._reply
        if reply is None:
            return
        self._playout.hold(now)
        self._out.append(Hold(reply.generation))
        until = self._heard_until(reply, now)
        played = self._playout.heard_of(reply.generation)
        left = reply.unheard(self._playout.unheard_of(reply.generation))
        heard = self._playout.cut(reply.generation)
        self._asked = reply.asked(heard, False)
        self._out.append(Cut(reply.generation, played))
        self._write_assistant(reply, heard, until, now, interrupted=True, unheard=left)
        self._reply = None

    def _reply_sentence(self, fact: ReplySentence, now: MediaMs) -> None:
        reply = self._known(fact.generation)
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
        self._out.append(Say(fact.generation, fact.index, fact.text, fact.language))

    def _voice_started(self, generation: int, now: MediaMs) -> None:
        reply = self._known(generation)
        if reply is None:
            return
        reply.voices, reply.moved = reply.voices + 1, now
        if reply.voiced is None:
            reply.voiced = now

    def _reply_ended(self, generation: int, end: ReplyEnd, now: MediaMs) -> None:
        reply = self._known(generation)
        if reply is None:
            return
        reply.end = end
        if reply.told is not None and reply.committed is None:
            self._judge_whispered(reply, reply.told, now)
            return
        self._out.append(FinishSaying(generation))
        if reply.committed is not None:
            self._farewell(reply)
            self._maybe_wordless(reply, now)

    def _maybe_wordless(self, reply: Reply, now: MediaMs) -> None:
        """A reply without a word is over as soon as it is committed."""
        if reply.end is not None and not reply.sentences and not reply.filled:
            self._playout_ended(reply.generation, "", now, now)

    def _farewell(self, reply: Reply) -> None:
        last = reply.end is not None and reply.end.then != "listen"
        if last and self.floor in (Floor.REPLYING, Floor.SPEAKING, Floor.LISTENING):
            self._move(Event.FAREWELL)

    def _playout_started(self, generation: int, at: MediaMs) -> None:
        reply = self._reply
        if reply is None or reply.generation != generation:
            return
        if reply.sent is None:
            reply.sent = at
        self._language = reply.language
        self._move(Event.AUDIBLE)

    def _playout_ended(self, generation: int, text: str, until: MediaMs, now: MediaMs) -> None:
        reply = self._reply
        if reply is None or reply.generation != generation:
            return
        self._playout.drop(generation)
        self._reply = None
        end = reply.end or ReplyEnd()
        self._asked = reply.asked(text, True)
        self._write_assistant(reply, text, until, now, interrupted=False)
        if end.then == "transfer" and end.transfer_to is not None:
            if self._plan.warm:
                self._consult(end.transfer_to)
                return
            self._out.append(Transfer(end.transfer_to))
            self._over("assistant")
        elif end.then == "hang_up":
            self._over("assistant")
        else:
            self._quiet_since = now
            if reply.before is None:
                self._out.append(Expect(reply.hint(text)))
            self._move(Event.PLAYED)
            if self._owed and not self._owed.waiting:
                self._answer_late(now)

    def _known(self, generation: int) -> Reply | None:
        for reply in (self._reply, self._draft):
            if reply is not None and reply.generation == generation:
                return reply
        return None

    # --- time ------------------------------------------------------------------------------------

    def _judge_delay(self, now: MediaMs) -> None:
        reply, limits = self._reply, self._plan.limits
        if reply is None or reply.committed is None:
            return
        if reply.sentences:
            if reply.unvoiced and now >= self._voice_until(reply):
                self._out.append(Note("voice.stalled", {"sentences": reply.sentences}))
                self._outage_or_mute("stalled", now)
            return
        waited = now - reply.committed
        if waited >= limits.stall_after_ms:
            self._out.append(Note("reply.stalled", {"waited_ms": waited}))
            self._apologise(now)
        elif waited >= limits.filler_after_ms and not reply.filled:
            reply.filled = True
            text = phrases.FILLER.speak(self._language)
            self._out.append(Say(reply.generation, _FILLER_INDEX, text, self._language))
            self._out.append(Note("filler", {"waited_ms": waited}))

    def _judge_silence(self, now: MediaMs) -> None:
        if self._quiet_since is None or now - self._quiet_since < self._quiet_ms():
            return
        if self._owed:
            self._have_patience(now)
            return
        self._silences += 1
        self._out.append(Note("silence", {"step": self._silences}))
        self._ask(replace(self._turn("silence"), silence_step=self._silences), now)

    def _judge_length(self, now: MediaMs) -> None:
        limits = self._plan.limits
        if self.floor is Floor.CLOSING and now >= self._closing_until():
            self._part_unheard(now)
            return
        if self._ending:
            return
        if now >= limits.call_limit_ms:
            self._out.append(Note("call.limit", {}))
            self._announce(phrases.LIMIT_REACHED, "hang_up", now)
        elif (until := self._talk_until()) is not None and now >= until:
            self._out.append(Note("call.talked_on", {}))
            self._announce(phrases.TALKED_ON, "hang_up", now)
        elif (
            not self._warned
            and now >= limits.call_limit_ms - limits.limit_warning_ms
            and self.floor is Floor.LISTENING
        ):
            self._warned = True
            self._announce(phrases.LIMIT_WARNING, "listen", now)

    def _talk_until(self) -> int | None:
        """When the caller will have talked too long without a pause; None: he does not talk."""
        said = self._utterance
        if said is None or self._ending or self.floor not in (Floor.HEARING, Floor.PAUSED):
            return None
        return said.onset + self._plan.limits.talk_limit_ms

    # --- keys, failures, the end -----------------------------------------------------------------

    def _digit(self, digit: str, now: MediaMs) -> None:
        if self.floor is Floor.CLOSING:
            return
        if not self._keys and self._reply is not None:
            self._stop_reply(now)
            self._move(Event.STOPPED)
        self._silences = 0
        self._quiet_since = now
        if self._keys.press(digit, now, self._asked.digits_wanted):
            self._keys_entered(now)

    def _voice_until(self, reply: Reply) -> int:
        since = max(reply.moved, reply.committed or 0)
        return since + self._settings.voice_ms

    def _closing_until(self) -> int:
        reply = self._reply
        since = reply.committed if reply is not None and reply.committed is not None else 0
        return since + self._settings.closing_ms

    def _keys_entered(self, now: MediaMs) -> None:
        digits = self._keys.take()
        turn = replace(self._turn("keys"), digits=digits)
        self._out.append(
            WriteTurn(TurnRecord(turn.number, "caller", f"keys {digits}", "", now, now))
        )
        self._utterance = None
        self._ask(turn, now)

    def _provider_failed(self, fact: ProviderFailed, now: MediaMs) -> None:
        self._out.append(Note("provider.failed", {"stage": fact.stage, "code": fact.code}))
        if fact.generation is not None and self._known(fact.generation) is None:
            return
        if self._draft is not None and self._draft.told:
            self._refuse_draft("The assistant's brain fails just now.", now)
            if fact.stage == "thinker":
                return
        if fact.stage == "speaker":
            self._outage_or_mute(fact.code, now)
        elif fact.stage == "detector" or (fact.stage == "transcriber" and self._outage):
            return
        elif fact.stage == "transcriber" and (not fact.retryable or self._failures > 1):
            self._too_busy(fact.code, now)
        elif fact.retryable:
            self._apologise(now)
        else:
            self._give_up(fact.code, now)

    def _fall_back(self, why: str, now: MediaMs) -> bool:
        """Into outage mode, once: only keys and what was recorded are left. False: it was tried, or
        the call is ending."""
        if self._outage is not False or self._machine or self._ending:
            return False
        if self.floor is Floor.CLOSING:
            return False
        self._outage = True
        self._owed.forget()
        self._out.append(Note("outage", {"why": why}))
        self._ask(self._turn("outage"), now)
        return True

    def _give_up(self, why: str, now: MediaMs) -> None:
        """No brain answers: to a person, where there is one, else to the keys."""
        if self._plan.transfer is not None or not self._fall_back(why, now):
            self._announce(phrases.GIVING_UP, self._way_out(), now)

    def _outage_or_mute(self, why: str, now: MediaMs) -> None:
        """No voice speaks."""
        if self.floor is Floor.CLOSING and self._outage is False:
            self._part_unheard(now)
        elif not self._fall_back(why, now):
            self._mute_end(now)

    def _mute_end(self, now: MediaMs) -> None:
        """There is no voice: nothing can be said, so the caller is passed on or let go."""
        transfer = self._plan.transfer
        if transfer is not None and self._plan.passes_on:
            self._out.append(Transfer(transfer.number))
        self._stop_reply(now)
        self._over("system", "failed")

    def _part_unheard(self, now: MediaMs) -> None:
        """The farewell does not come to its end: what was to follow it follows now."""
        self._out.append(Note("farewell.stalled", {}))
        end = self._reply.end if self._reply is not None else None
        passes_on = end is not None and end.then == "transfer" and self._plan.passes_on
        if end is not None and passes_on and end.transfer_to is not None:
            self._out.append(Transfer(end.transfer_to))
        self._stop_reply(now)
        self._over("system", "failed")

    def _way_out(self) -> Literal["hang_up", "transfer"]:
        return "transfer" if self._plan.transfer is not None else "hang_up"

    def _apologise(self, now: MediaMs) -> None:
        self._failures += 1
        if self._failures > 2:
            self._give_up("brain", now)
        else:
            self._announce(phrases.APOLOGY, "listen", now)

    def _announce(
        self,
        text: Text,
        then: Literal["listen", "hang_up", "transfer"],
        now: MediaMs,
        language: Language | None = None,
    ) -> None:
        """Say a sentence of the call's own, without any brain. What was asked stays asked. While
        our last words are said, only others that end the call take their place."""
        if self._ending or (self.floor is Floor.CLOSING and then == "listen"):
            return
        self._ending = then != "listen"
        self._stop_reply(now)
        self._drop_draft()
        self._generation += 1
        transfer = self._plan.transfer
        asked = self._asked
        end = ReplyEnd(
            awaiting=asked.awaiting,
            digits_wanted=asked.digits_wanted,
            then=then,
            transfer_to=transfer.number if then == "transfer" and transfer else None,
        )
        turn = CallerTurn(self._turns, "limit")
        reply = Reply(
            self._generation, turn, now, sentences=1, language=language or self._language, end=end,
            before=asked,
        )  # fmt: skip
        self._playout.open(reply.generation)
        self._out.append(Say(reply.generation, 0, text.speak(reply.language), reply.language))
        self._out.append(FinishSaying(reply.generation))
        self._move(Event.STOPPED)
        self._utterance = None
        self._commit(reply, now)

    def _machine_answered(self, now: MediaMs) -> None:
        """Say no more to it; what is left on it is said when it listens."""
        if self._machine or self._ending:
            return
        self._out.append(Note("machine.answered", {}))
        self._stop_reply(now)
        self._drop_draft()
        manner = self._plan.machine
        if manner is None or manner.message is None:
            self._over("assistant")
            return
        self._machine = True
        self._utterance = self._quiet_since = None
        self._owed.forget()
        self.floor = Floor.LISTENING

    def _leave_message(self, now: MediaMs) -> None:
        manner = self._plan.machine
        if self._machine and manner is not None and manner.message is not None:
            self._out.append(Note("machine.message", {}))
            self._announce(manner.message, "hang_up", now)

    # --- staff -----------------------------------------------------------------------------------

    def _staff_asked(self, fact: StaffAsked, now: MediaMs) -> None:
        refusal: str | None = None
        if fact.wish == "forget":
            refusal = self._forget_whisper(fact.ref)
        elif fact.wish == "hang_up":
            self._out.append(Note("staff.hung_up", {}))
            self._unattend(now)
            self._stop_reply(now)
            self._drop_draft()
            self._over("system")
        elif self._ending or self._machine or self.floor is Floor.CLOSING:
            refusal = "The call is just ending."
        elif fact.wish == "whisper":
            self._whispered(fact)
            return
        elif fact.wish == "take_over":
            refusal = self._attend(now)
        elif fact.wish == "hand_back":
            refusal = self._hand_back(now)
        else:
            refusal = self._pass_on(now)
        self._out.append(Answer(fact.ref, refusal))

    def _whispered(self, fact: StaffAsked) -> None:
        """An instruction waits for the first moment at which nobody speaks, or is refused."""
        whisper = read(fact.ref, fact.words)
        if isinstance(whisper, str):
            self._out.append(Answer(fact.ref, whisper))
        elif self._attended is not None:
            self._out.append(Answer(fact.ref, "A person speaks with the caller: hand it back."))
        elif whisper.kind != "pass_on" and self._outage:
            self._out.append(Answer(fact.ref, "Only recorded sentences can be said now."))
        elif whisper.kind == "pass_on" and self._plan.transfer is None:
            self._out.append(Answer(fact.ref, _NOBODY))
        else:
            self._whispers.add(whisper)

    def _forget_whisper(self, ref: int) -> str | None:
        if self._draft is not None and self._draft.told and self._draft.told.ref == ref:
            self._drop_draft()
        return None if self._whispers.forget(ref) else "It does not wait any more."

    def _follow_whisper(self, now: MediaMs) -> None:
        """Nobody speaks and nothing is owed: the next reply is the one that was whispered."""
        busy = self._reply or self._draft or self._utterance or self._owed or self._keys
        if not self._whispers or busy or self._ending or self.floor is not Floor.LISTENING:
            return
        if self._attended is not None:
            return
        whisper = self._whispers.next()
        if whisper.kind != "message":
            self._out.append(Note("staff.whispered", {"what": whisper.kind}))
        if whisper.kind == "say":
            self._announce(whisper.text, "listen", now, whisper.language)
            self._out.append(Answer(whisper.ref))
        elif whisper.kind == "pass_on":
            self._out.append(Answer(whisper.ref, self._pass_on(now)))
        else:
            turn = replace(self._turn("said"), alternatives=(Alternative(whisper.words),))
            self._draft = self._begin(turn, now, None)
            self._draft.told = whisper

    def _judge_whispered(self, reply: Reply, whisper: Whisper, now: MediaMs) -> None:
        """The brain has said what it would make of an instruction."""
        found = follows(whisper, [text for text, _ in reply.texts], reply.end or ReplyEnd())
        if isinstance(found, str):
            self._refuse_draft(found)
            return
        if not found:
            spoken = reply.texts[0][1] if reply.texts else reply.language
            words = phrases.NOT_REACHED if whisper.kind == "message" else phrases.OFFERED
            first = words.speak(spoken).format(when=whisper.words)
            reply.texts.insert(0, (first, spoken))
        self._draft, self._silences, reply.sentences = None, 0, len(reply.texts)
        for index, (text, language) in enumerate(reply.texts):
            self._out.append(Say(reply.generation, index, text, language))
        self._out.append(FinishSaying(reply.generation))
        self._out.append(Answer(whisper.ref))
        self._commit(reply, now)

    def _refuse_draft(self, why: str, now: MediaMs | None = None) -> None:
        """`now` None: somebody speaks instead of us."""
        draft = self._draft
        if draft is None or draft.told is None:
            return
        told, draft.told = draft.told, None
        self._drop_draft()
        if told.kind == "message":
            if now is not None:
                self._announce(phrases.NOT_REACHED, "listen", now)
            return
        self._out.append(Note("staff.not_followed", {}))
        self._out.append(Answer(told.ref, why))

    def _attend(self, now: MediaMs) -> str | None:
        """A person takes the caller over; what was asked stays asked."""
        if self._attended is not None:
            return "Somebody else speaks with the caller already."
        for waiting in self._whispers.all():
            self._out.append(Answer(waiting.ref, "A person has taken the call over."))
        self._refuse_draft("A person has taken the call over.")
        self._stop_reply(now)
        self._drop_draft()
        self._owed.forget()
        self._keys.take()
        self._out.append(Note("staff.took_over", {}))
        self._attended = Attended(self._utterances, self._turns, self._utterance)
        self._utterance = self._quiet_since = None
        self.floor = Floor.LISTENING
        self._out.append(Attend(True))
        return None

    def _unattend(self, now: MediaMs) -> bool:
        """The person is gone; False: there was none."""
        attended, self._attended = self._attended, None
        if attended is None:
            return False
        self._utterances = attended.utterances
        self._out += attended.close(now)
        if self._colleague is None:
            self._out.append(Note("staff.handed_back", {}))
        self._colleague = None
        self._out.append(Attend(False))
        self._silences = 0
        return True

    def _hand_back(self, now: MediaMs) -> str | None:
        if not self._unattend(now):
            return "Nobody has taken this call over."
        self._announce(phrases.BACK_WITH_US, "listen", now)
        return None

    def _pass_on(self, now: MediaMs) -> str | None:
        if self._plan.transfer is None:
            return _NOBODY
        self._unattend(now)
        self._announce(phrases.PASSING_ON, "transfer", now)
        return None

    # --- a colleague is asked --------------------------------------------------------------------

    def _consult(self, number: str) -> None:
        """The caller waits while somebody is asked to take him."""
        language, words = self._language, max(self._last_words, key=len, default="")
        about = phrases.BRIEFING_ABOUT.speak(language).format(words=words) if words else ""
        briefing = phrases.BRIEFING.speak(language)
        business = self._plan.business.name
        self._out.append(Note("transfer.asked", {}))
        self._out.append(Consult(number, briefing.format(business=business, about=about), language))
        self._attended = Attended(self._utterances, self._turns, None)
        self._colleague, self._ending = "asked", False
        self._utterance = self._quiet_since = None
        self.floor = Floor.LISTENING

    def _consulted(self, outcome: ConsultOutcome, now: MediaMs) -> None:
        """He takes the caller; else the caller is offered to leave a message."""
        if self._colleague != "asked" or self._plan.transfer is None:
            return
        if outcome == "accepted":
            self._colleague = "joined"
            self._out.append(Note("transfer.accepted", {}))
            self._out.append(Join(self._plan.transfer.number))
            return
        self._out.append(Note("transfer.not_taken", {"why": outcome}))
        self._unattend(now)
        if self._outage:
            self._announce(phrases.NOT_REACHED, "listen", now)
            return
        words = phrases.LEAVES_MESSAGE.speak(self._language)
        self._whispers.again(Whisper(_OUR_OWN, "message", words))

    def _caller_gone(self, reason: str, now: MediaMs) -> None:
        self._out.append(Note("caller.gone", {"reason": reason}))
        self._stop_reply(now)
        self._drop_draft()
        self._over("caller")

    def _over(
        self,
        by: Literal["caller", "assistant", "system"],
        status: Literal["completed", "failed"] = "completed",
    ) -> None:
        for waiting in self._whispers.all():
            self._out.append(Answer(waiting.ref, "The call is over."))
        self._out.append(EndCall(by, status))
        self._move(Event.OVER)

    # --- notes -----------------------------------------------------------------------------------

    def _write_caller(self, turn: CallerTurn, said: Utterance, now: MediaMs) -> None:
        best = turn.alternatives[0] if turn.alternatives else None
        self._last_words = (*self._last_words[-2:], turn.text[:_BRIEFED_LETTERS])
        self._out.append(
            WriteTurn(
                TurnRecord(
                    number=turn.number,
                    speaker="caller",
                    text=turn.text,
                    language=best.language if best else "",
                    start_ms=said.onset,
                    end_ms=said.end if said.end is not None else now,
                    interrupted=False,
                    confidence=best.confidence if best else None,
                )
            )
        )

    def _heard_until(self, reply: Reply, now: MediaMs) -> MediaMs:
        return MediaMs(int(self._playout.heard_until(reply.generation, now)))

    def _write_assistant(
        self,
        reply: Reply,
        text: str,
        until: MediaMs,
        now: MediaMs,
        *,
        interrupted: bool,
        unheard: str = "",
    ) -> None:
        if not text and not interrupted:
            return
        self._out.append(
            WriteTurn(
                TurnRecord(
                    number=reply.turn.number,
                    speaker="assistant",
                    text=text,
                    language=reply.language,
                    start_ms=reply.sent if reply.sent is not None else now,
                    end_ms=until,
                    interrupted=interrupted,
                    acts=tuple(reply.end.acts) if reply.end else (),
                    times=reply.times(now),
                    unheard=unheard,
                )
            )
        )

    def _move(self, event: Event) -> None:
        self.floor = after(self.floor, event)

    def _take(self) -> list[Decision]:
        out, self._out = self._out, []
        return out


def _is_talk(text: str) -> bool:
    """Three words that are more than a nod: a murmur is easily heard as two."""
    return len(text.split()) >= 3 and not is_backchannel(text)
