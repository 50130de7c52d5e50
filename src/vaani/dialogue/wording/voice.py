"""How are the facts of a line spoken: days, times, people, money, in one language?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Clock
from typing import Any

from vaani.call.plan import WEEKDAYS, Business, Period, Resource, Text, Weekday
from vaani.call.ports.toolbox import BookedRow, FreeSlot
from vaani.kit.phone import calling_code, region_of
from vaani.language.dates import spoken_date, spoken_time
from vaani.language.digits import spoken_digits
from vaani.language.found import Language
from vaani.language.names import romanise
from vaani.language.numbers import spoken_number
from vaani.language.speakable import speakable, spoken_money

_ON_TOP = re.compile(
    r"(?i)(?:terrace|roof|rooftop|roof top|deck|balcony|patio|lawn|veranda|verandah|floor|side"
    r"|छत|टेरेस|रूफटॉप|डेक|बालकनी|लॉन|मंज़िल|मंजिल|बरामदा|बरामदे)$"
)
"""Where people sit on, and not in."""
_PLACED = re.compile(r"(?i)(?:on|in|at|by|near|under|inside|outside|outdoors|indoors)\b")
EN_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
HI_DAYS = "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार".split()


@dataclass(frozen=True, slots=True)
class Voice:
    """One language's way to say facts of one business."""

    language: Language
    business: Business
    today: date

    def day(self, day: date) -> str:
        """Weekday and date."""
        return spoken_date(day, self.today, self.language)

    def time(self, at: Clock | datetime) -> str:
        clock = at.time() if isinstance(at, datetime) else at
        return spoken_time(clock.replace(second=0, microsecond=0, tzinfo=None), self.language)

    def number(self, value: int) -> str:
        return spoken_number(value, self.language)

    def money(self, amount: int) -> str:
        return spoken_money(amount, self.business.currency, self.language)

    def phone(self, number: str) -> str:
        region = region_of(self.business.numbers, self.business.timezone)
        own = f"+{calling_code(region)}"
        plain = number.removeprefix(own) if number.startswith("+") else number
        return spoken_digits(plain, self.language)

    def text(self, text: Text | str | None) -> str:
        """Words of the file, made speakable."""
        if text is None:
            return ""
        words = text if isinstance(text, str) else text.speak(self.language)
        return speakable(words, self.language).strip()

    def name(self, name: str | None) -> str:
        """A caller's name; a Devanagari name in Latin letters for an English voice."""
        if not name:
            return ""
        if self.language == "en" and any("\u0900" <= c <= "\u097f" for c in name):
            return romanise(name)
        return speakable(name, self.language)

    def person(self, who: Resource | None) -> str:
        """A person's name with the title; nothing for rooms and tables."""
        if who is None or who.kind != "person":
            return ""
        name = self.text(who.name)
        if self.language == "hi":
            hindi = [one for one in who.also_known_as if _in_hindi(one)]
            full = next((one for one in hindi if " " in one), None)
            alone = [one for one in hindi if not self._shared(one, who)]
            name = full or next(iter(alone), name) if not _in_hindi(name) else name
            title = "डॉक्टर " if who.title and who.title.lower().startswith("dr") else ""
        else:
            title = {"dr.": "Doctor ", "dr": "Doctor "}.get((who.title or "").lower(), "")
        return f"{title}{name}"

    def _shared(self, name: str, who: Resource) -> bool:
        """Does somebody else go by this name too?"""
        others = self.business.booking.resources if self.business.booking else ()
        return any(name in one.also_known_as for one in others if one.id != who.id)

    def when(self, start: datetime, night_of: date | None = None) -> str:
        """Day and time; a start after midnight names its night too (RULES 2.8)."""
        day, at = self.day(start.date()), self.time(start)
        if night_of is not None and night_of != start.date():
            if self.language == "hi":
                return f"{HI_DAYS[night_of.weekday()]} की रात, यानी {day}, {at}"
            return f"{EN_DAYS[night_of.weekday()]} night, that is {day}, at {at}"
        return f"{day}, {at}" if self.language == "hi" else f"{day} at {at}"

    def row(self, row: BookedRow, night_of: date | None = None) -> str:
        """When it is, and in which part of the house."""
        return self._at(self.when(row.start, night_of or _night(row.start)), row.resource_id)

    def slot(self, slot: FreeSlot) -> str:
        """When it would be, and in which part of the house."""
        return self._at(self.when(slot.start, slot.night_of), slot.resource_id)

    def _at(self, when: str, resource_id: str | None) -> str:
        terms = self.business.booking
        area = terms.area_of(resource_id) if terms is not None else None
        return when if area is None else f"{when}, {self.place(area)}"

    def place(self, area: Text) -> str:
        """ "On the terrace", "in the AC hall"."""
        words = self.text(area)
        if self.language == "hi":
            if words.endswith((" पर", " में")):
                return words
            return f"{words} {'पर' if _ON_TOP.search(words) else 'में'}"
        if any("\u0900" <= c <= "\u097f" for c in words):
            words = romanise(words)
        if _PLACED.match(words):
            return words
        plain = re.sub(r"(?i)^the\s+", "", words)
        return f"{'on' if _ON_TOP.search(words) else 'in'} the {plain}"

    def places(self, areas: Sequence[Text]) -> str:
        return self.either([self.place(one) for one in areas])

    def weekday(self, day: date | int) -> str:
        number = day if isinstance(day, int) else day.weekday()
        return HI_DAYS[number] if self.language == "hi" else EN_DAYS[number]

    def both(self, parts: Sequence[str], word: str | None = None) -> str:
        """Parts joined as people list them."""
        parts = [part for part in parts if part]
        joint = word or ("और" if self.language == "hi" else "and")
        if len(parts) <= 1:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"

    def either(self, parts: Sequence[str]) -> str:
        return self.both(parts, "या" if self.language == "hi" else "or")

    def periods(self, periods: Sequence[Period | tuple[Clock, Clock]]) -> str:
        """Opening periods, or the sessions of a person."""
        said = []
        for one in periods:
            begin, end = (one.open, one.close) if isinstance(one, Period) else one
            if self.language == "hi":
                said.append(f"{self.time(begin)} से {self.time(end)} तक")
            else:
                said.append(f"from {self.time(begin)} to {self.time(end)}")
        return self.both(said)

    def people_count(self, count: int) -> str:
        if self.language == "hi":
            return f"{self.number(count)} लोग"
        return f"{self.number(count)} {'person' if count == 1 else 'people'}"

    def week(self, sessions: Mapping[Weekday, Sequence[tuple[Clock, Clock]]]) -> str:
        """Somebody's week, days of the same hours together."""
        groups: dict[tuple[tuple[Clock, Clock], ...], list[str]] = {}
        for number, name in enumerate(WEEKDAYS):
            if sessions.get(name):
                groups.setdefault(tuple(sessions[name]), []).append(self.weekday(number))
        parts = [f"{self.both(days)} {self.periods(hours)}" for hours, days in groups.items()]
        return ", ".join(parts[:-1]) + ("; " if len(parts) > 1 else "") + parts[-1] if parts else ""

    def of_people(self, count: int) -> str:
        """The count as it stands before "के", "की"."""
        return f"{self.number(count)} {'व्यक्ति' if count == 1 else 'लोगों'}"

    def house(self) -> str:
        """The business's name as its callers say it in this language."""
        hindi = [one for one in self.business.also_known_as if _in_hindi(one)]
        if self.language != "hi" or _in_hindi(self.business.name) or not hindi:
            return self.text(self.business.name)
        return max(hindi, key=len)

    def minutes(self, count: int) -> str:
        if count and count % 60 == 0:
            hours = count // 60
            if self.language == "hi":
                return f"{self.number(hours)} घंटे"
            return f"{self.number(hours)} hour{'s' if hours > 1 else ''}"
        return f"{self.number(count)} {'मिनट' if self.language == 'hi' else 'minutes'}"


def _in_hindi(name: str) -> bool:
    return all("\u0900" <= c <= "\u097f" or c == " " for c in name)


def _night(start: datetime) -> date | None:
    return start.date() - timedelta(days=1) if start.time() < Clock(5) else None


Facts = dict[str, Any]
