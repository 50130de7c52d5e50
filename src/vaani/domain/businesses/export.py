"""How is a business written as a file again? `read_document(to_document(b))` gives `b` back.

What is absent or empty is left out; everything else is written, defaults too, so that a later
change of a default changes nobody's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import yaml

from vaani.call.plan import (
    WEEKDAYS,
    BookingTerms,
    Business,
    MenuItem,
    OutsideTool,
    Period,
    Resource,
    Service,
    Text,
    Week,
)
from vaani.call.turn_taking import AS_SHIPPED

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""The one in C is about ten times as quick and writes the same."""


def to_yaml(business: Business, carriers: Mapping[str, str] | None = None) -> str:
    """The business file, UTF-8 text."""
    document = to_document(business, carriers or {})
    text = yaml.dump(document, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=100)
    return str(text)


def to_document(business: Business, carriers: Mapping[str, str]) -> dict[str, Any]:
    """The document of a business file, in plain values."""
    return _kept(
        {
            "slug": business.slug,
            "name": business.name,
            "also_known_as": list(business.also_known_as),
            "kind": business.kind,
            "timezone": business.timezone,
            "languages": list(business.languages),
            "numbers": [_number(business, number, carriers) for number in business.numbers],
            "greeting": _text(business.greeting),
            "transfer": _transfer(business),
            "hours": _week(business.hours),
            "closures": _closures(business),
            "booking": _booking(business.booking) if business.booking else None,
            "menu": [_item(one) for one in business.menu],
            "knowledge": [
                _kept(
                    {
                        "topic": topic.topic,
                        "text": _text(topic.text),
                        "questions": list(topic.questions),
                        "valid_until": topic.valid_until and topic.valid_until.isoformat(),
                    }
                )
                for topic in business.knowledge
            ],
            "not_offered": [_text(text) for text in business.not_offered],
            "rules": _kept(
                {
                    "medical": business.medical,
                    "emergency_numbers": list(business.emergency_numbers),
                }
            ),
            "currency": business.currency,
            "voice": dict(business.voices),
            "engines": {role: list(names) for role, names in business.engines.items()},
            "privacy": {
                "record_audio": business.privacy.record_audio,
                "keep_transcript_days": business.privacy.keep_transcript_days,
                "announce": business.privacy.announce,
            },
            "tools": [_tool(one) for one in business.tools],
            "turn_taking": business.turn_taking.said,
            "budgets": [
                _kept(
                    {
                        "per": one.per,
                        "of": one.of,
                        "soft": _plain(one.soft),
                        "hard": _plain(one.hard),
                    }
                )
                for one in business.budgets
            ],
        },
        always=("hours",),
    )


def _item(item: MenuItem) -> dict[str, Any]:
    return _kept(
        {
            "id": item.id,
            "category": item.category,
            "name": _text(item.name),
            "price": _plain(item.price),
            "variants": [
                {"name": _text(one.name), "price": _plain(one.price)} for one in item.variants
            ],
            "from": item.first and item.first.isoformat(),
            "until": item.last and item.last.isoformat(),
        }
    )


def _number(business: Business, number: str, carriers: Mapping[str, str]) -> str | dict[str, Any]:
    choice = business.numbers_turn_taking.get(number, AS_SHIPPED).said
    written = _kept({"number": number, "carrier": carriers.get(number), "turn_taking": choice})
    return written if len(written) > 1 else number


def _tool(tool: OutsideTool) -> dict[str, Any]:
    usual = OutsideTool(tool.kind, tool.url)
    deadline = None if tool.deadline_s == usual.deadline_s else round(tool.deadline_s)
    return _kept(
        {
            "kind": tool.kind,
            "url": tool.url,
            "name": tool.name or None,
            "description": tool.description or None,
            "parameters": dict(tool.parameters),
            "secret": tool.secret,
            "deadline_seconds": deadline,
            "only": list(tool.only),
            "progress": _text(tool.progress),
            "confirm": _text(tool.confirm),
        }
    )


def _plain(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


def _kept(document: dict[str, Any], always: tuple[str, ...] = ()) -> dict[str, Any]:
    empty: tuple[Any, ...] = (None, [], {})
    return {key: value for key, value in document.items() if key in always or value not in empty}


def _text(text: Text | None) -> str | dict[str, str] | None:
    if text is None or (text.en is None and text.hi is None):
        return None
    return {name: words for name, words in (("en", text.en), ("hi", text.hi)) if words}


def _end(clock: time) -> str:
    """When something ends: a midnight is the end of its day."""
    return f"{clock:%H:%M}" if clock != time(0) else "24:00"


def _closures(business: Business) -> dict[str, Any]:
    """Days that follow one another for one reason are a range."""
    found: dict[str, Any] = {}
    for first, last, why in _runs(business.closures):
        key = first.isoformat() if first == last else f"{first}..{last}"
        found[key] = _text(why)
    for day, short in business.short_days.items():
        hours = [_period(period) for period in short.periods]
        found[day.isoformat()] = {"reason": _text(short.reason), "hours": hours}
    return dict(sorted(found.items()))


def _runs(closures: Mapping[date, Text]) -> list[tuple[date, date, Text]]:
    runs: list[tuple[date, date, Text]] = []
    for day, why in sorted(closures.items()):
        if runs and runs[-1][1] + timedelta(days=1) == day and runs[-1][2] == why:
            runs[-1] = (runs[-1][0], day, why)
        else:
            runs.append((day, day, why))
    return runs


def _week(week: Week) -> dict[str, Any]:
    return {day: [_period(period) for period in week[day]] for day in WEEKDAYS if week.get(day)}


def _period(period: Period) -> dict[str, str]:
    ends = {"open": f"{period.open:%H:%M}", "close": _end(period.close)}
    return ends | ({"last": f"{period.last:%H:%M}"} if period.last is not None else {})


def _transfer(business: Business) -> dict[str, Any] | None:
    transfer = business.transfer
    if transfer is None:
        return None
    hours = "opening" if transfer.hours is None else _week(transfer.hours)
    warm = {"warm": True} if transfer.warm else {}
    return {"number": transfer.number, "hours": hours, **warm}


def _booking(terms: BookingTerms) -> dict[str, Any]:
    party = _kept({"min": terms.party_min, "max_by_phone": terms.party_max_by_phone})
    return _kept(
        {
            "required": list(terms.required),
            "optional": list(terms.optional),
            "slot_minutes": terms.slot_minutes,
            "min_lead_minutes": terms.min_lead_minutes,
            "max_days_ahead": terms.max_days_ahead,
            "change_notice_minutes": terms.change_notice_minutes,
            "buffer_minutes": terms.buffer_minutes,
            "party": party,
            "duration_minutes": [
                _kept({"party_up_to": one.party_up_to, "minutes": one.minutes})
                for one in terms.durations
            ],
            "services": [_service(service) for service in terms.services],
            "capacity": terms.capacity,
            "resources": [_resource(resource) for resource in terms.resources],
            "combine_resources": terms.combine_resources,
        },
        always=("required",),
    )


def _service(service: Service) -> dict[str, Any]:
    return _kept(
        {
            "id": service.id,
            "name": _text(service.name),
            "words": list(service.words),
            "minutes": service.minutes,
            "fee": service.fee,
            "resources": list(service.resources),
        }
    )


def _resource(resource: Resource) -> dict[str, Any]:
    sessions = resource.sessions
    return _kept(
        {
            "id": resource.id,
            "kind": resource.kind,
            "seats": resource.seats,
            "name": _text(resource.name),
            "title": resource.title,
            "also_known_as": list(resource.also_known_as),
            "speciality": _text(resource.speciality),
            "speciality_words": list(resource.speciality_words),
            "gender": resource.gender,
            "slot_minutes": resource.slot_minutes,
            "duration_minutes": resource.duration_minutes,
            "fee": resource.fee,
            "sessions": None
            if sessions is None
            else {
                day: [[f"{a:%H:%M}", _end(b)] for a, b in sessions[day]]
                for day in WEEKDAYS
                if sessions.get(day)
            },
            "leave": [[first.isoformat(), last.isoformat()] for first, last in resource.leave],
            "area": _text(resource.area),
        },
        always=() if sessions is None else ("sessions",),
    )
