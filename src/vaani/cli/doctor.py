"""What is set, what works, and what does each missing part cost? `vaani doctor`.

Prints every effective setting (secrets masked) and tries every part. Exit status 1 when something
that `vaani serve` needs is broken, 2 when the settings themselves cannot be read.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.exc import DBAPIError

from vaani.bootstrap.holding import holder
from vaani.cli.doctor_accounts import accounts
from vaani.cli.doctor_engines import engines_tried
from vaani.cli.doctor_speech import speech
from vaani.cli.finding import REACH_S, Finding
from vaani.first_start import FILE_NAME, secrets_of
from vaani.kit.errors import SettingsError, VaaniError
from vaani.kit.zones import use_newest
from vaani.settings import Loaded, Settings, load

if TYPE_CHECKING:
    from vaani.storage.session import Database

ROOM_MEGABYTES = 500
_ASK = "name its port with --port to hear how its parts are"
_SLOW = f"did not answer in {REACH_S:g} s"


def doctor(
    data: Annotated[Path | None, typer.Option(help="Data folder.")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings file.")] = None,
    port: Annotated[int | None, typer.Option(help="Port that is to be free.")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Look at the models' files, and run none of them.")
    ] = False,
) -> None:
    """Show the settings in effect and try every part."""
    loaded = load({"data": data, "server.port": port}, config=config)
    print("Settings in effect (value, from where, meaning)")
    for line in loaded.effective():
        print(f"  {line.path:<34} {line.value:<28} {line.origin:<14} {line.meaning}")
    print("\nParts", flush=True)
    broken = asyncio.run(_told(loaded, quick))
    if broken:
        print(f"\nBroken: {', '.join(dict.fromkeys(broken))}.")
        raise typer.Exit(1)
    print("\nReady to serve.")


async def _told(loaded: Loaded, quick: bool) -> list[str]:
    """Print each finding as it comes; the parts that are broken."""
    broken = []
    async for finding in examine(loaded, quick=quick):
        print(f"  {finding.state:<7} {finding.part:<22} {finding.found}", flush=True)
        if finding.cost and finding.state != "ok":
            print(f"  {'':<7} {'':<22} -> {finding.cost}", flush=True)
        if finding.state == "BROKEN":
            broken.append(finding.part)
    return broken


async def examine(
    loaded: Loaded, *, quick: bool = False, twilio_url: str | None = None
) -> AsyncIterator[Finding]:
    """Try everything; nothing is written but a probe that is removed at once."""
    settings = loaded.settings
    yield _folder(settings)
    yield _room(settings)
    yield _secrets(settings)
    yield Finding("time zones", "ok", use_newest())
    serving = holder(settings.data)
    yield await _server(settings, serving)
    yield await _database(settings, serving)
    if (fitting := await _numbers(settings)) is not None:
        yield fitting
    yield _port(settings, serving)
    async for finding in speech(settings, quick=quick):
        yield finding
    if not quick and settings.speech.engine == "local":
        async for finding in engines_tried(settings):
            yield finding
    for asked in accounts(settings, twilio_url):
        yield await asked


def _folder(settings: Settings) -> Finding:
    folder = settings.data
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK) or _read_only(nearest):
        return Finding(
            "data folder", "BROKEN", f"{folder} cannot be written", "nothing can be kept"
        )
    if nearest != folder:
        return Finding("data folder", "ok", f"{folder} (made by the first `vaani serve`)")
    return Finding("data folder", "ok", str(folder))


def _read_only(folder: Path) -> bool:
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _room(settings: Settings) -> Finding:
    nearest = next(p for p in (settings.data, *settings.data.parents) if p.exists())
    free = shutil.disk_usage(nearest).free // 2**20
    if free < ROOM_MEGABYTES:
        cost = f"free some space: below {ROOM_MEGABYTES} MB calls may be lost"
        return Finding("free disk", "BROKEN", f"{free} MB", cost)
    return Finding("free disk", "ok", f"{free} MB")


def _secrets(settings: Settings) -> Finding:
    file = settings.data / FILE_NAME
    if not file.exists() and not (settings.data / "vaani.db").exists():
        return Finding("secrets", "ok", f"{file} (made by the first `vaani serve`)")
    try:
        secrets_of(settings, create=False)
    except SettingsError as error:
        return Finding("secrets", "BROKEN", error.message, "nothing starts without them")
    return Finding("secrets", "ok", f"{file}, mode 600")


async def _server(settings: Settings, serving: str | None) -> Finding:
    """What a running server says of itself."""
    if serving is None:
        return Finding("server", "off", "not running on this data folder", "`vaani serve`")
    import httpx

    server = settings.server
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(server.host, server.host)
    url = f"http://[{host}]" if ":" in host else f"http://{host}"
    try:
        async with httpx.AsyncClient(timeout=REACH_S, trust_env=False) as client:
            parts = (await client.get(f"{url}:{server.port}/ready")).json()
        told = (parts.get("data") or parts["error"]["details"])["parts"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
        return Finding("server", "warn", f"{serving}; not asked: not on port {server.port}", _ASK)
    wrong = [f"{name} {state}" for name, state in told.items() if state not in {"ok", "off"}]
    if wrong:
        return Finding("server", "BROKEN", ", ".join(wrong), "look at its log, restart it")
    return Finding("server", "ok", f"{serving} is ready")


async def _database(settings: Settings, serving: str | None) -> Finding:
    from vaani.storage.engine import parse_url
    from vaani.storage.session import Database

    try:
        url = parse_url(settings.database)
        shown = url.render_as_string(hide_password=True)
        if url.get_backend_name() == "sqlite" and not _exists(url.database):
            return Finding("database", "ok", f"{shown} (made by the first `vaani serve`)")
        database = Database.open(settings.database)
        try:
            async with asyncio.timeout(REACH_S):
                state = await _migrated(database)
                shown += await _comparing(database)
                await _keys_fit(settings, database, state)
        finally:
            await database.close()
    except TimeoutError:
        if serving is None:
            return Finding("database", "BROKEN", _SLOW, "nothing can be kept or looked up")
        return Finding("database", "warn", f"{_SLOW}: the server is busy", "try again later")
    except (VaaniError, DBAPIError, OSError) as error:
        why = getattr(error, "message", None) or type(error).__name__
        return Finding("database", "BROKEN", str(why), "nothing can be kept or looked up")
    if state is None:
        return Finding("database", "ok", f"{shown}, empty (`vaani serve` creates the tables)")
    current, head = state
    if current == head:
        return Finding("database", "ok", f"{shown}, up to date ({current})")
    return Finding(
        "database",
        "warn",
        f"{shown}, at {current}, newest {head}",
        "`vaani serve` migrates it when it starts",
    )


async def _numbers(settings: Settings) -> Finding | None:
    """Numbers and carriers side by side; None: there is nothing to read them from."""
    from vaani.cli.doctor_carriers import configured
    from vaani.cli.doctor_numbers import numbers
    from vaani.domain.businesses.service import Businesses
    from vaani.kit.machine_clock import SystemClock
    from vaani.storage.engine import parse_url
    from vaani.storage.session import Database

    try:
        url = parse_url(settings.database)
        if url.get_backend_name() == "sqlite" and not _exists(url.database):
            return None
        database = Database.open(settings.database)
        try:
            async with asyncio.timeout(REACH_S):
                state = await _migrated(database)
                if state is None or state[0] != state[1]:
                    return None
                found = await Businesses(database, SystemClock()).numbers()
        finally:
            await database.close()
    except (TimeoutError, VaaniError, DBAPIError, OSError):
        return None  # the database's own line says it
    return numbers(found, configured(settings))


def _exists(file: str | None) -> bool:
    return Path(file or "").exists()


async def _migrated(database: Database) -> tuple[str, str] | None:
    """The revision that the database has and the newest one; None: there are no tables."""
    from vaani.storage.migrations import revisions

    return await revisions(database)


async def _keys_fit(settings: Settings, database: Database, state: tuple[str, str] | None) -> None:
    """Raises SettingsError when the keys are not those that sealed the rows."""
    from vaani.bootstrap.database import proven

    if state is not None and state[0] == state[1]:
        await proven(settings, database, secrets_of(settings, create=False))


async def _comparing(database: Database) -> str:
    """Who compares the meanings of topics, where the database may."""
    from vaani.domain.knowledge.vectors import VectorStore

    if not database.is_postgresql:
        return ""
    version = await VectorStore(database).pgvector()
    return f", pgvector {version}" if version else ", no pgvector (topics are compared in memory)"


def _port(settings: Settings, serving: str | None) -> Finding:
    server = settings.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    where = f"{server.host}:{server.port}"
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((server.host, server.port))
        except OSError as error:
            if serving is not None and error.errno == errno.EADDRINUSE:
                return Finding("port", "ok", f"{where} is taken while {serving} runs")
            cost = "free it or choose another with --port (a running `vaani serve` holds it too)"
            return Finding("port", "BROKEN", f"{where}: {error.strerror}", cost)
    return Finding("port", "ok", f"{where} is free")
