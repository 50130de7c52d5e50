"""Which slots are free?"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from vaani.api.asked import aware
from vaani.api.auth import Viewer
from vaani.api.envelope import Envelope, ok
from vaani.api.needs import Needs
from vaani.api.refusals import details_of, sentence_of
from vaani.api.tenants import BusinessName, business_of
from vaani.call.ports.toolbox import FreeSlot, Refusal, Wish

router = APIRouter(prefix="/api/v1/availability", tags=["availability"])


class SlotOut(BaseModel):
    """A free slot."""

    start: datetime
    date: str
    time: str
    minutes: int
    resource: str | None
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
    principal: Viewer,
    needs: Needs,
    day: Annotated[date, Query(alias="date")],
    business: BusinessName = None,
    at: Annotated[time | None, Query(alias="time")] = None,
    party: Annotated[int | None, Query(ge=1, le=1000)] = None,
    resource: Annotated[str | None, Query(max_length=40)] = None,
    service: Annotated[str | None, Query(max_length=40)] = None,
) -> Any:
    """What is free on a day, local to the business."""
    found = await business_of(needs.businesses, principal, business)
    aware(found, datetime.combine(day, time()), "date")
    wish = Wish(day, at, party, (resource,) if resource else (), service)
    told = AvailabilityOut(
        business=found.slug, timezone=found.timezone, date=day.isoformat(), slots=[]
    )
    if at is None:
        slots = await needs.availability.of_day(found, wish, day)
        return ok(told.model_copy(update={"slots": [_slot(slot) for slot in slots]}))
    exact = await needs.availability.check(found, wish)
    if isinstance(exact, FreeSlot):
        return ok(told.model_copy(update={"free": True, "slots": [_slot(exact)]}))
    near = await needs.availability.near(found, wish)
    return ok(
        told.model_copy(
            update={
                "free": False,
                "refused": _refused(exact),
                "slots": [_slot(slot) for slot in near],
            }
        )
    )


def _refused(refusal: Refusal) -> Refused:
    return Refused(reason=refusal.reason, message=sentence_of(refusal), details=details_of(refusal))


def _slot(slot: FreeSlot) -> SlotOut:
    return SlotOut(
        start=slot.start,
        date=slot.day.isoformat(),
        time=slot.at.strftime("%H:%M"),
        minutes=slot.minutes,
        resource=slot.resource_id,
        party=slot.party,
    )
