"""`vaani providers list | check | prices`: which engines are there, do they answer, what do they
cost?
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from vaani.bootstrap.brains import is_wanted
from vaani.bootstrap.metering import PRICES, prices_file, prices_of
from vaani.domain.usage.prices import SHIPPED
from vaani.providers.registry import ROLES, engines
from vaani.settings import PREFIX, Settings, load, value_of

app = typer.Typer(
    help="Engines that hear, speak and think.", no_args_is_help=True, add_completion=False
)

SETTING_OF = {
    "hearing": "speech.hearing", "speaking": "speech.speaking", "thinking": "dialogue.models",
    "realtime": "dialogue.realtime",
}  # fmt: skip
"""Where the engines of a role are chosen."""

Data = Annotated[Path | None, typer.Option("--data", help="Folder of everything that is kept.")]
Config = Annotated[Path | None, typer.Option("--config", help="The profile to read.")]


@app.command("list")
def show(data: Data = None, config: Config = None) -> None:
    """Print every engine, what it is for, what it needs, and whether it is chosen."""
    settings = load({"data": data}, config=config).settings
    for role in ROLES:
        for engine in (one for one in engines() if one.role == role):
            chosen = engine.name in chosen_for(settings, role)
            lacking = [path for path in engine.needs if not value_of(settings, path)]
            state = "chosen" if chosen else ("ready" if not lacking else "not set")
            print(f"{role:<9} {engine.name:<15} {state:<8} {', '.join(engine.languages)}")
            for path in lacking:
                print(f"{'':<25} needs {PREFIX}{path.replace('.', '__').upper()}")
            if engine.live != "done":
                print(f"{'':<25} {engine.live.removeprefix('exempt: ')}")


@app.command("check")
def check(data: Data = None, config: Config = None) -> None:
    """Ask every chosen engine once; exit status 1 when one does not answer."""
    from vaani.cli.doctor_engines import engines_tried

    settings = load({"data": data}, config=config).settings

    async def ask() -> int:
        bad = 0
        async for finding in engines_tried(settings):
            print(f"{finding.state:<7} {finding.part:<24} {finding.found}", flush=True)
            if finding.cost and finding.state != "ok":
                print(f"{'':<7} {'':<24} -> {finding.cost}", flush=True)
            bad += finding.state in ("BROKEN", "warn")
        return bad

    if asyncio.run(ask()):
        raise typer.Exit(1)


@app.command("prices")
def prices(data: Data = None, config: Config = None) -> None:
    """Print the price table in force as a file to fill in: units of every vendor, and the prices
    that are known."""
    settings = load({"data": data}, config=config).settings
    own = prices_file(settings)
    prices_of(settings)
    print((own or SHIPPED).read_text(encoding="utf-8"), end="")
    where = own or f"the shipped table; fill in {settings.data / PRICES}"
    print(f"# {where}", file=sys.stderr)


def chosen_for(settings: Settings, role: str) -> tuple[str, ...]:
    """The engines that the settings choose for a role."""
    return {
        "hearing": settings.speech.hearing,
        "speaking": settings.speech.speaking,
        "thinking": settings.dialogue.models if is_wanted(settings) else (),
        "realtime": settings.dialogue.realtime,
    }.get(role, ())
