"""What is a vendor's field worth that is of another kind than he says? Pure.

Numbers come as text, lists as nothing, words as numbers. What cannot be meant is left out rather
than spoken, counted or raised as an error of ours.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

_MOST_NUMBER = 1e12
_MOST_DIGITS = 16
_HALVES = re.compile("[\ud800-\udfff]")


def parsed(message: str | bytes) -> Any:
    """The JSON that a message is. Halves of characters that are none are left out, as no database
    takes them and nobody can speak them. Raises ValueError, also for numbers without end and for
    depth without end."""
    try:
        found = json.loads(message, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("too deep") from error
    signs = (b"\\ud", b"\\uD") if isinstance(message, bytes) else ("\\ud", "\\uD")
    return _whole_letters(found) if any(one in message for one in signs) else found  # type: ignore[operator]


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _whole_letters(value: Any) -> Any:
    if isinstance(value, str):
        return _HALVES.sub("", value)
    if isinstance(value, dict):
        return {_HALVES.sub("", name): _whole_letters(one) for name, one in value.items()}
    return [_whole_letters(one) for one in value] if isinstance(value, list) else value


def number(value: Any, default: float = 0.0) -> float:
    """A number that a vendor may send as text too; one that is none, or without end, is the
    default."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return default
    return found if math.isfinite(found) and abs(found) < _MOST_NUMBER else default


def whole(value: Any) -> int | None:
    """A count that a vendor may send as text too; None: it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < _MOST_DIGITS:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def counts(usage: Mapping[str, Any]) -> dict[str, int]:
    """What was used, by its vendor's names; what is no count is left out."""
    found = ((name, whole(value)) for name, value in usage.items())
    return {str(name): value for name, value in found if value is not None}


def text_in(value: Any) -> str:
    """Words, trimmed; of anything but a text none, so that no caller is said to have spoken it."""
    return value.strip() if isinstance(value, str) else ""


def entries(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; of anything else none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
