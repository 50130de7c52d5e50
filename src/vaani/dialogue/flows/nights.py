"""To which day does a start belong that was said of a night, and which hour was likely meant?"""

from __future__ import annotations

from datetime import date, time, timedelta

from vaani.dialogue.flows.talk import Step, Task

SMALL_HOURS = time(5)
"""Starts before this hour may belong to the night before."""
PARTS_OF_DAY = {
    "morning": (time(5), time(11, 59)),
    "noon": (time(12), time(15, 59)),
    "afternoon": (time(12), time(16, 59)),
    "evening": (time(16), time(20, 59)),
    "night": (time(19), time(23, 59)),
}


def calendar_day(task: Task, day: date, at: time | None) -> date:
    """The calendar day of a start: the small hours of "Friday night" are Saturday's (2.8)."""
    return day + timedelta(days=1) if by_night(task, at) else day


def by_night(task: Task, at: time | None) -> bool:
    """Were small hours said of the night before?"""
    night = task.night or (task.clock is not None and task.clock.part == "night")
    return night and at is not None and at < SMALL_HOURS and task.start is None


def asked_time(step: Step, task: Task) -> time | None:
    """The likely time when only its words are known: one at which the house is open on some day."""
    if task.clock is None or not task.clock.times or task.clock.bound not in ("at", "around"):
        return None
    usual = [
        at
        for at in task.clock.times
        if any(
            one.open <= at < one.close or (one.close <= one.open and at >= one.open)
            for week in step.business.hours.values()
            for one in week
        )
    ]
    if usual:
        return usual[0]
    likely = [at for at in task.clock.times if time(8) <= at <= time(22)]
    return likely[0] if likely else task.clock.times[-1]
