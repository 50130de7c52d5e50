"""Where are the pages? `/` shows calls and bookings, `/docs` the API; they need no build and
nothing from outside."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from vaani.api.description import description_of
from vaani.api.pages import PAGES
from vaani.api.reference import html_of

router = APIRouter(include_in_schema=False)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}


@router.get("/", response_model=None)
async def home() -> Response:
    """The page of calls and bookings."""
    return FileResponse(PAGES / "home.html", media_type="text/html", headers=HEADERS)


@router.get("/pages/home.js", response_model=None)
async def script() -> Response:
    """Its script."""
    return FileResponse(PAGES / "home.js", media_type="text/javascript", headers=HEADERS)


@router.get("/pages/home.css", response_model=None)
async def style() -> Response:
    """Its style."""
    return FileResponse(PAGES / "home.css", media_type="text/css", headers=HEADERS)


@router.get("/docs", response_model=None)
async def reference(request: Request) -> Response:
    """The description of the API, to read."""
    described = await description_of(request.app)
    page = await asyncio.to_thread(html_of, described)
    return Response(page, media_type="text/html", headers=HEADERS)


@router.get("/openapi.json", response_model=None)
@router.get("/api/v1/openapi.json", response_model=None)
async def description(request: Request) -> Response:
    """The description of the API; below `/api/v1` it stood first."""
    return JSONResponse(await description_of(request.app))
