"""SIP over TLS with encrypted sound: a telephone that is nobody's of ours calls, and is called."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import ValidationError

from vaani.bootstrap.sip import trunk_of
from vaani.carrier_settings import Sip
from vaani.kit.errors import SettingsError
from vaani.telephony.sip.secure import Tls
from vaani.testing.telephones import Baresip, Secure, free_port, looked_for, missing, telephone

needs_telephone = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.telephones,
    pytest.mark.skipif("baresip" in missing(), reason="baresip is not installed"),
]
CALLEE = "+919876543210"
INN = "+919999977501"


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1, which signs itself."""
    return certificate(tmp_path_factory.mktemp("proven") / "pair.pem")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Those of somebody else."""
    return certificate(tmp_path_factory.mktemp("foreign") / "pair.pem")


def certificate(file: Path) -> Path:
    """A pair of an hour or two."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(pem, *plain) + signed.public_bytes(pem))
    return file


@dataclass
class Alone:
    """Production's stack in a process of its own."""

    process: asyncio.subprocess.Process
    port: int

    async def says(self, words: str) -> str:
        """Its next line that begins so."""
        assert self.process.stdout is not None
        said = []
        async with asyncio.timeout(15):
            while line := (await self.process.stdout.readline()).decode().strip():
                if line.startswith(words):
                    return line
                said.append(line)
        raise AssertionError(f"never {words!r}: {said}")

    def dials(self, number: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{number}\n".encode())


@asynccontextmanager
async def stack(pair: Path, believes: Path, trunk_port: int = 9) -> AsyncIterator[Alone]:
    pipe = asyncio.subprocess.PIPE
    program = str(Path(__file__).with_name("stack_alone.py"))
    told = (str(pair), str(believes), f"127.0.0.1:{trunk_port}")
    process = await asyncio.create_subprocess_exec(
        sys.executable, program, *told, stdin=pipe, stdout=pipe
    )
    alone = Alone(process, 0)
    try:
        alone.port = int((await alone.says("port ")).split()[1])
        yield alone
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 15)


async def hears_a_tone(phone: Baresip) -> None:
    async def look() -> bool | None:
        return bool((np.abs(phone.heard().astype(np.int32)) > 2000).any()) or None

    await looked_for(look)


class TestOverTheWire:
    pytestmark = needs_telephone

    async def test_an_encrypted_call_is_taken_and_one_in_the_clear_is_not(
        self, proven: Path, tmp_path: Path
    ) -> None:
        async with stack(proven, proven) as ours:
            address = f"sip:{INN}@127.0.0.1:{ours.port};transport=tls"
            plain = Secure(proven, proven, free_port(), is_encrypted=False)
            async with telephone(tmp_path / "plain", "+919876500078", plain) as phone:
                phone.type(f"dial {address}")
                await phone.shows("488 Not Acceptable")
            secure = Secure(proven, proven, free_port())
            async with telephone(tmp_path / "secure", "+919876500077", secure) as phone:
                await phone.dial(address)
                await hears_a_tone(phone)
                await phone.say(np.tile(np.repeat(np.int16([9000, -9000]), 10), 100))
                await ours.says("hears")
                phone.type("hangup")
                await ours.says("over")

    async def test_a_trunk_that_proves_itself_is_called_and_a_stranger_is_not(
        self, proven: Path, foreign: Path, tmp_path: Path
    ) -> None:
        secure = Secure(proven, proven, free_port())
        async with telephone(tmp_path / "trunk", CALLEE, secure) as phone:
            async with stack(proven, foreign, secure.port) as ours:
                ours.dials(CALLEE)
                assert "error" in await ours.says("over")
            async with stack(proven, proven, secure.port) as ours:
                ours.dials(CALLEE)
                await phone.shows("Incoming call")
                phone.type("accept")
                await ours.says("up")
                await hears_a_tone(phone)
                phone.type("hangup")
                await ours.says("over")
        assert phone.screen.count("Incoming call") == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"srtp": True}, "srtp needs transport tls"),
        ({"ca_file": "x.pem"}, "go with transport tls"),
        ({"transport": "tls", "domain": "192.0.2.7:5061"}, "name the trunk by its name"),
        ({"transport": "tls", "domain": "trunk.example.com", "proxy": "192.0.2.7"}, "by its name"),
    ],
)
def test_settings_that_would_not_be_safe_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Sip.model_validate(wrong)


def test_what_is_set_reaches_the_stack(proven: Path) -> None:
    told = {"transport": "tls", "srtp": True, "ca_file": proven, "domain": "192.0.2.7"}
    trunk = trunk_of(Sip.model_validate(told))
    assert (trunk.tls, trunk.is_encrypted, trunk.transport) == (Tls(proven), True, "tls")
    assert trunk_of(Sip()).tls is None


def test_files_that_the_stack_would_pass_over_are_refused(proven: Path, tmp_path: Path) -> None:
    assert f"sip_cafile {proven}" in Tls(proven, proven).lines()
    nothing, key_alone = tmp_path / "nothing.pem", tmp_path / "key.pem"
    nothing.write_text("no certificate\n")
    key_alone.write_text(proven.read_text().partition("-----BEGIN CERTIFICATE")[0])
    for ca_file in (tmp_path / "missing.pem", nothing, tmp_path / "white space.pem"):
        with pytest.raises(SettingsError, match="ca_file"):
            Tls(ca_file).lines()
    for pair in (tmp_path / "missing.pem", nothing, key_alone):
        with pytest.raises(SettingsError, match="certificate_file"):
            Tls(proven, pair).lines()
