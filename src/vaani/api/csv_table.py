"""How do rows become a CSV table that no spreadsheet mistakes for formulas?

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break would be one: an apostrophe is put
before it. RFC 4180, UTF-8 with the mark by which spreadsheets know it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def lines(rows: Iterable[Iterable[object]]) -> str:
    """These rows as lines of a table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return out.getvalue()


def cell(value: object) -> str:
    """A value as a cell; what is absent is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
