"""How does the page sign in and out, what may who is signed in do, and which sessions are open?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, model_validator

from vaani.api.asked import Asked, example
from vaani.api.auth import WHO, Allowed, gate_of
from vaani.api.envelope import Envelope, ok
from vaani.api.principal import Principal
from vaani.api.team import TeamOf
from vaani.api.tenants import visible
from vaani.domain.users.accounts import Account
from vaani.domain.users.rights import RIGHTS, Role
from vaani.domain.users.sessions import Via
from vaani.kit.errors import DomainError

router = APIRouter(prefix="/api/v1/session", tags=["session"])

Secret = Annotated[str, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(min_length=6, max_length=20)]


class Proof(Asked):
    """An API key or the token of a link as `key`; or `login` and `password`, and `code` for who has
    a second factor."""

    model_config = example(key="vk_0123456789abcdef")

    key: str | None = Field(default=None, min_length=8, max_length=500)
    login: str | None = Field(default=None, min_length=1, max_length=120)
    password: Secret | None = None
    code: Code | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        by_person = self.login is not None and self.password is not None
        others = (self.login, self.password, self.code)
        if by_person == (self.key is not None) or (self.key and any(others)):
            raise ValueError("send `key`, or `login` and `password`")
        return self


class Known(BaseModel):
    """A business, and the role that he has there."""

    slug: str
    name: str
    role: Role


class Session(BaseModel):
    """Who is signed in. `via` says how; `permissions` are the rights that he has at some business
    at least. A person has a `user_id`; `password_needed`: he came by his link and has none yet."""

    role: Role
    all_businesses: bool
    name: str
    via: Via
    user_id: str | None
    login: str | None
    password_needed: bool
    second_factor: bool
    businesses: list[Known]
    permissions: list[str]


class OpenSession(BaseModel):
    """A browser that is signed in by the key or the person `key_id`."""

    id: str
    key_id: str
    via: Via
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    this_one: bool


class NewPassword(Asked):
    """`former` may be left out by who came by his one-time link."""

    model_config = example(password="seven green bicycles", former="the one before")

    password: str = Field(max_length=200)
    former: Secret | None = None


class SecondFactor(Asked):
    """`code` is what the app shows now, or a recovery code."""

    model_config = example(on=True, code="123456")

    on: bool
    code: Code


class SecretOut(BaseModel):
    """For the app: `uri` as a QR code, or `secret` by hand."""

    secret: str
    uri: str


class RecoveryOut(BaseModel):
    """Shown once: each of them stands in for a code, once."""

    recovery_codes: list[str]


@router.post("", status_code=201, response_model=Envelope[Session])
async def sign_in(proof: Proof, request: Request, response: Response) -> Any:
    """Exchange a key, a link or a password for a session cookie. 401 with `code_needed` in the
    details asks for the second factor; 403 with `https_needed` says that this page is no place to
    sign in."""
    gate = gate_of(request)
    gate.cookies.must_be_safe(request)
    try:
        principal, token = await _proven(proof, request)
    except DomainError as error:
        await request.app.state.refused.refused(request, error, proof.login)
        raise
    request.scope.setdefault("state", {})[WHO] = principal
    gate.cookies.put(request, response, token, int(gate.limits.whole.total_seconds()))
    return ok(await _session(request, principal))


async def _proven(proof: Proof, request: Request) -> tuple[Principal, str]:
    gate = gate_of(request)
    if proof.key is not None:
        return await gate.sign_in(proof.key)
    login, address = proof.login or "", request.client.host if request.client else "-"
    attempt = request.app.state.throttle.begin(login, address)
    found = await gate.sign_in_by_password(login, proof.password or "", proof.code)
    request.app.state.throttle.was_right(attempt)
    return found


@router.get("", response_model=Envelope[Session])
async def who_am_i(principal: Allowed, request: Request) -> Any:
    """Who is signed in, at which businesses, and what he may do."""
    return ok(await _session(request, principal))


@router.delete("", status_code=204)
async def sign_out(request: Request, response: Response) -> None:
    """End the session of this browser; a copy of its cookie opens nothing any more."""
    await gate_of(request).sign_out(request)
    gate_of(request).cookies.drop(request, response)


@router.put("/password", status_code=204)
async def choose_password(
    asked: NewPassword, principal: Allowed, team: TeamOf, request: Request
) -> None:
    """Choose one's own password; every other session of oneself ends."""
    me = _person(principal)
    session_id = gate_of(request).session_of(request)
    await team.accounts.choose_password(
        me.key_id, asked.password, asked.former, session_id, me.via == "link"
    )


@router.post("/second-factor", status_code=201, response_model=Envelope[SecretOut])
async def begin_second_factor(principal: Allowed, team: TeamOf) -> Any:
    """A secret for an app of one-time codes (TOTP); it counts from the PUT with a code of it."""
    secret, uri = await team.accounts.begin_second(_person(principal).key_id)
    return ok(SecretOut(secret=secret, uri=uri))


@router.put("/second-factor", response_model=Envelope[RecoveryOut])
async def set_second_factor(asked: SecondFactor, principal: Allowed, team: TeamOf) -> Any:
    """Have codes asked at sign-in, or no more; either needs a code."""
    me = _person(principal).key_id
    return ok(
        RecoveryOut(recovery_codes=[*await team.accounts.set_second(me, asked.code, asked.on)])
    )


@router.get("s", response_model=Envelope[list[OpenSession]])
async def list_sessions(request: Request, principal: Allowed) -> Any:
    """One's own sessions that are open, the latest first; everybody's for who may change the
    settings of the house."""
    gate = gate_of(request)
    own = gate.session_of(request)
    return ok(
        [
            {
                "id": one.id, "key_id": one.key_id, "via": one.via, "created_at": one.created_at,
                "seen_at": one.seen_at, "expires_at": one.expires_at, "this_one": one.id == own,
            }
            for one in await gate.sessions.opened()
            if _may_end(principal, one.key_id)
        ]
    )  # fmt: skip


@router.delete("s/{session_id}", status_code=204)
async def end_session(session_id: str, request: Request, principal: Allowed) -> None:
    """End one of those sessions."""
    gate = gate_of(request)
    found = await gate.sessions.get(session_id)
    if found is None or not _may_end(principal, found.key_id):
        raise DomainError("NOT_FOUND", "There is no such open session.")
    await gate.sessions.end(session_id)


def _may_end(principal: Principal, key_id: str) -> bool:
    return principal.may("settings.write") or key_id == principal.key_id


def _person(principal: Principal) -> Principal:
    """Raises DomainError CONFLICT: keys have neither passwords nor second factors."""
    if not principal.is_person:
        raise DomainError("CONFLICT", "This is for people: sign in with your own account first.")
    return principal


async def _session(request: Request, principal: Principal) -> Session:
    services = request.app.state.services
    me: Account | None = None
    if principal.is_person:
        me = await services.team.accounts.get(principal.key_id)
    known: Sequence[Any] = ()
    if services.nouns is not None:
        known = await visible(services.nouns.businesses, principal)
    rights = {right for role in principal.all_roles.values() for right in RIGHTS[role]}
    return Session(
        role=principal.role,
        all_businesses=principal.businesses is None,
        name=principal.name,
        via=principal.via,
        user_id=me.id if me else None,
        login=me.login if me else None,
        password_needed=me is not None and not me.has_password and not me.external,
        second_factor=me is not None and me.has_second,
        businesses=[
            Known(slug=one.slug, name=one.name, role=principal.role_at(one.id) or principal.role)
            for one in known
        ],
        permissions=sorted(right for right in rights if principal.may(right)),
    )
