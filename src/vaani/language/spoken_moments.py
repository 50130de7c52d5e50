"""How are a day and a time of day spoken?

No digits, no signs; a time names its part of the day, so that only one reading fits.
"""

from __future__ import annotations

from datetime import date, time

from vaani.language.date_words import EN_DAYS, EN_MONTHS, HI_DAYS, HI_MONTHS
from vaani.language.found import Language
from vaani.language.number_words import HINDI
from vaani.language.numbers import spoken_number, spoken_ordinal

_FAR_DAYS = 300


def spoken_date(day: date, today: date, language: Language) -> str:
    """Weekday, day and month in words; the year too when the day is more than 300 days away."""
    far = abs((day - today).days) > _FAR_DAYS
    if language == "hi":
        text = f"{HI_DAYS[day.weekday()]}, {HINDI[day.day]} {HI_MONTHS[day.month - 1]}"
        return f"{text} {spoken_number(day.year, 'hi')}" if far else text
    number = spoken_ordinal(day.day, "en")
    text = f"{EN_DAYS[day.weekday()]} the {number} of {EN_MONTHS[day.month - 1]}"
    return f"{text} {spoken_number(day.year, 'en')}" if far else text


def spoken_time(at: time, language: Language) -> str:
    """A time of day in words that only one reading fits: "half past eight in the evening",
    "रात साढ़े आठ बजे". Seconds are not spoken."""
    return _hindi(at) if language == "hi" else _english(at)


def _english(at: time) -> str:
    if at.minute == 0 and at.hour in (0, 12):
        return "midnight" if at.hour == 0 else "twelve noon"
    if at.hour == 0 and at.minute == 30:
        return "half past midnight"
    hour = spoken_number((at.hour - 1) % 12 + 1, "en")
    following = spoken_number(at.hour % 12 + 1, "en")
    if at.hour < 4 or at.hour >= 21:
        part = "at night"
    elif at.hour < 12:
        part = "in the morning"
    else:
        part = "in the afternoon" if at.hour < 17 else "in the evening"
    named = {
        0: hour, 15: f"quarter past {hour}", 30: f"half past {hour}", 45: f"quarter to {following}",
    }  # fmt: skip
    minute = f"{'oh ' if at.minute < 10 else ''}{spoken_number(at.minute, 'en')}"
    return f"{named.get(at.minute, f'{hour} {minute}')} {part}"


def _hindi(at: time) -> str:
    hour = (at.hour - 1) % 12 + 1
    if at.hour < 4:
        part = "रात"
    elif at.hour < 12:
        part = "सुबह"
    elif at.hour < 16:
        part = "दोपहर"
    else:
        part = "शाम" if at.hour < 20 else "रात"
    if at.minute == 0:
        clock = f"{HINDI[hour]} बजे"
    elif at.minute == 15:
        clock = "सवा बजे" if hour == 1 else f"सवा {HINDI[hour]} बजे"
    elif at.minute == 30:
        clock = {1: "डेढ़ बजे", 2: "ढाई बजे"}.get(hour, f"साढ़े {HINDI[hour]} बजे")
    elif at.minute == 45:
        clock = f"पौने {HINDI[hour % 12 + 1]} बजे"
    else:
        clock = f"{HINDI[hour]} बजकर {HINDI[at.minute]} मिनट"
    return f"{part} {clock}"
