"""Which carriers does this house answer? Settings and secrets in, a driver for each card out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pydantic import SecretStr

from vaani.api.exchange import Exchange
from vaani.api.media import Answer
from vaani.first_start import Secrets
from vaani.kit.errors import SettingsError
from vaani.settings import Settings
from vaani.telephony.addresses import AddressList
from vaani.telephony.asterisk.carrier import AsteriskCarrier
from vaani.telephony.asterisk.server import AudioSocketServer
from vaani.telephony.asterisk_ws.carrier import AsteriskWsCarrier
from vaani.telephony.asterisk_ws.control import AriControl
from vaani.telephony.driver import Driver
from vaani.telephony.exotel.carrier import ExotelCarrier
from vaani.telephony.exotel.control import ExotelControl
from vaani.telephony.freeswitch.carrier import FreeSwitchCarrier
from vaani.telephony.freeswitch.control import EventSocketControl
from vaani.telephony.jambonz.carrier import JambonzCarrier
from vaani.telephony.loopback import ADDRESS
from vaani.telephony.pl_control import PlivoControl, plivo_rest
from vaani.telephony.plivo.carrier import PlivoCarrier
from vaani.telephony.signalwire.carrier import SignalWireCarrier
from vaani.telephony.signalwire.control import SignalWireControl
from vaani.telephony.sip.carrier import SipCarrier
from vaani.telephony.socket import MediaPeer, MediaSocket
from vaani.telephony.telnyx.carrier import TelnyxCarrier
from vaani.telephony.telnyx.control import TelnyxControl
from vaani.telephony.twilio.carrier import TwilioAccount, TwilioCarrier
from vaani.telephony.twilio.control import TwilioControl
from vaani.telephony.vobiz.carrier import VobizCarrier
from vaani.telephony.vonage.carrier import VonageCarrier
from vaani.telephony.vonage.control import VonageControl, private_key


def open_drivers(settings: Settings, secrets: Secrets) -> Mapping[str, Driver]:
    """Every carrier that has a driver, by name; one without credentials refuses all requests."""
    return {name: make(settings, secrets) for name, make in DRIVERS.items()}


def _said(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()


def _twilio(settings: Settings, secrets: Secrets) -> Driver:
    """The operator's account, when it is set, and the one of test calls from this machine."""
    loopback = TwilioAccount(
        secrets.loopback_account_sid, (secrets.loopback_auth_token,), ADDRESS, loopback=True
    )
    twilio = settings.carriers.twilio
    tokens = tuple(
        token for token in (_said(twilio.auth_token), _said(twilio.auth_token_next)) if token
    )
    keys = {
        id: secret.get_secret_value()
        for id, secret in (
            (twilio.signing_key_id, twilio.signing_key_secret),
            (twilio.signing_key_id_next, twilio.signing_key_secret_next),
        )
        if id and secret
    }
    accounts = [loopback]
    if twilio.account_sid and (tokens or keys):
        accounts.append(TwilioAccount(twilio.account_sid, tokens, settings.public_url or "", keys))
    control = None
    if twilio.account_sid and tokens:
        control = TwilioControl(twilio.account_sid, tokens[0], twilio.base_url)
    return TwilioCarrier(accounts, control)


def _plivo(settings: Settings, _secrets: Secrets) -> Driver:
    plivo = settings.carriers.plivo
    token = _said(plivo.auth_token)
    control = None
    if plivo.auth_id and token:
        rest = plivo_rest("Plivo", plivo.base_url, plivo.auth_id, token)
        control = PlivoControl(rest, "/carriers/plivo")
    return PlivoCarrier([token], settings.public_url or "", control)


def _vobiz(settings: Settings, _secrets: Secrets) -> Driver:
    vobiz = settings.carriers.vobiz
    token, secret = _said(vobiz.auth_token), _said(vobiz.webhook_secret)
    control = None
    if vobiz.auth_id and token and secret:
        proof = {"X-Auth-ID": vobiz.auth_id, "X-Auth-Token": token}
        rest = plivo_rest("Vobiz", vobiz.base_url, vobiz.auth_id, proof)
        control = PlivoControl(rest, "/carriers/vobiz", tail=secret, has_plus=True)
    addresses = AddressList(vobiz.addresses)
    return VobizCarrier(token, secret, settings.public_url or "", control, addresses)


def _vonage(settings: Settings, _secrets: Secrets) -> Driver:
    vonage = settings.carriers.vonage
    secrets = [_said(vonage.signature_secret)]
    control = None
    if vonage.application_id and vonage.private_key_file:
        key = _private_key(vonage.private_key_file)
        control = VonageControl(vonage.application_id, key, time.time, vonage.base_url)
    return VonageCarrier(secrets, settings.public_url or "", time.time, vonage.api_key, control)


def _private_key(file: Path) -> RSAPrivateKey:
    """The key in a file. Raises SettingsError."""
    try:
        key = private_key(file.read_text(encoding="ascii"))
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not a PEM file"
        raise SettingsError(
            f"carriers.vonage.private_key_file: {file} cannot be read ({why})."
        ) from error
    if key is None:
        raise SettingsError(
            f"carriers.vonage.private_key_file: {file} holds no RSA private key; "
            "save the one that Vonage gave for the application."
        )
    return key


def _telnyx(settings: Settings, _secrets: Secrets) -> Driver:
    telnyx = settings.carriers.telnyx
    control = None
    if telnyx.api_key and telnyx.application_id:
        control = TelnyxControl(_said(telnyx.api_key), telnyx.application_id, telnyx.base_url)
    return TelnyxCarrier(telnyx.public_key or "", settings.public_url or "", time.time, control)


def _signalwire(settings: Settings, _secrets: Secrets) -> Driver:
    signalwire = settings.carriers.signalwire
    project, token, base = signalwire.project, _said(signalwire.api_token), signalwire.base_url
    control = SignalWireControl(project, token, base) if project and token and base else None
    return SignalWireCarrier(
        _said(signalwire.signing_key), settings.public_url or "", project, control
    )


def _exotel(settings: Settings, _secrets: Secrets) -> Driver:
    exotel = settings.carriers.exotel
    account, secret, token = (
        exotel.account_sid, _said(exotel.webhook_secret), _said(exotel.api_token)
    )  # fmt: skip
    control = None
    if account and exotel.api_key and token and secret:
        control = ExotelControl(account, exotel.api_key, token, secret, exotel.base_url)
    base, addresses = settings.public_url or "", AddressList(exotel.addresses)
    return ExotelCarrier(secret, base, exotel.region, account, control, addresses)


def _asterisk_ws(settings: Settings, _secrets: Secrets) -> Driver:
    asterisk = settings.carriers.asterisk_ws
    control = None
    if asterisk.ari_url and asterisk.ari_user and asterisk.ari_password:
        control = AriControl(asterisk.ari_url, asterisk.ari_user, _said(asterisk.ari_password))
    addresses = AddressList(asterisk.addresses)
    secret = _said(asterisk.webhook_secret)
    return AsteriskWsCarrier(secret, asterisk.region, addresses, control)


def _freeswitch(settings: Settings, _secrets: Secrets) -> Driver:
    switch = settings.carriers.freeswitch
    password, commands = _said(switch.event_password), None
    if password:
        commands = EventSocketControl(
            switch.event_host, switch.event_port, password, switch.transfer_context
        )
    secret, base = _said(switch.webhook_secret), settings.public_url or ""
    return FreeSwitchCarrier(secret, base, commands, switch.region, AddressList(switch.addresses))


def _jambonz(settings: Settings, _secrets: Secrets) -> Driver:
    secret = _said(settings.carriers.jambonz.webhook_secret)
    return JambonzCarrier(secret, settings.public_url or "", time.time)


def _asterisk(settings: Settings, _secrets: Secrets) -> Driver:
    asterisk = settings.carriers.asterisk
    is_open = asterisk.port is not None
    addresses = AddressList(asterisk.addresses)
    secret = _said(asterisk.webhook_secret)
    return AsteriskCarrier(secret, asterisk.region, addresses, is_open=is_open)


def _sip(settings: Settings, _secrets: Secrets) -> Driver:
    sip = settings.carriers.sip
    return SipCarrier(is_open=sip.port is not None, region=sip.region)


async def open_audiosocket(
    settings: Settings, drivers: Mapping[str, Driver], exchange: Exchange | None
) -> AudioSocketServer | None:
    """The port of AudioSocket, listening; None: it is not set, or no calls are taken. Raises
    SettingsError when it is taken."""
    asterisk, driver = settings.carriers.asterisk, drivers["asterisk"]
    if asterisk.port is None or exchange is None or not isinstance(driver, AsteriskCarrier):
        return None
    lines = exchange

    def route(call: str) -> Callable[[MediaSocket], MediaPeer] | None:
        token = driver.token_of(call)
        found = lines.route(f"/carriers/asterisk/media/{token}", {}) if token else None
        return None if isinstance(found, Answer) else found

    media = settings.media
    allows = AddressList(asterisk.addresses).allows
    server = AudioSocketServer(route, media.unsent_bytes, media.bytes_per_second, allows)
    try:
        await server.open(asterisk.host, asterisk.port)
    except OSError as error:
        raise SettingsError(
            f"carriers.asterisk.port: {asterisk.host}:{asterisk.port} cannot be listened on "
            f"({error.strerror}); free it or choose another."
        ) from error
    return server


DRIVERS: Mapping[str, Callable[[Settings, Secrets], Driver]] = {
    "twilio": _twilio,
    "plivo": _plivo,
    "vobiz": _vobiz,
    "vonage": _vonage,
    "telnyx": _telnyx,
    "signalwire": _signalwire,
    "exotel": _exotel,
    "asterisk": _asterisk,
    "asterisk_ws": _asterisk_ws,
    "freeswitch": _freeswitch,
    "jambonz": _jambonz,
    "sip": _sip,
}
