"""What does a client see of an error? The one mapping from errors to statuses and codes.

Nothing internal leaves: an unforeseen error is one fixed sentence with the id of the request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response

from vaani.api.declared import fields_at, meant, place_of, shown
from vaani.api.description import description_of
from vaani.api.wording import said
from vaani.kit.errors import DomainError, FileError, Kind, ProviderError
from vaani.storage.errors import StorageError

Code = Literal[
    "VALIDATION_ERROR", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "PAYLOAD_TOO_LARGE",
    "METHOD_NOT_ALLOWED", "RATE_LIMITED", "INTERNAL_ERROR", "UNAVAILABLE",
]  # fmt: skip

OF_KIND: Mapping[Kind, tuple[int, Code]] = {
    "INVALID": (422, "VALIDATION_ERROR"),
    "UNAUTHORIZED": (401, "UNAUTHORIZED"),
    "FORBIDDEN": (403, "FORBIDDEN"),
    "NOT_FOUND": (404, "NOT_FOUND"),
    "CONFLICT": (409, "CONFLICT"),
    "EXHAUSTED": (503, "UNAVAILABLE"),
    "TOO_OFTEN": (429, "RATE_LIMITED"),
}

OF_STATUS: Mapping[int, tuple[Code, str]] = {
    400: ("VALIDATION_ERROR", "The request could not be read."),
    401: ("UNAUTHORIZED", "Send a valid key as `Authorization: Bearer KEY`."),
    403: ("FORBIDDEN", "This key may not do that."),
    404: ("NOT_FOUND", "There is nothing here."),
    405: ("METHOD_NOT_ALLOWED", "This address does not know that method."),
    409: ("CONFLICT", "This clashes with what is there."),
    413: ("PAYLOAD_TOO_LARGE", "The request is too large."),
    421: ("FORBIDDEN", "This server is not asked for by that name."),
    422: ("VALIDATION_ERROR", "The request has wrong values."),
    429: ("RATE_LIMITED", "Too many requests: wait a little."),
    503: ("UNAVAILABLE", "This cannot be done now."),
}

INTERNAL = "Something went wrong on our side; quote the request id when you ask about it."

NO_JSON = "The body is not valid JSON."
MOST_TOLD = 50
"""Wrong values that are told of one request."""

log = structlog.get_logger(__name__)


class ErrorBody(BaseModel):
    code: Code
    message: str
    details: dict[str, Any]
    request_id: str


class ErrorEnvelope(BaseModel):
    """Every error."""

    success: Literal[False] = False
    error: ErrorBody


def error_body(
    code: Code, message: str, request_id: str, details: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The envelope of an error."""
    error = {
        "code": code,
        "message": message,
        "details": dict(details or {}),
        "request_id": request_id,
    }
    return {"success": False, "error": error}


def error_response(
    status: int,
    message: str | None,
    request_id: str,
    details: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An error as an answer; `message` None is the status's own sentence."""
    code, sentence = OF_STATUS.get(status, ("INTERNAL_ERROR", INTERNAL))
    if status not in OF_STATUS and 400 <= status < 500:
        code, sentence = OF_STATUS[400]
    body = error_body(code, message or sentence, request_id, details)
    return JSONResponse(body, status, headers={"X-Request-ID": request_id, **(headers or {})})


def request_id_of(request: HTTPConnection) -> str:
    return str(request.scope.get("state", {}).get("request_id", "-"))


def install(app: FastAPI) -> None:
    """Answer every error of the application by this file."""
    app.add_exception_handler(DomainError, _domain)
    app.add_exception_handler(FileError, _file)
    app.add_exception_handler(ProviderError, _provider)
    app.add_exception_handler(StorageError, _storage)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


async def _domain(request: Request, error: Exception) -> Response:
    error = cast(DomainError, error)
    status, _ = OF_KIND[error.kind]
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if "retry_after_s" in error.details:
        headers["Retry-After"] = str(error.details["retry_after_s"])
    return error_response(status, error.message, request_id_of(request), error.details, headers)


async def _file(request: Request, error: Exception) -> Response:
    problems = cast(FileError, error).problems
    message = f"The file has {len(problems)} problem{'s' if len(problems) != 1 else ''}."
    return error_response(422, message, request_id_of(request), {"problems": list(problems)})


async def _provider(request: Request, error: Exception) -> Response:
    error = cast(ProviderError, error)
    log.warning("provider failed", stage=error.stage, code=error.code)
    return error_response(503, None, request_id_of(request), {"stage": error.stage})


async def _storage(request: Request, error: Exception) -> Response:
    message = cast(StorageError, error).message
    log.error("the database cannot be used", why=message)
    sentence = f"{message[:1].upper()}{message[1:]}."
    return error_response(503, sentence, request_id_of(request), headers={"Retry-After": "5"})


async def _validation(request: Request, error: Exception) -> Response:
    errors = cast(RequestValidationError, error).errors()
    if any(item["type"] in {"json_invalid", "json_type"} for item in errors):
        unreadable = {"fields": [{"field": "body", "message": "This is not valid JSON."}]}
        return error_response(400, NO_JSON, request_id_of(request), unreadable)
    told = [_told(request.scope.get("route"), item) for item in errors[:MOST_TOLD]]
    first = told[0]
    message = f"{first['field']}: {first['message']}"
    return error_response(422, message, request_id_of(request), {"fields": told})


def _told(route: Any, item: Mapping[str, Any]) -> dict[str, Any]:
    """One wrong value: its field and what is wrong, and what is known where a name is unknown."""
    unknown = item["type"] == "extra_forbidden"
    place = place_of(route, item["loc"], unknown)
    field = shown(".".join(str(part) for part in place)) or "body"
    if item["type"] == "literal_error" and isinstance(item["input"], str):
        choices = re.findall(r"'([^']*)'", item["ctx"]["expected"])
        message = f"write {item['ctx']['expected']}{meant(item['input'], choices)}"
        return {"field": field, "message": message, "known": choices}
    if not unknown:
        return {"field": field, "message": said(item)}
    known = fields_at(route, place[:-1])
    message = f"there is no such field here{meant(str(place[-1]), known)}"
    return {"field": field, "message": message, "known": sorted(known)}


async def _http(request: Request, error: Exception) -> Response:
    error = cast(HTTPException, error)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        described = (await description_of(request.app)).methods_at(request.url.path)
        headers |= {"Allow": ", ".join(described)} if described else {}
    return error_response(error.status_code, None, request_id_of(request), headers=headers)


async def _unforeseen(request: Request, error: Exception) -> Response:
    log.error("unforeseen error", error=type(error).__name__, exc_info=error)
    return error_response(500, INTERNAL, request_id_of(request))
