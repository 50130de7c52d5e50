"""How is Hindi that was typed in Latin letters read aloud? Its Hindi words in Devanagari.

A voice reads what its script says: `baje` in Latin letters becomes English `badge`. So each word
that is Hindi is written as a Hindi voice needs it, roughly and by ear; English words between them
stay as they are. For callers of scripts and tests only.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from vaani.language.number_words import HINDI, ROMAN
from vaani.language.script import HINDI_WORDS

_WORDS = dict(zip(ROMAN, HINDI, strict=True)) | {
    "aaj": "आज", "aur": "और", "bade": "बड़े", "badal": "बदल", "bees": "बीस", "chhod": "छोड़",
    "dedh": "डेढ़", "dhai": "ढाई", "haan": "हाँ", "hain": "हैं", "hoon": "हूँ", "is": "इस",
    "jaanch": "जाँच", "log": "लोग", "main": "मैं", "mein": "में", "nahi": "नहीं", "nahin": "नहीं",
    "parson": "परसों", "sadhe": "साढ़े", "saadhe": "साढ़े", "theek": "ठीक", "thoda": "थोड़ा",
    "thodi": "थोड़ी", "to": "तो", "vahan": "वहाँ", "yahan": "यहाँ", "kahan": "कहाँ",
}  # fmt: skip
"""Whose letters do not tell the sound."""

_CONSONANTS = {
    "chh": "छ", "ch": "च", "kh": "ख", "gh": "घ", "jh": "झ", "th": "थ", "dh": "ध", "ph": "फ",
    "bh": "भ", "sh": "श", "b": "ब", "c": "क", "d": "द", "f": "फ़", "g": "ग", "h": "ह", "j": "ज",
    "k": "क", "l": "ल", "m": "म", "n": "न", "p": "प", "q": "क", "r": "र", "s": "स", "t": "त",
    "v": "व", "w": "व", "x": "क्स", "y": "य", "z": "ज़",
}  # fmt: skip
_VOWELS = {
    "aa": ("आ", "ा"), "ai": ("ऐ", "ै"), "au": ("औ", "ौ"), "ee": ("ई", "ी"), "ii": ("ई", "ी"),
    "oo": ("ऊ", "ू"), "ou": ("औ", "ौ"), "a": ("अ", ""), "e": ("ए", "े"), "i": ("इ", "ि"),
    "o": ("ओ", "ो"), "u": ("उ", "ु"),
}  # fmt: skip
_LONG = {"a": "aa", "i": "ee", "u": "oo"}
"""At the end of a word, and `a` before another vowel."""
_BEFORE_R = ("k", "g", "p", "t", "d", "b", "f", "sh")
_PARTS = re.compile("|".join(sorted((*_CONSONANTS, *_VOWELS), key=len, reverse=True)))
_LATIN = re.compile(r"[A-Za-z]+")
_HALANT = "\u094d"


def devanagari(text: str, is_english: Callable[[str], bool]) -> str:
    """The text with its Hindi words in Devanagari. A word that both languages know is Hindi."""

    def one(match: re.Match[str]) -> str:
        word = match[0].lower()
        if word in _WORDS:
            return _WORDS[word]
        return match[0] if word not in HINDI_WORDS and is_english(word) else _written(word)

    return _LATIN.sub(one, text)


def _written(word: str) -> str:
    parts = _PARTS.findall(word)
    for at, part in enumerate(parts):
        after = parts[at + 1] if at + 1 < len(parts) else None
        if part in _LONG and ((after is None and at) or (part == "a" and after in _VOWELS)):
            parts[at] = _LONG[part]
    out: list[str] = []
    for before, part in zip(["", *parts], parts, strict=False):
        if part in _VOWELS:
            out.append(_VOWELS[part][before in _CONSONANTS])
        else:
            out.append((_HALANT if _joined(before, part) else "") + _CONSONANTS[part])
    return "".join(out)


def _joined(before: str, letter: str) -> bool:
    """Is there no vowel between two consonants? Elsewhere Hindi writes none and speaks a short one,
    or leaves it to the reader (`karna`)."""
    if before not in _CONSONANTS:
        return False
    cluster = letter == "y" or (letter == "r" and before in _BEFORE_R)
    nasal = before in ("n", "m") and letter not in ("n", "m", "h", "v", "w", "r", "l")
    hissing = before == "s" and letter in ("t", "k", "p")
    return before == letter or cluster or nasal or hissing
