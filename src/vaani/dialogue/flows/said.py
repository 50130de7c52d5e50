"""What has the caller said so far that staff need to know, in one line of text?

A message holds the wish with its facts (RULES 4.11): who, what, for how many, when, as far as that
is known, and the caller's own words where they say something.
"""

# ruff: noqa: E501 (tables of phrases read best one a line)
from __future__ import annotations

from datetime import time

from vaani.dialogue.flows.places import areas_wished
from vaani.dialogue.flows.talk import Step, Task
from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.dialogue.understanding.vocabulary import DayWish, TimeWish
from vaani.language.found import ClockReading

_VERBS = {"book": "Booking", "change": "Change of a booking", "cancel": "Cancellation"}
_ECHOES = Phrases(
    "sorry what, sorry kya, kya bola, kya bole, kya kaha, what was that, pardon, come again, hello hello, क्या बोला, क्या कहा"
)
_FEWEST_WORDS = 6


def with_wish(step: Step, *told: str) -> str:
    """The open request with its facts, then the words of the caller that say something."""
    wish = _wish(step)
    words = [text for text in dict.fromkeys(told) if _says_something(text)]
    parts = [part for part in (wish, *words) if part]
    return " | ".join(parts) if parts else next(iter(told), "")


def message_text(step: Step) -> str:
    """What a message says: the sentence, when it says more than that there is one; else what was
    wished or asked before."""
    if len(step.text.split()) > _FEWEST_WORDS and not _names_only_call(step):
        before = _wish(step) or (step.talk.asked if _just_answered(step) else "")
        return " | ".join(part for part in (before, step.text) if part)
    before = _wish(step) or step.talk.asked
    return " | ".join((before, step.text)) if before else ""


def _names_only_call(step: Step) -> bool:
    """ "Yes please, ask them to call me back": a wish for a call, of which the reason was said."""
    return bool(step.talk.asked) and len(step.text.split()) <= _FEWEST_WORDS + 3


def _just_answered(step: Step) -> bool:
    """The message comes right behind the answer to a question: it is about the same thing."""
    return any(line.key in _ANSWERS for line in step.talk.last)


_ANSWERS = frozenset(("knowledge", "fee", "fee_with", "unknown", "not_known", "services", "people"))


def _says_something(text: str) -> bool:
    said = spoken(text)
    if not said.tokens or _ECHOES.within(said):
        return False
    return not (tables.REPEAT.within(said) or tables.LOST.within(said))


def _wish(step: Step) -> str:
    """ "Booking: haircut, with Asha Solanki, Wednesday, 7 April 2027, at 15:30"."""
    task = step.talk.task
    if task is None or task.flow not in _VERBS:
        return ""
    facts = [*_what(step, task), *_when(step, task)]
    if task.names:
        facts.append("name " + " and ".join(task.names))
    if task.notes:
        facts.append("wishes: " + ", ".join(task.notes))
    return f"{_VERBS[task.flow]}: {', '.join(facts)}" if facts else ""


def _what(step: Step, task: Task) -> list[str]:
    found = []
    for service in step.terms.services:
        if service.id == task.service:
            found.append(service.name.speak("en"))
    people = [one for one in step.terms.resources if one.id in (task.people or task.skilled)]
    if not found and people and people[0].speciality is not None:
        found.append(people[0].speciality.speak("en"))
    if task.people and people and people[0].kind == "person":
        found.append("with " + " or ".join(one.name.speak("en") for one in people))
    if task.party:
        found.append(f"{task.party} people")
    found += [one.speak("en") for one in areas_wished(step, task)]
    return found


def _when(step: Step, task: Task) -> list[str]:
    days = task.days or ((task.refused_at.date(),) if task.refused_at else ())
    clock: ClockReading | None = task.clock
    if task.row is not None:
        booked = f"the one on {task.row.start:%A, %-d %B %Y} at {task.row.start:%H:%M}"
        if task.flow == "cancel" or not (days or task.start):
            return [booked]
        return [booked, *_moment(task, days, clock)]
    if not days and clock is None:
        days = tuple(d for v in task.said if isinstance(v, DayWish) for d in v.reading.days)
        clock = next((v.reading for v in task.said if isinstance(v, TimeWish)), None)
    return _moment(task, days, clock)


def _moment(task: Task, days: tuple[object, ...], clock: ClockReading | None) -> list[str]:
    if task.start is not None:
        return [f"{task.start:%A, %-d %B %Y}", f"at {task.start:%H:%M}"]
    at: time | None = task.refused_at.time() if task.refused_at and clock is None else None
    times = (at,) if at else clock.times if clock is not None else ()
    said = [" or ".join(f"{day:%A, %-d %B %Y}" for day in days)] if days else []
    return [*said, "at " + " or ".join(f"{one:%H:%M}" for one in times)] if times else said
