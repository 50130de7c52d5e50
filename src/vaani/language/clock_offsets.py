"""Which time is meant by "half an hour before ten" or "das baje se aadha ghanta pehle"?

A stretch before or behind a time that is said: the time itself, moved. English puts the stretch
first, Hindi behind the time; readings keep the part of the day that was said with it. A stretch may
also point back to a time: "the film ends at nine, half an hour after that".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from vaani.language.found import ClockReading, Found
from vaani.language.memo import kept
from vaani.language.sentence import Word, folded_set, word_at, words
from vaani.language.spans import stretch_at, told_of

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
    if not told_of(heard):
        return tuple(found)
    out: list[Found[ClockReading]] = []
    for number, one in enumerate(found):
        movable = bool(one.value.times) and not one.value.until
        moved = _moved(one, heard) if movable else None
        out.append(moved or one)
        behind = found[number + 1].start if number + 1 < len(found) else None
        back = _pointed_back(one, heard, behind) if movable and moved is None else None
        if back is not None:
            then, ends_first = back
            out[-1:] = [then] if ends_first else [one, then]
    return tuple(out)


_THAT = folded_set("uske iske usse isse उसके इसके उससे इससे")
_THAT_TWO = folded_set("us is उस इस")
_IT = frozenset(("that", "it", "then", "this", "which"))
_HAPPENS = folded_set(
    "khatam khatm khtm chhutti chutti chhutegi chhutega train flight gaadi bus movie film picture show match "
    "meeting baithak class office daftar duty shift school college shaadi function pooja puja aarti lunch namaz "
    "close closes finish finishes finished over ends end ending land lands landing arrive arrives arriving reach done "
    "start starts begin begins break leave leaves pahunch pahunchegi pahunchenge nikal nikalte utar utrenge khulta "
    "ख़त्म खत्म छुट्टी ट्रेन फ्लाइट फ़्लाइट फिल्म फ़िल्म मूवी मीटिंग ऑफिस ऑफ़िस दफ़्तर क्लास बंद"
)
"""What happens at the time that is pointed back to, so that nothing is booked then."""


@kept
def pointing_back(text: str) -> tuple[tuple[int, int], ...]:
    """Where stretches stand that point back to a time: "uske aadhe ghante baad"."""
    heard = words(text)
    if not told_of(heard):
        return ()
    read = ((at, _behind_that(heard, at)) for at in range(len(heard)))
    return tuple((heard[at].start, heard[found[1] - 1].end) for at, found in read if found)


def _pointed_back(
    one: Found[ClockReading], heard: Sequence[Word], behind: int | None
) -> tuple[Found[ClockReading], bool] | None:
    """The time that a later stretch makes of this one, and whether this one itself is only what
    happens before ("the train comes at seven, an hour after that")."""
    end = (
        len(heard) if behind is None else next(n for n, w in enumerate(heard) if w.start >= behind)
    )
    first = next((at for at, word in enumerate(heard) if word.start >= one.end), end)
    for at in range(first, end):
        read = _behind_that(heard, at)
        if read is None:
            continue
        minutes, stop = read
        times = tuple(sorted({_shifted(clock, minutes) for clock in one.value.times}))
        moved = Found(
            replace(one.value, times=times, bound="at"), heard[at].start, heard[stop - 1].end
        )
        around = heard[max(0, first - 8) : at]
        return moved, any(word.folded in _HAPPENS for word in around)
    return None


def _behind_that(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """ "Uske aadhe ghante baad", "an hour after that": signed minutes, and the next index."""
    word = word_at(heard, at)
    if word in _THAT or (word in _THAT_TWO and word_at(heard, at + 1) in _FROM):
        start = at + 1 + (word not in _THAT)
        start += word_at(heard, start) in _FILL
        read = stretch_at(heard, start)
        if read is None or read[0] > _SHORT:
            return None
        minutes, stop = read
        stop += word_at(heard, stop) in _FROM
        way = word_at(heard, stop)
        return (
            (minutes * (1 if way in _AFTER else -1), stop + 1) if way in _BEFORE | _AFTER else None
        )
    if word in _HAPPENS and (named := _behind_event(heard, at)) is not None:
        return named
    read = stretch_at(heard, at)
    if read is None or read[0] > _SHORT:
        return None
    minutes, stop = read
    way, after = word_at(heard, stop), word_at(heard, stop + 1)
    if way in _BEFORE | _AFTER and after in _IT:
        return minutes * (1 if way in _AFTER else -1), stop + 2
    event = stop + 1 + (after in _ITS)
    if way in _BEFORE | _AFTER and after in _ITS and word_at(heard, event) in _HAPPENS:
        return minutes * (1 if way in _AFTER else -1), event + 1
    return None


_ITS = frozenset(("the", "my", "our", "his", "her"))
_HAPPENING = folded_set(
    "start shuru shuruaat khatam khatm end over hone hote ke ki ka ख़त्म खत्म शुरू होने के"
)


def _behind_event(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """ "Pooja ke start se do ghante baad", "film khatam hone ke aadhe ghante baad"."""
    step = at + 1
    while step < at + _EVENT_WORDS and word_at(heard, step) in _HAPPENING | _FROM | _FILL:
        step += 1
    if word_at(heard, step - 1) not in _FROM | _FILL or step == at + 1:
        return None
    read = stretch_at(heard, step)
    if read is None or read[0] > _SHORT:
        return None
    minutes, stop = read
    stop += word_at(heard, stop) in _FROM
    way = word_at(heard, stop)
    return (minutes * (1 if way in _AFTER else -1), stop + 1) if way in _BEFORE | _AFTER else None


_EVENT_WORDS = 6


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
