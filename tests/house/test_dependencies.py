"""What a route depends on is a coroutine: FastAPI runs everything else on a thread."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from vaani.api import openapi


def _inside(dependant: Dependant) -> Iterator[Any]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _inside(inner)


def test_nothing_of_a_request_is_run_on_a_thread_before_it_begins() -> None:
    """FastAPI does so with every dependency that is no coroutine: under load each change of threads
    costs up to 5 ms."""
    app = openapi.application()
    assert app.openapi()
    seen: set[Any] = set()
    routes = _routes(app)
    for route in routes:
        seen.update(_inside(route.dependant))
    assert len(routes) > 40
    assert [one for one in seen if not _awaited(one)] == []


def _routes(app: Any) -> list[APIRoute]:
    found: list[APIRoute] = []
    for one in app.routes:
        if isinstance(one, APIRoute):
            found.append(one)
        elif hasattr(one, "original_router"):
            found.extend(_routes(one.original_router))
    return found


def _awaited(call: Any) -> bool:
    return inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(
        getattr(call, "__call__", None)  # noqa: B004
    )
