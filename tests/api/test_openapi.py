"""The committed description of the API is the API."""

from __future__ import annotations

import re
from pathlib import Path

from vaani.api import openapi

LEFT_OUT = {
    f"/api/v1/{path}"
    for path in (
        "appointments/{appointment_id}/{act}", "businesses/{business}/versions/{version}",
        "calls/browser", "calls/{call_id}/turn-taking", "patients/{customer_id}",
        "session/second-factor", "sessions/{session_id}", "users/{user_id}/link", "voice/incoming",
    )
}  # fmt: skip
"""Sides of what the page names."""
COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_committed_document_is_the_one_that_the_application_gives() -> None:
    assert COMMITTED.read_bytes() == openapi.text(), (
        "the API changed: run `python -m vaani.api.openapi > docs/openapi.json`"
    )


def test_every_promised_path_is_described() -> None:
    paths = openapi.document()["paths"]
    for path in (
        "/health", "/ready", "/metrics", "/api/v1/businesses", "/api/v1/availability",
        "/api/v1/bookings", "/api/v1/customers", "/api/v1/calls", "/api/v1/messages",
        "/api/v1/appointments", "/reservations", "/calls", "/calls/{call_id}",
        "/voice/calls/initiate", "/api/v1/businesses/{business}/numbers",
    ):  # fmt: skip
        assert path in paths


def test_the_page_of_nouns_names_every_route_and_test_that_it_names_rightly() -> None:
    root = COMMITTED.parents[1]
    page = (root / "docs" / "api-map.md").read_text(encoding="utf-8")
    known = openapi.document()["paths"]
    named = re.findall(r"((?:[A-Z]+ )+)(/[a-z{}_/-]+)", page)
    assert len(named) > 30
    for methods, path in named:
        for method in methods.split():
            if method != "WS":
                assert method.lower() in known.get(f"/api/v1{path}", {}), (method, path)
    for test in re.findall(r"`(tests/[a-z_/]+[.]py)`", page):
        assert (root / test).exists(), test
    told = {f"/api/v1{path}" for _, path in named}
    left = {path for path in known if path.startswith("/api/v1/") and path not in told}
    assert left <= LEFT_OUT, left - LEFT_OUT
