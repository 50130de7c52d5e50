"""Owners invite people and make keys no larger than themselves; what was done cannot be undone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from vaani.call.plan import Caller, CallPlan
from vaani.storage.errors import StorageError
from vaani.storage.paging import PageWish
from vaani.storage.session import Database

ASHA = {"login": "asha", "name": "Asha Rao"}


def at(business: str | None, role: str) -> list[dict[str, Any]]:
    return [{"business": business, "role": role}]


async def test_an_owner_invites_by_a_link_that_leads_in_and_shuts_out_again(world: Any) -> None:
    owner = world.of_role["owner"]
    made = await owner.post("/api/v1/users", json={**ASHA, "roles": at("bistro", "receptionist")})
    assert made.status_code == 201, made.text
    link, user = made.json()["data"]["link"], made.json()["data"]["user"]
    assert (user["state"], user["roles"]) == ("invited", at("bistro", "receptionist"))
    token = link.partition("#key=")[2]
    opened = await world.nobody.post("/api/v1/session", json={"key": token})
    assert opened.json()["data"]["role"] == "receptionist"
    assert (await world.nobody.get("/api/v1/session")).status_code == 200
    again = await owner.post("/api/v1/users", json={**ASHA, "roles": at("bistro", "viewer")})
    assert again.status_code == 409
    where = f"/api/v1/users/{user['id']}"
    larger = await owner.patch(where, json={"roles": at("bistro", "manager")})
    assert larger.json()["data"]["roles"] == at("bistro", "manager")
    assert (await world.nobody.get("/api/v1/session")).json()["data"]["role"] == "manager"
    assert (await owner.patch(where, json={"disabled": True})).json()["data"]["state"] == "disabled"
    assert (await world.nobody.get("/api/v1/session")).status_code == 401


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        (at("bistro", "platform-admin"), 422),
        (at(None, "viewer"), 403),
        (at("clinic", "viewer"), 404),
        ([*at("bistro", "viewer"), *at("bistro", "owner")], 422),
        ([*at(None, "viewer"), *at("bistro", "viewer")], 422),
    ],
)
async def test_nobody_gives_more_than_he_has(world: Any, roles: Any, status: int) -> None:
    owner = world.of_role["owner"]
    made = await owner.post("/api/v1/users", json={**ASHA, "roles": roles})
    assert made.status_code == status, made.text
    assert await world.accounts.listing() == ()


async def test_a_person_of_a_business_beside_mine_is_seen_as_far_as_mine_goes(world: Any) -> None:
    both = {world.bistro_id: "viewer", world.clinic_id: "owner"}
    asha, _ = await world.accounts.invite("asha", "Asha Rao", both)
    ravi, _ = await world.accounts.invite("ravi", "Ravi", {world.clinic_id: "viewer"})
    owner = world.of_role["owner"]
    listed = (await owner.get("/api/v1/users")).json()["data"]
    assert [(one["login"], one["roles"]) for one in listed] == [("asha", at("bistro", "viewer"))]
    assert (await owner.get(f"/api/v1/users/{ravi.id}")).status_code == 404
    for ask in (
        owner.patch(f"/api/v1/users/{asha.id}", json={"disabled": True}),
        owner.post(f"/api/v1/users/{asha.id}/link"),
    ):
        assert (await ask).status_code == 403, "she is an owner elsewhere"
    boss = await world.owner.patch(f"/api/v1/users/{asha.id}", json={"disabled": True})
    assert boss.status_code == 200


async def test_a_key_is_shown_once_bound_to_its_business_and_ends(world: Any) -> None:
    owner = world.of_role["owner"]
    wish = {"name": "website", "role": "staff", "businesses": ["bistro"]}
    made = (await owner.post("/api/v1/keys", json=wish)).json()["data"]
    listed = (await owner.get("/api/v1/keys")).json()["data"]
    assert [one["id"] for one in listed] == [made["made"]["id"]]
    assert made["key"] not in str(listed)
    assert (await world.keys.find(made["key"])).businesses == (world.bistro_id,)
    assert (await world.other.get("/api/v1/keys")).json()["data"] == []
    for wider in ({"businesses": None}, {"role": "platform-admin"}):
        refused = await owner.post("/api/v1/keys", json=wish | wider)
        assert refused.status_code in (403, 422), refused.text
    ended = await owner.delete(f"/api/v1/keys/{made['made']['id']}")
    assert ended.status_code == 204
    assert await world.keys.find(made["key"]) is None
    await world.keys.settle()


async def test_reads_of_what_was_said_and_changes_are_in_the_audit_of_their_business(
    world: Any,
) -> None:
    business = await world.nouns.businesses.get("bistro")
    await world.nouns.calls.begin(CallPlan("c1", business, Caller(None), "twilio", "CA1"))
    wish = {"business": "bistro", "date": "2027-05-10", "time": "19:00", "party": 2}
    guest = {"name": "Asha", "phone": "+919876543210"}
    assert (await world.staff.get("/api/v1/calls/c1/transcript")).status_code == 200
    assert (await world.staff.get("/api/v1/calls")).status_code == 200
    assert (await world.staff.post("/api/v1/bookings", json={**wish, **guest})).status_code == 201
    assert (await world.viewer.post("/api/v1/bookings", json=wish)).status_code == 403
    numbers = await world.owner.put("/api/v1/businesses/bistro/numbers", json=["+919999900101"])
    assert numbers.status_code == 200
    seen = (await world.of_role["manager"].get("/api/v1/audit")).json()["data"]
    told = [(one["actor"], one["action"], one["business_id"]) for one in reversed(seen)]
    assert told[-3:-1] == [
        ("key:staff", "get_transcript", world.bistro_id),
        ("key:staff", "create_booking", world.bistro_id),
    ]
    assert told[-1][0] == "key:owner", "noted by the change itself, once"
    assert "9876543210" not in str(seen)
    assert (await world.other.get("/api/v1/audit?business=bistro")).status_code == 404
    assert world.bistro_id not in (await world.other.get("/api/v1/audit")).text
    first = (await world.owner.get("/api/v1/audit?limit=1")).json()
    rest = await world.owner.get(f"/api/v1/audit?cursor={first['meta']['next_cursor']}")
    assert [first["data"][0]["number"] - 1] == [one["number"] for one in rest.json()["data"]][:1]


async def test_what_cannot_be_noted_is_not_read(world: Any, monkeypatch: Any) -> None:
    business = await world.nouns.businesses.get("bistro")
    await world.nouns.calls.begin(CallPlan("c1", business, Caller(None), "twilio", "CA1"))

    async def full(*_: Any) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(world.app.state.services.team.audit, "record", full)
    refused = await world.owner.get("/api/v1/calls/c1/transcript")
    assert refused.status_code == 503
    assert "turns" not in refused.text
    assert (await world.owner.get("/api/v1/calls?business=bistro")).status_code == 200


async def test_an_altered_audit_is_found_and_the_database_refuses_to_alter_it(
    world: Any, tmp_path: Any
) -> None:
    for role in ("viewer", "staff", "manager"):
        wish = {"name": role, "role": role, "businesses": ["bistro"]}
        assert (await world.owner.post("/api/v1/keys", json=wish)).status_code == 201
    sound = (await world.owner.get("/api/v1/audit/verification")).json()["data"]
    assert sound["holds"] is True
    assert sound["entries"] == (await world.audit.listing(PageWish(1))).items[0].number
    database = Database.open(f"sqlite:///{tmp_path}/vaani.db")
    for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="append-only"):
            async with database.transaction() as session:
                await session.execute(text(statement))
    async with database.transaction() as session:
        await session.execute(text("DROP TRIGGER audit_keeps_rows"))
        await session.execute(text("UPDATE audit SET actor = 'key:other' WHERE number = 2"))
    found = (await world.owner.get("/api/v1/audit/verification")).json()["data"]
    assert (found["holds"], found["broken_at"]) == (False, 2)
    await database.close()
