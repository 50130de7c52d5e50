"""Where the generated callers call: business files, and a calendar that is partly taken.

`outcome_of` plays one call; the same state of the generator gives the same call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from random import Random
from typing import Any

import yaml

from vaani.call.plan import Business, Caller, CallPlan
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import parse_business
from vaani.testing.goal_caller import GoalCaller, Outcome, play_goal, some_goal
from vaani.testing.goal_words import Tongue
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.rulebook import Meant, Rulebook
from vaani.testing.text_call import HandClock, TextCall

NOW = datetime.fromisoformat("2027-06-07T10:00+05:30")
_OWN, _OTHER = "+919999940001", "+919999949999"


@dataclass(frozen=True, slots=True)
class Place:
    """One business, as the product reads it and as the rulebook does."""

    business: Business
    document: dict[str, Any]
    persons: dict[str, dict[Tongue, str]]


def place_of(text: str) -> Place:
    """The text of a business file, read twice."""
    document = yaml.safe_load(text)
    return Place(parse_business(text).business, document, _persons(document))


def demo_places() -> tuple[Place, ...]:
    """The demonstration businesses of the package."""
    folder = resources.files("vaani.domain.businesses") / "demo"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    return tuple(place_of((folder / name).read_text("utf-8")) for name in names)


def _persons(document: dict[str, Any]) -> dict[str, dict[Tongue, str]]:
    found: dict[str, dict[Tongue, str]] = {}
    for one in document["booking"].get("resources", ()):
        if one.get("kind") != "person":
            continue
        name = one["name"]
        latin = name["en"] if isinstance(name, dict) else name
        hindi = name["hi"] if isinstance(name, dict) else one["also_known_as"][0]
        found[one["id"]] = {
            "en": f"Dr {latin}", "hi": f"डॉक्टर {hindi}",
            "hi-Latn": f"Doctor {latin}", "hinglish": f"Dr {latin}",
        }  # fmt: skip
    return found


async def outcome_of(rng: Random, places: Sequence[Place]) -> Outcome:
    """One generated call at one of the places, with some of the calendar taken."""
    where = rng.choice(places)
    book = Rulebook(where.document, NOW.replace(tzinfo=None))
    own = _seeded(rng, book)
    hidden = own is None and rng.random() < 0.2
    goal = some_goal(rng, book, own, f"+9199999{rng.randint(0, 99999):05d}" if hidden else None)
    caller = Caller(None if hidden else _OWN)
    plan = CallPlan("call", where.business, caller, "text", "t", language="en")
    clock = HandClock(NOW)
    desk = PaperDesk(plan, clock)
    desk.seed({"bookings": [_row(one, own) for one in book.taken]})
    call = TextCall(plan, FlowBrain(plan, desk), clock, desk.report)
    return await play_goal(call, GoalCaller(rng, goal, book, where.persons))


def _seeded(rng: Random, book: Rulebook) -> str | None:
    """Fill some of the calendar; the reference of the caller's own booking, if he has one."""
    for number in range(rng.randint(0, 30)):
        day = book.now.date() + timedelta(days=rng.randint(1, 8))
        person = None
        if book.largest is None:
            person = str(rng.choice([one["id"] for one in book.booking["resources"]]))
        starts = book.starts(day, person)
        if not starts:
            continue
        party = rng.randint(1, book.largest) if book.largest else None
        meant = Meant(day, rng.choice(starts), party, person)
        if book.refused(meant) is None:
            book.book(f"S{number}", meant, "Hidden Person" if number else "Lila Rao")
    if not book.taken or book.taken[0].ref != "S0" or rng.random() < 0.5:
        return None
    book.own.add("S0")
    return "S0"


def _row(one: Any, own: str | None) -> dict[str, Any]:
    meant = one.meant
    row = {
        "ref": one.ref, "resource": one.resource or None, "date": meant.day.isoformat(),
        "time": f"{meant.at:%H:%M}", "name": one.name,
        "phone": _OWN if one.ref == own else _OTHER,
    }  # fmt: skip
    return row | ({"party": meant.party} if meant.party is not None else {})
