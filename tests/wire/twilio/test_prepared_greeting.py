"""Over the real wiring: who rings after the start hears a greeting that was made before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import vaani.providers.simulated.speaker
from vaani.testing.voices import LegibleVoice

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module", autouse=True)
def voice() -> Iterator[LegibleVoice]:
    made = LegibleVoice()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vaani.providers.simulated.speaker, "SimulatedSpeaker", lambda _delays: made)
        yield made


async def test_the_first_caller_is_greeted_by_speech_that_was_made_before_he_rang(
    town: Any, voice: LegibleVoice
) -> None:
    await town.house.preparer.look()
    before = list(voice.said)
    assert voice.ahead == before
    peer = await town.pick_up(await town.ring())
    await peer.assistant_finished()
    counts = town.house.preparer.speaker.counts
    assert counts.memory >= 2
    assert voice.said == before
    await peer.hang_up()
