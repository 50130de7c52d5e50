"""Did Telnyx send this request? Ed25519 over time and raw body. Pure: the time is an argument."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TOLERANCE_S = 300


def public_key(text: str) -> Ed25519PublicKey | None:
    """The key as the portal shows it (base64 of 32 bytes); None: that is none."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text.strip(), validate=True))
    except (binascii.Error, ValueError):
        return None


def is_signed(key: Ed25519PublicKey, body: bytes, stamp: str, given: str, now_s: float) -> bool:
    """Whether the key has signed this body at the Unix time `stamp`, not long from now."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    if abs(now_s - int(stamp)) > TOLERANCE_S:
        return False
    try:
        key.verify(base64.b64decode(given, validate=True), stamp.encode() + b"|" + body)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
