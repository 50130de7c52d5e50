"""How are questions answered? Only from the file: knowledge, hours, people, fees (RULES 4.3)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from vaani.call.plan import WEEKDAYS, Resource
from vaani.dialogue.flows.messages import open_at
from vaani.dialogue.flows.slots import service_names
from vaani.dialogue.flows.talk import Step
from vaani.dialogue.flows.wants import Flowing, Know
from vaani.dialogue.understanding.in_part import named_in_part
from vaani.dialogue.understanding.lexicon import lexicon_of
from vaani.dialogue.understanding.match import spoken
from vaani.dialogue.understanding.topics import plain_topics
from vaani.dialogue.understanding.vocabulary import Ask, Command, DayWish, Put
from vaani.language.dates import find_dates
from vaani.language.numbers import find_numbers
from vaani.language.script import fold

_ANSWER = 0.5
_SURE = 0.8
_MONEY = re.compile(
    r"(?i)\b(?:rupees?|rs|inr|pounds?|dollars?|euros?)\b|[₹£$€]|रुपय|रुपए|रुपये|पाउंड|डॉलर"
)
_FREE = ("free", "मुफ्त", "muft", "no charge", "complimentary")


def answer(step: Step, question: Ask, beside: bool = False) -> Flowing:
    """Say what the file says, or that it is not known; true facts only. `beside`: another wish of
    the same sentence goes on, so that no message is offered."""
    question = _continued(step, question)
    text = question.question
    step.put(asked=text, asked_about=question.about, day=open_day(step, text) or step.talk.day)
    if question.about == "people" and _who_was_meant(step) and _people(step, text):
        return
    if question.about == "price" and _named_whole(step, text) and _fee(step, text):
        return
    if question.about == "duration" and _minutes(step, text):
        return
    hits = yield Know(text, step.talk.language)
    good = [hit for hit in hits if hit.score >= _ANSWER and _answers(question, hit.text)]
    good = [hit for hit in good if question.about == "price" and _MONEY.search(hit.text)] or good
    plain = () if question.about == "price" else plain_topics(text)
    for word in plain if not good or len(plain) == 1 else ():
        found = yield Know(word, step.talk.language)
        nearer = [hit for hit in found if hit.score >= _ANSWER]
        if nearer and (not good or nearer[0].score > good[0].score):
            good = [*nearer, *good]
    dated = bool(find_dates(text, step.now))
    if question.about == "hours" and (dated or not (good and good[0].score >= _SURE)):
        hours(step, text)
        return
    if good:
        step.say("knowledge", "inform", text=good[0].text)
        step.put(informed=True)
        return
    if question.about == "price" and _fee(step, text):
        return
    if question.about == "price" and hits and _tells_how(hits[0].text, hits[0].score):
        step.say("knowledge", "inform", text=hits[0].text)
        step.put(informed=True)
        return
    if question.about == "people" and _people(step, text):
        return
    if question.about == "services" and service_names(step):
        step.say("services", "inform", services=service_names(step))
        step.put(informed=True)
        return
    step.put(topic=text)
    if beside:
        step.say("not_known", "inform")
        return
    step.ask("unknown", "confirm", "inform", "message")


def open_day(step: Step, text: str) -> date | None:
    """ "Are you open tomorrow?": the day of which a booking right behind it will be."""
    days = [day for one in find_dates(text, step.now) for day in one.value.days]
    if len(days) != 1 or days[0] < step.today or days[0] in step.business.closures:
        return None
    return days[0] if step.business.hours.get(WEEKDAYS[days[0].weekday()]) else None


_HOW = (
    "price", "package", "quote", "charge", "cost", "depends", "planned", "message",
    "दाम", "पैकेज", "तय", "शुल्क", "संदेश",
)  # fmt: skip


def _tells_how(text: str, score: float) -> bool:
    """No amount, but how one comes to it ("packages are planned in person")."""
    return score >= _ANSWER and any(word in fold(text) for word in map(fold, _HOW))


def _continued(step: Step, question: Ask) -> Ask:
    """ "And on Monday?" asks what was asked before, of another day."""
    before = step.talk.asked_about
    if question.about != "anything" or before not in ("hours", "people"):
        return question
    short = len(question.question.split()) <= _FEW_WORDS and find_dates(question.question, step.now)
    if not short:
        return question
    return Ask(question.question, "hours" if before == "hours" else "people")


def _who_was_meant(step: Step) -> tuple[str, ...]:
    return step.talk.people or step.talk.skilled


def asked_again(step: Step, found: list[Command]) -> list[Ask]:
    """A day alone, after an answer about hours or people: the same question of that day."""
    days = [c for c in found if isinstance(c, Put) and isinstance(c.value, DayWish)]
    before = step.talk.asked_about in ("hours", "people")
    alone = len(days) == len(found) == 1 and len(step.text.split()) <= _FEW_WORDS
    return [Ask(step.text)] if alone and before and step.talk.task is None else []


_FEW_WORDS = 4


def _answers(question: Ask, text: str) -> bool:
    """A price question wants an amount; whatever has none does not answer it."""
    if question.about != "price":
        return True
    return bool(find_numbers(text)) or any(word in fold(text) for word in _FREE)


def hours(step: Step, text: str) -> None:
    """The opening hours of the day that was named, else of today and the week."""
    found = find_dates(text, step.now)
    day = found[0].value.days[0] if found else step.today
    night = day - timedelta(days=int(not found and step.now.hour < 5))
    periods = step.business.periods_of(night)
    closure = step.business.closures.get(night)
    step.put(informed=True)
    if closure is not None:
        step.say("closed_that_date", "inform", day=night, reason=closure)
    elif not periods:
        step.say("closed_that_day", "inform", day=night)
    elif found:
        step.say("open_that_day", "inform", day=night, periods=periods)
    else:
        now = open_at(step.business.hours, step.business, step.now)
        step.say("open_today", "inform", day=night, periods=periods, now=now)
    shut = tuple(n for n, name in enumerate(WEEKDAYS) if not step.business.hours.get(name))
    if shut and not found:
        step.say("shut_days", weekdays=shut)


def _fee(step: Step, text: str) -> bool:
    """The fee of the service or person that is being talked about."""
    talk, terms, task = step.talk, step.terms, step.talk.task
    if _fee_of_named(step, text):
        return True
    last = talk.booked[-1] if talk.booked and task is None else None
    named = lexicon_of(step.business).service(spoken(text))
    before = task.service if task else last.service_id if last else None
    wanted = (named.service_id if named else "") or talk.service or before
    for service in terms.services:
        if service.id == wanted and service.fee is not None:
            step.say("fee", "inform", what=service.name, amount=service.fee)
            step.put(informed=True)
            return True
    if not wanted and _fees_in_part(step, text):
        return True
    ids = (
        _person_in(step, text)
        or talk.people
        or talk.skilled
        or (task.people or task.skilled if task else ())
    )
    if not ids and last is not None and last.resource_id:
        ids = (last.resource_id,)
    fees = [one for one in terms.resources if one.id in ids and one.fee is not None]
    if not fees or len({one.fee for one in fees}) > 2:
        return False
    for one in fees[:2] if len({one.fee for one in fees}) == 2 else fees[:1]:
        step.say(
            "fee",
            "inform",
            what=one.speciality or one.name,
            who=one,
            amount=one.fee,
        )
    step.put(informed=True)
    return True


def _minutes(step: Step, text: str) -> bool:
    """How long it takes: what was named in the question, else what is being talked about."""
    talk, task = step.talk, step.talk.task
    named = lexicon_of(step.business).service(spoken(text))
    last = talk.booked[-1] if talk.booked and task is None else None
    before = task.service if task else last.service_id if last else talk.service
    one_named = (named.service_id,) if named and named.service_id else ()
    ids = one_named or named_in_part(spoken(text), step.business) or ((before,) if before else ())
    told = [one for one in step.terms.services if one.id in ids and one.minutes]
    return _tell_each(step, [("takes", {"what": one.name, "minutes": one.minutes}) for one in told])


def _named_whole(step: Step, text: str) -> bool:
    """Is a service of the file named, whose price is known?"""
    named = lexicon_of(step.business).service(spoken(text))
    priced = {one.id for one in step.terms.services if one.fee is not None}
    return named is not None and named.service_id in priced


def _fees_in_part(step: Step, text: str) -> bool:
    """ "How much is a haircut", where there are two: what each costs."""
    found = named_in_part(spoken(text), step.business)
    priced = [one for one in step.terms.services if one.id in found and one.fee is not None]
    return _tell_each(step, [("fee", {"what": one.name, "amount": one.fee}) for one in priced])


def _tell_each(step: Step, told: list[tuple[str, dict[str, Any]]]) -> bool:
    """A line for each service; False, and nothing said, when there is none or are too many."""
    if not 0 < len(told) <= _MOST_TOLD:
        return False
    for key, facts in told:
        step.say(key, "inform", **facts)
    step.put(informed=True)
    return True


_MOST_TOLD = 3


def _person_in(step: Step, text: str) -> tuple[str, ...]:
    """ "What does Doctor Contractor charge?": the one who is named in the very question."""
    found = lexicon_of(step.business).people(spoken(text))
    return found.resource_ids if found is not None and len(found.resource_ids) == 1 else ()


def _fee_of_named(step: Step, text: str) -> bool:
    """What was named in the very question, when one person does it for one price."""
    wish = lexicon_of(step.business).service(spoken(text))
    if wish is None or step.terms.services:
        return False
    able = [one for one in step.terms.resources if one.id in wish.resource_ids]
    if len(able) != 1 or able[0].kind != "person" or able[0].fee is None:
        return False
    step.say("fee_with", "inform", words=wish.words, who=able[0], amount=able[0].fee)
    step.put(informed=True)
    return True


def _sits(step: Step, who: Resource, text: str) -> None:
    """When somebody is there: on the day that was named, else in the week."""
    found = find_dates(text, step.now)
    day = found[0].value.days[0] if found else None
    if day is None or who.sessions is None:
        step.say("sits", "inform", who=who)
        return
    leave = next((last for first, last in who.leave if first <= day <= last), None)
    periods = who.sessions.get(WEEKDAYS[day.weekday()], ())
    if leave is not None:
        step.say("no_leave", "inform", who=who, details={"until": leave})
    elif day in step.business.closures:
        step.say("closed_that_date", "inform", day=day, reason=step.business.closures[day])
    elif periods:
        step.say("sits_then", "inform", who=who, day=day, periods=periods)
    else:
        step.say("no_not_sitting", "inform", who=who, day=day, details={})


def _is_there(who: Resource, day: date) -> bool:
    sits = who.sessions is None or bool(who.sessions.get(WEEKDAYS[day.weekday()]))
    return sits and not any(first <= day <= last for first, last in who.leave)


def _named_in(step: Step, text: str) -> tuple[str, ...]:
    """Who is named in the very question, by name or by what he does."""
    said, lexicon = spoken(text), lexicon_of(step.business)
    wish = lexicon.people(said) or lexicon.service(said)
    return wish.resource_ids if wish else ()


def _people(step: Step, text: str) -> bool:
    """Who there is, or when the one who was named is there."""
    task = step.talk.task
    ids = _named_in(step, text) or step.talk.people or step.talk.skilled
    ids = ids or (task.people or task.skilled if task else ())
    people = [one for one in step.terms.resources if one.kind == "person"]
    if not people:
        return False
    named = [one for one in people if one.id in ids]
    step.put(informed=True)
    if len(named) == 1:
        _sits(step, named[0], text)
        return True
    there = tuple(named or people)
    found = find_dates(text, step.now)
    if found and not named:
        there = tuple(one for one in people if _is_there(one, found[0].value.days[0])) or there
    step.say("people", "inform", people=there[:5])
    return True
