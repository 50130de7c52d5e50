"""The local recogniser slow, stuck or broken in mid-call: what does the caller notice? His words
are heard all the same, or he is told the truth; he is never left in silence."""

from __future__ import annotations

import pytest

from vaani.providers.simulated.delays import REPLY
from vaani.providers.simulated.thinker import TOO_BUSY
from vaani.testing.failing_jobs import FAULTS, WORDS, Fault, always, endure
from vaani.testing.virtual_time import run

LONGEST_S = 3.0
CALLS = 5
"""Of each kind; `bench/failures.py` makes thirty."""


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_what_was_said_is_heard_and_answered(fault: Fault) -> None:
    for number in range(CALLS):
        call = run(lambda number=number: endure(fault, number, 18))  # type: ignore[misc]
        assert call.journal.said("caller") == [WORDS], number
        assert REPLY[0] in " ".join(call.journal.said("assistant")), number
        assert call.silence_s <= LONGEST_S, number


def test_where_nothing_comes_back_he_is_told_the_truth_and_the_call_ends() -> None:
    for number in range(CALLS):
        call = run(lambda number=number: endure(always(None), number, 24))  # type: ignore[misc]
        assert TOO_BUSY in call.journal.said("assistant"), number
        assert call.line.hung_up_at is not None, number
        assert call.silence_s <= LONGEST_S, number


def test_where_every_job_breaks_he_is_not_left_in_silence() -> None:
    broken = always(RuntimeError("broken"))
    for number in range(CALLS):
        call = run(lambda number=number: endure(broken, number, 9))  # type: ignore[misc]
        assert len(call.journal.said("assistant")) > 1, number
        assert call.silence_s <= LONGEST_S, number
