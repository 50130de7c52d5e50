"""The API over a real database: two businesses, keys of every role, a clock that tests set."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from vaani.api.app import Limits, Services, create_app
from vaani.api.auth import Gate, Principal
from vaani.api.door import Door, bind
from vaani.api.events import EventHub
from vaani.api.http import HttpServer
from vaani.api.metrics import Metrics
from vaani.api.needs import Nouns
from vaani.api.team import Team
from vaani.bootstrap.configuring import Configuration
from vaani.bootstrap.house import nouns_of
from vaani.bootstrap.keys import Persons
from vaani.cli.provider_desk import ProviderDesk
from vaani.domain.audit.service import Audit
from vaani.domain.schema import metadata
from vaani.domain.users.accounts import Accounts
from vaani.domain.users.rights import ROLES, Role
from vaani.domain.users.service import Users
from vaani.kit.clock import Instant
from vaani.kit.crypto import Vault
from vaani.settings import load
from vaani.storage.session import Database

BISTRO = """
slug: bistro
name: Bistro
kind: restaurant
timezone: Asia/Kolkata
languages: [en, hi]
numbers: ["+919999900100"]
hours: {mon: &day [{open: "12:00", close: "23:00"}], tue: *day, wed: *day, thu: *day, fri: *day}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 60
  duration_minutes: [{minutes: 90}]
  capacity: 10
"""
CLINIC = """
slug: clinic
name: Clinic
kind: clinic
timezone: Asia/Kolkata
languages: [en]
numbers: ["+919999900200"]
hours: {mon: [{open: "09:00", close: "17:00"}], tue: [{open: "09:00", close: "17:00"}]}
booking:
  required: [date, time, doctor, name, phone]
  slot_minutes: 30
  max_days_ahead: 60
  resources:
    - {id: rao, kind: person, name: Anita Rao, title: Dr., duration_minutes: 30}
    - {id: sen, kind: person, name: Ravi Sen, title: Dr., duration_minutes: 30}
"""


class WristWatch:
    """A clock that a test sets. It begins on a Thursday, 10:00 in India."""

    def __init__(self) -> None:
        self.moment = datetime(2027, 5, 6, 4, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def instant(self) -> Instant:
        return Instant(self.moment.timestamp())


class Ring:
    """Keys by their text."""

    def __init__(self) -> None:
        self.keys: dict[str, Principal] = {}

    async def who(self, key: str) -> Principal | None:
        return self.keys.get(key)

    async def still(self, key_id: str) -> Principal | None:
        return next((p for p in self.keys.values() if p.key_id == key_id), None)


@dataclass(frozen=True, slots=True)
class World:
    """An application with its database, and a client for each role."""

    app: FastAPI
    nouns: Nouns
    clock: WristWatch
    ring: Ring
    bistro_file: str
    bistro_id: str
    clinic_id: str
    owner: httpx.AsyncClient
    staff: httpx.AsyncClient
    viewer: httpx.AsyncClient
    other: httpx.AsyncClient
    """An owner of the clinic only."""
    nobody: httpx.AsyncClient
    accounts: Accounts
    keys: Users
    audit: Audit
    of_role: dict[Role, httpx.AsyncClient]
    """Of each role, at the bistro; who runs the platform everywhere."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock, ring = WristWatch(), Ring()
    database = Database.open(f"sqlite:///{tmp_path}/vaani.db")
    await database.create_all(metadata())
    loaded = load({"data": tmp_path}, environ={})
    vault = Vault.fresh()
    nouns = nouns_of(database, vault, clock, recordings=tmp_path / "recordings")
    accounts = Accounts(database, vault, clock)
    users = Users(database, clock)
    bistro = (await nouns.businesses.import_text(BISTRO)).business
    clinic = (await nouns.businesses.import_text(CLINIC)).business
    ring.keys = {
        "owner-key": Principal("owner", "owner"),
        "staff-key": Principal("staff", "staff", frozenset({bistro.id})),
        "viewer-key": Principal("viewer", "viewer", frozenset({bistro.id})),
        "other-key": Principal("other", "owner", frozenset({clinic.id})),
    }
    by_role: dict[Role, str] = {role: f"{role}-of-bistro" for role in ROLES}
    for role, key in by_role.items():
        where = None if role == "platform-admin" else frozenset({bistro.id})
        ring.keys[key] = Principal(key, role, where)

    async def readiness() -> dict[str, str]:
        return {"database": "ok"}

    configuration = Configuration(loaded, database, clock, {}, ProviderDesk)
    services = Services(
        gate=Gate(ring, b"k" * 32, clock, people=Persons(accounts)),
        events=EventHub(clock),
        metrics=Metrics(),
        readiness=readiness,
        nouns=nouns,
        configuration=configuration,
        checks=configuration.checks,
        team=Team(accounts, users, Audit(database), clock),
    )
    app = create_app(services, Limits(requests_per_minute=100_000, anonymous_per_minute=100_000))

    def client(key: str | None) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers)

    clients = [client(f"{who}-key") for who in ("owner", "staff", "viewer", "other")]
    clients.append(client(None))
    of_role = {role: client(key) for role, key in by_role.items()}
    yield World(
        app,
        nouns,
        clock,
        ring,
        BISTRO,
        bistro.id,
        clinic.id,
        *clients,
        accounts,
        users,
        Audit(database),
        of_role,
    )
    for each in (*clients, *of_role.values()):
        await each.aclose()
    await database.close()


@pytest.fixture
async def on_port() -> AsyncIterator[Callable[[FastAPI], str]]:
    """Opens an application on a port of this machine: `127.0.0.1:PORT`."""
    opened: list[tuple[Door, HttpServer]] = []

    def open_port(app: FastAPI) -> str:
        listener = bind("127.0.0.1", 0)
        server = HttpServer(app)
        door = Door(listener, server.protocol, server.protocol)
        door.open()
        opened.append((door, server))
        return f"127.0.0.1:{listener.getsockname()[1]}"

    yield open_port
    for door, server in opened:
        door.close()
        await server.close()


@pytest.fixture
async def address(world: World, on_port: Callable[[FastAPI], str]) -> str:
    """Where the world answers."""
    return on_port(world.app)
