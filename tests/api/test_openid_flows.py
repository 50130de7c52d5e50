"""A sign-in at the company's provider lets in who comes back from it in the same browser, once."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from vaani.api.openid import Client, OpenId
from vaani.domain.users.openid import Mapped

ISSUER = "https://id.example/realms/clinic"
RETURN = "/api/v1/session/openid/return"
KEY = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
NEXT = RSAKey.generate_key(2048, {"kid": "k2", "use": "sig"})
CLIENT = Client(
    ISSUER, "vaani", None, ("openid",),
    Mapped({"desk": "receptionist", "boss": "owner"}, "realm_access.roles", "vaani_businesses"),
)  # fmt: skip
Answer = Callable[[httpx.Request], httpx.Response]


@dataclass
class Provider:
    """Behaves, but for what a test puts into `says`, `claims` and `metadata`."""

    now: Callable[[], float]
    key: Any = field(default_factory=lambda: KEY)
    published: Any = field(default_factory=lambda: KEY)
    says: dict[str, Answer] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.rpartition("/")[2]
        self.asked.append(path)
        if path in self.says:
            return self.says[path](request)
        if path == "openid-configuration":
            base = {
                "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/auth",
                "token_endpoint": f"{ISSUER}/token", "jwks_uri": f"{ISSUER}/certs",
            }  # fmt: skip
            return httpx.Response(200, json={**base, **self.metadata})
        if path == "certs":
            return httpx.Response(200, json=KeySet([self.published]).as_dict(private=False))
        return self._redeem(
            {name: one[0] for name, one in parse_qs(request.content.decode()).items()}
        )

    def _redeem(self, form: dict[str, str]) -> httpx.Response:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if form.get("code") != "good" or challenge != self.given["code_challenge"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        at = int(self.now())
        claims = {
            "iss": ISSUER, "aud": "vaani", "sub": "u-1", "nonce": self.given["nonce"],
            "iat": at, "exp": at + 60, "preferred_username": "asha", "name": "Asha Rao",
            "realm_access": {"roles": ["desk"]}, "vaani_businesses": ["bistro", "gone"],
        }  # fmt: skip
        claims = {k: v for k, v in {**claims, **self.claims}.items() if v is not None}
        token = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        body = {"token_type": "Bearer", "access_token": "at", "id_token": token}
        return httpx.Response(200, json={**body, **self.tokens})


@dataclass
class Office:
    """A browser, the provider and the server between them."""

    world: Any
    browser: httpx.AsyncClient
    provider: Provider
    clock: list[float]

    def starts_anew(self, wrong: dict[str, Any]) -> None:
        """Nobody was here yet, and the provider is wrong in this way."""
        self.provider = Provider(lambda: self.world.clock.now().timestamp())
        for name in ("claims", "tokens", "says", "key"):
            setattr(self.provider, name, wrong.get(name, getattr(self.provider, name)))
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.provider.handle))
        openid = OpenId(CLIENT, self.world.clock, http, lambda: self.clock[0])
        self.world.app.state.services = replace(self.world.app.state.services, openid=openid)
        self.browser.cookies.clear()
        self.browser.headers.pop("cookie", None)

    async def begin(self) -> dict[str, str]:
        """Go to the provider; what it is asked."""
        answer = await self.browser.get("/api/v1/session/openid")
        assert answer.status_code == 303, answer.text
        asked = {n: v[0] for n, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}
        self.provider.given = asked
        return asked

    async def back(self, **said: str) -> httpx.Response:
        return await self.browser.get(RETURN, params=said)

    async def state(self) -> int:
        return (await self.browser.get("/api/v1/session")).status_code


@pytest.fixture
async def office(world: Any) -> AsyncIterator[Office]:
    transport = httpx.ASGITransport(app=world.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        made = Office(world, browser, Provider(lambda: 0.0), [0.0])
        made.starts_anew({})
        yield made


async def test_whom_the_provider_vouches_for_is_in_with_the_role_of_his_claims(
    office: Office,
) -> None:
    asked = await office.begin()
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == f"http://localhost{RETURN}"
    back = await office.back(state=asked["state"], code="good")
    assert (back.status_code, back.headers["location"]) == (303, "/")
    me = (await office.browser.get("/api/v1/session")).json()["data"]
    assert (me["via"], me["name"], me["password_needed"]) == ("openid", "Asha Rao", False)
    assert me["businesses"] == [{"slug": "bistro", "name": "Bistro", "role": "receptionist"}]
    (only,) = await office.world.accounts.listing()
    office.provider.claims = {"realm_access": {"roles": ["boss"]}}
    asked = await office.begin()
    await office.back(state=asked["state"], code="good")
    (again,) = await office.world.accounts.listing()
    assert again.id == only.id
    assert again.roles == {office.world.bistro_id: "owner"}
    ways = (await office.browser.get("/api/v1/session/ways")).json()["data"]
    assert ways == {"password": True, "openid": True}


async def test_who_has_the_login_of_another_does_not_become_him(office: Office) -> None:
    theirs, _ = await office.world.accounts.invite("asha", "Owner", {"*": "owner"})
    asked = await office.begin()
    await office.back(state=asked["state"], code="good")
    me = (await office.browser.get("/api/v1/session")).json()["data"]
    assert me["user_id"] != theirs.id
    assert me["role"] == "receptionist"
    await office.world.accounts.change(me["user_id"], disabled=True)
    assert await office.state() == 401
    asked = await office.begin()
    back = await office.back(state=asked["state"], code="good")
    assert back.headers["location"] == "/#refused=denied"


async def test_a_key_that_the_provider_exchanged_is_fetched_again(office: Office) -> None:
    asked = await office.begin()
    await office.back(state=asked["state"], code="good")
    await office.browser.delete("/api/v1/session")
    office.provider.key = office.provider.published = NEXT
    office.clock[0] += 60
    asked = await office.begin()
    back = await office.back(state=asked["state"], code="good")
    assert back.headers["location"] == "/"
    assert office.provider.asked.count("certs") == 2


def says(status: int = 200, **body: Any) -> Answer:
    return lambda _request: httpx.Response(status, json=body)


def breaks(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody")


BROKEN: dict[str, dict[str, Any]] = {
    "no state": {"said": {"state": None}},
    "another state": {"said": {"state": "x" * 43}},
    "an empty state": {"said": {"state": ""}},
    "no code": {"said": {"code": None}},
    "an empty code": {"said": {"code": ""}},
    "a wrong code": {"said": {"code": "bad"}},
    "an endless code": {"said": {"code": "x" * 5000}},
    "the provider said no": {"said": {"error": "access_denied", "code": None}},
    "an error beside a code": {"said": {"error": "server_error"}},
    "another provider answered": {"said": {"iss": "https://evil.example"}},
    "a provider that must name itself did not": {
        "metadata": {"authorization_response_iss_parameter_supported": True}
    },
    "another browser": {"cookie": "forged"},
    "no cookie": {"cookie": ""},
    "too late": {"later": 601},
    "a second return": {"twice": True},
    "discovery of another issuer": {"metadata": {"issuer": "https://evil.example"}},
    "a token address without https": {"metadata": {"token_endpoint": "http://id.example/token"}},
    "no address of keys": {"metadata": {"jwks_uri": None}},
    "keys that are none": {"says": {"certs": says(keys="x")}},
    "no keys": {"says": {"certs": says(keys=[])}},
    "a token service that is down": {"says": {"token": breaks}},
    "a token service that fails": {"says": {"token": says(500)}},
    "a token service that leads elsewhere": {
        "says": {
            "token": lambda _: httpx.Response(302, headers={"location": "https://evil.example"})
        }
    },
    "a token answer that is a list": {"says": {"token": lambda _: httpx.Response(200, json=[1])}},
    "no ID token": {"tokens": {"id_token": None}},
    "an ID token that is a number": {"tokens": {"id_token": 7}},
    "no bearer": {"tokens": {"token_type": "mac"}},
    "the nonce of another sign-in": {"claims": {"nonce": "another"}},
    "a token for another client": {"claims": {"aud": "other"}},
    "a token of another issuer": {"claims": {"iss": "https://evil.example"}},
    "an access token that was exchanged": {"claims": {"at_hash": "AAAA"}},
    "a stranger's key": {"key": NEXT},
    "no role": {"claims": {"realm_access": {"roles": ["guest"]}}},
    "no business": {"claims": {"vaani_businesses": []}},
    "a business that is not here": {"claims": {"vaani_businesses": ["gone"]}},
}


def test_there_are_twenty_five_broken_flows_at_least() -> None:
    assert len(BROKEN) >= 25


async def test_no_broken_flow_lets_anybody_in(office: Office) -> None:
    for kind, wrong in BROKEN.items():
        office.starts_anew(wrong)
        asked = await begun(office, wrong)
        if asked is not None:
            await comes_back(office, kind, wrong, asked)
        assert await office.state() == 401, kind


async def comes_back(office: Office, kind: str, wrong: dict[str, Any], asked: Any) -> None:
    said = {"state": asked["state"], "code": "good", **wrong.get("said", {})}
    said = {name: one for name, one in said.items() if one is not None}
    office.clock[0] += wrong.get("later", 0)
    if "cookie" in wrong:
        office.browser.cookies.clear()
        office.browser.headers["cookie"] = f"vaani_openid={wrong['cookie']}"
    if wrong.get("twice"):
        assert (await office.back(**said)).headers["location"] == "/"
        await office.browser.delete("/api/v1/session")
        office.browser.cookies.clear()
    back = await office.back(**said)
    assert back.status_code == 303, kind
    assert back.headers["location"].startswith("/#refused="), kind
    assert "vaani_session" not in back.headers.get("set-cookie", ""), kind


async def begun(office: Office, wrong: dict[str, Any]) -> dict[str, str] | None:
    """What the provider is asked; None where it is not even gone to."""
    office.provider.metadata = wrong.get("metadata", {})
    answer = await office.browser.get("/api/v1/session/openid")
    if answer.headers["location"].startswith("/#refused="):
        return None
    asked = {n: v[0] for n, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    office.provider.given = asked
    return asked
