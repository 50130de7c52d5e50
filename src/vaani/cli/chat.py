"""One call in text: what a phone call would say, from the keyboard or from a program.

`vaani chat` as the contract of text calls has it. With `--json` standard output carries nothing but
one object a line; everything else goes to standard error. Exit status 2 lists every wrong argument.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from vaani.kit.errors import FileError


def chat(
    business: Annotated[Path | None, typer.Option(help="A business file (YAML).")] = None,
    slug: Annotated[str | None, typer.Option(help="Slug of an imported business.")] = None,
    now: Annotated[str | None, typer.Option(help="The clock, 2027-05-06T10:15+05:30.")] = None,
    caller: Annotated[str, typer.Option(help="The calling number, or anonymous.")] = "anonymous",
    seed: Annotated[Path | None, typer.Option(help="Rows before the call (YAML).")] = None,
    brain: Annotated[str, typer.Option(help="flow (no key, no network) or llm.")] = "flow",
    understanding: Annotated[str, typer.Option(help="rules, or model beside them.")] = "rules",
    database: Annotated[str | None, typer.Option(help="Database URL; default: private.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="One object a line, in and out.")] = False,
) -> None:
    """One call in text, with the same dialogue and the same calendar as a phone call."""
    asyncio.run(_chat(business, slug, now, caller, seed, (brain, understanding), database, json_))


async def _chat(
    business: Path | None,
    slug: str | None,
    now: str | None,
    caller: str,
    seed: Path | None,
    brain: tuple[str, str],
    database: str | None,
    as_json: bool,
) -> None:
    from vaani.bootstrap.brains import open_brains
    from vaani.cli.text_desk import nearest, opened_call, text_settings
    from vaani.domain.businesses.reading import Node
    from vaani.testing.scenario_file import read_caller, read_now

    problems: list[str] = []
    if (business is None) == (slug is None):
        problems.append("--business or --slug: give exactly one of them")
    moment = read_now(Node(now, "--now", problems))
    number = read_caller(Node(caller, "--caller", problems))
    settings = text_settings(*brain, problems)
    if settings is None or (problems and business is None):
        raise FileError(problems)
    async with (
        open_brains(settings, nearest()) as brains,
        opened_call(
            business=business, slug=slug, now=moment, caller=number, seed=seed, database=database,
            problems=problems, think=brains.think,
        ) as call,
    ):  # fmt: skip
        if as_json:
            await _talk_json(call)
        else:
            await _talk_plain(call)


async def _talk_json(call: Any) -> None:
    _put(await call.greet())
    for line in sys.stdin:
        if not line.strip():
            continue
        given = _object(line)
        if given is None:
            _put({"error": "a line is one JSON object with say, dtmf, silence or hangup"})
            continue
        if given.get("hangup"):
            break
        _put(await _given(call, given))
        if call.ended:
            break
    _put(await call.finish())


def _object(line: str) -> dict[str, Any] | None:
    try:
        given = json.loads(line)
    except ValueError:
        return None
    if not isinstance(given, dict):
        return None
    right = (
        isinstance(given.get("say"), str)
        or isinstance(given.get("dtmf"), str | int)
        or (isinstance(given.get("silence"), int | float) and given["silence"] >= 0)
        or given.get("hangup") is True
    )
    return given if right else None


async def _given(call: Any, given: dict[str, Any]) -> dict[str, Any]:
    if "say" in given:
        return dict(await call.say(given["say"]))
    if "dtmf" in given:
        return dict(await call.press(str(given["dtmf"])))
    return dict(await call.wait(float(given["silence"])))


def _put(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


async def _talk_plain(call: Any) -> None:
    print(f"< {(await call.greet())['say']}")
    asking = sys.stdin.isatty()
    while not call.ended:
        if asking:
            print("> ", end="", flush=True)
        text = sys.stdin.readline()
        if not text:
            break
        if text.strip():
            print(f"< {(await call.say(text.strip()))['say']}")
    final = (await call.finish())["final"]
    for line in written(final):
        print(f"-- {line}")


def written(final: dict[str, Any]) -> list[str]:
    """How the call ended, each booking made in it as it stands now, and each message, a line each;
    `final` is the last object of a text call."""
    lines = [f"{final['outcome']}, ended by the {final['ended_by']}"]
    for row in final["bookings"]:
        if row["created_in_call"]:
            state = "booked" if row["status"] == "confirmed" else row["status"]
            people = f", {row['party']} people" if row["party"] else ""
            lines.append(
                f"{state} {row['ref']}: {row['date']} {row['time']}{people}, {row['name']}"
            )
    for left in final["messages"]:
        who = ", ".join(part for part in (left["name"], left["phone"]) if part) or "nobody named"
        lines.append(f"message ({left['kind']}) of {who}: {left['text']}")
    return lines
