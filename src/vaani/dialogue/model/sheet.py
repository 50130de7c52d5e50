"""What does the business's file state, as lines for a model and as evidence for its sentences?

Pure. Hours and closures of the coming weeks, who and what there is, fees, and the knowledge that is
still valid on the day of the call. Both languages count as evidence, whichever is spoken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vaani.call.plan import WEEKDAYS, Business, Period, Resource, Text
from vaani.dialogue.model.claims import Evidence, evidence_of
from vaani.dialogue.model.manners import stem
from vaani.dialogue.wording.voice import Voice
from vaani.language.found import Language
from vaani.language.sentence import words

_DAYS_AHEAD = 28
_LANGUAGES: tuple[Language, ...] = ("en", "hi")
_SENTENCES = re.compile(r"(?<=[.?!।])\s+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The facts of one business on one day."""

    lines: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    vocabulary: frozenset[str]
    """Words of its people and services, which a question may use."""
    day: date


@dataclass(frozen=True, slots=True)
class _Fact:
    line: str
    evidence: tuple[Evidence, ...]


def sheet_of(business: Business, now: datetime) -> Sheet:
    """Everything that may be stated at `now` (aware, in the business's zone)."""
    voices = tuple(Voice(language, business, now.date()) for language in _LANGUAGES)
    facts = [
        *_hours(business, voices, now),
        *_people(business, voices, now),
        *_services(business, voices, now),
        *_knowledge(business, voices, now),
        *_not_offered(business, voices, now),
    ]
    return Sheet(
        tuple(fact.line for fact in facts),
        tuple(one for fact in facts for one in fact.evidence),
        frozenset(_vocabulary(business)),
        now.date(),
    )


def knowledge_evidence(text: str, now: datetime) -> tuple[Evidence, ...]:
    """A text of the file: each sentence for itself, and the whole when it is of one kind."""
    parts = [part for part in _SENTENCES.split(text) if part.strip()]
    found = [evidence_of([part], now) for part in parts]
    if len({one.negative for one in found}) == 1 and len(found) > 1:
        found.append(evidence_of(parts, now))
    return tuple(found)


def _hours(business: Business, voices: tuple[Voice, ...], now: datetime) -> Iterator[_Fact]:
    days = [now.date() + timedelta(days=n) for n in range(_DAYS_AHEAD)]
    for number, name in enumerate(WEEKDAYS):
        own = {**business.closures, **business.short_days}
        fit = [d for d in days if d.weekday() == number and d not in own]
        periods = business.hours.get(name, ())
        spoken = [_open_line(voice, number, periods) for voice in voices]
        names = " ".join(voice.weekday(number) for voice in voices)
        evidence = evidence_of(
            spoken, now, days=fit, spans=[(one.open, one.close) for one in periods],
            negative=not periods, extra=f"{names} hour timing today tomorrow every on",
        )  # fmt: skip
        yield _Fact(spoken[0], (evidence,))
    for day, short in sorted(business.short_days.items()):
        if day >= now.date():
            spoken = [_short_line(voice, day, short.periods) for voice in voices]
            spans = [(one.open, one.close) for one in short.periods]
            yield _Fact(spoken[0], (evidence_of(spoken, now, days=[day], spans=spans),))
    for day, why in sorted(business.closures.items()):
        if day >= now.date():
            spoken = [_closed_line(voice, day, why) for voice in voices]
            yield _Fact(spoken[0], (evidence_of(spoken, now, days=[day], negative=True),))


def _open_line(voice: Voice, weekday: int, periods: tuple[Period, ...]) -> str:
    name = voice.weekday(weekday)
    if voice.language == "hi":
        return f"{name} को हम {voice.periods(periods)} खुले हैं।" if periods else f"{name} को हम बंद हैं।"
    if periods:
        return f"On {name} we are open {voice.periods(periods)}."
    return f"On {name} we are closed."


def _short_line(voice: Voice, day: date, periods: tuple[Period, ...]) -> str:
    if voice.language == "hi":
        return f"{voice.day(day)} को हम {voice.periods(periods)} खुले हैं।"
    return f"On {voice.day(day)} we are open {voice.periods(periods)}."


def _closed_line(voice: Voice, day: date, why: Text) -> str:
    if voice.language == "hi":
        return f"{voice.day(day)} को हम बंद हैं, {voice.text(why)}।"
    return f"On {voice.day(day)} we are closed for {voice.text(why)}."


def _people(business: Business, voices: tuple[Voice, ...], now: datetime) -> Iterator[_Fact]:
    for one in business.booking.resources if business.booking else ():
        if one.kind != "person":
            continue
        spoken = [_person_line(voice, one) for voice in voices]
        found = [evidence_of(spoken, now, extra="we have our doctor with team")]
        found += _sessions(one, voices, now)
        found += _absence(one, voices, now)
        if one.fee is not None:
            found.append(_fee([voice.person(one) for voice in voices], one.fee, voices, now))
        fee = f" Fee {one.fee} {business.currency}." if one.fee is not None else ""
        yield _Fact(f"id {one.id}: {spoken[0]}{fee}", tuple(found))


def _person_line(voice: Voice, who: Resource) -> str:
    skill = voice.text(who.speciality)
    if voice.language == "hi":
        return f"{voice.person(who)}, {skill}।" if skill else f"{voice.person(who)}।"
    return f"{voice.person(who)} for {skill}." if skill else f"{voice.person(who)}."


def _sessions(who: Resource, voices: tuple[Voice, ...], now: datetime) -> Iterator[Evidence]:
    days = [now.date() + timedelta(days=n) for n in range(_DAYS_AHEAD)]
    away = {d for d in days for begin, end in who.leave if begin <= d <= end}
    for number, name in enumerate(WEEKDAYS):
        periods = (who.sessions or {}).get(name, ())
        if not periods:
            continue
        spoken = [
            f"{voice.person(who)} {voice.weekday(number)} {voice.periods(periods)}"
            for voice in voices
        ]
        fit = [d for d in days if d.weekday() == number and d not in away]
        yield evidence_of(
            spoken, now, days=fit, spans=periods, negative=False,
            extra="here in on available sits बैठते बैठती मिलते मिलती",
        )  # fmt: skip


def _absence(who: Resource, voices: tuple[Voice, ...], now: datetime) -> Iterator[Evidence]:
    for begin, end in who.leave:
        if end >= now.date():
            spoken = [f"{voice.person(who)} on leave until {voice.day(end)}" for voice in voices]
            yield evidence_of(spoken, now, days=[begin, end], negative=False, extra="छुट्टी")


def _services(business: Business, voices: tuple[Voice, ...], now: datetime) -> Iterator[_Fact]:
    for one in business.booking.services if business.booking else ():
        names = [voice.text(one.name) for voice in voices]
        found = [evidence_of(names, now, extra="we do offer have करते")]
        line = f"id {one.id}: {names[0]}"
        if one.fee is not None:
            found.append(_fee(names, one.fee, voices, now))
            line += f", {one.fee} {business.currency}"
        if one.minutes:
            spoken = [
                f"{name} {voice.minutes(one.minutes)}"
                for name, voice in zip(names, voices, strict=True)
            ]
            found.append(evidence_of(spoken, now, extra="takes about लगते"))
            line += f", {one.minutes} minutes"
        yield _Fact(line, tuple(found))


def _fee(names: list[str], amount: int, voices: tuple[Voice, ...], now: datetime) -> Evidence:
    spoken = [f"{n} {v.money(amount)}" for n, v in zip(names, voices, strict=True)]
    return evidence_of(
        spoken,
        now,
        extra="cost costs fee fees price charge charges rupees consultation फ़ीस दाम परामर्श",
    )


def _knowledge(business: Business, voices: tuple[Voice, ...], now: datetime) -> Iterator[_Fact]:
    for one in business.knowledge:
        if one.valid_until is not None and one.valid_until < now.date():
            continue
        found = [
            evidence
            for text in (one.text.en, one.text.hi)
            if text
            for evidence in knowledge_evidence(text, now)
        ]
        yield _Fact(f"{one.topic}: {voices[0].text(one.text)}", tuple(found))


def _not_offered(business: Business, voices: tuple[Voice, ...], now: datetime) -> Iterator[_Fact]:
    for one in business.not_offered:
        spoken = [voice.text(one) for voice in voices]
        extra = "do offer have देते करते"
        yield _Fact(
            f"not offered: {spoken[0]}", (evidence_of(spoken, now, negative=True, extra=extra),)
        )


def _vocabulary(business: Business) -> Iterator[str]:
    """Names of people, services and the house itself, word by word."""
    texts: list[str | None] = [business.name, *business.also_known_as]
    terms = business.booking
    for who in terms.resources if terms else ():
        if who.kind == "person":
            texts += [who.name.en, who.name.hi, *who.also_known_as]
            texts += [who.speciality.en, who.speciality.hi] if who.speciality else []
    for service in terms.services if terms else ():
        texts += [service.name.en, service.name.hi, *service.words]
    for text in texts:
        for word in words(text or ""):
            yield stem(word.folded)
