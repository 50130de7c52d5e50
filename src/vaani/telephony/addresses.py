"""From which addresses may a carrier ask that signs nothing? Those that the owner names. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class AddressList:
    """Addresses and networks (`203.0.113.7`, `203.0.113.0/24`); none named: all may ask. Raises
    ValueError for what is neither."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._networks: tuple[Network, ...] = tuple(
            ipaddress.ip_network(entry, strict=False) for entry in entries
        )

    def allows(self, address: str) -> bool:
        """Whether who has this address may ask; what is no address may not."""
        if not self._networks:
            return True
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in network for network in self._networks)


def asker(peer: str, forwarded: str) -> str:
    """Who asks: the other end of the connection, or behind a proxy of this machine the last address
    that it wrote into X-Forwarded-For, which nobody but the proxy can have written."""
    try:
        is_here = ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return peer
    last = forwarded.rpartition(",")[2].strip()
    return last if is_here and last else peer
