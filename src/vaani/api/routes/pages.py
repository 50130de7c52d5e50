"""Where are the pages? `/` is the console, `/docs` the API; nothing comes from outside.

The console is one page for every address below `/console/`; its files are built from `web/` into
`pages/console` (`make console`). Without them `/` is the plain call page, which needs no build.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from vaani.api.description import description_of
from vaani.api.pages import CONSOLE, PAGES
from vaani.api.reference import html_of
from vaani.kit.errors import DomainError

router = APIRouter(include_in_schema=False)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; media-src 'self' blob:; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "microphone=(self)",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For files whose name changes with their content."""
_TYPES = {".js": "text/javascript", ".css": "text/css"}


@router.get("/console/assets/{name}", response_model=None)
def asset(name: str, request: Request) -> Response:
    """A file of the console, compressed for whoever takes that. Raises DomainError NOT_FOUND."""
    folder = CONSOLE / "assets"
    file = folder / name
    kind = _TYPES.get(file.suffix)
    if kind is None or file.parent != folder or not file.is_file():
        raise DomainError("NOT_FOUND", "There is no such file: load the page again.")
    smaller = Path(f"{file}.gz")
    headers = HEADERS | _KEPT | {"Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", "") and smaller.is_file():
        file, headers = smaller, headers | {"Content-Encoding": "gzip"}
    return FileResponse(file, media_type=kind, headers=headers)


@router.get("/console/worklet.js", response_model=None)
async def worklet() -> Response:
    """The sound of calls and recordings, which the plain call page uses too."""
    return FileResponse(PAGES / "worklet.js", media_type="text/javascript", headers=HEADERS)


@router.get("/", response_model=None)
@router.get("/console", response_model=None)
@router.get("/console/{place:path}", response_model=None)
async def console() -> Response:
    """The console; the plain call page where it was not built."""
    built = CONSOLE / "index.html"
    page = built if built.is_file() else PAGES / "index.html"
    return FileResponse(page, media_type="text/html; charset=utf-8", headers=HEADERS)


@router.get("/pages/reference.css", response_model=None)
async def style() -> Response:
    """The style of the API's description."""
    return FileResponse(PAGES / "reference.css", media_type="text/css", headers=HEADERS)


@router.get("/docs", response_model=None)
async def reference(request: Request) -> Response:
    """The description of the API, to read."""
    described = await description_of(request.app)
    page = await asyncio.to_thread(lambda: html_of(described.document()))
    return Response(page, media_type="text/html", headers=HEADERS)


@router.get("/openapi.json", response_model=None)
@router.get("/api/v1/openapi.json", response_model=None)
async def description(request: Request) -> Response:
    """The description of the API; below `/api/v1` it stood first."""
    text = (await description_of(request.app)).text()
    return Response(text, media_type="application/json")
