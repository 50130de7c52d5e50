"""In how many minutes from now is something wanted: "in an hour and a half", "dedh ghante mein"?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from vaani.language.found import Found
from vaani.language.memo import kept
from vaani.language.number_words import ONES, TENS, unit
from vaani.language.numbers import is_other_word
from vaani.language.sentence import Word, folded_set, word_at, words

_HOURS = folded_set("hour hours hr hrs ghante ghanta ghanto ghanton घंटे घंटा घण्टे घण्टा घंटों")
_MINUTES = folded_set("minute minutes min mins minat minton मिनट मिनटों")
_ENGLISH = frozenset("hour hours hr hrs minute minutes min mins".split())
_A = folded_set("a an ek one एक")
_HALF = folded_set("half aadha aadhe adha adhe आधा आधे")
_MORE = (
    (folded_set("sava sawa savaa सवा"), 15),
    (folded_set("saadhe sadhe saade sade sarhe saarhe साढ़े साडे साढे"), 30),
    (folded_set("paune pone paun pauney pawne पौने पौन"), -15),
)
_WHOLE = (
    (folded_set("dedh derh ded deedh डेढ़"), 90),
    (folded_set("dhai dhaai adhai dhayi arhai ढाई अढ़ाई"), 150),
)
_FIRST = _A.union(_HALF, *(names for names, _ in _MORE + _WHOLE))
_IN = frozenset(("in", "after", "within"))
_FAR = 12 * 60
""" "Within 24 hours" speaks of a rule; a booking is wanted sooner."""
_BEHIND = folded_set("mein me main baad bad में बाद")
_KE = folded_set("ke के")


def told_of(heard: Sequence[Word]) -> bool:
    """Are hours or minutes spoken of at all? Most sentences hold no stretch of time."""
    return any(word.folded in _HOURS or word.folded in _MINUTES for word in heard)


@kept
def find_spans(text: str) -> tuple[Found[int], ...]:
    """Every stretch of time that is counted from now, in minutes."""
    heard = words(text)
    if not told_of(heard):
        return ()
    out: list[Found[int]] = []
    at = 0
    while at < len(heard):
        read = _from_now(heard, at)
        if read is None:
            at += 1
            continue
        minutes, stop = read
        out.append(Found(minutes, heard[at].start, heard[stop - 1].end))
        at = stop
    return tuple(out)


def _from_now(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    led = word_at(heard, at) in _IN
    read = stretch_at(heard, at + led)
    if read is None:
        return None
    minutes, stop = read
    if minutes > _FAR and word_at(heard, at) in ("within", "after"):
        return None
    after, behind = word_at(heard, stop), word_at(heard, stop + 1)
    if after == "from" and behind in ("now", "this"):
        return minutes, stop + 2
    if after == "or" and behind == "so" and led:
        return minutes, stop + 2
    english = word_at(heard, stop - 1) in _ENGLISH | _HALF
    if led and english and after not in ("late", "of", "later"):
        return minutes, stop
    if after in _BEHIND or (after in _KE and behind in _BEHIND):
        return minutes, stop + 1 + (after in _KE)
    return None


@lru_cache(maxsize=4096)
def _begins(word: str) -> bool:
    """Can a stretch of time begin with this word? Most words of a sentence cannot."""
    return word in _FIRST or unit(word) is not None


def stretch_at(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """How long, and the next index: "an hour and a half", "paune do ghante", "45 minutes"."""
    if not _begins(word_at(heard, at)):
        return None
    for reader in (_fraction, _quarters, _counted):
        read = reader(heard, at)
        if read is not None:
            return read
    return None


def _fraction(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Half an hour, aadhe ghante, dedh ghanta, sawa do ghante."""
    word = word_at(heard, at)
    if word in _HALF:
        step = at + 1 + (word_at(heard, at + 1) in ("a", "an"))
        return (30, step + 1) if word_at(heard, step) in _HOURS else None
    for names, minutes in _WHOLE:
        if word in names:
            return (minutes, at + 2) if word_at(heard, at + 1) in _HOURS else None
    for names, more in _MORE:
        if word not in names:
            continue
        if word_at(heard, at + 1) in _HOURS:
            return (60 + more, at + 2) if more != 30 else None
        count = unit(word_at(heard, at + 1)) if word_at(heard, at + 1) else None
        if count and count < 12 and word_at(heard, at + 2) in _HOURS:
            return count * 60 + more, at + 3
    return None


def _quarters(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """A quarter of an hour, three quarters of an hour."""
    said = [word_at(heard, at + n) for n in range(5)]
    if said[1] not in ("quarter", "quarters") or said[0] not in ("a", "three"):
        return None
    step = 2 + (said[2] == "of")
    if said[step] != "an" or said[step + 1 : step + 2] != ["hour"]:
        return None
    return (15 if said[0] == "a" else 45), at + step + 2


def _counted(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Two hours, an hour and a half, two and a half hours, an hour and 20 minutes."""
    count, stop = _count(heard, at)
    if count is None:
        return None
    half = [word_at(heard, stop + n) for n in range(3)] == ["and", "a", "half"]
    stop += 3 if half else 0
    word = word_at(heard, stop)
    if word in _MINUTES and not half:
        return count, stop + 1
    if word not in _HOURS:
        return None
    minutes, stop = count * 60 + 30 * half, stop + 1
    if [word_at(heard, stop + n) for n in range(3)] == ["and", "a", "half"] and not half:
        return minutes + 30, stop + 3
    join = stop + (word_at(heard, stop) in ("and", "aur", "और"))
    more, after = _count(heard, join)
    if more is not None and word_at(heard, after) in _MINUTES and not half:
        return minutes + more, after + 1
    return minutes, stop


def _count(heard: Sequence[Word], at: int) -> tuple[int | None, int]:
    word = word_at(heard, at)
    if word in _A:
        return 1, at + 1
    value = unit(word) if word and not is_other_word(heard, at) else None
    if value is None or not 0 < value < 100:
        return None, at
    one = ONES.get(word_at(heard, at + 1), 0)
    if word in TENS and 0 < one < 10:
        return value + one, at + 2
    return value, at + 1
