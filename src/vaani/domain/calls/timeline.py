"""What happened when in a call, lane by lane? Spans of media time, from its turns and events; pure.

All times are ms since the answer, as in the transcript and the recording. Words are not here: a
span names its `turn`, whose words the transcript has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from vaani.call.plan import Text
from vaani.domain.calls import account

Lane = Literal[
    "caller",
    "recogniser",
    "end_of_turn",
    "model",
    "tool",
    "voice",
    "assistant",
    "human",
    "line",
    "trouble",
]
"""`caller`: his voice as the detector heard it; `recogniser`: from his last word to its text;
`end_of_turn`: from his last word to the decision that he is done, and the scores of his pauses;
`model`: from the text to the first sentence; `voice`: from that to its first sound; `assistant`:
what he heard of us; `human`: what one of the staff said in its place; `tool`: rows that were read
or written; `line` and `trouble`: the rest."""


class Turn(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def speaker(self) -> str: ...
    @property
    def start_ms(self) -> int: ...
    @property
    def end_ms(self) -> int: ...
    @property
    def interrupted(self) -> bool: ...
    @property
    def times(self) -> Mapping[str, int | None]: ...


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted from `start_ms` to `end_ms`; None: it was a moment."""

    lane: Lane
    kind: str
    start_ms: int
    end_ms: int | None = None
    turn: int | None = None
    words: Text | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


_STAGES: tuple[tuple[Lane, str, str, str], ...] = (
    ("recogniser", "recognised", "speech_end", "transcript"),
    ("end_of_turn", "decided", "speech_end", "endpoint"),
    ("model", "thought", "transcript", "thought"),
    ("voice", "voiced", "thought", "voiced"),
)
_LANES: Mapping[str, Lane] = {
    "caller.spoke": "caller",
    "turn.scored": "end_of_turn",
    "nod": "end_of_turn",
    "barge_in": "end_of_turn",
    "tool": "tool",
}


def timeline_of(turns: Sequence[Turn], events: Sequence[account.Event]) -> tuple[Span, ...]:
    """Every span of the call in the order of its start."""
    spans = [span for turn in turns for span in _of_turn(turn)]
    spans += [_of_event(event) for event in events]
    return tuple(sorted(spans, key=lambda one: (one.start_ms, one.lane)))


def _of_turn(turn: Turn) -> list[Span]:
    if turn.speaker != "assistant":
        lane: Lane = "caller" if turn.speaker == "caller" else "human"
        return [Span(lane, "said", turn.start_ms, turn.end_ms, turn.number)]
    times = turn.times
    spans = [
        Span(lane, kind, start, max(start, end), turn.number)
        for lane, kind, began, ended in _STAGES
        if (start := times.get(began)) is not None and (end := times.get(ended)) is not None
    ]
    late = account.lateness_of(turn)
    about = {} if late is None else {"answered_after_ms": late}
    kind = "interrupted" if turn.interrupted else "heard"
    heard = Span("assistant", kind, turn.start_ms, turn.end_ms, turn.number, None, about)
    return [*spans, heard]


def _of_event(event: account.Event) -> Span:
    weight = account.EVENTS.get(event.kind, ("course",))[0]
    lane: Lane = "trouble" if weight == "trouble" else _LANES.get(event.kind, "line")
    data = dict(event.data)
    end = data.pop("until_ms", None) if event.kind == "caller.spoke" else None
    return Span(lane, event.kind, event.at_ms, end, None, account.words_of(event), data)
