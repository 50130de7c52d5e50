"""How is YAML read that somebody sent, so that it costs no more than a file of that size may?

The events of the parser are put together here, one by one and without recursion: too many values,
too many levels and names that multiply values (`&a`, `*a`) are refused at the line where they begin
to be too many, before anything was built of them. Words without quotes stay words, except true,
false, null and plain numbers: YAML 1.1 would turn 10:00 into 600 and `no` into false.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import yaml

from vaani.kit.errors import FileError

MOST_BYTES = 1_048_576
MOST_VALUES = 100_000
"""Keys and values of a document, those that `*name` repeats counted each time."""
MOST_LEVELS = 20

_Events: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_WORDS: Final[dict[str, Any]] = {
    "true": True, "True": True, "false": False, "False": False,
    "null": None, "Null": None, "~": None, "": None,
}  # fmt: skip
_NO_KEY: Final = object()


@dataclass(slots=True)
class _Known:
    """A finished value that an alias may repeat: how many values it holds, how many levels."""

    value: Any
    values: int = 1
    levels: int = 0


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being filled."""

    value: list[Any] | dict[Any, Any]
    anchor: str | None
    before: int
    levels: int = 1
    key: Any = _NO_KEY
    names: set[str] = field(default_factory=set)


def document_of(text: str) -> Any:
    """The document of a text: mappings, lists, texts, numbers, true, false and None. Raises
    FileError in one sentence with the line."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise FileError([f"file: is larger than {MOST_BYTES} bytes"])
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_Events):
            builder.take(event)
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "file"
        problem = getattr(error, "problem", None) or "is not YAML"
        raise FileError([f"{place}: {problem}"]) from error
    return builder.root


class _Builder:
    """Puts the document together, event by event."""

    def __init__(self) -> None:
        self.root: Any = None
        self._documents = 0
        self._values = 0
        self._open: list[_Open] = []
        self._known: dict[str, _Known | None] = {}

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._finish(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                _wrong(event, "a second document begins; a file holds one")

    def _scalar(self, event: Any) -> None:
        self._count(event, 1)
        plain = event.implicit[0] and event.tag is None
        if not plain and not event.implicit[1]:
            _wrong(event, f"the tag {event.tag} is not known; write a plain value")
        value = _plain(event.value) if plain else event.value
        if event.anchor is not None:
            self._known[event.anchor] = _Known(value)
        self._put(event, value, event.value, 0)

    def _begin(self, event: Any) -> None:
        self._count(event, 1)
        if len(self._open) >= MOST_LEVELS:
            _wrong(event, f"more than {MOST_LEVELS} levels lie in each other")
        if not event.implicit:
            _wrong(event, f"the tag {event.tag} is not known; write a plain value")
        self._no_key(event)
        if event.anchor is not None:
            self._known[event.anchor] = None
        fresh: list[Any] | dict[Any, Any]
        fresh = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        self._open.append(_Open(fresh, event.anchor, self._values - 1))

    def _finish(self, event: Any) -> None:
        done = self._open.pop()
        if done.anchor is not None:
            values = self._values - done.before
            self._known[done.anchor] = _Known(done.value, values, done.levels)
        self._put(event, done.value, None, done.levels)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._known:
            _wrong(event, f"*{event.anchor} was not defined before")
        known = self._known[event.anchor]
        if known is None:
            _wrong(event, f"*{event.anchor} holds itself")
        self._count(event, known.values)
        if len(self._open) + known.levels > MOST_LEVELS:
            _wrong(event, f"more than {MOST_LEVELS} levels lie in each other")
        text = known.value if isinstance(known.value, str) else None
        if known.levels:
            self._no_key(event)
        self._put(event, known.value, text, known.levels)

    def _count(self, event: Any, values: int) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            _wrong(event, f"the file has more than {MOST_VALUES} values")

    def _no_key(self, event: Any) -> None:
        place = self._open[-1] if self._open else None
        if place is not None and isinstance(place.value, dict) and place.key is _NO_KEY:
            _wrong(event, "a list or mapping cannot be a key")

    def _put(self, event: Any, value: Any, name: str | None, levels: int) -> None:
        """The next value of what is open; `name` is its text, if it may become a key."""
        if not self._open:
            self.root = value
            return
        place = self._open[-1]
        place.levels = max(place.levels, levels + 1)
        if isinstance(place.value, list):
            place.value.append(value)
        elif place.key is _NO_KEY:
            written = str(value) if name is None else name
            if written in place.names:
                line = event.start_mark.line + 1
                raise FileError([f"{written}: is written twice (again in line {line})"])
            place.names.add(written)
            place.key = value
        else:
            place.value[place.key] = value
            place.key = _NO_KEY


def _plain(text: str) -> Any:
    """A word without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _wrong(event: Any, problem: str) -> NoReturn:
    raise FileError([f"line {event.start_mark.line + 1}: {problem}"])
