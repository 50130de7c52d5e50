"""How does a day look, by table or doctor? What is booked, taken out and free."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from vaani.api.asked import Asked, Day, Moment, aware, example, resource_known, wrong
from vaani.api.auth import Allowed, Principal
from vaani.api.envelope import Envelope, Listing, ok, page
from vaani.api.needs import Needs
from vaani.api.once import Once
from vaani.api.routes.bookings import BookingOut, From, To, area_of, booking_out, name_of
from vaani.api.tenants import BusinessName, business_of
from vaani.call.plan import BookingTerms, Business, Resource
from vaani.call.ports.toolbox import Wish
from vaani.domain.bookings import opening
from vaani.domain.bookings.policy import STAFF
from vaani.domain.bookings.schemas import Block, Wanted
from vaani.kit.errors import DomainError
from vaani.storage.paging import PageWish

router = APIRouter(prefix="/api/v1", tags=["availability"])
LONGEST_BLOCK = timedelta(days=92)


class BlockOut(BaseModel):
    """Time that is taken out. `resource` null: all pooled seats."""

    id: str
    resource: str | None
    resource_name: str | None
    start: datetime
    end: datetime


class HoursOut(BaseModel):
    """An opening period of the day."""

    open: datetime
    close: datetime


class PlanRowOut(BaseModel):
    """A table, room or person; `resource` null: the pooled seats. `free` are the starts that staff
    may book there for the smallest party."""

    resource: str | None
    name: str
    kind: str
    seats: int | None
    area: str | None
    on_leave: bool
    bookings: list[BookingOut]
    blocks: list[BlockOut]
    free: list[datetime]


class DayPlanOut(BaseModel):
    """A day and its night, local to the business. `closed`: why it is closed, null: it is not."""

    business: str
    timezone: str
    date: str
    closed: str | None
    hours: list[HoursOut]
    rows: list[PlanRowOut]


class NewBlock(Asked):
    """Time to be taken out: on these resources, or on everything."""

    model_config = example(start="2027-05-10T14:00:00+05:30", end="2027-05-10T16:00:00+05:30")

    start: Moment
    end: Moment
    resources: list[Annotated[str, Field(max_length=40)]] | None = Field(
        default=None, max_length=200
    )


@router.get("/day-plan", response_model=Envelope[DayPlanOut])
async def get_day_plan(
    principal: Allowed,
    needs: Needs,
    day: Annotated[Day, Query(alias="date", examples=["2027-05-10"])],
    business: BusinessName = None,
) -> Any:
    """Each table or doctor with what is booked, taken out and free on a day. Cancelled bookings are
    left out; one on joined tables stands in the row of each."""
    found = await business_of(needs.businesses, principal, business)
    begins = aware(found, datetime.combine(day, time()), "date")
    terms = found.booking
    if terms is None or begins is None:
        raise DomainError("CONFLICT", "This business takes no bookings.")
    ends = begins + timedelta(days=1, hours=6)
    bookings = await _bookings(needs, found, principal, Wanted(begins, ends), day.isoformat())
    blocks = [block_out(one, found) for one in await needs.calendar.blocks(found, begins, ends)]
    resources: tuple[Resource | None, ...] = terms.resources or (None,)
    rows = [await _row(needs, found, terms, one, day, bookings, blocks) for one in resources]
    closed = found.closures.get(day)
    return ok(
        DayPlanOut(
            business=found.slug,
            timezone=found.timezone,
            date=day.isoformat(),
            closed=closed.speak("en") if closed is not None else None,
            hours=[] if closed is not None else _hours(found, day, terms.slot_minutes),
            rows=rows,
        )
    )


@router.get("/blocks", response_model=Listing[BlockOut])
async def list_blocks(
    principal: Allowed, needs: Needs, business: BusinessName = None, from_: From = None,
    to: To = None,
) -> Any:  # fmt: skip
    """Time that is taken out; without `from` and `to` of the coming 92 days."""
    found = await business_of(needs.businesses, principal, business)
    first = aware(found, from_, "from") or needs.figures.now()
    last = aware(found, to, "to") or first + LONGEST_BLOCK
    rows = await needs.calendar.blocks(found, first, last)
    return page([block_out(one, found) for one in rows], None)


@router.post("/blocks", status_code=201, response_model=Listing[BlockOut], dependencies=[Once])
async def take_time_out(
    asked: NewBlock, principal: Allowed, needs: Needs, business: BusinessName = None
) -> Any:
    """Take time out, at most 92 days at once. What is booked already stays."""
    found = await business_of(needs.businesses, principal, business)
    start, end = aware(found, asked.start, "start"), aware(found, asked.end, "end")
    if start is None or end is None or not timedelta(0) < end - start <= LONGEST_BLOCK:
        wrong("end", f"must lie behind `start`, at most {LONGEST_BLOCK.days} days.")
    ids = None if asked.resources is None else [resource_known(found, x) for x in asked.resources]
    rows = await needs.calendar.block(found, start, end, ids)
    return page([block_out(one, found) for one in rows], None)


@router.delete("/blocks/{block_id}", response_model=Envelope[str])
async def give_time_back(
    block_id: str, principal: Allowed, needs: Needs, business: BusinessName = None
) -> Any:
    """Give the time back; the answer is the block's id."""
    found = await business_of(needs.businesses, principal, business)
    await needs.calendar.unblock(found, block_id)
    return ok(block_id)


def block_out(block: Block, business: Business) -> BlockOut:
    """The block, its times with the offset of the business."""
    zone = opening.zone(business)
    resource = block.resource_id or None
    return BlockOut(
        id=block.id,
        resource=resource,
        resource_name=name_of(business, resource),
        start=block.start.astimezone(zone),
        end=block.end.astimezone(zone),
    )


async def _row(
    needs: Needs,
    business: Business,
    terms: BookingTerms,
    one: Resource | None,
    day: Day,
    bookings: list[BookingOut],
    blocks: list[BlockOut],
) -> PlanRowOut:
    id = one.id if one is not None else None
    free = await needs.availability.of_day(
        business, Wish(day, None, terms.party_min, (id,) if id else ()), day, STAFF
    )
    return PlanRowOut(
        resource=id,
        name=name_of(business, id) or business.name,
        kind=one.kind if one is not None else "pool",
        seats=one.seats if one is not None else terms.capacity,
        area=area_of(business, id),
        on_leave=one is not None and any(first <= day <= last for first, last in one.leave),
        bookings=[
            each for each in bookings if id is None or id in (each.resource or "").split("+")
        ],
        blocks=[each for each in blocks if each.resource == id],
        free=[slot.start for slot in free],
    )


async def _bookings(
    needs: Needs, business: Business, principal: Principal, wanted: Wanted, day: str
) -> list[BookingOut]:
    """What stands on the day, and in the small hours of the night that it begins."""
    found: list[BookingOut] = []
    wish: PageWish | None = PageWish(100)
    while wish is not None:
        rows = await needs.calendar.listing(business, wish, wanted)
        for row in rows.items:
            night = opening.night_of(business, row.start.replace(tzinfo=None, fold=0))
            if row.status != "cancelled" and day in (row.start.date().isoformat(), str(night)):
                found.append(booking_out(row, business, principal))
        wish = PageWish(100, rows.next_cursor) if rows.next_cursor else None
    return found


def _hours(business: Business, day: Day, grid: int) -> list[HoursOut]:
    zone = opening.zone(business)
    return [
        HoursOut(open=one.open.replace(tzinfo=zone), close=one.close.replace(tzinfo=zone))
        for one in opening.open_spans(business, day, grid)
    ]
