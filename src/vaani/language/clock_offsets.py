"""Which time is meant by "half an hour before ten" or "das baje se aadha ghanta pehle"?

A stretch before or behind a time that is said: the time itself, moved. English puts the stretch
first, Hindi behind the time; readings keep the part of the day that was said with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from vaani.language.found import ClockReading, Found
from vaani.language.sentence import Word, folded_set, word_at
from vaani.language.spans import stretch_at

_BEFORE = folded_set("before prior pehle pahle pahele पहले")
_AFTER = folded_set("after past behind baad bad बाद")
_FROM = folded_set("se ke k से के")
_FILL = folded_set("to at about around exactly just theek thik ठीक")
_BEHIND_TIME = folded_set("baje baj o'clock sharp bajey बजे")
_SHORT = 3 * 60
_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 (a wall clock without a day)


def moved_by_stretches(
    found: Sequence[Found[ClockReading]], heard: Sequence[Word]
) -> tuple[Found[ClockReading], ...]:
    """The same times, those with a stretch beside them moved by it and their span widened."""
    out: list[Found[ClockReading]] = []
    for one in found:
        moved = _moved(one, heard) if one.value.times and not one.value.until else None
        out.append(moved or one)
    return tuple(out)


def _moved(one: Found[ClockReading], heard: Sequence[Word]) -> Found[ClockReading] | None:
    inside = [at for at, word in enumerate(heard) if one.start <= word.start < one.end]
    if not inside:
        return None
    read = _led(heard, inside[0]) or _followed(heard, inside[-1] + 1)
    if read is None:
        return None
    minutes, start, stop = read
    shifted = tuple(sorted({_shifted(at, minutes) for at in one.value.times}))
    start = min(one.start, heard[start].start)
    end = max(one.end, heard[stop - 1].end)
    return Found(replace(one.value, times=shifted, bound="at"), start, end)


def _led(heard: Sequence[Word], first: int) -> tuple[int, int, int] | None:
    """Half an hour before ten; the bound "before" may stand inside the time's own span."""
    for at in (first, first - 1, first - 2):
        word = word_at(heard, at)
        if word not in _BEFORE and word not in _AFTER:
            continue
        if any(word_at(heard, n) not in _FILL for n in range(at + 1, first)):
            continue
        for begin in range(max(0, at - 5), at):
            read = stretch_at(heard, begin)
            if read is not None and read[1] == at and read[0] <= _SHORT:
                minutes = read[0] if word in _AFTER else -read[0]
                return minutes, begin, at + 1
    return None


def _followed(heard: Sequence[Word], stop: int) -> tuple[int, int, int] | None:
    """Das baje se aadha ghanta pehle; das ke ek ghante baad."""
    at = stop - (word_at(heard, stop - 1) in _FROM)
    at += word_at(heard, at) in _BEHIND_TIME
    if word_at(heard, at) not in _FROM:
        return None
    at += 1
    at += word_at(heard, at) in _FILL
    read = stretch_at(heard, at)
    if read is None or read[0] > _SHORT:
        return None
    minutes, behind = read
    behind += word_at(heard, behind) in _FROM
    if word_at(heard, behind) in _BEFORE:
        return -minutes, at, behind + 1
    if word_at(heard, behind) in _AFTER:
        return minutes, at, behind + 1
    return None


def _shifted(at: time, minutes: int) -> time:
    return (datetime.combine(_DAY, at) + timedelta(minutes=minutes)).time()
