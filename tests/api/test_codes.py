"""What a program reads from an error over a real connection: one of the promised codes."""

from __future__ import annotations

from typing import get_args

import httpx
import pytest

from vaani.api.errors import OF_KIND, OF_STATUS, Code

PROMISED = {
    "VALIDATION_ERROR", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "PAYLOAD_TOO_LARGE",
    "METHOD_NOT_ALLOWED", "RATE_LIMITED", "INTERNAL_ERROR", "UNAVAILABLE",
}  # fmt: skip


def test_no_error_has_a_code_that_was_not_promised() -> None:
    used = {code for code, _ in OF_STATUS.values()} | {code for _, code in OF_KIND.values()}
    assert set(get_args(Code)) == PROMISED
    assert used <= PROMISED


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/health", "GET"),
        ("PUT", "/api/v1/appointments", "GET, POST"),
        ("OPTIONS", "/reservations/x", "DELETE, GET, PATCH, PUT"),
        ("OPTIONS", "/api/v1/session", "DELETE, GET, POST"),
        ("GET", "/api/v1/bookings/x/cancel", "POST"),
    ],
)
async def test_a_wrong_method_is_405_and_says_which_one_is_right(
    address: str, method: str, path: str, allowed: str
) -> None:
    async with httpx.AsyncClient(base_url=f"http://{address}", timeout=60) as client:
        answer = await client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    error = answer.json()["error"]
    assert error["code"] == "METHOD_NOT_ALLOWED"
    assert error["request_id"] == answer.headers["x-request-id"]
