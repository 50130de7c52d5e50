"""What exactly does a client mean? Moments, numbers and names, or 422 with the field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from typing import Annotated, Any, Literal, NoReturn, Protocol

import phonenumbers
from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from vaani.call.plan import Business
from vaani.call.ports.toolbox import Wish
from vaani.domain.bookings import opening, rules
from vaani.kit.errors import DomainError
from vaani.kit.phone import region_of

FIRST_YEAR, LAST_YEAR = 1970, 2199
_NUMBER = re.compile(r"\s*[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?\s*")
_LETTERS = re.compile(r"[^\W\d_]")


class Asked(BaseModel):
    """A body. A field that it does not know is refused by name (`vaani.api.declared`)."""

    model_config = ConfigDict(extra="forbid")


def example(**values: Any) -> ConfigDict:
    """The configuration of a body with an example in its description."""
    return ConfigDict(json_schema_extra={"examples": [values]})


def _written_out(kind: Literal["datetime_parsing", "date_parsing", "time_parsing"]) -> Any:
    """A number would be read as seconds since 1970, which nobody means: it is refused as `kind`."""

    def check(value: Any) -> Any:
        if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
            raise PydanticCustomError(kind, "this is a number")
        return value

    return BeforeValidator(check)


Moment = Annotated[datetime, _written_out("datetime_parsing")]
Day = Annotated[date, _written_out("date_parsing")]
Clock = Annotated[time, _written_out("time_parsing")]
"""A moment, a day and a time of day as a client writes them."""


class When(Protocol):
    """`start`, or local `date` and `time`."""

    @property
    def start(self) -> datetime | None: ...
    @property
    def date(self) -> date | None: ...
    @property
    def time(self) -> time | None: ...


def wrong(field: str, message: str, **details: Any) -> NoReturn:
    """Raises the 422 of a field."""
    told: Mapping[str, Any] = {"fields": [{"field": field, "message": message}], **details}
    raise DomainError("INVALID", f"{field}: {message}", told)


def aware(business: Business, moment: datetime | None, field: str = "start") -> datetime | None:
    """A time without offset is local to the business."""
    if moment is None:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        wrong(field, f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=opening.zone(business))


def when_of(business: Business, asked: When) -> tuple[date | None, time | None]:
    """The day and the time, local to the business; `fold` says which of two equal times. A `start`
    and another `date` or `time` contradict each other. Raises DomainError INVALID."""
    start = aware(business, asked.start)
    if asked.date is not None and not FIRST_YEAR <= asked.date.year <= LAST_YEAR:
        wrong("date", f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
    if start is None:
        return _local(business, asked.date, asked.time)
    wall = start.astimezone(opening.zone(business))
    if start.utcoffset() is not None and wall.astimezone(UTC) != start.astimezone(UTC):
        wrong("start", "this time does not exist.")
    if asked.start is not None and asked.start.tzinfo is None and _skipped(business, asked.start):
        wrong("start", "the clocks are put forward then: this time does not exist.")
    day, at = wall.date(), wall.time().replace(fold=wall.fold)
    if asked.date is not None and asked.date != day:
        wrong("date", f"`start` lies on {day}: send `start`, or `date` and `time`.")
    if asked.time is not None and _local(business, day, asked.time) != (day, at):
        wrong("time", f"`start` is at {at:%H:%M}: send `start`, or `date` and `time`.")
    return day, at


def _local(
    business: Business, day: date | None, at: time | None
) -> tuple[date | None, time | None]:
    """`date` is a day and `time` a time of the business; with another offset, that moment."""
    if at is None or at.tzinfo is None:
        return day, at
    if day is None:
        wrong("time", "a time with an offset needs a `date`.")
    wall = datetime.combine(day, at).astimezone(opening.zone(business))
    if wall.date() != day:
        wrong("time", f"with this offset it lies on {wall.date()}: send `start`.")
    return day, wall.time().replace(fold=wall.fold)


def _skipped(business: Business, wall: datetime) -> bool:
    return opening.moment(business, wall.replace(fold=0)) is None


def phone_of(business: Business, text: str | None, field: str = "phone") -> str | None:
    """The number as E.164; without a country code it is one of the business's country. Raises
    DomainError INVALID for letters and for what is no number there."""
    if text is None:
        return None
    region = region_of(business.numbers, business.timezone)
    if _LETTERS.search(text):
        wrong(field, "a telephone number has no letters.")
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        wrong(field, "write it as E.164, like +919876543210.")
    if not phonenumbers.is_valid_number(number):
        wrong(
            field,
            f"this is no valid number of {_country(text, region)}; write it like +919876543210.",
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _country(text: str, region: str) -> str:
    return "its country" if text.strip().startswith("+") else region


def resource_known(business: Business, id: str) -> str:
    """The id, when the business has it. Raises DomainError INVALID with the one that is meant."""
    terms = business.booking
    known = {one.id for one in terms.resources} if terms is not None else set()
    if all(part in known for part in id.split("+")):
        return id
    said = {one.id: one.id for one in terms.resources} if terms is not None else {}
    for one in terms.resources if terms is not None else ():
        name = one.name.speak("en") or one.id
        said |= {name: one.id, f"{one.title or ''} {name}".strip(): one.id}
    near = nearest(id, said)
    hint = f"; did you mean {said[near]}?" if near else "."
    wrong("resource", f"this business has no resource of that id{hint}", known=sorted(known))


def area_known(business: Business, name: str, party: int | None = None) -> tuple[str, ...]:
    """The tables of an area, by its name in either language: first the smallest that seats the
    party. Raises DomainError INVALID with those that there are."""
    terms = business.booking
    area = terms.area_called(name) if terms is not None else None
    if terms is None or area is None:
        areas = terms.areas() if terms is not None else ()
        known = [text for one in areas for text in (one.en, one.hi) if text]
        near = nearest(name, known)
        hint = f"; did you mean {near}?" if near else "."
        wrong("area", f"this business has no area of that name{hint}", known=known)
    tables = terms.in_area(area)
    fit = [one.id for one in rules.fitting(terms, Wish(party=party, resource_ids=tables))]
    return tuple(fit) or tables


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is meant most likely, whatever its case."""
    folded = {one.casefold(): one for one in known}
    found = get_close_matches(name.casefold(), folded, 1, 0.5)
    return folded[found[0]] if found else None
