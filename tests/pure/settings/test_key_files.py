"""A key that lies in a file is read at the start, or the start says what is wrong with the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from vaani.bootstrap.carriers import open_drivers
from vaani.first_start import secrets_of
from vaani.kit.errors import SettingsError
from vaani.settings import load
from vaani.telephony.driver import Driver


def vonage(folder: Path, file: Path | None) -> Driver:
    chosen = {"data": folder, "carriers.vonage.application_id": "a"}
    if file is not None:
        chosen["carriers.vonage.private_key_file"] = str(file)
    settings = load(chosen, environ={}).settings
    return open_drivers(settings, secrets_of(settings, create=True))["vonage"]


def pem(folder: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> Path:
    file = folder / "private.key"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return file


def test_with_its_key_file_calls_go_out_through_vonage(tmp_path: Path) -> None:
    assert vonage(tmp_path, None).control is None
    file = pem(tmp_path, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    assert vonage(tmp_path, file).control is not None


def test_a_file_that_holds_no_such_key_is_named_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"private_key_file: .* cannot be read"):
        vonage(tmp_path, tmp_path / "nothing.key")
    with pytest.raises(SettingsError, match="holds no RSA private key"):
        vonage(tmp_path, pem(tmp_path, ec.generate_private_key(ec.SECP256R1())))
