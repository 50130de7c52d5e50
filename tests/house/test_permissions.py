"""Each route says in one table which right it needs; the table knows of nothing else."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from fastapi import FastAPI

from vaani.api import openapi
from vaani.api.permissions import ROUTES
from vaani.domain.users.rights import RANK, RIGHTS, ROLES

HOW = "give each a row in src/vaani/api/permissions.py, and take rows out that stand for nothing"


def test_every_operation_that_needs_a_proof_has_a_row_and_every_row_an_operation() -> None:
    described = {
        (method, path)
        for path, methods in openapi.document()["paths"].items()
        for method, operation in methods.items()
        if operation.get("security")
    }
    declared = {route for route in ROUTES if route[0] != "socket"}
    assert described - declared == set(), HOW
    assert declared - described == set(), HOW


def test_every_socket_has_a_row() -> None:
    sockets = {path for path in paths_of(openapi.application()) if not path.startswith("/carriers")}
    assert sockets == {path for method, path in ROUTES if method == "socket"}, HOW


def paths_of(app: FastAPI) -> set[str]:
    """The paths of sockets, wherever their routers stand."""
    found: set[str] = set()
    waiting: list[Any] = [*app.routes]
    while waiting:
        route = waiting.pop()
        waiting += getattr(getattr(route, "original_router", None), "routes", ())
        if "WebSocket" in type(route).__name__:
            found.add(route.path)
    return found


def test_a_larger_role_may_do_all_that_a_smaller_one_may() -> None:
    assert [RANK[role] for role in ROLES] == sorted(RANK.values())
    for smaller, larger in pairwise(ROLES):
        assert RIGHTS[smaller] <= RIGHTS[larger], (smaller, larger)
    assert set(ROUTES.values()) <= RIGHTS["owner"]


def test_who_sits_at_the_desk_sees_no_numbers_and_changes_no_settings() -> None:
    hidden = {"numbers.see", "transcripts.see", "settings.write", "team.manage", "businesses.write"}
    assert not hidden & RIGHTS["receptionist"]
    assert "bookings.write" in RIGHTS["receptionist"]
    assert not any(right.endswith((".write", ".control", ".manage")) for right in RIGHTS["viewer"])
