"""What is a booking outside its table? Opened, in the business's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

BookingStatus = Literal["confirmed", "cancelled", "completed", "no_show"]
Source = Literal["phone", "console", "api", "seed"]

TRANSITIONS: dict[BookingStatus, tuple[BookingStatus, ...]] = {
    "confirmed": ("cancelled", "completed", "no_show"),
    "completed": ("no_show",),
    "no_show": ("completed",),
    "cancelled": (),
}
"""Which status may follow which. A cancelled booking stays cancelled."""


@dataclass(frozen=True, slots=True)
class Booking:
    """`start` and `end` (without buffer) are aware, in the business's zone; `phone` is E.164.
    `revision` is another one with each change."""

    id: str
    business_id: str
    ref: str
    status: BookingStatus
    start: datetime
    end: datetime
    minutes: int
    resource_id: str | None
    service_id: str | None
    party: int | None
    name: str | None
    phone: str | None
    phone_masked: str | None
    notes: str | None
    reason: str | None
    customer_id: str | None
    call_id: str | None
    source: Source
    created_at: datetime
    updated_at: datetime
    revision: str


BookingSort = Literal["soonest", "latest", "newest", "changed"]
"""By their start, the soonest or the latest first; by when they were made or changed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bookings of a list are wanted: those that start from `first` on and before `last`, on
    that resource (also joined with others), of that customer. None: whichever."""

    first: datetime | None = None
    last: datetime | None = None
    status: BookingStatus | None = None
    resource_id: str | None = None
    customer_id: str | None = None
    sort: BookingSort = "soonest"


@dataclass(frozen=True, slots=True)
class Block:
    """Time taken without a guest. `resource_id` empty: all pooled seats."""

    id: str
    resource_id: str
    start: datetime
    end: datetime
