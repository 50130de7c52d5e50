"""The committed description of the API is the API."""

from __future__ import annotations

from pathlib import Path

from vaani.api import openapi

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
