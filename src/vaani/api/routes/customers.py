"""Who has called or booked? Numbers and names masked for viewers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from vaani.api.asked import aware, example, phone_of
from vaani.api.auth import Allowed, Principal
from vaani.api.editing import Edit, editing
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.needs import Needs, Nouns
from vaani.api.routes.bookings import BookingOut, From, To, booking_out
from vaani.api.tenants import BusinessName, business_of
from vaani.domain.bookings.schemas import BookingStatus, Wanted
from vaani.domain.customers.repository import CustomerSort, WantedCustomers
from vaani.domain.customers.service import Customer
from vaani.kit.errors import DomainError
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
    may_be_called: bool
    created_at: datetime
    last_seen_at: datetime
    revision: str


class CustomerChange(Edit):
    """What is to be different; what is left out stays. Consent is the customer's own: write down
    what he said, not what would be convenient."""

    model_config = example(greet_by_name=False)

    name: str | None = Field(default=None, min_length=1, max_length=100)
    greet_by_name: bool | None = Field(
        default=None, description="Whether he agreed to be greeted by name when he calls."
    )
    may_be_called: bool | None = Field(
        default=None, description="False: his number is on the do-not-call list of the business."
    )


@router.get("", response_model=Listing[CustomerOut])
async def list_customers(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    limit: Limit = 20,
    cursor: Cursor = None,
    phone: Annotated[
        str | None, Query(min_length=5, max_length=30, description="Whose number this is.")
    ] = None,
    from_: From = None,
    to: To = None,
    greet_by_name: bool | None = None,
    sort: Annotated[
        CustomerSort, Query(description="By when they were heard of first, or last (`seen`).")
    ] = "newest",
) -> Any:
    """The customers of a business, newest first unless `sort` says else; `from` and `to` bound when
    they were heard of last; with `phone` the one of that number."""
    found = await business_of(needs.businesses, principal, business)
    if phone is not None and not principal.at(found.id).sees_numbers:
        raise DomainError("FORBIDDEN", "Your role finds nobody by a number: it may not see them.")
    if phone is not None:
        one = await needs.customers.by_phone(found.id, phone_of(found, phone) or "")
        return page(await customers_out(needs, [one] if one else [], principal.at(found.id)), None)
    wanted = WantedCustomers(
        aware(found, from_, "from"), aware(found, to, "to"), greet_by_name, sort
    )
    rows = await needs.customers.listing(found.id, PageWish(limit, cursor), wanted)
    return page(await customers_out(needs, rows.items, principal.at(found.id)), rows.next_cursor)


@router.get("/{customer_id}", response_model=Envelope[CustomerOut])
async def get_customer(
    customer_id: str, principal: Allowed, needs: Needs, business: BusinessName = None
) -> Any:
    """One customer."""
    found = await business_of(needs.businesses, principal, business)
    return ok(await _one(needs, principal, found.id, customer_id))


@router.patch("/{customer_id}", response_model=Envelope[CustomerOut])
async def change_customer(
    customer_id: str,
    asked: CustomerChange,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
) -> Any:
    """Put his name right, or write down what he agreed to."""
    found = await business_of(needs.businesses, principal, business)

    async def present() -> CustomerOut:
        return await _one(needs, principal, found.id, customer_id)

    async with editing(present):
        await needs.customers.change(
            found.id, customer_id, asked.name, asked.greet_by_name, asked.may_be_called,
            asked.revision,
        )  # fmt: skip
    return ok(await present())


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


async def _one(needs: Nouns, principal: Principal, business_id: str, id: str) -> CustomerOut:
    customer = await needs.customers.get(business_id, id)
    return (await customers_out(needs, [customer], principal.at(business_id)))[0]


async def customers_out(
    needs: Nouns, customers: Sequence[Customer], principal: Principal
) -> list[CustomerOut]:
    """Customers of one business, with the language of each one's last call."""
    if not customers:
        return []
    phones = [one.phone for one in customers]
    business_id = customers[0].business_id
    spoken = await needs.calls.last_languages(business_id, phones)
    refused = await needs.do_not_call.refused(business_id, phones)
    return [
        _shown(needs, one, spoken.get(one.phone), one.phone not in refused, principal)
        for one in customers
    ]


def _shown(
    needs: Nouns,
    customer: Customer,
    language: str | None,
    may_be_called: bool,
    principal: Principal,
) -> CustomerOut:
    name = customer.name
    if name and not principal.sees_numbers:
        name = f"{name[0]}."
    return CustomerOut(
        id=customer.id,
        phone=customer.phone if principal.sees_numbers else customer.phone_masked,
        name=name,
        language=language,
        greet_by_name=customer.greet_by_name,
        may_be_called=may_be_called,
        created_at=customer.created_at,
        last_seen_at=customer.last_seen_at,
        revision=needs.customers.revision(customer, may_be_called),
    )
