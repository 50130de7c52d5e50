"""What is to be done about what has happened? The one reader of the call's mailbox.

`handle(fact, now)` and `tick(now)` give decisions, in order; `deadline()` names the next moment at
which time alone decides something. Pure: the clock is the argument, the world is the decisions.

Each part owns its fields: what the caller is uttering (`caller`), what we are saying (`replies`),
whether a pause ends the turn (`pauses`), a sound over ours (`overlaps`), silence and words that are
late (`silences`), keys (`keypad`), what fails (`failures`), the call's length (`limits`), people of
the house (`staff`), a machine that has picked up (`voicemail`). What they share, the floor above
all, is `shared`. Time reaches them through their alarms alone.
"""

from __future__ import annotations

from vaani.call import phrases
from vaani.call.core.caller import Caller
from vaani.call.core.failures import Failures
from vaani.call.core.keypad import Keypad
from vaani.call.core.limits import Limits
from vaani.call.core.manner import TurnSettings
from vaani.call.core.overlaps import Overlaps
from vaani.call.core.pauses import Pauses
from vaani.call.core.playout import Playout
from vaani.call.core.replies import Replies
from vaani.call.core.shared import Alarm, Shared
from vaani.call.core.silences import Silences
from vaani.call.core.staff import Staff
from vaani.call.core.turns import Event, Floor
from vaani.call.core.voicemail import Voicemail
from vaani.call.core.whispers import Whispers
from vaani.call.decisions import Decision, Transfer
from vaani.call.facts import (
    Answered,
    CallerGone,
    CallerSaid,
    ColleagueGone,
    Consulted,
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
from vaani.call.plan import CallPlan
from vaani.call.ports.thinker import ReplyEnd
from vaani.call.ports.transcriber import Heard
from vaani.kit.clock import MediaMs
from vaani.language.found import Language

_OF_PEOPLE = (SpeechStarted, SpeechPaused, TurnScored, CallerSaid, DigitPressed)
"""What a machine does that means nothing."""
_FOR_ALL = (
    CallerGone, DrainAsked, StaffAsked, MachineAnswered, MachineListens, TurnTakingChosen,
    Consulted, ColleagueGone,
)  # fmt: skip
"""What is decided here also while a person speaks with the caller."""
_MOST_AT_ONCE = 20
"""Alarms of one moment; none rings twice for the same thing, so that more would be a fault."""


class Conversation:
    """The pure core of one call."""

    __slots__ = (
        "_caller",
        "_failures",
        "_keypad",
        "_limits",
        "_overlaps",
        "_pauses",
        "_replies",
        "_shared",
        "_silences",
        "_staff",
        "_voicemail",
    )

    def __init__(
        self,
        plan: CallPlan,
        playout: Playout,
        settings: TurnSettings | None = None,
        *,
        outage: bool = False,
    ) -> None:
        """`outage`: the call can go on with keys and recorded phrases alone."""
        shared, whispers = Shared(plan, settings or TurnSettings()), Whispers()
        self._shared = shared
        self._caller = caller = Caller(shared)
        self._replies = replies = Replies(shared, caller, playout, whispers)
        self._silences = silences = Silences(shared, replies)
        self._pauses = Pauses(shared, caller, replies, silences)
        self._overlaps = Overlaps(shared, caller, replies, silences.owed)
        self._keypad = Keypad(shared, caller, replies, silences.owed)
        self._voicemail = Voicemail(shared, caller, replies, silences.owed)
        self._failures = Failures(shared, replies, silences, self._voicemail, has_outage=outage)
        self._limits = Limits(shared, caller, replies)
        self._staff = Staff(
            shared, caller, replies, silences, self._failures, self._keypad, self._voicemail,
            whispers,
        )  # fmt: skip

    # --- the door --------------------------------------------------------------------------------

    def handle(self, fact: Fact, now: MediaMs) -> list[Decision]:
        """Decide about one fact. Facts after the end decide nothing."""
        if self.floor is Floor.ENDED or (self._voicemail.on and isinstance(fact, _OF_PEOPLE)):
            return []
        if self._staff.attended is not None and not isinstance(fact, _FOR_ALL):
            return self._staff.attended.handle(fact, now)
        self._decide(fact, now)
        return self._settled(now)

    def tick(self, now: MediaMs) -> list[Decision]:
        """Decide what only time decides."""
        return [] if self.floor is Floor.ENDED else self._settled(now)

    def deadline(self) -> MediaMs | None:
        """The next moment at which `tick` may decide something; None: only facts can."""
        alarms = self._alarms()
        return MediaMs(min(one.at for one in alarms)) if alarms else None

    @property
    def floor(self) -> Floor:
        """Whose floor it is."""
        return self._shared.floor

    @property
    def we_speak(self) -> bool:
        """Is our voice at the caller's ear, so that his is over it?"""
        return self.floor is Floor.SPEAKING

    @property
    def language(self) -> Language:
        """The language of our last sentence."""
        return self._replies.language

    def _settled(self, now: MediaMs) -> list[Decision]:
        """What follows from what is so now, until nothing more does."""
        for _ in range(_MOST_AT_ONCE):
            if (end := self._replies.wordless(now)) is not None:
                self._reply_over(end, now)
            due = [one for one in self._alarms() if one.at <= now]
            if not due:
                break
            min(due, key=lambda one: one.at).ring(now)
        self._staff.follow(now)
        if self.floor is Floor.ENDED:
            self._staff.part()
        return self._shared.take()

    def _alarms(self) -> list[Alarm]:
        """All that time alone will decide, as things stand."""
        if self.floor is Floor.ENDED:
            return []
        if self._staff.attended is not None:
            return [Alarm(self._shared.plan.limits.call_limit_ms, self._limit_of_person)]
        return [
            *self._staff.alarms(),
            *self._keypad.alarms(),
            *self._pauses.alarms(),
            *self._overlaps.alarms(),
            *self._failures.alarms(),
            *self._silences.alarms(),
            *self._limits.alarms(),
        ]

    def _limit_of_person(self, now: MediaMs) -> None:
        self._staff.leave(now)
        self._limits.reached(now)

    def _decide(self, fact: Fact, now: MediaMs) -> None:
        match fact:
            case SpeechStarted(at):
                self._speech_started(at, now)
            case SpeechPaused(at, speech_ms):
                if self._caller.said is not None and self.floor in (Floor.HEARING, Floor.HELD):
                    self._caller.pauses(at, speech_ms)
                    self._shared.move(Event.SPEECH_PAUSED)
            case TurnScored(utterance, probability):
                self._caller.scored(utterance, probability)
            case CallerSaid(heard):
                self._caller_said(heard, now)
            case ReplySentence():
                self._replies.sentence(fact, now)
            case ReplyEnded():
                if (told := self._replies.thought(fact)) is not None:
                    self._staff.judge(told, now)
            case VoiceStarted(generation):
                self._replies.voice_started(generation, now)
            case PlayoutStarted():
                self._replies.playout_started(fact)
            case PlayoutEnded():
                if (end := self._replies.playout_ended(fact, now)) is not None:
                    self._reply_over(end, now)
            case DigitPressed(digit):
                self._keypad.pressed(digit, now)
            case ProviderFailed():
                self._provider_failed(fact, now)
            case Answered():
                self._replies.ask(self._replies.turn("start"), now)
            case TurnTakingChosen(choice):
                self._shared.listen_as(choice)
            case _:
                self._of_others(fact, now)

    def _of_others(self, fact: Fact, now: MediaMs) -> None:
        """What neither the caller's voice nor our own engines do."""
        match fact:
            case CallerGone(reason):
                self._shared.note("caller.gone", reason=reason)
                self._replies.stop(now)
                self._replies.drop_draft()
                self._shared.over("caller")
            case DrainAsked():
                self._shared.note("call.drained")
                self._staff.leave(now)
                self._replies.announce(phrases.DRAINING, "hang_up", now)
            case StaffAsked():
                self._staff.asked(fact, now)
            case Consulted(outcome):
                self._staff.consulted(outcome, now)
            case ColleagueGone():
                self._staff.colleague_gone(now)
            case HumanSaid():
                pass  # the last words of somebody who has handed the call back
            case MachineAnswered():
                self._voicemail.answered(now)
            case MachineListens():
                self._voicemail.listens(now)

    # --- the caller's voice ----------------------------------------------------------------------

    def _speech_started(self, at: MediaMs, now: MediaMs) -> None:
        floor, caller, replies = self.floor, self._caller, self._replies
        if floor in (Floor.PAUSED, Floor.HELD_PAUSED) and caller.said is not None:
            replies.drop_draft()
            caller.goes_on(at, learns=floor is Floor.PAUSED)
        elif floor in (Floor.LISTENING, Floor.REPLYING, Floor.SPEAKING):
            caller.begins(at, over_us=floor is not Floor.LISTENING)
            if replies.draft is not None and replies.draft.told:
                replies.drop_draft()
            if floor is not Floor.LISTENING:
                replies.hold(now)
        self._shared.move(Event.SPEECH_STARTED)

    def _caller_said(self, heard: Heard, now: MediaMs) -> None:
        said = self._caller.said
        if said is None or heard.utterance != said.number:
            if heard.final:
                self._late_words(heard, now)
            return
        if not heard.final:
            said.partial = heard
            self._overlaps.partial(heard, now)
            return
        if self.floor not in (Floor.PAUSED, Floor.HELD_PAUSED):
            return
        said.final, said.transcript_at = heard, now
        if self.floor is Floor.HELD_PAUSED and not self._overlaps.gives_way(said, heard, now):
            return
        if heard.text.strip():
            self._pauses.heard(said, now)
            return
        self._caller.done(now)
        self._shared.move(Event.NO_WORDS)
        self._silences.no_words(said, now)

    def _late_words(self, heard: Heard, now: MediaMs) -> None:
        late = self._silences.owed.utterances.get(heard.utterance)
        if late is not None:
            is_nod = late.over_us and self._overlaps.is_nod(late, heard)
            self._silences.late_words(heard, now, is_nod=is_nod)

    # --- our own side ----------------------------------------------------------------------------

    def _reply_over(self, end: ReplyEnd, now: MediaMs) -> None:
        """The caller has heard a reply to its end; what it says is to follow, follows."""
        if end.then == "transfer" and end.transfer_to is not None:
            if self._shared.plan.warm:
                self._staff.consult(end.transfer_to)
                return
            self._shared.decide(Transfer(end.transfer_to))
            self._shared.over("assistant")
        elif end.then == "hang_up":
            self._shared.over("assistant")
        elif self._silences.owed and not self._silences.owed.waiting:
            self._silences.answer_late(now)

    def _provider_failed(self, fact: ProviderFailed, now: MediaMs) -> None:
        self._shared.note("provider.failed", stage=fact.stage, code=fact.code)
        if fact.generation is not None and self._replies.known(fact.generation) is None:
            return
        was_told = self._staff.refuse_draft("The assistant's brain fails just now.", now)
        if not (was_told and fact.stage == "thinker"):
            self._failures.failed(fact, now)
