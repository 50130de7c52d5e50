"""What does the caller hear when our side does not do its work?

A brain, a voice or a recogniser that is late or fails: first a word that it takes longer, then an
apology, then a person, the keys alone (outage mode), or the end. Pure; milliseconds of the call.
"""

from __future__ import annotations

from typing import Literal

from vaani.call import phrases
from vaani.call.core.dialogue_state import Reply
from vaani.call.core.replies import Replies
from vaani.call.core.shared import Alarm, Shared
from vaani.call.core.silences import Silences
from vaani.call.core.turns import Floor
from vaani.call.core.voicemail import Voicemail
from vaani.call.decisions import Transfer
from vaani.call.facts import ProviderFailed
from vaani.kit.clock import MediaMs


class Failures:
    """What has failed so far. `outage`: is the call in outage mode? None: it has none."""

    __slots__ = ("_apologies", "_replies", "_shared", "_silences", "_voicemail", "outage")

    def __init__(
        self,
        shared: Shared,
        replies: Replies,
        silences: Silences,
        voicemail: Voicemail,
        *,
        has_outage: bool,
    ) -> None:
        self._shared = shared
        self._replies = replies
        self._silences = silences
        self._voicemail = voicemail
        self._apologies = 0
        self.outage: bool | None = False if has_outage else None

    def alarms(self) -> list[Alarm]:
        """When a reply that is ours is late: its words, its voice, its end."""
        reply, floor = self._replies.reply, self._shared.floor
        if floor is Floor.CLOSING:
            since = reply.committed if reply is not None and reply.committed is not None else 0
            return [Alarm(since + self._shared.settings.closing_ms, self._part_unheard)]
        if floor not in (Floor.REPLYING, Floor.SPEAKING):
            return []
        if reply is None or reply.committed is None:
            return []
        if not reply.sentences:
            return self._late_words(reply, reply.committed)
        if reply.unvoiced:
            since = max(reply.moved, reply.committed)
            return [Alarm(since + self._shared.settings.voice_ms, self._voice_stalled)]
        return []

    def _late_words(self, reply: Reply, since: int) -> list[Alarm]:
        limits = self._shared.plan.limits
        alarms = [Alarm(since + limits.stall_after_ms, self._reply_stalled)]
        if not reply.filled:
            alarms.append(Alarm(since + limits.filler_after_ms, self._replies.fill))
        return alarms

    def _voice_stalled(self, now: MediaMs) -> None:
        reply = self._replies.reply
        self._shared.note("voice.stalled", sentences=reply.sentences if reply is not None else 0)
        self._outage_or_mute("stalled", now)

    def _reply_stalled(self, now: MediaMs) -> None:
        reply = self._replies.reply
        since = reply.committed if reply is not None and reply.committed is not None else now
        self._shared.note("reply.stalled", waited_ms=now - since)
        self._apologise(now)

    def failed(self, fact: ProviderFailed, now: MediaMs) -> None:
        """Somebody who works for this call cannot."""
        if fact.stage == "speaker":
            self._outage_or_mute(fact.code, now)
        elif fact.stage == "detector" or (fact.stage == "transcriber" and self.outage):
            return
        elif fact.stage == "transcriber" and (not fact.retryable or self._apologies > 1):
            self._silences.too_busy(fact.code, now)
        elif fact.retryable:
            self._apologise(now)
        else:
            self._give_up(fact.code, now)

    def _apologise(self, now: MediaMs) -> None:
        self._apologies += 1
        if self._apologies > 2:
            self._give_up("brain", now)
        else:
            self._replies.announce(phrases.APOLOGY, "listen", now)

    def _give_up(self, why: str, now: MediaMs) -> None:
        """No brain answers: to a person, where there is one, else to the keys."""
        can_transfer = self._shared.plan.transfer is not None
        if can_transfer or not self._fall_back(why, now):
            way_out: Literal["hang_up", "transfer"] = "transfer" if can_transfer else "hang_up"
            self._replies.announce(phrases.GIVING_UP, way_out, now)

    def _fall_back(self, why: str, now: MediaMs) -> bool:
        """Into outage mode, once: only keys and what was recorded are left. False: it was tried, or
        the call is ending."""
        if self.outage is not False or self._voicemail.on or self._replies.ending:
            return False
        if self._shared.floor is Floor.CLOSING:
            return False
        self.outage = True
        self._silences.owed.forget()
        self._shared.note("outage", why=why)
        self._replies.ask(self._replies.turn("outage"), now)
        return True

    def _outage_or_mute(self, why: str, now: MediaMs) -> None:
        """No voice speaks."""
        if self._shared.floor is Floor.CLOSING and self.outage is False:
            self._part_unheard(now)
        elif not self._fall_back(why, now):
            self._mute_end(now)

    def _mute_end(self, now: MediaMs) -> None:
        """There is no voice: nothing can be said, so the caller is passed on or let go."""
        plan = self._shared.plan
        if plan.transfer is not None and plan.passes_on:
            self._shared.decide(Transfer(plan.transfer.number))
        self._replies.stop(now)
        self._shared.over("system", "failed")

    def _part_unheard(self, now: MediaMs) -> None:
        """The farewell does not come to its end: what was to follow it follows now."""
        self._shared.note("farewell.stalled")
        reply = self._replies.reply
        end = reply.end if reply is not None else None
        passes_on = end is not None and end.then == "transfer" and self._shared.plan.passes_on
        if end is not None and passes_on and end.transfer_to is not None:
            self._shared.decide(Transfer(end.transfer_to))
        self._replies.stop(now)
        self._shared.over("system", "failed")
