"""Did jambonz send this request? `Jambonz-Signature`, over time and body.

`t=<unix seconds>,v1=<hex>`, v1 the HMAC-SHA256 of `t + "." + body` under the account's webhook
secret; good for five minutes. Pure: the time is an argument.
"""

from __future__ import annotations

import hashlib
import hmac
import re

LIFE_S = 300
_FORM = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def is_signed(secret: str, body: bytes, given: str, now_s: float) -> bool:
    """Whether who knows the secret has signed this body lately."""
    found = _FORM.fullmatch(given.replace(" ", ""))
    if not secret or found is None or abs(now_s - int(found[1])) > LIFE_S:
        return False
    made = hmac.new(secret.encode(), found[1].encode() + b"." + body, hashlib.sha256)
    return hmac.compare_digest(made.hexdigest(), found[2])
