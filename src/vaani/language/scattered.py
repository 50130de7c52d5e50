"""Which groups of digits are parts of one number, although something else stands between them?

"It starts with 9876, after that comes 5432, last 10"; a number of which a part looks like a clock
time or a date. It knows words by their place only; what digits are is settled in `masking`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

WHOLE = 7
"""So many digits in groups that stand near each other are a number."""
_BETWEEN = 6
"""So many words may stand between two groups of one number."""
_PART = 4
_MOST_ROW = 2
"""So many clock times may stand side by side in any order."""

Kind = Literal["digits", "year", "clock", "date", "hours", "other"]
"""`hours`: spoken times, which are a part of a number only right beside one; `other`: money, and
what else is no part of a number."""


@dataclass(frozen=True, slots=True)
class Group:
    """Digits in the words `first` to `last` (both included); `hidden`: that is decided already."""

    digits: str
    first: int
    last: int
    kind: Kind
    hidden: bool = False


def to_hide(groups: Sequence[Group]) -> set[Group]:
    """Those that are to be hidden too; `groups` stand in the order of the text."""
    found: set[Group] = set()
    for near in _near([one for one in groups if _may_be_part(one)], _BETWEEN):
        whole = sum(len(one.digits) for one in near)
        certain = any(one.hidden for one in near)
        if certain or (whole >= WHOLE and any(one.kind == "digits" for one in near)):
            found.update(near)
    for row in _near([one for one in groups if one.kind != "other"], 0):
        clocks = [one for one in row if one.kind == "clock"]
        moments = [one for one in row if one.kind in ("clock", "date", "hours")]
        known = any(one.hidden or one in found or _is_group(one) for one in row)
        if (moments and known) or (len(clocks) == len(row) > _MOST_ROW and not _rises(clocks)):
            found.update(row)
    return {one for one in found if not one.hidden}


def _is_group(group: Group) -> bool:
    """Enough digits to make a number of a date or a time beside them."""
    return group.kind == "digits" and len(group.digits) >= _PART


def _may_be_part(group: Group) -> bool:
    return group.hidden or (group.kind in ("digits", "year") and len(group.digits) > 1)


def _near(groups: Sequence[Group], most_between: int) -> Iterator[list[Group]]:
    """Rows of groups with at most so many words between one and the next."""
    row: list[Group] = []
    for one in groups:
        if row and one.first - row[-1].last - 1 > most_between:
            yield row
            row = []
        row.append(one)
    if row:
        yield row


def _rises(clocks: Sequence[Group]) -> bool:
    """Are these times of day in their order, as they are offered?"""
    values = [int(one.digits[:-2]) * 60 + int(one.digits[-2:]) for one in clocks]
    return any(all(a % day < b % day for a, b in pairwise(values)) for day in (24 * 60, 12 * 60))
