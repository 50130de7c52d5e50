"""Spoilt messages on a live media socket: the call goes on, and the next caller is greeted.

The long run (100,000 messages and the server's memory) is `bench/mutate_media.py`.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from vaani.telephony.messages import Stopped
from vaani.telephony.twilio.wire import read
from vaani.testing.mutants import mutants

pytestmark = pytest.mark.asyncio(loop_scope="module")
SIDS = ("MZ" + "0" * 32, "CA" + "0" * 32)


async def test_two_thousand_spoilt_messages_do_not_end_the_call(
    town: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answered = await town.ring()
    peer = await town.pick_up(answered)
    harmless = (one for one in mutants(7, *SIDS) if not isinstance(read(one), Stopped))
    for number, message in enumerate(itertools.islice(harmless, 2000)):
        peer.raw(message, binary=number % 97 == 0)
        if number % 100 == 99:
            await peer.roundtrip()
    assert not peer.closed.is_set()
    assert town.running == [answered.call_id]
    await peer.hang_up()
    await town.over(answered.call_id)
    events = (await town.house.nouns.calls.detail(answered.call_id)).events
    counted = next(event.data for event in events if event.kind == "line.counters")
    assert counted["malformed"] > 1000
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_the_next_caller_is_greeted(town: Any) -> None:
    peer = await town.pick_up(await town.ring())
    assert await peer.assistant_finished(timeout_s=10)
    await peer.hang_up()
    assert peer.complaints == []


async def test_the_parser_reads_anything_without_raising() -> None:
    kinds = {type(read(one)).__name__ for one in itertools.islice(mutants(11, *SIDS), 20_000)}
    assert {"bytes", "Malformed", "Ignored", "Digit", "Played", "Started", "Stopped"} <= kinds
