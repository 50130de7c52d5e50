"""What a client of the calendar notices: slots, bookings, refusals with reasons, idempotency."""

from __future__ import annotations

from typing import Any

import pytest

MONDAY = "2027-05-10"


TABLE = {
    "business": "bistro", "start": f"{MONDAY}T19:00:00+05:30", "party": 4, "name": "Asha Verma",
    "phone": "+919876543210",
}  # fmt: skip


async def booked(world: Any, **changes: Any) -> dict[str, Any]:
    answer = await world.owner.post("/api/v1/bookings", json={**TABLE, **changes})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()["data"]
    return made


async def test_a_table_is_booked_and_read_back_exactly(world: Any) -> None:
    made = await booked(world, notes="window")
    assert made["status"] == "confirmed"
    assert made["start"] == f"{MONDAY}T19:00:00+05:30"
    assert (made["date"], made["time"], made["minutes"]) == (MONDAY, "19:00", 90)
    assert (made["party"], made["name"], made["notes"]) == (4, "Asha Verma", "window")
    for name in (made["id"], made["ref"]):
        read = await world.owner.get(f"/api/v1/bookings/{name}")
        assert read.json() == {"success": True, "data": made}


async def test_local_date_and_time_do_as_well_and_the_only_business_needs_no_name(
    world: Any,
) -> None:
    wish = {"date": MONDAY, "time": "19:00", "party": 2, "name": "A", "phone": "9876543210"}
    answer = await world.staff.post("/api/v1/bookings", json=wish)
    assert answer.status_code == 201
    assert answer.json()["data"]["start"] == f"{MONDAY}T19:00:00+05:30"
    assert answer.json()["data"]["phone"] == "+919876543210"


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({"start": "2027-05-05T19:00:00+05:30"}, 422, "past"),
        ({"start": f"{MONDAY}T19:10:00+05:30"}, 422, "not_a_start"),
        ({"start": f"{MONDAY}T08:00:00+05:30"}, 422, "outside_hours"),
        ({"start": "2027-05-09T19:00:00+05:30"}, 422, "closed_weekday"),
        ({"party": 11}, 422, "party_too_large"),
    ],
)
async def test_a_refusal_names_the_rule_that_forbids_it(
    world: Any, changes: dict[str, Any], status: int, reason: str
) -> None:
    answer = await world.owner.post("/api/v1/bookings", json={**TABLE, **changes})
    assert answer.status_code == status
    assert answer.json()["error"]["details"]["reason"] == reason


async def test_seats_run_out_and_come_back_when_a_booking_is_cancelled(world: Any) -> None:
    made = await booked(world, party=6)
    refused = await world.owner.post("/api/v1/bookings", json={**TABLE, "party": 5})
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "CONFLICT"
    done = await world.owner.post(f"/api/v1/bookings/{made['id']}/cancel")
    assert done.json()["data"]["status"] == "cancelled"
    await booked(world, party=10)


async def test_the_same_key_writes_once_and_another_booking_under_it_is_refused(
    world: Any,
) -> None:
    headers = {"Idempotency-Key": "click-0001"}
    first = await world.owner.post("/api/v1/bookings", json={**TABLE, "party": 8}, headers=headers)
    again = await world.owner.post("/api/v1/bookings", json={**TABLE, "party": 8}, headers=headers)
    assert again.status_code == 201
    assert again.json() == first.json()
    other = await world.owner.post("/api/v1/bookings", json={**TABLE, "party": 2}, headers=headers)
    assert other.status_code == 409
    listed = await world.owner.get("/api/v1/bookings?business=bistro")
    assert len(listed.json()["data"]) == 1


async def test_a_booking_is_moved_in_its_row_and_keeps_what_was_not_named(world: Any) -> None:
    made = await booked(world, party=8, reason="birthday")
    answer = await world.owner.patch(
        f"/api/v1/bookings/{made['id']}", json={"time": "20:00", "party": 10}
    )
    moved = answer.json()["data"]
    assert (moved["id"], moved["time"], moved["party"]) == (made["id"], "20:00", 10)
    assert (moved["name"], moved["reason"]) == ("Asha Verma", "birthday")


async def test_a_move_to_a_taken_slot_changes_nothing(world: Any) -> None:
    made = await booked(world, party=4)
    await booked(world, party=10, start=f"{MONDAY}T21:00:00+05:30")
    answer = await world.owner.patch(f"/api/v1/bookings/{made['id']}", json={"time": "21:00"})
    assert answer.status_code == 409
    read = await world.owner.get(f"/api/v1/bookings/{made['id']}")
    assert read.json()["data"] == made


async def test_illegal_status_changes_are_conflicts_and_repeating_changes_nothing(
    world: Any,
) -> None:
    made = await booked(world)
    where = f"/api/v1/bookings/{made['ref']}"
    assert (await world.owner.post(f"{where}/cancel")).status_code == 200
    assert (await world.owner.post(f"{where}/cancel")).status_code == 200
    assert (await world.owner.post(f"{where}/complete")).status_code == 409
    assert (await world.owner.post(f"{where}/explode")).status_code == 422


async def test_pages_follow_each_other_without_gap_or_repetition(world: Any) -> None:
    refs = [(await booked(world, party=1))["ref"] for _ in range(7)]
    seen: list[str] = []
    cursor = ""
    while True:
        answer = await world.owner.get(f"/api/v1/bookings?business=bistro&limit=3{cursor}")
        body = answer.json()
        seen += [row["ref"] for row in body["data"]]
        if body["meta"]["next_cursor"] is None:
            break
        cursor = f"&cursor={body['meta']['next_cursor']}"
    assert sorted(seen) == sorted(refs)


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=%00abc", "cursor=QQ"])
async def test_wrong_limits_and_made_up_cursors_are_refused(world: Any, query: str) -> None:
    answer = await world.owner.get(f"/api/v1/bookings?business=bistro&{query}")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"


async def test_free_slots_of_a_day_and_the_nearest_to_a_taken_one(world: Any) -> None:
    await booked(world, party=8)
    path = f"/api/v1/availability?business=bistro&date={MONDAY}&party=4"
    day = (await world.viewer.get(path)).json()["data"]
    times = [slot["time"] for slot in day["slots"]]
    assert "12:00" in times
    assert "19:00" not in times
    asked = (await world.viewer.get(f"{path}&time=19:00")).json()["data"]
    assert asked["free"] is False
    assert asked["refused"]["reason"] == "full"
    assert 1 <= len(asked["slots"]) <= 3


async def test_former_paths_speak_their_own_words(world: Any) -> None:
    made = await world.owner.post(
        "/api/v1/appointments",
        json={"business": "clinic", "doctor_id": "rao", "reason": "Checkup", "name": "A",
              "scheduled_time": f"{MONDAY}T10:00:00+05:30", "phone": "+919876543210"},
    )  # fmt: skip
    assert made.status_code == 201
    assert made.json()["data"]["status"] == "scheduled"
    assert made.json()["data"]["doctor_id"] == "rao"
    again = await world.owner.post(
        "/api/v1/appointments",
        json={"business": "clinic", "doctor_id": "rao", "name": "B",
              "scheduled_time": f"{MONDAY}T10:00:00+05:30", "phone": "+919876543211"},
    )  # fmt: skip
    assert again.status_code == 409
    assert "already booked" in again.json()["error"]["message"]


async def test_a_reservation_lives_through_all_its_verbs(world: Any) -> None:
    wish = {
        "business_id": "bistro",
        "party_size": 4,
        "reservation_date": MONDAY,
        "reservation_time": "19:00",
        "customer_name": "A",
        "customer_phone": "+919876543210",
    }
    made = (await world.staff.post("/reservations", json=wish)).json()["data"]
    assert made["status"] == "confirmed"
    where = f"/reservations/{made['id']}"
    moved = await world.staff.put(where, json={**wish, "reservation_time": "20:00"})
    assert moved.json()["data"]["reservation_time"] == "20:00"
    more = await world.staff.patch(where, json={"party_size": 5})
    assert more.json()["data"]["party_size"] == 5
    assert len((await world.staff.get("/reservations")).json()["data"]) == 1
    assert (await world.staff.delete("/reservations")).status_code == 403
    assert (await world.staff.delete(where)).json()["data"]["status"] == "cancelled"
    assert (await world.staff.get(where)).json()["data"]["status"] == "cancelled"


@pytest.mark.parametrize("path", ["/calls", "/voice/calls/initiate", "/api/v1/calls"])
async def test_a_call_that_cannot_be_placed_is_not_reported_as_placed(
    world: Any, path: str
) -> None:
    answer = await world.staff.post(path, json={"phone_number": "+919876543210"})
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "UNAVAILABLE"
