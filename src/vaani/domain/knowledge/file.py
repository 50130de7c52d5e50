"""What does an owner's table of questions and answers say? CSV or JSON, whole or not at all.

CSV (or with semicolons or tabs): a heading row with `topic`, `text_en`, `text_hi` (or one `text`),
`questions` (separated by `|` or lines) and `valid_until`; only `topic` and one text are needed.
JSON: a list of entries as under `knowledge` of the business file, or an object with that list.
Every mistake is told at once, `row N.field: reason`; rows count as a spreadsheet does (the heading
is row 1), JSON entries from 1.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vaani.call.plan import Topic
from vaani.domain.businesses.file import MOST_TOPICS, read_topic
from vaani.domain.businesses.reading import Node
from vaani.kit.errors import FileError

COLUMNS = ("topic", "text", "text_en", "text_hi", "questions", "valid_until")
_MAX_BYTES = 5_000_000
_ROW = re.compile(r"row (\d+)")
_BETWEEN = re.compile(r"[|\n]")


def load_topics(path: Path) -> tuple[Topic, ...]:
    """The topics of a file, by its ending. Raises FileError with every problem."""
    kind = path.suffix.casefold()
    if kind not in (".csv", ".json"):
        raise FileError([f"{path}: must end in .csv or .json"])
    text = _text_of(path)
    return parse_csv(text) if kind == ".csv" else parse_json(text)


def parse_csv(text: str) -> tuple[Topic, ...]:
    """The topics of a CSV table. Raises FileError with every problem."""
    text = text.removeprefix("\ufeff")
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=_separator(text), strict=True))
    except csv.Error as error:
        raise FileError([f"file: is no CSV table ({error})"]) from error
    if not rows:
        raise FileError(["file: is empty; its first row must name the columns"])
    problems: list[str] = []
    heading = [cell.strip().casefold() for cell in rows[0]]
    while heading and not heading[-1]:
        heading.pop()
    _check_heading(heading, problems)
    nodes = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(heading) and any(cell.strip() for cell in row[len(heading) :]):
            problems.append(
                f"row {number}: has {len(row)} cells, the heading {len(heading)}; put texts with "
                "commas in double quotes"
            )
        cells = {name: cell.strip() for name, cell in zip(heading, row, strict=False)}
        nodes.append((f"row {number}", _entry(cells)))
    if not nodes and not problems:
        raise FileError(["file: has no row below the heading"])
    if any(name not in COLUMNS for name in heading) or "topic" not in heading:
        raise FileError(problems)
    # Node paths name the fields of a business file; the columns are what the owner sees.
    return _read(nodes, problems, {".text.en": ".text_en", ".text.hi": ".text_hi"})


def _separator(text: str) -> str:
    """What separates the cells: a comma, or the semicolon or tab of some spreadsheets."""
    heading = text.partition("\n")[0]
    return max(",;\t", key=heading.count)


def parse_json(text: str) -> tuple[Topic, ...]:
    """The topics of a JSON list. Raises FileError with every problem."""
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise FileError(["file: its lists lie too deep in each other"]) from error
    except json.JSONDecodeError as error:
        raise FileError(
            [f"line {error.lineno}, column {error.colno}: is not JSON ({error.msg})"]
        ) from error
    if isinstance(document, dict) and set(document) == {"knowledge"}:
        document = document["knowledge"]
    if not isinstance(document, list):
        raise FileError(['file: must be a list of entries, or {"knowledge": [...]}'])
    if not document:
        raise FileError(["file: has no entry"])
    return _read([(f"row {at}", entry) for at, entry in enumerate(document, 1)], [], {})


def merged(old: Sequence[Topic], new: Sequence[Topic]) -> tuple[Topic, ...]:
    """New topics take the place of old ones of the same name; others are added behind."""
    fresh = {one.topic.casefold(): one for one in new}
    kept = [fresh.pop(one.topic.casefold(), one) for one in old]
    return (*kept, *fresh.values())


def _read(
    entries: Sequence[tuple[str, Any]], problems: list[str], renamed: dict[str, str]
) -> tuple[Topic, ...]:
    if len(entries) > MOST_TOPICS:
        raise FileError([f"file: has {len(entries)} entries; at most {MOST_TOPICS} are possible"])
    found: list[Topic] = []
    places: dict[str, str] = {}
    for place, entry in entries:
        noted: list[str] = []
        topic = read_topic(Node(entry, place, noted))
        problems += [_renamed(one, renamed) for one in noted]
        if topic is None:
            continue
        if len(topic.topic) > 200:
            problems.append(f"{place}.topic: has {len(topic.topic)} letters; at most 200")
        name = topic.topic.casefold()
        if name in places:
            problems.append(f"{place}.topic: {topic.topic} is in {places[name]} already")
        places.setdefault(name, place)
        found.append(topic)
    if problems:
        raise FileError(sorted(problems, key=_row))
    return tuple(found)


def _row(problem: str) -> int:
    number = _ROW.match(problem)
    return int(number[1]) if number else 0


def _renamed(problem: str, renamed: dict[str, str]) -> str:
    for old, new in renamed.items():
        problem = problem.replace(old, new, 1)
    return problem


def _check_heading(heading: Sequence[str], problems: list[str]) -> None:
    for place, name in enumerate(heading, 1):
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(COLUMNS)}"
            problems.append(f"row 1, column {place}: {name or 'an empty name'} is not known{hint}")
        elif name in heading[: place - 1]:
            problems.append(f"row 1, column {place}: {name} is there twice")
    if "topic" not in heading:
        problems.append("row 1: has no column topic")
    if not {"text", "text_en", "text_hi"} & set(heading):
        problems.append("row 1: has no column text, text_en or text_hi")


def _entry(cells: dict[str, str]) -> dict[str, Any]:
    """A row as an entry of the business file; empty cells are absent."""
    spoken = {lang: cells[f"text_{lang}"] for lang in ("en", "hi") if cells.get(f"text_{lang}")}
    text: Any = spoken or cells.get("text") or None
    questions = [part.strip() for part in _BETWEEN.split(cells.get("questions", ""))]
    entry = {
        "topic": cells.get("topic") or None,
        "text": text,
        "questions": [part for part in questions if part] or None,
        "valid_until": cells.get("valid_until") or None,
    }
    return {key: value for key, value in entry.items() if value is not None}


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise FileError([f"{path}: is larger than {_MAX_BYTES} bytes"])
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileError([f"{path}: cannot be read ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise FileError([f"{path}: is not UTF-8 text; save it as CSV UTF-8"]) from error
