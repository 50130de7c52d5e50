"""An engine fails in the middle of a call: what does the caller notice?"""

from __future__ import annotations

import pytest

from vaani.providers.hearing_chain import ChainedTranscriber
from vaani.providers.simulated.delays import REPLY, Delays
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.thinker import GREETING
from vaani.testing.failing_calls import (
    WORDS,
    BreakingVoice,
    HeardVoice,
    Played,
    play,
    recogniser,
    voices,
)
from vaani.testing.vendors.faults import Fault, Lines
from vaani.testing.virtual_time import run

ANSWER = " ".join(REPLY)
OFFSETS = (0.0, 0.37)
DAYS = {
    "well": (),
    "refused at the start": (Fault(status=401),), "overloaded": (Fault(status=503),) * 2,
    "reset in mid-speech": (Fault(drop_after=1),), "reset twice": (Fault(drop_after=1),) * 2,
    "silent": (Fault(stall_after=0),), "silent after a partial": (Fault(stall_after=1),),
    "garbage": (Fault(garbage_after=0),) * 2,
}  # fmt: skip


def hears(faults: tuple[Fault, ...], offset_s: float) -> Played:
    async def call() -> Played:
        lines = Lines((WORDS,))
        first = recogniser("first", lines, faults)
        chain = ChainedTranscriber([first, recogniser("second", lines)])
        return await play(chain, SimulatedSpeaker(Delays()), offset_s)

    return run(call)


@pytest.mark.parametrize("offset_s", OFFSETS)
@pytest.mark.parametrize("day", DAYS)
def test_the_callers_sentence_is_answered_whatever_becomes_of_the_recogniser(
    day: str, offset_s: float
) -> None:
    played = hears(DAYS[day], offset_s)
    said = played.journal.said("caller")
    assert said == [WORDS]
    assert played.journal.said("assistant") == [GREETING, ANSWER]
    assert played.answered_after < 3.0
    assert played.journal.status == "completed"


def test_when_every_recogniser_is_gone_the_caller_is_told() -> None:
    async def call() -> Played:
        lines = Lines((WORDS,))
        dead = [Fault(status=503)] * 50
        chain = ChainedTranscriber([recogniser("a", lines, dead), recogniser("b", lines, dead)])
        return await play(chain, SimulatedSpeaker(Delays()), 0.0)

    played = run(call)
    told = " ".join(played.journal.said("assistant"))
    assert told.endswith("Goodbye."), told
    assert played.heard, "no silent call"


@pytest.mark.parametrize("stalls", [False, True], ids=["breaks", "stalls"])
@pytest.mark.parametrize("sound_s", [0.0, 1.0])
def test_an_answer_whose_voice_fails_is_heard_once_to_its_end(sound_s: float, stalls: bool) -> None:
    backup = HeardVoice()

    async def call() -> Played:
        first = BreakingVoice(sound_s, stalls=stalls, fails=lambda text: text == REPLY[1])
        chain = ChainedTranscriber([recogniser("only", Lines((WORDS,)))])
        return await play(chain, voices(first, backup), 0.0)

    played = run(call)
    assert played.journal.said("assistant") == [GREETING, ANSWER]
    assert len(backup.asked) == 1
    assert REPLY[1].endswith(backup.asked[0])
    assert (backup.asked[0] == REPLY[1]) is (sound_s == 0.0)
    assert played.longest_gap < 3.0
