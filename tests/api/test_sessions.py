"""A session ends on the server: by signing out, or by an owner who ends it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from vaani.api.auth import COOKIE, Gate
from vaani.domain.users.sessions import Sessions
from vaani.storage.session import Database

SITE = {"Origin": "http://localhost"}


@pytest.fixture
async def rows(world: Any, tmp_path: Path) -> AsyncIterator[Any]:
    """The world with sessions in its database, as the house has them."""
    database = Database.open(f"sqlite:///{tmp_path}/vaani.db")
    book = Sessions(database, world.clock)
    world.app.state.gate = Gate(world.ring, b"k" * 32, world.clock, book)
    yield world
    await database.close()


@asynccontextmanager
async def signed_in(world: Any, key: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=world.app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost", headers=SITE
    ) as client:
        assert (await client.post("/api/v1/session", json={"key": key})).status_code == 201
        yield client


async def status(client: httpx.AsyncClient) -> int:
    return (await client.get("/api/v1/session")).status_code


async def test_a_copied_cookie_opens_nothing_after_signing_out(rows: Any) -> None:
    async with signed_in(rows, "viewer-key") as client:
        copied = {COOKIE: client.cookies[COOKIE]}
        transport = httpx.ASGITransport(app=rows.app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", cookies=copied
        ) as thief:
            assert await status(thief) == 200
            assert (await client.delete("/api/v1/session")).status_code == 204
            assert await status(thief) == 401


async def test_an_owner_lists_sessions_and_ends_one(rows: Any) -> None:
    async with (
        signed_in(rows, "staff-key") as staff,
        signed_in(rows, "owner-key") as owner,
    ):
        listed = (await owner.get("/api/v1/sessions")).json()["data"]
        assert [(one["key_id"], one["this_one"]) for one in listed] == [
            ("owner", True), ("staff", False)
        ]  # fmt: skip
        mine = (await staff.get("/api/v1/sessions")).json()["data"]
        assert [(one["key_id"], one["this_one"]) for one in mine] == [("staff", True)]
        ended = await owner.delete(f"/api/v1/sessions/{listed[1]['id']}")
        assert ended.status_code == 204
        assert await status(staff) == 401
        assert await status(owner) == 200
        again = await owner.delete(f"/api/v1/sessions/{listed[1]['id']}")
        assert again.status_code == 404


async def test_an_owner_of_one_business_ends_nobodys_session(rows: Any) -> None:
    async with signed_in(rows, "viewer-key") as viewer:
        (opened,) = (await viewer.get("/api/v1/sessions")).json()["data"]
        assert (await rows.other.get("/api/v1/sessions")).json()["data"] == []
        refused = await rows.other.delete(f"/api/v1/sessions/{opened['id']}")
        assert refused.status_code == 404
        assert await status(viewer) == 200


async def test_a_session_ends_by_itself_and_leaves_the_list(rows: Any) -> None:
    async with signed_in(rows, "viewer-key") as client:
        rows.clock.moment += timedelta(hours=13)
        assert await status(client) == 401
        assert (await rows.owner.get("/api/v1/sessions")).json()["data"] == []


async def test_a_session_that_nobody_uses_ends_before_one_that_is_used(rows: Any) -> None:
    async with signed_in(rows, "viewer-key") as used, signed_in(rows, "staff-key") as left:
        for _ in range(3):
            rows.clock.moment += timedelta(minutes=50)
            assert await status(used) == 200
        assert await status(left) == 401
        seen = (await rows.owner.get("/api/v1/sessions")).json()["data"]
        assert [one["key_id"] for one in seen] == ["viewer"], "it has left the list for good"
