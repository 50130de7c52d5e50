"""Does a sentence leave the day open within a stretch: "any day next week", "koi bhi din", "is mahine"?

A day that is named beside it wins, but "any day except Monday" leaves that one out. Whoever takes
any day and any time takes the first that is free.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.clauses import opens_as_question
from vaani.dialogue.understanding.match import Phrases, Spoken, without
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import DaysWish, DayWish, TimeWish
from vaani.dialogue.understanding.wishes import Placed
from vaani.language.date_words import MONTHS
from vaani.language.found import ClockReading, DateReading, Found
from vaani.language.sentence import fold

_SOME_TIME = Phrases(
    """anything, something, sometime, some time, some day, any appointment, any opening, any availability, earliest, first available, next available, soonest
    kuch bhi, kabhi, kisi din, koi din, sabse pehle, sabse jaldi, कुछ भी, कभी, सबसे पहले, सबसे जल्दी"""
)
"""With a stretch of days: the first that fits is wished."""
_WEEK = r"(?:week|hafte|haftey|hafta|saptah|हफ़्ते|हफ्ते|सप्ताह|वीक)"
_MONTH = r"(?:month|mahine|mahiney|maheene|महीने|मंथ)"
_NEXT = r"(?:next|the following|the coming|coming|agle|agley|agali|aane ?wale|aanevale|अगले|आने वाले)"
_THIS = r"(?:this|is|isi|इस|इसी)"
_STRETCH = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:(?P<next>{_NEXT})|(?P<this>(?:the rest of |later )?{_THIS})) (?:(?P<week>{_WEEK})|(?P<month>{_MONTH}))(?!['’\w\u0900-\u097f])"
)
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_IN_A_MONTH = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:(?:some ?time |any ?time )?(?:in|during) (?:early |mid |late )?(?P<en>{_NAMES})(?![\w\u0900-\u097f])(?! (?:the )?\d)"
    rf"|(?P<hi>{_NAMES}) (?:mein|me|ke mahine|में|के महीने)(?![\w\u0900-\u097f]))"
)
""" "Any evening in August", "जुलाई में"."""
_WEEKDAY = Phrases("weekday, weekdays, week day, week days, working day, वीकडे")
_BOOKED = re.compile(
    r"(?i)^(?:['’]s)? (?:\w+ )?(?:booking|appointment|reservation|table|slot|visit|wal[aei]|बुकिंग|अपॉइंटमेंट|टेबल|वाल[ाीे])"
)
""" "My Saturday booking, any day next week": the day of what is there."""
_NEVER = re.compile(
    r"(?i)(?:except|excepting|but not|not on|not|other than|apart from|besides|but|bar)\s+(?:for\s+|on\s+|a\s+|the\s+)?$"
)
_NEVER_BEHIND = re.compile(
    r"(?i)^s?\s+(?:(?:ko|को)\s+)?(?:ke alawa|ke siva|ke sivay|chhod ?kar|chhod ke|nahi|nahin|mat|hata ?kar|के अलावा|के सिवा|छोड़ ?कर|नहीं)(?![\w\u0900-\u097f])"
)


def left_open(
    text: str, said: Spoken, scene: Scene, days: Sequence[Found[DateReading]]
) -> tuple[list[Found[DateReading]], list[Placed]]:
    """The days that are wished, without those that are left out, and the stretch that is open."""
    any_day = next(iter(tables.ANY_DAY.spans(said)), None)
    stretch = _STRETCH.search(text)
    any_time = tables.ANY_TIME.within(said)
    weekend = next((one for one in days if one.value.why == "weekend"), None)
    if weekend is not None and len(days) == 1 and (any_time or any_day is not None):
        both = DaysWish(weekend.value.days[0], weekend.value.days[1], True)
        return [], [Placed(both, weekend.start, weekend.end)]
    if stretch is None and not days:
        stretch = _IN_A_MONTH.search(text)
    if any_day is None and stretch is None:
        return list(days), []
    out = [one for one in days if _left_out(text, one)]
    wished = [one for one in days if one not in out]
    told = [one for one in wished if _BOOKED.match(text[one.end :])]
    if len(told) < len(wished) or (out and any_day is None):
        return list(days) if any_day is None else wished, []
    first, last = _bounds(stretch, scene.now.date())
    never = {one.value.days[0].weekday() for one in out}
    if _WEEKDAY.within(said):
        never |= {5, 6}
    whichever = any_day is not None or any_time or _SOME_TIME.within(said)
    at = stretch.start() if stretch is not None else said.starts[any_day[0]] if any_day else 0
    return told, [Placed(DaysWish(first, last, whichever, tuple(sorted(never))), at, at)]


def _left_out(text: str, day: Found[DateReading]) -> bool:
    """ "Any day but Monday", "somvaar chhodkar koi bhi din"."""
    return bool(_NEVER.search(text[: day.start]) or _NEVER_BEHIND.match(text[day.end :]))


def _bounds(stretch: re.Match[str] | None, today: date) -> tuple[date, date | None]:
    """The first and the last day of it; a week is Monday to Sunday."""
    if stretch is None:
        return today, None
    if stretch.re is _IN_A_MONTH:
        month = MONTHS[fold(stretch["en"] or stretch["hi"])]
        first = date(today.year + (month < today.month), month, 1)
        return max(today, first), first.replace(day=monthrange(first.year, month)[1])
    if stretch["week"]:
        monday = today - timedelta(days=today.weekday())
        if stretch["next"]:
            monday += timedelta(days=7)
        return max(today, monday), monday + timedelta(days=6)
    first = today.replace(day=1)
    if stretch["next"]:
        first = (first + timedelta(days=32)).replace(day=1)
    return max(today, first), first.replace(day=monthrange(first.year, first.month)[1])


def any_time(said: Spoken, scene: Scene, found: Sequence[Placed]) -> Iterator[Placed]:
    """ "Koi bhi time", "whenever she is free": the first that can be had. "Can I walk in any time?"
    is a question of its own."""
    asked = opens_as_question(said.text) or said.text.rstrip().endswith("?")
    left_to_us = scene.awaiting in ("date", "time") and _LEFT_TO_US.within(said)
    if not left_to_us and ((asked and scene.flow is None) or not tables.ANY_TIME.within(said)):
        return
    if any(isinstance(one.value, TimeWish) for one in found):
        return
    days = [one for one in found if isinstance(one.value, DayWish | DaysWish)]
    if (
        scene.flow is None
        and not days
        and len(said.tokens) <= len(without(said, tables.ANY_TIME).tokens)
    ):
        return
    end = len(said.text)
    yield Placed(FIRST_FREE, end, end)


FIRST_FREE = TimeWish(ClockReading((), None, "earliest"))
"""The first that can be had."""


_LEFT_TO_US = Phrases(
    """you tell me, you choose, you decide, you pick, your choice, up to you, whatever is free, whatever's free, whatever you have, whatever works, what do you have, what have you got, what is free, what's free, what is available, what's available, the sooner the better, as you like, as you wish, any is fine, any will do
    aap bata do, aap bata dijiye, aap hi bat*, aap hi dekh*, aap dekh lo, aap dekh lijiye, jo aap kahein, jo aap kahen, jo aap bolein, jaisa aap kahein, jaisa theek lage, aapki marzi, jo bhi ho, jo mile, jo bhi mile, jo khali ho, jo din khali, jo bhi khali, koi bhi chalega, koi bhi theek, koi bhi de do, koi sa bhi, jitna jaldi, kya khali hai, kya kya khali
    आप बता दो, आप बता दीजिए, आप ही बत*, आप ही देख*, जो आप कहें, आपकी मर्ज़ी, जो भी हो, जो मिले, जो खाली हो, कोई भी चलेगा, कोई सा भी"""
)
""" "You tell me", to "which day?": the first that is free."""


def first_free(said: Spoken) -> bool:
    """Is the first that is free wished for, without a word of booking ("jab bhi doctor free ho")?"""
    wished = tables.ANY_TIME.within(said) or _EARLIEST.within(said)
    return wished and not _OPENS.within(said) and not tables.MESSAGE.within(said)


_EARLIEST = Phrases(
    """earliest, soonest, next available, next free, next slot, first available, first slot, first free
    sabse pehle kab, sabse jaldi, jaldi se jaldi, सबसे पहले कब, सबसे जल्दी, जल्दी से जल्दी"""
)
_OPENS = Phrases("open, opens, start, close, closes, shut, khul*, khol*, band, खुल*, खोल*, बंद")
