"""How does a clinic's software speak of the same bookings? Appointments, doctors, patients.

Lists and new appointments are `routes.former`'s; here are single ones, in the same words.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from vaani.api.asked import Moment, example
from vaani.api.auth import Allowed
from vaani.api.editing import Edit, Seen
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.needs import Needs
from vaani.api.once import IdempotencyKey
from vaani.api.routes.bookings import (
    ACTS,
    Act,
    booking_out,
    find,
    name_of,
)
from vaani.api.routes.customers import CustomerOut, get_customer, list_customers
from vaani.api.routes.former import (
    Appointment,
    AppointmentStatus,
    OtherWords,
    appointment_out,
    reworded,
)
from vaani.api.tenants import BusinessName, business_of

router = APIRouter(prefix="/api/v1", tags=["clinics"])
_NAMES = OtherWords(
    {
        "doctor_id": "resource",
        "scheduled_time": "start",
        "reason": "reason",
        "name": "name",
        "phone": "phone",
        "service": "service",
        "party": "party",
        "revision": "revision",
    },
    appointment_out,
)


class AppointmentChange(Edit):
    """What is to be different; what is left out stays."""

    model_config = example(scheduled_time="2027-05-10T11:00:00+05:30")

    doctor_id: Annotated[str, Field(max_length=40)] | None = None
    scheduled_time: Moment | None = None
    reason: str | None = Field(default=None, max_length=500)
    name: str | None = Field(default=None, max_length=100)
    phone: str | None = Field(default=None, max_length=30)
    service: str | None = Field(default=None, max_length=40)
    party: int | None = Field(default=None, ge=1, le=1000)
    status: AppointmentStatus | None = None


class WholeAppointment(Appointment, Edit):
    """An appointment in place of the one that is there."""


class DoctorOut(BaseModel):
    """Who can be booked. `sessions` are his hours by weekday, null: the opening hours; `leave`
    pairs of first and last day."""

    id: str
    name: str
    speciality: str | None
    gender: str | None
    fee: int | None
    minutes: int | None
    sessions: dict[str, list[list[str]]] | None
    leave: list[list[str]]


@router.get("/appointments/{appointment_id}")
async def get_appointment(
    appointment_id: str, principal: Allowed, needs: Needs, business: BusinessName = None
) -> dict[str, Any]:
    """One appointment."""
    owner, booking = await find(needs, principal, appointment_id, business)
    return ok(appointment_out(booking_out(booking, owner, principal)))


@router.put("/appointments/{appointment_id}")
async def replace_appointment(
    appointment_id: str,
    asked: WholeAppointment,
    principal: Allowed,
    needs: Needs,
    key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Replace its values: what is left out is empty afterwards. `patient_id` is not read here: the
    appointment stays with whom it was made for unless name or telephone number say else."""
    values = asked.model_dump(exclude={"business", "patient_id"})
    if values["doctor_id"] is not None:
        values["doctor_id"] = str(values["doctor_id"])
    found = await find(needs, principal, appointment_id, asked.business)
    return await reworded(needs, principal, found, values, _NAMES, key)


@router.patch("/appointments/{appointment_id}")
async def update_appointment(
    appointment_id: str,
    asked: AppointmentChange,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Move an appointment, or change its values or status. Past and taken times answer 422 and 409
    with the reason."""
    found = await find(needs, principal, appointment_id, business)
    values = asked.model_dump(exclude_unset=True)
    return await reworded(needs, principal, found, values, _NAMES, key)


@router.delete("/appointments/{appointment_id}")
async def cancel_appointment(
    appointment_id: str,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    revision: Seen = None,
    key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Cancel an appointment; the row stays."""
    return await mark_appointment(
        appointment_id, "cancel", principal, needs, business, revision, key
    )


@router.post("/appointments/{appointment_id}/{act}")
async def mark_appointment(
    appointment_id: str,
    act: Act,
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    revision: Seen = None,
    key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Cancel or complete an appointment, or note that nobody came."""
    found = await find(needs, principal, appointment_id, business)
    values = {"status": ACTS[act], "revision": revision}
    return await reworded(needs, principal, found, values, _NAMES, key)


@router.get("/doctors", response_model=Listing[DoctorOut])
async def list_doctors(principal: Allowed, needs: Needs, business: BusinessName = None) -> Any:
    """Everybody who can be booked at a business, in the order of its file."""
    found = await business_of(needs.businesses, principal, business)
    people = found.booking.resources if found.booking is not None else ()
    rows = [
        DoctorOut(
            id=one.id,
            name=name_of(found, one.id) or one.id,
            speciality=one.speciality.speak("en") if one.speciality else None,
            gender=one.gender,
            fee=one.fee,
            minutes=one.duration_minutes,
            sessions=None
            if one.sessions is None
            else {
                day: [[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in spans]
                for day, spans in one.sessions.items()
            },
            leave=[[first.isoformat(), last.isoformat()] for first, last in one.leave],
        )
        for one in people
        if one.kind == "person"
    ]
    return page(rows, None)


@router.get("/patients", response_model=Listing[CustomerOut])
async def list_patients(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Any:
    """A clinic's word for its customers, newest first."""
    return await list_customers(principal, needs, business, limit, cursor)


@router.get("/patients/{customer_id}", response_model=Envelope[CustomerOut])
async def get_patient(
    customer_id: str, principal: Allowed, needs: Needs, business: BusinessName = None
) -> Any:
    """One of them."""
    return await get_customer(customer_id, principal, needs, business)
