"""Who may sign in, as what, and how is somebody invited or shut out?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from vaani.api.asked import Asked, example
from vaani.api.auth import Allowed
from vaani.api.editing import Edit, editing
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.needs import Needs, Nouns
from vaani.api.once import ShownOnce
from vaani.api.principal import Principal
from vaani.api.team import GivenOut, GivenRoles, Team, TeamOf, known, must_cover, roles_of, shown
from vaani.domain.users.accounts import Account
from vaani.domain.users.rights import Role
from vaani.kit.errors import DomainError
from vaani.storage.ordering import piece
from vaani.storage.paging import PageWish

router = APIRouter(prefix="/api/v1/users", tags=["team"])
UserSort = Literal["oldest", "newest", "name", "login"]
State = Literal["invited", "active", "disabled"]


class NewUser(Asked):
    """Somebody to be invited."""

    model_config = example(
        login="asha@clinic.example",
        name="Asha Rao",
        roles=[{"business": "sanjeevani", "role": "receptionist"}],
    )

    login: str = Field(
        min_length=2, max_length=120, pattern=r"^\S+$", description="What he types to sign in."
    )
    name: str = Field(min_length=1, max_length=120)
    roles: GivenRoles


class UserChange(Edit):
    """What is left out stays."""

    model_config = example(name="Asha Rao", disabled=False)

    name: str | None = Field(default=None, min_length=1, max_length=120)
    roles: GivenRoles | None = None
    disabled: bool | None = None


class UserOut(BaseModel):
    """A person. `invited`: he has never signed in; `external`: he signs in at the company's own
    provider, which says his roles."""

    id: str
    login: str
    name: str
    roles: list[GivenOut]
    state: State
    second_factor: bool
    external: bool
    created_at: datetime
    signed_in_at: datetime | None
    revision: str


class LinkOut(BaseModel):
    """Shown once: `link` opens once, until `link_until`, and leads to a password."""

    user: UserOut
    link: str
    link_until: datetime | None


@router.get("", response_model=Listing[UserOut])
async def list_users(
    principal: Allowed,
    needs: Needs,
    team: TeamOf,
    limit: Limit = 20,
    cursor: Cursor = None,
    role: Role | None = None,
    state: State | None = None,
    sort: UserSort = "oldest",
) -> Any:
    """Those of your businesses, in the order of their coming unless `sort` says else; `role`: who
    has it at any of them."""
    people = [
        one
        for one in await team.accounts.listing()
        if known(principal, one.roles)
        and role in (None, *one.roles.values())
        and state in (None, _state(one))
    ]
    found = piece(people, sort, PageWish(limit, cursor), _PLACES[sort], down=sort == "newest")
    rows = [await user_out(one, needs, principal) for one in found.items]
    return page(rows, found.next_cursor)


@router.post("", status_code=201, response_model=Envelope[LinkOut], dependencies=[ShownOnce])
async def invite_user(
    asked: NewUser, principal: Allowed, needs: Needs, team: TeamOf, request: Request
) -> Any:
    """Invite somebody, with roles no larger than your own. 409 when the login is taken."""
    roles = await roles_of(needs, principal, asked.roles)
    account, token = await team.accounts.invite(asked.login, asked.name, roles)
    return ok(await _link(account, token, needs, principal, request))


@router.get("/{user_id}", response_model=Envelope[UserOut])
async def get_user(user_id: str, principal: Allowed, needs: Needs, team: TeamOf) -> Any:
    """One of them."""
    return ok(await user_out(await _known(user_id, principal, team), needs, principal))


@router.patch("/{user_id}", response_model=Envelope[UserOut])
async def change_user(
    user_id: str, asked: UserChange, principal: Allowed, needs: Needs, team: TeamOf
) -> Any:
    """Change name or roles, disable or enable. Who is disabled is out at once. 409 where nobody
    would be left who is an owner of all businesses."""
    must_cover(principal, (await _known(user_id, principal, team)).roles)
    roles = None if asked.roles is None else await roles_of(needs, principal, asked.roles)

    async def present() -> UserOut:
        return await user_out(await _known(user_id, principal, team), needs, principal)

    async with editing(present):
        changed = await team.accounts.change(
            user_id, name=asked.name, roles=roles, disabled=asked.disabled, seen=asked.revision
        )
    return ok(await user_out(changed, needs, principal))


@router.post(
    "/{user_id}/link", status_code=201, response_model=Envelope[LinkOut], dependencies=[ShownOnce]
)
async def make_user_link(
    user_id: str, principal: Allowed, needs: Needs, team: TeamOf, request: Request
) -> Any:
    """A fresh one-time link, for who forgot his password; the one before is void."""
    must_cover(principal, (await _known(user_id, principal, team)).roles)
    token = await team.accounts.link(user_id)
    account = await team.accounts.get(user_id)
    return ok(await _link(account, token, needs, principal, request))


async def _known(user_id: str, principal: Principal, team: Team) -> Account:
    found = await team.accounts.get(user_id)
    if not known(principal, found.roles):
        raise DomainError("NOT_FOUND", "There is no such person.")
    return found


async def _link(
    account: Account, token: str, needs: Needs, principal: Principal, request: Request
) -> LinkOut:
    user = await user_out(account, needs, principal)
    return LinkOut(user=user, link=f"{request.base_url}#key={token}", link_until=account.link_until)


_PLACES: dict[UserSort, Callable[[Account], tuple[str, str]]] = {
    "oldest": lambda one: (one.id, one.id),
    "newest": lambda one: (one.id, one.id),
    "name": lambda one: (one.name.casefold(), one.id),
    "login": lambda one: (one.login, one.id),
}


def _state(one: Account) -> State:
    if one.disabled_at is not None:
        return "disabled"
    return "active" if one.signed_in_at else "invited"


async def user_out(one: Account, needs: Nouns, principal: Principal) -> UserOut:
    """The person as this principal may know him."""
    return UserOut(
        id=one.id,
        login=one.login,
        name=one.name,
        roles=await shown(needs, principal, one.roles),
        state=_state(one),
        second_factor=one.has_second,
        external=one.external,
        created_at=one.created_at,
        signed_in_at=one.signed_in_at,
        revision=one.revision,
    )
