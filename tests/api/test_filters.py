"""What an integrator says: a filter or value that means nothing is refused, never swallowed."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("path", "field", "near"),
    [
        ("/api/v1/bookings?business=bistro&statuss=confirmed", "statuss", "status"),
        ("/api/v1/calls?business=bistro&limits=3", "limits", "limit"),
        ("/api/v1/bookings?business=bistro&format=csv", "format", ""),
    ],
)
async def test_an_unknown_filter_is_refused_with_the_nearest_known_one(
    world: Any, path: str, field: str, near: str
) -> None:
    answer = await world.owner.get(path)
    assert answer.status_code == 422
    told = answer.json()["error"]["details"]["fields"][0]
    assert told["field"] == field
    assert near in told["message"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/availability?business=bistro&date=9999-12-31",
        "/api/v1/availability?business=bistro&date=0001-01-01",
        "/api/v1/bookings?business=bistro&from=0001-01-01T00:00:00",
        "/api/v1/bookings?business=bistro&to=9999-12-31T00:00:00",
        "/api/v1/bookings?business=bistro&cursor=YXxi",
        "/api/v1/bookings?business=bistro&cursor=%00",
    ],
)
async def test_a_value_beyond_every_bound_is_422(world: Any, path: str) -> None:
    assert (await world.owner.get(path)).status_code == 422


@pytest.mark.parametrize("values", [{"party": 5000}, {"doctor_id": "x" * 50}])
async def test_an_appointment_beyond_every_bound_is_422(world: Any, values: dict[str, Any]) -> None:
    wish = {"business": "clinic", "scheduled_time": "2027-05-10T10:00:00+05:30", **values}
    answer = await world.owner.post("/api/v1/appointments", json=wish)
    assert answer.status_code == 422
