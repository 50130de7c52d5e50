"""What has the operator chosen about telephone carriers?

Sections of `settings.py`, which reads them. `Section` is here, below both files; nothing here
reads the environment.
"""

from __future__ import annotations

import re
from datetime import time
from ipaddress import AddressValueError, IPv4Address, IPv4Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)


class Section(BaseModel):
    """Settings that belong together; frozen, and strict about unknown keys."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )


def _by_commas(value: object) -> object:
    return (
        [part for part in re.split(r"[,\s]+", value) if part] if isinstance(value, str) else value
    )


_ADDRESS = r"^https?://[^\s/]+(/[^\s?#]*)?$"
Names = Annotated[tuple[str, ...], BeforeValidator(_by_commas)]
"""Several names; in the environment one text, separated by commas."""


_WIDEST = 8
"""A list of addresses that lets half of the world in is none."""


def _networks(entries: tuple[str, ...]) -> tuple[str, ...]:
    for entry in entries:
        try:
            network = ip_network(entry, strict=False)
        except ValueError:
            raise ValueError("write addresses as 203.0.113.7 or 203.0.113.0/24") from None
        if network.prefixlen < _WIDEST:
            raise ValueError("write networks of /8 or less, those of the carrier alone")
    return entries


Networks = Annotated[Names, AfterValidator(_networks)]
"""Addresses and networks; none: all."""


class Twilio(Section):
    account_sid: str | None = None
    """The account, `AC` and 32 hexadecimal digits."""
    auth_token: SecretStr | None = None
    """Signs Twilio's requests; 32 hexadecimal digits."""
    auth_token_next: SecretStr | None = None
    """The second token, accepted too while tokens are being exchanged."""
    signing_key_id: str | None = None
    """Id of a named key; requests that name it are checked with its secret, by HMAC-SHA256 only."""
    signing_key_secret: SecretStr | None = None
    """Its secret."""
    signing_key_id_next: str | None = None
    """The second named key, accepted too while keys are being exchanged."""
    signing_key_secret_next: SecretStr | None = None
    """Its secret."""
    phone_number: str | None = None
    """The number that calls show which go out, where a business has several; E.164."""
    base_url: str | None = Field(default=None, pattern=r"^https?://")
    """Address of Twilio's REST interface, when it is another region's."""


class Plivo(Section):
    auth_id: str | None = None
    """The account; calls go out with it and the token."""
    auth_token: SecretStr | None = None
    """Signs Plivo's requests, and proves ours; calls go out with it and `auth_id`."""
    base_url: str = Field(default="https://api.plivo.com", pattern=_ADDRESS)
    """Address of Plivo's REST interface."""


class Vobiz(Section):
    auth_id: str | None = None
    """The account; calls go out with it and the token."""
    auth_token: SecretStr | None = None
    """Signs Vobiz's requests, where the account signs them."""
    webhook_secret: SecretStr | None = None
    """Stands at the end of the addresses that Vobiz asks, as its signature covers no body; at
    least 16 letters and digits."""
    base_url: str = Field(default="https://api.vobiz.ai/api", pattern=_ADDRESS)
    """Address of Vobiz's REST interface."""
    addresses: Networks = ()
    """From where Vobiz asks, addresses and networks by commas; none: from anywhere."""


class Vonage(Section):
    signature_secret: SecretStr | None = None
    """Signs Vonage's requests."""
    api_key: str | None = None
    """The account that must have signed; None: whichever knows the secret."""
    application_id: str | None = None
    """The application through which calls go out."""
    private_key_file: Path | None = None
    """Its private key, a PEM file; proves our commands."""
    base_url: str = Field(default="https://api.nexmo.com", pattern=_ADDRESS)
    """Address of Vonage's Voice API."""


class Telnyx(Section):
    public_key: str | None = None
    """Checks Telnyx's signatures, base64."""
    api_key: SecretStr | None = None
    """Proves our commands."""
    application_id: str | None = None
    """The TeXML application through which calls go out."""
    base_url: str = Field(default="https://api.telnyx.com/v2", pattern=_ADDRESS)
    """Address of Telnyx's REST interface."""


class SignalWire(Section):
    signing_key: SecretStr | None = None
    """Signs SignalWire's requests: the project's Signing Key, not its API token."""
    project: str | None = None
    """The project whose requests are taken; None: whichever knows the key. Calls go out with it,
    the token and the space's address."""
    api_token: SecretStr | None = None
    """Proves our commands."""
    base_url: str | None = Field(default=None, pattern=_ADDRESS)
    """Address of the space: https://example.signalwire.com."""


class Exotel(Section):
    webhook_secret: SecretStr | None = None
    """Stands at the end of the addresses that Exotel asks, as it signs nothing; at least 16 letters
    and digits."""
    account_sid: str | None = None
    """The account whose streams are taken; None: any that shows its token. Calls go out with it,
    key and token."""
    api_key: str | None = None
    """Names who asks, in our commands."""
    api_token: SecretStr | None = None
    """Proves our commands."""
    base_url: str = Field(default="https://api.in.exotel.com", pattern=_ADDRESS)
    """Address of Exotel's interface: Mumbai's, or https://api.exotel.com."""
    region: str = Field(default="IN", pattern=r"^[A-Z]{2}$")
    """Country of numbers that come without one."""
    addresses: Networks = ()
    """From where Exotel asks, addresses and networks by commas; none: from anywhere."""


class Asterisk(Section):
    webhook_secret: SecretStr | None = None
    """Stands at the end of the addresses that the dialplan asks; at least 16 letters and digits."""
    port: int | None = Field(default=None, ge=0, le=65535)
    """TCP port of AudioSocket; none: it is closed. 0 takes a free one."""
    host: str = Field(default="127.0.0.1", min_length=1)
    """Address on which AudioSocket listens. It has no encryption: loopback or a private network."""
    region: str = Field(default="IN", pattern=r"^[A-Z]{2}$")
    """Country of numbers that come without one."""
    addresses: Networks = ()
    """From where the dialplan asks and AudioSocket is opened: addresses and networks, separated by
    commas; none: from anywhere that reaches us."""


class AsteriskWs(Section):
    webhook_secret: SecretStr | None = None
    """Stands at the end of the addresses that the dialplan asks; at least 16 letters and digits."""
    region: str = Field(default="IN", pattern=r"^[A-Z]{2}$")
    """Country of numbers that come without one."""
    addresses: Networks = ()
    """From where the dialplan asks; none: from anywhere that reaches us."""
    ari_url: str | None = Field(default=None, pattern=_ADDRESS)
    """Address of ARI, http://127.0.0.1:8088/ari; none: no keys are pressed."""
    ari_user: str | None = None
    """Who asks, of ari.conf."""
    ari_password: SecretStr | None = None
    """Proves our commands."""


class FreeSwitch(Section):
    webhook_secret: SecretStr | None = None
    """Stands at the end of the addresses that the dialplan asks; at least 16 letters and digits."""
    region: str = Field(default="IN", pattern=r"^[A-Z]{2}$")
    """Country of numbers that come without one."""
    addresses: Networks = ()
    """From where the dialplan asks; none: from anywhere that reaches us."""
    event_host: str = Field(default="127.0.0.1", min_length=1)
    """Where the event socket listens, by which calls are ended and passed on."""
    event_port: int = Field(default=8021, ge=1, le=65535)
    """Its TCP port."""
    event_password: SecretStr | None = None
    """Its password."""
    transfer_context: str = Field(default="default", pattern=r"^[A-Za-z0-9_.-]+$")
    """The dialplan's context in which a caller who is passed on goes to the number."""


class Jambonz(Section):
    webhook_secret: SecretStr | None = None
    """Signs jambonz's requests."""


_HOST = r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$"
_USER = r"^[A-Za-z0-9+._~-]{1,64}$"


class Sip(Section):
    port: int | None = Field(default=None, ge=0, le=65535)
    """Port of SIP, for UDP and TCP or for TLS; none: it is closed. 0 takes a free one."""
    host: str = "127.0.0.1"
    """Address of this machine (IPv4) on which SIP and RTP are spoken; the trunk must reach it."""
    addresses: Names = ()
    """From where anything is taken: IPv4 addresses and networks (203.0.113.0/24) of the trunk's SIP
    and media servers, separated by commas. All else is dropped unread."""
    domain: str | None = Field(default=None, pattern=_HOST)
    """The trunk, as host or host:port: calls go out to it, and it is registered with."""
    username: str | None = Field(default=None, pattern=_USER)
    """The account at the trunk."""
    auth_username: str | None = Field(default=None, pattern=_USER)
    """The name that its password goes with, where it is another one."""
    password: SecretStr | None = None
    """Answers the trunk's challenges."""
    proxy: str | None = Field(default=None, pattern=_HOST)
    """Through which host requests go out, where it is not the trunk's own."""
    register_seconds: int = Field(default=600, ge=0, le=86_400)
    """How often the account is registered; 0: not at all (the trunk knows our address)."""
    transport: Literal["udp", "tcp", "tls"] = "udp"
    """How requests go out. UDP and TCP are both listened to; with tls nothing but TLS is."""
    ca_file: Path | None = None
    """Whose certificates prove the trunk over TLS (PEM); none: those that this system trusts."""
    certificate_file: Path | None = None
    """Our certificate and its key (one PEM file), for trunks that open connections to us."""
    srtp: bool = False
    """Sound is encrypted (SRTP, keys by SDES), over TLS alone; calls without are refused."""
    rtp_port_from: int = Field(default=16384, ge=1024, le=65000)
    """First UDP port of sound."""
    rtp_port_to: int = Field(default=32767, ge=1100, le=65535)
    """Last UDP port of sound; a call takes four."""
    rtp_timeout_seconds: int = Field(default=20, ge=2, le=120)
    """A call of whose sound nothing comes for so long is ended; not while it is held."""
    region: str = Field(default="IN", pattern=r"^[A-Z]{2}$")
    """Country of numbers that come without one."""

    @field_validator("host")
    @classmethod
    def _is_one(cls, host: str) -> str:
        try:
            one = IPv4Address(host)
        except AddressValueError:
            raise ValueError("write one IPv4 address of this machine, such as 192.0.2.7") from None
        if one.is_unspecified or one.is_multicast:
            raise ValueError("write the one address that the trunk reaches, not all of them")
        return host

    @field_validator("addresses")
    @classmethod
    def _are_networks(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        if len(addresses) > 500:
            raise ValueError("write at most 500 addresses and networks")
        for one in addresses:
            try:
                network = IPv4Network(one)
            except ValueError:
                raise ValueError(
                    "write IPv4 addresses and networks, such as 192.0.2.7 or 203.0.113.0/24"
                ) from None
            if network.prefixlen < _WIDEST:
                raise ValueError("write networks of /8 or less, those of the trunk alone")
        return addresses

    @field_validator("password")
    @classmethod
    def _can_be_said(cls, password: SecretStr | None) -> SecretStr | None:
        if password and re.search(r'["\\\x00-\x1f\x7f]', password.get_secret_value()):
            raise ValueError(
                "a password with quotes, backslashes or control characters cannot be used"
            )
        return password

    @model_validator(mode="after")
    def _is_whole(self) -> Sip:
        if self.rtp_port_to - self.rtp_port_from < 15:
            raise ValueError("rtp_port_from and rtp_port_to need 16 ports between them at least")
        self._must_be_secure()
        if (self.password or self.auth_username) and not (self.domain and self.username):
            raise ValueError("a password goes with a domain and a username: set them too")
        return self

    def _must_be_secure(self) -> None:
        if self.transport != "tls":
            if self.srtp:
                raise ValueError("srtp needs transport tls: else its keys could be read")
            if self.ca_file or self.certificate_file:
                raise ValueError("ca_file and certificate_file go with transport tls")
            return
        reached = self.proxy or self.domain
        if reached and self.ca_file is None and _is_address(reached):
            raise ValueError(
                "over tls name the trunk by its name, which its certificate proves, or set ca_file"
            )


def _is_address(place: str) -> bool:
    try:
        IPv4Address(place.partition(":")[0])
    except AddressValueError:
        return False
    return True


class Outbound(Section):
    allowed: Names = ()
    """Where calls may go: countries (IN) and prefixes (+9198), separated by commas; none: no call
    goes out. Premium and satellite numbers are never called."""
    calls_per_day: int = Field(default=50, ge=1, le=100_000)
    """Calls that may go out in a day (UTC)."""
    minutes_per_day: int = Field(default=200, ge=1, le=1_000_000)
    """Minutes that they may last together; a call that rings holds its longest."""
    quiet_from: time = time(21)
    """From this hour of the callee's nobody is called."""
    quiet_to: time = time(9)
    """Until this hour of the callee's."""
    ring_seconds: int = Field(default=30, ge=5, le=50)
    """How long a telephone rings."""
    limit_seconds: int = Field(default=600, ge=60, le=7200)
    """How long a call that went out may last."""
    detect_machines: bool = False
    """Let the carrier say whether a machine has answered (it bills that); one is hung up on, or
    left a message."""
    hear_machines: bool = False
    """Listen for answering machines ourselves, at any carrier: by the length of the greeting and by
    the beep."""
    leave_message: bool = False
    """Leave a message on a machine after its beep, which says who called and to call back, and
    nothing about whom it is for; else it is hung up on."""

    @field_validator("allowed")
    @classmethod
    def _known(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        for entry in entries:
            if not re.fullmatch(r"[A-Za-z]{2}|\+[1-9][0-9]{0,14}", entry):
                raise ValueError("write countries as two letters (IN) and prefixes as +9198")
        return entries


class Carriers(Section):
    twilio: Twilio = Twilio()
    """Twilio Programmable Voice."""
    plivo: Plivo = Plivo()
    """Plivo Voice."""
    vobiz: Vobiz = Vobiz()
    """Vobiz Voice."""
    vonage: Vonage = Vonage()
    """Vonage Voice."""
    telnyx: Telnyx = Telnyx()
    """Telnyx Voice."""
    signalwire: SignalWire = SignalWire()
    """SignalWire, by its compatibility interface."""
    exotel: Exotel = Exotel()
    """Exotel Voicebot."""
    asterisk: Asterisk = Asterisk()
    """An Asterisk of your own, over AudioSocket."""
    asterisk_ws: AsteriskWs = AsteriskWs()
    """An Asterisk of your own, over its WebSocket channel."""
    freeswitch: FreeSwitch = FreeSwitch()
    """A FreeSWITCH of your own, by mod_audio_stream."""
    jambonz: Jambonz = Jambonz()
    """A jambonz, by its listen verb."""
    sip: Sip = Sip()
    """A SIP trunk, or SIP telephones, without any carrier between."""
