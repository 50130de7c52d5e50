"""Which free slots are named to the caller, and which of them does he take? (RULES 2.10)"""

from __future__ import annotations

from datetime import date
from typing import Any

from vaani.call.ports.toolbox import FreeSlot
from vaani.dialogue.flows.places import areas_wished, bound_to
from vaani.dialogue.flows.talk import Step
from vaani.dialogue.understanding.vocabulary import (
    Anybody,
    AreaWish,
    ForPeople,
    MorePeople,
    PartyWish,
    PersonWish,
    Put,
    ServiceWish,
    Without,
)


def make_offer(step: Step, slots: tuple[FreeSlot, ...], awaiting: Any) -> None:
    """Name free slots and ask which."""
    step.update(offered=slots)
    step.offer(slots)
    same_day = len({slot.start.date() for slot in slots}) == 1
    key = "offer_one" if len(slots) == 1 else "offer_times" if same_day else "offer_days"
    wished = areas_wished(step, step.talk.tasks[0])
    step.ask(key, awaiting, "offer", "offer", slots=slots, area=wished)


def offer_again(step: Step) -> bool:
    """What was offered stands while nothing that was said since changes what is free."""
    task = step.talk.tasks[0]
    changed = any(isinstance(c, Put) and isinstance(c.value, _WHAT_FOR) for c in step.heard)
    if step.talk.pending != "offer" or not task.offered or changed:
        return False
    make_offer(step, task.offered, "time")
    return True


_WHAT_FOR = (PartyWish, MorePeople, PersonWish, ServiceWish, Anybody, Without, AreaWish, ForPeople)


def pick_offered(step: Step, days: tuple[date, ...], clocks: list[Any]) -> bool:
    """Did the caller pick one of the offered slots? Then it is the settled start."""
    task = step.talk.task
    if task is None or not task.offered:
        return False
    fits = [
        slot
        for slot in task.offered
        if (not days or slot.start.date() in days or (slot.night_of in days))
        and (not clocks or any(slot.at in clock.times for clock in clocks if clock.times))
    ]
    if len(fits) != 1 or not (days or clocks):
        return False
    settle_on(step, fits[0])
    return True


def settle_on(step: Step, slot: FreeSlot) -> None:
    """This slot is the one."""
    step.update(
        days=(slot.night_of or slot.start.date(),),
        why="definite",
        start=slot.start,
        clock=None,
        offered=(),
        slots=(),
        tables=bound_to(step, step.talk.tasks[0], slot),
    )
