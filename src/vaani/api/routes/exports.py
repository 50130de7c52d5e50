"""How does an owner take his bookings, calls, customers and messages into a spreadsheet?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from vaani.api.asked import aware
from vaani.api.auth import Allowed, Principal
from vaani.api.csv_table import MARK, lines
from vaani.api.needs import Needs, Nouns
from vaani.api.routes.audit import EntryOut, entry_out
from vaani.api.routes.bookings import BookingOut, From, To, booking_out
from vaani.api.routes.calls import CallOut, call_out
from vaani.api.routes.customers import CustomerOut, customers_out
from vaani.api.routes.messages import MessageOut, message_out
from vaani.api.routes.users import UserOut, user_out
from vaani.api.team import Team, TeamOf
from vaani.api.tenants import BusinessName, business_of
from vaani.call.plan import Business
from vaani.domain.audit.repository import WantedEntries
from vaani.domain.bookings.schemas import Wanted
from vaani.domain.calls.schemas import WantedCalls
from vaani.domain.customers.repository import WantedCustomers
from vaani.domain.messages.repository import WantedMessages
from vaani.domain.users.rights import ALL, Permission
from vaani.kit.errors import DomainError
from vaani.storage.paging import PageWish

router = APIRouter(prefix="/api/v1/exports", tags=["exports"])
What = Literal["bookings", "calls", "customers", "messages", "audit", "users"]
Reader = Callable[[PageWish], Awaitable[tuple[Sequence[BaseModel], str | None]]]
_COLUMNS: dict[What, type[BaseModel]] = {
    "bookings": BookingOut,
    "calls": CallOut,
    "customers": CustomerOut,
    "messages": MessageOut,
    "audit": EntryOut,
    "users": UserOut,
}
_RIGHTS: dict[What, Permission] = {"audit": "audit.read", "users": "team.manage"}
"""What an export asks for beside its own right."""
_LEFT_OUT = frozenset({"turn_taking", "revision", "before", "after"})
"""What is no value of a cell."""
_TABLE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A table with a heading row, UTF-8.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}


@router.get("/{what}", response_class=StreamingResponse, responses=_TABLE)
async def export_table(
    what: What,
    principal: Allowed,
    needs: Needs,
    team: TeamOf,
    business: BusinessName = None,
    from_: From = None,
    to: To = None,
) -> StreamingResponse:
    """All rows of a business as CSV: numbers masked as in the lists, and no cell that a spreadsheet
    takes for a formula. `from` and `to` bound bookings and calls by their start, customers by when
    they were heard of last, messages by when they were left, the audit by its time; of users all
    come. The audit and users ask for the rights of their lists too."""
    found = await business_of(needs.businesses, principal, business)
    right = _RIGHTS.get(what)
    if right is not None and not principal.may(right, found.id):
        raise DomainError("FORBIDDEN", f"This needs the right {right} at that business.")
    span = aware(found, from_, "from"), aware(found, to, "to")
    reader = _reader(what, needs, team, found, principal.at(found.id), span)
    first = await reader(PageWish(100))
    name = f'attachment; filename="{found.slug}-{what}.csv"'
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return StreamingResponse(
        _table(_COLUMNS[what], reader, first),
        media_type="text/csv; charset=utf-8",
        headers=headers,
    )


async def _table(
    columns: type[BaseModel], reader: Reader, first: tuple[Sequence[BaseModel], str | None]
) -> AsyncIterator[str]:
    names = [name for name in columns.model_fields if name not in _LEFT_OUT]
    yield MARK + lines([names])
    rows, cursor = first
    while True:
        yield lines([_plain(getattr(row, name)) for name in names] for row in rows)
        if cursor is None:
            return
        rows, cursor = await reader(PageWish(100, cursor))


def _plain(value: Any) -> Any:
    """Roles in one cell, `*` for all businesses."""
    if not isinstance(value, list):
        return value
    return ", ".join(f"{one.business or ALL}: {one.role}" for one in value)


def _reader(
    what: What,
    needs: Nouns,
    team: Team,
    business: Business,
    principal: Principal,
    span: tuple[Any, Any],
) -> Reader:
    """Reads one page after the other."""

    async def bookings(wish: PageWish) -> tuple[Sequence[BaseModel], str | None]:
        page = await needs.calendar.listing(business, wish, Wanted(*span))
        return [booking_out(row, business, principal) for row in page.items], page.next_cursor

    async def calls(wish: PageWish) -> tuple[Sequence[BaseModel], str | None]:
        page = await needs.calls.listing(business.id, wish, WantedCalls(*span))
        return [call_out(row, principal) for row in page.items], page.next_cursor

    async def customers(wish: PageWish) -> tuple[Sequence[BaseModel], str | None]:
        page = await needs.customers.listing(business.id, wish, WantedCustomers(*span))
        return await customers_out(needs, page.items, principal), page.next_cursor

    async def messages(wish: PageWish) -> tuple[Sequence[BaseModel], str | None]:
        wanted = WantedMessages(first=span[0], last=span[1])
        page = await needs.messages.listing(business.id, wish, wanted)
        return [message_out(row, principal) for row in page.items], page.next_cursor

    async def audit(wish: PageWish) -> tuple[Sequence[BaseModel], str | None]:
        wanted = WantedEntries([business.id], None, None, *span)
        page = await team.audit.listing(wish, wanted)
        return [entry_out(row) for row in page.items], page.next_cursor

    async def users(wish: PageWish) -> tuple[Sequence[BaseModel], str | None]:
        people = [
            one
            for one in await team.accounts.listing()
            if ALL in one.roles or business.id in one.roles
        ]
        return [await user_out(one, needs, principal) for one in people], None

    found: dict[What, Reader] = {
        "bookings": bookings, "calls": calls, "customers": customers, "messages": messages,
        "audit": audit, "users": users,
    }  # fmt: skip
    return found[what]
