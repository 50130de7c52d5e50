"""How are bookings read, written, moved and cancelled over HTTP?"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from vaani.api.asked import (
    Asked,
    Clock,
    Day,
    Moment,
    area_known,
    aware,
    example,
    phone_of,
    resource_known,
    when_of,
    wrong,
)
from vaani.api.auth import Allowed, Principal
from vaani.api.editing import Edit, Seen, editing
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.masking import text_for
from vaani.api.needs import Needs
from vaani.api.once import IdempotencyKey
from vaani.api.refusals import raise_refused
from vaani.api.tenants import BusinessName, business_of, must_see, visible
from vaani.call.plan import Business
from vaani.call.ports.toolbox import FreeSlot, Guest, Refusal, Wish
from vaani.domain.bookings import opening
from vaani.domain.bookings.schemas import Booking, BookingSort, BookingStatus, Wanted
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.storage.paging import PageWish

router = APIRouter(prefix="/api/v1/bookings", tags=["bookings"])

NO_BOOKING = "There is no such booking."
Act = Literal["cancel", "complete", "no-show"]
ACTS: dict[Act, BookingStatus] = {
    "cancel": "cancelled",
    "complete": "completed",
    "no-show": "no_show",
}
From = Annotated[
    Moment | None,
    Query(alias="from", description="From then on.", examples=["2027-05-10T00:00:00+05:30"]),
]
To = Annotated[
    Moment | None,
    Query(description="Before then.", examples=["2027-05-11T00:00:00+05:30"]),
]
ResourceId = Annotated[
    str | None,
    Query(min_length=1, max_length=130, description="Id of a table, a room or a person."),
]


Area = Annotated[
    str | None,
    Query(
        min_length=1, max_length=80,
        description="Part of the house, by its name in either language.",
    ),
]  # fmt: skip


class BookingOut(BaseModel):
    """A booking; times carry the offset of the business. For viewers `phone` is masked, and so are
    numbers in `notes` and `reason`."""

    id: str
    ref: str
    business: str
    status: BookingStatus
    start: datetime
    end: datetime
    date: str
    time: str
    minutes: int
    resource: str | None
    resource_name: str | None
    area: str | None
    service: str | None
    party: int | None
    name: str | None
    phone: str | None
    notes: str | None
    reason: str | None
    call_id: str | None
    source: str
    created_at: datetime
    updated_at: datetime
    revision: str


class Slot(Asked):
    """When and what. `start` with an offset, or local `date` and `time`."""

    start: Moment | None = None
    date: Day | None = None
    time: Clock | None = None
    party: int | None = Field(default=None, ge=1, le=1000)
    resource: str | None = Field(
        default=None, max_length=40, description="Id; None: who or what fits."
    )
    area: str | None = Field(
        default=None, min_length=1, max_length=80,
        description="Part of the house, by its name in either language: a table there or none.",
    )  # fmt: skip
    service: str | None = Field(default=None, max_length=40)


class NewBooking(Slot):
    """A booking to be written: when (`start`, or `date` and `time`), what, and for whom."""

    model_config = example(
        business="bistro",
        start="2027-05-10T19:00:00+05:30",
        party=2,
        name="Asha Verma",
        phone="+919876543210",
    )

    business: str | None = Field(default=None, max_length=80, description="Slug or id.")
    name: str | None = Field(default=None, max_length=100)
    phone: str | None = Field(default=None, max_length=30, description="E.164.")
    notes: str | None = Field(default=None, max_length=1000)
    reason: str | None = Field(default=None, max_length=500)


class WholeBooking(NewBooking, Edit):
    """A booking in place of the one that is there."""


class BookingChange(Slot, Edit):
    """What is to be different; what is left out stays."""

    model_config = example(time="20:00", notes="a table at the window")

    name: str | None = Field(default=None, max_length=100)
    phone: str | None = Field(default=None, max_length=30)
    notes: str | None = Field(default=None, max_length=1000)
    reason: str | None = Field(default=None, max_length=500)


@router.get("", response_model=Listing[BookingOut])
async def list_bookings(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    limit: Limit = 20,
    cursor: Cursor = None,
    from_: From = None,
    to: To = None,
    status: BookingStatus | None = None,
    resource: ResourceId = None,
    sort: Annotated[
        BookingSort, Query(description="By their start, or by when they were made or changed.")
    ] = "soonest",
) -> Any:
    """The bookings of a business, in the order of their start unless `sort` says else."""
    found = await business_of(needs.businesses, principal, business)
    wanted = Wanted(
        aware(found, from_, "from"),
        aware(found, to, "to"),
        status,
        resource_known(found, resource) if resource else None,
        sort=sort,
    )
    rows = await needs.calendar.listing(found, PageWish(limit, cursor), wanted)
    return page([booking_out(row, found, principal) for row in rows.items], rows.next_cursor)


@router.post("", status_code=201, response_model=Envelope[BookingOut])
async def create_booking(
    asked: NewBooking, principal: Allowed, needs: Needs, idempotency_key: IdempotencyKey = None
) -> Any:
    """Write a booking. A slot that is taken answers 409, one that cannot be 422. What the business
    asks callers for, staff may leave out; the limits of the telephone do not bind them."""
    business = await business_of(needs.businesses, principal, asked.business)
    return ok(await book(needs, principal, business, asked, idempotency_key))


@router.get("/{booking_id}", response_model=Envelope[BookingOut])
async def get_booking(
    booking_id: str, principal: Allowed, needs: Needs, business: BusinessName = None
) -> Any:
    """One booking by id or reference."""
    owner, booking = await find(needs, principal, booking_id, business)
    return ok(booking_out(booking, owner, principal))


@router.put("/{booking_id}", response_model=Envelope[BookingOut])
async def replace_booking(
    booking_id: str,
    asked: WholeBooking,
    principal: Allowed,
    needs: Needs,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """Replace its values: what is left out is empty afterwards."""
    owner, booking = await find(needs, principal, booking_id, asked.business)
    whole = BookingChange(**asked.model_dump(exclude={"business"}))
    return ok(await change(needs, principal, owner, booking, whole, idempotency_key))


@router.patch("/{booking_id}", response_model=Envelope[BookingOut])
async def change_booking(
    booking_id: str,
    asked: BookingChange,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """Move a booking or change its guest: the same row, or nothing changes. `null` takes a name, a
    number, notes or a reason away."""
    owner, booking = await find(needs, principal, booking_id, business)
    return ok(await change(needs, principal, owner, booking, asked, idempotency_key))


@router.post("/{booking_id}/{act}", response_model=Envelope[BookingOut])
async def mark_booking(
    booking_id: str,
    act: Act,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    revision: Seen = None,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """Set the status; one that may not follow answers 409. Repeating changes nothing."""
    owner, booking = await find(needs, principal, booking_id, business)
    return ok(await mark(needs, principal, owner, booking, ACTS[act], idempotency_key, revision))


async def book(
    needs: Needs, principal: Principal, business: Business, asked: NewBooking, key: str | None
) -> BookingOut:
    """Write it. Raises DomainError when the rules or another booking forbid it."""
    guest = Guest(asked.name, phone_of(business, asked.phone), asked.notes, asked.reason)
    slot = _slot(business, _wish(business, asked, None))
    wished = orjson.dumps([asdict(slot), asdict(guest)]).decode()
    written = await needs.bookings.book(
        business,
        slot,
        guest,
        _write_key(principal, key or new_id()),
        source="api",
        asked=f"book {wished}" if key else None,
    )
    if isinstance(written, Refusal):
        raise_refused(written)
    return booking_out(written, business, principal)


async def change(
    needs: Needs,
    principal: Principal,
    business: Business,
    booking: Booking,
    asked: BookingChange,
    key: str | None,
) -> BookingOut:
    """Move it. Raises DomainError when the rules or another booking forbid it."""
    slot = _slot(business, _wish(business, asked, booking))
    sent = asked.model_fields_set
    guest = Guest(
        asked.name or "" if "name" in sent else booking.name,
        phone_of(business, asked.phone) or "" if "phone" in sent else booking.phone,
        asked.notes or "" if "notes" in sent else booking.notes,
        asked.reason or "" if "reason" in sent else booking.reason,
    )
    wished = asked.model_dump_json(exclude_none=True)
    async with editing(lambda: _present(needs, principal, business, booking)):
        written = await needs.bookings.change(
            business,
            booking.ref,
            slot,
            guest,
            _write_key(principal, key or new_id()),
            by_phone=False,
            asked=f"change {booking.id} {wished}" if key else None,
            seen=asked.revision,
        )
    if isinstance(written, Refusal):
        raise_refused(written)
    return booking_out(written, business, principal)


async def mark(
    needs: Needs,
    principal: Principal,
    business: Business,
    booking: Booking,
    status: BookingStatus,
    key: str | None,
    seen: str | None = None,
) -> BookingOut:
    """Set its status. Raises DomainError when it may not follow, or is not what was `seen`."""
    async with editing(lambda: _present(needs, principal, business, booking)):
        marked = await needs.bookings.mark(
            business,
            booking.ref,
            status,
            _write_key(principal, key) if key else None,
            f"{status} {booking.id}" if key else None,
            seen,
        )
    return booking_out(marked, business, principal)


async def _present(
    needs: Needs, principal: Principal, business: Business, booking: Booking
) -> BookingOut:
    return booking_out(await needs.calendar.get(business, booking.id), business, principal)


async def find(
    needs: Needs, principal: Principal, booking_id: str, business: str | None
) -> tuple[Business, Booking]:
    """The booking and whose it is. Raises DomainError NOT_FOUND."""
    if business is not None:
        owner = await business_of(needs.businesses, principal, business)
        return owner, await needs.calendar.get(owner, booking_id)
    for owner in await visible(needs.businesses, principal):
        try:
            booking = await needs.calendar.get(owner, booking_id)
        except DomainError as error:
            if error.kind != "NOT_FOUND":
                raise
            continue
        must_see(principal, owner.id, NO_BOOKING)
        return owner, booking
    raise DomainError("NOT_FOUND", NO_BOOKING)


def booking_out(booking: Booking, business: Business, principal: Principal) -> BookingOut:
    """The booking as this principal may see it."""
    principal = principal.at(business.id)
    start = booking.start
    return BookingOut(
        id=booking.id,
        ref=booking.ref,
        business=business.slug,
        status=booking.status,
        start=start,
        end=booking.end,
        date=start.date().isoformat(),
        time=start.strftime("%H:%M"),
        minutes=booking.minutes,
        resource=booking.resource_id,
        resource_name=name_of(business, booking.resource_id),
        area=area_of(business, booking.resource_id),
        service=booking.service_id,
        party=booking.party,
        name=booking.name,
        phone=booking.phone if principal.sees_numbers else booking.phone_masked,
        notes=text_for(principal, booking.notes),
        reason=text_for(principal, booking.reason),
        call_id=booking.call_id,
        source=booking.source,
        created_at=booking.created_at,
        updated_at=booking.updated_at,
        revision=booking.revision,
    )


def name_of(business: Business, resource: str | None) -> str | None:
    """What people call who or what is booked: `Dr. Anita Rao`, `T1 + T2`."""
    known = {one.id: one for one in business.booking.resources} if business.booking else {}
    names = []
    for id in resource.split("+") if resource else ():
        one = known.get(id)
        name = (one.name.speak("en") or id) if one is not None else id
        names.append(f"{one.title} {name}" if one is not None and one.title else name)
    return " + ".join(names) or None


def area_of(business: Business, resource: str | None) -> str | None:
    """In which part of the house a table stands."""
    area = business.booking.area_of(resource) if business.booking is not None else None
    return area.speak("en") if area is not None else None


def named(
    business: Business, resource: str | None, area: str | None, party: int | None
) -> tuple[str, ...]:
    """The ids that are asked for; none: whoever or whatever fits. Raises DomainError INVALID."""
    if area is None:
        return (resource_known(business, resource),) if resource else ()
    tables = area_known(business, area, party)
    if resource is None:
        return tables
    if not set(resource_known(business, resource).split("+")) <= set(area_known(business, area)):
        wrong("area", f"{resource} does not stand there.")
    return (resource,)


def _write_key(principal: Principal, key: str) -> str:
    """Keys of one API key are nobody else's."""
    return f"api:{principal.key_id}:{key}"


def _wish(business: Business, asked: Slot, booking: Booking | None) -> Wish:
    """What is asked for, local to the business; from `booking` what is left out."""
    day, at = when_of(business, asked)
    party = asked.party if asked.party is not None or booking is None else booking.party
    ids = named(business, asked.resource, asked.area, party)
    wish = Wish(day, at, asked.party, ids, asked.service)
    if booking is None:
        return wish
    kept = ids or ((booking.resource_id,) if booking.resource_id else ())
    party = wish.party if wish.party is not None else booking.party
    if not ids and party != booking.party and _is_table(business, booking.resource_id):
        kept = _of_same_area(business, booking.resource_id, party)
    own = booking.start
    return replace(
        wish,
        day=wish.day or own.date(),
        at=wish.at or own.time().replace(fold=own.fold if wish.day is None else 0),
        party=party,
        resource_ids=kept,
        service_id=wish.service_id or booking.service_id,
        replaces=booking.ref,
    )


def _of_same_area(
    business: Business, resource_id: str | None, party: int | None
) -> tuple[str, ...]:
    """Another table for more or fewer people stands where the one before stood."""
    area = area_of(business, resource_id)
    return area_known(business, area, party) if area is not None else ()


def _is_table(business: Business, resource_id: str | None) -> bool:
    """Tables are given by size; a person who was chosen stays."""
    terms = business.booking
    first = (resource_id or "").split("+")[0]
    return terms is not None and any(
        one.id == first and one.kind == "table" for one in terms.resources
    )


def _slot(business: Business, wish: Wish) -> FreeSlot:
    """The slot to try; whether it is free is decided by the write itself, under its lock."""
    if wish.day is None or wish.at is None:
        raise DomainError("INVALID", "Say when: `start` with an offset, or `date` and `time`.")
    wall = datetime.combine(wish.day, wish.at.replace(fold=0))
    start = opening.moment(business, wall, wish.at.fold)
    if start is None:
        raise DomainError("INVALID", "The clocks are put forward then: this time does not exist.")
    resource = wish.resource_ids[0] if wish.resource_ids else None
    return FreeSlot(start, 0, resource, wish.party, wish.service_id)
