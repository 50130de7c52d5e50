"""Who changed what, who read what was said, and does the chain of that hold?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from vaani.api.auth import Allowed
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.needs import Needs
from vaani.api.team import TeamOf
from vaani.api.tenants import BusinessName, business_of
from vaani.storage.paging import PageWish

router = APIRouter(prefix="/api/v1/audit", tags=["team"])


class EntryOut(BaseModel):
    """One entry. `actor` is `key:ID`, `user:ID`, `cli` or `system`; `action` the change, or the
    name of the operation in the description of this API; `number` and `digest` its place in the
    chain."""

    id: str
    number: int | None
    digest: str | None
    at: datetime
    actor: str
    action: str
    subject: str
    business_id: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    address: str | None


class VerdictOut(BaseModel):
    """`holds`: every entry follows from the one before. `head` is the last digest that does: noted
    elsewhere, it shows later whether entries were cut off. `older` entries are from before the
    chain."""

    holds: bool
    entries: int
    broken_at: int | None
    head: str
    older: int


@router.get("", response_model=Listing[EntryOut])
async def list_audit(
    principal: Allowed,
    needs: Needs,
    team: TeamOf,
    business: BusinessName = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Any:
    """Newest first, of one business or of all that are yours; what belongs to no business is for
    who sees them all."""
    wanted: list[str] | None = None
    if business is not None:
        wanted = [(await business_of(needs.businesses, principal, business)).id]
    elif principal.businesses is not None:
        wanted = [id for id in principal.businesses if principal.sees(id)]
    found = await team.audit.listing(PageWish(limit, cursor), wanted)
    rows = [EntryOut.model_validate(one, from_attributes=True) for one in found.items]
    return page(rows, found.next_cursor)


@router.get("/verification", response_model=Envelope[VerdictOut])
async def verify_audit(_: Allowed, team: TeamOf) -> Any:
    """Walk the chain from its first entry to its last."""
    found = await team.audit.verify()
    return ok(
        VerdictOut(
            holds=found.broken_at is None,
            entries=found.entries,
            broken_at=found.broken_at,
            head=found.head,
            older=found.older,
        )
    )
