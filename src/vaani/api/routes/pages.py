"""Where is the page? `/` shows calls and bookings; it needs no build and nothing from outside."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from vaani.api.pages import PAGES

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
