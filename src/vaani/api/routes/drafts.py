"""What would callers hear, were a business changed so? A draft is tried before it is published.

A draft is what a change would set. One is kept for each business, for all who may change it;
publishing it is a change as `PATCH` of the business makes one, and `versions` take it back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from vaani.api.asked import Asked, example
from vaani.api.auth import Allowed
from vaani.api.editing import SEEN, Edit, Seen, editing
from vaani.api.envelope import Envelope, ok
from vaani.api.needs import Needs
from vaani.api.rehearsing import MOST_SAID
from vaani.api.routes.businesses import BusinessFileOut, actor_of
from vaani.api.tenants import business_of
from vaani.call.plan import Business

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


class KeptDraft(Edit):
    """What is to be changed, as the change of a business has it."""

    model_config = example(changes={"greeting": {"en": "Corner Cafe, hello."}}, made_from=3)

    changes: dict[str, Any] = Field(
        description="Keys of its file; null removes one. None: no draft."
    )
    made_from: int | None = Field(
        default=None, ge=1, le=2**31 - 1,
        description="The business's revision that they were made from; null: the present one.",
    )  # fmt: skip


class Published(Asked):
    """Which draft."""

    model_config = example(revision="0f1e2d3c4b5a69788796")

    revision: str = Field(min_length=1, max_length=40, description=SEEN)


class DraftOut(BaseModel):
    """`changes` empty: there is no draft. When `business_revision` is no longer `made_from`, it
    was begun from what somebody has changed since."""

    changes: dict[str, Any]
    made_from: int
    business_revision: int
    revision: str
    at: datetime | None
    actor: str | None


@router.get("/{business}/draft", response_model=Envelope[DraftOut])
async def get_draft(business: str, principal: Allowed, needs: Needs) -> Any:
    """What is to be changed and is not published yet; everybody who may change the business sees
    the same."""
    return ok(await _draft(needs, await business_of(needs.businesses, principal, business)))


@router.put("/{business}/draft", response_model=Envelope[DraftOut])
async def keep_draft(
    business: str, asked: KeptDraft, principal: Allowed, needs: Needs, request: Request
) -> Any:
    """Keep a draft in the place of the one that is there. Callers hear nothing of it; whether it
    is a business is asked when it is tried or published."""
    found = await business_of(needs.businesses, principal, business)
    actor = actor_of(principal, request)
    async with editing(lambda: _draft(needs, found)):
        await needs.drafts.keep(found.slug, asked.changes, asked.made_from, asked.revision, actor)
    return ok(await _draft(needs, found))


@router.delete("/{business}/draft", response_model=Envelope[DraftOut])
async def discard_draft(
    business: str, principal: Allowed, needs: Needs, request: Request, revision: Seen = None
) -> Any:
    """Discard the draft; the business stays as it is."""
    found = await business_of(needs.businesses, principal, business)
    async with editing(lambda: _draft(needs, found)):
        await needs.drafts.keep(found.slug, {}, None, revision, actor_of(principal, request))
    return ok(await _draft(needs, found))


@router.post("/{business}/draft/publish", response_model=Envelope[BusinessFileOut])
async def publish_draft(
    business: str, asked: Published, principal: Allowed, needs: Needs, request: Request
) -> Any:
    """Change the business as the draft says; callers hear it from the next call on. 409 when
    somebody has changed the draft, or the business since it was begun: keep it again with
    `made_from` the present revision to publish it all the same. 422 with every problem."""
    found = await business_of(needs.businesses, principal, business)
    async with editing(lambda: _draft(needs, found)):
        kept = await needs.drafts.publish(found.slug, asked.revision, actor_of(principal, request))
    return ok(BusinessFileOut.model_validate(kept, from_attributes=True))


async def _draft(needs: Needs, business: Business) -> DraftOut:
    return DraftOut.model_validate(await needs.drafts.get(business.slug), from_attributes=True)
