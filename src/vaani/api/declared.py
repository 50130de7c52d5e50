"""Did a client send only what the route declares, in characters that a text can have?

A filter or a field that a route does not know is refused with the nearest one that it knows, never
ignored; so are characters that no database keeps alike (NUL, lone surrogates, control characters).
It binds every route of the description; carriers' webhooks and pages stand in none. Who is not
proven on a route that needs it hears that first.
"""

from __future__ import annotations

import re
import types
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Union, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security.base import SecurityBase
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from vaani.api.asked import nearest, wrong
from vaani.api.auth import gate_of

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"
_NO_TEXT = re.compile(f"[{_CONTROL}]")
_NO_WORD = re.compile(f"[{_CONTROL}\t\n\r\ufffd]")
"""In an address also what no UTF-8 is, which the server reads as U+FFFD."""
_SUSPECT = re.compile(
    rb"\\[bf]|\\u(?:00[01]|007[fF]|00[89]|[dD][89a-fA-F])|\x7f|\xc2[\x80-\x9f]|[\x00-\x08\x0b\x0c\x0e-\x1f]"
)
"""What such a character looks like in JSON, or what might be one: only then is a body walked."""
_MOST_LOOKED_AT = 10_000
_STRANGE = "it holds a character that no text has (control character or half a surrogate pair)."


async def only_declared(connection: HTTPConnection) -> None:
    """A dependency of every route. Raises DomainError INVALID with the field."""
    route = connection.scope.get("route")
    if not isinstance(route, APIRoute) or not route.include_in_schema:
        return
    trouble = _trouble_of_address(connection, route)
    if trouble is None and isinstance(connection, Request):
        trouble = await _trouble_of_body(connection, route)
    if trouble is None:
        return
    if needs_proof(route.dependant):
        await gate_of(connection).prove(connection)
    field, message, known = trouble
    wrong(shown(field), message, **({"known": known} if known is not None else {}))


Trouble = tuple[str, str, list[str] | None]
"""The field, what is wrong with it, and what is known in its place."""


def _trouble_of_address(connection: HTTPConnection, route: APIRoute) -> Trouble | None:
    for name, value in connection.path_params.items():
        if isinstance(value, str) and _NO_WORD.search(value):
            return name, _STRANGE, None
    known = _filters_of(route.dependant)
    seen: set[str] = set()
    for name, value in connection.query_params.multi_items():
        if name not in known:
            return name, f"there is no such filter here{meant(name, set(known))}", sorted(known)
        if _NO_WORD.search(value):
            return name, _STRANGE, None
        if name in seen and not _is_list(known[name]):
            return name, "it is given twice: send it once.", None
        seen.add(name)
    return None


async def _trouble_of_body(request: Request, route: APIRoute) -> Trouble | None:
    """Only of what the framework has read as JSON already; the same parsed body is seen here."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if route.body_field is None or not kind.endswith("json"):
        return None
    if not _SUSPECT.search(await request.body()):
        return None
    for count, (field, text) in enumerate(_texts(await request.json())):
        if _NO_TEXT.search(text) or count > _MOST_LOOKED_AT:
            return field or "body", _STRANGE, None
    return None


def _texts(body: Any) -> Iterator[tuple[str, str]]:
    """Every text of a body with its place, names of fields too."""
    waiting: list[tuple[str, Iterator[tuple[Any, Any]]]] = [("", iter([("", body)]))]
    while waiting:
        before, values = waiting[-1]
        found = next(values, None)
        if found is None:
            waiting.pop()
            continue
        name, value = found
        place = f"{before}.{name}" if before else str(name)
        if isinstance(name, str):
            yield place, name
        if isinstance(value, str):
            yield place, value
        elif isinstance(value, list):
            waiting.append((place, enumerate(value)))
        elif isinstance(value, dict):
            waiting.append((place, iter(value.items())))


def needs_proof(dependant: Dependant) -> bool:
    """Does the route ask for a key or a session?"""
    return any(
        isinstance(inner.call, SecurityBase) or needs_proof(inner)
        for inner in dependant.dependencies
    )


def _filters_of(dependant: Dependant) -> dict[str, Any]:
    """The annotations of the filters by name."""
    found = {one.alias: one.field_info.annotation for one in dependant.query_params}
    for inner in dependant.dependencies:
        found |= _filters_of(inner)
    return found


def _is_list(annotation: Any) -> bool:
    return any(get_origin(one) is list for one in (annotation, *get_args(annotation)))


def meant(name: str, known: Collection[str]) -> str:
    """How the sentence about an unknown name ends."""
    near = nearest(name, known)
    return f"; did you mean {near}?" if near else "."


def shown(text: str) -> str:
    """A name that a client made up, as an answer can hold it: at most 80 characters."""
    clean = _NO_WORD.sub("\ufffd", text)
    return clean if len(clean) <= 80 else f"{clean[:79]}…"


def place_of(route: Any, loc: Sequence[int | str], unknown: bool = False) -> list[int | str]:
    """Where in a request a value stood, without the names that the framework gives to a part of the
    request and to alternatives of a type. `unknown`: the last name is one that does not exist."""
    where, inside = loc[0], [*loc[1:]]
    if where != "body":
        return inside
    kept: list[int | str] = []
    for part in inside[: -1 if unknown else None]:
        if isinstance(part, int) or part in fields_at(route, kept):
            kept.append(part)
    return [*kept, *inside[-1:]] if unknown else kept


def fields_at(route: Any, place: Sequence[int | str]) -> set[str]:
    """The fields that a body may have at a place of it, such as `("slot", 0)`."""
    if not isinstance(route, APIRoute) or route.body_field is None:
        return set()
    found = _models(route.body_field.field_info.annotation)
    for part in place:
        inner = [one.model_fields[part] for one in found if part in one.model_fields]
        if inner:
            found = [model for field in inner for model in _models(field.annotation)]
    return {field.alias or name for one in found for name, field in one.model_fields.items()}


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The bodies that an annotation speaks of: of a list, of each alternative."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, types.UnionType, list, tuple, dict):
        return [model for inner in get_args(annotation) for model in _models(inner)]
    return []
