"""What would callers hear, were a business changed so? A draft is tried before it is published.

A draft is what a change would set (`PATCH` of the business publishes it, `versions` takes it back).
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from vaani.api.asked import Asked, example
from vaani.api.auth import Allowed
from vaani.api.envelope import Envelope, ok
from vaani.api.needs import Needs
from vaani.api.rehearsing import MOST_SAID
from vaani.api.tenants import business_of

router = APIRouter(prefix="/api/v1/businesses", tags=["businesses"])


class Draft(Asked):
    """A draft, and what a caller says to it."""

    model_config = example(
        changes={"greeting": {"en": "Corner Cafe, hello."}},
        said=["a table for two tomorrow at eight", "yes"],
    )

    changes: dict[str, Any] = Field(
        default_factory=dict, description="As the change of a business has them; none: as it is."
    )
    said: list[Annotated[str, Field(min_length=1, max_length=300)]] = Field(
        default_factory=list, max_length=MOST_SAID,
        description="The caller's sentences so far; the call begins anew each time.",
    )  # fmt: skip


class RepliedOut(BaseModel):
    """What the assistant says. `wrote`: what it would have written by then."""

    text: str
    language: str
    wrote: list[str]
    ended: bool


@router.post("/{business}/try", response_model=Envelope[list[RepliedOut]])
async def try_draft(business: str, asked: Draft, principal: Allowed, needs: Needs) -> Any:
    """A call in text with the draft: the greeting, then a reply to each sentence. Nothing is
    written and nobody is told: the calendar is an empty one, the rules answer, without a language
    model. 422 with every problem as `path: reason` when the draft is no business."""
    found = await business_of(needs.businesses, principal, business)
    file = await needs.businesses.draft(found.slug, asked.changes)
    replies = await needs.rehearsals.call(file, asked.said)
    return ok([RepliedOut.model_validate(one, from_attributes=True) for one in replies])
