"""Did Vonage send this request? A JSON Web Token that signs the hash of its body.

`Authorization: Bearer`, HS256 alone, keyed with the account's signature secret (RFC 7515, 7519):
`iat` within five minutes, a minute of grace for clocks; `payload_hash` is the SHA-256 of the raw
body, which a request without body may lack. Pure: the time is an argument.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

LIFE_S = 300
GRACE_S = 60
_MOST_BYTES = 8192


def claims_of(
    token: str, secrets: Iterable[str], body: bytes, now_s: float
) -> Mapping[str, Any] | None:
    """What a token says that one of the secrets signed for this body lately; None: it proves
    nothing."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > _MOST_BYTES or not token.isascii():
        return None
    head, claims = _object(parts[0]), _object(parts[1])
    if head is None or claims is None or head.get("alg") != "HS256":
        return None
    given = _bytes(parts[2])
    signed = f"{parts[0]}.{parts[1]}".encode()
    if given is None or not _is_signed(secrets, signed, given):
        return None
    made = claims.get("iat")
    if isinstance(made, bool) or not isinstance(made, int | float):
        return None
    if not -GRACE_S <= now_s - made <= LIFE_S + GRACE_S:
        return None
    expires = claims.get("exp", now_s)
    if not isinstance(expires, int | float) or now_s > expires + GRACE_S:
        return None
    return claims if _is_of(claims.get("payload_hash"), body) else None


def _is_signed(secrets: Iterable[str], signed: bytes, given: bytes) -> bool:
    found = False
    for secret in secrets:
        made = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
        found |= bool(secret) and hmac.compare_digest(made, given)
    return found


def _is_of(said: object, body: bytes) -> bool:
    if said is None:
        return not body
    if not isinstance(said, str) or not said.isascii():
        return False
    return hmac.compare_digest(hashlib.sha256(body).hexdigest(), said.lower())


def _bytes(part: str) -> bytes | None:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None


def _object(part: str) -> dict[str, Any] | None:
    raw = _bytes(part)
    if raw is None:
        return None
    try:
        tree = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return tree if isinstance(tree, dict) else None
