"""Does the local speech work, and what does each missing part of it cost?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from vaani.cli.finding import Finding, State
from vaani.kit.errors import SettingsError
from vaani.settings import Settings

if TYPE_CHECKING:
    from vaani.providers.local.inventory import Part
    from vaani.providers.local.trial import Trials

VERIFY = "run `vaani models verify`"


async def speech(settings: Settings, *, quick: bool) -> AsyncIterator[Finding]:
    """A finding for each part; `quick` looks at the files and runs nothing.

    An end-of-turn model that is missing is done without; one that fails stops `vaani serve`.
    """
    if settings.speech.engine != "local":
        yield Finding("speech", "off", f"engine {settings.speech.engine}", "no spoken calls")
        return
    from vaani.bootstrap.speech import needed_models
    from vaani.providers.local.inventory import inventory
    from vaani.providers.local.trial import Trials

    trials = Trials(settings.models, settings.speech.recogniser)
    try:
        needed = needed_models(settings)
    except SettingsError as error:
        yield Finding("speech", "BROKEN", error.message, "`vaani serve` does not start")
        return
    stopping = {*needed, *(["smart-turn"] if settings.speech.turn_model else [])}
    for part in inventory(settings.models):
        if part.present:
            run = None if quick else trials.of(part.name)
            yield await _part(part, run, "BROKEN" if part.name in stopping else "warn")
        else:
            lacking: State = "BROKEN" if part.name in needed else "warn"
            cost = f"{part.without}; run `vaani models install`"
            yield Finding("speech", lacking, f"{_name(part)}: missing", cost)
    if not quick and "ctranslate2" in needed:
        yield await _calls(trials)


async def _calls(trials: Trials) -> Finding:
    """How many spoken calls have their words in time here."""
    from vaani.kit.errors import ProviderError

    try:
        calls, factor = await asyncio.to_thread(trials.carried)
    except (ProviderError, RuntimeError, ValueError) as error:
        return Finding("speech", "warn", f"calls: not measured ({error})", VERIFY)
    plural = "call" if calls == 1 else "calls"
    return Finding(
        "speech",
        "ok",
        f"this machine carries {calls} spoken {plural} at a time, words within 2 s "
        f"({factor:.2f} s of recognition for a second of speech)",
        "further callers hear the busy line",
    )


async def _part(part: Part, run: Callable[[], str] | None, failing: State) -> Finding:
    """A part that is there; `failing`: how bad it is when it does not do its work."""
    from vaani.providers.local.trial import tried

    hashed = "verified" if part.verified else "present, not verified"
    state: State = "ok" if part.verified else "warn"
    if run is None:
        return Finding("speech", state, f"{_name(part)}: {hashed}, not tried", VERIFY)
    ran = await tried(run)
    if ran.trouble is not None:
        cost = f"{part.without}; {VERIFY}"
        return Finding("speech", failing, f"{_name(part)}: {ran.trouble}", cost)
    return Finding(
        "speech", state, f"{_name(part)}: {hashed}, {ran.did}, {ran.took_s:.1f} s", VERIFY
    )


def _name(part: Part) -> str:
    return f"{part.name} ({part.role})"
