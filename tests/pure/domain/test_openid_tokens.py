"""Of an ID token counts only what the provider signed for us, now, for this very sign-in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from vaani.domain.users.openid import (
    Expected,
    Mapped,
    TokenRefused,
    read_token,
    visitor_of,
)

NOW = datetime(2027, 5, 6, 4, 30, tzinfo=UTC)
AT = int(NOW.timestamp())
ISSUER, CLIENT, NONCE = "https://id.example/realms/clinic", "vaani", "n-1"
RSA = RSAKey.generate_key(2048, {"kid": "r1", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "e1", "use": "sig"})
ED = OKPKey.generate_key("Ed25519", {"kid": "o1", "use": "sig"})
STRANGER = RSAKey.generate_key(2048, {"kid": "r1", "use": "sig"})
KEYS = KeySet([RSA, EC, ED])
PUBLIC = KeySet.import_key_set(KEYS.as_dict(private=False))
EXPECTED = Expected(ISSUER, CLIENT, NONCE)
CLAIMS: dict[str, Any] = {
    "iss": ISSUER, "aud": CLIENT, "sub": "u-1", "nonce": NONCE, "iat": AT, "exp": AT + 300,
    "name": "Asha Rao", "preferred_username": "asha", "vaani_businesses": ["bistro"],
    "realm_access": {"roles": ["clinic-desk", "other"]},
}  # fmt: skip
MAPPED = Mapped(
    {"clinic-desk": "receptionist", "clinic-boss": "owner", "root": "platform-admin"},
    "realm_access.roles", "vaani_businesses",
)  # fmt: skip


def signed(key: Any = RSA, alg: str = "RS256", header: Any = None, **claims: Any) -> str:
    """A token with these claims changed; None: left out."""
    whole = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    head = {"alg": alg, "kid": key.kid, **(header or {})}
    head = {name: value for name, value in head.items() if value is not None}
    return str(jwt.encode(head, whole, key, algorithms=[alg]))


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unsigned(head: Any, claims: Any = CLAIMS, signature: str = "") -> str:
    return f"{part(head)}.{part(claims)}.{signature}"


def confused() -> str:
    """Signed by HMAC with the public key's text, as if that were a secret (RFC 8725, 2.1)."""
    body = f"{part({'alg': 'HS256', 'kid': 'r1'})}.{part(CLAIMS)}"
    mac = hmac.new(RSA.as_pem(private=False), body.encode(), hashlib.sha256).digest()
    return f"{body}.{part(mac)}"


def critical() -> str:
    body = f"{part({'alg': 'RS256', 'kid': 'r1', 'crit': ['x'], 'x': 1})}.{part(CLAIMS)}"
    proof = RSA.private_key.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{body}.{part(proof)}"


def altered() -> str:
    head, _, signature = signed().split(".")
    return f"{head}.{part({**CLAIMS, 'sub': 'u-2'})}.{signature}"


def cut() -> str:
    return signed()[:-20]


BAD: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "no token": lambda: "abc",
    "two parts": lambda: "a.b",
    "five parts": lambda: "a.b.c.d.e",
    "garbage": lambda: "!.!.!",
    "too long": lambda: signed(name="x" * 20_000),
    "alg none": lambda: unsigned({"alg": "none"}),
    "alg None": lambda: unsigned({"alg": "None", "kid": "r1"}),
    "alg none, with kid": lambda: unsigned({"alg": "none", "kid": "r1"}, signature="AA"),
    "no alg": lambda: unsigned({"kid": "r1"}),
    "header is no object": lambda: unsigned(["RS256"]),
    "claims are no object": lambda: unsigned({"alg": "RS256", "kid": "r1"}, ["x"]),
    "claims are no JSON": lambda: unsigned({"alg": "RS256", "kid": "r1"}, b"\xff"),
    "signed by HMAC with the public key": confused,
    "HS256": lambda: signed(OctKey.generate_key(256, {"kid": "r1"}), "HS256"),
    "a stranger's key under a known name": lambda: signed(STRANGER),
    "a key that it brings itself": lambda: signed(
        STRANGER, header={"jwk": STRANGER.as_dict(private=False)}
    ),
    "an unknown key": lambda: signed(header={"kid": "r9"}),
    "several keys and none named": lambda: signed(header={"kid": None}),
    "a key of another kind": lambda: signed(header={"kid": "e1"}),
    "EdDSA": lambda: signed(ED, "EdDSA"),
    "RS384": lambda: signed(alg="RS384"),
    "altered claims": altered,
    "a cut signature": cut,
    "critical header": critical,
    "an access token": lambda: signed(header={"typ": "at+jwt"}),
    "a logout token": lambda: signed(header={"typ": "logout+jwt"}),
    "another issuer": lambda: signed(iss="https://evil.example"),
    "the issuer with a slash": lambda: signed(iss=ISSUER + "/"),
    "the issuer in capitals": lambda: signed(iss=ISSUER.upper()),
    "no issuer": lambda: signed(iss=None),
    "another client": lambda: signed(aud="other"),
    "the client with more": lambda: signed(aud="vaani-admin"),
    "no audience": lambda: signed(aud=None),
    "an empty audience": lambda: signed(aud=[]),
    "several clients and none named": lambda: signed(aud=[CLIENT, "other"]),
    "given to another client": lambda: signed(aud=[CLIENT, "other"], azp="other"),
    "given to another, alone": lambda: signed(azp="other"),
    "another nonce": lambda: signed(nonce="n-2"),
    "no nonce": lambda: signed(nonce=None),
    "a nonce that is no text": lambda: signed(nonce=[NONCE]),
    "over": lambda: signed(exp=AT - 61),
    "no end": lambda: signed(exp=None),
    "an end that is a text": lambda: signed(exp=str(AT + 300)),
    "an end that is true": lambda: signed(exp=True),
    "made tomorrow": lambda: signed(iat=AT + 86_400, exp=AT + 90_000),
    "made long ago": lambda: signed(iat=AT - 3600),
    "no moment of making": lambda: signed(iat=None),
    "not yet": lambda: signed(nbf=AT + 120),
    "nobody": lambda: signed(sub=None),
    "an empty name": lambda: signed(sub=""),
    "a name that is a number": lambda: signed(sub=1),
    "a name that is too long": lambda: signed(sub="x" * 256),
    "another access token": lambda: signed(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
}


def test_there_are_forty_bad_tokens_at_least() -> None:
    assert len(BAD) >= 40


@pytest.mark.filterwarnings("ignore:EdDSA")
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_token_lets_nobody_in(kind: str) -> None:
    with pytest.raises(TokenRefused):
        read_token(BAD[kind](), PUBLIC, EXPECTED, NOW, "the access token")


@pytest.mark.parametrize(
    "token",
    [
        signed(), signed(EC, "ES256"), signed(alg="PS256"),
        signed(aud=[CLIENT, "other"], azp=CLIENT), signed(exp=AT - 30), signed(iat=AT + 30),
        signed(header={"typ": "JWT"}),
    ],
)  # fmt: skip
def test_a_good_token_of_each_algorithm_is_read(token: str) -> None:
    assert read_token(token, PUBLIC, EXPECTED, NOW)["sub"] == "u-1"


@pytest.mark.parametrize(
    ("claims", "role", "businesses"),
    [
        ({}, "receptionist", ("bistro",)),
        ({"realm_access": {"roles": ["clinic-desk", "clinic-boss"]}}, "owner", ("bistro",)),
        ({"vaani_businesses": "bistro clinic bistro"}, "receptionist", ("bistro", "clinic")),
        ({"vaani_businesses": ["*"]}, "receptionist", None),
        ({"realm_access": {"roles": ["root"]}, "vaani_businesses": []}, "platform-admin", None),
        ({"realm_access.roles": "clinic-boss"}, "owner", ("bistro",)),
    ],
)
def test_claims_give_a_role_at_businesses(claims: Any, role: str, businesses: Any) -> None:
    found = visitor_of({**CLAIMS, **claims}, MAPPED)
    assert found is not None
    assert (found.role, found.businesses) == (role, businesses)
    assert (found.subject, found.login, found.name) == ("u-1", "asha", "Asha Rao")


@pytest.mark.parametrize(
    "claims",
    [
        {"realm_access": {"roles": ["owner"]}}, {"realm_access": {"roles": "x"}},
        {"realm_access": None}, {"realm_access": {"roles": [["clinic-boss"]]}},
        {"vaani_businesses": []}, {"vaani_businesses": None}, {"vaani_businesses": {"a": 1}},
    ],
)  # fmt: skip
def test_who_has_no_role_or_no_business_is_not_let_in(claims: Any) -> None:
    assert visitor_of({**CLAIMS, **claims}, MAPPED) is None
