"""Which of a caller's bookings fits what he said of it?

Each kind of value counts only where it fits one of them (RULES 3.4).
"""

from __future__ import annotations

from datetime import datetime, time

from vaani.call.ports.toolbox import BookedRow
from vaani.dialogue.evenings import evening_of
from vaani.dialogue.flows.talk import Step
from vaani.dialogue.understanding.vocabulary import (
    AreaWish,
    DayWish,
    NameSaid,
    PartyWish,
    PersonWish,
    ServiceWish,
    TimeWish,
    Value,
)

_TELLING: dict[type, int] = {DayWish: 0, PartyWish: 2}
"""What tells bookings apart best comes first, where nothing new is wished."""


def narrow(
    step: Step, rows: tuple[BookedRow, ...], said: tuple[Value, ...]
) -> tuple[BookedRow, ...]:
    """The rows that fit what was said, each kind of value counting only if it fits one."""
    if step.talk.tasks[0].flow == "cancel":
        said = tuple(sorted(said, key=lambda value: _TELLING.get(type(value), 1)))
    for value in said:
        fitting = tuple(row for row in rows if fits(step, row, value))
        rows = fitting or rows
    return rows


def fits(step: Step, row: BookedRow, value: Value) -> bool:
    """Does the value describe this row?"""
    match value:
        case DayWish(reading):
            return row.start.date() in reading.days or (evening_of(row.start) in reading.days)
        case TimeWish(reading):
            if reading.times:
                return reading.bound == "at" and wall(row.start) in reading.times
            return reading.part is not None and part_of(row.start) in LIKE[reading.part]
        case PartyWish(people):
            return row.party == people
        case ServiceWish(service, _, _) if service and row.service_id and step.terms.services:
            return row.service_id == service
        case ServiceWish(service, ids, _):
            return row.service_id == service or (row.resource_id in ids)
        case PersonWish(ids):
            return row.resource_id in ids
        case AreaWish(ids):
            return (row.resource_id or "").partition("+")[0] in ids
        case NameSaid(names):
            return any(row.name and name.split()[0] in row.name for name in names)
        case _:
            return False


LIKE = {
    "morning": ("morning",),
    "noon": ("afternoon",),
    "afternoon": ("afternoon",),
    "evening": ("evening", "night"),
    "night": ("evening", "night"),
}


def part_of(start: datetime) -> str:
    hour = start.hour
    if 5 <= hour < 12:
        return "morning"
    if 12 <= hour < 16:
        return "afternoon"
    return "evening" if 16 <= hour < 20 else "night"


def wall(start: datetime) -> time:
    return start.time().replace(second=0, microsecond=0)
