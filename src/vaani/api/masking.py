"""What of a caller's words is read by somebody who may not see his number? One rule for all.

Fields that hold a number have a masked twin in the domain; this file is for words: transcripts,
notes, messages, what events carry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, overload

from vaani.api.auth import Principal
from vaani.language.masking import mask_numbers

LEFT_OUT = frozenset({"phone", "name"})
"""Fields of events that he does not get, at any depth."""
_NAMING = re.compile(r"(?:^|_)(?:id|ref)$")
_NAME = re.compile(r"(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9_-]+")
"""The name of a row, in a field for one: its digits are nobody's number."""
_LARGE = 10**9
_MEASURED = ("_ms", "_ns", "_bytes")


@overload
def text_for(principal: Principal, text: str) -> str: ...


@overload
def text_for(principal: Principal, text: None) -> None: ...


@overload
def text_for(principal: Principal, text: str | None) -> str | None: ...


def text_for(principal: Principal, text: str | None) -> str | None:
    """Words as this principal may read them."""
    return text if text is None or principal.sees_transcripts else mask_numbers(text)


def data_for(principal: Principal, data: Mapping[str, Any]) -> dict[str, Any]:
    """What an event carries, as this principal may read it, at any depth."""
    return dict(data) if principal.sees_numbers else _fields(data)


def _fields(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        mask_numbers(str(name)): _value(str(name), value)
        for name, value in data.items()
        if name not in LEFT_OUT
    }


def _value(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return _fields(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(name, inner) for inner in value]
    if isinstance(value, str):
        names_a_row = _NAMING.search(name) and _NAME.fullmatch(value)
        return value if names_a_row else mask_numbers(value)
    if isinstance(value, int) and abs(value) >= _LARGE and not name.endswith(_MEASURED):
        return "X" * len(str(abs(value)))
    return value
