"""How much do two words sound alike, one in Urdu letters, one in Latin?

A recogniser that writes Hindi in Urdu letters gets consonants nearly right and vowels by chance.
Words become strings of sounds in which aspiration, length and the place of t and d are gone; the
distance counts a vowel little, a voiced consonant for its voiceless twin less than half, another
consonant whole. Pure.
"""

from __future__ import annotations

from functools import lru_cache

_URDU = {
    "ا": "a", "آ": "a", "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ث": "s", "ج": "j", "چ": "c",
    "ح": "h", "خ": "k", "د": "d", "ڈ": "d", "ذ": "z", "ر": "r", "ڑ": "R", "ز": "z", "ژ": "z",
    "س": "s", "ش": "S", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "ع": "a", "غ": "g", "ف": "f",
    "ق": "k", "ک": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ں": "N", "و": "o",
    "ہ": "h", "ئ": "i", "ی": "i", "ي": "i", "ے": "e", "ؤ": "o", "ۂ": "h", "ۃ": "t",
}  # fmt: skip
_PAIRS = (
    ("chh", "c"), ("ch", "c"), ("sh", "S"), ("th", "t"), ("dh", "d"), ("kh", "k"), ("gh", "g"),
    ("bh", "b"), ("ph", "f"), ("jh", "j"), ("aa", "a"), ("ee", "i"), ("oo", "o"), ("ai", "e"),
    ("au", "o"), ("w", "v"), ("u", "o"), ("x", "ks"), ("q", "k"), ("y", "i"),
)  # fmt: skip
_VOWELS = frozenset("aieo")
_TWINS = (
    ("b", "p", 0.4),
    ("d", "t", 0.4),
    ("g", "k", 0.4),
    ("s", "z", 0.3),
    ("c", "j", 0.4),
    ("j", "z", 0.4),
    ("f", "p", 0.3),
    ("b", "v", 0.3),
    ("f", "v", 0.4),
    ("b", "f", 0.4),
    ("d", "z", 0.5),
    ("R", "d", 0.2),
    ("R", "r", 0.1),
    ("S", "c", 0.5),
    ("s", "S", 0.4),
    ("n", "N", 0.1),
    ("m", "n", 0.7),
    ("d", "r", 0.5),
    ("g", "j", 0.5),
    ("l", "r", 0.8),
    ("o", "v", 0.1),
    ("i", "e", 0.05),
    ("a", "i", 0.25),
    ("a", "e", 0.2),
    ("a", "o", 0.25),
    ("e", "i", 0.05),
    ("o", "i", 0.3),
    ("e", "o", 0.3),
)
_SWAPS: dict[str, dict[str, float]] = {}
for _one, _other, _cost in _TWINS:
    _SWAPS.setdefault(_one, {})[_other] = _SWAPS.setdefault(_other, {})[_one] = _cost
_LOST = {"a": 0.1, "i": 0.15, "e": 0.15, "o": 0.15, "h": 0.2, "N": 0.15, "v": 0.4, "r": 0.7}
"""What it costs that a sound was not written, or was written and not said; others 1."""


@lru_cache(4096)
def urdu_sounds(word: str) -> str:
    """The sounds of a word in Urdu letters; marks and the letter of aspiration have none."""
    return _without_doubles("".join(_URDU.get(letter, "") for letter in word))


@lru_cache(4096)
def latin_sounds(word: str) -> str:
    """The sounds of romanised Hindi, or of an English word that is spelt as Hindi speakers say it."""
    sounds = word.lower()
    for letters, sound in _PAIRS:
        sounds = sounds.replace(letters, sound)
    return _without_doubles(sounds)


def _without_doubles(sounds: str) -> str:
    return "".join(one for at, one in enumerate(sounds) if at == 0 or sounds[at - 1] != one)


def consonants(sounds: str) -> int:
    """How many sounds carry the word."""
    return sum(1 for one in sounds if one not in _VOWELS and one not in "hN")


_BONES = {
    letter: 1 << bit
    for bit, letters in enumerate(("pbfv", "td", "kg", "szScj", "m", "l", "nN", "rR"))
    for letter in letters
}


def frame(sounds: str) -> int:
    """Which families of consonants a word has, as bits: words alike differ in one or two."""
    bones = 0
    for one in sounds:
        bones |= _BONES.get(one, 0)
    return bones


def distance(heard: str, said: str, most: float = 99.0) -> float:
    """The cheapest way from one string of sounds to the other; 0 for the same, a consonant is 1.

    Beyond `most` it is no longer counted: something above it comes back.
    """
    lost_said = [_LOST.get(one, 1.0) for one in said]
    row = [0.0]
    for lost in lost_said:
        row.append(row[-1] + lost)
    for one in heard:
        lost = _LOST.get(one, 1.0)
        swaps = _SWAPS.get(one, {})
        before = row[0]
        row[0] = left = before + lost
        nearest = left
        for at, other in enumerate(said):
            above = row[at + 1]
            best = before if one == other else before + swaps.get(other, 1.2)
            if above + lost < best:
                best = above + lost
            if left + lost_said[at] < best:
                best = left + lost_said[at]
            before, row[at + 1], left = above, best, best
            if best < nearest:
                nearest = best
        if nearest > most:
            return nearest
    return row[-1]
