"""How does the product start, run and stop? `vaani serve`.

Order: settings, port, data folder, secrets, database, models, then the door opens and one line
beginning with `ready` is printed. Whatever is wrong is one sentence before anything was written. On
SIGTERM or SIGINT no further call is taken; running ones finish or end with a spoken notice, and the
door stays open for them until then. A second signal ends everything at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaani.kit.memory import give_back, without
from vaani.settings import Loaded, Settings, load

if TYPE_CHECKING:
    from vaani.api.http import HttpLimits

STOPPING = "stopping: no further call is taken; a second signal ends the running ones"
_UNUSED = ("rich", "pygments", "pydantic.v1")
"""10 MB that structlog, httpx and FastAPI load for terminals and models that no server has."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder.")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings file.")] = None,
    demo: Annotated[bool, typer.Option(help="With two demonstration businesses.")] = False,
) -> None:
    """Answer calls, the API and the page on one port."""
    loaded = load({"server.host": host, "server.port": port, "data": data}, config=config)
    with without(*_UNUSED):
        import uvloop  # heavy, and only needed here

        from vaani.api.logs import configure

        level, style, redacted = log_choice(loaded)
        configure(level, style, redacted=redacted)
        uvloop.run(_serve(loaded, demo))


def _style(loaded: Loaded) -> Any:
    chosen = loaded.settings.logging.format
    production = loaded.settings.environment == "production"
    return "json" if chosen == "auto" and production else chosen


def log_choice(loaded: Loaded) -> tuple[Any, Any, bool]:
    """Level, form, and whether callers are made unknown in it."""
    settings = loaded.settings
    return settings.logging.level, _style(loaded), settings.privacy.redact_logs


def limits_of(settings: Settings) -> HttpLimits:
    """How long and how large a request may be on its way."""
    from vaani.api.http import HttpLimits  # loaded where the server is

    asked = settings.server
    return HttpLimits(asked.head_bytes, asked.head_seconds, asked.body_seconds)


async def _serve(loaded: Loaded, demo: bool) -> None:
    settings = loaded.settings
    import anyio.lowlevel

    from vaani.api.description import build_routes
    from vaani.api.door import bind
    from vaani.api.http import HttpServer
    from vaani.bootstrap.house import open_house
    from vaani.cli.provider_desk import ProviderDesk

    listener = bind(settings.server.host, settings.server.port)
    try:
        address = _address(settings.server.host, listener.getsockname()[1])
        async with open_house(settings, loaded=loaded, checks=ProviderDesk) as house:
            link = await house.first_link()
            if demo:
                await house.add_demo_businesses()
            server = HttpServer(house.app, limits_of(settings))
            door = house.door(listener, server.protocol)
            signals = Signals()
            # Both are made when they are first used, and would hold up calls then: all routes, and
            # what of anyio belongs to this loop.
            build_routes(house.app)
            await anyio.lowlevel.checkpoint()
            door.open()
            if demo and link is None:
                link = await house.owner_link()
            _greet(address, link, demo)
            await signals.first.wait()
            print(STOPPING, file=sys.stderr, flush=True)
            finished = await _until(house.drain(settings.calls.drain_seconds), signals.second)
            door.close()
            if not finished:
                await house.end_calls()
            await server.close(at_once=not finished)
    finally:
        listener.close()


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    return (
        f"http://[{shown}]:{port}"
        if ":" in shown and "[" not in shown
        else f"http://{shown}:{port}"
    )


def _greet(address: str, link: str | None, demo: bool) -> None:
    if link:
        print(f"owner link: {address}/#key={link}")
        print(
            "  (opens once, within a day: choose your password there; `vaani user link` makes more)"
        )
    if demo:
        print(f"call page:  {address}/call")
    give_back()
    print(f"ready {address}", flush=True)


async def _until(work: Coroutine[Any, Any, None], enough: asyncio.Event) -> bool:
    """Do it, unless there is enough of it first; whether it was done."""
    doing, waiting = asyncio.create_task(work), asyncio.create_task(enough.wait())
    await asyncio.wait({doing, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finished = doing.done()
    waiting.cancel()
    doing.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    with contextlib.suppress(asyncio.CancelledError):
        await doing
    return finished


class Signals:
    """SIGTERM and SIGINT: the first asks to stop in order, the second at once."""

    def __init__(self) -> None:
        self.first = asyncio.Event()
        self.second = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._came)

    def _came(self) -> None:
        (self.second if self.first.is_set() else self.first).set()
