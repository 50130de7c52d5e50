"""Who are the people and the programs, and what did they do? What routes need for that, and the one
rule of who may touch whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from vaani.api.asked import Asked, example, wrong
from vaani.api.needs import Nouns
from vaani.api.principal import Principal
from vaani.api.tenants import business_of
from vaani.domain.audit.service import Audit
from vaani.domain.users.accounts import Accounts
from vaani.domain.users.rights import ALL, Role, Roles, may_give, shares_business
from vaani.domain.users.service import Users
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError


@dataclass(frozen=True, slots=True)
class Team:
    """People, keys, and the audit of what they did."""

    accounts: Accounts
    keys: Users
    audit: Audit
    clock: Clock


async def team_of(request: Request) -> Team:
    found: Team | None = request.app.state.services.team
    if found is None:
        raise DomainError("EXHAUSTED", "Nobody has an account in this house.")
    return found


TeamOf = Annotated[Team, Depends(team_of)]


class Given(Asked):
    """A role at a business; `business` null: at all of them, then alone."""

    model_config = example(business="sanjeevani", role="receptionist")

    business: str | None = Field(max_length=80, description="Slug or id.")
    role: Role


class GivenOut(BaseModel):
    """The same. Roles at businesses that you do not know of are left out."""

    business: str | None
    role: Role


GivenRoles = Annotated[list[Given], Field(min_length=1, max_length=100)]


async def roles_of(needs: Nouns, principal: Principal, given: Sequence[Given]) -> Roles:
    """By business id. Raises DomainError NOT_FOUND for a business that he does not know of, INVALID
    where all businesses stand beside some, FORBIDDEN for what is not his to give."""
    found: dict[str, Role] = {}
    for at, one in enumerate(given):
        business = one.business
        id = (
            ALL
            if business is None
            else (await business_of(needs.businesses, principal, business)).id
        )
        if id in found:
            wrong(f"roles.{at}", "this business is named twice.")
        found[id] = one.role
    if ALL in found and len(found) > 1:
        wrong("roles", "a role at all businesses stands alone.")
    if "platform-admin" in found.values() and ALL not in found:
        wrong("roles", "a platform-admin is one for all businesses.")
    must_cover(principal, found)
    return found


async def shown(needs: Nouns, principal: Principal, roles: Roles) -> list[GivenOut]:
    """Those that he may know of, by slug."""
    found = []
    for id, role in roles.items():
        if id == ALL:
            found.append(GivenOut(business=None, role=role))
        elif principal.knows(id):
            found.append(GivenOut(business=await _slug(needs, id), role=role))
    return found


async def _slug(needs: Nouns, id: str) -> str:
    try:
        return (await needs.businesses.by_id(id)).slug
    except DomainError:
        return id  # the business is gone


def known(principal: Principal, roles: Roles) -> bool:
    """May he know that somebody with these roles exists?"""
    return shares_business(principal.all_roles, roles)


def must_cover(principal: Principal, roles: Roles) -> None:
    """Raises DomainError FORBIDDEN for somebody who reaches further than he does."""
    if not may_give(principal.all_roles, roles):
        raise DomainError(
            "FORBIDDEN",
            "That reaches further than your own role: ask an owner of those businesses.",
        )


def key_roles(role: str, businesses: Iterable[str]) -> Roles:
    """A key's roles by business id."""
    given = cast(Role, role)
    return dict.fromkeys([*businesses] or [ALL], given)
