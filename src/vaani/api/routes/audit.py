"""Who changed what, who read what was said, and does the chain of that hold?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from vaani.api.asked import aware
from vaani.api.auth import Allowed, Principal
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.needs import Needs
from vaani.api.routes.bookings import From, To
from vaani.api.team import TeamOf
from vaani.api.tenants import BusinessName, business_of
from vaani.call.plan import Business
from vaani.domain.audit.repository import AuditSort, WantedEntries
from vaani.domain.audit.service import Entry
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
    from_: From = None,
    to: To = None,
    actor: Annotated[str | None, Query(min_length=1, max_length=80)] = None,
    action: Annotated[str | None, Query(min_length=1, max_length=40)] = None,
    sort: AuditSort = "newest",
) -> Any:
    """Newest first unless `sort` says else, of one business or of all that are yours; what belongs
    to no business is for who sees them all. Times without offset are UTC where no business is
    named."""
    one = None
    if business is not None:
        one = await business_of(needs.businesses, principal, business)
    span = (_moment(one, from_, "from"), _moment(one, to, "to"))
    wanted = WantedEntries(_seen(principal, one), actor, action, *span, sort)
    found = await team.audit.listing(PageWish(limit, cursor), wanted)
    return page([entry_out(row) for row in found.items], found.next_cursor)


def entry_out(entry: Entry) -> EntryOut:
    """The entry as it is answered."""
    return EntryOut.model_validate(entry, from_attributes=True)


def _seen(principal: Principal, business: Business | None) -> list[str] | None:
    """Ids of the businesses whose entries he reads; None: of all, and what belongs to none."""
    if business is not None:
        return [business.id]
    if principal.businesses is None:
        return None
    return [id for id in principal.businesses if principal.sees(id)]


def _moment(business: Business | None, moment: datetime | None, field: str) -> datetime | None:
    if business is not None or moment is None or moment.tzinfo is not None:
        return moment if business is None else aware(business, moment, field)
    return moment.replace(tzinfo=UTC)


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
