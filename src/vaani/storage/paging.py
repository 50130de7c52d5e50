"""How is a long list handed out in pieces? By an opaque cursor: where the last one ended."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from vaani.kit.errors import DomainError

Item = TypeVar("Item")

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items of a list; `next_cursor` None: these were the last."""

    items: tuple[Item, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class PageWish:
    """Which piece is wanted: at most `limit` items after `cursor`."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_LIMIT:
            raise DomainError("INVALID", f"limit must be between 1 and {MAX_LIMIT}")

    def after(self, parts: int = 1) -> tuple[str, ...] | None:
        """The sort values of the last item seen. Raises DomainError for a foreign cursor."""
        if self.cursor is None:
            return None
        try:
            raw = base64.b64decode(self.cursor.encode(), altchars=b"-_", validate=True)
            values = tuple(raw.decode().split("|"))
        except (binascii.Error, UnicodeError) as error:
            raise DomainError("INVALID", "the cursor is not one that a list gave out") from error
        if len(values) != parts or "" in values:
            raise DomainError("INVALID", "the cursor is not one that this list gave out")
        return values


def page_of(
    rows: Sequence[Item], limit: int, place: Callable[[Item], tuple[str, ...]]
) -> Page[Item]:
    """The page out of `limit + 1` rows; `place` gives an item's sort values."""
    kept = tuple(rows[:limit])
    if len(rows) <= limit:
        return Page(kept)
    return Page(kept, base64.urlsafe_b64encode("|".join(place(kept[-1])).encode()).decode())
