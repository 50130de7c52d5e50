"""What has the operator chosen about telephone carriers?

Sections of `settings.py`, which reads them. `Section` is here, below both files; nothing here
reads the environment.
"""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator


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
    """The account."""
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


class Asterisk(Section):
    webhook_secret: SecretStr | None = None
    """Stands at the end of the addresses that the dialplan asks; at least 16 letters and digits."""
    port: int | None = Field(default=None, ge=0, le=65535)
    """TCP port of AudioSocket; none: it is closed. 0 takes a free one."""
    host: str = Field(default="127.0.0.1", min_length=1)
    """Address on which AudioSocket listens. It has no encryption: loopback or a private network."""
    region: str = Field(default="IN", pattern=r"^[A-Z]{2}$")
    """Country of numbers that come without one."""


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
    """Let the carrier say whether a machine has answered (it bills that), and hang up on one."""

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
