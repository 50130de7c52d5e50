"""What do people of the house do to a call: whisper, take it over, pass it on, be asked to take it?

An instruction waits until nobody speaks. A person who takes the caller over, or a colleague who is
being called, carries the call in our place (`attended`). Pure; milliseconds of the call.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from vaani.call import phrases
from vaani.call.core.attended import Attended
from vaani.call.core.caller import Caller
from vaani.call.core.dialogue_state import Reply
from vaani.call.core.failures import Failures
from vaani.call.core.keypad import Keypad
from vaani.call.core.replies import Replies
from vaani.call.core.shared import Alarm, Shared
from vaani.call.core.silences import Silences
from vaani.call.core.turns import Event, Floor
from vaani.call.core.voicemail import Voicemail
from vaani.call.core.whispers import Whisper, Whispers, follows, read
from vaani.call.decisions import Answer, Attend, Consult, Join
from vaani.call.facts import ConsultOutcome, StaffAsked
from vaani.call.ports.thinker import ReplyEnd
from vaani.call.ports.transcriber import Alternative
from vaani.kit.clock import MediaMs

_NOBODY = "This call cannot be passed on: its wire cannot, or the business file names no number."
_TAKEN_OVER = "A person has taken the call over."
_OUR_OWN = 0
"""The `ref` of an instruction that is no wish of the staff."""
_WHISPERED_MS = 4_000
"""So long a brain may take to say what it would make of an instruction."""


class Staff:
    """People beside the call. `attended`: a person speaks with the caller in our place, or one is
    being called."""

    __slots__ = (
        "_caller",
        "_colleague",
        "_failures",
        "_keypad",
        "_replies",
        "_shared",
        "_silences",
        "_voicemail",
        "_whispers",
        "attended",
    )

    def __init__(
        self,
        shared: Shared,
        caller: Caller,
        replies: Replies,
        silences: Silences,
        failures: Failures,
        keypad: Keypad,
        voicemail: Voicemail,
        whispers: Whispers,
    ) -> None:
        self._shared = shared
        self._caller = caller
        self._replies = replies
        self._silences = silences
        self._failures = failures
        self._keypad = keypad
        self._voicemail = voicemail
        self._whispers = whispers
        self._colleague: Literal["asked", "joined"] | None = None
        self.attended: Attended | None = None

    def alarms(self) -> list[Alarm]:
        """When an instruction is given up that the brain takes too long about."""
        draft = self._replies.draft
        if draft is None or draft.told is None:
            return []
        return [Alarm(draft.started + _WHISPERED_MS, self._too_slow)]

    # --- wishes ----------------------------------------------------------------------------------

    def asked(self, fact: StaffAsked, now: MediaMs) -> None:
        """One of the staff wants something."""
        refusal: str | None = None
        shared, replies = self._shared, self._replies
        if fact.wish == "forget":
            refusal = self._forget(fact.ref)
        elif fact.wish == "hang_up":
            shared.note("staff.hung_up")
            self.leave(now)
            replies.stop(now)
            replies.drop_draft()
            shared.over("system")
        elif replies.ending or self._voicemail.on or shared.floor is Floor.CLOSING:
            refusal = "The call is just ending."
        elif fact.wish == "whisper":
            self._whispered(fact)
            return
        elif fact.wish == "take_over":
            refusal = self._take_over(now)
        elif fact.wish == "hand_back":
            refusal = self._hand_back(now)
        else:
            refusal = self._pass_on(now)
        shared.decide(Answer(fact.ref, refusal))

    def part(self) -> None:
        """The call is over: nothing that waits will be followed."""
        for waiting in self._whispers.all():
            self._shared.decide(Answer(waiting.ref, "The call is over."))

    # --- instructions ----------------------------------------------------------------------------

    def _whispered(self, fact: StaffAsked) -> None:
        """An instruction waits for the first moment at which nobody speaks, or is refused."""
        whisper, shared = read(fact.ref, fact.words), self._shared
        if isinstance(whisper, str):
            shared.decide(Answer(fact.ref, whisper))
        elif self.attended is not None:
            shared.decide(Answer(fact.ref, "A person speaks with the caller: hand it back."))
        elif whisper.kind != "pass_on" and self._failures.outage:
            shared.decide(Answer(fact.ref, "Only recorded sentences can be said now."))
        elif whisper.kind == "pass_on" and shared.plan.transfer is None:
            shared.decide(Answer(fact.ref, _NOBODY))
        else:
            self._whispers.add(whisper)

    def _forget(self, ref: int) -> str | None:
        draft = self._replies.draft
        if draft is not None and draft.told and draft.told.ref == ref:
            self._replies.drop_draft()
        return None if self._whispers.forget(ref) else "It does not wait any more."

    def follow(self, now: MediaMs) -> None:
        """Nobody speaks and nothing is owed: the next reply is the one that was whispered."""
        replies = self._replies
        busy = replies.reply or replies.draft or self._caller.said or self._silences.owed
        if not self._whispers or busy or self._keypad or replies.ending:
            return
        if self._shared.floor is not Floor.LISTENING or self.attended is not None:
            return
        whisper = self._whispers.next()
        if whisper.kind != "message":
            self._shared.note("staff.whispered", what=whisper.kind)
        if whisper.kind == "say":
            replies.announce(whisper.text, "listen", now, whisper.language)
            self._shared.decide(Answer(whisper.ref))
        elif whisper.kind == "pass_on":
            self._shared.decide(Answer(whisper.ref, self._pass_on(now)))
        else:
            turn = replace(replies.turn("said"), alternatives=(Alternative(whisper.words),))
            replies.begin_told(turn, now, whisper)

    def judge(self, reply: Reply, now: MediaMs) -> None:
        """The brain has said what it would make of an instruction."""
        whisper = reply.told
        if whisper is None:
            return
        found = follows(whisper, [text for text, _ in reply.texts], reply.end or ReplyEnd())
        if isinstance(found, str):
            self.refuse_draft(found)
            return
        if not found:
            spoken = reply.texts[0][1] if reply.texts else reply.language
            words = phrases.NOT_REACHED if whisper.kind == "message" else phrases.OFFERED
            first = words.speak(spoken).format(when=whisper.words)
            reply.texts.insert(0, (first, spoken))
        self._replies.say_told(reply, now)
        self._shared.decide(Answer(whisper.ref))

    def _too_slow(self, now: MediaMs) -> None:
        self.refuse_draft("The assistant does not say in time what it would make of it.", now)

    def refuse_draft(self, why: str, now: MediaMs | None = None) -> bool:
        """The instruction that the draft would follow is not followed. `now` None: somebody speaks
        instead of us. False: the draft follows none."""
        draft = self._replies.draft
        if draft is None or draft.told is None:
            return False
        told, draft.told = draft.told, None
        self._replies.drop_draft()
        if told.kind == "message":
            if now is not None:
                self._replies.announce(phrases.NOT_REACHED, "listen", now)
            return True
        self._shared.note("staff.not_followed")
        self._shared.decide(Answer(told.ref, why))
        return True

    # --- a person in our place -------------------------------------------------------------------

    def _take_over(self, now: MediaMs) -> str | None:
        """A person takes the caller over; what was asked stays asked."""
        if self.attended is not None:
            return "Somebody else speaks with the caller already."
        for waiting in self._whispers.all():
            self._shared.decide(Answer(waiting.ref, _TAKEN_OVER))
        self.refuse_draft(_TAKEN_OVER)
        self._replies.stop(now)
        self._replies.drop_draft()
        self._silences.owed.forget()
        self._keypad.forget()
        self._shared.note("staff.took_over")
        self.attended = Attended(self._caller.count, self._replies.turns, self._caller.said)
        self._step_aside()
        self._shared.decide(Attend(True))
        return None

    def _step_aside(self) -> None:
        self._caller.forget()
        self._replies.quiet_from(None)
        self._shared.move(Event.HANDED_OVER)

    def leave(self, now: MediaMs) -> bool:
        """The person is gone; False: there was none."""
        attended, self.attended = self.attended, None
        if attended is None:
            return False
        self._caller.counted(attended.utterances)
        self._shared.decide(*attended.close(now))
        if self._colleague is None:
            self._shared.note("staff.handed_back")
        self._colleague = None
        self._shared.decide(Attend(False))
        self._replies.prompts = 0
        return True

    def _hand_back(self, now: MediaMs) -> str | None:
        if not self.leave(now):
            return "Nobody has taken this call over."
        self._replies.announce(phrases.BACK_WITH_US, "listen", now)
        return None

    def _pass_on(self, now: MediaMs) -> str | None:
        if self._shared.plan.transfer is None:
            return _NOBODY
        self.leave(now)
        self._replies.announce(phrases.PASSING_ON, "transfer", now)
        return None

    # --- a colleague is asked --------------------------------------------------------------------

    def consult(self, number: str) -> None:
        """The caller waits while somebody is asked to take him."""
        shared, replies = self._shared, self._replies
        language, words = replies.language, max(replies.last_words, key=len, default="")
        about = phrases.BRIEFING_ABOUT.speak(language).format(words=words) if words else ""
        briefing = phrases.BRIEFING.speak(language)
        business = shared.plan.business.name
        shared.note("transfer.asked")
        shared.decide(Consult(number, briefing.format(business=business, about=about), language))
        self.attended = Attended(self._caller.count, replies.turns, None)
        self._colleague = "asked"
        replies.ending = False
        self._step_aside()

    def consulted(self, outcome: ConsultOutcome, now: MediaMs) -> None:
        """He takes the caller; else the caller is offered to leave a message."""
        shared, transfer = self._shared, self._shared.plan.transfer
        if self._colleague != "asked" or transfer is None:
            return
        if outcome == "accepted":
            self._colleague = "joined"
            shared.note("transfer.accepted")
            shared.decide(Join(transfer.number))
            return
        shared.note("transfer.not_taken", why=outcome)
        self.leave(now)
        if self._failures.outage:
            self._replies.announce(phrases.NOT_REACHED, "listen", now)
            return
        words = phrases.LEAVES_MESSAGE.speak(self._replies.language)
        self._whispers.again(Whisper(_OUR_OWN, "message", words))

    def colleague_gone(self, now: MediaMs) -> None:
        """The colleague who has taken the caller has hung up: so is the call."""
        if self._colleague == "joined":
            self._shared.note("transfer.colleague_gone")
            self.leave(now)
            self._shared.over("system")
