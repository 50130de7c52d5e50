"""How is a message left for staff, and a caller passed on to a human?

A message holds the wish with its facts, a name and a number; it is stored before the caller hears
so (RULES 4.4, 4.11). The only transfer target is the file's, inside its hours.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from vaani.call.plan import WEEKDAYS, Business, CallPlan, Week
from vaani.call.ports.thinker import Committed
from vaani.dialogue.flows.booking import confirm_number
from vaani.dialogue.flows.said import with_wish
from vaani.dialogue.flows.slots import settle_day, settle_time
from vaani.dialogue.flows.talk import Step, Task
from vaani.dialogue.flows.wants import Bookings, Flowing, LeaveMessage, Want


def start(step: Step, text: str, kind: Any = "callback") -> None:
    """Open a message with these words."""
    task = Task("message", text=text, kind=kind, agreed=True)
    step.put(tasks=(task, *step.talk.tasks), topic="")


def advance(step: Step) -> Flowing:
    """Ask what the message still lacks, then store it."""
    task = step.talk.tasks[0]
    if task.large:
        if not (yield from _large_facts(step)):
            return
        task = step.talk.tasks[0]
    elif not task.text.strip():
        step.ask("ask_message", "reason", None)
        return
    if step.talk.unconfirmed:
        confirm_number(step)
        return
    name = (task.names[0] if task.names else None) or step.talk.caller_name
    if name is None:
        own = yield Bookings()
        name = own[0].name if own else None
    if name is None and task.asked_names < 2:
        step.update(asked_names=task.asked_names + 1)
        step.ask("ask_name", "name", "ask_name")
        return
    if step.phone() is None:
        step.ask("ask_phone", "phone", "ask_phone")
        return
    yield from store(step, name)


def _large_facts(step: Step) -> Generator[Want, Any, bool]:
    task = step.talk.tasks[0]
    if not task.agreed:
        step.ask(
            "no_party_too_large", "confirm", "unavailable", "message",
            limit=step.terms.party_max_by_phone,
        )  # fmt: skip
        return False
    if len(task.days) == 2 and not (yield from settle_day(step)):
        return False
    if task.asked_facts >= _ASKED_MOST:
        return True
    step.update(asked_facts=task.asked_facts + 1)
    if not task.days and task.start is None:
        step.ask("ask_date", "date", "ask_date")
        return False
    if task.start is None and task.clock is None:
        step.ask("ask_time", "time", "ask_time")
        return False
    if task.start is None and len(task.clock.times if task.clock else ()) > 1:
        return (yield from settle_time(step))
    return True


_ASKED_MOST = 2
"""So often day and time are asked; then the message goes without them."""


def store(step: Step, name: str | None) -> Flowing:
    """Write the message, then say so."""
    task = step.talk.tasks[0]
    text = _large_text(task) if task.large else task.text
    phone = step.phone()
    key = "|".join((step.plan.call_id, "message", task.kind, text, str(name), str(phone)))
    ref = yield LeaveMessage(task.kind, text, name, phone, key)
    step.committed.append(Committed("message", ref))
    step.say(
        "message_taken", "message_taken", kind=task.kind, own_number=step.talk.dictated is None
    )
    step.put(done=(*step.talk.done, "message"), caller_name=step.talk.caller_name or name)
    step.finish()


def _large_text(task: Task) -> str:
    day = task.start or (task.days[0] if task.days else None)
    when = f"{day:%A, %-d %B %Y}" if day is not None else "day open"
    at = f"{task.start:%H:%M}" if task.start else ""
    if not at and task.clock is not None and task.clock.times:
        at = f"{task.clock.times[-1]:%H:%M}"
    parts = [f"Large party: {task.party} people, {when}", f"at {at}" if at else "time open"]
    if task.notes:
        parts.append("wishes: " + ", ".join(task.notes))
    return ", ".join(parts)


def human(step: Step) -> None:
    """A human was asked for: transfer inside the hours where the line can, else a message."""
    transfer = step.plan.transfer
    if transfer is not None and transfer.number and reachable(step.plan, step.now):
        step.say("transferring", "handoff")
        step.then, step.transfer_to = "transfer", transfer.number
        step.put(transferred=transfer.number)
        return
    step.put(topic=with_wish(step, step.text or "Asked to speak to somebody."))
    key = "nobody_now" if step.plan.transfer is not None else "not_put_through"
    step.ask(key, "confirm", "unavailable", "message")


def reachable(plan: CallPlan, now: datetime) -> bool:
    """Can this call be passed on, and is somebody there to take it? Closed dates are closed."""
    transfer, business = plan.transfer, plan.business
    if transfer is None:
        return False
    week: Week = transfer.hours if transfer.hours is not None else business.hours
    return open_at(week, business, now)


def open_at(week: Week, business: Business, now: datetime) -> bool:
    """Does `now` (aware, in the business's zone) lie in a period of the week?"""
    wall = now.replace(tzinfo=None)
    for day in (wall.date(), wall.date() - timedelta(days=1)):
        if day in business.closures:
            continue
        for period in week.get(WEEKDAYS[day.weekday()], ()):
            begin = datetime.combine(day, period.open)
            end = datetime.combine(day, period.close)
            end += timedelta(days=int(period.close <= period.open))
            if begin <= wall < end:
                return True
    return False
