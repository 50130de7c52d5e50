"""What is supported, what can be set, whose floor is it? Writes pages of docs/ from code.

Carriers and providers come from their quality cards, models from the manifest, languages from the
types that the assistant speaks, settings from the one reader, turn-taking from its table. Run it
after a change of any of them; `--check` writes nothing and exits with 1 when a page is out of date.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from vaani.call.core.turns import Event, Floor, transitions
from vaani.domain.businesses import file_schema
from vaani.domain.calls.account import ENDINGS, EVENTS, LATE_MS, OUTCOMES
from vaani.domain.schema import metadata
from vaani.language.found import Language, Variety
from vaani.providers.local.hibari import VOICES
from vaani.providers.local.manifest import Model, models
from vaani.settings import FORMER_NAMES, KNOWN, PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "vaani"
MADE = "<!-- Made by scripts/support_table.py: do not edit. -->"
NAMES: Mapping[str, str] = {
    "en": "English", "hi": "Hindi", "hi-Latn": "Hindi in Latin letters", "hinglish": "Hinglish",
}  # fmt: skip
_ABOUT_A_CARD = frozenset({"carrier", "provider", "title", "routes", "specification"})
WITHOUT_EFFECT: tuple[str, ...] = (
    "redis_url", "temporal.",
)  # fmt: skip
"""Settings that are read and checked, and that nothing acts on yet."""


def pages() -> Mapping[Path, str]:
    """Every page that this script makes, by its place."""
    return {
        ROOT / "docs" / "support.md": _page(support()),
        ROOT / "docs" / "settings.md": _page(settings()),
        ROOT / "docs" / "turn-taking.md": _page(turn_taking()),
        ROOT / "docs" / "events.md": _page(events()),
        ROOT / "docs" / "data-model.md": _page(data_model()),
        ROOT / "docs" / "settings.schema.json": _schema(),
        ROOT / "docs" / "business-file.schema.json": json.dumps(file_schema.schema(), indent=1)
        + "\n",
    }


def data_model() -> Iterator[str]:
    """Which tables there are, and what points where."""
    yield "# The tables"
    yield MADE
    yield (
        "What the database keeps, for SQLite and PostgreSQL alike. `_sealed` columns are "
        "encrypted, `_blind` ones find a number without showing it."
    )
    lines = ["erDiagram"]
    for table in metadata().sorted_tables:
        lines.append(f"    {table.name} {{")
        for column in table.columns:
            marks = [
                mark
                for mark, holds in (("PK", column.primary_key), ("FK", column.foreign_keys))
                if holds
            ]
            kind = re.sub(r"\W+", "_", str(column.type.compile()).lower()).strip("_")
            lines.append(f"        {kind} {column.name} {', '.join(marks)}".rstrip())
        lines.append("    }")
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
            one = "|o" if key.parent.nullable else "||"
            lines.append(f"    {key.column.table.name} {one}--o{{ {table.name} : {key.parent.name}")
    yield "```mermaid\n" + "\n".join(lines) + "\n```"


def events() -> Iterator[str]:
    """What a call leaves, and why it ends."""
    yield "# Events and reasons"
    yield MADE
    yield (
        "What `events`, `account` and `/timeline` of a call (`GET /api/v1/calls/{id}`) hold. How "
        "to read them: [Why did this call go wrong?](why-did-this-call-go-wrong.md)"
    )
    yield "## Why a call ended (`account.ending`)"
    yield "| Reason | In English | In Hindi |\n|---|---|---|\n" + "\n".join(
        f"| `{reason}` | {en} | {hi} |" for reason, (en, hi) in ENDINGS.items()
    )
    yield "## What came of it (`outcome`)"
    yield "| Outcome | In English | In Hindi |\n|---|---|---|\n" + "\n".join(
        f"| `{outcome}` | {en} | {hi} |" for outcome, (en, hi) in OUTCOMES.items()
    )
    yield (
        "`abandoned` is a caller who hung up before anything came of the call, `unresolved` a call "
        "that we ended so."
    )
    for weight, title in (("trouble", "What went wrong"), ("course", "What else happens")):
        yield f"## {title}"
        yield "| Event | In English | In Hindi |\n|---|---|---|\n" + "\n".join(
            f"| `{kind}` | {en} | {hi} |"
            for kind, (of, en, hi) in sorted(EVENTS.items())
            if of == weight
        )
    yield (
        f"`answer.late` is counted from the turns (later than {LATE_MS / 1000:g} s), "
        "`line.underruns` from `line.counters`; the others are events as they were stored. Beside "
        "them, a carrier's own events are kept as `carrier.<kind>`."
    )


def support() -> Iterator[str]:
    """What there is."""
    yield "# What is supported"
    yield MADE
    yield "How calls come in, who hears and speaks, in which languages: as the code stands."
    yield "## Carriers"
    yield (
        "Beside these, `vaani call` places test calls from the same machine over loopback, through "
        "the Twilio wire."
    )
    yield from _cards("telephony")
    yield "## Languages"
    yield _languages(models())
    yield "## Local models"
    yield _models(models())
    yield "## Providers"
    yield from _cards("providers")


def settings() -> Iterator[str]:
    """What can be set."""
    yield "# Settings"
    yield MADE
    yield (
        "Later wins: the default, then the profile (`--config FILE`, `VAANI_CONFIG`, else "
        "`vaani.yaml` in the data folder), then its `typed-secrets.yaml` (secrets that were typed "
        "into the console), then the environment, then the command line. In the "
        "profile a dot is a level: `server: {port: 8080}`; `settings.schema.json` beside this page "
        "is its JSON Schema, for editors. An empty variable counts as not set. "
        "Unknown names are refused. `vaani doctor` prints the value of each and where it came from."
    )
    rows = [_setting(path, field) for path, field in KNOWN.items()]
    yield _table(("Setting", "Environment", "Default", "Meaning"), rows)
    yield "## Former names"
    yield "These variables, of earlier documents of the product, set the same."
    former = [(f"`{name}`", f"`{path}`") for name, path in FORMER_NAMES.items()]
    yield _table(("Variable", "Setting"), former)


def _schema() -> str:
    """The JSON Schema of a profile, for editors."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(schema | Settings.model_json_schema(), indent=1) + "\n"


def turn_taking() -> Iterator[str]:
    """Whose floor it is, as a diagram of the one table."""
    yield "# Turn-taking"
    yield MADE
    yield (
        "The table of `src/vaani/call/core/turns.py`: its states say whose floor it is, its events "
        "what moves it. An event that a state does not list changes nothing there. What leads to "
        f"*{Floor.ENDED}* from everywhere (`{Event.OVER}`: hung up, lost, limit, failure) and to "
        f"*{Floor.CLOSING}* (`{Event.FAREWELL}`: our last words) is left out of the diagram."
    )
    moves = [
        (floor, event, to)
        for floor, row in transitions().items()
        for event, to in row.items()
        if event not in (Event.OVER, Event.FAREWELL, Event.HANDED_OVER)
    ]
    lines = [f"    {floor} --> {to}: {event}" for floor, event, to in moves]
    yield "\n".join(
        ["```mermaid", "stateDiagram-v2", f"    [*] --> {Floor.LISTENING}", *lines, "```"]
    )
    yield "## All of it"
    head = ("", *(f"`{event}`" for event in Event))
    rows = [
        (f"**{floor}**", *(row.get(event, "") for event in Event))
        for floor, row in transitions().items()
    ]
    yield _table(head, rows)


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _cards(room: str) -> Iterator[str]:
    for file in sorted((SOURCE / room).glob("*/quality.yaml")):
        card: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        yield f"### {file.parent.name}"
        if "specification" in card:
            yield f"After: {card['specification']}."
        rows = [(_said(name), _state(v)) for name, v in card.items() if name not in _ABOUT_A_CARD]
        yield _table(("Quality", "State"), rows)


def _state(value: Any) -> str:
    """A verdict, or the engines of a role with what each needs."""
    if not isinstance(value, dict):
        return str(value)
    return "; ".join(
        f"`{name}` ({', '.join(told['languages'])})"
        + (f", needs {', '.join(f'`{one}`' for one in told['needs'])}" if told.get("needs") else "")
        for name, told in value.items()
    )


def _said(name: str) -> str:
    return name.replace("_", " ")


def _languages(known: Iterable[Model]) -> str:
    packs = sorted(
        Path(file.path).stem
        for model in known
        if model.name == "kokoro-voices"
        for file in model.files
    )
    voices = {
        "en": list(VOICES),
        "hi": [name for name in packs if name.startswith("h")],
    }
    spoken = set(get_args(Language))
    rows = []
    for variety in get_args(Variety):
        answered = variety if variety in spoken else "hi"
        rows.append((NAMES[variety], NAMES[answered], ", ".join(voices[answered])))
    head = ("Callers speak or write", "Answered in (by its kind)", "Local voices")
    return _table(head, rows)


def _models(known: Iterable[Model]) -> str:
    rows = [
        (
            f"`{one.name}` {one.version}",
            one.role,
            f"{one.size_bytes / 1e6:.1f} MB",
            one.licence,
            one.without,
        )
        for one in known
    ]
    return _table(("Model", "For", "Size", "Licence", "Without it"), rows)


def _setting(path: str, field: FieldInfo) -> tuple[str, str, str, str]:
    variable = PREFIX + path.replace(".", "__").upper()
    meaning = field.description or ""
    choices = _choices(field)
    if choices:
        meaning += f" One of {choices}."
    if path.startswith(WITHOUT_EFFECT):
        meaning = f"*(no effect yet)* {meaning}"
    return f"`{path}`", f"`{variable}`", _default(field), meaning


def _choices(field: FieldInfo) -> str:
    kind = field.annotation
    return ", ".join(f"`{one}`" for one in get_args(kind)) if get_origin(kind) is Literal else ""


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None or value is PydanticUndefined or isinstance(value, SecretStr):
        return "none"
    return f"`{value}`"


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name those that are out of date."""
    stale = 0
    for place, text in pages().items():
        if place.is_file() and place.read_text(encoding="utf-8") == text:
            continue
        if "--check" in arguments:
            sys.stderr.write(f"{place.name} is out of date: run scripts/support_table.py\n")
            stale = 1
        else:
            place.write_text(text, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
