"""How does the page sign in and out, and which sessions are open?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from vaani.api.asked import Asked, example
from vaani.api.auth import COOKIE, SESSION_SECONDS, Owner, Principal, Viewer, gate_of
from vaani.api.envelope import Envelope, ok
from vaani.kit.errors import DomainError

router = APIRouter(prefix="/api/v1/session", tags=["session"])


class Proof(Asked):
    """An API key, or the token of the owner's link."""

    model_config = example(key="vk_0123456789abcdef")

    key: str = Field(min_length=8, max_length=500)


class Session(BaseModel):
    """Who is signed in."""

    role: str
    all_businesses: bool


class OpenSession(BaseModel):
    """A browser that is signed in with the key `key_id`, or by the owner's link."""

    id: str
    key_id: str
    created_at: datetime
    expires_at: datetime
    this_one: bool


@router.post("", status_code=201, response_model=Envelope[Session])
async def sign_in(proof: Proof, request: Request, response: Response) -> Any:
    """Exchange a key for a session cookie."""
    principal, token = await gate_of(request).sign_in(proof.key)
    response.set_cookie(
        COOKIE,
        token,
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.app.state.secure_cookies and request.url.hostname != "127.0.0.1",
    )
    return ok(_session(principal))


@router.get("", response_model=Envelope[Session])
async def who_am_i(principal: Viewer) -> Any:
    """Who is signed in."""
    return ok(_session(principal))


@router.delete("", status_code=204)
async def sign_out(request: Request, response: Response) -> None:
    """End the session of this browser; a copy of its cookie opens nothing any more."""
    await gate_of(request).sign_out(request)
    response.delete_cookie(COOKIE)


@router.get("s", response_model=Envelope[list[OpenSession]])
async def list_sessions(request: Request, principal: Owner) -> Any:
    """The sessions that are open, the latest first. For an owner of all businesses."""
    all_businesses(principal)
    gate = gate_of(request)
    own = gate.session_of(request)
    return ok(
        [
            {
                "id": one.id, "key_id": one.key_id, "created_at": one.created_at,
                "expires_at": one.expires_at, "this_one": one.id == own,
            }
            for one in await gate.sessions.opened()
        ]
    )  # fmt: skip


@router.delete("s/{session_id}", status_code=204)
async def end_session(session_id: str, request: Request, principal: Owner) -> None:
    """End somebody's session. For an owner of all businesses."""
    all_businesses(principal)
    if not await gate_of(request).sessions.end(session_id):
        raise DomainError("NOT_FOUND", "There is no such open session.")


def all_businesses(principal: Principal) -> None:
    """What is of the whole house is for such an owner. Raises DomainError FORBIDDEN."""
    if principal.businesses is not None:
        raise DomainError("FORBIDDEN", "This needs an owner's key for all businesses.")


def _session(principal: Principal) -> dict[str, Any]:
    return {"role": principal.role, "all_businesses": principal.businesses is None}
