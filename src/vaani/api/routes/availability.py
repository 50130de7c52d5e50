"""Which slots are free?"""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from vaani.api.asked import Clock, Day, aware
from vaani.api.auth import Allowed
from vaani.api.envelope import Envelope, ok
from vaani.api.needs import Needs
from vaani.api.refusals import details_of, sentence_of
from vaani.api.routes.bookings import Area, ResourceId, area_of, named
from vaani.api.tenants import BusinessName, business_of
from vaani.call.plan import Business
from vaani.call.ports.toolbox import FreeSlot, Refusal, Wish
from vaani.domain.bookings.policy import CALLER, STAFF

router = APIRouter(prefix="/api/v1/availability", tags=["availability"])


class SlotOut(BaseModel):
    """A free slot."""

    start: datetime
    date: str
    time: str
    minutes: int
    resource: str | None
    area: str | None
    party: int | None


class Refused(BaseModel):
    """Why the time that was asked for is not to be had."""

    reason: str
    message: str
    details: dict[str, Any]


class AvailabilityOut(BaseModel):
    """The free slots of the day; with a `time`, that very slot or the nearest."""

    business: str
    timezone: str
    date: str
    free: bool | None = None
    refused: Refused | None = None
    slots: list[SlotOut]


@router.get("", response_model=Envelope[AvailabilityOut])
async def free_slots(
    principal: Allowed,
    needs: Needs,
    day: Annotated[Day, Query(alias="date", examples=["2027-05-10"])],
    business: BusinessName = None,
    at: Annotated[Clock | None, Query(alias="time", examples=["19:00"])] = None,
    party: Annotated[int | None, Query(ge=1, le=1000)] = None,
    resource: ResourceId = None,
    service: Annotated[str | None, Query(min_length=1, max_length=40)] = None,
    area: Area = None,
) -> Any:
    """What is free on a day, local to the business: for staff what they may book, for viewers what
    a caller may."""
    found = await business_of(needs.businesses, principal, business)
    aware(found, datetime.combine(day, time()), "date")
    ids = named(found, resource, area, party)
    wish = Wish(day, at, party, ids, service)
    by = STAFF if principal.may("bookings.write", found.id) else CALLER
    told = AvailabilityOut(
        business=found.slug, timezone=found.timezone, date=day.isoformat(), slots=[]
    )
    if at is None:
        slots = await needs.availability.of_day(found, wish, day, by)
        return ok(told.model_copy(update={"slots": [_slot(found, slot) for slot in slots]}))
    exact = await needs.availability.check(found, wish, binding=by)
    if isinstance(exact, FreeSlot):
        return ok(told.model_copy(update={"free": True, "slots": [_slot(found, exact)]}))
    near = await needs.availability.near(found, wish, binding=by)
    return ok(
        told.model_copy(
            update={
                "free": False,
                "refused": _refused(exact),
                "slots": [_slot(found, slot) for slot in near],
            }
        )
    )


def _refused(refusal: Refusal) -> Refused:
    return Refused(reason=refusal.reason, message=sentence_of(refusal), details=details_of(refusal))


def _slot(business: Business, slot: FreeSlot) -> SlotOut:
    return SlotOut(
        start=slot.start,
        date=slot.day.isoformat(),
        time=slot.at.strftime("%H:%M"),
        minutes=slot.minutes,
        resource=slot.resource_id,
        area=area_of(business, slot.resource_id),
        party=slot.party,
    )
