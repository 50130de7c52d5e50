"""The caller has paused: is his turn over?

The detector of turns is asked at several moments of the silence, the words that are there begin a
draft, `endpointing` says how long all of it is waited for. Pure; milliseconds of the call.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from vaani.call.core.caller import Caller
from vaani.call.core.dialogue_state import Reply, Utterance
from vaani.call.core.endpointing import certainty, sealed, wait_ms
from vaani.call.core.patience import joined
from vaani.call.core.replies import Replies
from vaani.call.core.shared import Alarm, Shared
from vaani.call.core.silences import Silences
from vaani.call.core.turns import Floor
from vaani.call.decisions import ScoreTurn
from vaani.kit.clock import MediaMs
from vaani.language.script import from_urdu


class Pauses:
    """A pause in which the floor is nobody's."""

    __slots__ = ("_caller", "_replies", "_shared", "_silences")

    def __init__(
        self, shared: Shared, caller: Caller, replies: Replies, silences: Silences
    ) -> None:
        self._shared = shared
        self._caller = caller
        self._replies = replies
        self._silences = silences

    def alarms(self) -> list[Alarm]:
        """When the detector is asked next, and when the turn is taken or its words are late."""
        said, draft = self._caller.said, self._replies.draft
        if self._shared.floor is not Floor.PAUSED or said is None or said.end is None:
            return []
        alarms = []
        if (moment := self._score_moment(said)) is not None:
            alarms.append(Alarm(said.end + moment, partial(self._score, said)))
        over = said.end + self._wait(said)
        if draft is not None:
            alarms.append(Alarm(over, partial(self._replies.take_turn, draft)))
        elif said.final is None:
            late = said.end + self._shared.settings.patience.moment_ms
            alarms.append(Alarm(max(over, late), partial(self._silences.late, said)))
        return alarms

    def heard(self, said: Utterance, now: MediaMs) -> None:
        """All words of the utterance so far are there: a draft is begun with them."""
        final = said.final
        if final is None:
            return
        if (late := self._silences.owed.settled()) is not None:
            final = said.final = joined(late[1], final)
            said.onset = late[0].onset
        turn = replace(
            self._replies.turn("said"),
            alternatives=final.alternatives,
            spoken_language=final.spoken_language,
        )
        self._replies.begin_draft(turn, now, said)

    def _score(self, said: Utterance, _now: MediaMs) -> None:
        said.asked += 1
        self._shared.decide(ScoreTurn(said.number))

    def _score_moment(self, said: Utterance) -> int | None:
        """The silence after which the detector of turns is asked next; None: not again."""
        endpoint = self._shared.settings.endpoint
        moments = endpoint.score_at_ms
        if said.asked >= len(moments) or sealed(endpoint, said.scores):
            return None
        return moments[said.asked]

    def _wait(self, said: Utterance) -> int:
        endpoint, asked = self._shared.settings.endpoint, self._replies.asked
        acts, offers_message = _drafted(self._replies.draft)
        return wait_ms(
            endpoint,
            probability=certainty(endpoint, said.scores, asked.awaiting),
            text=None if said.words is None else from_urdu(said.words),
            awaiting=asked.awaiting,
            digits_wanted=asked.digits_wanted,
            pace=self._caller.pace.factor,
            answerable="inform" in acts and not offers_message,
            unclear=offers_message or "reprompt" in acts,
        )


def _drafted(draft: Reply | None) -> tuple[tuple[str, ...], bool]:
    """The acts of what would be answered now, and whether it offers to take a message."""
    if draft is None or draft.end is None:
        return (), False
    acts = draft.end.acts
    return acts, "inform" in acts and draft.end.awaiting == "confirm"
