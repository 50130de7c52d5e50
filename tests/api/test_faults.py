"""What callers, staff and monitors notice while the disk and the database of a server fail.

A whole server on a small disk of its own (a tmpfs; only root can make one, elsewhere a full disk is
tried by `tests/contract/domain/test_faults.py` alone). It is never started again.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from vaani.telephony import loopback
from vaani.testing.served import Served, dial, sign_in, start
from vaani.testing.twilio_peer import TwilioPeer

pytestmark = pytest.mark.asyncio(loop_scope="module")
TRUTH_S = 3.0
DISK = "12m"


def mounted(folder: Path) -> bool:
    """Is a small disk of its own there now?"""
    program = shutil.which("mount")
    if program is None:
        return False
    command = [program, "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("disk")
    own = mounted(folder)
    yield folder
    if own:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(disk: Path) -> AsyncIterator[Served]:
    server = await asyncio.to_thread(start, disk / "data", VAANI_SPEECH__ENGINE="simulated")
    yield server
    server.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def staff(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served.url, timeout=20) as client:
        await sign_in(client, served)
        yield client


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not one byte is free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as out:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                continue
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def locked(served: Served) -> Iterator[None]:
    """Another program has the database."""
    other = sqlite3.connect(served.data / "vaani.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def deleted(served: Served) -> Iterator[None]:
    """The database's file is no longer at its place."""
    file, away = served.data / "vaani.db", served.data / "away"
    file.rename(away)
    try:
        yield
    finally:
        away.rename(file)


async def told_in_time(client: httpx.AsyncClient, served: Served, staff: httpx.AsyncClient) -> None:
    """Ring, write and look: each hears the truth within three seconds, and nothing is promised."""
    began = time.monotonic()
    ordered = await loopback.ring(client, served.account, business="madhuban")
    assert time.monotonic() - began < TRUTH_S
    assert ordered.socket_url is None
    assert "something is wrong on our side" in ordered.said[0], ordered.said
    began = time.monotonic()
    reply = await staff.post(
        "/api/v1/bookings",
        json={"business": "madhuban", "date": "2027-01-01", "time": "19:00", "party": 2,
              "name": "Asha", "phone": "+919876543210"},
    )  # fmt: skip
    assert time.monotonic() - began < TRUTH_S
    assert reply.status_code == 503, reply.text


async def works_again(client: httpx.AsyncClient, served: Served, call: TwilioPeer) -> None:
    """The call that was up all the time goes on; the next one is taken; monitors are content."""
    assert not call.closed.is_set()
    peer, _ = await dial(served, "madhuban")
    assert await peer.assistant_began(within_s=60)
    await peer.hang_up()
    assert (await client.get("/ready")).status_code == 200


async def stored_as(staff: httpx.AsyncClient, call_id: str) -> str:
    """The call's status once its end is stored."""
    for _ in range(200):
        kept = (await staff.get(f"/api/v1/calls/{call_id}")).json()["data"]
        if kept["ended_at"]:
            return str(kept["status"])
        await asyncio.to_thread(time.sleep, 0.1)
    raise TimeoutError("its end was never stored")


@pytest.mark.parametrize("fault", ["full", "locked", "deleted"])
async def test_a_fault_in_mid_call_is_told_in_time_and_passes_without_a_restart(
    served: Served, staff: httpx.AsyncClient, disk: Path, fault: str
) -> None:
    if fault == "full" and not os.path.ismount(disk):  # noqa: ASYNC240 - a look at one folder
        pytest.skip("a disk of its own needs the right to mount")
    async with httpx.AsyncClient(base_url=served.url, timeout=20) as client:
        call, call_id = await dial(served, "madhuban")
        assert await call.assistant_began(within_s=60)
        broken = {"full": lambda: full(disk), "locked": lambda: locked(served)}
        with broken.get(fault, lambda: deleted(served))():
            await told_in_time(client, served, staff)
            assert (await client.get("/ready")).status_code == 503
            ending, ending_id = call, call_id
            await ending.hang_up()
        call, call_id = await dial(served, "madhuban")
        await works_again(client, served, call)
        await call.hang_up()
        assert await stored_as(staff, ending_id) == "completed"
        assert await stored_as(staff, call_id) == "completed"
