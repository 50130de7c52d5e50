"""How is a hand-written YAML document read so that every mistake is told at once, with its place?

A `Node` is a value and its path. Reading a wrong value notes `path: reason` in the shared list and
gives None (or the default), so that the rest is still read. Times and dates stay the text that was
written (`yaml_text`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

from vaani.call.plan import Text
from vaani.domain.businesses.yaml_text import MOST_BYTES, document_of
from vaani.kit.errors import FileError

Item = TypeVar("Item")

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DEVANAGARI = re.compile(r"[\u0900-\u097F]")


def load_yaml(source: Path | str) -> Any:
    """The document of a file (Path) or of a text. Raises FileError in one sentence."""
    return document_of(read_text(source) if isinstance(source, Path) else source)


def read_text(source: Path) -> str:
    """The text of a file. Raises FileError in one sentence."""
    try:
        if source.stat().st_size > MOST_BYTES:
            raise FileError([f"{source}: is larger than {MOST_BYTES} bytes"])
        return source.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError([f"{source}: cannot be read ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise FileError([f"{source}: is not UTF-8 text"]) from error


@dataclass(slots=True)
class Node:
    """A value of the document, where it stands, and the list in which mistakes are noted."""

    value: Any
    path: str
    problems: list[str] = field(default_factory=list)

    def wrong(self, reason: str) -> None:
        self.problems.append(f"{self.path or 'file'}: {reason}")

    @property
    def absent(self) -> bool:
        return self.value is None

    def child(self, key: str) -> Node:
        path = f"{self.path}.{key}" if self.path else key
        value = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Node(value, path, self.problems)

    def keys(self, known: Collection[str]) -> bool:
        """Whether this is a mapping; its unknown keys are noted."""
        if not isinstance(self.value, Mapping):
            self.wrong(f"must be a list of `key: value`, not {_kind(self.value)}")
            return False
        for key in self.value:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                self.child(str(key)).wrong(f"is not a known key{hint}")
        return True

    def entries(self) -> Iterator[tuple[str, Node]]:
        """The pairs of a mapping whose keys are free."""
        if self.absent:
            return
        if not isinstance(self.value, Mapping):
            self.wrong(f"must be a list of `key: value`, not {_kind(self.value)}")
            return
        for key in self.value:
            yield str(key), Node(self.value[key], f"{self.path}.{key}", self.problems)

    def items(self) -> list[Node]:
        """The elements of a list; absent is empty."""
        if self.absent:
            return []
        if not isinstance(self.value, list):
            self.wrong(f"must be a list, not {_kind(self.value)}")
            return []
        return [
            Node(item, f"{self.path}[{number}]", self.problems)
            for number, item in enumerate(self.value)
        ]

    def all(self, read: Callable[[Node], Item | None]) -> tuple[Item, ...]:
        """Every element that could be read."""
        return tuple(found for item in self.items() if (found := read(item)) is not None)

    def required(self) -> bool:
        if self.absent:
            self.wrong("is missing")
        return not self.absent

    def word(self) -> str | None:
        """A text of at least one visible character."""
        if self.absent:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | float):
            self.wrong(f"must be a text, not {_kind(self.value)}")
            return None
        text = str(self.value).strip()
        if not text:
            self.wrong("is empty")
            return None
        return text

    def whole(self, low: int, high: int, default: int | None = None) -> int | None:
        """A whole number from `low` to `high`."""
        if self.absent:
            return default
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.wrong(f"must be a whole number, not {_kind(self.value)}")
            return default
        if not low <= self.value <= high:
            self.wrong(f"{self.value} is not between {low} and {high}")
            return default
        return self.value

    def truth(self, default: bool) -> bool:
        if self.absent:
            return default
        if not isinstance(self.value, bool):
            self.wrong(f"must be true or false, not {_kind(self.value)}")
            return default
        return self.value

    def one_of(self, words: Collection[str]) -> str | None:
        text = self.word()
        if text is not None and text not in words:
            self.wrong(f"{text} is not one of {', '.join(words)}")
            return None
        return text

    def clock(self, *, ends: bool = False) -> time | None:
        """A time of day as HH:MM. `ends`: also 24:00, the midnight at which a day ends."""
        text = self.word()
        if text is None:
            return None
        match = _CLOCK.fullmatch("00:00" if ends and text == "24:00" else text)
        if match is None:
            last = "24:00" if ends else "23:59"
            self.wrong(f"{text} is not a time of day; write HH:MM from 00:00 to {last}")
            return None
        return time(int(match[1]), int(match[2]))

    def day(self) -> date | None:
        """A date as YYYY-MM-DD."""
        text = self.word()
        if text is None:
            return None
        try:
            return date.fromisoformat(text) if len(text) == 10 else _not_iso()
        except ValueError:
            self.wrong(f"{text} is not a date; write YYYY-MM-DD")
            return None

    def text(self) -> Text | None:
        """Words that a caller may hear: a text, or `{en: ..., hi: ...}`."""
        if self.absent:
            return None
        if not isinstance(self.value, Mapping):
            word = self.word()
            if word is None:
                return None
            return Text(hi=word) if _DEVANAGARI.search(word) else Text(en=word)
        self.keys(("en", "hi"))
        found = Text(en=self.child("en").word(), hi=self.child("hi").word())
        if found.en is None and found.hi is None:
            self.wrong("needs words in en or hi")
            return None
        return found


_HOURS = re.compile(
    r"(?P<of>transfer\.)?hours(?:\.(?P<day>mon|tue|wed|thu|fri|sat|sun))"
    r"(?:\[(?P<number>[0-9]+)\])?(?:\.(?P<what>open|close|last))?: "
)
_DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_NTH = ("first", "second", "third", "fourth", "fifth")
_WHAT = {"open": "when it opens", "close": "when it closes", "last": "the last start"}


def in_words(problem: str) -> str:
    """A problem with hours, its place in an owner's words too: `hours.mon[1].close: ... (Monday,
    second period, when it closes)`."""
    found = _HOURS.match(problem)
    if found is None:
        return problem
    words = ["passing on"] if found["of"] else []
    words.append(_DAYS[found["day"]])
    if found["number"] is not None:
        number = int(found["number"])
        words.append(f"{_NTH[number] if number < len(_NTH) else f'{number + 1}th'} period")
    if found["what"] is not None:
        words.append(_WHAT[found["what"]])
    return f"{problem} ({', '.join(words)})"


def _not_iso() -> date:
    raise ValueError


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text"}
    if value is None:
        return "nothing"
    return names.get(type(value), "a list" if isinstance(value, list) else "a mapping")
