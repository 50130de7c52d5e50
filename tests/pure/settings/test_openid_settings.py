"""What is set of the company's provider is what the client there is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vaani.api.openid import Client
from vaani.bootstrap.openid import open_openid
from vaani.domain.users.openid import Mapped
from vaani.kit.errors import SettingsError
from vaani.kit.machine_clock import SystemClock
from vaani.settings import Loaded, load

CHOSEN = {
    "access.openid.issuer": "https://id.example/realms/clinic",
    "access.openid.client_id": "desk",
    "access.openid.client_secret": "s3cret-of-the-client",
    "access.openid.scopes": "openid, groups",
    "access.openid.roles_claim": "groups",
    "access.openid.roles": "boss=owner, desk=receptionist",
    "access.openid.businesses_claim": "sites",
}


def loaded(folder: Path, **changed: Any) -> Loaded:
    values = {**CHOSEN, **{f"access.openid.{name}": value for name, value in changed.items()}}
    environ = {f"VAANI_{path.replace('.', '__').upper()}": value for path, value in values.items()}
    return load({"data": folder}, environ=environ)


async def test_the_client_at_the_provider_is_what_the_settings_say(tmp_path: Path) -> None:
    assert open_openid(load({"data": tmp_path}, environ={}).settings, SystemClock()) is None
    opened = open_openid(loaded(tmp_path).settings, SystemClock())
    assert opened is not None
    assert opened.client == Client(
        "https://id.example/realms/clinic", "desk", "s3cret-of-the-client", ("openid", "groups"),
        Mapped({"boss": "owner", "desk": "receptionist"}, "groups", "sites"),
    )  # fmt: skip
    await opened.aclose()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"issuer": "http://id.example"}, "must begin with https://"),
        ({"issuer": "id.example"}, "begins with https://"),
        ({"roles": "boss"}, "one of viewer, receptionist"),
        ({"roles": "boss=king"}, "one of viewer, receptionist"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, changed: Any, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        loaded(tmp_path, **changed)
