"""How do two people who edit one record not lose what the other wrote?

A record that can be changed carries a `revision`; a change names the one that it was made from.
When somebody was quicker it is 409, nothing is written, and `details.present` is the record as it
is now. A program that does not care leaves the revision out. What has no body, as to cancel or to
remove, names it in the address.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from vaani.api.asked import Asked
from vaani.kit.errors import DomainError, StaleError

SEEN = (
    "The `revision` that this was made from: 409 when somebody has changed the record since, with "
    "what it is now in `details.present`."
)
Seen = Annotated[str | None, Query(min_length=1, max_length=40, description=SEEN)]


class Edit(Asked):
    """The body of a change."""

    revision: str | None = Field(default=None, min_length=1, max_length=40, description=SEEN)


@asynccontextmanager
async def editing(present: Callable[[], Awaitable[BaseModel]]) -> AsyncIterator[None]:
    """Around a change: a stale one is told with the record as it is `present`. Raises DomainError
    CONFLICT."""
    try:
        yield
    except StaleError as error:
        now = (await present()).model_dump(mode="json")
        raise DomainError("CONFLICT", error.message, {**error.details, "present": now}) from error
