"""What every client notices, whatever it asks for: envelope, codes, limits, sign-in, events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from vaani.api.app import Limits, Services, create_app
from vaani.api.auth import Allowed, Gate, Principal
from vaani.api.events import EventHub
from vaani.api.metrics import Metrics
from vaani.api.middleware.rate_limit import Buckets
from vaani.api.permissions import ROUTES
from vaani.kit.clock import Instant
from vaani.kit.errors import DomainError, FileError, Kind, ProviderError
from vaani.storage.errors import StorageError

CODES = {
    400: "VALIDATION_ERROR", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED", 409: "CONFLICT", 413: "PAYLOAD_TOO_LARGE",
    422: "VALIDATION_ERROR", 429: "RATE_LIMITED", 500: "INTERNAL_ERROR", 503: "UNAVAILABLE",
}  # fmt: skip


class WristWatch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def instant(self) -> Instant:
        return Instant(self.moment.timestamp())


class Ring:
    """Two keys."""

    keys: Mapping[str, Principal] = {
        "owner-key-1234": Principal("k1", "owner"),
        "viewer-key-1234": Principal("k2", "viewer", frozenset({"b1"})),
    }

    async def who(self, key: str) -> Principal | None:
        return self.keys.get(key)

    async def still(self, key_id: str) -> Principal | None:
        return next((p for p in self.keys.values() if p.key_id == key_id), None)


class Order(BaseModel):
    seats: int


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROUTES, ("get", "/mine"), "self")


def an_app(limits: Limits | None = None, parts: Mapping[str, str] | None = None) -> FastAPI:
    clock = WristWatch()

    async def readiness() -> Mapping[str, str]:
        return parts or {"database": "ok"}

    services = Services(
        gate=Gate(Ring(), b"k" * 32, clock),
        events=EventHub(clock),
        metrics=Metrics(),
        readiness=readiness,
    )
    app = create_app(services, limits)
    app.state.clock = clock

    @app.get("/fail/{kind}")
    async def fail(kind: str) -> None:
        if kind == "FILE":
            raise FileError(["hours.mon[0]: 25:00 is not a time", "slug: is missing"])
        if kind == "PROVIDER":
            raise ProviderError("speaker", "secret internals", code="x")
        if kind == "STORAGE":
            raise StorageError("the disk is full; free some space")
        if kind == "BUG":
            raise ZeroDivisionError("postgresql://u:pw@h /root/secret.py")
        named: Kind = kind  # type: ignore[assignment]
        raise DomainError(named, "A sentence.", {"ref": "AB12"})

    @app.post("/orders")
    async def order(order: Order) -> dict[str, Any]:
        return {"success": True, "data": order.seats}

    @app.get("/mine")
    async def mine(principal: Allowed) -> dict[str, Any]:
        return {"success": True, "data": principal.key_id}

    return app


def a_client(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


def assert_error(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    body = answer.json()
    assert body["success"] is False
    assert set(body["error"]) == {"code", "message", "details", "request_id"}
    assert body["error"]["code"] == CODES[status]
    assert body["error"]["request_id"] == answer.headers["x-request-id"]
    error: dict[str, Any] = body["error"]
    return error


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("INVALID", 422), ("UNAUTHORIZED", 401), ("FORBIDDEN", 403), ("NOT_FOUND", 404),
        ("CONFLICT", 409), ("EXHAUSTED", 503), ("FILE", 422), ("PROVIDER", 503), ("STORAGE", 503),
        ("BUG", 500),
    ],
)  # fmt: skip
async def test_every_kind_of_error_has_its_status_and_code(kind: str, status: int) -> None:
    async with a_client(an_app()) as client:
        error = assert_error(await client.get(f"/fail/{kind}"), status)
    if kind == "STORAGE":
        assert error["message"] == "The disk is full; free some space."
    if kind == "FILE":
        assert len(error["details"]["problems"]) == 2


@pytest.mark.parametrize("kind", ["BUG", "PROVIDER"])
async def test_internals_never_reach_the_client(kind: str) -> None:
    async with a_client(an_app()) as client:
        text = (await client.get(f"/fail/{kind}")).text
    assert "secret" not in text
    assert "postgresql" not in text
    assert "ZeroDivision" not in text


async def test_an_unknown_address_and_a_wrong_method_are_told_apart() -> None:
    async with a_client(an_app()) as client:
        assert_error(await client.get("/nowhere"), 404)
        wrong = await client.delete("/health")
    assert_error(wrong, 405)
    assert wrong.headers["allow"] == "GET"


async def test_wrong_values_name_their_field_and_broken_json_is_400() -> None:
    async with a_client(an_app()) as client:
        error = assert_error(await client.post("/orders", json={"seats": "many"}), 422)
        assert error["details"]["fields"][0]["field"] == "seats"
        broken = await client.post(
            "/orders", content=b'{"seats":', headers={"content-type": "application/json"}
        )
        assert_error(broken, 400)


async def test_a_body_that_is_too_large_is_refused_announced_or_not() -> None:
    async def pieces() -> Any:
        for _ in range(5):
            yield b" " * 1000

    async with a_client(an_app(Limits(body_bytes=2048))) as client:
        assert_error(await client.post("/orders", content=b" " * 3000), 413)
        assert_error(await client.post("/orders", content=pieces()), 413)


async def test_a_request_id_of_the_client_is_kept_unless_it_is_strange() -> None:
    async with a_client(an_app()) as client:
        kept = await client.get("/health", headers={"X-Request-ID": "abcdef-123456"})
        made = await client.get("/health", headers={"X-Request-ID": 'x y"<script>'})
    assert kept.headers["x-request-id"] == "abcdef-123456"
    assert "script" not in made.headers["x-request-id"]


async def test_too_many_requests_wait_and_a_valid_key_has_room_of_its_own() -> None:
    app = an_app(Limits(requests_per_minute=400, anonymous_per_minute=20))
    async with a_client(app) as client:
        key = {"Authorization": "Bearer owner-key-1234"}
        assert (await client.get("/mine", headers=key)).status_code == 200
        answers = [await client.get("/mine") for _ in range(8)]
        assert [a.status_code for a in answers] == [401] * 5 + [429] * 3
        refused = answers[-1]
        assert_error(refused, 429)
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.headers["x-ratelimit-limit"] == "20"
        assert [(await client.get("/mine", headers=key)).status_code for _ in range(20)] == [
            200
        ] * 20


async def test_guessing_keys_is_slowed_by_address() -> None:
    async with a_client(an_app(Limits(anonymous_per_minute=20))) as client:
        answers = [
            await client.get("/mine", headers={"Authorization": f"Bearer guess-{i}"})
            for i in range(8)
        ]
    assert [a.status_code for a in answers] == [401] * 5 + [429] * 3


def test_tokens_come_back_with_time() -> None:
    now = 0.0
    buckets = Buckets(60, now=lambda: now)
    assert [buckets.take("a") for _ in range(16)].count(0.0) == 15
    assert 0 < buckets.take("a") <= 1
    now = 1.01
    assert buckets.take("a") == 0.0
    assert buckets.take("b") == 0.0


async def test_a_key_opens_a_session_and_its_cookie_is_enough_afterwards() -> None:
    async with a_client(an_app()) as client:
        assert_error(await client.get("/api/v1/session"), 401)
        opened = await client.post("/api/v1/session", json={"key": "viewer-key-1234"})
        assert opened.status_code == 201
        cookie = opened.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "viewer-key-1234" not in cookie
        me = (await client.get("/api/v1/session")).json()["data"]
        assert (me["role"], me["all_businesses"], me["via"]) == ("viewer", False, "key")
        assert "calls.read" in me["permissions"]
        assert "numbers.see" not in me["permissions"]
        assert (await client.delete("/api/v1/session")).status_code == 204
        assert_error(await client.get("/api/v1/session"), 401)


async def test_a_wrong_key_or_a_forged_cookie_opens_nothing() -> None:
    app = an_app()
    async with a_client(app) as client:
        assert_error(await client.post("/api/v1/session", json={"key": "wrong-key-9999"}), 401)
        token = app.state.gate.owner_link_token()
        for forged in (token, token[:-2] + "AA", "a.b", "....", "é"):
            answer = await client.get(
                "/api/v1/session", headers={b"cookie": f"vaani_session={forged}".encode()}
            )
            assert_error(answer, 401)


async def test_the_owners_link_signs_in_for_a_day_only() -> None:
    app = an_app()
    async with a_client(app) as client:
        token = app.state.gate.owner_link_token()
        opened = await client.post("/api/v1/session", json={"key": token})
        assert opened.json()["data"]["role"] == "owner"
        app.state.clock.moment += timedelta(hours=25)
        assert_error(await client.post("/api/v1/session", json={"key": token}), 401)
        assert_error(await client.get("/api/v1/session"), 401)


@pytest.mark.parametrize(
    "header", ["Basic owner-key-1234", "Bearer", "owner-key-1234", "Bearer  ", "Bearer nobody"]
)
async def test_only_a_known_bearer_key_counts(header: str) -> None:
    async with a_client(an_app()) as client:
        refused = await client.get("/mine", headers={"Authorization": header})
    assert_error(refused, 401)
    assert refused.headers["www-authenticate"] == "Bearer"


async def test_readiness_is_503_and_names_the_part_that_is_not() -> None:
    async with a_client(an_app(parts={"database": "unreachable", "speech": "ok"})) as client:
        error = assert_error(await client.get("/ready"), 503)
        assert error["details"]["parts"]["database"] == "unreachable"
    async with a_client(an_app()) as client:
        assert (await client.get("/ready")).json()["data"]["status"] == "ready"


async def test_metrics_count_requests_by_pattern_without_ids() -> None:
    async with a_client(an_app()) as client:
        await client.get("/fail/CONFLICT?phone=9876543210")
        text = (await client.get("/metrics")).text
    assert 'route="/fail/{kind}",status="422"' in text
    assert "9876543210" not in text


async def test_the_page_loads_nothing_from_outside() -> None:
    async with a_client(an_app()) as client:
        for path in ("/", "/console/worklet.js", "/pages/reference.css"):
            answer = await client.get(path)
            assert answer.status_code == 200
            assert "://" not in answer.text.replace("ws://", "").replace("wss://", "")
            assert "default-src 'none'" in answer.headers["content-security-policy"]
