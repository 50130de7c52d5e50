"""What is wrong with the accounts at carriers, as far as it can be seen from here?

Twilio's account is asked (`doctor_accounts.py`); of the others the settings are looked at, as their
requests are proven by what is set, not by asking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from vaani.cli.finding import Finding
from vaani.kit.errors import SettingsError
from vaani.settings import Settings, is_weak
from vaani.telephony.registry import Card, cards
from vaani.telephony.sip.secure import Tls
from vaani.telephony.telnyx.signature import public_key

LIVE = "tested_live"


def findings(settings: Settings) -> Iterator[Finding]:
    """One for each carrier but Twilio and the call page."""
    for name, needed in NEEDED.items():
        yield finding(settings, cards()[name], needed)


def configured(settings: Settings) -> tuple[str, ...]:
    """The carriers of which anything is set, by name."""
    sections = {name: getattr(settings.carriers, name) for name in (*NEEDED, "twilio")}
    return tuple(name for name, section in sections.items() if section != type(section)())


def finding(settings: Settings, card: Card, needed: tuple[str, ...]) -> Finding:
    """What an operator should do about one carrier."""
    part, section = f"carrier {card.name}", getattr(settings.carriers, card.name)
    if section == type(section)():
        return Finding(part, "off", "not configured", f"no calls from {card.title} numbers")
    missing = [name for name in needed if not _is_set(getattr(section, name))]
    if missing:
        setting = f"carriers.{card.name}.{missing[0]}"
        return Finding(part, "BROKEN", f"{missing[0]} is missing", f"set {setting}")
    library, extra = EXTRAS.get(card.name, ("", ""))
    if library and find_spec(library) is None:
        return Finding(part, "BROKEN", f"{library} is missing", f"run: pip install '{extra}'")
    wrong = _wrong(section, needed)
    if wrong:
        return Finding(part, "BROKEN", *wrong)
    further = FURTHER.get(card.name)
    wrong = None if further is None else further(settings)
    if wrong:
        return Finding(part, "BROKEN", *wrong)
    address = None if card.name in BESIDE_US else public_address(settings, card.title)
    if address:
        return Finding(part, "BROKEN", *address)
    lacking = lacking_for_calls_out(settings, card)
    if lacking:
        cost = f"calls do not go out through it: set carriers.{card.name}.{lacking}"
        return Finding(
            part, "warn", f"configured; {lacking} is missing for calls that go out", cost
        )
    if not card.can(LIVE):
        cost = "make a test call before its number is given to anybody"
        return Finding(part, "warn", "configured; written from the documentation alone", cost)
    return Finding(part, "ok", "configured")


def lacking_for_calls_out(settings: Settings, card: Card) -> str | None:
    """The first setting without which no call goes out, where the owner lets calls out."""
    if not settings.outbound.allowed:
        return None
    section = getattr(settings.carriers, card.name)
    return next(
        (name for name in CALLS_OUT.get(card.name, ()) if not _is_set(getattr(section, name))), None
    )


def public_address(settings: Settings, title: str) -> tuple[str, str] | None:
    """What is wrong with the address at which carriers reach this house, and what to do."""
    if not settings.public_url:
        return "public_url is not set", f"set public_url to the https address that {title} calls"
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        return "public_url is not https", f"{title} opens media sockets at wss addresses alone"
    return None


def _is_set(value: object) -> bool:
    """Port 0 is one: whichever is free."""
    return bool(value) or value == 0


def _wrong(section: BaseModel, needed: tuple[str, ...]) -> tuple[str, str] | None:
    for name in needed:
        value = getattr(section, name)
        text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        if isinstance(value, SecretStr) and is_weak(text):
            return f"{name} is too short", "copy it again, or set one of 16 random letters at least"
        check = _CHECKS.get(name)
        if check is not None and not check(text):
            return f"{name} has the wrong form", "copy it again"
    return None


def _sip_files(settings: Settings) -> tuple[str, str] | None:
    """A file of certificates that the SIP stack would pass over."""
    sip = settings.carriers.sip
    if sip.transport != "tls":
        return None
    try:
        Tls(sip.ca_file, sip.certificate_file).lines()
    except SettingsError as error:
        setting, _, what = str(error).partition(": ")
        found, _, todo = what.partition("; ")
        return f"{setting}: {found}", todo.rstrip(".")
    return None


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "public_key": lambda text: public_key(text) is not None,
    "webhook_secret": lambda text: text.isascii() and text.replace("-", "").isalnum(),
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "plivo": ("auth_token",),
    "vobiz": ("auth_token", "webhook_secret"),
    "vonage": ("signature_secret",),
    "telnyx": ("public_key",),
    "signalwire": ("signing_key",),
    "exotel": ("webhook_secret",),
    "asterisk": ("webhook_secret", "port"),
    "asterisk_ws": ("webhook_secret",),
    "freeswitch": ("webhook_secret", "event_password"),
    "jambonz": ("webhook_secret",),
    "sip": ("port", "addresses"),
}
"""What each carrier's calls need."""
CALLS_OUT: Mapping[str, tuple[str, ...]] = {
    "plivo": ("auth_id",),
    "vobiz": ("auth_id",),
    "vonage": ("application_id", "private_key_file"),
    "telnyx": ("api_key", "application_id"),
    "signalwire": ("project", "api_token", "base_url"),
    "exotel": ("account_sid", "api_key", "api_token"),
    "sip": ("domain",),
}
"""What calls that go out need besides; a carrier that is not named needs nothing, or has none."""
BESIDE_US = frozenset({"asterisk", "asterisk_ws", "sip"})
"""Carriers that ask us nothing at a public address."""
EXTRAS: Mapping[str, tuple[str, str]] = {"sip": ("baresip", "vaani[sip]")}
"""Carriers whose wire needs a library of its own: its module, and what brings it."""
FURTHER: Mapping[str, Callable[[Settings], tuple[str, str] | None]] = {"sip": _sip_files}
"""What else can be seen from here: what is wrong, and what to do."""
