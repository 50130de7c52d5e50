"""Words and recordings are gone when the business's days are over, and not before."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from vaani.bootstrap.keeping import Keeper
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallResult
from vaani.domain.bookings import repository
from vaani.domain.calls.account import account_of
from vaani.domain.calls.tables import EventRow
from vaani.kit.clock import Instant

SHOP = """
slug: shop
name: Shop
kind: other
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "12:00", close: "23:00"}]}
privacy: {record_audio: true, keep_transcript_days: 10, announce: true}
"""


async def test_after_its_days_a_call_has_neither_words_nor_sound(
    rooms: Any, tmp_path: Path
) -> None:
    shop = await rooms.opens(SHOP)
    keeper = Keeper(rooms.businesses, rooms.calls, tmp_path, rooms.clock)
    for id in ("old", "new"):
        plan = await rooms.calls.begin(CallPlan(id, shop, Caller(None), "twilio", f"CA-{id}"))
        journal = rooms.calls.journal(plan)
        journal.answered(plan)
        journal.turn(TurnRecord(1, "caller", "my name is Lila", "en", 0, 900))
        await journal.ended("completed", "caller", CallResult("answered", "en"), 1000)
        sound = tmp_path / "shop" / f"{id}.wav"
        sound.parent.mkdir(exist_ok=True)
        sound.write_bytes(b"RIFF")
        os.utime(sound, (rooms.clock.moment.timestamp(),) * 2)
        await keeper.sweep()
        assert len((await rooms.calls.detail(id)).turns) == 1
        rooms.clock.passes(days=6)
    await keeper.sweep()
    old, new = await rooms.calls.detail("old"), await rooms.calls.detail("new")
    assert (old.turns, old.call.outcome) == ((), "answered")
    assert len(new.turns) == 1
    assert [file.name for file in (tmp_path / "shop").iterdir()] == ["new.wav"]


async def test_a_call_that_a_dead_process_left_open_is_closed_as_failed(
    rooms: Any, tmp_path: Path
) -> None:
    shop = await rooms.opens(SHOP)
    keeper = Keeper(rooms.businesses, rooms.calls, tmp_path, rooms.clock)
    for id in ("lost", "now"):
        await rooms.calls.begin(CallPlan(id, shop, Caller(None), "twilio", f"CA-{id}"))
        await keeper.sweep()
        assert (await rooms.calls.detail(id)).call.ended_at is None
        rooms.clock.passes(hours=4)
    await keeper.sweep()
    lost, open_ = await rooms.calls.detail("lost"), await rooms.calls.detail("now")
    assert (lost.call.status, lost.call.ended_by) == ("failed", "system")
    assert open_.call.ended_at is None


async def test_a_call_of_a_killed_process_is_ended_where_it_was_last_heard_of_and_told(
    rooms: Any, tmp_path: Path
) -> None:
    shop = await rooms.opens(SHOP)
    await rooms.calls.begin(CallPlan("killed", shop, Caller(None), "twilio", "CA-killed"))
    async with rooms.database.transaction() as session:
        row = EventRow(id="e1", call_id="killed", kind="turn.scored", at_ms=6_500, data={})
        await repository.add(session, [row])
    began = (await rooms.calls.detail("killed")).call.started_at
    rooms.clock.passes(hours=1)
    await Keeper(rooms.businesses, rooms.calls, tmp_path, rooms.clock).begin()
    detail = await rooms.calls.detail("killed")
    assert (detail.call.status, detail.call.outcome) == ("failed", None)
    assert detail.call.ended_at == began + timedelta(seconds=6.5)
    assert detail.call.duration_ms == 6_500
    account = account_of(detail.call, detail.turns, detail.events)
    assert account.ending == "process_died"
    assert "stopped unexpectedly" in (account.ending_words.en or "")
    told = [one for one in await rooms.outbox.after(0) if one.type == "call.failed"]
    assert [one.payload["reason"] for one in told] == ["process_died"]


class SetClock:
    """A clock that somebody sets: the time that passes does not follow."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def instant(self) -> Instant:
        return Instant(0.0)


async def test_a_clock_that_was_set_forward_and_back_removes_no_words(
    rooms: Any, tmp_path: Path
) -> None:
    shop = await rooms.opens(SHOP)
    plan = await rooms.calls.begin(CallPlan("one", shop, Caller(None), "twilio", "CA-one"))
    journal = rooms.calls.journal(plan)
    journal.answered(plan)
    journal.turn(TurnRecord(1, "caller", "my name is Lila", "en", 0, 900))
    clock = SetClock(rooms.clock.moment)
    keeper = Keeper(rooms.businesses, rooms.calls, tmp_path, clock)
    await keeper.sweep()
    for days in (4000, 0):
        rooms.clock.moment = clock.moment = clock.moment.replace(year=2027 + days // 365)
        await keeper.sweep()
    kept = await rooms.calls.detail("one")
    assert kept.call.ended_at is None
    await journal.ended("completed", "caller", CallResult("answered", "en"), 1000)
    assert len((await rooms.calls.detail("one")).turns) == 1
