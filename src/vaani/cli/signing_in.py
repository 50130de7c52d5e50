"""How does a command of this machine ask the server as its owner? By a link that he can make."""

from __future__ import annotations

import httpx

from vaani.api.auth import Gate, Principal
from vaani.first_start import Secrets
from vaani.kit.errors import SettingsError
from vaani.kit.machine_clock import SystemClock


async def sign_in(client: httpx.AsyncClient, url: str, secrets: Secrets) -> None:
    """As the owner, by a link token that only the data folder's key can make. Raises
    SettingsError where nobody answers, or somebody else's server does."""
    token = Gate(_NoKeys(), secrets.session_key, SystemClock()).owner_link_token()
    try:
        reply = await client.post(f"{url}/api/v1/session", json={"key": token})
    except httpx.HTTPError as error:
        raise SettingsError(f"No server answers at {url}: start it, or say --url.") from error
    if reply.status_code != 201:
        raise SettingsError(
            f"The server at {url} did not let the owner in ({reply.status_code}): "
            "say --data with its data folder."
        )


class _NoKeys:
    """A ring without keys: only links are made here."""

    async def who(self, key: str) -> Principal | None:
        return None

    async def still(self, key_id: str) -> Principal | None:
        return None
