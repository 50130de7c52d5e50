"""Which words does a sentence have, and where do they stand?

Folding makes the many spellings of one word comparable; it never changes what is spoken. Every
reader of this room works on `words`. Spans are half-open character offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from vaani.language.memo import kept

_WORD = re.compile(
    r"(?<![0-9])[0-9]{1,2}[:.][0-9]{2}(?![0-9])|[0-9]+(?:st|nd|rd|th)\b|[0-9]{1,3}(?:,[0-9]{2,3})+(?![0-9])|[0-9]+"
    r"|[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)?"
    r"|[\u0900-\u0963\u0966-\u097F]+|[\u0620-\u06D3\u06F0-\u06FF]+"
)
_PAUSES = ",.;:!?।…—،۔؟"
_DIGITS = {ord("०") + n: str(n) for n in range(10)} | {ord("۰") + n: str(n) for n in range(10)}
_DROP = {ord("़"): None, ord("\u200d"): None, ord("\u200c"): None}


class Word(NamedTuple):
    """One word: `folded` for comparing, `text[start:end]` as it was said; `pause` when a comma or
    a sentence's end stands before it."""

    folded: str
    start: int
    end: int
    pause: bool = False


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case, one spelling of marks, ASCII digits, plain spaces."""
    text = unicodedata.normalize("NFD", text).translate(_DROP)
    text = unicodedata.normalize("NFC", text).translate(_DIGITS)
    text = text.replace("ँ", "ं").replace("’", "'").lower()
    if any("à" <= c <= "ɏ" for c in text):
        plain = unicodedata.normalize("NFD", text)
        text = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
    return " ".join(text.split())


def ascii_digits(text: str) -> str:
    """Devanagari and Urdu digits as ASCII ones, letter for letter."""
    return text.translate(_DIGITS)


@kept
def words(text: str) -> tuple[Word, ...]:
    """The words of a sentence in order; punctuation is not a word."""
    plain = text.translate(_DIGITS)
    out: list[Word] = []
    end = 0
    for match in _WORD.finditer(plain):
        pause = bool(out) and any(c in _PAUSES for c in plain[end : match.start()])
        out.append(Word(fold(match.group()), match.start(), match.end(), pause))
        end = match.end()
    return tuple(out)


def word_at(heard: Sequence[Word], at: int) -> str:
    """The folded word at an index; empty outside the sentence."""
    return heard[at].folded if 0 <= at < len(heard) else ""


def folded_set(names: str) -> frozenset[str]:
    """A table of words as it is compared: split at spaces and folded."""
    return frozenset(fold(names).split())
