"""Which rows are present before a text call? The seed file, read whole or refused whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from vaani.call.plan import Business
from vaani.kit.errors import FileError

_BOOKING_KEYS = frozenset(
    ("ref", "resource", "date", "time", "party", "name", "phone", "service", "notes")
)
_BLOCK_KEYS = frozenset(("resources", "date", "from", "to"))


@dataclass(frozen=True, slots=True)
class SeededBooking:
    """A confirmed booking; `start` is aware, in the business's zone."""

    ref: str
    start: datetime
    resource_id: str | None
    party: int | None
    service_id: str | None
    name: str | None
    phone: str | None
    notes: str | None


@dataclass(frozen=True, slots=True)
class SeededBlock:
    """Time taken without a guest; `resource_ids` None means all."""

    start: datetime
    end: datetime
    resource_ids: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Seed:
    bookings: tuple[SeededBooking, ...] = ()
    blocks: tuple[SeededBlock, ...] = ()


def load_seed(path: Path, business: Business) -> Seed:
    """Read a seed file. Raises FileError with every problem."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError([f"{path}: {error.strerror}"]) from error
    except yaml.YAMLError as error:
        raise FileError([f"{path}: is not YAML ({error})"]) from error
    return read_seed(document, business)


def read_seed(document: Any, business: Business) -> Seed:
    """The same from a parsed document. Raises FileError with every problem."""
    problems: list[str] = []
    if document is None:
        return Seed()
    if not isinstance(document, dict):
        raise FileError(["file: must have `bookings` and `blocks`"])
    problems += [
        f"{key}: is not a known key" for key in document if key not in ("bookings", "blocks")
    ]
    reader = _Reader(business, problems)
    bookings = [
        reader.booking(entry, f"bookings[{at}]")
        for at, entry in enumerate(document.get("bookings") or ())
    ]
    blocks = [
        reader.block(entry, f"blocks[{at}]")
        for at, entry in enumerate(document.get("blocks") or ())
    ]
    if problems:
        raise FileError(problems)
    return Seed(
        tuple(one for one in bookings if one is not None),
        tuple(one for one in blocks if one is not None),
    )


class _Reader:
    """Reads entries and notes what is wrong with them."""

    def __init__(self, business: Business, problems: list[str]) -> None:
        self._zone = ZoneInfo(business.timezone)
        self._problems = problems
        self._resources = {
            one.id for one in (business.booking.resources if business.booking else ())
        }

    def booking(self, entry: Any, path: str) -> SeededBooking | None:
        if not self._known(entry, path, _BOOKING_KEYS):
            return None
        start = self._moment(entry, "time", path)
        resource = entry.get("resource")
        if resource is not None and resource not in self._resources:
            self._problems.append(f"{path}.resource: there is no resource {resource}")
        if not entry.get("ref"):
            self._problems.append(f"{path}.ref: is missing")
        party = entry.get("party")
        if party is not None and (not isinstance(party, int) or party < 1):
            self._problems.append(f"{path}.party: must be a whole number from 1")
        if start is None:
            return None
        return SeededBooking(
            ref=str(entry.get("ref")), start=start, resource_id=resource, party=party,
            service_id=entry.get("service"), name=entry.get("name"), phone=entry.get("phone"),
            notes=entry.get("notes"),
        )  # fmt: skip

    def block(self, entry: Any, path: str) -> SeededBlock | None:
        if not self._known(entry, path, _BLOCK_KEYS):
            return None
        start, end = self._moment(entry, "from", path), self._moment(entry, "to", path)
        named = entry.get("resources", "all")
        ids = None if named == "all" else tuple(named)
        for id_ in ids or ():
            if id_ not in self._resources:
                self._problems.append(f"{path}.resources: there is no resource {id_}")
        if start is None or end is None:
            return None
        return SeededBlock(start, end if end > start else end + timedelta(days=1), ids)

    def _known(self, entry: Any, path: str, keys: frozenset[str]) -> bool:
        if not isinstance(entry, dict):
            self._problems.append(f"{path}: must be a list of `key: value`")
            return False
        self._problems += [f"{path}.{key}: is not a known key" for key in entry if key not in keys]
        return True

    def _moment(self, entry: dict[str, Any], key: str, path: str) -> datetime | None:
        try:
            day = entry["date"]
            day = day if isinstance(day, date) else date.fromisoformat(str(day))
            at = time.fromisoformat(str(entry[key]))
        except KeyError as error:
            self._problems.append(f"{path}.{error.args[0]}: is missing")
        except ValueError:
            self._problems.append(f"{path}: {entry.get('date')} {entry.get(key)} is no moment")
        else:
            return datetime.combine(day, at, tzinfo=self._zone)
        return None
