"""What is set, what works, and what does each missing part cost? `vaani doctor`.

Prints every effective setting (secrets masked) and tries every part. Exit status 1 when something
that `vaani serve` needs is broken, 2 when the settings themselves cannot be read.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

import typer

from vaani.first_start import FILE_NAME, secrets_of
from vaani.kit.errors import SettingsError, VaaniError
from vaani.settings import Loaded, Settings, is_weak, load

if TYPE_CHECKING:
    from vaani.storage.session import Database

State = Literal["ok", "off", "warn", "BROKEN"]
REACH_S = 3.0
ROOM_MEGABYTES = 500
TWILIO_HOST = "api.twilio.com"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part that was tried. `cost`: what its absence means, or what to do."""

    part: str
    state: State
    found: str
    cost: str = ""


def doctor(
    data: Annotated[Path | None, typer.Option(help="Data folder.")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings file.")] = None,
    port: Annotated[int | None, typer.Option(help="Port that is to be free.")] = None,
) -> None:
    """Show the settings in effect and try every part."""
    loaded = load({"data": data, "server.port": port}, config=config)
    print("Settings in effect (value, from where, meaning)")
    for line in loaded.effective():
        print(f"  {line.path:<34} {line.value:<28} {line.origin:<14} {line.meaning}")
    print("\nParts")
    findings = asyncio.run(examine(loaded))
    for finding in findings:
        print(f"  {finding.state:<7} {finding.part:<22} {finding.found}")
        if finding.cost and finding.state != "ok":
            print(f"  {'':<7} {'':<22} -> {finding.cost}")
    broken = [finding.part for finding in findings if finding.state == "BROKEN"]
    if broken:
        print(f"\nBroken: {', '.join(broken)}.")
        raise typer.Exit(1)
    print("\nReady to serve.")


async def examine(loaded: Loaded) -> list[Finding]:
    """Try everything; nothing is written but a probe that is removed at once."""
    settings = loaded.settings
    return [
        _folder(settings),
        _room(settings),
        _secrets(settings),
        await _database(settings),
        _port(settings),
        *_speech(settings),
        *[await finding for finding in _accounts(settings)],
    ]


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


async def _database(settings: Settings) -> Finding:
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
        finally:
            await database.close()
    except (VaaniError, OSError, TimeoutError) as error:
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


def _exists(file: str | None) -> bool:
    return Path(file or "").exists()


async def _migrated(database: Database) -> tuple[str, str] | None:
    """The revision that the database has and the newest one; None: there are no tables."""
    from vaani.storage.migrations import revisions

    return await revisions(database)


async def _comparing(database: Database) -> str:
    """Who compares the meanings of topics, where the database may."""
    from vaani.domain.knowledge.vectors import VectorStore

    if not database.is_postgresql:
        return ""
    version = await VectorStore(database).pgvector()
    return f", pgvector {version}" if version else ", no pgvector (topics are compared in memory)"


def _port(settings: Settings) -> Finding:
    server = settings.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    where = f"{server.host}:{server.port}"
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((server.host, server.port))
        except OSError as error:
            cost = "free it or choose another with --port (a running `vaani serve` holds it too)"
            return Finding("port", "BROKEN", f"{where}: {error.strerror}", cost)
    return Finding("port", "ok", f"{where} is free")


def _speech(settings: Settings) -> Iterator[Finding]:
    if settings.speech.engine != "local":
        yield Finding("speech", "off", f"engine {settings.speech.engine}", "no spoken calls")
        return
    from vaani.bootstrap.speech import NEEDED_MODELS
    from vaani.providers.local.inventory import inventory

    for part in inventory(settings.models):
        name = f"{part.name} ({part.role})"
        if part.present:
            found = "verified" if part.verified else "present, not verified"
            state: State = "ok" if part.verified else "warn"
            yield Finding("speech", state, f"{name}: {found}", "run `vaani models verify`")
        else:
            lacking: State = "BROKEN" if part.name in NEEDED_MODELS else "warn"
            cost = f"{part.without}; run `vaani models install`"
            yield Finding("speech", lacking, f"{name}: missing", cost)


async def _twilio(settings: Settings) -> Finding:
    twilio = settings.carriers.twilio
    if not twilio.account_sid and not twilio.auth_token:
        return Finding("carrier twilio", "off", "not configured", "no calls from Twilio numbers")
    if not (twilio.account_sid and twilio.auth_token):
        missing = "auth_token" if twilio.account_sid else "account_sid"
        cost = f"set carriers.twilio.{missing}"
        return Finding("carrier twilio", "BROKEN", f"{missing} is missing", cost)
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", twilio.account_sid):
        cost = "copy it again: AC and 32 hexadecimal digits"
        return Finding("carrier twilio", "BROKEN", "account_sid has the wrong form", cost)
    if is_weak(twilio.auth_token.get_secret_value()):
        return Finding("carrier twilio", "BROKEN", "auth_token is too short", "copy it again")
    if not settings.public_url:
        cost = "set public_url to the https address that Twilio calls"
        return Finding("carrier twilio", "BROKEN", "public_url is not set", cost)
    return await _reach("carrier twilio", TWILIO_HOST, "no calls from Twilio numbers")


def _accounts(settings: Settings) -> Iterator[Awaitable[Finding]]:
    yield _twilio(settings)
    for name in ("plivo", "vonage", "telnyx"):
        section = getattr(settings.carriers, name)
        if any(value is not None for value in section.model_dump().values()):
            yield _unused(f"carrier {name}")
    yield _language_model(settings)
    for name in type(settings.providers).model_fields:
        if name != "openai" and getattr(settings.providers, name).api_key is not None:
            yield _unused(f"provider {name}")


async def _language_model(settings: Settings) -> Finding:
    from vaani.bootstrap.brains import check_model, is_wanted
    from vaani.providers.openai_like.chat import DEFAULT_BASE

    part, account = "language model", settings.providers.openai
    if not is_wanted(settings):
        set_ = "set, not asked" if account.model or account.api_key else "not asked"
        cost = "the rules talk alone; dialogue.brain or dialogue.understanding would use one"
        return Finding(part, "off", set_, cost)
    try:
        check_model(settings)
    except SettingsError as error:
        return Finding(part, "BROKEN", error.message, "`vaani serve` does not start")
    address = urlsplit(account.base_url or DEFAULT_BASE)
    port = address.port or (80 if address.scheme == "http" else 443)
    found = await _reach(part, address.hostname or "", "the rules answer alone", port)
    return found if found.state == "ok" else replace(found, state="warn")


async def _unused(part: str) -> Finding:
    cost = "this version has no adapter for it: the setting has no effect yet"
    return Finding(part, "warn", "configured, not used", cost)


async def _reach(part: str, host: str, cost: str, port: int = 443) -> Finding:
    try:
        async with asyncio.timeout(REACH_S):
            _, writer = await asyncio.open_connection(host, port)
        writer.close()
    except (OSError, TimeoutError):
        return Finding(part, "BROKEN", f"{host} cannot be reached", cost)
    return Finding(part, "ok", f"form right, {host} reached")
