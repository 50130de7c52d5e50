"""Which number can a misspelt word be, where only a number can stand?

Before "baje", "thirty", "o'clock", "log" or "people" stand few words: the hours, or how many come.
Among so few a word may be written worse and still be told from the others; two that are nearly as
near leave it unread. Before "thirty", "o'clock" and "people" the number is English. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from vaani.language.soundalikes import consonants, distance, latin_sounds, urdu_sounds

Next = Literal["baje", "thirty", "log", "people", "kar", ""]
"""What follows a word, as far as it tells what the word can be."""

_LOOSE = 0.3
"""Distance that is still the same number, for each of its consonants."""
_ALWAYS = 0.1
_MARGIN = 0.2
_SIGNS: Mapping[Next, tuple[tuple[str, ...], float]] = {
    "thirty": (("tharti", "tarti", "fiftin", "oklak"), 0.55),
    "people": (("pipal", "paibal"), 0.6),
    "log": (("log", "logon"), 0.15),
}

_ENGLISH = {
    "one": "van", "two": "tu", "three": "tri", "four": "for", "five": "faiv", "six": "siks",
    "seven": "sevan", "eight": "et", "nine": "nain", "ten": "ten", "eleven": "ilevan",
    "twelve": "tvelv",
}  # fmt: skip
_HINDI = {
    "ek": "ek", "do": "do", "teen": "tin", "chaar": "char", "paanch": "panch", "chhe": "che",
    "saat": "sat", "aath": "at", "nau": "nao", "das": "das", "gyarah": "giyara", "baarah": "bara",
}  # fmt: skip
_HALVES = {"dhai": "daai", "dedh": "derh"}
_MORE = {
    "terah": "tera", "chaudah": "choda", "pandrah": "pandra", "solah": "sola", "bees": "bis",
}  # fmt: skip
_SOME = {word: said for word, said in (_HINDI | _ENGLISH).items() if word not in ("ek", "one")}
_STANDS: Mapping[Next, Mapping[str, str]] = {
    "baje": {**_HINDI, **_ENGLISH, **_HALVES},
    "thirty": _ENGLISH,
    "log": {**_SOME, **_MORE},
    "people": {word: said for word, said in _ENGLISH.items() if word in _SOME},
}
ENGLISH_HOURS = frozenset(_ENGLISH)


@lru_cache(2048)
def next_of(token: str) -> Next:
    """What a word in Urdu letters, or in Latin ones, tells of the word before it."""
    if token.startswith("بج"):
        return "baje"
    if token == "کر":
        return "kar"
    sounds = urdu_sounds(token) or latin_sounds(token)
    for sign, (ways, most) in _SIGNS.items():
        if any(distance(sounds, latin_sounds(way), most) <= most for way in ways):
            return sign
    return ""


@lru_cache(2048)
def number_before(letters: str, after: Next) -> str | None:
    """The one number that these Urdu letters can be before `after`; None for none or two."""
    sounds = urdu_sounds(letters)
    if not sounds:
        return None
    found = []
    for word, said in _STANDS.get(after, {}).items():
        way = latin_sounds(said)
        most = _LOOSE * consonants(way) + _ALWAYS
        far = distance(sounds, way, most)
        if far <= most:
            found.append((far, word))
    found.sort()
    if not found or (len(found) > 1 and found[1][0] - found[0][0] < _MARGIN):
        return None
    return found[0][1]
