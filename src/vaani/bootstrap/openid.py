"""Which provider do people of the company sign in at? The client that the settings describe."""

from __future__ import annotations

from typing import cast

from vaani.api.openid import Client, OpenId
from vaani.domain.users.openid import Mapped
from vaani.domain.users.rights import Role
from vaani.kit.clock import Clock
from vaani.settings import Settings


def open_openid(settings: Settings, clock: Clock) -> OpenId | None:
    """None: no provider is set. Nothing is asked of it before somebody signs in."""
    chosen = settings.access.openid
    if chosen.issuer is None:
        return None
    secret = chosen.client_secret.get_secret_value() if chosen.client_secret else None
    roles = {name: cast(Role, role) for name, role in chosen.by_name.items()}
    mapped = Mapped(roles, chosen.roles_claim, chosen.businesses_claim)
    client = Client(chosen.issuer, chosen.client_id, secret, chosen.scopes, mapped)
    return OpenId(client, clock)
