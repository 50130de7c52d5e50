"""Is this ID token meant for us, and who is it that signed in at the company? Pure.

OpenID Connect Core 1.0, 3.1.3.7: a signature of the provider's own key by an asymmetric algorithm,
exactly the issuer and the client that were set, the nonce of this very flow, and a time that is
now. Roles come from one claim by a mapping, businesses from another; who has none is not let in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from vaani.domain.users.rights import ALL, RANK, Role

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY_S = 60
OLDEST_S = 600
"""An ID token is used at once; one that was made earlier comes from elsewhere."""
MOST_BYTES = 16_384


class TokenRefused(Exception):
    """The token proves nothing to us; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token must say."""

    issuer: str
    client_id: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """`roles`: what the provider calls them, and what they are here. Claims are paths with dots."""

    roles: Mapping[str, Role]
    roles_claim: str
    businesses_claim: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who signed in at the provider. `businesses` None: all of them."""

    subject: str
    login: str
    name: str
    role: Role
    businesses: tuple[str, ...] | None


def read_token(
    token: str, keys: KeySet, expected: Expected, now: datetime, access_token: str | None = None
) -> Mapping[str, Any]:
    """The claims of a token that is meant for us. Raises TokenRefused."""
    from joserfc import jwt  # noqa: PLC0415 - 3 MB, where a provider is set only
    from joserfc.errors import JoseError  # noqa: PLC0415 - the same

    if len(token) > MOST_BYTES or token.count(".") != 2:
        raise TokenRefused("it is no signed token")
    try:
        found = jwt.decode(token, keys, algorithms=[*ALGORITHMS])
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenRefused(f"its signature does not count ({type(error).__name__})") from error
    claims, header = found.claims, found.header
    if not isinstance(claims, dict):
        raise TokenRefused("it holds no claims")
    if header.get("typ", "JWT") != "JWT" or "crit" in header:
        raise TokenRefused("it is a token of another kind")
    _must_be_ours(claims, expected)
    _must_be_now(claims, int(now.timestamp()))
    _must_fit(claims, access_token)
    return claims


def _must_be_ours(claims: Mapping[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("it is of another issuer")
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    if expected.client_id not in several or not all(isinstance(one, str) for one in several):
        raise TokenRefused("it is meant for another client")
    if len(several) > 1 and "azp" not in claims:
        raise TokenRefused("it does not say to which of its clients it was given")
    if "azp" in claims and claims["azp"] != expected.client_id:
        raise TokenRefused("it was given to another client")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(
        nonce.encode(), expected.nonce.encode()
    ):
        raise TokenRefused("it belongs to another sign-in")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise TokenRefused("it names nobody")


def _must_be_now(claims: Mapping[str, Any], now: int) -> None:
    until, made = _moment(claims.get("exp")), _moment(claims.get("iat"))
    if until <= now - LEEWAY_S:
        raise TokenRefused("it is over")
    if not now - OLDEST_S <= made <= now + LEEWAY_S:
        raise TokenRefused("it was not made just now")
    if _moment(claims.get("nbf", made)) > now + LEEWAY_S:
        raise TokenRefused("it does not hold yet")


def _moment(value: Any) -> float:
    """Seconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise TokenRefused("it names a time that is none")
    return value


def _must_fit(claims: Mapping[str, Any], access_token: str | None) -> None:
    """Core, 3.1.3.8: the access token that came along is the one that it speaks of. Every algorithm
    that counts here hashes by SHA-256."""
    said = claims.get("at_hash")
    if said is None or access_token is None:
        return
    digest = hashlib.sha256(access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), half.encode()):
        raise TokenRefused("it came with another access token")


def visitor_of(claims: Mapping[str, Any], mapped: Mapped) -> Visitor | None:
    """Who that is here; None: nothing in his claims gives him a role here."""
    named = _texts(_at(claims, mapped.roles_claim))
    roles = [mapped.roles[one] for one in named if one in mapped.roles]
    if not roles:
        return None
    role = max(roles, key=lambda one: RANK[one])
    businesses = _texts(_at(claims, mapped.businesses_claim))
    everywhere = role == "platform-admin" or ALL in businesses
    if not everywhere and not businesses:
        return None
    subject = str(claims["sub"])
    login = next(
        (str(claims[one]) for one in ("preferred_username", "email") if claims.get(one)), subject
    )
    name = claims.get("name")
    return Visitor(
        subject,
        login[:120],
        str(name)[:120] if name else login[:120],
        role,
        None if everywhere else tuple(dict.fromkeys(businesses)),
    )


def _at(claims: Mapping[str, Any], path: str) -> Any:
    found: Any = claims.get(path)
    if found is not None:
        return found
    found = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, list):
        return tuple(one for one in value if isinstance(one, str))
    return ()
