"""In which order does a list come, and where does its next piece begin?

Rows are ordered by a value and, where that is equal, by their id, so that a row that comes or goes
meanwhile moves no other to another page. The cursor holds the name of the order, the last value and
id: the cursor of another order is refused.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import orjson
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from vaani.kit.errors import DomainError
from vaani.storage.columns import UtcDateTime
from vaani.storage.paging import Page, PageWish

Row = TypeVar("Row")
Item = TypeVar("Item")
Value = datetime | int | str
FOREIGN = "the cursor is not one that this list gave out"


@dataclass(frozen=True, slots=True)
class Order:
    """By `column`, which is never null in the rows that are asked for, then by `id`; `down`: the
    largest first. Both are columns of one table."""

    column: InstrumentedAttribute[Any]
    id: InstrumentedAttribute[str]
    down: bool = False

    @property
    def kind(self) -> type:
        """Of the values."""
        moment = isinstance(self.column.type, UtcDateTime)
        return datetime if moment else self.column.type.python_type

    def behind(self, query: Select[Row], name: str, wish: PageWish) -> Select[Row]:
        """The query for the page that is wished for, and one row more. `name` is the order's.
        Raises DomainError INVALID for a foreign cursor."""
        after = _read(wish.cursor, name, self.kind)
        place = tuple_(self.column, self.id)
        if after is not None:
            query = query.where(place < after if self.down else place > after)
        columns = (self.column, self.id)
        wanted = [one.desc() if self.down else one.asc() for one in columns]
        return query.order_by(*wanted).limit(wish.limit + 1)

    def page(
        self, rows: Sequence[Row], name: str, wish: PageWish, item: Callable[[Row], Item]
    ) -> Page[Item]:
        """The page out of `limit + 1` rows."""
        kept = rows[: wish.limit]
        shown = tuple(item(row) for row in kept)
        if len(rows) <= wish.limit:
            return Page(shown)
        last = kept[-1]
        return Page(shown, _written(name, getattr(last, self.column.key), last, self.id.key))


def piece(
    items: Sequence[Item],
    name: str,
    wish: PageWish,
    place: Callable[[Item], tuple[str, str]],
    down: bool = False,
) -> Page[Item]:
    """The same for a list that is in memory as a whole; `place` gives an item's value and id."""
    after = _read(wish.cursor, name, str)
    ordered = sorted(items, key=place, reverse=down)
    if after is not None:
        ordered = [one for one in ordered if (place(one) < after if down else place(one) > after)]
    kept = tuple(ordered[: wish.limit])
    if len(ordered) <= wish.limit:
        return Page(kept)
    return Page(kept, _packed([name, *place(kept[-1])]))


def _written(name: str, value: Value, row: object, id: str) -> str:
    told = value.isoformat() if isinstance(value, datetime) else value
    return _packed([name, told, getattr(row, id)])


def _packed(parts: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode()


def _read(cursor: str | None, name: str, kind: type) -> tuple[Any, str] | None:
    """Raises DomainError INVALID."""
    if cursor is None:
        return None
    try:
        parts = orjson.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
        of, value, id = parts
        if kind is datetime:
            value = datetime.fromisoformat(value)
        fits = of == name and type(value) is kind and isinstance(id, str)
        fits = fits and not (isinstance(value, datetime) and value.tzinfo is None)
        fits = fits and not (isinstance(value, int) and not 0 <= value < 2**63)
    except (binascii.Error, ValueError, TypeError):
        fits = False
    if not fits:
        raise DomainError("INVALID", FOREIGN)
    return value, id
