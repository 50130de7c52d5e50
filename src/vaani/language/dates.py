"""Which days are meant by a sentence?

Relative words, weekdays, days of the month, spans, in English and Hindi; the moment is an argument.
What the words leave open ("next Friday", a weekday that does not fit its date) comes back as two
days. `date_words` holds the tables, `spoken_moments` speaks days and times (offered here too).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from vaani.language.anchored_days import counted_on
from vaani.language.date_words import (
    AFTER_ORDINAL,
    AFTER_TOMORROW,
    AMBIGUOUS_MONTHS,
    BESIDE,
    DAY,
    FIXED_DAYS,
    LATER,
    MONTH,
    MONTHS,
    NEGATED,
    NEXT,
    NIGHT,
    OF_DAY,
    PAST,
    SHORT_WEEKDAYS,
    SPANS,
    TARIKH,
    THIS,
    TODAY,
    TOMORROW,
    WEAK_WEEKDAYS,
    WEEK,
    WEEKDAYS,
    WEEKEND,
)
from vaani.language.day_words import ahead_of, day_number, month_at, nearest, weekday_at
from vaani.language.found import DateReading, Found
from vaani.language.memo import kept
from vaani.language.nth_weekdays import HEADS, nth_weekday
from vaani.language.number_words import unit
from vaani.language.numbers import is_other_word, ordinal, read_number
from vaani.language.sentence import Word, folded_set, word_at, words
from vaani.language.spoken_moments import spoken_date, spoken_time

__all__ = ["find_dates", "spoken_date", "spoken_time"]

_Read = tuple[DateReading, int]
_OF = folded_set("of ki ke ka की के का in")
_SE = folded_set("se ke से के from")
_COUNTED = folded_set("baje pm am people log बजे लोग o'clock persons guests a p")
_LED = folded_set("the on for from by after before till until date")
_FAR_YEARS = 9
_MEIN = folded_set("mein me main में")
_REPORT = folded_set("report reports result results रिपोर्ट")
""" "Report do din mein milegi" asks when it is ready."""


@kept
def find_dates(text: str, now: datetime) -> tuple[Found[DateReading], ...]:
    """Every day of the sentence, in its order. Only the calendar date of `now` counts."""
    heard = _months_written(text)
    today = now.date()
    out: list[Found[DateReading]] = []
    at = 0
    while at < len(heard):
        past = word_at(heard, at) in PAST and weekday_at(heard, at + 1) is not None
        read = nth_weekday(heard, at, today) if past else _read(heard, at, today)
        if past and read is None:
            at += 2
            continue
        if read is None:
            at += 1
            continue
        reading, stop = _later(heard, *read)
        out.append(Found(reading, heard[at].start, heard[stop - 1].end))
        at = stop
    return counted_on(text, _merged(out, heard, today))


def _months_written(text: str) -> tuple[Word, ...]:
    """The words; the "Jan" of "6 Jan", "2nd jan", "on 6 jan" is a month, that of "do jan" people."""
    heard = words(text)
    named = [at for at in range(len(heard)) if _is_january(text, heard, at)]
    return (
        tuple(
            word._replace(folded="january") if at in named else word
            for at, word in enumerate(heard)
        )
        if named
        else heard
    )


def _is_january(text: str, heard: Sequence[Word], at: int) -> bool:
    if heard[at].folded != "jan" or at == 0 or heard[at].pause:
        return False
    before, lead = word_at(heard, at - 1), word_at(heard, at - 2)
    dated = before.isdigit() and (
        lead in ("on", "the") or text[heard[at].start : heard[at].end] == "Jan"
    )
    year = word_at(heard, at + 1)
    return (
        dated
        or (before[:1].isdigit() and not before.isdigit())
        or (year.isdigit() and len(year) == 4)
    )


@lru_cache(maxsize=4096)
def _begins(word: str) -> bool:
    """Can a day begin with this word? Most words of a sentence cannot."""
    plain = word.removesuffix("'s").removesuffix("s")
    return word in _FIRST or plain in WEEKDAYS or word[:1].isdigit() or unit(word) is not None


def _read(heard: Sequence[Word], at: int, today: date) -> _Read | None:
    if not _begins(word_at(heard, at)):
        return None
    for reader in (nth_weekday, _relative, _counted, _other_month, _calendar, _weekday, _named_day):
        read = reader(heard, at, today)
        if read is not None:
            return read
    return None


def _named_day(heard: Sequence[Word], at: int, today: date) -> _Read | None:
    """ "Boxing Day", "New Year's Eve": the next one."""
    for size in (3, 2, 1):
        found = FIXED_DAYS.get(tuple(word_at(heard, at + n) for n in range(size)))
        if found is not None:
            day = date(today.year, *found)
            return _definite(day if day >= today else day.replace(year=today.year + 1), at + size)
    return None


def _definite(day: date, stop: int, night: bool = False) -> _Read:
    return DateReading((day,), night=night), stop


def _night(heard: Sequence[Word], at: int) -> bool:
    return word_at(heard, at) in NIGHT or (
        word_at(heard, at) in OF_DAY and word_at(heard, at + 1) in NIGHT
    )


def _relative(heard: Sequence[Word], at: int, today: date) -> _Read | None:
    """Today, tomorrow, the day after, the weekend."""
    word, after = word_at(heard, at), word_at(heard, at + 1)
    if word == "day" and after == "after" and word_at(heard, at + 2) in TOMORROW:
        return _definite(today + timedelta(2), at + 3, _night(heard, at + 3))
    if (
        word == "day"
        and after == "after"
        and (any(w.folded in TOMORROW for w in heard[:at]) or _alone(heard, at))
    ):
        return _definite(today + timedelta(2), at + 2)
    if (word == "this" and after in _PARTS_OF_DAY) or (word in _IS and after in _HINDI_PARTS):
        return _definite(today, at + 1, after in NIGHT)
    if word in TODAY:
        if after in ("kal", "कल") and not heard[at + 1].pause and not _night(heard, at + 2):
            return None
        return _definite(today, at + 1, word == "tonight" or _night(heard, at + 1))
    if word in AFTER_TOMORROW:
        return _definite(today + timedelta(2), at + 1, _night(heard, at + 1))
    if word in TOMORROW and word_at(heard, at - 1) not in ("aaj", "आज"):
        follows = word_at(heard, at + 2)
        if after in _SE and (follows in NEXT or (follows in LATER and after in ("ke", "के"))):
            stop = at + 3 + (word_at(heard, at + 3) in ("din", "दिन"))
            return _definite(today + timedelta(2), stop)
        if after in ("week", "वीक"):
            return _definite(today + timedelta(8), at + 2)
        return _definite(today + timedelta(1), at + 1, _night(heard, at + 1))
    if word in WEEKEND or (word in NEXT | THIS and after in WEEKEND):
        near = today if today.weekday() == _SATURDAY else nearest(today, _SATURDAY)
        if word in NEXT:
            return DateReading((near, near + timedelta(7)), "next_weekday"), at + 2
        return DateReading((near, near + timedelta(1)), "weekend"), at + 1 + (word not in WEEKEND)
    return None


_SATURDAY = 5


def _alone(heard: Sequence[Word], at: int) -> bool:
    """ "No wait, day after": the day after tomorrow, where no other day stands behind it."""
    ends = at + 2 >= len(heard) or heard[at + 2].pause or word_at(heard, at + 2) in _AT
    return ends and word_at(heard, at - 1) != "the"


_AT = frozenset(("at", "for", "evening", "morning", "night", "please", "then"))


def _span(heard: Sequence[Word], at: int) -> tuple[int, str, int] | None:
    """Three days, ek hafte, a fortnight: how many, of what, and the next index."""
    word = word_at(heard, at)
    if word == "fortnight":
        return 1, word, at + 1
    if word in ("a", "an") and word_at(heard, at + 1) in SPANS:
        return 1, word_at(heard, at + 1), at + 2
    if unit(word) is None or is_other_word(heard, at):
        return None
    count, stop = read_number(heard, at) or (unit(word) or 0, at + 1)
    span = word_at(heard, stop)
    return (count, span, stop + 1) if span in SPANS and 0 < count < 100 else None


def _counted(heard: Sequence[Word], at: int, today: date) -> _Read | None:
    """In three days, teen din baad, a week from Friday, two weeks from today."""
    led = word_at(heard, at) in ("in", "after")
    at += led
    span = _span(heard, at)
    if span is None:
        return None
    count, size, stop = span
    after = word_at(heard, stop)
    if after in ("from", "after"):
        if word_at(heard, stop + 1) == "now":
            return _definite(ahead_of(today, count, size), stop + 2)
        base = _read(heard, stop + 1, today)
        return _definite(ahead_of(base[0].days[0], count, size), base[1]) if base else None
    if after in LATER:
        return _definite(ahead_of(today, count, size), stop + 1)
    if after in ("ke", "के") and word_at(heard, stop + 1) in LATER:
        return _definite(ahead_of(today, count, size), stop + 2)
    told = any(word.folded in _REPORT for word in heard)
    if after in _MEIN and size not in MONTH and (count > 1 or size not in DAY) and not told:
        return _definite(ahead_of(today, count, size), stop + 1)
    past = word_at(heard, at - 2) == "was" or after in ("time",)
    return _definite(ahead_of(today, count, size), stop) if led and not past else None


def _later(heard: Sequence[Word], reading: DateReading, stop: int) -> _Read:
    """A span that counts on from a day: aaj se teen din baad, somvaar ke do din baad; Friday week."""
    if word_at(heard, stop) == "week" and weekday_at(heard, stop - 1) is not None:
        return _definite(reading.days[0] + timedelta(7), stop + 1)
    if len(reading.days) != 1 or word_at(heard, stop) not in _SE:
        return reading, stop
    span = _span(heard, stop + 1)
    if span is None:
        return reading, stop
    count, size, end = span
    end += word_at(heard, end) in ("ke", "के")
    if word_at(heard, end) not in LATER:
        return reading, stop
    return _definite(ahead_of(reading.days[0], count, size), end + 1)


def _weekday(heard: Sequence[Word], at: int, today: date) -> _Read | None:
    word, after = word_at(heard, at), word_at(heard, at + 1)
    if word in NEXT | THIS and after in WEEK:
        step = (
            at
            + 2
            + (word_at(heard, at + 2) in ("ke", "on", "के", "ka", "का", "ki", "की", "mein", "में"))
        )
        weekday = weekday_at(heard, step)
        if weekday is None or heard[step].pause:
            return None
        monday = today + timedelta(7 - today.weekday())
        day = monday + timedelta(weekday) if word in NEXT else nearest(today, weekday)
        return _definite(day, step + 1, _night(heard, step + 1))
    ahead = int(word in NEXT | THIS and weekday_at(heard, at + 1) is not None)
    if not ahead and word in THIS | NEXT and after in ("wale", "वाले", "wali", "वाली"):
        ahead = 2 if weekday_at(heard, at + 2) is not None else 0
    weekday = weekday_at(heard, at + ahead)
    if weekday is None:
        return None
    stop = at + ahead + 1
    night = _night(heard, stop)
    near = nearest(today, weekday)
    if ahead and word in NEXT:
        return DateReading((near, near + timedelta(7)), "next_weekday", night), stop
    if word_at(heard, stop) == "after" and word_at(heard, stop + 1) == "next":
        both = (near + timedelta(7), near + timedelta(14))
        return DateReading(both, "next_weekday", night), stop + 2
    if word_at(heard, stop) in NEXT and word_at(heard, stop + 1) in WEEK:
        monday = today + timedelta(7 - today.weekday())
        return _definite(monday + timedelta(weekday), stop + 2, night)
    return DateReading((near,), night=night, weekday=not ahead), stop


def _other_month(heard: Sequence[Word], at: int, today: date) -> _Read | None:
    """The fifth of next month, agle mahine ki paanch tareekh, is mahine pachchees ko."""
    if word_at(heard, at) in NEXT | THIS and word_at(heard, at + 1) in MONTH:
        step = at + 2
        while word_at(heard, step) in _OF | TARIKH | {"on", "the"}:
            step += 1
        day = day_number(heard, step)
        if day is None or word_at(heard, day[1]) in _COUNTED:
            return None
        number, stop, ordinal_ = day
        dated = ordinal_ or word_at(heard, stop) in TARIKH | {"ko", "को"} or step > at + 2
        stop += word_at(heard, stop) in TARIKH
        return _in_month(number, today, word_at(heard, at) in NEXT, stop) if dated else None
    start = at + (word_at(heard, at) == "the")
    day = day_number(heard, start)
    if day is None:
        return None
    number, stop, _ = day
    stop += word_at(heard, stop) in _OF
    if word_at(heard, stop) in NEXT | THIS and word_at(heard, stop + 1) in MONTH:
        return _in_month(number, today, word_at(heard, stop) in NEXT, stop + 2)
    return None


def _in_month(number: int, today: date, following: bool, stop: int) -> _Read | None:
    first = today.replace(day=1)
    if following:
        first = ahead_of(first, 1, "month")
    if number > monthrange(first.year, first.month)[1]:
        return _around_end(first), stop
    return _definite(first.replace(day=number), stop)


def _around_end(first: date) -> DateReading:
    """A day that the month lacks is none: its last day and the day after are asked."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return DateReading((last, last + timedelta(1)), "clash")


def _calendar(heard: Sequence[Word], at: int, today: date) -> _Read | None:
    """April 5, the fifth of April, paanch May, 15 tareekh, the fifteenth, ikkees ko."""
    month = month_at(heard, at)
    if month is not None:
        return _month_first(heard, at, month, today)
    led = word_at(heard, at) in _LED | TARIKH
    if led and word_at(heard, at - 1) in _SOME and word_at(heard, at + 1) in _GIVE:
        return None
    start = at + 1 if led else at
    if word_at(heard, start) == "the":
        start += 1
    nth = nth_weekday(heard, start, today) if start > at else None
    if nth is not None:
        return nth
    day = day_number(heard, start)
    if day is None:
        return None
    number, stop, ordinal_ = day
    tarikh = word_at(heard, stop) in TARIKH
    stop += tarikh
    join = stop + (word_at(heard, stop) in _OF)
    month = month_at(heard, join)
    if month is not None and not (join == stop and word_at(heard, join) == "jan"):
        stop = join + 1
        stop += word_at(heard, stop) in TARIKH
        return _dated(number, month, today, stop, heard)
    if tarikh or (word_at(heard, at) in TARIKH and word_at(heard, stop) not in _COUNTED):
        return _of_month(number, today, stop)
    if ordinal_ and _is_day(heard, at, start, stop):
        return _of_month(number, today, stop)
    if word_at(heard, stop) in ("ko", "को") and number > 2:
        return _of_month(number, today, stop + 1)
    if word_at(heard, stop) in _WALA:
        weekday = weekday_at(heard, stop + 1) is not None
        if weekday or (ordinal_ and number > _ORDER):
            return _of_month(number, today, stop + 1)
    return None


_SOME = folded_set("koi kisi aur doosri dusri कोई किसी और दूसरी")
_GIVE = folded_set("do दो")
""" "Koi date do": give me one, and not the second."""
_WALA = folded_set("wala wali wale one वाला वाली वाले")
_ORDER = 5
""" "The twenty-eighth one", "fourteen wala Friday" are days; "the second one" is an order."""


def _month_first(heard: Sequence[Word], at: int, month: int, today: date) -> _Read | None:
    inside = word_at(heard, at + 1) in _MEIN
    at += word_at(heard, at + 1) == "on" and word_at(heard, at + 2) == "the"
    day = day_number(heard, at + 1 + (inside or word_at(heard, at + 1) in _OF | {"the"}))
    if day is None:
        return None
    number, stop, ordinal_ = day
    if inside and not ordinal_ and word_at(heard, stop) not in TARIKH | {"ko", "को"}:
        return None
    if word_at(heard, stop) in _COUNTED and not ordinal_ and not heard[stop].pause:
        return None
    if word_at(heard, at) in AMBIGUOUS_MONTHS and heard[stop - 1].pause and not ordinal_:
        return None
    stop += word_at(heard, stop) in TARIKH
    return _dated(number, month, today, stop, heard)


def _is_day(heard: Sequence[Word], at: int, start: int, stop: int) -> bool:
    """Is an ordinal a day, and not "one second", "the first slot" or "the third floor"?"""
    ends = stop >= len(heard) or heard[stop].pause or word_at(heard, stop) in AFTER_ORDINAL
    dated = word_at(heard, start) not in ("first", "second", "third", "1st", "2nd", "3rd")
    ends = ends or (start > at and dated and unit(word_at(heard, stop)) is not None)
    if start > at or word_at(heard, start)[0].isdigit():
        return ends or weekday_at(heard, stop) is not None
    small = word_at(heard, start) in ("first", "second", "third")
    before = word_at(heard, at - 1)
    return ends and (not small or before in MONTHS or before in WEEKDAYS or len(heard) == 1)


def _dated(number: int, month: int, today: date, stop: int, heard: Sequence[Word]) -> _Read | None:
    """A day of a month in the year that was said, else the next such day."""
    said = read_number(heard, stop) if stop < len(heard) else None
    years = list(range(today.year, today.year + _FAR_YEARS))
    if said is not None and 2020 <= said[0] <= 2100:
        years, stop = [said[0]], said[1]
    for year in years:
        if number > monthrange(year, month)[1]:
            continue
        day = date(year, month, number)
        if day >= today or len(years) == 1:
            return _definite(day, stop, _night(heard, stop))
    firsts = [date(year, month, 1) for year in years if (year, month) >= (today.year, today.month)]
    return (_around_end(firsts[0]), stop) if firsts else None


def _of_month(number: int, today: date, stop: int) -> _Read | None:
    """The next such day of a month, today included."""
    first = today.replace(day=1)
    for _ in range(13):
        if number <= monthrange(first.year, first.month)[1]:
            day = first.replace(day=number)
            if day >= today:
                return _definite(day, stop)
        first = ahead_of(first, 1, "month")
    return None


def _merged(
    found: list[Found[DateReading]], heard: Sequence[Word], today: date
) -> tuple[Found[DateReading], ...]:
    """A weekday beside a date is one reading: they agree, or they clash."""
    out: list[Found[DateReading]] = []
    for this in found:
        if out and _beside(out[-1], this, heard) and not _told_before(out, this, heard):
            out.append(_joined(out.pop(), this, heard, today))
        else:
            out.append(this)
    return tuple(out)


_IS = folded_set("is isi इस इसी")
_FIRST = frozenset(("day", "a", "an", "fortnight", "in", "after", "the")).union(
    TODAY, TOMORROW, AFTER_TOMORROW, WEEKEND, NEXT, THIS, _IS, MONTHS, MONTH, TARIKH,
    WEEKDAYS, WEAK_WEEKDAYS, SHORT_WEEKDAYS, _LED, HEADS, (names[0] for names in FIXED_DAYS),
)  # fmt: skip
_HINDI_PARTS = folded_set("shaam sham dopahar dopaher dopeher raat शाम दोपहर रात")
_PARTS_OF_DAY = frozenset(("morning", "afternoon", "evening", "noon"))
""" "This evening" is today's; the part of the day is the clock's."""


def _told_before(
    found: list[Found[DateReading]], this: Found[DateReading], heard: Sequence[Word]
) -> bool:
    """ "Kal to budhwar hai, parson": the weekday is that of the day before it, and of no other."""
    if len(found) < 2 or _named_weekday(found[-1], heard) is None:
        return False
    before, weekday = found[-2].value, found[-1].value
    return before.days == weekday.days and this.value.days != weekday.days


def _weekday_by(day: date, weekday: int, today: date) -> date:
    """The weekday next to a date that it does not agree with; never a day that has passed."""
    around = (day + timedelta(n) for n in range(-3, 4))
    other = next(one for one in around if one.weekday() == weekday)
    return other if other > today else nearest(today, weekday)


def _named_weekday(found: Found[DateReading], heard: Sequence[Word]) -> int | None:
    """The weekday of a reading that names nothing but one; None for dates."""
    inside = [n for n, w in enumerate(heard) if found.start <= w.start < found.end]
    said = [word_at(heard, n) for n in inside]
    said = [w for n, w in zip(inside, said, strict=True) if weekday_at(heard, n) is None]
    if any(w in MONTHS or w in TARIKH or w in SPANS or unit(w) is not None for w in said):
        return None
    if any(ordinal(heard, n) for n in inside):
        return None
    return next((day for n in inside if (day := weekday_at(heard, n)) is not None), None)


def _beside(one: Found[DateReading], two: Found[DateReading], heard: Sequence[Word]) -> bool:
    between = [w.folded for w in heard if one.end <= w.start < two.start]
    before = [w.folded for w in heard if w.end <= one.start][-1:]
    a, b = _named_weekday(one, heard), _named_weekday(two, heard)
    near = all(word in BESIDE for word in between)
    return (a is None) != (b is None) and near and not NEGATED.intersection(before)


def _joined(
    one: Found[DateReading], two: Found[DateReading], heard: Sequence[Word], today: date
) -> Found[DateReading]:
    weekday = _named_weekday(one, heard)
    named, dated = (one, two) if weekday is not None else (two, one)
    if weekday is None:
        weekday = _named_weekday(two, heard)
    day = dated.value.days[0]
    night = named.value.night or dated.value.night
    if weekday is None or day.weekday() == weekday:
        reading = DateReading((day,), night=night)
    else:
        reading = DateReading((day, _weekday_by(day, weekday, today)), "clash", night)
    return Found(reading, one.start, two.end)
