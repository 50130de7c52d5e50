"""Which weekday, month or day of the month does a word name, and which day lies so far ahead?

The small pieces that `dates` and `nth_weekdays` put together.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from vaani.language.date_words import (
    AFTER_MAI,
    MONTH,
    MONTHS,
    NOT_MAY,
    SHORT_WEEKDAYS,
    SPANS,
    WEAK_WEEKDAYS,
    WEEKDAYS,
)
from vaani.language.number_words import ONES, unit
from vaani.language.numbers import HINDI_ORDINALS, is_other_word, ordinal
from vaani.language.sentence import Word, folded_set, word_at


def ahead_of(base: date, count: int, span: str) -> date:
    """A day some days, weeks or calendar months after another."""
    if span not in MONTH:
        return base + timedelta(count * SPANS[span])
    year, month = divmod(base.year * 12 + base.month - 1 + count, 12)
    return date(year, month + 1, min(base.day, monthrange(year, month + 1)[1]))


def weekday_at(heard: Sequence[Word], at: int) -> int | None:
    word = word_at(heard, at).removesuffix("'s")
    if word.endswith("days") and word[:-1] in WEEKDAYS:
        word = word[:-1]
    if word in WEAK_WEEKDAYS and word_at(heard, at + 1) in ("ko", "को", "ke", "के", "ki", "की"):
        return WEAK_WEEKDAYS[word]
    if word in SHORT_WEEKDAYS and _short(heard, at):
        return SHORT_WEEKDAYS[word]
    return WEEKDAYS.get(word)


def _short(heard: Sequence[Word], at: int) -> bool:
    """ "Sat, Feb 13", "on Sun", "this Mon": no "sat" and no "sun" of another kind."""
    before, after = word_at(heard, at - 1), word_at(heard, at + 1)
    if month_at(heard, at + 1) is not None or ordinal(heard, at + 1) is not None:
        return True
    if after.isdigit() and month_at(heard, at + 2) is not None:
        return True
    ends = at + 1 >= len(heard) or heard[at + 1].pause or after in _AFTER_SHORT
    return before in _BEFORE_SHORT and not heard[at].pause and ends


_BEFORE_SHORT = folded_set("on this next coming for")
_AFTER_SHORT = folded_set("at night morning evening afternoon please the from by")


def nearest(today: date, weekday: int) -> date:
    """The nearest such weekday after today."""
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def day_number(heard: Sequence[Word], at: int) -> tuple[int, int, bool] | None:
    """A day of the month: its number, the word after it, and whether it was said as an ordinal."""
    said = ordinal(heard, at)
    if said is not None:
        return (*said, True) if 0 < said[0] <= 31 else None
    word = word_at(heard, at)
    if word in SHORT_WEEKDAYS and _short(heard, at):
        return None
    value = HINDI_ORDINALS.get(word, unit(word))
    if (
        value is None
        or not 0 < value <= 31
        or word in ("so", "no", "oh")
        or is_other_word(heard, at)
    ):
        return None
    one = ONES.get(word_at(heard, at + 1), 0)
    if word in ("twenty", "thirty") and 0 < one < 10 and value + one <= 31:
        return value + one, at + 2, False
    return value, at + 1, False


def month_at(heard: Sequence[Word], at: int) -> int | None:
    word, after = word_at(heard, at), word_at(heard, at + 1)
    if word == "may" and after in NOT_MAY:
        return None
    ends = at + 1 >= len(heard) or heard[at + 1].pause
    if word == "mai" and not (ends or after in AFTER_MAI or after.isdigit()):
        return None
    return None if word == "jan" and after in ("ke", "ki", "के") else MONTHS.get(word)
