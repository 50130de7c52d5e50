"""Which string of digits was dictated?

Groups, double and triple, corrections. A correction replaces the group just said, or as many of its
last digits as were said anew. Phone numbers lose +91 and a leading 0.
"""

from __future__ import annotations

from vaani.language.found import DigitsHeard, Language
from vaani.language.numbers import HINDI, unit
from vaani.language.script import Word, words

_REPEAT = {"double": 2, "dabal": 2, "डबल": 2, "triple": 3, "tripal": 3, "ट्रिपल": 3}
_CORRECTION = frozenset(
    "no sorry nahi nahin nai nahee wait actually galat correction mean नहीं नही सॉरी गलत माफ".split()
)
_EN = "zero one two three four five six seven eight nine".split()
_FILLER = frozenset(
    "um uh and aur the is number mera my it's yeh hai plus phone mobile ji haan yes".split()
)
_FULL = 10


def find_digits(text: str) -> DigitsHeard | None:
    """The digits of the sentence as one string; None when there is none, or only a small number."""
    groups, corrected = _groups(text)
    digits = _local("".join(groups))
    if not digits:
        return None
    return DigitsHeard(digits, len(digits) == _FULL, corrected)


def join_digits(before: str, heard_text: str) -> DigitsHeard:
    """What is known after one more utterance; a whole number starts afresh."""
    groups, corrected = _groups(heard_text, [before] if before else [])
    digits = _local("".join(groups))
    fresh = find_digits(heard_text)
    if before and fresh is not None and fresh.complete and len(digits) != _FULL:
        return fresh
    return DigitsHeard(digits, len(digits) == _FULL, corrected)


def _local(digits: str) -> str:
    if len(digits) == 12 and digits.startswith("91"):
        return digits[2:]
    if len(digits) == 11 and digits.startswith("0"):
        return digits[1:]
    if len(digits) == 13 and digits.startswith("091"):
        return digits[3:]
    return digits


def _groups(text: str, start: list[str] | None = None) -> tuple[list[str], bool]:
    heard = words(text)
    groups: list[str] = list(start or [])
    group, pending, corrected, at = "", False, False, 0
    end_before = 0
    while at < len(heard):
        word = heard[at]
        pause = any(c in ",.;…—-" for c in text[end_before : word.start])
        digits, used = _said(heard, at)
        if digits:
            if pause and group:
                groups, group, pending = _close(groups, group, pending)
            group += digits
            at += used
            end_before = heard[at - 1].end
            continue
        if word.folded in _CORRECTION and (group or groups):
            groups, group, pending = _close(groups, group, pending)
            pending = corrected = True
        end_before = word.end
        at += 1
    groups, _, _ = _close(groups, group, pending)
    return groups, corrected


def _close(groups: list[str], group: str, pending: bool) -> tuple[list[str], str, bool]:
    if not group:
        return groups, "", pending
    if not pending or not groups:
        return [*groups, group], "", False
    last = groups[-1]
    kept = last[: -len(group)] if len(group) < len(last) else ""
    return [*groups[:-1], *([kept] if kept else []), group], "", False


def _said(heard: tuple[Word, ...], at: int) -> tuple[str, int]:
    """The digits that begin at a word, and how many words they take."""
    word = heard[at].folded
    if word in _REPEAT and at + 1 < len(heard):
        after = heard[at + 1].folded
        value = unit(after)
        if value is not None and value < 10:
            return str(value) * _REPEAT[word], 2
        return "", 1
    plain = word.replace(",", "").replace(":", "").replace(".", "")
    if plain.isdigit():
        return plain, 1
    value = unit(word)
    if value is None or value > 99 or word in ("no", "so", "tera", "bara"):
        return "", 1
    if value >= 20 and value % 10 == 0 and at + 1 < len(heard):
        one = unit(heard[at + 1].folded)
        if one is not None and 0 < one < 10 and heard[at + 1].folded in _EN:
            return str(value + one), 2
    return str(value), 1


def spoken_digits(digits: str, language: Language) -> str:
    """A phone number in groups of words: "nine nine nine, one three four, four seven seven"."""
    names = HINDI if language == "hi" else _EN
    local = _local("".join(c for c in digits if c.isdigit()))
    sizes = (3, 3, 4) if len(local) == _FULL else (4,) * (len(local) // 4 + 1)
    out, at = [], 0
    for size in sizes:
        part = local[at : at + size]
        if part:
            out.append(" ".join(names[int(c)] for c in part))
        at += size
    return ", ".join(out)
