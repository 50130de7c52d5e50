"""Of what does the answer of a tool of the owner's consist? Pieces that belong together. Pure.

A sentence of the model must rest on one single piece, so that it cannot mix the state of one order
with the day of another: an object of JSON is a piece, a line of text is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

MOST_PIECES = 16
_MOST_CHARS = 400
_MOST_DEPTH = 6
_ENDS = re.compile(r"(?<=[.!?।])\s+|\n+")


def told_pieces(text: str) -> tuple[str, ...]:
    """The first pieces of an answer."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    found = _of(value, 0) if isinstance(value, dict | list) else iter(_ENDS.split(text))
    pieces: list[str] = []
    for piece in found:
        if piece.strip():
            pieces.append(piece.strip()[:_MOST_CHARS])
        if len(pieces) == MOST_PIECES:
            break
    return tuple(pieces)


def _of(value: Any, depth: int) -> Iterator[str]:
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, Mapping):
        yield " ".join(
            f"{str(name).replace('_', ' ')} {_word(inner)}"
            for name, inner in value.items()
            if not isinstance(inner, dict | list) and inner is not None
        )
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _of(inner, depth + 1)
    elif isinstance(value, list):
        plain = [_word(one) for one in value if not isinstance(one, dict | list)]
        yield ", ".join(plain)
        for inner in value:
            if isinstance(inner, dict | list):
                yield from _of(inner, depth + 1)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
