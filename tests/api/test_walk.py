"""Every route of the description is walked: whatever stands in a request, it is understood or
refused by name, and nobody without the key or the business learns anything."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from vaani.api import openapi
from vaani.api.permissions import ROUTES
from vaani.api.reference import example_of
from vaani.call.plan import Caller, CallPlan
from vaani.domain.users.rights import HOUSE, RIGHTS, ROLES, Role

PUBLIC = {
    ("get", "/health"): "says that the process answers",
    ("get", "/ready"): "says whether calls can be taken",
    ("get", "/metrics"): "figures without ids; the proxy keeps them inside",
    ("post", "/api/v1/session"): "is how one signs in",
    ("get", "/api/v1/session/ways"): "says how one can sign in",
    ("delete", "/api/v1/session"): "ends one's own session, or does nothing",
    ("post", "/api/v1/calls/browser"): "the call page asks for no sign-in",
    ("get", "/carriers/browser/businesses"): "the call page asks for no sign-in",
}
"""Operations without a key, with the reason."""
OPEN_BODIES = {
    "/v1/": "refused in the shape of that API: tests/api/speech/test_unknown_fields.py",
    "/stt": "a recording is no JSON; its form is tested beside it",
    "/conversation": "a recording is no JSON; its form is tested beside it",
    "/tts/references": "a recording is no JSON; its form is tested beside it",
}
"""Where bodies may hold more than is described, with the reason."""

MOMENTS: tuple[Any, ...] = (
    "9999-12-31", "0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "2027-02-30", "24:00", "1e99",
)  # fmt: skip
NO_TEXT = ("\x00", "a\x07", "\ud800", "\x7f")
NUMBERS: tuple[Any, ...] = (-1, 0, 10**30, 1.5, 1e308, float("nan"), float("inf"))
TEXTS: tuple[Any, ...] = (
    "", "x", "x" * 5000, *NO_TEXT, "9999-12-31", "0001-01-01", "0001-01-01T00:00:00",
    "9999-12-31T23:59:59-12:00", "2027-02-30", "2027-05-10T10:00:00+99:99", "24:00", "NaN", "🕉",
)  # fmt: skip
OTHERS: tuple[Any, ...] = (None, True, [], {}, [[]], {"a": 1}, ["x"])
IN_ADDRESS = ("-1", "0", "9" * 30, "1e309", "1.5", *TEXTS)
BODIES = (b"", b"{", b"\xff", b"null", b"1", b'"x"', b"[]", b"[" * 50_000, b"9" * 5000)


@dataclass(frozen=True)
class Operation:
    """One method of one path, as the description has it."""

    method: str
    path: str
    described: dict[str, Any]
    document: dict[str, Any] = field(repr=False)

    @property
    def name(self) -> tuple[str, str]:
        return self.method, self.path

    @property
    def keyed(self) -> bool:
        return bool(self.described.get("security"))

    def named(self, where: str) -> list[dict[str, Any]]:
        return [one for one in self.described.get("parameters", []) if one["in"] == where]

    @property
    def content(self) -> tuple[str, dict[str, Any]] | None:
        return next(iter(self.described.get("requestBody", {}).get("content", {}).items()), None)

    @property
    def schemas(self) -> list[dict[str, Any]]:
        """The body's alternatives."""
        return [] if self.content is None else list(self._flat(self.content[1]["schema"]))

    def example(self) -> Any:
        return None if self.content is None else example_of(self.document, self.content[1])

    def _flat(self, schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            yield from self._flat(self.document["components"]["schemas"][name])
        elif "anyOf" in schema:
            for one in schema["anyOf"]:
                yield from self._flat(one)
        elif schema.get("type") == "array":
            yield from self._flat(schema["items"])
        else:
            yield schema


def operations(document: dict[str, Any]) -> list[Operation]:
    return [
        Operation(method, path, described, document)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]


def described(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


WHOLE = operations(openapi.document())


@pytest.mark.parametrize("operation", WHOLE, ids=described)
def test_each_operation_says_who_may_ask_and_what_it_takes(operation: Operation) -> None:
    assert operation.keyed != (operation.name in PUBLIC), "names a key, or is named with its reason"
    assert operation.described.get("tags")
    assert operation.described.get("summary")
    if operation.content is None or operation.path.startswith(tuple(OPEN_BODIES)):
        return
    assert operation.example() is not None, "a body has an example"
    for schema in operation.schemas:
        if schema.get("type") == "object":
            assert schema.get("additionalProperties") is False, schema["title"]


@dataclass(frozen=True)
class Walk:
    """A server with a row of everything, and clients on real connections."""

    all: list[Operation]
    ids: dict[str, str]
    owner: httpx.AsyncClient
    other: httpx.AsyncClient
    nobody: httpx.AsyncClient
    of_role: dict[Role, httpx.AsyncClient]

    async def ask(
        self, who: str | httpx.AsyncClient, operation: Operation, **changed: Any
    ) -> httpx.Response:
        """The operation with values that are right, but for what is `changed`."""
        ids = {**self.ids, **changed.pop("ids", {})}
        path = operation.path
        for one in operation.named("path"):
            path = path.replace(f"{{{one['name']}}}", ids[one["name"]])
        names = {one["name"] for one in operation.named("query")}
        query = {"business": "bistro", "date": "2027-05-10"}
        query = {name: value for name, value in query.items() if name in names}
        query |= changed.pop("query", {})
        text = "&".join(f"{quote(n)}={quote(v, errors='surrogatepass')}" for n, v in query.items())
        headers, content = {}, changed.pop("content", None)
        if operation.content is not None:
            headers["content-type"] = operation.content[0]
            if content is None:
                content = as_bytes(changed.pop("body", operation.example()))
        client: httpx.AsyncClient = getattr(self, who) if isinstance(who, str) else who
        url = f"{path}?{text}" if text else path
        return await client.request(operation.method.upper(), url, content=content, headers=headers)


def as_bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


@pytest.fixture
async def walk(world: Any, address: str) -> AsyncIterator[Walk]:
    rows = await everything(world)

    def client(key: str | None) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.AsyncClient(base_url=f"http://{address}", headers=headers)

    clients = [client("owner-key"), client("other-key"), client(None)]
    of_role = {role: client(f"{role}-of-bistro") for role in ROLES}
    yield Walk(operations(world.app.openapi()), rows, *clients, of_role)
    for one in (*clients, *of_role.values()):
        await one.aclose()


async def everything(world: Any) -> dict[str, str]:
    """A booking, a customer, a message, a call and a session of the bistro: their ids by name."""
    wish = {"business": "bistro", "date": "2027-05-10", "time": "19:00", "party": 2}
    guest = {"name": "Asha", "phone": "+919876543210"}
    made = await world.owner.post("/api/v1/bookings", json={**wish, **guest})
    customers = await world.owner.get("/api/v1/customers?business=bistro")
    message = await world.nouns.messages.leave(
        world.bistro_id, "callback", "call back", None, None, "key-of-the-message"
    )
    bistro = await world.nouns.businesses.get("bistro")
    await world.nouns.calls.begin(CallPlan("c1", bistro, Caller(None), "twilio", "CA1"))
    await world.owner.post("/api/v1/session", json={"key": "owner-key"})
    sessions = (await world.owner.get("/api/v1/sessions")).json()["data"]
    booking = made.json()["data"]["id"]
    person, _ = await world.accounts.invite("asha", "Asha", {world.bistro_id: "viewer"})
    _, key = await world.keys.issue("viewer", "screen", [world.bistro_id])
    return {
        "booking_id": booking, "reservation_id": booking, "message_id": message.id,
        "customer_id": customers.json()["data"][0]["id"], "call_id": "c1", "business": "bistro",
        "user_id": person.id, "key_id": key.id,
        "session_id": sessions[0]["id"], "act": "complete", "version": "1", "what": "calls",
        "topic": "parking", "appointment_id": booking, "block_id": "b1",
    }  # fmt: skip


async def test_who_shows_no_key_or_another_business_learns_and_changes_nothing(walk: Walk) -> None:
    ours = f"/api/v1/bookings/{walk.ids['booking_id']}"
    before = (await walk.owner.get(ours)).json()
    for operation in walk.all:
        if not operation.keyed:
            continue
        answer = await walk.ask("nobody", operation)
        assert answer.status_code == 401, described(operation)
        assert answer.headers["www-authenticate"] == "Bearer"
        foreign = await walk.ask("other", operation)
        asks_for_ours = operation.named("path") or "business=" in str(foreign.url)
        if asks_for_ours:
            assert foreign.status_code == 404, described(operation)
        assert "bistro" not in foreign.text.lower(), described(operation)
    assert (await walk.owner.get(ours)).json() == before


async def test_each_role_may_do_what_the_two_tables_say_and_nothing_else(walk: Walk) -> None:
    for operation in walk.all:
        if not operation.keyed:
            continue
        right = ROUTES[operation.name]
        for role in ROLES:
            of_house = right in HOUSE and role != "platform-admin"
            may = right in RIGHTS[role] and not of_house
            if may and operation.method == "delete":
                continue  # it would be gone for the roles that follow
            answer = await walk.ask(walk.of_role[role], operation)
            what = (described(operation), role, answer.status_code, answer.text[:200])
            refused = answer.status_code == 403 and right in answer.json()["error"]["message"]
            assert refused != may, what


async def test_what_a_route_does_not_know_is_refused_by_name(walk: Walk) -> None:
    for operation in walk.all:
        known = [one["name"] for one in operation.named("query")]
        wrong = [("nonsense", ""), *((f"{name}x", name) for name in known[:1])]
        for name, near in wrong:
            answer = await walk.ask("owner", operation, query={name: "1"})
            refused_by_name(operation, answer, name, near)
        example = operation.example()
        if not isinstance(example, dict) or operation.path.startswith(tuple(OPEN_BODIES)):
            continue
        first = next(iter(example))
        for name, near in (("nonsense", ""), (f"{first}x", first)):
            answer = await walk.ask("owner", operation, body={**example, name: "1"})
            refused_by_name(operation, answer, name, near)


def refused_by_name(operation: Operation, answer: httpx.Response, name: str, near: str) -> None:
    assert answer.status_code == 422, (described(operation), answer.text)
    told = [one for one in answer.json()["error"]["details"]["fields"] if one["field"] == name]
    assert told, (described(operation), answer.text)
    assert f"did you mean {near}?" in told[0]["message"] or not near, told


async def test_every_value_beyond_a_bound_is_refused_and_none_is_our_fault(walk: Walk) -> None:
    for operation in walk.all:
        for one in operation.named("query"):
            for value in values_for(one["schema"]):
                answer = await walk.ask("owner", operation, query={one["name"]: value})
                judge(operation, one["name"], value, answer, not may_stand(one["schema"], value))
        for one in operation.named("path"):
            for text in TEXTS:
                value = quote(text, safe="", errors="surrogatepass")
                answer = await walk.ask("owner", operation, ids={one["name"]: value})
                judge(operation, one["name"], text, answer, text != "")


async def test_every_body_is_taken_or_refused_and_none_is_our_fault(walk: Walk) -> None:
    for operation in walk.all:
        if operation.content is None:
            continue
        for content in BODIES:
            answer = await walk.ask("owner", operation, content=content)
            may = content == b"[]" and operation.content[1]["schema"].get("type") == "array"
            judge(operation, "body", content[:20], answer, not may)
        example = operation.example()
        names = operation.schemas[0].get("properties", {})
        for name, schema in names.items() if isinstance(example, dict) else ():
            for value in (*values_for(schema, in_body=True), *OTHERS):
                answer = await walk.ask("owner", operation, body={**example, name: value})
                judge(operation, name, value, answer, not may_stand(schema, value))
            if name in operation.schemas[0].get("required", ()):
                less = {key: value for key, value in example.items() if key != name}
                refused_by_name(operation, await walk.ask("owner", operation, body=less), name, "")


def judge(operation: Operation, name: str, value: Any, answer: httpx.Response, wrong: bool) -> None:
    """A clear answer: 503 only where nothing is set up that could do it, and said so."""
    what = (described(operation), name, value, answer.status_code, answer.text[:300])
    assert answer.status_code < 500 or (answer.status_code == 503 and not wrong), what
    assert not wrong or 400 <= answer.status_code < 500, what
    if answer.status_code >= 400:
        assert answer.json()["error"]["message"], what


def values_for(schema: dict[str, Any], in_body: bool = False) -> tuple[Any, ...]:
    """What lies on and beyond the bounds of such a value; in an address everything is text."""
    kinds = schema.get("anyOf", [schema])
    found: list[Any] = [] if any("maxLength" in one for one in kinds) else ["x"]
    if any(one.get("type") == "integer" for one in kinds):
        found += NUMBERS if in_body else ["-1", "0", "9" * 30, "1.5", "NaN", ""]
    if any(one.get("type") == "string" for one in kinds):
        found += TEXTS
    if any(one.get("format") in READ for one in kinds):
        found += MOMENTS
    return tuple(found)


def may_stand(schema: dict[str, Any], value: Any) -> bool:
    """May the value be one of this schema? Only a no is sure."""
    if "anyOf" in schema:
        return any(may_stand(one, value) for one in schema["anyOf"])
    if isinstance(value, str) and any(bad in value for bad in NO_TEXT):
        return False
    kind = schema.get("type")
    if "enum" in schema:
        return value in schema["enum"]
    if kind == "integer":
        return _is_whole(schema, value)
    if kind == "string":
        least, most = schema.get("minLength", 0), schema.get("maxLength", 10**9)
        fits = isinstance(value, str) and least <= len(value) <= most
        return fits and _is_moment(schema.get("format"), value)
    return (kind == "null") == (value is None)


def _is_whole(schema: dict[str, Any], value: Any) -> bool:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return False
    least, most = schema.get("minimum", -(10**20)), schema.get("maximum", 10**20)
    return bool(least <= number <= most)


READ = {"date": date.fromisoformat, "date-time": datetime.fromisoformat, "time": time.fromisoformat}


def _is_moment(format: str | None, text: str) -> bool:
    """A date, or a date with a time, of a year that means something; a time."""
    if format not in READ:
        return True
    try:
        found: Any = READ[format](text)
    except ValueError:
        return False
    return isinstance(found, time) or 1970 <= found.year <= 2199
