"""Every list that can be ordered is whole, piece by piece, in each order; a word for an order that
is not known is refused with the nearest one, and so is the cursor of another order."""

from __future__ import annotations

from typing import Any

import pytest

from vaani.api import openapi
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallResult

PHONES = tuple(f"+9198765432{n}" for n in (10, 12, 11))


def orders() -> list[tuple[str, tuple[str, ...]]]:
    """Each list of the description with its orders."""
    found = []
    for path, methods in openapi.document()["paths"].items():
        for one in methods.get("get", {}).get("parameters", ()):
            if one["name"] == "sort":
                found.append((path, tuple(one["schema"]["enum"])))
    return found


LISTS = orders()
FIELDS = {
    "/api/v1/bookings": {"soonest": "start", "latest": "-start", "newest": "-created_at",
                         "changed": "-updated_at"},
    "/api/v1/calls": {"newest": "-started_at", "oldest": "started_at", "longest": "-duration_ms"},
    "/api/v1/customers": {"newest": "-created_at", "oldest": "created_at", "seen": "-last_seen_at"},
    "/api/v1/messages": {"newest": "-created_at", "oldest": "created_at"},
    "/api/v1/audit": {"newest": "-at", "oldest": "at"},
    "/api/v1/users": {"oldest": "id", "newest": "-id", "name": "name", "login": "login"},
}  # fmt: skip
"""What each order goes by, `-`: the largest first."""


@pytest.fixture
async def full(world: Any) -> Any:
    """Some rows in each list, made, changed and heard of in different orders."""
    bistro = await world.nouns.businesses.get("bistro")
    made = []
    for n, phone in enumerate(PHONES):
        world.clock.moment = world.clock.moment.replace(hour=5 + n)
        wish = {"business": "bistro", "date": f"2027-05-1{2 - n}", "time": "19:00", "party": 2,
                "name": f"Guest {n}", "phone": phone}  # fmt: skip
        made.append((await world.owner.post("/api/v1/bookings", json=wish)).json()["data"]["id"])
        await world.nouns.messages.leave(bistro.id, "note", "x", None, phone, f"m{n}")
        plan = CallPlan(f"c{n}", bistro, Caller(phone), "twilio", f"CA{n}")
        await world.nouns.calls.begin(plan)
        done = CallResult("answered", "en")
        ms = (9000, 30_000, 12_000)[n]
        await world.nouns.calls.journal(plan).ended("completed", "caller", done, ms)
        roles = [{"business": "bistro", "role": "viewer"}]
        person = {"login": f"{'bca'[n]}@x.example", "name": f"{'Cab'[n]} Rao", "roles": roles}
        assert (await world.owner.post("/api/v1/users", json=person)).status_code == 201
    for n in (1, 0):
        world.clock.moment = world.clock.moment.replace(hour=10 - n)
        place = f"/api/v1/bookings/{made[n]}"
        assert (await world.owner.patch(place, json={"notes": "window"})).status_code == 200
    return world


def by(rows: list[dict[str, Any]], field: str) -> list[Any]:
    name = field.lstrip("-")
    down, fold = field.startswith("-"), name == "name"
    values = (one[name] for one in rows)
    return sorted(values, key=lambda one: one.casefold() if fold else one, reverse=down)


def test_each_list_that_can_be_ordered_says_by_what() -> None:
    assert {path: set(names) for path, names in LISTS} == {
        path: set(fields) for path, fields in FIELDS.items()
    }


async def test_a_list_is_whole_piece_by_piece_in_each_order(full: Any) -> None:
    for path, names in LISTS:
        whole: set[str] = set()
        for sort in names:
            url = f"{path}?business=bistro&sort={sort}" if "users" not in path else (
                f"{path}?sort={sort}")  # fmt: skip
            rows = (await full.owner.get(f"{url}&limit=100")).json()["data"]
            assert len(rows) >= 3, url
            field = FIELDS[path][sort]
            assert [one[field.lstrip("-")] for one in rows] == by(rows, field), url
            whole = whole or {one["id"] for one in rows}
            assert {one["id"] for one in rows} == whole
            seen: list[str] = []
            cursor = ""
            while cursor is not None:
                answer = await full.owner.get(f"{url}&limit=2{cursor}")
                assert answer.status_code == 200, answer.text
                piece = answer.json()
                seen += [one["id"] for one in piece["data"]]
                after = piece["meta"]["next_cursor"]
                cursor = None if after is None else f"&cursor={after}"
            assert seen == [one["id"] for one in rows], url


async def test_the_cursor_of_another_order_and_an_unknown_order_are_refused(full: Any) -> None:
    for path, names in LISTS:
        first = await full.owner.get(f"{path}?sort={names[0]}&limit=1{ONE.get(path, AT)}")
        cursor = first.json()["meta"]["next_cursor"]
        other = f"{path}?sort={names[1]}&cursor={cursor}{ONE.get(path, AT)}"
        assert (await full.owner.get(other)).status_code == 422, other
        wrong = await full.owner.get(f"{path}?sort={names[0][:-1]}{ONE.get(path, AT)}")
        assert wrong.status_code == 422
        assert f"did you mean {names[0]}?" in wrong.json()["error"]["message"]


AT = "&business=bistro"
ONE = {"/api/v1/users": ""}


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("customers?from=2027-05-06T12:30:00", 1), ("customers?to=2027-05-06T12:30:00", 2),
        ("customers?greet_by_name=true", 0), ("customers?greet_by_name=false", 3),
        ("messages?kind=note", 3), ("messages?kind=callback", 0),
        ("messages?from=2027-05-06T12:00:00&to=2027-05-06T13:00:00", 1),
        ("audit?action=create_booking", 3), ("audit?actor=key:nobody", 0),
        ("audit?from=2027-05-06T15:30:00", 1), ("users?role=viewer", 3), ("users?role=manager", 0),
        ("users?state=invited", 3), ("users?state=disabled", 0),
    ],
)  # fmt: skip
async def test_lists_are_filtered(full: Any, query: str, many: int) -> None:
    url = f"/api/v1/{query}{'' if query.startswith('users') else AT}"
    answer = await full.owner.get(url)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["data"]) == many, answer.json()["data"]


async def test_each_list_comes_as_a_table_to_who_may_read_it(full: Any) -> None:
    for what in ("bookings", "calls", "customers", "messages", "audit", "users"):
        table = await full.owner.get(f"/api/v1/exports/{what}?business=bistro")
        assert table.status_code == 200, what
        assert len(table.text.splitlines()) >= 4, what
        assert "Out(" not in table.text, what
        assert "{" not in table.text, what
    manager, receptionist = full.of_role["manager"], full.of_role["receptionist"]
    assert (await manager.get("/api/v1/exports/calls?business=bistro")).status_code == 200
    assert (await receptionist.get("/api/v1/exports/users?business=bistro")).status_code == 403
    assert (await manager.get("/api/v1/exports/users?business=bistro")).status_code == 403
