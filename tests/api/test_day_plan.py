"""Staff see a day by doctor, take time out, and edit one booking together without losing a word."""

from __future__ import annotations

from typing import Any

CLINIC = "business=clinic"
GUEST = {"name": "Asha Verma", "phone": "+919876543210"}


async def made(world: Any, at: str = "10:00", doctor: str = "rao") -> dict[str, Any]:
    wish = {
        "business": "clinic",
        "doctor_id": doctor,
        "scheduled_time": f"2027-05-10T{at}:00+05:30",
    }
    answer = await world.owner.post("/api/v1/appointments", json={**wish, **GUEST})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found


async def test_a_day_shows_each_doctor_with_what_is_booked_taken_out_and_free(world: Any) -> None:
    booked = await made(world)
    lunch = {"start": "2027-05-10T13:00:00+05:30", "end": "2027-05-10T14:00:00+05:30"}
    block = await world.owner.post(f"/api/v1/blocks?{CLINIC}", json={**lunch, "resources": ["sen"]})
    assert block.status_code == 201, block.text
    path = f"/api/v1/day-plan?{CLINIC}&date=2027-05-10"
    plan = (await world.owner.get(path)).json()["data"]
    assert (plan["timezone"], plan["closed"]) == ("Asia/Kolkata", None)
    assert plan["hours"] == [
        {"open": "2027-05-10T09:00:00+05:30", "close": "2027-05-10T17:00:00+05:30"}
    ]
    rao, sen = plan["rows"]
    assert (rao["resource"], rao["name"], rao["kind"]) == ("rao", "Dr. Anita Rao", "person")
    assert [one["id"] for one in rao["bookings"]] == [booked["id"]]
    assert rao["bookings"][0]["resource_name"] == "Dr. Anita Rao"
    assert "2027-05-10T10:00:00+05:30" not in rao["free"]
    assert "2027-05-10T10:00:00+05:30" in sen["free"]
    assert "2027-05-10T13:30:00+05:30" not in sen["free"]
    assert [one["resource_name"] for one in sen["blocks"]] == ["Dr. Ravi Sen"]
    listed = (await world.owner.get(f"/api/v1/blocks?{CLINIC}")).json()["data"]
    assert listed == block.json()["data"]
    gone = await world.owner.delete(f"/api/v1/blocks/{listed[0]['id']}?{CLINIC}")
    assert gone.status_code == 200
    sen = (await world.owner.get(path)).json()["data"]["rows"][1]
    assert (sen["blocks"], "2027-05-10T13:30:00+05:30" in sen["free"]) == ([], True)
    assert (await world.viewer.get(path)).status_code == 404


async def test_a_pool_of_seats_is_one_row(world: Any) -> None:
    wish = {"business": "bistro", "date": "2027-05-10", "time": "19:00", "party": 2, **GUEST}
    await world.owner.post("/api/v1/bookings", json=wish)
    path = "/api/v1/day-plan?business=bistro&date=2027-05-10"
    (row,) = (await world.staff.get(path)).json()["data"]["rows"]
    assert (row["resource"], row["seats"], len(row["bookings"])) == (None, 10, 1)
    assert (await world.viewer.get(path)).json()["data"]["rows"][0]["bookings"][0]["phone"] == (
        "98XXXX3210"
    )


async def test_time_is_not_taken_out_backwards_or_of_nobody(world: Any) -> None:
    hour = {"start": "2027-05-10T13:00:00", "end": "2027-05-10T12:00:00"}
    path = f"/api/v1/blocks?{CLINIC}"
    assert (await world.owner.post(path, json=hour)).status_code == 422
    late = {**hour, "end": "2029-05-10T12:00:00"}
    assert (await world.owner.post(path, json=late)).status_code == 422
    nobody = {**hour, "end": "2027-05-10T14:00:00", "resources": ["Dr. Rao"]}
    answer = await world.owner.post(path, json=nobody)
    assert (answer.status_code, "did you mean rao?" in answer.text) == (422, True)


async def test_an_appointment_goes_its_whole_way_in_a_clinics_words(world: Any) -> None:
    one = await made(world)
    place = f"/api/v1/appointments/{one['id']}"
    read = (await world.owner.get(f"{place}?{CLINIC}")).json()["data"]
    assert (read["status"], read["doctor_id"]) == ("scheduled", "rao")
    moved = await world.owner.patch(
        place, json={"doctor_id": "sen", "scheduled_time": "2027-05-10T11:00:00+05:30"}
    )
    assert moved.json()["data"]["doctor_id"] == "sen", moved.text
    await made(world, "12:00")
    taken = await world.owner.patch(
        place, json={"doctor_id": "rao", "scheduled_time": "2027-05-10T12:00:00+05:30"}
    )
    assert (taken.status_code, taken.json()["error"]["details"]["reason"]) == (409, "full")
    past = await world.owner.patch(place, json={"scheduled_time": "2027-05-03T10:00:00+05:30"})
    assert (past.status_code, past.json()["error"]["details"]["reason"]) == (422, "past")
    whole = {"doctor_id": "sen", "scheduled_time": "2027-05-10T15:00:00+05:30", "name": "Ravi"}
    put = await world.owner.put(place, json={"business": "clinic", **whole})
    assert (put.json()["data"]["name"], put.json()["data"]["phone"]) == ("Ravi", None), put.text
    done = await world.owner.post(f"{place}/complete?{CLINIC}")
    assert done.json()["data"]["status"] == "completed"
    two = await made(world)
    gone = await world.owner.delete(f"/api/v1/appointments/{two['id']}?{CLINIC}")
    assert gone.json()["data"]["status"] == "cancelled"
    doctors = (await world.owner.get(f"/api/v1/doctors?{CLINIC}")).json()["data"]
    assert [(who["id"], who["name"]) for who in doctors] == [
        ("rao", "Dr. Anita Rao"), ("sen", "Dr. Ravi Sen"),
    ]  # fmt: skip
    patients = (await world.owner.get(f"/api/v1/patients?{CLINIC}")).json()["data"]
    assert [who["name"] for who in patients] == ["Asha Verma"]
    same = await world.owner.get(f"/api/v1/patients/{patients[0]['id']}?{CLINIC}")
    assert same.json()["data"] == patients[0]


async def test_a_reservation_is_completed_and_a_booking_replaced(world: Any) -> None:
    wish = {"business": "bistro", "date": "2027-05-10", "time": "19:00", "party": 2, **GUEST}
    made = (await world.owner.post("/api/v1/bookings", json=wish)).json()["data"]
    new = {"business": "bistro", "date": "2027-05-10", "time": "20:00", "party": 3, "name": "Ravi"}
    put = await world.owner.put(f"/api/v1/bookings/{made['id']}", json=new)
    now = put.json()["data"]
    assert (now["time"], now["party"], now["name"], now["phone"]) == ("20:00", 3, "Ravi", None)
    done = await world.owner.post(f"/reservations/{made['id']}/no-show?business=bistro")
    assert done.json()["data"]["status"] == "no_show"
    later = await world.owner.get("/reservations?business=bistro&from=2027-05-11")
    assert later.json()["data"] == []
