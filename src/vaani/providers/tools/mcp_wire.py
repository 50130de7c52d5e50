"""What goes over the wire of the Model Context Protocol? Requests to bytes and back. Pure.

Modern (2026-07-28): every request stands alone, its version and name repeated in headers. Legacy
(2025): a session is begun by `initialize`. An answer is JSON, or a stream of events of which one
has the request's id. Specification: MCP, streamable HTTP, 2026-07-28 and 2025-11-25.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vaani import __version__

MODERN = "2026-07-28"
LEGACY = ("2025-11-25", "2025-06-18", "2025-03-26")
UNSUPPORTED_VERSION, HEADER_MISMATCH = -32022, -32020
_MODERN_ERRORS = frozenset((HEADER_MISMATCH, -32021))
_META = "io.modelcontextprotocol/"
_CLIENT = {"name": "vaani", "version": __version__}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PLAIN = re.compile(r"[\x20-\x7e]*")
_WRAPPED = re.compile(r"=\?base64\?.*\?=")
MOST_SCHEMA_CHARS = 8_000
MOST_DESCRIPTION_CHARS = 500
MOST_NAME_CHARS = 128


@dataclass(frozen=True, slots=True)
class McpTool:
    """A tool as its server lists it. `mirrored`: arguments that go into headers too, by the path
    of their name; `read_only`: its server says that it changes nothing."""

    name: str
    description: str
    schema: Mapping[str, Any]
    read_only: bool = False
    mirrored: Mapping[tuple[str, ...], str] = field(default_factory=dict)


def accepting(token: str | None) -> dict[str, str]:
    """Headers of every request."""
    headers = {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
    }
    return {**headers, "authorization": f"Bearer {token}"} if token else headers


def modern(
    id_: int,
    method: str,
    params: Mapping[str, Any],
    mirrored: Mapping[tuple[str, ...], str] | None = None,
) -> tuple[dict[str, str], bytes]:
    """Headers and body of a request that stands alone."""
    meta = {
        f"{_META}protocolVersion": MODERN,
        f"{_META}clientCapabilities": {},
        f"{_META}clientInfo": _CLIENT,
    }
    headers = {"mcp-protocol-version": MODERN, "mcp-method": method}
    if method == "tools/call":
        headers["mcp-name"] = _header(str(params["name"]))
        for path, name in (mirrored or {}).items():
            value = _at(params["arguments"], path)
            if isinstance(value, bool):
                headers[f"mcp-param-{name}"] = "true" if value else "false"
            elif isinstance(value, str | int | float):
                headers[f"mcp-param-{name}"] = _header(str(value))
    return headers, _body({"id": id_, "method": method, "params": {**params, "_meta": meta}})


def legacy(id_: int | None, method: str, params: Mapping[str, Any] | None = None) -> bytes:
    """The body of a request in a session; without an id a notification."""
    told: dict[str, Any] = {"method": method}
    if id_ is not None:
        told["id"] = id_
    if params is not None:
        told["params"] = dict(params)
    return _body(told)


def greeting() -> dict[str, Any]:
    """What begins a session of the newest legacy version."""
    return {"protocolVersion": LEGACY[0], "capabilities": {}, "clientInfo": _CLIENT}


def message_of(raw: bytes | str) -> dict[str, Any]:
    """A JSON-RPC message; an empty one when it is none."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and found.get("jsonrpc") == "2.0" else {}


def answers(message: Mapping[str, Any], id_: int) -> bool:
    """Is it the answer to that request?"""
    return message.get("id") == id_ and ("result" in message or "error" in message)


def speaks_legacy(status: int, message: Mapping[str, Any]) -> bool:
    """Does this answer to a modern request mean that the server is of the older era?"""
    code = error_code(message)
    if code == UNSUPPORTED_VERSION:
        told = message["error"].get("data")
        known = told.get("supported") if isinstance(told, dict) else None
        return isinstance(known, list) and any(one in LEGACY for one in known)
    return status in (400, 404, 405) and code not in _MODERN_ERRORS


def error_code(message: Mapping[str, Any]) -> int | None:
    """The code of a protocol error; None: it is none."""
    error = message.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None


def tools_in(result: Mapping[str, Any]) -> Iterator[McpTool]:
    """The tools of a page of a list; what is no usable tool is left out."""
    listed = result.get("tools")
    for one in listed if isinstance(listed, list) else ():
        tool = _tool(one) if isinstance(one, dict) else None
        if tool is not None:
            yield tool


def _tool(one: Mapping[str, Any]) -> McpTool | None:
    name, schema = one.get("name"), one.get("inputSchema")
    if not isinstance(name, str) or not 0 < len(name) <= MOST_NAME_CHARS:
        return None
    if not isinstance(schema, dict) or schema.get("type") != "object":
        return None
    if len(json.dumps(schema)) > MOST_SCHEMA_CHARS:
        return None
    mirrored = _mirrored(schema)
    if mirrored is None:
        return None
    about = one.get("annotations")
    read_only = isinstance(about, dict) and about.get("readOnlyHint") is True
    said = one.get("description") or one.get("title") or name
    return McpTool(name, str(said)[:MOST_DESCRIPTION_CHARS], schema, read_only, mirrored)


def _mirrored(schema: Mapping[str, Any]) -> dict[tuple[str, ...], str] | None:
    """Arguments with `x-mcp-header`; None: one is wrong, and so the tool is not to be used."""
    found: dict[tuple[str, ...], str] = {}
    waiting: list[tuple[tuple[str, ...], Any]] = [((), schema)]
    while waiting:
        path, inner = waiting.pop()
        if not isinstance(inner, dict) or len(path) > 8:
            continue
        name = inner.get("x-mcp-header")
        if name is not None:
            plain = inner.get("type") in ("string", "integer", "boolean")
            good = path and isinstance(name, str) and _TOKEN.fullmatch(name) and plain
            if not good or name.lower() in {one.lower() for one in found.values()}:
                return None
            found[path] = name
        inside = inner.get("properties")
        if isinstance(inside, dict):
            waiting += [((*path, str(key)), value) for key, value in inside.items()]
    return found


def text_in(result: Mapping[str, Any]) -> tuple[str, bool]:
    """What a tool said, and whether it did its work."""
    if result.get("resultType") == "input_required":
        return "the tool asks for something that nobody here can give", False
    content = result.get("content")
    said = [
        str(one.get("text") or "")
        for one in (content if isinstance(content, list) else ())
        if isinstance(one, dict) and one.get("type") == "text"
    ]
    text = "\n".join(one for one in said if one.strip())
    if not text and result.get("structuredContent") is not None:
        text = json.dumps(result["structuredContent"], ensure_ascii=False)
    return text or "done", result.get("isError") is not True


def _at(arguments: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        arguments = arguments.get(key) if isinstance(arguments, Mapping) else None
    return arguments


def _header(value: str) -> str:
    """As a header carries it: what would not survive is wrapped."""
    if _PLAIN.fullmatch(value) and value == value.strip() and not _WRAPPED.fullmatch(value):
        return value
    return f"=?base64?{base64.b64encode(value.encode()).decode('ascii')}?="


def _body(told: Mapping[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **told}, ensure_ascii=False).encode("utf-8")
