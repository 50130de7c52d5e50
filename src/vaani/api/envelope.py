"""How does every answer look? `{"success": true, "data", "meta"?}`, lists with an opaque cursor."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

Data = TypeVar("Data")

Limit = Annotated[int, Query(ge=1, le=100, description="At most so many rows.")]
Cursor = Annotated[
    str | None, Query(max_length=500, description="`meta.next_cursor` of the page before.")
]


class Meta(BaseModel):
    """What else is to be known of a list."""

    next_cursor: str | None = None


class Envelope(BaseModel, Generic[Data]):
    """One thing."""

    success: bool = True
    data: Data


class Listing(BaseModel, Generic[Data]):
    """One page of a list."""

    success: bool = True
    data: list[Data]
    meta: Meta


def ok(data: Any) -> dict[str, Any]:
    """The envelope of one thing."""
    return {"success": True, "data": data}


def page(rows: list[Any], next_cursor: str | None) -> dict[str, Any]:
    """The envelope of one page."""
    return {"success": True, "data": rows, "meta": {"next_cursor": next_cursor}}
