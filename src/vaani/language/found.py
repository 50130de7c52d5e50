"""Which values can be read out of a sentence: the shapes that the readers of this room return.

Units: dates are calendar days of the business, times are wall-clock times of day (24 h) with no
zone; spans are half-open character offsets into the sentence that was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Generic, Literal, TypeVar

Value = TypeVar("Value")

Language = Literal["en", "hi"]
"""What the assistant can speak: English, or Hindi in Devanagari."""

Variety = Literal["en", "hi", "hi-Latn", "hinglish"]
"""What a caller speaks: English, Hindi in Devanagari, romanised Hindi, or a mixture of both."""

PartOfDay = Literal["morning", "noon", "afternoon", "evening", "night"]

Bound = Literal["at", "after", "before", "around", "earliest", "latest"]


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """One value read from `sentence[start:end]`."""

    value: Value
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A time of day as it was said.

    `times` holds every reading that the words allow, in the order of the day: "seven" gives 07:00
    and 19:00, "shaam saat" only 19:00, "saadhe aath" 08:30 and 20:30. Empty when only a part of the
    day was named ("kal shaam"). `bound` says how the time limits the wish ("after nine", "the
    earliest"). `until` closes a range ("between four and six").
    """

    times: tuple[time, ...]
    part: PartOfDay | None = None
    bound: Bound = "at"
    until: tuple[time, ...] = ()


@dataclass(frozen=True, slots=True)
class DateReading:
    """A day as it was said.

    One entry in `days` is definite. Two are a question for the caller: `why` then says which kind,
    `next_weekday` ("next Friday": the nearest one and the one a week later) or `clash` (a weekday
    and a date that do not agree: the day by its date first, then the nearest day by its weekday) or
    `weekend` (its Saturday and its Sunday).
    `night` marks "Friday night", whose small hours belong to the calendar day after. `weekday`: only
    the day of the week was said, and the nearest such day is meant unless something else was named.
    """

    days: tuple[date, ...]
    why: Literal["definite", "next_weekday", "clash", "weekend"] = "definite"
    night: bool = False
    weekday: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DigitsHeard:
    """A dictated string of digits, corrections already applied.

    `digits` are ASCII digits without country code or trunk zero once `complete`; `complete` is true
    for a valid number of the business's country, ten digits in India. `corrected` is true when the caller took a group back. `country` is the
    country code that was said with the number, other than India's; empty without.
    """

    digits: str
    complete: bool
    corrected: bool = False
    country: str = ""
