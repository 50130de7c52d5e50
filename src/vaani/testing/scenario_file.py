"""What does a scenario or seed file hold? Strict: every mistake is told at once, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vaani.call.plan import Business
from vaani.domain.businesses.file import load_business
from vaani.domain.businesses.reading import Node, load_yaml
from vaani.kit.errors import FileError
from vaani.kit.phone import is_e164

_CASE = (
    "id", "business", "language", "tags", "now", "caller", "seed", "script", "answers", "expect",
)  # fmt: skip
_STEP = ("when", "say", "silence", "dtmf", "hangup", "only_if_bot_said", "unless_created")
_WHENS = (
    "start", "next", "silence", "greet", "ask_name", "ask_phone", "ask_party", "ask_date",
    "ask_time", "ask_doctor", "ask_service", "ask_which", "readback", "offer", "unavailable",
    "done", "inform", "refuse", "emergency", "handoff", "message_taken", "reprompt",
    "anything_else", "goodbye",
)  # fmt: skip
_EXPECT = (
    "created", "changed", "cancelled", "say", "never", "messages", "transfer", "outcome",
    "ended_by", "language", "outbound_calls", "transcript_kept", "max_bot_turns",
)  # fmt: skip
_BOOKING = ("ref", "resource", "date", "time", "party", "name", "phone", "service", "notes")
_BLOCK = ("resources", "date", "from", "to")


@dataclass(frozen=True, slots=True)
class ScenarioCase:
    """One case, its business and the file it came from."""

    case: dict[str, Any]
    business: Business
    path: Path


def load_scenarios(paths: list[Path]) -> list[ScenarioCase]:
    """The cases of files and folders, in order. Raises FileError with every problem of all."""
    problems: list[str] = []
    found: list[ScenarioCase] = []
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*.y*ml") if _is_scenario(one))
            if not inside:
                problems.append(f"{path}: holds no scenario file")
            files.extend(inside)
        else:
            files.append(path)
    for path in files:
        try:
            found.extend(_load(path))
        except FileError as error:
            problems.extend(f"{path}: {one}" for one in error.problems)
    if problems:
        raise FileError(problems)
    return found


def _is_scenario(path: Path) -> bool:
    try:
        document = load_yaml(path)
    except FileError:
        return True
    return isinstance(document, dict) and "cases" in document


def _load(path: Path) -> list[ScenarioCase]:
    root = Node(load_yaml(path), "")
    if not root.keys(("businesses", "cases")):
        raise FileError(root.problems)
    businesses: dict[str, Business] = {}
    for slug, node in root.child("businesses").entries():
        name = node.word()
        if name is None:
            continue
        try:
            businesses[slug] = load_business(path.parent / name)
        except FileError as error:
            root.problems.extend(f"businesses.{slug}: {one}" for one in error.problems)
    cases = []
    known = {slug for slug, _ in root.child("businesses").entries()}
    for node in root.child("cases").items():
        slug = _check_case(node, known)
        if slug in businesses:
            read_seed(node.child("seed"), businesses[slug])
            cases.append(ScenarioCase(node.value, businesses[slug], path))
    ids = [one.case["id"] for one in cases if "id" in one.case]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        root.problems.append(f"cases: the id {twice} is used twice")
    if not root.child("cases").items() and not root.problems:
        root.problems.append("cases: is empty")
    if root.problems:
        raise FileError(root.problems)
    return cases


def _check_case(node: Node, known: set[str]) -> str:
    if not node.keys(_CASE):
        return ""
    for key in ("id", "business", "now"):
        node.child(key).required()
    node.child("id").word()
    node.child("language").one_of(("en", "hi", "hi-Latn", "hinglish"))
    slug = node.child("business").word() or ""
    if slug and slug not in known:
        node.child("business").wrong(f"{slug} is not under businesses")
    read_now(node.child("now"))
    read_caller(node.child("caller"))
    for step in node.child("script").items():
        if not step.keys(_STEP):
            continue
        if step.child("when").required():
            step.child("when").one_of(_WHENS)
        said = [key for key in ("say", "silence", "dtmf", "hangup") if not step.child(key).absent]
        if len(said) != 1:
            step.wrong("needs exactly one of say, silence, dtmf, hangup")
    expect = node.child("expect")
    if not expect.absent:
        expect.keys(_EXPECT)
    return slug


def read_now(node: Node) -> datetime | None:
    """A moment with its zone."""
    text = node.word()
    if text is None:
        return None
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        node.wrong(f"{text} is not a moment; write 2027-05-06T10:15+05:30")
        return None
    if now.tzinfo is None:
        node.wrong(f"{text} has no zone; write 2027-05-06T10:15+05:30")
        return None
    return now


def read_caller(node: Node) -> str | None:
    """A number as E.164; None for `anonymous`."""
    text = node.word()
    if text is None or text == "anonymous":
        return None
    if not is_e164(text):
        node.wrong(f"{text} is not a telephone number as E.164, nor anonymous")
        return None
    return text


def read_seed(node: Node, business: Business) -> None:
    """Notes what is wrong with a seed for this business."""
    if node.absent or not node.keys(("bookings", "blocks")):
        return
    ids = {one.id for one in business.booking.resources} if business.booking else set()
    if business.booking is None:
        node.wrong(f"{business.name} takes no bookings")
    refs: set[str] = set()
    for one in node.child("bookings").items():
        if not one.keys(_BOOKING):
            continue
        for key in ("ref", "date", "time", "name", "phone"):
            one.child(key).required()
        one.child("date").day()
        one.child("time").clock()
        one.child("party").whole(1, 1000)
        read_caller(one.child("phone"))
        ref = one.child("ref").word()
        if ref in refs:
            one.child("ref").wrong(f"{ref} is used twice")
        refs.add(ref or "")
        _known(one.child("resource"), ids)
    for one in node.child("blocks").items():
        if not one.keys(_BLOCK):
            continue
        for key in _BLOCK:
            one.child(key).required()
        one.child("date").day()
        one.child("from").clock()
        one.child("to").clock()
        place = one.child("resources")
        if place.value != "all":
            for item in place.items():
                _known(item, ids)


def _known(node: Node, ids: set[str]) -> None:
    text = node.word()
    if text is not None and any(part not in ids for part in text.split("+")):
        node.wrong(f"{text} is not a resource of the business")
