"""A scripted caller who is asked for a moment waits for what comes."""

from __future__ import annotations

from vaani.call import phrases
from vaani.call.ports.journal import TurnRecord
from vaani.testing.spoken_call import Tap


def told(*texts: str) -> bool:
    tap = Tap()
    for number, text in enumerate(texts):
        tap.turn(TurnRecord(number, "assistant", text, "en", 0, 1))
    return tap.asked_to_wait


def test_only_words_for_who_waits_are_waited_behind() -> None:
    moment, still = phrases.FILLER, phrases.STILL_AT_IT
    assert told(moment.en, still.hi)
    assert told("", moment.hi)
    assert not told()
    assert not told(moment.en, "For how many people?")
    assert not told("One moment, I am connecting you.")
