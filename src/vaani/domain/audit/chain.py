"""How does each entry of the audit hold the one before it fast? By its SHA-256; pure.

An entry's digest is taken over its own values and the digest of the entry before it, as JSON with
sorted names. Who changes, removes or puts in a row must change every later digest too, and whoever
has noted the last one elsewhere sees that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64
"""Stands before the first entry."""


def digest_of(
    former: str,
    number: int,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    business_id: str | None,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    address: str | None,
) -> str:
    """64 hexadecimal digits. `former` is the digest of the entry `number - 1`."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    values = [
        former, number, moment, actor, action, subject, business_id,
        plain(before), plain(after), address,
    ]  # fmt: skip
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """As they come back from the database: tuples are lists there, names are texts."""
    found: dict[str, Any] | None = json.loads(json.dumps(values))
    return found
