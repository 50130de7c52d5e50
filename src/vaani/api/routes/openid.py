"""How does a browser go to the company's provider and come back signed in?"""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from vaani.api.auth import WHO, gate_of
from vaani.api.cookies import HOST
from vaani.api.envelope import Envelope, ok
from vaani.api.needs import Needs
from vaani.api.openid import FLOW_S, OpenId, SignInRefused
from vaani.api.principal import Principal
from vaani.api.team import TeamOf
from vaani.domain.audit.service import Actor
from vaani.domain.users.openid import Visitor
from vaani.domain.users.rights import ALL, Roles
from vaani.kit.errors import DomainError

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/api/v1/session", tags=["session"])
_COOKIE = {True: "__Host-vaani_openid", False: "vaani_openid"}
_RETURN = "/api/v1/session/openid/return"


class WaysOut(BaseModel):
    """How one can sign in here, beside a key. `openid`: go to `/api/v1/session/openid`."""

    password: bool
    openid: bool


@router.get("/ways", response_model=Envelope[WaysOut])
async def ways(request: Request) -> Any:
    """How one can sign in here."""
    services = request.app.state.services
    offered = services.openid is not None
    return ok(WaysOut(password=services.team is not None, openid=offered))


@router.get("/openid", include_in_schema=False, response_model=None)
async def go_to_provider(request: Request) -> Response:
    """Send the browser to the provider. Raises DomainError where nobody may sign in, or by it."""
    openid, secure = _ready(request)
    base = request.app.state.services.public_url or str(request.base_url)
    try:
        where, browser = await openid.begin(f"{base.rstrip('/')}{_RETURN}")
    except SignInRefused as error:
        return _refused(error)
    answer = RedirectResponse(where, 303)
    answer.set_cookie(
        _COOKIE[secure], browser, max_age=FLOW_S, path="/", httponly=True, samesite="lax",
        secure=secure,
    )  # fmt: skip
    return answer


@router.get("/openid/return", include_in_schema=False, response_model=None)
async def come_back(request: Request, needs: Needs, team: TeamOf) -> Response:
    """Let in whom the provider vouches for, with the roles that his claims give him."""
    openid, secure = _ready(request)
    gate = gate_of(request)
    said = request.query_params.multi_items()
    try:
        if len({name for name, _ in said}) != len(said):
            raise SignInRefused("broken", "a parameter came twice")
        visitor = await openid.finish(dict(said), request.cookies.get(_COOKIE[secure]))
        roles = await _roles(needs, visitor)
        account = await team.accounts.external(
            openid.client.issuer, visitor.subject, visitor.login, visitor.name, roles
        )
        if account is None:
            raise SignInRefused("denied", "he is disabled here")
    except SignInRefused as error:
        answer = _refused(error)
        sentence = f"A sign-in by the provider was refused: {error}."
        await request.app.state.refused.note(request, "sign_in.refused", sentence[:200])
    else:
        principal = Principal.of_person(account.id, account.name, account.roles, "openid")
        token = await gate.admit(principal)
        request.scope.setdefault("state", {})[WHO] = principal
        await team.audit.record(team.clock.now(), _actor(request, principal), "sign_in", "openid")
        answer = RedirectResponse("/", 303)
        gate.cookies.put(request, answer, token, int(gate.limits.whole.total_seconds()))
    answer.delete_cookie(_COOKIE[secure], path="/", httponly=True, samesite="lax", secure=secure)
    return answer


def _ready(request: Request) -> tuple[OpenId, bool]:
    """The provider, and whether cookies are bound to https here."""
    openid: OpenId | None = request.app.state.services.openid
    if openid is None:
        raise DomainError("NOT_FOUND", "No provider is set: see `access.openid` of the settings.")
    gate = gate_of(request)
    gate.cookies.must_be_safe(request)
    return openid, gate.cookies.name_on(request) == HOST


async def _roles(needs: Needs, visitor: Visitor) -> Roles:
    """By business id; of businesses that are not here nothing is given."""
    if visitor.businesses is None:
        return {ALL: visitor.role}
    found = {}
    for slug in visitor.businesses[:100]:
        try:
            found[(await needs.businesses.get(slug)).id] = visitor.role
        except DomainError as error:
            if error.kind != "NOT_FOUND":
                raise
    if not found:
        raise SignInRefused("no-role", "his claims name no business that is here")
    return found


def _refused(error: SignInRefused) -> Response:
    log.warning("openid.refused", why=error.why, reason=str(error))
    return RedirectResponse(f"/#refused={error.why}", 303)


def _actor(request: Request, principal: Principal) -> Actor:
    return Actor(principal.actor, request.client.host if request.client else None)
