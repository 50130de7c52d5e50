"""How does somebody call from the page in his browser? The page, its files, and a place in line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from pydantic import Field

from vaani.api.asked import Asked, example, wrong
from vaani.api.carrier_desk import desk_of
from vaani.api.envelope import ok
from vaani.api.pages import PAGES
from vaani.kit.errors import DomainError
from vaani.telephony.tokens import TokensFull

_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self' ws: wss:; img-src 'self' data:; worker-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "microphone=(self)",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_PAGE_FILES = {
    "index.html": "text/html; charset=utf-8",
    "call.css": "text/css; charset=utf-8",
    "call.js": "text/javascript; charset=utf-8",
    "labels.js": "text/javascript; charset=utf-8",
    "sound.js": "text/javascript; charset=utf-8",
    "worklet.js": "text/javascript; charset=utf-8",
}


class BrowserCall(Asked):
    """A call from the page."""

    model_config = example(business="madhuban", language="en")

    business: str = Field(max_length=80, description="Slug of the business.")
    language: Literal["en", "hi"] | None = Field(None, description="None: the business's first.")


async def begin_browser_call(asked: BrowserCall, request: Request) -> dict[str, Any]:
    """A token for one call from the page: `url` of the media socket, below this address."""
    desk = desk_of(request)
    if not desk.takes_calls:
        raise DomainError("EXHAUSTED", "Speech is switched off on this server: it takes no calls.")
    business = await desk.callable_business(asked.business)
    if business is None:
        raise DomainError("NOT_FOUND", "There is no such business.")
    if asked.language is not None and asked.language not in business.languages:
        spoken = " and ".join(business.languages)
        wrong("language", f"{business.name} does not answer in it; it speaks {spoken}.")
    if not desk.admit_page():
        raise DomainError("EXHAUSTED", "All lines are busy: try again in a moment.")
    plan = await desk.plan_for_browser(asked.business, asked.language)
    if plan is None:
        raise DomainError("NOT_FOUND", "There is no such business.")
    try:
        token = desk.tokens.issue(plan.call_id, plan)
    except TokensFull as error:
        raise DomainError("EXHAUSTED", error.message) from error
    return ok({"url": f"/carriers/browser/media/{token}", "call_id": plan.call_id})


async def callable_businesses(request: Request) -> dict[str, Any]:
    """Who can be called from the page: slug, name, languages."""
    found = await desk_of(request).businesses()
    return ok([{"slug": b.slug, "name": b.name, "languages": list(b.languages)} for b in found])


def _page(name: str) -> Callable[[], Awaitable[Response]]:
    async def serve() -> Response:
        return FileResponse(PAGES / name, media_type=_PAGE_FILES[name], headers=_PAGE_HEADERS)

    return serve


def router() -> APIRouter:
    """All of it, for one application."""
    made = APIRouter()
    post, get = ["POST"], ["GET"]
    made.add_api_route(
        "/api/v1/calls/browser", begin_browser_call, methods=post, status_code=201, tags=["calls"]
    )
    made.add_api_route(
        "/carriers/browser/businesses", callable_businesses, methods=get, tags=["calls"]
    )
    for name in _PAGE_FILES:
        made.add_api_route(
            "/call" if name == "index.html" else f"/call/{name}",
            _page(name),
            methods=get,
            include_in_schema=False,
            response_model=None,
        )
    return made
