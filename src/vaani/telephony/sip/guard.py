"""From which addresses is anything taken? A filter in the kernel, on each of the stack's sockets.

The stack tells nobody from where a message came, and parses whatever comes. So the list of
addresses is a program (classic BPF) that the kernel runs on every packet before the stack sees it:
what comes from elsewhere is dropped without an answer, SIP, RTP and connections alike. IPv4, Linux.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import sys
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network

_SO_ATTACH_FILTER = 26
_SOURCE = (-0x100000 + 12) & 0xFFFFFFFF
"""Where the source address stands in an IPv4 head (SKF_NET_OFF of <linux/filter.h>)."""
_LOAD, _KEEP, _BACK, _AND, _SAME, _RETURN = 0x20, 0x07, 0x87, 0x54, 0x15, 0x06
_WHOLE = 0xFFFFFFFF
MOST_NETWORKS = 500
"""Four steps each; the kernel takes 4096."""


def program(networks: Iterable[IPv4Network]) -> bytes:
    """Instructions that let packets of these networks through and drop all others."""
    steps = [(_LOAD, 0, 0, _SOURCE), (_KEEP, 0, 0, 0)]
    for network in networks:
        steps += [
            (_BACK, 0, 0, 0),
            (_AND, 0, 0, int(network.netmask)),
            (_SAME, 0, 1, int(network.network_address)),
            (_RETURN, 0, 0, _WHOLE),
        ]
    steps.append((_RETURN, 0, 0, 0))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def can_guard() -> bool:
    """Whether this system has such filters."""
    return sys.platform.startswith("linux")


def guard(code: bytes, is_ours: Callable[[int], bool]) -> int:
    """Put the filter on every internet socket of this process whose local port is ours; how many
    they were. Raises OSError when the kernel does not take it."""
    found = 0
    for name in os.listdir("/proc/self/fd"):
        # No copies: to close one of a database's file would end that file's locks (POSIX).
        try:
            one = socket.socket(fileno=int(name))
        except OSError:
            continue  # no socket, or closed meanwhile
        try:
            if one.family in (socket.AF_INET, socket.AF_INET6) and is_ours(_port(one)):
                _attach(one, code)
                found += 1
        finally:
            one.detach()
    return found


def _port(one: socket.socket) -> int:
    try:
        return int(one.getsockname()[1])
    except OSError:
        return 0


def _attach(one: socket.socket, code: bytes) -> None:
    kept = ctypes.create_string_buffer(code, len(code))
    one.setsockopt(
        socket.SOL_SOCKET,
        _SO_ATTACH_FILTER,
        struct.pack("@HP", len(code) // 8, ctypes.addressof(kept)),
    )
