"""A program that repeats a request under its key writes once; under it nothing else is done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

MONDAY = "2027-05-10"
KEY = {"Idempotency-Key": "click-0001"}
TABLE = {"business": "bistro", "party": 2, "name": "Asha Verma", "phone": "+919876543210"}


@pytest.fixture
async def desk(address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A program with an owner's key, over a real connection."""
    headers = {"Authorization": "Bearer owner-key"}
    async with httpx.AsyncClient(base_url=f"http://{address}", headers=headers) as client:
        yield client


async def booked(desk: httpx.AsyncClient, time: str, **headers: str) -> dict[str, Any]:
    answer = await desk.post(
        "/api/v1/bookings", json={**TABLE, "date": MONDAY, "time": time}, headers=headers
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()["data"]
    return made


async def read(desk: httpx.AsyncClient, booking: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await desk.get(f"/api/v1/bookings/{booking['id']}")).json()["data"]
    return found


def assert_conflict(answer: httpx.Response) -> None:
    assert answer.status_code == 409, answer.text
    assert answer.json()["error"]["code"] == "CONFLICT"
    assert "Idempotency-Key" in answer.json()["error"]["message"]


WRITES = [
    ("PATCH", "/api/v1/bookings/{id}", {"time": "20:00"}),
    ("PATCH", "/api/v1/bookings/{id}", {"notes": "window"}),
    ("POST", "/api/v1/bookings/{id}/cancel", None),
    ("POST", "/api/v1/bookings/{id}/complete", None),
    ("PATCH", "/reservations/{id}", {"party_size": 3}),
    ("PATCH", "/reservations/{id}", {"status": "cancelled"}),
    ("PUT", "/reservations/{id}", {"business_id": "bistro", "party_size": 4,
                                   "reservation_date": MONDAY, "reservation_time": "21:00"}),
    ("DELETE", "/reservations/{id}", None),
]  # fmt: skip


async def sent(
    desk: httpx.AsyncClient, write: tuple[str, str, Any], booking: dict[str, Any]
) -> httpx.Response:
    method, path, body = write
    return await desk.request(method, path.format(id=booking["id"]), json=body, headers=KEY)


@pytest.mark.parametrize("write", WRITES)
async def test_a_key_that_changed_one_booking_changes_no_other(
    desk: httpx.AsyncClient, write: tuple[str, str, Any]
) -> None:
    first, second = await booked(desk, "18:00"), await booked(desk, "19:00")
    done = await sent(desk, write, first)
    assert done.status_code == 200, done.text
    assert_conflict(await sent(desk, write, second))
    assert await read(desk, second) == second


@pytest.mark.parametrize("write", WRITES)
async def test_the_same_request_again_answers_the_same_and_changes_nothing(
    desk: httpx.AsyncClient, write: tuple[str, str, Any]
) -> None:
    made = await booked(desk, "18:00")
    done = await sent(desk, write, made)
    after = await read(desk, made)
    assert after != made
    again = await sent(desk, write, made)
    assert (again.status_code, again.json()) == (200, done.json())
    assert await read(desk, made) == after


@pytest.mark.parametrize(("at", "other"), [(0, 1), (0, 2), (1, 7), (2, 0), (3, 2), (4, 6), (5, 4)])
async def test_a_key_with_other_values_or_another_verb_is_refused(
    desk: httpx.AsyncClient, at: int, other: int
) -> None:
    made = await booked(desk, "18:00")
    assert (await sent(desk, WRITES[at], made)).status_code == 200
    after = await read(desk, made)
    assert_conflict(await sent(desk, WRITES[other], made))
    assert await read(desk, made) == after


async def test_a_key_that_made_a_booking_makes_and_changes_no_other(
    desk: httpx.AsyncClient,
) -> None:
    made = await booked(desk, "18:00", **KEY)
    other = await booked(desk, "19:00")
    for write in WRITES:
        assert_conflict(await sent(desk, write, other))
    renamed = {**TABLE, "date": MONDAY, "time": "18:00", "name": "Ravi Sen"}
    assert_conflict(await desk.post("/api/v1/bookings", json=renamed, headers=KEY))
    assert await read(desk, other) == other
    assert await read(desk, made) == made


async def test_a_booking_that_moved_since_is_what_its_first_request_still_answers(
    desk: httpx.AsyncClient,
) -> None:
    made = await booked(desk, "18:00", **KEY)
    await desk.patch(f"/api/v1/bookings/{made['id']}", json={"time": "20:00"})
    again = await booked(desk, "18:00", **KEY)
    assert (again["id"], again["time"]) == (made["id"], "20:00")


async def test_a_repeated_status_does_not_undo_what_was_set_since(
    desk: httpx.AsyncClient,
) -> None:
    made = await booked(desk, "18:00")
    where = f"/api/v1/bookings/{made['id']}"
    assert (await desk.post(f"{where}/complete", headers=KEY)).status_code == 200
    assert (await desk.post(f"{where}/no-show")).status_code == 200
    assert (await desk.post(f"{where}/complete", headers=KEY)).json()["data"]["status"] == "no_show"


async def test_keys_of_two_programs_do_not_meet(world: Any, desk: httpx.AsyncClient) -> None:
    first, second = await booked(desk, "18:00"), await booked(desk, "19:00")
    change = {"time": "20:00"}
    mine = await desk.patch(f"/api/v1/bookings/{first['id']}", json=change, headers=KEY)
    theirs = await world.staff.patch(f"/api/v1/bookings/{second['id']}", json=change, headers=KEY)
    assert [mine.status_code, theirs.status_code] == [200, 200]
    assert (await read(desk, second))["time"] == "20:00"
