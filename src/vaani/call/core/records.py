"""How is a turn written down, the caller's and ours? Pure."""

from __future__ import annotations

from vaani.call.core.dialogue_state import Reply, Utterance
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallerTurn
from vaani.kit.clock import MediaMs


def of_caller(turn: CallerTurn, said: Utterance, now: MediaMs) -> TurnRecord:
    """What he said, in his utterance."""
    best = turn.alternatives[0] if turn.alternatives else None
    return TurnRecord(
        number=turn.number,
        speaker="caller",
        text=turn.text,
        language=best.language if best else "",
        start_ms=said.onset,
        end_ms=said.end if said.end is not None else now,
        interrupted=False,
        confidence=best.confidence if best else None,
    )


def of_keys(turn: CallerTurn, now: MediaMs) -> TurnRecord:
    """What he pressed."""
    return TurnRecord(turn.number, "caller", f"keys {turn.digits}", "", now, now)


def of_reply(
    reply: Reply,
    text: str,
    until: MediaMs,
    now: MediaMs,
    *,
    interrupted: bool,
    unheard: str = "",
) -> TurnRecord:
    """What he heard of a reply (`text`), until when, and what he did not."""
    return TurnRecord(
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
