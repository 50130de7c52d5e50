"""Did Plivo send this request? `X-Plivo-Signature-V3`, over address, fields and nonce.

base64(HMAC-SHA256(auth token, BASE + "." + nonce)), BASE as Plivo's official SDK makes it: queries
and fields sorted by key in the order of code points, decoded; of a repeated key its values sorted.
Pure.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

Fields = Sequence[tuple[str, str]]

_BASE64_SHA256 = re.compile(r"[A-Za-z0-9+/]{43}=")
_MOST_SIGNATURES = 8


def base(method: str, url: str, query: Fields, form: Fields) -> str:
    """What is signed, before the nonce; `url` has no query."""
    if method == "GET":
        said = _joined([*query, *form])
        return f"{url}?{said}" if said else url
    fields = "".join(key + value for key, value in sorted(form))
    asked = _joined(query)
    if asked:
        return f"{url}?{asked}" + (f".{fields}" if fields else "")
    return f"{url}?{fields}" if fields else url


def signature(token: str, signed: str, nonce: str) -> str:
    """What Plivo would send for this base and nonce."""
    made = hmac.new(token.encode(), f"{signed}.{nonce}".encode(), hashlib.sha256)
    return base64.b64encode(made.digest()).decode()


def is_signed(tokens: Iterable[str], signed: str, nonce: str, given: str) -> bool:
    """Whether one of the signatures in `given` (separated by commas) is made by one of the
    tokens."""
    candidates = [one.strip() for one in given.split(",")]
    if not nonce or len(candidates) > _MOST_SIGNATURES:
        return False
    found = False
    for token in tokens:
        wanted = signature(token, signed, nonce)
        for one in candidates:
            if token and _BASE64_SHA256.fullmatch(one):
                found |= hmac.compare_digest(wanted, one)
    return found


def _joined(pairs: Fields) -> str:
    return "&".join(f"{key}={value}" for key, value in sorted(pairs))
