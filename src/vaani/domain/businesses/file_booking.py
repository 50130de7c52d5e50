"""What does the part `booking` of a business file say? How the business books, and on what."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, time
from itertools import pairwise
from typing import Any, Literal, cast, get_args

from vaani.call.plan import (
    WEEKDAYS,
    BookingTerms,
    BusinessKind,
    Duration,
    Resource,
    Service,
    Slot,
    Text,
    Weekday,
)
from vaani.domain.businesses.reading import Node

_KEYS = (
    "required", "optional", "slot_minutes", "min_lead_minutes", "max_days_ahead",
    "change_notice_minutes", "buffer_minutes", "party", "duration_minutes", "services", "capacity",
    "resources", "combine_resources",
)  # fmt: skip
_RESOURCE_KEYS = (
    "id", "kind", "seats", "name", "title", "also_known_as", "speciality", "speciality_words",
    "gender", "slot_minutes", "duration_minutes", "fee", "sessions", "leave", "area",
)  # fmt: skip
_SERVICE_KEYS = ("id", "name", "words", "minutes", "fee", "resources")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_DAY_MINUTES = 24 * 60
_MONTH_MINUTES = 31 * _DAY_MINUTES

_USUAL: dict[BusinessKind, tuple[Slot, ...]] = {
    "restaurant": ("date", "time", "party", "name", "phone"),
    "clinic": ("doctor", "date", "time", "name", "phone"),
    "salon": ("date", "time", "name", "phone"),
    "other": ("date", "time", "name", "phone"),
}


def read_booking(node: Node, kind: BusinessKind) -> BookingTerms | None:
    """The terms, or None when the business takes no bookings; mistakes are noted in the node."""
    if node.absent or not node.keys(_KEYS):
        return None
    usual = BookingTerms(required=_USUAL[kind])
    required = _slots(node.child("required"), usual.required)
    party_min, party_max = _party(node.child("party"))
    terms = BookingTerms(
        required=required,
        optional=_slots(node.child("optional"), ()),
        slot_minutes=_minutes(node, "slot_minutes", 1, _DAY_MINUTES, usual.slot_minutes),
        min_lead_minutes=_minutes(node, "min_lead_minutes", 0, _MONTH_MINUTES, 0),
        max_days_ahead=_minutes(node, "max_days_ahead", 0, 730, usual.max_days_ahead),
        change_notice_minutes=_minutes(node, "change_notice_minutes", 0, _MONTH_MINUTES, 0),
        buffer_minutes=_minutes(node, "buffer_minutes", 0, _DAY_MINUTES, 0),
        party_min=party_min,
        party_max_by_phone=party_max,
        durations=_durations(node.child("duration_minutes")),
        services=node.child("services").all(_service),
        capacity=node.child("capacity").whole(1, 100_000),
        resources=_areas(node.child("resources"), node.child("resources").all(_resource)),
        combine_resources=node.child("combine_resources").truth(False),
    )
    _agree(node, terms)
    return terms


def _minutes(node: Node, key: str, low: int, high: int, default: int) -> int:
    found = node.child(key).whole(low, high, default)
    return default if found is None else found


def _slots(node: Node, default: tuple[Slot, ...]) -> tuple[Slot, ...]:
    if node.absent:
        return default
    found = node.all(lambda item: item.one_of(get_args(Slot)))
    for slot, count in Counter(found).items():
        if count > 1:
            node.wrong(f"names {slot} twice")
    return cast(tuple[Slot, ...], found)


def _party(node: Node) -> tuple[int, int | None]:
    if node.absent or not node.keys(("min", "max_by_phone")):
        return 1, None
    low = node.child("min").whole(1, 10_000, 1) or 1
    high = node.child("max_by_phone").whole(1, 10_000)
    if high is not None and high < low:
        node.child("max_by_phone").wrong(f"{high} is less than min, which is {low}")
    return low, high


def _durations(node: Node) -> tuple[Duration, ...]:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        minutes = node.whole(1, _DAY_MINUTES)
        return () if minutes is None else (Duration(minutes),)
    found = node.all(_duration)
    for earlier, later in pairwise(found):
        if earlier.party_up_to is None:
            node.wrong("has entries after the one without party_up_to; they would never be used")
        elif later.party_up_to is not None and later.party_up_to <= earlier.party_up_to:
            node.wrong(f"party_up_to {later.party_up_to} comes after {earlier.party_up_to}")
    return found


def _duration(node: Node) -> Duration | None:
    if not node.keys(("party_up_to", "minutes")):
        return None
    place = node.child("minutes")
    minutes = place.whole(1, _DAY_MINUTES) if place.required() else None
    party = node.child("party_up_to").whole(1, 10_000)
    return None if minutes is None else Duration(minutes, party)


def _id(node: Node) -> str:
    text = node.word() if node.required() else None
    if text is not None and not _ID.fullmatch(text):
        node.wrong(f"{text} must be letters, digits, hyphen and underscore, at most 40")
    return text or ""


def _service(node: Node) -> Service | None:
    if not node.keys(_SERVICE_KEYS):
        return None
    place = node.child("name")
    return Service(
        id=_id(node.child("id")),
        name=(place.text() if place.required() else None) or Text(),
        words=node.child("words").all(Node.word),
        minutes=node.child("minutes").whole(1, _DAY_MINUTES),
        fee=node.child("fee").whole(0, 100_000_000),
        resources=node.child("resources").all(Node.word),
    )


def _resource(node: Node) -> Resource | None:
    if not node.keys(_RESOURCE_KEYS):
        return None
    kind_place = node.child("kind")
    kind = kind_place.one_of(("table", "person", "room")) if kind_place.required() else None
    seats = node.child("seats")
    if kind == "table":
        seats.required()
    if kind == "person":
        node.child("name").required()
    gender = node.child("gender").one_of(("female", "male"))
    area = node.child("area")
    if not area.absent and kind is not None and kind != "table":
        area.wrong(f"is of tables; this is a {kind}")
    return Resource(
        id=_id(node.child("id")),
        kind=cast(Any, kind or "room"),
        seats=seats.whole(1, 10_000),
        name=node.child("name").text() or Text(),
        title=node.child("title").word(),
        also_known_as=node.child("also_known_as").all(Node.word),
        speciality=node.child("speciality").text(),
        speciality_words=node.child("speciality_words").all(Node.word),
        gender=cast(Literal["female", "male"] | None, gender),
        slot_minutes=node.child("slot_minutes").whole(1, _DAY_MINUTES),
        duration_minutes=node.child("duration_minutes").whole(1, _DAY_MINUTES),
        fee=node.child("fee").whole(0, 100_000_000),
        sessions=_sessions(node.child("sessions")),
        leave=node.child("leave").all(_leave),
        area=area.text(),
    )


def _areas(node: Node, resources: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """The resources, those of one area with the same words: it may be written in full once, and
    in one language where it comes again."""
    known: list[Text] = []
    for one in resources:
        said = one.area
        same = next((area for area in known if said and _same_area(area, said)), None)
        if said is None:
            continue
        if same is None:
            known.append(said)
            continue
        whole = Text(en=same.en or said.en, hi=same.hi or said.hi)
        if (said.en or whole.en, said.hi or whole.hi) != (whole.en, whole.hi):
            node.wrong(f"call one area {same.en}/{same.hi} and {said.en}/{said.hi}; keep one")
        known[known.index(same)] = whole
    merged = {one.id: area for one in resources for area in known if _same_area(area, one.area)}
    return tuple(replace(one, area=merged.get(one.id)) for one in resources)


def _same_area(one: Text, other: Text | None) -> bool:
    if other is None:
        return False
    pairs = ((one.en, other.en), (one.hi, other.hi))
    return any(a and b and a.casefold() == b.casefold() for a, b in pairs)


def _sessions(node: Node) -> dict[Weekday, tuple[tuple[time, time], ...]] | None:
    if node.absent:
        return None
    if not node.keys(WEEKDAYS):
        return {}
    found: dict[Weekday, tuple[tuple[time, time], ...]] = {}
    for day in WEEKDAYS:
        place = node.child(day)
        sessions = place.all(_session)
        for earlier, later in pairwise(sorted(sessions)):
            if later[0] < earlier[1] or earlier[1] <= earlier[0]:
                place.wrong(f"the session from {later[0]:%H:%M} begins before {earlier[1]:%H:%M}")
        if sessions:
            found[day] = sessions
    return found


def _pair(node: Node, what: str) -> tuple[Node, Node] | None:
    items = node.items() if isinstance(node.value, list) else []
    if len(items) != 2:
        node.wrong(f"must be a pair of {what}")
        return None
    return items[0], items[1]


def _session(node: Node) -> tuple[time, time] | None:
    pair = _pair(node, 'times, such as ["10:00", "14:00"]')
    if pair is None:
        return None
    begin, end = pair[0].clock(), pair[1].clock(ends=True)
    if begin is None or end is None:
        return None
    if end <= begin and pair[1].value != "24:00":
        node.wrong(f"{end:%H:%M} is not after {begin:%H:%M}")
        return None
    return begin, end


def _leave(node: Node) -> tuple[date, date] | None:
    if isinstance(node.value, str):
        begin, dots, end = node.value.partition("..")
        node = Node([begin.strip(), end.strip() if dots else begin], node.path, node.problems)
    pair = _pair(node, 'dates, such as ["2027-02-08", "2027-02-13"]')
    if pair is None:
        return None
    first, last = pair[0].day(), pair[1].day()
    if first is None or last is None:
        return None
    if last < first:
        node.wrong(f"{last} is before {first}")
        return None
    return first, last


def _agree(node: Node, terms: BookingTerms) -> None:
    """Notes what is right in itself and wrong together."""
    has_capacity = not node.child("capacity").absent
    has_resources = bool(node.child("resources").value)
    if has_capacity == has_resources:
        both = "has both capacity and resources; keep one"
        node.wrong(both if has_capacity else "needs either capacity or resources")
    for slot in sorted(set(terms.required) & set(terms.optional)):
        node.child("optional").wrong(f"{slot} is already required")
    _asked_for(node, terms)
    ids = _unique(node.child("resources"), [one.id for one in terms.resources])
    _unique(node.child("services"), [one.id for one in terms.services])
    for number, service in enumerate(terms.services):
        for index, id_ in enumerate(service.resources):
            if id_ not in ids:
                place = f"{node.path}.services[{number}].resources[{index}]"
                node.problems.append(f"{place}: there is no resource {id_}")


def _asked_for(node: Node, terms: BookingTerms) -> None:
    place = node.child("required")
    for slot in ("date", "time"):
        if slot not in terms.required:
            place.wrong(f"must contain {slot}")
    if "doctor" in terms.required and not any(one.kind == "person" for one in terms.resources):
        place.wrong("asks for a doctor, but no resource is a person")
    offers = terms.services or any(one.speciality for one in terms.resources)
    if "service" in terms.required and not offers:
        place.wrong("asks for a service, but there are no services and no speciality")


def _unique(node: Node, ids: list[str]) -> set[str]:
    for id_, count in Counter(ids).items():
        if id_ and count > 1:
            node.wrong(f"the id {id_} is used {count} times")
    return set(ids)
