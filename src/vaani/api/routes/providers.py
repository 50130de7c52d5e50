"""Which vendors and carriers can this server use, and does one answer with what is set?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from vaani.api.asked import Asked, example
from vaani.api.auth import Allowed
from vaani.api.checking import Kind, ProviderChecks
from vaani.api.envelope import Envelope, ok

router = APIRouter(prefix="/api/v1/providers", tags=["settings"])


async def checks_of(request: Request) -> ProviderChecks:
    checks: ProviderChecks = request.app.state.services.checks
    return checks


Checks = Annotated[ProviderChecks, Depends(checks_of)]


class ProviderOut(BaseModel):
    """An engine of a vendor, or a carrier."""

    kind: Kind
    name: str
    title: str
    languages: list[str]
    needs: list[str] = Field(description="Settings that must be given.")
    lacks: list[str] = Field(description="Those of them that are not.")
    chosen: bool = Field(description="The settings choose it, from now or from the next start.")
    here: bool = Field(description="It runs in this server: nobody is asked over a network.")


class FoundOut(BaseModel):
    """What was found out about one part of it."""

    part: str
    state: str = Field(description="`ok`, `off`, `warn` or `BROKEN`.")
    found: str
    todo: str = Field(description="What it costs callers, or what to do; empty when it is well.")


class Wish(Asked):
    """Which one."""

    model_config = example(kind="hearing", name="deepgram")

    kind: Kind
    name: str = Field(min_length=1, max_length=40)


@router.get("", response_model=Envelope[list[ProviderOut]], summary="Vendors and carriers")
async def list_providers(principal: Allowed, checks: Checks) -> Any:
    """Every engine and carrier, what it needs and what of that is not set. For an owner of all
    businesses."""
    return ok([ProviderOut.model_validate(one, from_attributes=True) for one in checks.offered()])


@router.post("/check", response_model=Envelope[list[FoundOut]], summary="Does it answer?")
async def check_provider(wish: Wish, principal: Allowed, checks: Checks) -> Any:
    """Asks the vendor once with the credentials that are set, as `vaani providers check` and `vaani
    doctor` do: a short sound, a sentence, a question, or its account. Of carriers that prove their
    requests by what is set alone, only the settings are looked at. 503 while another check runs.
    For an owner of all businesses."""
    found = await checks.check(wish.kind, wish.name)
    return ok([FoundOut.model_validate(one, from_attributes=True) for one in found])
