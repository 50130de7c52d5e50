"""How much room does all that is kept take?"""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from vaani.api.auth import Allowed
from vaani.api.envelope import Envelope, ok
from vaani.api.needs import Needs
from vaani.api.tenants import visible
from vaani.kit.errors import DomainError

router = APIRouter(prefix="/api/v1/storage", tags=["settings"])


class RecordingsOut(BaseModel):
    """The recordings of one business."""

    business: str
    recordings: int
    bytes: int


class StorageOut(BaseModel):
    """Bytes on disk; `free_bytes` where the data folder lies, null: it has none."""

    database_bytes: int
    recordings_bytes: int
    free_bytes: int | None
    businesses: list[RecordingsOut]


@router.get("", response_model=Envelope[StorageOut])
async def get_storage(principal: Allowed, needs: Needs) -> Any:
    """What the database and the recordings take, and what is free. It is of the whole house: a key
    of some businesses gets 403."""
    if principal.businesses is not None:
        raise DomainError("FORBIDDEN", "This needs a key of all businesses.")
    rows = []
    for business in await visible(needs.businesses, principal):
        count, size = await asyncio.to_thread(needs.recordings.sizes, business.slug)
        rows.append(RecordingsOut(business=business.slug, recordings=count, bytes=size))
    return ok(
        StorageOut(
            database_bytes=await needs.businesses.database_bytes(),
            recordings_bytes=sum(one.bytes for one in rows),
            free_bytes=await asyncio.to_thread(needs.recordings.free_bytes),
            businesses=rows,
        )
    )
