"""Which status has a refusal of the speech server, and which shape at a client of the OpenAI API?

Below `/v1/` every error of the house, the ones of the middleware among them, leaves in the shape of
that API: `{"error": {"message", "type", "param", "code"}}`, a wrong value as 400.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import orjson
from fastapi import FastAPI, Request
from pydantic import BaseModel
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vaani.api.errors import error_response, request_id_of
from vaani.speech_server.refusals import Gone, Reason, Refused

PREFIX = "/v1/"
UPLOADS = (
    "/v1/audio/transcriptions",
    "/v1/audio/translations",
    "/stt",
    "/conversation",
    "/tts/references",
)
"""Paths that take recordings, which may be larger than other bodies."""
STATUS: Mapping[Reason, int] = {
    "wrong": 422,
    "unknown": 404,
    "exists": 409,
    "unreadable": 400,
    "unsupported": 415,
    "too_large": 413,
    "busy": 429,
    "unavailable": 503,
}
_LEFT = 499
_CODES: Mapping[int, str] = {
    401: "invalid_api_key",
    403: "insufficient_permissions",
    404: "not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    415: "unsupported_format",
    429: "rate_limit_exceeded",
    503: "service_unavailable",
}


class OpenAIErrorBody(BaseModel):
    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIError(BaseModel):
    """Every error below `/v1/`."""

    error: OpenAIErrorBody


def install(app: FastAPI) -> None:
    """Answer refusals of the speech server by this file."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(Gone, _gone)


async def _refused(request: Request, error: Exception) -> Response:
    error = cast(Refused, error)
    details: dict[str, Any] = {"reason": error.reason}
    if error.field:
        details["fields"] = [{"field": error.field, "message": error.message}]
    headers = {"Retry-After": str(error.retry_after_s)} if error.retry_after_s else None
    status = STATUS[error.reason]
    return error_response(status, error.message, request_id_of(request), details, headers)


async def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=_LEFT)


class OpenAIShape:
    """Turns our envelope of an error into the OpenAI API's, below `/v1/` only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def shaped(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and message["status"] >= 400:
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    changed, status = in_their_shape(body, start["status"])
                    start["status"] = status
                    MutableHeaders(scope=start)["content-length"] = str(len(changed))
                    await send(start)
                    await send({"type": "http.response.body", "body": changed})

        await self.app(scope, receive, shaped)


def in_their_shape(body: bytes, status: int) -> tuple[bytes, int]:
    """The body and the status of an error as the OpenAI API has them."""
    try:
        error = orjson.loads(body)["error"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return body, status
    details = error.get("details") or {}
    fields = details.get("fields") or [{}]
    param = str(fields[0].get("field", "")).removeprefix("body.") or None
    status = 400 if status == 422 else status
    kind = "invalid_request_error"
    if status == 429:
        kind = "rate_limit_error"
    elif status >= 500:
        kind = "server_error"
    code = _CODES.get(status)
    if status == 404 and param == "model":
        code = "model_not_found"
    told = {"message": error["message"], "type": kind, "param": param, "code": code}
    return orjson.dumps({"error": told}), status
