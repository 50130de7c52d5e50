"""Does a JSON value fit a schema? The part of JSON Schema that tools for models use.

Looked at: type, enum, const, properties, required, additionalProperties (false), items, lengths,
ranges. What else a schema says (anyOf, pattern, $ref ...) is left to who receives the value.
Specification: JSON Schema 2020-12.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MOST_DEPTH = 12
_KINDS: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def misfits(value: Any, schema: Any, place: str = "", depth: int = 0) -> Iterator[str]:
    """What does not fit, each as `place: reason`."""
    if not isinstance(schema, Mapping) or depth > MOST_DEPTH:
        return
    kinds = schema.get("type")
    wanted = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
    if wanted and not any(_is(value, kind) for kind in wanted):
        yield f"{place or 'value'}: must be {' or '.join(str(kind) for kind in wanted)}"
        return
    if isinstance(schema.get("enum"), list) and value not in schema["enum"]:
        yield f"{place or 'value'}: is not one of those that are allowed"
    if "const" in schema and value != schema["const"]:
        yield f"{place or 'value'}: is not what is allowed"
    if isinstance(value, dict):
        yield from _fields(value, schema, place, depth)
    elif isinstance(value, list):
        for number, item in enumerate(value[:200]):
            yield from misfits(item, schema.get("items"), f"{place}[{number}]", depth + 1)
        yield from _size(len(value), schema, "minItems", "maxItems", place)
    elif isinstance(value, str):
        yield from _size(len(value), schema, "minLength", "maxLength", place)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _size(value, schema, "minimum", "maximum", place)


def _fields(
    value: Mapping[str, Any], schema: Mapping[str, Any], place: str, depth: int
) -> Iterator[str]:
    known = schema.get("properties")
    known = known if isinstance(known, Mapping) else {}
    needed = schema.get("required")
    for name in needed if isinstance(needed, list) else ():
        if name not in value:
            yield f"{_in(place, name)}: is missing"
    for name, inner in value.items():
        if name in known:
            yield from misfits(inner, known[name], _in(place, name), depth + 1)
        elif schema.get("additionalProperties") is False:
            yield f"{_in(place, name)}: is not known"


def _size(
    size: float, schema: Mapping[str, Any], least: str, most: str, place: str
) -> Iterator[str]:
    low, high = schema.get(least), schema.get(most)
    if isinstance(low, int | float) and size < low:
        yield f"{place or 'value'}: is below {least} {low}"
    if isinstance(high, int | float) and size > high:
        yield f"{place or 'value'}: is above {most} {high}"


def _is(value: Any, kind: Any) -> bool:
    if kind in ("integer", "number") and isinstance(value, bool):
        return False
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _KINDS.get(str(kind), (object,)))


def _in(place: str, name: Any) -> str:
    return f"{place}.{name}" if place else str(name)
