"""Which programs may ask, as what, and how is a key made or ended?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from vaani.api.asked import Asked, example
from vaani.api.auth import Allowed
from vaani.api.envelope import Envelope, ok
from vaani.api.needs import Needs
from vaani.api.once import ShownOnce
from vaani.api.principal import Principal
from vaani.api.team import Given, GivenOut, TeamOf, key_roles, known, must_cover, roles_of, shown
from vaani.domain.users.rights import ALL, Role
from vaani.domain.users.service import Key
from vaani.kit.errors import DomainError

router = APIRouter(prefix="/api/v1/keys", tags=["team"])
Slug = Annotated[str, Field(max_length=80)]


class NewKey(Asked):
    """`businesses` null: all of them."""

    model_config = example(name="website", role="staff", businesses=["sanjeevani"])

    name: str = Field(min_length=1, max_length=120, description="What it is for.")
    role: Role
    businesses: Annotated[list[Slug], Field(min_length=1, max_length=100)] | None


class KeyOut(BaseModel):
    """A key without its secret; `shown` is how it begins."""

    id: str
    name: str
    roles: list[GivenOut]
    shown: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class MadeKey(BaseModel):
    """`key` is shown this once; only its hash is kept."""

    key: str
    made: KeyOut


@router.get("", response_model=Envelope[list[KeyOut]])
async def list_keys(principal: Allowed, needs: Needs, team: TeamOf) -> Any:
    """Those of your businesses, the oldest first, revoked ones too."""
    keys = [one for one in await team.keys.listing() if known(principal, _roles(one))]
    return ok([await _out(one, needs, principal) for one in keys])


@router.post("", status_code=201, response_model=Envelope[MadeKey], dependencies=[ShownOnce])
async def make_key(asked: NewKey, principal: Allowed, needs: Needs, team: TeamOf) -> Any:
    """A key with a role no larger than your own."""
    slugs: list[str | None] = [None] if asked.businesses is None else [*asked.businesses]
    roles = await roles_of(
        needs, principal, [Given(business=slug, role=asked.role) for slug in slugs]
    )
    key, made = await team.keys.issue(asked.role, asked.name, [id for id in roles if id != ALL])
    return ok(MadeKey(key=key, made=await _out(made, needs, principal)))


@router.delete("/{key_id}", status_code=204)
async def revoke_key(key_id: str, principal: Allowed, team: TeamOf) -> None:
    """End a key; requests with it, and sessions that it opened, answer 401 from now on."""
    found = next((one for one in await team.keys.listing() if one.id == key_id), None)
    if found is None or not known(principal, _roles(found)):
        raise DomainError("NOT_FOUND", "There is no such key.")
    must_cover(principal, _roles(found))
    await team.keys.revoke(key_id)


def _roles(key: Key) -> Any:
    return key_roles(key.role, key.businesses)


async def _out(key: Key, needs: Needs, principal: Principal) -> KeyOut:
    return KeyOut(
        id=key.id,
        name=key.name,
        roles=await shown(needs, principal, _roles(key)),
        shown=key.shown,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )
