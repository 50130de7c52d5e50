"""How does the page sign in and out?"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from vaani.api.auth import COOKIE, SESSION_SECONDS, Principal, Viewer, gate_of
from vaani.api.envelope import Envelope, ok

router = APIRouter(prefix="/api/v1/session", tags=["session"])


class Proof(BaseModel):
    """An API key, or the token of the owner's link."""

    key: str = Field(min_length=8, max_length=500)


class Session(BaseModel):
    """Who is signed in."""

    role: str
    all_businesses: bool


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
async def sign_out(response: Response) -> None:
    """Forget the session on this browser."""
    response.delete_cookie(COOKIE)


def _session(principal: Principal) -> dict[str, Any]:
    return {"role": principal.role, "all_businesses": principal.businesses is None}
