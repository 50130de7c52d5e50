"""Which carriers does this house answer? Settings and secrets in, a driver for each card out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vaani.first_start import Secrets
from vaani.settings import Settings
from vaani.telephony.driver import Driver
from vaani.telephony.loopback import ADDRESS
from vaani.telephony.twilio.carrier import TwilioAccount, TwilioCarrier


def open_drivers(settings: Settings, secrets: Secrets) -> Mapping[str, Driver]:
    """Every carrier that has a driver, by name; one without credentials refuses all requests."""
    return {name: make(settings, secrets) for name, make in _DRIVERS.items()}


def _twilio(settings: Settings, secrets: Secrets) -> Driver:
    """The operator's account, when it is set, and the one of test calls from this machine."""
    loopback = TwilioAccount(
        secrets.loopback_account_sid, (secrets.loopback_auth_token,), ADDRESS, loopback=True
    )
    twilio = settings.carriers.twilio
    tokens = tuple(
        token.get_secret_value() for token in (twilio.auth_token, twilio.auth_token_next) if token
    )
    accounts = [loopback]
    if twilio.account_sid and tokens:
        accounts.append(TwilioAccount(twilio.account_sid, tokens, settings.public_url or ""))
    return TwilioCarrier(accounts)


_DRIVERS: Mapping[str, Callable[[Settings, Secrets], Driver]] = {"twilio": _twilio}
