"""Which hour is "an hour after you open" or "band hone se ek ghanta pehle"?

A stretch beside the house's opening or closing, counted by the hours of the day that is spoken of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from vaani.call.plan import WEEKDAYS, Business
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import TimeWish
from vaani.dialogue.understanding.wishes import Placed
from vaani.language.dates import find_dates
from vaani.language.found import ClockReading
from vaani.language.sentence import Word, folded_set, word_at, words
from vaani.language.spans import stretch_at, told_of

_BEFORE = folded_set("before pehle pahle पहले")
_AFTER = folded_set("after baad bad बाद")
_OPENS = ("open", "khul", "khol", "खुल", "खोल")
_CLOSES = ("clos", "shut", "band", "बंद", "बन्द")
_LATE = folded_set("evening dinner night shaam sham raat शाम रात tonight")
_NEAR = 7


def beside_opening(text: str, scene: Scene) -> Placed | None:
    """The hour that is meant, and where its stretch was said; None without one."""
    heard = words(text)
    for at in range(len(heard)) if told_of(heard) else ():
        read = stretch_at(heard, at)
        if read is None:
            continue
        minutes, stop = read
        after = word_at(heard, stop) in _AFTER
        if not after and word_at(heard, stop) not in _BEFORE:
            continue
        edge = _edge(heard, stop + 1, stop + 1 + _NEAR) or _edge(heard, at - _NEAR, at)
        if edge is None:
            continue
        days = find_dates(text, scene.now)
        day = days[0].value.days[0] if days else scene.now.date()
        moment = _hour(scene.business, day, edge, any(w.folded in _LATE for w in heard))
        if moment is None:
            return None
        at_time = _moved(moment, minutes if after else -minutes)
        return Placed(TimeWish(ClockReading((at_time,))), heard[at].start, heard[stop].end)
    return None


def _edge(heard: Sequence[Word], start: int, stop: int) -> str | None:
    near = [word_at(heard, at) for at in range(max(0, start), min(stop, len(heard)))]
    if any(word.startswith(_OPENS) for word in near):
        return "opens"
    return "closes" if any(word.startswith(_CLOSES) for word in near) else None


def _hour(business: Business, day: date, edge: str, late: bool) -> time | None:
    """When the house opens or closes that day; in the evening its last period counts."""
    periods = business.hours.get(WEEKDAYS[day.weekday()], ())
    if not periods:
        return None
    if edge == "closes":
        return periods[-1].close
    return periods[-1].open if late else periods[0].open


def _moved(at: time, minutes: int) -> time:
    base = datetime(2000, 1, 2, at.hour, at.minute)  # noqa: DTZ001 (a wall clock without a day)
    return (base + timedelta(minutes=minutes)).time()
