"""What does a client read of a value that has the wrong form? One sentence that says what to write.

The console shows it to owners in English and, by `web/src/lib/refusals.ts`, in Hindi.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DATE = "write a date, like 2027-05-10."
_MOMENT = "write a moment with its offset, like 2027-05-10T19:00:00+05:30."
_TIME = "write a time of day, like 19:00."
_WHOLE = "write a whole number."
_NUMBER = "write a number."
_SWITCH = "write true or false."

_SENTENCES = {
    "date_parsing": _DATE, "date_type": _DATE, "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_parsing": _MOMENT, "datetime_type": _MOMENT, "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "time_parsing": _TIME, "time_type": _TIME,
    "int_parsing": _WHOLE, "int_type": _WHOLE, "int_from_float": _WHOLE, "int_parsing_size": _WHOLE,
    "float_parsing": _NUMBER, "float_type": _NUMBER, "finite_number": _NUMBER,
    "bool_parsing": _SWITCH, "bool_type": _SWITCH,
    "missing": "this is missing.",
    "string_type": "write a text.",
    "list_type": "send a list.",
    "dict_type": "send a JSON object.", "model_type": "send a JSON object.",
    "model_attributes_type": "send a JSON object.",
    "uuid_parsing": "write an id as the server gave it.",
    "uuid_type": "write an id as the server gave it.",
}  # fmt: skip


def said(item: Mapping[str, Any]) -> str:
    """The sentence for an entry of pydantic's `ValidationError.errors()`; what has none here keeps
    pydantic's words."""
    kind, bounds = item["type"], item.get("ctx") or {}
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind == "greater_than_equal":
        return f"write {bounds['ge']} or more."
    if kind == "less_than_equal":
        return f"write {bounds['le']} or less."
    if kind == "string_too_short":
        least = bounds["min_length"]
        return "this must not be empty." if least == 1 else f"write at least {least} characters."
    if kind == "string_too_long":
        return f"write at most {bounds['max_length']} characters."
    return f"{item['msg'].removesuffix('.')}."
