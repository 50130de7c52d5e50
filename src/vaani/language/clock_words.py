"""Which times of day are in a sentence, with every reading that the words allow?

Hindi and English clock words, parts of the day, limits ("after nine", "ke baad"), ranges. A number
that counts people, belongs to a date or to a phone number is not a time; a mere number is one only
beside a word that makes it one, or when a time was asked for (`bare_hour`). `clock_forms` reads the
single time, `clock_tables` holds the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from vaani.language.clock_forms import Clock, phrase_at, phrase_before, scan
from vaani.language.clock_offsets import moved_by_stretches
from vaani.language.clock_tables import (
    AFTER_ARTICLE,
    AFTER_PHRASES,
    ARTICLES,
    BAJE,
    BEECH,
    BEFORE,
    BEFORE_PHRASES,
    DAYTIME,
    EARLIEST,
    LATEST,
    PARTS,
    PAUNE,
    RELATIVE_DAYS,
    SAADHE,
    SAVA,
)
from vaani.language.found import Bound, ClockReading, Found, PartOfDay
from vaani.language.memo import kept
from vaani.language.sentence import Word, folded_set, word_at, words

_Parts = Sequence[tuple[int, PartOfDay]]
_NOT_NIGHT = folded_set("last pichli pichhli पिछली")
_FILLERS = folded_set("ko ke ki mein me at around about by kareeb lagbhag को के की में करीब लगभग")
_JOINTS = _FILLERS | {"in", "the", "early"}


@kept
def find_clock(text: str) -> tuple[Found[ClockReading], ...]:
    """Every time that is said as a time, in the order of the sentence. A part of the day, "the
    earliest" or "the last slot" alone comes back without times."""
    heard = words(text)
    clocks = scan(heard)
    parts = _parts(heard, text)
    out: list[Found[ClockReading]] = []
    kept: list[Clock] = []
    for at, clock in enumerate(clocks):
        part = _part_for(heard, clock, clocks, parts)
        bound, first, last, led = _limits(heard, clock)
        if at + 1 < len(clocks) and _closes_range(heard, clock, clocks[at + 1]):
            led = True
        closes = bool(kept) and _closes_range(heard, kept[-1], clock)
        led = led or closes
        if not (
            clock.firm or led or _beside_part(heard, clock, parts) or _resaid(heard, clock, kept)
        ):
            continue
        if closes:
            out[-1] = _range(out[-1], kept[-1], clock, part, heard[clock.stop - 1].end)
            continue
        kept.append(clock)
        reading = ClockReading(_times(clock, part), part, bound)
        out.append(Found(reading, heard[first].start, heard[last - 1].end))
    return moved_by_stretches(out, heard) if out else _without_hour(text, heard, parts)


@kept
def firm_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where times stand that can be nothing else: "eight thirty", "seven pm", "saat baje"."""
    heard = words(text)
    return tuple(
        (heard[one.start].start, heard[one.stop - 1].end) for one in scan(heard) if one.firm
    )


@kept
def bare_hour(text: str, whole_day: bool = False) -> ClockReading | None:
    """A time said as a mere number, for when a time was asked for; the last one said. With
    `whole_day` also "1930" and "eighteen"."""
    found = list(find_clock(text))
    timed = [one for one in found if one.value.times]
    if timed:
        return timed[-1].value
    heard = words(text)
    clocks = scan(heard, asked=True, whole_day=whole_day)
    if not clocks:
        return found[0].value if found else None
    clock, parts = clocks[-1], _parts(heard, text)
    part = _part_for(heard, clock, clocks, parts)
    return ClockReading(_times(clock, part), part, _limits(heard, clock)[0])


def _parts(heard: Sequence[Word], text: str) -> list[tuple[int, PartOfDay]]:
    """Parts of the day and where they stand; greetings and "last night" are none."""
    out: list[tuple[int, PartOfDay]] = []
    for at, word in enumerate(heard):
        before = word_at(heard, at - 1)
        if word.folded in DAYTIME and word_at(heard, at + 1) in ("ke", "mein", "me", "के", "में"):
            out.append((at, "noon"))
        part = PARTS.get(word.folded)
        greets = before in ("good", "very", "गुड") or (at == 0 and text[word.end :][:1] == "!")
        if part is None or greets or (part == "night" and before in _NOT_NIGHT):
            continue
        if word.folded not in ("rat", "sham") or _near_time(heard, at):
            out.append((at, part))
    return out


def _near_time(heard: Sequence[Word], at: int) -> bool:
    before, after = word_at(heard, at - 1), word_at(heard, at + 1)
    near = before in RELATIVE_DAYS | _THIS | BAJE or after in _FILLERS
    return near or (not heard[min(at + 1, len(heard) - 1)].pause and _hour_after(heard, at + 1))


_THIS = folded_set("is isi ki aaj इस इसी की")


def _hour_after(heard: Sequence[Word], at: int) -> bool:
    """ "Sham 6 baje", "sham saadhe saat": an hour follows."""
    return word_at(heard, at) in SAADHE | SAVA | PAUNE or word_at(heard, at + 1) in BAJE


def _without_hour(
    text: str, heard: Sequence[Word], parts: _Parts
) -> tuple[Found[ClockReading], ...]:
    folded = " " + " ".join(word.folded for word in heard) + " "
    limits: tuple[tuple[tuple[str, ...], Bound], ...] = ((EARLIEST, "earliest"), (LATEST, "latest"))
    for names, bound in limits:
        if any(f" {name} " in folded for name in names):
            return (Found(ClockReading((), parts[0][1] if parts else None, bound), 0, len(text)),)
    if parts:
        at, part = parts[-1]
        return (Found(ClockReading((), part), heard[at].start, heard[at].end),)
    return ()


def _limits(heard: Sequence[Word], clock: Clock) -> tuple[Bound, int, int, bool]:
    """How the words around limit a time, where the phrase begins and ends, and whether they make
    a mere number a time."""
    bound: Bound = "at"
    first, last = clock.start, clock.stop
    for phrase, limit in BEFORE_PHRASES:
        size = phrase_before(heard, clock.start, phrase)
        if size:
            return limit, clock.start - size, last, True
    before = word_at(heard, clock.start - 1)
    led = before in BEFORE
    if led:
        bound, first = BEFORE[before], clock.start - 1
    for phrase, limit in AFTER_PHRASES:
        size = phrase_at(heard, clock.stop, phrase)
        if size:
            if phrase in ("se", "से") and not clock.firm:
                break
            return limit, first, last + size, True
    if not clock.firm and _after_day(heard, clock):
        led = True
    return bound, first, last, led


def _after_day(heard: Sequence[Word], clock: Clock) -> bool:
    """ "Tomorrow seven." names a time: nothing follows the number."""
    ends = clock.stop >= len(heard) or heard[clock.stop].pause
    return (
        ends and word_at(heard, clock.start - 1) in RELATIVE_DAYS and not heard[clock.start].pause
    )


def _beside_part(heard: Sequence[Word], clock: Clock, parts: _Parts) -> bool:
    """Does a part of the day stand next to a mere number: "shaam ko saat", "seven at night"?"""
    places = {at for at, _ in parts}
    follows = word_at(heard, clock.stop)
    near = clock.start - 1 in places
    if clock.start - 2 in places and word_at(heard, clock.start - 1) in _FILLERS:
        near = True
    behind = clock.stop in places or (follows in ("in", "at") and clock.stop + 1 in places)
    if follows == "in" and word_at(heard, clock.stop + 1) in ("the", "early"):
        behind = behind or clock.stop + 2 in places
    if not near or behind or word_at(heard, clock.start) not in ARTICLES:
        return near or behind
    return clock.stop >= len(heard) or heard[clock.stop].pause or follows in AFTER_ARTICLE


def _resaid(heard: Sequence[Word], clock: Clock, kept: Sequence[Clock]) -> bool:
    """ "Half past six ... can you make it nine": after one time, "make it" leads another; and so
    does "no": "at seven, no, eight"."""
    if not kept:
        return False
    lead = " ".join(word_at(heard, clock.start - n) for n in (2, 1))
    alone = clock.stop >= len(heard) or heard[clock.stop].pause
    near = clock.start - kept[-1].stop <= 3
    return lead in ("make it", "make that") or (
        alone and near and word_at(heard, clock.start - 1) in ("no", "nahi", "sorry", "नहीं", "actually", "or", "ya", "या")
    )  # fmt: skip


def _part_for(
    heard: Sequence[Word], clock: Clock, clocks: Sequence[Clock], parts: _Parts
) -> PartOfDay | None:
    """The part of the day that a time belongs to: the nearest, unless another time is nearer."""
    if not parts or clock.half is not None:
        return None
    if len(clocks) > 1:
        parts = [
            (at, part)
            for at, part in parts
            if _distance(heard, clock, at) <= 3
            and all(_distance(heard, clock, at) <= _distance(heard, other, at) for other in clocks)
        ]
    return min(parts, key=lambda part: _distance(heard, clock, part[0]))[1] if parts else None


def _distance(heard: Sequence[Word], clock: Clock, at: int) -> int:
    """Words from a time to a part of the day; "at the", "ko" between them do not count."""
    between = heard[at + 1 : clock.start] if at < clock.start else heard[clock.stop : at]
    return 1 + sum(word.folded not in _JOINTS for word in between)


def _times(clock: Clock, part: PartOfDay | None) -> tuple[time, ...]:
    """Every time of day that fits an hour and the part of the day, in the day's order."""
    hour, minute = clock.hour % 24, clock.minute
    if clock.half == "24" or clock.hour > 12 or clock.hour == 0:
        return (time(hour, minute),)
    early, late = time(hour % 12, minute), time(hour % 12 + 12, minute)
    if clock.half is not None:
        return (early if clock.half == "am" else late,)
    if part == "morning":
        return (early, late) if hour == 12 else (early,)
    if part == "noon":
        return (early if hour in (10, 11) else late,)
    if part in ("afternoon", "evening"):
        return (late,)
    if part == "night":
        return (early if hour == 12 or hour <= 5 else late,)
    return (early, late)


def _closes_range(heard: Sequence[Word], opened: Clock, clock: Clock) -> bool:
    between = [word.folded for word in heard[opened.stop : clock.start]]
    before = word_at(heard, opened.start - 1)
    if between == ["and"]:
        return before == "between"
    if between and between[-1] in ("to", "till", "until"):
        firm = clock.firm and len(between) == 1
        return before == "from" or (firm and heard[clock.start].folded[0].isdigit())
    after = [word_at(heard, clock.stop + n) for n in range(3)]
    if between in (["aur"], ["और"]):
        return any(word in BEECH for word in after)
    closed = clock.firm or any(word in BEECH or word in ("tak", "तक") for word in after)
    return between in (["se"], ["से"]) and closed


def _range(
    found: Found[ClockReading], opened: Clock, clock: Clock, part: PartOfDay | None, end: int
) -> Found[ClockReading]:
    """One reading from the first time to the second; what is known of one half serves the other."""
    until = _times(clock, part)
    value = found.value
    times = value.times
    if value.part is None and opened.half is None:
        times = _times(replace(opened, half=clock.half), part)
        if len(until) == 1 and len(times) == 1 and times[0] > until[0]:
            times = tuple(t for t in _times(opened, None) if t < until[0]) or times
    elif len(until) > 1 and len(times) == 1:
        until = tuple(t for t in until if t > times[0])[:1] or until
    return Found(ClockReading(times, value.part or part, "after", until), found.start, end)
