"""Whose certificate is believed to be the trunk's over TLS, what is shown, and is sound encrypted?

The stack believes every certificate until it is told whose to believe, passes over a file in which
it finds none. So the files are looked at here before it starts. It compares the name that it dials
with the certificate's, but not an address: the settings ask for a file where a trunk has no name.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from vaani.kit.errors import SettingsError

ENCRYPTED = "mediaenc=srtp-mand"
"""Of an account: sound goes as SRTP with keys by SDES (RFC 4568), or the call is refused (488)."""


@dataclass(frozen=True, slots=True)
class Tls:
    """How TLS is spoken with the trunk."""

    ca_file: Path | None = None
    """Whose certificates are believed; None: those that this system trusts."""
    certificate_file: Path | None = None
    """What we show, key and certificate in one file; None: nobody can call us over a connection of
    his own."""

    def lines(self) -> str:
        """What the stack is told. Raises SettingsError for a file that it would pass over."""
        lines = f"sip_cafile {_believed(self.ca_file)}\n"
        if self.certificate_file is not None:
            lines += f"sip_certificate {_shown(self.certificate_file)}\n"
        return lines


def _believed(ca_file: Path | None) -> Path:
    file = ca_file or Path(ssl.get_default_verify_paths().cafile or "")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(_plain(file))
    except OSError:  # an SSLError is one too
        if ca_file is None:
            raise SettingsError(
                "carriers.sip.ca_file: this system has no list of certificates that it trusts; "
                "name one."
            ) from None
        raise SettingsError(
            f"carriers.sip.ca_file: {file} holds no certificates; write the path of a PEM file."
        ) from None
    return file


def _shown(file: Path) -> Path:
    try:
        # an empty password: a key that needs one is refused instead of asked for at a terminal
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(_plain(file), password="")
    except (OSError, ValueError):
        raise SettingsError(
            f"carriers.sip.certificate_file: {file} holds no certificate with its key; put both, "
            "unencrypted, into one PEM file."
        ) from None
    return file


def _plain(file: Path) -> str:
    """The path as the stack's configuration can hold it. Raises OSError."""
    if any(one.isspace() for one in str(file)):
        raise OSError("a path with white space")
    return str(file)
