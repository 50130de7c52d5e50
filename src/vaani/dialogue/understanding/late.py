"""Does the caller say that he is on his way, and late? (RULES 1.11)"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.clauses import asks, intent, mine
from vaani.dialogue.understanding.existing import tells_of_own
from vaani.dialogue.understanding.match import Phrases, without
from vaani.dialogue.understanding.reading import Reading, timed
from vaani.dialogue.understanding.relative import shift
from vaani.dialogue.understanding.vocabulary import DayWish, RunningLate, ShiftBy, TimeWish
from vaani.language.numbers import find_numbers


def running_late(reading: Reading) -> RunningLate | None:
    """By how many minutes, as far as that is said; None when something else is meant."""
    said, scene = reading.said, reading.scene
    moved = scene.flow in ("book", "change") and timed(reading)
    late = tables.LATE.within(said) and not _LATER_PLEASE.within(said)
    late = late and not tables.DURATION.within(said)
    if not late or moved or reading.has(ShiftBy) or _wishes_anyway(reading) or _drops_it(reading):
        return None
    hours = [one for one in reading.placed if isinstance(one.value, TimeWish | DayWish)]
    numbers = [
        one.value
        for one in find_numbers(reading.text)
        if one.value % 5 == 0
        and one.value < 180
        and not any(hour.start <= one.start < hour.end for hour in hours)
    ]
    stretch = shift(reading.text)
    told = abs(stretch[0]) if stretch is not None and abs(stretch[0]) < _A_DAY else None
    return RunningLate(numbers[-1] if numbers else told)


_A_DAY = 1440
"""Minutes."""


def _drops_it(reading: Reading) -> bool:
    """ "Jaam mein phans gaya, barah baje wala radd kar do": given up, and not only late."""
    said = reading.said
    return tables.CANCEL.within(said) and not tables.NOT_CANCEL.within(said) and not asks(said)


def _wishes_anyway(reading: Reading) -> bool:
    """ "Usko saat baje kara dijiye, office se nikalne mein der hogi": why he wishes it. Who speaks
    of another day than today is not on his way."""
    said = without(reading.said, tables.LATE)
    named = timed(reading) and intent(said, reading.scene) == "change"
    today = reading.scene.now.date()
    days = [one.value.reading.days for one in reading.placed if isinstance(one.value, DayWish)]
    cancelled = mine(said) and intent(said, reading.scene) == "cancel"
    other_day = any(today not in one for one in days) and not tells_of_own(reading.said)
    return named or cancelled or other_day


_LATER_PLEASE = Phrases(
    "der se ho sakt*, der se ho jay*, der se kar sakt*, der se rakh*, der se mil sakt*, देर से हो सकत*, देर से कर सकत*, late ho sakt*, late kar sakt*, late kar do, late kar dijiye, der se kar do, can it be, can we make, could it be, could we make, लेट हो सकत*, लेट कर दीजिए, लेट कर दो"
)
