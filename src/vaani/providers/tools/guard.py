"""May this address be asked? Looked at as a number, after its name was resolved, at every request.

Only public addresses are, and those that the owner listed. A name is resolved once and the request
goes to the very address that was looked at, under its name (TLS checks the name as always), so that
a second answer of its DNS changes nothing. Redirects are never followed. Without TLS only listed
addresses are asked.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx

from vaani.kit.errors import ProviderError, SettingsError

MOST_ANSWER_BYTES = 262_144
CONNECT_S = 3.0
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


def networks_of(names: Sequence[str], setting: str) -> tuple[Network, ...]:
    """The owner's own addresses and networks. Raises SettingsError."""
    try:
        return tuple(ipaddress.ip_network(one) for one in names)
    except ValueError as error:
        raise SettingsError(
            f"{setting}: write addresses and networks such as 10.0.0.5 or 192.168.1.0/24."
        ) from error


async def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a name, as numbers. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(address: Address) -> bool:
    """Is it one of the internet at large? Addresses that hide another are that one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        teredo = address.teredo
        if inner is not None:
            return is_public(inner)
        if teredo is not None or address in _NAT64:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class GuardedClient:
    """Asks addresses that may be asked. Use one for the process; `aclose` it at the end."""

    def __init__(self, listed: Sequence[Network] = (), resolver: Resolve = resolve) -> None:
        self._listed, self._resolve = tuple(listed), resolver
        self._made: httpx.AsyncClient | None = None

    @property
    def _client(self) -> httpx.AsyncClient:
        """Made when a tool is first asked: its certificates take a megabyte."""
        if self._made is None:
            patience = httpx.Timeout(10.0, connect=CONNECT_S)
            self._made = httpx.AsyncClient(
                timeout=patience, follow_redirects=False, trust_env=False
            )
        return self._made

    async def aclose(self) -> None:
        """Close the connections."""
        if self._made is not None:
            await self._made.aclose()

    @asynccontextmanager
    async def asked(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> AsyncGenerator[httpx.Response, None]:
        """An answer whose body is still to be read. Raises ProviderError(stage="toolbox")."""
        place = httpx.URL(url)
        address = await self._address(place)
        named = place.netloc.decode("ascii")
        request = self._client.build_request(
            method,
            place.copy_with(host=str(address)),
            content=body,
            headers={"accept-encoding": "identity", **headers, "host": named},
            extensions={"sni_hostname": place.host},
        )
        try:
            answer = await self._client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _failed("cannot be reached", type(error).__name__) from error
        try:
            if answer.is_redirect:
                raise _failed("points elsewhere, which is not followed", "redirect")
            yield answer
        except httpx.HTTPError as error:
            raise _failed("broke off", type(error).__name__) from error
        finally:
            await answer.aclose()

    async def _address(self, place: httpx.URL) -> Address:
        host, port = place.host, place.port or (443 if place.scheme == "https" else 80)
        try:
            found = [ipaddress.ip_address(one.split("%")[0]) for one in await self._all(host, port)]
        except (OSError, ValueError) as error:
            raise _failed("has no address", "unresolved") from error
        if not found:
            raise _failed("has no address", "unresolved")
        listed = all(any(one in network for network in self._listed) for one in found)
        if not listed and place.scheme != "https":
            raise _failed("is asked without TLS, which only listed addresses are", "no_tls")
        if not listed and not all(is_public(one) for one in found):
            raise _failed("has an address that may not be asked", "private_address")
        return found[0]

    async def _all(self, host: str, port: int) -> Sequence[str]:
        try:
            return (str(ipaddress.ip_address(host)),)
        except ValueError:
            return await self._resolve(host, port)


async def read_bounded(answer: httpx.Response, most: int = MOST_ANSWER_BYTES) -> bytes:
    """The whole body. Raises ProviderError when it is longer than `most` bytes."""
    body = bytearray()
    async for raw in answer.aiter_raw():
        body += raw
        if len(body) > most:
            raise _failed("answers without end", "endless")
    return bytes(body)


def _failed(what: str, code: str) -> ProviderError:
    return ProviderError("toolbox", f"The tool {what}.", code=code)
