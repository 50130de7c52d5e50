"""Who has called or booked? Numbers and names masked for viewers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from vaani.api.asked import aware
from vaani.api.auth import Allowed, Principal
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.needs import Needs, Nouns
from vaani.api.routes.bookings import BookingOut, From, To, booking_out
from vaani.api.tenants import BusinessName, business_of
from vaani.domain.bookings.schemas import BookingStatus, Wanted
from vaani.domain.customers.service import Customer
from vaani.storage.paging import PageWish

router = APIRouter(prefix="/api/v1/customers", tags=["customers"])


class CustomerOut(BaseModel):
    """A customer. For viewers `phone` is masked and `name` is its first letter. `language` is that
    of his last finished call, in which the next one begins; null: he never called."""

    id: str
    phone: str
    name: str | None
    language: str | None
    greet_by_name: bool
    created_at: datetime
    last_seen_at: datetime


@router.get("", response_model=Listing[CustomerOut])
async def list_customers(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Any:
    """The customers of a business, newest first."""
    found = await business_of(needs.businesses, principal, business)
    rows = await needs.customers.listing(found.id, PageWish(limit, cursor))
    return page(await customers_out(needs, rows.items, principal.at(found.id)), rows.next_cursor)


@router.get("/{customer_id}", response_model=Envelope[CustomerOut])
async def get_customer(
    customer_id: str, principal: Allowed, needs: Needs, business: BusinessName = None
) -> Any:
    """One customer."""
    found = await business_of(needs.businesses, principal, business)
    customer = await needs.customers.get(found.id, customer_id)
    return ok((await customers_out(needs, [customer], principal.at(found.id)))[0])


@router.get("/{customer_id}/bookings", response_model=Listing[BookingOut])
async def list_bookings_of_customer(
    customer_id: str,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    limit: Limit = 20,
    cursor: Cursor = None,
    from_: From = None,
    to: To = None,
    status: BookingStatus | None = None,
) -> Any:
    """The bookings of a customer in the order of their start."""
    found = await business_of(needs.businesses, principal, business)
    customer = await needs.customers.get(found.id, customer_id)
    wanted = Wanted(
        aware(found, from_, "from"), aware(found, to, "to"), status, customer_id=customer.id
    )
    rows = await needs.calendar.listing(found, PageWish(limit, cursor), wanted)
    return page([booking_out(row, found, principal) for row in rows.items], rows.next_cursor)


async def customers_out(
    needs: Nouns, customers: Sequence[Customer], principal: Principal
) -> list[CustomerOut]:
    """Customers of one business, with the language of each one's last call."""
    if not customers:
        return []
    phones = [one.phone for one in customers]
    spoken = await needs.calls.last_languages(customers[0].business_id, phones)
    return [_shown(one, spoken.get(one.phone), principal) for one in customers]


def _shown(customer: Customer, language: str | None, principal: Principal) -> CustomerOut:
    name = customer.name
    if name and not principal.sees_numbers:
        name = f"{name[0]}."
    return CustomerOut(
        id=customer.id,
        phone=customer.phone if principal.sees_numbers else customer.phone_masked,
        name=name,
        language=language,
        greet_by_name=customer.greet_by_name,
        created_at=customer.created_at,
        last_seen_at=customer.last_seen_at,
    )
