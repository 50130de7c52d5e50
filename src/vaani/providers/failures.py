"""What does it mean when a vendor's server refuses or falls silent? One reading for all vendors.

A status of HTTP (of an answer or of a refused upgrade) becomes a `ProviderError` that says whose
fault it is and whether to try again. Nothing that the server wrote is repeated beyond its code: it
may hold the key that it was shown.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from vaani.kit.errors import ProviderError, Stage
from vaani.providers.values import parsed

NOISE = "noise"
"""Code of a voice whose sound nobody can have understood."""
_RETRYABLE = frozenset((408, 409, 425, 429, 498, 500, 502, 503, 504, 529))
_MEANING = {
    400: "does not accept what it was asked",
    401: "refuses the key",
    402: "has no credit left",
    403: "refuses the key",
    404: "does not know the address or the model",
    413: "finds it too large",
    422: "does not accept what it was asked",
    429: "has too much to do",
}


class ModelError(ProviderError):
    """A language model's server answered, and not with words."""

    def __init__(self, message: str, *, code: str, status: int, retryable: bool) -> None:
        super().__init__("thinker", message, code=code, retryable=retryable, status=status)


def wait_of(headers: Mapping[str, str]) -> float:
    """How many seconds an answer asks to wait: `Retry-After`, in seconds or as a date, with which
    its own `Date` is compared; 0: it does not. RFC 9110, 10.2.3."""
    said = (headers.get("retry-after") or "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", said):
        return float(said)
    until, now = _moment(said), _moment(headers.get("date") or "") or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds()) if until is not None else 0.0


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def refused(
    stage: Stage, vendor: str, status: int, code: str = "", *, wait_s: float = 0.0
) -> ProviderError:
    """The error that an HTTP status means. `code` is the vendor's own word for it; `wait_s`: how
    long it asks to be left alone."""
    meaning = _MEANING.get(status, "failed" if status >= 500 else "refuses")
    return ProviderError(
        stage,
        f"{vendor} {meaning} ({status}).",
        code=plain_code(code) or str(status),
        retryable=status in _RETRYABLE,
        status=status,
        wait_s=wait_s,
    )


def reported(
    stage: Stage, vendor: str, code: str, *, retryable: bool = True, status: int = 0
) -> ProviderError:
    """The error that a message of the vendor's names by `code`, a word of its own."""
    plain = plain_code(code) or "error"
    return ProviderError(
        stage, f"{vendor} reports an error ({plain}).", code=plain, retryable=retryable,
        status=status,
    )  # fmt: skip


def broken_off() -> ProviderError:
    """A language model's answer ended before its end was said."""
    return ProviderError(
        "thinker", "The model's answer broke off.", code="broken_off", retryable=True
    )


def unreachable(stage: Stage, vendor: str, error: Exception) -> ProviderError:
    """The error that a failed connection, handshake or time-out means."""
    if isinstance(error, InvalidStatus):
        answer = error.response
        return refused(stage, vendor, answer.status_code, wait_s=wait_of(answer.headers))
    if isinstance(error, TimeoutError | httpx.TimeoutException | asyncio.TimeoutError):
        return ProviderError(
            stage, f"{vendor} did not answer in time.", code="timeout", retryable=True
        )
    if isinstance(error, ConnectionClosed):
        closed = error.rcvd.code if error.rcvd is not None else 1006
        return ProviderError(
            stage, f"{vendor} closed the connection ({closed}).", code=str(closed), retryable=True
        )
    if isinstance(error, InvalidHandshake):
        return ProviderError(
            stage, f"What answers for {vendor} is no socket.", code="handshake", retryable=True
        )
    return ProviderError(
        stage, f"{vendor} cannot be reached.", code=type(error).__name__, retryable=True
    )


def garbled(stage: Stage, vendor: str) -> ProviderError:
    """The server says what nobody can read."""
    return ProviderError(
        stage, f"{vendor} sent what cannot be read.", code="garbage", retryable=True
    )


def json_object(stage: Stage, vendor: str, message: str | bytes) -> Mapping[str, Any]:
    """The JSON object that a message is. Raises ProviderError."""
    try:
        found = parsed(message)
    except ValueError as error:
        raise garbled(stage, vendor) from error
    if not isinstance(found, dict):
        raise garbled(stage, vendor)
    return found


def event_in(text: str) -> Any:
    """What an event of a language model's stream holds. Raises ProviderError."""
    try:
        return parsed(text)
    except ValueError as error:
        raise ProviderError(
            "thinker", "The model sent something that is not JSON.", code="not_json"
        ) from error


def sound_of(stage: Stage, vendor: str, text: object) -> bytes:
    """The bytes of a field in base64; none of an empty one. Raises ProviderError."""
    try:
        return base64.b64decode(str(text or ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise garbled(stage, vendor) from error


def plain_code(code: str) -> str:
    """A vendor's error code when it looks like one, else nothing: free text is not repeated."""
    return code if re.fullmatch(r"[A-Za-z0-9_.:-]{1,48}", code) else ""
