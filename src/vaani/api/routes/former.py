"""Where are the paths that earlier documents of this product promised? Thin aliases, no own rules.

Their words are kept: an appointment is `scheduled`, a reservation has a `party_size`; behind them
are the same bookings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field

from vaani.api.asked import Asked, Clock, Day, Moment, aware, example, resource_known
from vaani.api.auth import Allowed, Principal
from vaani.api.editing import Edit, Seen
from vaani.api.envelope import Cursor, Limit, ok, page
from vaani.api.needs import Needs
from vaani.api.once import IdempotencyKey
from vaani.api.routes.bookings import (
    ACTS,
    Act,
    BookingChange,
    BookingOut,
    From,
    NewBooking,
    ResourceId,
    To,
    book,
    booking_out,
    find,
    mark,
)
from vaani.api.routes.bookings import change as change_booking
from vaani.api.routes.calls import get_call
from vaani.api.tenants import BusinessName, business_of
from vaani.call.plan import Business
from vaani.domain.bookings.schemas import Booking, BookingStatus, Wanted
from vaani.kit.errors import DomainError
from vaani.storage.paging import PageWish

router = APIRouter(tags=["former paths"])
AppointmentStatus = Literal["scheduled", "cancelled", "completed", "no_show"]
BOOKING_STATUS: dict[AppointmentStatus, BookingStatus] = {
    "scheduled": "confirmed",
    "cancelled": "cancelled",
    "completed": "completed",
    "no_show": "no_show",
}
APPOINTMENT_STATUS = {booking: appointment for appointment, booking in BOOKING_STATUS.items()}


@dataclass(frozen=True, slots=True)
class OtherWords:
    """How others speak of a booking: `names` are their fields and ours, `shown` the booking as they
    read it."""

    names: Mapping[str, str]
    shown: Callable[[BookingOut], dict[str, Any]]


class Appointment(Asked):
    """An appointment as the clinic documents write it. `patient_id` is a customer's id."""

    model_config = example(
        business="clinic",
        doctor_id="rao",
        scheduled_time="2027-05-10T10:00:00+05:30",
        name="Asha Verma",
        phone="+919876543210",
        reason="fever",
    )

    doctor_id: Annotated[str, Field(max_length=40)] | int | None = None
    patient_id: Annotated[str, Field(max_length=40)] | int | None = None
    scheduled_time: Moment
    reason: str | None = Field(default=None, max_length=500)
    name: str | None = Field(default=None, max_length=100)
    phone: str | None = Field(default=None, max_length=30)
    service: str | None = Field(default=None, max_length=40)
    party: int | None = Field(default=None, ge=1, le=1000)
    business: str | None = Field(default=None, max_length=80)


class Reservation(Asked):
    """A reservation as the restaurant documents write it."""

    model_config = example(
        business_id="bistro",
        party_size=2,
        reservation_date="2027-05-10",
        reservation_time="19:00",
        customer_name="Asha Verma",
        customer_phone="+919876543210",
    )

    business_id: str | None = Field(default=None, max_length=80)
    party_size: int = Field(ge=1, le=1000)
    reservation_date: Day
    reservation_time: Clock
    customer_name: str | None = Field(default=None, max_length=100)
    customer_phone: str | None = Field(default=None, max_length=30)
    notes: str | None = Field(default=None, max_length=1000)


class WholeReservation(Reservation, Edit):
    """A reservation in place of the one that is there."""


class ReservationUpdate(Edit):
    """What is to be different."""

    model_config = example(party_size=4)

    party_size: int | None = Field(default=None, ge=1, le=1000)
    reservation_date: Day | None = None
    reservation_time: Clock | None = None
    customer_name: str | None = Field(default=None, max_length=100)
    customer_phone: str | None = Field(default=None, max_length=30)
    notes: str | None = Field(default=None, max_length=1000)
    status: Literal["confirmed", "cancelled", "completed", "no_show"] | None = None


@router.post("/api/v1/appointments", status_code=201)
async def createappointment_out(
    asked: Appointment, principal: Allowed, needs: Needs, key: IdempotencyKey = None
) -> dict[str, Any]:
    """Write an appointment."""
    business = await business_of(needs.businesses, principal, asked.business)
    name, phone = asked.name, asked.phone
    if asked.patient_id is not None:
        patient = await needs.customers.get(business.id, str(asked.patient_id))
        name, phone = name or patient.name, phone or patient.phone
    wished = NewBooking(
        start=asked.scheduled_time,
        resource=None if asked.doctor_id is None else str(asked.doctor_id),
        service=asked.service,
        party=asked.party,
        name=name,
        phone=phone,
        reason=asked.reason,
    )
    written = await book(needs, principal, business, wished, key)
    return ok({**appointment_out(written), "patient_id": asked.patient_id})


@router.get("/api/v1/appointments")
async def list_appointments(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    limit: Limit = 20,
    cursor: Cursor = None,
    from_: From = None,
    to: To = None,
    status: AppointmentStatus | None = None,
    doctor_id: ResourceId = None,
) -> dict[str, Any]:
    """The appointments of a business in the order of their time."""
    owner = await business_of(needs.businesses, principal, business)
    wanted = Wanted(
        aware(owner, from_, "from"),
        aware(owner, to, "to"),
        None if status is None else BOOKING_STATUS[status],
        resource_known(owner, doctor_id) if doctor_id else None,
    )
    rows = await needs.calendar.listing(owner, PageWish(limit, cursor), wanted)
    shown = [appointment_out(booking_out(row, owner, principal)) for row in rows.items]
    return page(shown, rows.next_cursor)


@router.get("/reservations")
async def list_reservations(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    status: BookingStatus | None = None,
    limit: Limit = 20,
    cursor: Cursor = None,
    from_: From = None,
    to: To = None,
) -> dict[str, Any]:
    """The reservations of a business in the order of their time."""
    owner = await business_of(needs.businesses, principal, business)
    wanted = Wanted(aware(owner, from_, "from"), aware(owner, to, "to"), status)
    rows = await needs.calendar.listing(owner, PageWish(limit, cursor), wanted)
    shown = [_reservation(booking_out(row, owner, principal)) for row in rows.items]
    return page(shown, rows.next_cursor)


@router.post("/reservations", status_code=201)
async def create_reservation(
    asked: Reservation, principal: Allowed, needs: Needs, key: IdempotencyKey = None
) -> dict[str, Any]:
    """Write a reservation."""
    business = await business_of(needs.businesses, principal, asked.business_id)
    wished = NewBooking(
        date=asked.reservation_date,
        time=asked.reservation_time,
        party=asked.party_size,
        name=asked.customer_name,
        phone=asked.customer_phone,
        notes=asked.notes,
    )
    return ok(_reservation(await book(needs, principal, business, wished, key)))


@router.delete("/reservations")
async def delete_all_reservations(principal: Allowed) -> None:
    """Deleting everything is not possible."""
    raise DomainError("FORBIDDEN", "All reservations cannot be deleted: cancel them one by one.")


@router.get("/reservations/{reservation_id}")
async def get_reservation(
    reservation_id: str, principal: Allowed, needs: Needs, business: BusinessName = None
) -> dict[str, Any]:
    """One reservation."""
    owner, booking = await find(needs, principal, reservation_id, business)
    return ok(_reservation(booking_out(booking, owner, principal)))


@router.put("/reservations/{reservation_id}")
async def replace_reservation(
    reservation_id: str,
    asked: WholeReservation,
    principal: Allowed,
    needs: Needs,
    key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Replace a reservation's values."""
    values = asked.model_dump(exclude={"business_id"})
    found = await find(needs, principal, reservation_id, asked.business_id)
    return await reworded(needs, principal, found, values, _RESERVED, key)


@router.patch("/reservations/{reservation_id}")
async def update_reservation(
    reservation_id: str,
    asked: ReservationUpdate,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Change some of a reservation's values, or its status."""
    found = await find(needs, principal, reservation_id, business)
    values = asked.model_dump(exclude_unset=True)
    return await reworded(needs, principal, found, values, _RESERVED, key)


@router.delete("/reservations/{reservation_id}")
async def cancel_reservation(
    reservation_id: str,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    revision: Seen = None,
    key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Cancel a reservation; the row stays."""
    return await mark_reservation(
        reservation_id, "cancel", principal, needs, business, revision, key
    )


@router.post("/reservations/{reservation_id}/{act}")
async def mark_reservation(
    reservation_id: str,
    act: Act,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    revision: Seen = None,
    key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Cancel or complete a reservation, or note that nobody came."""
    found = await find(needs, principal, reservation_id, business)
    values = {"status": ACTS[act], "revision": revision}
    return await reworded(needs, principal, found, values, _RESERVED, key)


@router.get("/calls/{call_id}")
async def get_former_call(call_id: str, principal: Allowed, needs: Needs) -> Any:
    """One call."""
    return await get_call(call_id, principal, needs)


async def reworded(
    needs: Needs,
    principal: Principal,
    found: tuple[Business, Booking],
    values: Mapping[str, Any],
    words: OtherWords,
    key: str | None,
) -> dict[str, Any]:
    """Change a booking by the words of others; a `status` follows what else is to be different.
    Raises as the booking's own change."""
    owner, booking = found
    out = booking_out(booking, owner, principal)
    wished = {words.names[name]: value for name, value in values.items() if name in words.names}
    seen = wished.get("revision")
    status: BookingStatus | AppointmentStatus | None = values.get("status")
    try:
        if status is None or wished.keys() - {"revision"}:
            change = BookingChange(**wished)
            out = await change_booking(needs, principal, owner, booking, change, key)
            key, seen = f"{key}|status" if key else None, None
        if status is not None:
            set_to: BookingStatus = "confirmed" if status == "scheduled" else status
            out = await mark(needs, principal, owner, booking, set_to, key, seen)
    except DomainError as error:
        if (present := error.details.get("present")) is not None:
            error.details["present"] = words.shown(BookingOut.model_validate(present))
        raise
    return ok(words.shown(out))


def appointment_out(booking: BookingOut) -> dict[str, Any]:
    """The booking in a clinic's words."""
    return {
        **booking.model_dump(mode="json"),
        "status": APPOINTMENT_STATUS[booking.status],
        "doctor_id": booking.resource,
        "scheduled_time": booking.start.isoformat(),
    }


def _reservation(booking: BookingOut) -> dict[str, Any]:
    """The booking in a restaurant's words."""
    return {
        "id": booking.id,
        "ref": booking.ref,
        "business_id": booking.business,
        "party_size": booking.party,
        "reservation_date": booking.date,
        "reservation_time": booking.time,
        "status": booking.status,
        "customer_name": booking.name,
        "customer_phone": booking.phone,
        "notes": booking.notes,
        "call_log_id": booking.call_id,
        "created_at": booking.created_at.isoformat(),
        "updated_at": booking.updated_at.isoformat(),
        "revision": booking.revision,
    }


_RESERVED = OtherWords(
    {
        "party_size": "party",
        "reservation_date": "date",
        "reservation_time": "time",
        "customer_name": "name",
        "customer_phone": "phone",
        "notes": "notes",
        "revision": "revision",
    },
    _reservation,
)
