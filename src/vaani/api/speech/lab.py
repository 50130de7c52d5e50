"""Where is the speech lab? `/lab`: type and hear, record and read, converse, compare, timings.

A plain page, until the console takes it over; its scripts and styles are files of their own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from vaani.api.pages import PAGES

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; media-src blob:; img-src data:; worker-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "microphone=(self)",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_FILES = {
    "lab.html": "text/html; charset=utf-8",
    "lab.css": "text/css; charset=utf-8",
    "lab.js": "text/javascript; charset=utf-8",
    "sound.js": "text/javascript; charset=utf-8",
    "worklet.js": "text/javascript; charset=utf-8",
}
router = APIRouter(include_in_schema=False)


def _page(name: str) -> Callable[[], Awaitable[Response]]:
    async def serve() -> Response:
        return FileResponse(PAGES / name, media_type=_FILES[name], headers=HEADERS)

    return serve


for _name in _FILES:
    _place = "/lab" if _name == "lab.html" else f"/lab/{_name}"
    router.add_api_route(_place, _page(_name), methods=["GET"], response_model=None)
