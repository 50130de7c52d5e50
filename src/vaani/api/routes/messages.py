"""What should staff know or do?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from vaani.api.asked import aware, example
from vaani.api.auth import Allowed, Principal
from vaani.api.editing import Edit, editing
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.masking import text_for
from vaani.api.needs import Needs
from vaani.api.routes.bookings import From, To
from vaani.api.tenants import BusinessName, business_of
from vaani.call.ports.toolbox import MessageKind
from vaani.domain.messages.repository import MessageSort, WantedMessages
from vaani.domain.messages.service import Message
from vaani.storage.paging import PageWish

router = APIRouter(prefix="/api/v1/messages", tags=["messages"])


class MessageOut(BaseModel):
    """A message that a caller left; for viewers `phone` and numbers in `text` are masked."""

    id: str
    ref: str
    kind: str
    status: str
    text: str
    name: str | None
    phone: str | None
    call_id: str | None
    created_at: datetime
    done_at: datetime | None
    revision: str


class MessageState(Edit):
    """Whether it was dealt with."""

    model_config = example(status="done")

    status: Literal["open", "done"]


@router.get("", response_model=Listing[MessageOut])
async def list_messages(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    status: Literal["open", "done"] | None = None,
    limit: Limit = 20,
    cursor: Cursor = None,
    from_: From = None,
    to: To = None,
    kind: MessageKind | None = None,
    sort: Annotated[MessageSort, Query(description="By when they were left.")] = "newest",
) -> Any:
    """The messages of a business, newest first unless `sort` says else."""
    found = await business_of(needs.businesses, principal, business)
    wanted = WantedMessages(status, kind, aware(found, from_, "from"), aware(found, to, "to"), sort)
    rows = await needs.messages.listing(found.id, PageWish(limit, cursor), wanted)
    return page([message_out(row, principal.at(found.id)) for row in rows.items], rows.next_cursor)


@router.get("/{message_id}", response_model=Envelope[MessageOut])
async def get_message(
    message_id: str, principal: Allowed, needs: Needs, business: BusinessName = None
) -> Any:
    """One message."""
    found = await business_of(needs.businesses, principal, business)
    one = await needs.messages.get(found.id, message_id)
    return ok(message_out(one, principal.at(found.id)))


@router.patch("/{message_id}", response_model=Envelope[MessageOut])
async def mark_message(
    message_id: str,
    state: MessageState,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
) -> Any:
    """Mark a message as dealt with, or open again."""
    found = await business_of(needs.businesses, principal, business)

    async def present() -> MessageOut:
        return message_out(await needs.messages.get(found.id, message_id), principal.at(found.id))

    async with editing(present):
        await needs.messages.done(found.id, message_id, state.status == "done", state.revision)
    return ok(await present())


def message_out(message: Message, principal: Principal) -> MessageOut:
    """The message as this principal may read it."""
    return MessageOut(
        id=message.id,
        ref=message.ref,
        kind=message.kind,
        status=message.status,
        text=text_for(principal, message.text),
        name=message.name,
        phone=message.phone if principal.sees_numbers else message.phone_masked,
        call_id=message.call_id,
        created_at=message.created_at,
        done_at=message.done_at,
        revision=message.revision,
    )
