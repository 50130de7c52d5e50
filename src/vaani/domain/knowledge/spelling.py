"""How are words of two scripts and many spellings made comparable? By one rough spelling.

Devanagari is written in Latin letters, long and short vowels fall together, so do doubled and
aspirated consonants; English endings are cut. It is for finding, never for showing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[\w\u0900-\u097F]+")
_VOWELS = dict(zip("अआइईउऊऋएऐओऔऑऍ", "a a i i u u ri e e o o o e".split(), strict=True))
_SIGNS = dict(zip("ािीुूृेैोौॉॅ", "a i i u u ri e e o o o e".split(), strict=True))
_CONSONANTS = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
        "k k g g n c c j j n t t d d n t t d d n p f b b m y r l v s s s h".split(),
        strict=True,
    )
)
_LATIN = (
    ("aa", "a"), ("ee", "i"), ("oo", "u"), ("ai", "e"), ("ay", "e"), ("au", "o"), ("ou", "o"),
    ("kh", "k"), ("gh", "g"), ("chh", "c"), ("ch", "c"), ("jh", "j"), ("th", "t"), ("dh", "d"),
    ("ph", "f"), ("bh", "b"), ("sh", "s"), ("ck", "k"), ("q", "k"), ("w", "v"), ("z", "j"),
    ("x", "ks"),
)  # fmt: skip
_ENDINGS = ("ing", "es", "s")
_VIRAMA = "\u094d"
_NUKTA = "\u093c"
_NASALS = "\u0901\u0902"


def words(text: str) -> Iterator[str]:
    """The words of a text, lower case, composed letters taken apart from their dots."""
    for match in _WORD.finditer(unicodedata.normalize("NFD", text.casefold())):
        yield match[0]


@lru_cache(maxsize=8192)
def rough(word: str) -> str:
    """The rough spelling of one word."""
    latin = _from_devanagari(unicodedata.normalize("NFD", word.casefold()))
    for letters, other in _LATIN:
        latin = latin.replace(letters, other)
    latin = re.sub(r"(.)\1+", r"\1", latin)
    latin = re.sub(r"[^a-z0-9]", "", latin)
    for ending in _ENDINGS:
        if latin.endswith(ending) and len(latin) - len(ending) >= 3:
            return latin[: -len(ending)]
    return latin


def _from_devanagari(word: str) -> str:
    letters: list[str] = []
    open_vowel = False
    for letter in word:
        if letter in _CONSONANTS:
            letters.append(("a" if open_vowel else "") + _CONSONANTS[letter])
            open_vowel = True
        elif letter in _SIGNS:
            letters.append(_SIGNS[letter])
            open_vowel = False
        elif letter == _VIRAMA:
            open_vowel = False
        elif letter == _NUKTA:
            continue
        elif letter in _NASALS:
            letters.append(("a" if open_vowel else "") + "n")
            open_vowel = False
        elif letter in _VOWELS:
            letters.append(("a" if open_vowel else "") + _VOWELS[letter])
            open_vowel = False
        else:
            letters.append(letter)
            open_vowel = False
    return "".join(letters)
