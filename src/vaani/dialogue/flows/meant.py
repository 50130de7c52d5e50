"""What is meant by a bare number at a read-back, and by a person who is not wanted?

"Make it three" is three people where three is no time of the same opening; "not with Asha" is
anybody else who does the same.
"""

from __future__ import annotations

from datetime import time, timedelta

from vaani.call.plan import WEEKDAYS, Period
from vaani.dialogue.flows.talk import Step, Task
from vaani.dialogue.understanding.vocabulary import TimeWish

_SMALL_HOURS = time(5)


def people_meant(step: Step, task: Task, value: TimeWish) -> int | None:
    """ "Make it three" where people were counted: a time only if it stays in the same opening."""
    times = value.reading.times
    if not value.bare or not times or task.party is None or task.start is None:
        return None
    if value.reading.bound != "at" or any(at.minute for at in times):
        return None
    day = task.start.date() - timedelta(days=int(task.start.time() < _SMALL_HOURS))
    at_start = task.start.time().replace(second=0, microsecond=0)
    for one in step.business.hours.get(WEEKDAYS[day.weekday()], ()):
        if _inside(at_start, one) and any(_inside(at, one) for at in times):
            return None
    people = min(at.hour % 12 or 12 for at in times)
    return people if people != task.party else None


def _inside(at: time, period: Period) -> bool:
    last = period.last or period.close
    if period.close <= period.open and (period.last is None or period.last < period.open):
        return at >= period.open or at <= last
    return period.open <= at <= last


def leave_out(step: Step, task: Task, ids: tuple[str, ...]) -> None:
    """Anybody else who does the same."""
    able = task.skilled or next(
        (one.resources for one in step.terms.services if one.id == task.service), ()
    )
    if not able:
        kinds = {one.speciality for id_ in ids if (one := step.resource(id_)) is not None}
        same = [one.id for one in step.terms.resources if one.speciality in kinds]
        able = tuple(same) if task.people else ()
    left = tuple(id_ for id_ in able if id_ not in ids)
    kept = tuple(id_ for id_ in task.people if id_ not in ids)
    service = task.service if left or not able else None
    step.update(people=kept, skilled=left, service=service, start=task.start, slots=())
