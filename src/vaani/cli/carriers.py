"""Which carriers can bring calls, and is what is set for them right? `vaani carriers ...`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import httpx
import typer

from vaani.cli.doctor_accounts import twilio
from vaani.cli.doctor_carriers import NEEDED, finding
from vaani.cli.finding import Finding
from vaani.cli.line_check import LineError, Wish, line_check
from vaani.cli.signing_in import sign_in
from vaani.first_start import Secrets, secrets_of
from vaani.settings import Settings, load
from vaani.telephony.registry import Card, cards

app = typer.Typer(help="List and check carriers.", no_args_is_help=True, add_completion=False)

Data = Annotated[Path | None, typer.Option(help="Data folder.")]
Config = Annotated[Path | None, typer.Option(help="Settings file.")]
_COLUMNS = (
    ("calls in", "answer"), ("passes on", "transfer_cold"), ("calls out", "place_call"),
    ("tested live", "tested_live"),
)  # fmt: skip


@app.command("list")
def list_() -> None:
    """What each carrier can do, as its card says."""
    print(f"{'carrier':<12}" + "".join(f"{title:<13}" for title, _ in _COLUMNS) + "after")
    for card in _of_telephone():
        states = "".join(f"{'yes' if card.can(name) else 'no':<13}" for _, name in _COLUMNS)
        print(f"{card.name:<12}{states}{card.specification}")


@app.command()
def check(
    name: Annotated[str | None, typer.Argument(help="One carrier; none: all.")] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """What is wrong with what is set. Exit status 1 when a carrier that is set cannot work."""
    known = [card.name for card in _of_telephone()]
    if name is not None and name not in known:
        raise typer.BadParameter("one of " + ", ".join(known), param_hint="NAME")
    settings = load({"data": data}, config=config).settings
    found = [asyncio.run(_checked(settings, one)) for one in known if name in (None, one)]
    for one in found:
        print(f"{one.state:<7} {one.part:<20} {one.found}")
        if one.cost and one.state != "ok":
            print(f"{'':<7} {'':<20} -> {one.cost}")
    if any(one.state == "BROKEN" for one in found):
        raise typer.Exit(1)


@app.command("test-call")
def call_through(
    name: Annotated[str, typer.Argument(help="The carrier.")],
    to: Annotated[
        str | None,
        typer.Option(help="Whom to call, +91...; none: a call to its number is waited for."),
    ] = None,
    shown: Annotated[
        str | None, typer.Option("--from", help="The number to show, one of the carrier's.")
    ] = None,
    business: Annotated[str | None, typer.Option(help="Slug of the business.")] = None,
    patience: Annotated[float, typer.Option(min=5, max=900, help="Seconds to wait.")] = 180,
    url: Annotated[str | None, typer.Option(help="Where the server is.")] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a real call through a carrier (it bills it) and tell how it went. The server must run.
    Exit status 1 when it did not work."""
    known = {card.name: card for card in _of_telephone()}
    if name not in known:
        raise typer.BadParameter("one of " + ", ".join(known), param_hint="NAME")
    if to is not None and not known[name].can("place_call"):
        raise typer.BadParameter(
            f"no calls go out through {name}: call its number, without --to", param_hint="--to"
        )
    settings = load({"data": data}, config=config).settings
    found = asyncio.run(_checked(settings, name))
    if found.state in ("BROKEN", "off"):
        print(f"{found.state:<7} {found.part:<20} {found.found}: {found.cost}")
        raise typer.Exit(1)
    where = (url or f"http://127.0.0.1:{settings.server.port}").rstrip("/")
    secrets = secrets_of(settings, create=False)
    asyncio.run(_line_check(where, secrets, Wish(name, to, shown, business), patience))


async def _line_check(url: str, secrets: Secrets, wish: Wish, patience_s: float) -> None:
    async with httpx.AsyncClient() as client:
        await sign_in(client, url, secrets)
        try:
            async for line in line_check(client, url, wish, patience_s):
                print(line)
        except LineError as error:
            print(f"It does not work: {error}")
            raise typer.Exit(1) from error
    print("It works.")


async def _checked(settings: Settings, name: str) -> Finding:
    if name == "twilio":
        return await twilio(settings, None)
    return finding(settings, cards()[name], NEEDED[name])


def _of_telephone() -> list[Card]:
    return [card for card in cards().values() if card.by_telephone]
