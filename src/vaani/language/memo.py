"""How is a sentence read once, however many readers ask for its words, hours, days and numbers?

A reader of this room is a pure function of a text: `kept` keeps what it found for the last
sentences, so that a turn costs one reading of each. Only as many sentences are held as a few turns
have; `forget` drops them, for whoever measures a reading or erases what was said.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")

SENTENCES = 512
"""Readings that each reader keeps: a sentence, its clauses and its rests, for some turns."""

_forgetters: list[Callable[[], None]] = []


def kept(reader: Callable[_P, _R]) -> Callable[_P, _R]:
    """The same reader, which reads each text once; what it returns must be immutable."""
    memo = lru_cache(maxsize=SENTENCES)(reader)
    _forgetters.append(memo.cache_clear)
    return memo  # type: ignore[return-value]


def forget() -> None:
    """Nothing of any sentence is kept any more."""
    for clear in _forgetters:
        clear()
