"""What does a business file say of tools of its own? The part `tools`.

A tool is asked over HTTPS with a signed request (`kind: http`), or is one of those that an MCP
server lists (`kind: mcp`). Addresses are looked at again, as numbers, whenever one is asked.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from vaani.call.plan import OutsideTool
from vaani.domain.businesses.reading import Node

MOST_TOOLS = 20
MOST_SCHEMA_CHARS = 8_000
MOST_DESCRIPTION_CHARS = 500
MOST_URL_CHARS = 500
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
RESERVED = frozenset(
    ("find_slots", "own_bookings", "look_up", "book", "change", "cancel", "leave_message", "human",
     "end_call")
)  # fmt: skip
"""Names of this house's own tools."""
_SHARED = ("kind", "url", "secret", "deadline_seconds", "progress", "confirm")
_KEYS = {"http": (*_SHARED, "name", "description", "parameters"), "mcp": (*_SHARED, "only")}


def read_tools(node: Node) -> tuple[OutsideTool, ...]:
    """The tools of a business; what is wrong with them is noted."""
    if isinstance(node.value, list) and len(node.value) > MOST_TOOLS:
        node.wrong(f"has more than {MOST_TOOLS} tools")
        return ()
    found = node.all(_tool)
    names = [one.name for one in found if one.kind == "http"]
    for name in sorted({one for one in names if names.count(one) > 1}):
        node.wrong(f"has the tool {name} twice")
    return found


def _tool(node: Node) -> OutsideTool | None:
    kind = node.child("kind").one_of(tuple(_KEYS)) if node.child("kind").required() else None
    if kind is None or not node.keys(_KEYS[kind]):
        return None
    url = _url(node.child("url"))
    secret = _name(node.child("secret"))
    deadline = node.child("deadline_seconds").whole(1, 20, 6) or 6
    progress, confirm = node.child("progress").text(), node.child("confirm").text()
    if kind == "mcp":
        only = node.child("only").all(Node.word)
        return OutsideTool(
            "mcp", url, secret=secret, deadline_s=float(deadline), only=only, progress=progress,
            confirm=confirm,
        )  # fmt: skip
    place = node.child("name")
    name = (_name(place) if place.required() else None) or ""
    if name in RESERVED:
        place.wrong(f"{name} is a tool of the assistant itself; choose another name")
    if node.child("secret").required() and secret is None:
        return None
    about = node.child("description")
    description = (about.word() if about.required() else None) or ""
    if len(description) > MOST_DESCRIPTION_CHARS:
        about.wrong(f"is longer than {MOST_DESCRIPTION_CHARS} characters")
    return OutsideTool(
        "http", url, name, description, _schema(node.child("parameters")), secret, float(deadline),
        progress=progress, confirm=confirm,
    )  # fmt: skip


def _name(node: Node) -> str | None:
    text = node.word()
    if text is not None and not NAME.fullmatch(text):
        node.wrong(f"{text} must be a letter, then letters, digits, _ or -, at most 64")
        return None
    return text


def _url(node: Node) -> str:
    text = (node.word() if node.required() else None) or ""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or len(text) > MOST_URL_CHARS or any(one <= " " for one in text):
        node.wrong("must be an address such as https://tools.example.com/orders")
        return ""
    if parts.username is not None or parts.fragment:
        node.wrong("must name no user and no fragment; a token is a `secret`")
    return text


def _schema(node: Node) -> dict[str, Any]:
    """A JSON schema of an object. Absent: the tool takes nothing."""
    empty = {"type": "object", "properties": {}, "additionalProperties": False}
    if node.absent:
        return empty
    value = node.value
    if not isinstance(value, dict) or value.get("type") != "object":
        node.wrong("must be a JSON schema with `type: object` and `properties`")
        return empty
    if not isinstance(value.get("properties", {}), dict):
        node.child("properties").wrong("must be a list of `name: schema`")
        return empty
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        node.wrong("holds something that JSON does not know; put quotes around dates")
        return empty
    if len(text) > MOST_SCHEMA_CHARS:
        node.wrong(f"is longer than {MOST_SCHEMA_CHARS} characters of JSON")
        return empty
    found: dict[str, Any] = json.loads(text)
    return found
