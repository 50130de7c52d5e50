"""Has somebody changed a record since it was read?

A revision is a short digest of what can be edited in a record: every writer moves it, whoever he
is, and what nobody edits (when a caller was last heard) does not. Clients send it back as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import orjson

from vaani.kit.errors import StaleError

_DIGITS = 20


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def revision_of(values: Sequence[object], index: Callable[[str], str] = _sha256) -> str:
    """20 hex digits for these values. `index`: a keyed digest, where they are not for everybody who
    may see the revision."""
    return index(orjson.dumps(list(values), default=str).decode())[:_DIGITS]


def must_be_fresh(what: str, present: str | int, seen: str | int | None) -> None:
    """Raises StaleError unless `seen` is the present revision; None asks nothing."""
    if seen is not None and seen != present:
        raise StaleError(
            f"Somebody has changed this {what} since: read it again.", {"revision": present}
        )
