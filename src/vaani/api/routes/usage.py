"""What did calls use of vendors, what did it cost, and how far are budgets used?"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from vaani.api.asked import aware
from vaani.api.auth import Allowed
from vaani.api.envelope import Envelope, ok
from vaani.api.needs import Needs
from vaani.api.routes.bookings import From, To
from vaani.api.tenants import BusinessName, business_of
from vaani.domain.usage.service import BudgetState, Usage

router = APIRouter(prefix="/api/v1/usage", tags=["calls"])


class UsageLineOut(BaseModel):
    """One unit of one engine. `broken` of its `attempts` failed or were given up; `estimated`: the
    vendor told no count of some. `cost` null: its price is unknown."""

    role: str
    engine: str
    model: str
    unit: str
    amount: float
    attempts: int
    broken: int
    estimated: bool
    cost: str | None
    currency: str | None


class UsageOut(BaseModel):
    """`costs` by currency, of what has a price; `unknown` names what has none."""

    lines: list[UsageLineOut]
    costs: dict[str, str]
    unknown: list[str]


class BudgetOut(BaseModel):
    """A budget of the business's file. `used` null: it is one of each call. `reached` is `soft`,
    `hard` or empty."""

    per: str
    of: str
    soft: str | None
    hard: str | None
    used: str | None
    reached: str


class BusinessUsageOut(UsageOut):
    """The same over many calls, with the budgets of this month."""

    prices: str = Field(description="Version of the price table in force.")
    budgets: list[BudgetOut]


@router.get("", response_model=Envelope[BusinessUsageOut])
async def get_usage(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    from_: From = None,
    to: To = None,
) -> Any:
    """What the calls of a business used; without `from` since this month began."""
    found = await business_of(needs.businesses, principal, business)
    usage = await needs.usage.of_business(
        found, aware(found, from_, "from"), aware(found, to, "to")
    )
    return ok(
        BusinessUsageOut(
            **usage_out(usage).model_dump(),
            prices=needs.usage.prices.version,
            budgets=[_budget(one) for one in usage.budgets],
        )
    )


def usage_out(usage: Usage) -> UsageOut:
    """As clients read it: money is text, so that no digit of it is lost."""
    lines = [
        UsageLineOut(
            role=one.role,
            engine=one.engine,
            model=one.model,
            unit=one.unit,
            amount=one.amount,
            attempts=one.attempts,
            broken=one.broken,
            estimated=one.estimated,
            cost=_text(one.cost),
            currency=one.currency,
        )
        for one in usage.lines
    ]
    costs = {currency: f"{cost:f}" for currency, cost in usage.costs.items()}
    return UsageOut(lines=lines, costs=costs, unknown=list(usage.unknown))


def _budget(state: BudgetState) -> BudgetOut:
    limit = state.budget
    return BudgetOut(
        per=limit.per,
        of=limit.of,
        soft=_text(limit.soft),
        hard=_text(limit.hard),
        used=_text(state.used),
        reached=state.reached,
    )


def _text(amount: Any) -> str | None:
    return None if amount is None else f"{amount:f}"
