"""What an owner reads of many calls at once: figures, tables for spreadsheets, room on the disk."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from vaani.api.csv_table import cell
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import StageTimes, TurnRecord
from vaani.call.ports.thinker import CallResult

RANGE = "from=2027-05-01T00:00:00Z&to=2027-06-01T00:00:00Z"


async def called(
    world: Any, id: str, outcome: Any, waits: tuple[int, ...] = (), test: bool = False
) -> None:
    bistro = await world.nouns.businesses.get("bistro")
    plan = CallPlan(id, bistro, Caller("+919876543210"), "twilio", f"CA-{id}", test=test)
    await world.nouns.calls.begin(plan)
    journal = world.nouns.calls.journal(plan)
    journal.answered(plan)
    for number, wait in enumerate(waits):
        times = StageTimes(speech_end=1000, sent=1000 + wait)
        journal.turn(TurnRecord(number, "assistant", "Yes", "en", 1000, 2000, times=times))
    journal.event("barge_in", 1500, {})
    await journal.ended("completed", "caller", CallResult(outcome, "hi"), 60_000)


async def test_figures_count_real_calls_in_the_hours_of_the_business(world: Any) -> None:
    await called(world, "c1", "booked", (500, 700, 900))
    await called(world, "c2", "answered", (4000,))
    await called(world, "c3", "booked", (1,), test=True)
    world.clock.moment += timedelta(hours=20)
    await called(world, "c4", "abandoned")
    await world.staff.patch("/api/v1/calls/c1", json={"rating": 4})
    answer = await world.viewer.get(f"/api/v1/analytics?business=bistro&{RANGE}")
    assert answer.status_code == 200, answer.text
    found = answer.json()["data"]
    assert (found["calls"], found["answered"], found["booked"]) == (3, 3, 1)
    assert found["outcomes"] == {"booked": 1, "answered": 1, "abandoned": 1}
    assert (found["languages"], found["minutes"]) == ({"hi": 3}, 3.0)
    assert found["answer_times"] == {"answers": 4, "p50_ms": 700, "p95_ms": 4000}
    assert (found["interrupted_calls"], found["interruptions"]) == (3, 3)
    assert (found["rating"], found["rated"]) == (4.0, 1)
    assert found["days"] == [
        {"day": "2027-05-06", "calls": 2, "booked": 1},
        {"day": "2027-05-07", "calls": 1, "booked": 0},
    ]
    assert (found["hours"]["thu"][10], found["hours"]["fri"][6]) == (2, 1)
    assert sum(sum(row) for row in found["hours"].values()) == 3


async def test_figures_of_a_quiet_time_are_none_and_of_no_time_are_refused(world: Any) -> None:
    quiet = (await world.owner.get("/api/v1/analytics?business=bistro")).json()["data"]
    assert (quiet["calls"], quiet["answer_times"]["p50_ms"], quiet["rating"]) == (0, None, None)
    for query in ("from=2027-06-01", "from=2020-01-01&to=2027-01-01"):
        answer = await world.owner.get(f"/api/v1/analytics?business=bistro&{query}")
        assert answer.status_code == 422, query
    assert (await world.other.get("/api/v1/analytics?business=bistro")).status_code == 404


async def booked(world: Any, name: str) -> None:
    wish = {"business": "bistro", "date": "2027-05-10", "time": "19:00", "party": 2}
    guest = {"name": name, "phone": "+919876543210", "notes": "=HYPERLINK(1)"}
    answer = await world.owner.post("/api/v1/bookings", json={**wish, **guest})
    assert answer.status_code == 201, answer.text


async def table(world: Any, who: str, what: str) -> list[dict[str, str]]:
    answer = await getattr(world, who).get(f"/api/v1/exports/{what}?business=bistro")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"bistro-{what}.csv" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


async def test_tables_hold_every_row_and_no_formula(world: Any) -> None:
    await booked(world, "=1+1")
    await called(world, "c1", "booked")
    await world.nouns.messages.leave(
        world.bistro_id, "callback", "@SUM(A1) please", None, None, "key-of-the-message"
    )
    (booking,) = await table(world, "owner", "bookings")
    assert (booking["name"], booking["notes"]) == ("'=1+1", "'=HYPERLINK(1)")
    assert (booking["phone"], booking["time"]) == ("'+919876543210", "19:00")
    (call,) = await table(world, "owner", "calls")
    assert (call["id"], call["outcome"], call["test"]) == ("c1", "booked", "no")
    (message,) = await table(world, "owner", "messages")
    assert message["text"] == "'@SUM(A1) please"
    (customer,) = await table(world, "owner", "customers")
    assert customer["phone"] == "'+919876543210"
    (masked,) = await table(world, "viewer", "bookings")
    assert masked["phone"] == "98XXXX3210"
    assert (await world.other.get("/api/v1/exports/calls?business=bistro")).status_code == 404


async def test_a_table_longer_than_a_page_is_whole(world: Any) -> None:
    for number in range(103):
        await world.nouns.messages.leave(
            world.bistro_id, "callback", f"no {number}", None, None, f"key-{number}"
        )
    rows = await table(world, "owner", "messages")
    assert len({one["id"] for one in rows}) == 103


@pytest.mark.parametrize(
    ("value", "shown"),
    [("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("  =1", "'  =1"),
     ("\uff1d1", "'\uff1d1"), ("a=1", "a=1"), (-1, "-1"), (None, ""), (True, "yes")],
)  # fmt: skip
def test_a_cell_is_never_a_formula(value: object, shown: str) -> None:
    assert cell(value) == shown


async def test_the_room_that_is_taken_is_told_to_who_sees_the_whole_house(world: Any) -> None:
    found = (await world.owner.get("/api/v1/storage")).json()["data"]
    assert found["database_bytes"] > 10_000
    assert found["free_bytes"] > 0
    assert [one["business"] for one in found["businesses"]] == ["bistro", "clinic"]
    assert (await world.other.get("/api/v1/storage")).status_code == 403
