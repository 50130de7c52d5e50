"""What is said and done where the part of the house that a caller wishes has no table for him?

He hears it, and where there is one instead; nothing is booked in another part before he agreed.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import date, time
from typing import Any

from vaani.call.plan import Text
from vaani.call.ports.toolbox import FreeSlot, Refusal
from vaani.dialogue.flows.talk import Step, Task, wish_of
from vaani.dialogue.flows.wants import Check, Want


def areas_wished(step: Step, task: Task) -> tuple[Text, ...]:
    """The areas that the request is bound to."""
    found = (step.terms.area_of(id_) for id_ in task.tables)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def area_too_small(step: Step, task: Task) -> bool:
    """Can the party sit at none of the tables that it wishes, whenever it comes?"""
    seats = [one.seats or 0 for one in step.terms.resources if one.id in task.tables]
    most = sum(seats) if step.terms.combine_resources else max(seats, default=0)
    return bool(task.tables) and most < (task.party or 1)


def elsewhere(
    step: Step, refusal: Refusal, day: date, at: time | None
) -> Generator[Want, Any, FreeSlot | None]:
    """A table in another part of the house at the very time that is full in the one wished."""
    task = step.talk.tasks[0]
    if not task.tables or refusal.reason != "full" or at is None:
        return None
    found = yield Check(replace(wish_of(replace(task, tables=()), step), day=day, at=at))
    return found if isinstance(found, FreeSlot) else None


def bound_to(step: Step, task: Task, slot: FreeSlot) -> tuple[str, ...]:
    """The tables that a request is bound to once it takes this slot: those of its area, where an
    area matters to the caller."""
    if not task.tables or slot.resource_id in task.tables:
        return task.tables
    return step.terms.in_area(step.terms.area_of(slot.resource_id))
