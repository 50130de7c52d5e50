"""Is the process alive, ready for calls, and what are its figures?"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from vaani import __version__
from vaani.api.envelope import ok
from vaani.api.errors import error_body, request_id_of

router = APIRouter(tags=["health"])


@router.get("/health")
async def health() -> dict[str, Any]:
    """The process answers."""
    return ok({"status": "alive", "version": __version__})


@router.get("/ready")
async def ready(request: Request) -> Response:
    """Each part by name; 503 when calls cannot be taken."""
    parts: dict[str, str] = await request.app.state.readiness()
    if all(state in {"ok", "off"} for state in parts.values()):
        return JSONResponse(ok({"status": "ready", "parts": parts}))
    message = "Not ready: " + ", ".join(
        f"{name} {state}" for name, state in parts.items() if state not in {"ok", "off"}
    )
    body = error_body("UNAVAILABLE", message + ".", request_id_of(request), {"parts": parts})
    return JSONResponse(body, 503)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Prometheus text."""
    text: bytes = request.app.state.metrics.text()
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")
