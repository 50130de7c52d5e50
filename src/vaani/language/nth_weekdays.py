"""Which day is "the first Tuesday of March", "agle mahine ka doosra somvaar", "two Sundays from now"?"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from vaani.language.date_words import LATER, MONTH, NEXT, THIS
from vaani.language.day_words import ahead_of, month_at, nearest, weekday_at
from vaani.language.found import DateReading
from vaani.language.number_words import unit
from vaani.language.numbers import HINDI_ORDINALS, ORDINALS, is_other_word
from vaani.language.sentence import Word, folded_set, word_at

_LAST = folded_set("last final aakhri akhri aakhiri akhiri आखिरी आख़िरी अंतिम")
_JOINS = folded_set("of in the ka ki ke का की के mein me में for")
_NOW = folded_set("now today")
HEADS = _LAST.union(_JOINS, ORDINALS, HINDI_ORDINALS)
"""Words that such a day may begin with, beside numbers, weekdays, months and "the"."""


def nth_weekday(heard: Sequence[Word], at: int, today: date) -> tuple[DateReading, int] | None:
    """The day that such words name from word `at` on, and the next index."""
    for reader in (_named_first, _month_first, _counted_weekdays):
        read = reader(heard, at, today)
        if read is not None:
            day, stop = read
            return DateReading((day,)), stop
    return None


def _named_first(heard: Sequence[Word], at: int, today: date) -> tuple[date, int] | None:
    """The first Tuesday of March, last Friday of this month."""
    start = at + (word_at(heard, at) == "the")
    place = _place(heard, start)
    weekday = weekday_at(heard, start + 1) if place else None
    if place is None or weekday is None or word_at(heard, start + 2) not in _JOINS:
        return None
    month = _month(heard, start + 2, today)
    return _in(month, place, weekday, today) if month else None


def _month_first(heard: Sequence[Word], at: int, today: date) -> tuple[date, int] | None:
    """Agle mahine ka doosra somvaar, March ka pehla mangalvaar."""
    month = _month(heard, at, today)
    if month is None:
        return None
    step = month[1]
    while word_at(heard, step) in _JOINS:
        step += 1
    place = _place(heard, step)
    weekday = weekday_at(heard, step + 1) if place else None
    if place is None or weekday is None:
        return None
    return _in((month[0], step + 2, month[2]), place, weekday, today)


def _place(heard: Sequence[Word], at: int) -> int | None:
    """Which of the month's: 1 to 5, or -1 for the last."""
    word = word_at(heard, at)
    if word in _LAST:
        return -1
    if word[:1].isdigit() and word[1:] in ("st", "nd", "rd", "th"):
        place = int(word[0])
    else:
        place = ORDINALS.get(word, HINDI_ORDINALS.get(word, 0))
    return place if 0 < place <= 5 else None


def _month(heard: Sequence[Word], at: int, today: date) -> tuple[date, int, bool] | None:
    """The first day of a month, the index behind it, and whether its name leaves the year open."""
    while word_at(heard, at) in _JOINS:
        at += 1
    word = word_at(heard, at)
    if word in NEXT | THIS and word_at(heard, at + 1) in MONTH:
        first = today.replace(day=1)
        return (ahead_of(first, 1, "month") if word in NEXT else first), at + 2, False
    if word in MONTH and word_at(heard, at - 1) == "the":
        return today.replace(day=1), at + 1, False
    month = month_at(heard, at)
    return (date(today.year, month, 1), at + 1, True) if month else None


def _in(
    month: tuple[date, int, bool], place: int, weekday: int, today: date
) -> tuple[date, int] | None:
    first, stop, named = month
    day = _of_month(first, place, weekday)
    if named and (day is None or day < today):
        day = _of_month(first.replace(year=first.year + 1), place, weekday)
    return (day, stop) if day else None


def _of_month(first: date, place: int, weekday: int) -> date | None:
    size = monthrange(first.year, first.month)[1]
    days = [first + timedelta(n) for n in range(size)]
    fitting = [day for day in days if day.weekday() == weekday]
    if place == -1:
        return fitting[-1]
    return fitting[place - 1] if place <= len(fitting) else None


def _counted_weekdays(heard: Sequence[Word], at: int, today: date) -> tuple[date, int] | None:
    """Two Sundays from now, do somvaar baad."""
    count = unit(word_at(heard, at)) if word_at(heard, at) else None
    if count is None or not 0 < count < 10 or is_other_word(heard, at):
        return None
    weekday = weekday_at(heard, at + 1)
    if weekday is None:
        return None
    after, behind = word_at(heard, at + 2), word_at(heard, at + 3)
    if after == "from" and behind in _NOW:
        stop = at + 4
    elif after in LATER or after in ("away", "hence"):
        stop = at + 3
    else:
        return None
    return nearest(today, weekday) + timedelta(7 * (count - 1)), stop
