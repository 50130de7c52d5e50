"""Whoever plays the recording beside the transcript hears each turn where it is written."""

from __future__ import annotations

import httpx
import numpy as np
import pytest

from vaani.testing.served import (
    Served,
    dial,
    phone_speech,
    recording_of,
    sign_in,
    speak,
    stored_turns,
)

pytestmark = [pytest.mark.models, pytest.mark.timeout(180)]
LOUD = 0.006
APART_MS = 100


def loud_stretches(sound: np.ndarray, rate: int) -> list[tuple[float, float]]:
    """Where there is a voice, ms; gaps under 400 ms belong to it."""
    step = rate // 100
    peaks = np.abs(sound[: len(sound) // step * step]).reshape(-1, step).max(axis=1)
    out: list[tuple[float, float]] = []
    for at in np.flatnonzero(peaks > LOUD) * 10.0:
        if out and at - out[-1][1] < 400:
            out[-1] = (out[-1][0], at + 10)
        else:
            out.append((at, at + 10))
    return out


async def test_each_turn_is_heard_in_its_channel_where_the_transcript_has_it(
    served: Served,
) -> None:
    peer, call_id = await dial(served, "bistro")
    await peer.assistant_finished()
    for question in ("Do you have parking?", "What time do you open on Sunday?"):
        assert await speak(peer, phone_speech(question, "heart")) is not None
    await peer.hang_up()
    async with httpx.AsyncClient(base_url=served.url) as client:
        await sign_in(client, served)
        turns = await stored_turns(client, call_id)
    wav = await recording_of(served, "bistro", call_id)
    assert len(wav.channels) == 2
    for number, speaker in enumerate(("caller", "assistant")):
        heard = loud_stretches(wav.channels[number] / 32768, wav.rate_hz)
        written = [turn for turn in turns if turn["speaker"] == speaker]
        assert len(heard) >= len(written) > 1
        for turn in written:
            start, end = float(turn["start_ms"]), float(turn["end_ms"])  # type: ignore[arg-type]
            begins = min(abs(start - one[0]) for one in heard)
            ends = min(abs(end - one[1]) for one in heard)
            assert begins <= APART_MS, (turn["text"], start, heard)
            assert ends <= APART_MS, (turn["text"], end, heard)
