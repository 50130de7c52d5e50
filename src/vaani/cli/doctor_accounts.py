"""Do the accounts at carriers and vendors take the credentials that are set?

One authenticated request each, with a deadline. What a server says is not repeated: it may hold the
key that it was shown.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Iterator
from urllib.parse import urlsplit

from vaani.cli.doctor_carriers import findings, public_address
from vaani.cli.finding import REACH_S, Finding
from vaani.cli.providers import chosen_for
from vaani.kit.errors import ProviderError, SettingsError
from vaani.providers.registry import ROLES, engines
from vaani.settings import Settings, is_weak

_REFUSED = (401, 403)
_ANSWER_S = 8.0
"""How long a model may take for one word, where it has no list of models."""
_SOME = 5


def accounts(settings: Settings, twilio_url: str | None = None) -> Iterator[Awaitable[Finding]]:
    """A finding for each account; `twilio_url` is another address of Twilio's REST interface."""
    yield twilio(settings, twilio_url)
    yield from (_found(one) for one in findings(settings))
    yield _language_model(settings)
    for name in type(settings.providers).model_fields:
        account = getattr(settings.providers, name)
        if getattr(account, "api_key", None) is not None and name not in _used(settings):
            yield _idle(name)


async def _found(finding: Finding) -> Finding:
    return finding


async def _unused(part: str) -> Finding:
    cost = "this version has no adapter for it: the setting has no effect yet"
    return Finding(part, "warn", "configured, not used", cost)


def _used(settings: Settings) -> set[str]:
    """Vendors whose engines are chosen; the language model's is looked at by itself."""
    wanted = {role: chosen_for(settings, role) for role in ROLES}
    paths = [
        path for one in engines() if one.name in wanted.get(one.role, ()) for path in one.needs
    ]
    return {"openai", *(path.split(".")[1] for path in paths)}


async def _idle(name: str) -> Finding:
    offered = [
        f"{one.name} in speech.{one.role}"
        for one in engines()
        if any(path.startswith(f"providers.{name}.") for path in one.needs)
    ]
    if not offered:
        return await _unused(f"provider {name}")
    return Finding(
        f"provider {name}", "off", "a key is set, not used", f"choose {' or '.join(offered)}"
    )


# --- Twilio ---------------------------------------------------------------------------------------


async def twilio(settings: Settings, url: str | None) -> Finding:
    """Twilio's account, asked with what is set; `url`: another address of its interface."""
    part, twilio = "carrier twilio", settings.carriers.twilio
    if not twilio.account_sid and not twilio.auth_token:
        return Finding(part, "off", "not configured", "no calls from Twilio numbers")
    if not (twilio.account_sid and twilio.auth_token):
        missing = "auth_token" if twilio.account_sid else "account_sid"
        return Finding(part, "BROKEN", f"{missing} is missing", f"set carriers.twilio.{missing}")
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", twilio.account_sid):
        cost = "copy it again: AC and 32 hexadecimal digits"
        return Finding(part, "BROKEN", "account_sid has the wrong form", cost)
    if is_weak(twilio.auth_token.get_secret_value()):
        return Finding(part, "BROKEN", "auth_token is too short", "copy it again")
    address = public_address(settings, "Twilio")
    if address:
        return Finding(part, "BROKEN", *address)
    tokens = {"auth_token": twilio.auth_token, "auth_token_next": twilio.auth_token_next}
    for name, token in tokens.items():
        if token is None:
            continue
        trouble = await _tried(twilio.account_sid, name, token.get_secret_value(), url)
        if trouble is not None:
            return trouble
    return Finding(part, "ok", "the account is active and takes the credentials")


async def _tried(sid: str, name: str, token: str, url: str | None) -> Finding | None:
    """What is wrong with a token; None: the account takes it and is active."""
    import httpx

    from vaani.telephony.twilio.errors import TwilioError
    from vaani.telephony.twilio.rest import BASE_URL, account_status

    part, host = "carrier twilio", urlsplit(url or BASE_URL).hostname
    untried = (
        "its calls are taken only if account_sid and auth_token are right: look at the console"
    )
    try:
        async with asyncio.timeout(REACH_S), httpx.AsyncClient() as client:
            standing = await account_status(client, sid, token, url or BASE_URL)
    except TimeoutError:
        found = f"{host} did not answer in {REACH_S:g} s, so the credentials were not tried"
        return Finding(part, "warn", found, untried)
    except TwilioError as error:
        if error.status in _REFUSED:
            cost = "no calls from Twilio numbers: copy account SID and token from the console"
            return Finding(part, "BROKEN", f"{name} is refused", cost)
        if error.status == 404:
            cost = "no calls from Twilio numbers: copy the account SID from the console"
            return Finding(part, "BROKEN", "Twilio knows no such account", cost)
        said = f"answered {error.status}" if error.status else "cannot be reached"
        return Finding(part, "warn", f"{host} {said}, so the credentials were not tried", untried)
    if not standing:
        return Finding(part, "warn", f"what answers at {host} is not Twilio", untried)
    if standing != "active":
        cost = "no calls from Twilio numbers until the account is active again"
        return Finding(part, "BROKEN", f"the account is {standing}", cost)
    return None


# --- the language model ---------------------------------------------------------------------------


async def _language_model(settings: Settings) -> Finding:
    from vaani.bootstrap.brains import check_model, is_wanted

    part, account = "language model", settings.providers.openai
    if not is_wanted(settings):
        set_ = "set, not asked" if account.model or account.api_key else "not asked"
        cost = "the rules talk alone; dialogue.brain or dialogue.understanding would use one"
        return Finding(part, "off", set_, cost)
    if settings.dialogue.models != ("openai",):
        return Finding(part, "ok", f"{', '.join(settings.dialogue.models)}, each tried by itself")
    try:
        name = check_model(settings)
    except SettingsError as error:
        return Finding(part, "BROKEN", error.message, "`vaani serve` does not start")
    return await _asked(settings, name)


async def _asked(settings: Settings, name: str) -> Finding:
    """The model's server, asked with the key."""
    from vaani.bootstrap.brains import model_of
    from vaani.providers.openai_like.chat import DEFAULT_BASE
    from vaani.providers.openai_like.wire import ModelError

    part, cost = "language model", "the rules answer alone"
    host = urlsplit(settings.providers.openai.base_url or DEFAULT_BASE).hostname
    try:
        async with model_of(settings) as model:
            async with asyncio.timeout(REACH_S):
                listed = await model.listed()
            if listed is None:
                async with asyncio.timeout(_ANSWER_S):
                    await model.answers()
    except TimeoutError:
        return Finding(part, "warn", f"{host} did not answer in time", cost)
    except ModelError as error:
        if error.status in _REFUSED:
            again = f"{cost}: set OPENAI_API_KEY to a key that {host} takes"
            return Finding(part, "BROKEN", f"{host}: the key is refused", again)
        return Finding(part, "warn", f"{host} answered {error.status}", cost)
    except ProviderError:
        return Finding(part, "warn", f"{host} cannot be reached", cost)
    if listed is None:
        return Finding(part, "ok", f"{name} at {host} answered")
    if not any(one == name or one.endswith(f"/{name}") for one in listed):
        some = ", ".join(listed[:_SOME]) or "none"
        return Finding(part, "warn", f"{host} lists no model {name}", f"{cost}; it lists {some}")
    return Finding(part, "ok", f"{name} is there, {host} takes the key")
