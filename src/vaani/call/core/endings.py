"""How much do the words so far read like the end of what is said?

A table of small weights for what stands at the end and at the beginning of a turn, by what was
asked: a logistic model of whole turns against turns that were broken off, fitted to callers' lines
in both languages by `bench/endings.py --fit`. Nothing is known of the sound here; whether a word
is certain to be followed by others is `unfinished`'s to say. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources

from vaani.call.ports.thinker import Awaiting
from vaani.language.date_words import MONTHS, WEEKDAYS
from vaani.language.number_words import ONES, TENS, unit
from vaani.language.sentence import fold

_KINDS: Mapping[str, str] = {"anything_else": "confirm"}
_SLOTS = frozenset(("date", "time", "party", "name", "phone", "confirm"))
OPEN = "open"
"""Nothing was asked, or something that is asked too seldom to have weights of its own."""
_MOST = 8
_TABLE = "endings.tsv"


@lru_cache(1024)
def ending(text: str, awaiting: Awaiting | None) -> float:
    """The natural logarithm of the odds that the turn is over, by its words; 0 without any."""
    said = words_of(text)
    if not said:
        return 0.0
    weights = _weights()
    known = tuple(word if f"w {word}" in weights else "?" for word in said)
    return sum(weights.get(one, 0.0) for one in features(known, kind_of(awaiting)))


def kind_of(awaiting: Awaiting | None) -> str:
    """Under which name the weights of an awaited answer stand."""
    kind = _KINDS.get(awaiting or "", awaiting or OPEN)
    return kind if kind in _SLOTS else OPEN


def words_of(text: str) -> tuple[str, ...]:
    """The words, folded; numbers, weekdays and months by their class."""
    found = (fold(word.strip(".,…?!।-;:\"'()")) for word in text.replace("—", " ").split())
    return tuple(_class_of(word) for word in found if word)


def _class_of(word: str) -> str:
    if word[0].isdigit() or word in ONES or word in TENS or unit(word) is not None:
        return "#"
    if word in WEEKDAYS:
        return "@day"
    return "@month" if word in MONTHS else word


def features(said: tuple[str, ...], kind: str) -> Iterator[str]:
    """What the table has weights for: the last words and the first, and how many there are."""
    count = len(said)
    last, before = said[-1], said[-2] if count > 1 else "^"
    yield f"k {kind}"
    yield f"n {kind} {min(count, _MOST)}"
    yield f"1 {last}"
    yield f"1 {kind} {last}"
    yield f"2 {before} {last}"
    yield f"2 {kind} {before} {last}"
    yield f"3 {said[-3] if count > 2 else '^'} {before} {last}"
    yield f"p {before}"
    yield f"e {last[-2:]}"
    yield f"b {said[0]}"
    yield f"b {' '.join(said[:2])}"
    for word in sorted(set(said)):
        yield f"w {word}"


@cache
def _weights() -> Mapping[str, float]:
    table = resources.files(__package__).joinpath(_TABLE).read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("%"))
    return {name: float(weight) for name, weight in rows}
