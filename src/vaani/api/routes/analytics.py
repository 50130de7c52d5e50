"""How do the calls of a business go? Figures of a stretch of time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from vaani.api.asked import aware
from vaani.api.auth import Allowed
from vaani.api.envelope import Envelope, ok
from vaani.api.needs import Needs
from vaani.api.routes.bookings import From, To
from vaani.api.tenants import BusinessName, business_of
from vaani.domain.bookings import opening

router = APIRouter(prefix="/api/v1/analytics", tags=["analytics"])


class AnswerTimesOut(BaseModel):
    """From the caller's last word to our first, in ms, over so many answers (at most the latest
    20,000); null: there were none."""

    answers: int
    p50_ms: int | None
    p95_ms: int | None


class DayOut(BaseModel):
    """One day, local to the business."""

    day: date
    calls: int
    booked: int


class AnalyticsOut(BaseModel):
    """Calls that started in this time; test calls are left out. `answered`: somebody was talked
    with. `hours` are calls by weekday and hour of their start, local to the business. `costs` by
    currency, of what has a price; `unpriced` names what has none."""

    business: str
    timezone: str
    since: datetime
    until: datetime
    calls: int
    answered: int
    booked: int
    minutes: float
    directions: dict[str, int]
    statuses: dict[str, int]
    outcomes: dict[str, int]
    languages: dict[str, int]
    ended_by: dict[str, int]
    interrupted_calls: int
    interruptions: int
    answer_times: AnswerTimesOut
    rating: float | None
    rated: int
    days: list[DayOut]
    hours: dict[str, list[int]]
    costs: dict[str, str]
    unpriced: list[str]


@router.get("", response_model=Envelope[AnalyticsOut])
async def get_analytics(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    from_: From = None,
    to: To = None,
) -> Any:
    """Calls, outcomes, languages, answer times, interruptions, busiest hours and costs; without
    `from` and `to` of the last 30 days. At most a year and a day at once."""
    found = await business_of(needs.businesses, principal, business)
    first, last = needs.figures.stretch(aware(found, from_, "from"), aware(found, to, "to"))
    figures = await needs.figures.of_business(found, first, last)
    used = await needs.usage.of_business(found, first, last)
    shown = AnalyticsOut.model_validate(
        {
            "business": found.slug,
            "timezone": found.timezone,
            "since": first.astimezone(opening.zone(found)),
            "until": last.astimezone(opening.zone(found)),
            "costs": {currency: f"{cost:f}" for currency, cost in used.costs.items()},
            "unpriced": list(used.unknown),
            **{name: getattr(figures, name) for name in figures.__dataclass_fields__},
        },
        from_attributes=True,
    )
    return ok(shown)
