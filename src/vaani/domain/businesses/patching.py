"""How is a business file changed without touching what was not changed? Order and comments stay.

A change replaces, adds or removes whole top-level keys. The text of every other key stays as its
owner wrote it; comments above a key stay with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def written(document: Mapping[str, Any]) -> str:
    """A document as a YAML text, in its own order."""
    text = yaml.dump(dict(document), Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=100)
    return str(text)


def patched(text: str, changes: Mapping[str, Any]) -> str | None:
    """The text with these top-level keys set; None removes a key. None: the text is not of a form
    in which a key has lines of its own."""
    root = yaml.compose(text, Loader=_LOADER)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    places = _places(root, lines)
    out = list(lines)
    for key, (first, last) in sorted(places.items(), key=lambda one: -one[1][0]):
        if key in changes:
            value = changes[key]
            out[first : last + 1] = [] if value is None else [written({key: value})]
    for key, value in changes.items():
        if key not in places and value is not None:
            out.append(written({key: value}))
    return "".join(out)


def _places(root: yaml.MappingNode, lines: list[str]) -> dict[str, tuple[int, int]]:
    """The first and the last line of each key; blank lines and comments behind are not its own."""
    starts = [(str(key.value), key.start_mark.line) for key, _ in root.value]
    found: dict[str, tuple[int, int]] = {}
    for number, (key, first) in enumerate(starts):
        behind = starts[number + 1][1] if number + 1 < len(starts) else _end(lines)
        last = behind - 1
        while last > first and (not lines[last].strip() or lines[last].lstrip().startswith("#")):
            last -= 1
        found[key] = (first, last)
    return found


def _end(lines: list[str]) -> int:
    """The line behind the document: an end mark is not its own."""
    for number, line in enumerate(lines):
        if number and line.rstrip() in ("...", "---"):
            return number
    return len(lines)
