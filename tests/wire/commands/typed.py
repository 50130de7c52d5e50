"""What does `vaani` do with these arguments? Many commands, one start of Python.

For each line of JSON on standard input (`arguments`, `environ`, `blocks`: KiB that no file may
outgrow, or null) a process of its own runs the program to its end; a line of JSON answers with its
status (negative: the signal that ended it) and what it wrote. The libraries are loaded before.
"""

from __future__ import annotations

import json
import os
import resource
import selectors
import signal
import sys
from importlib import import_module
from typing import Any

LIMIT_S = 60
HEAVY = (
    "numpy", "sqlalchemy.ext.asyncio", "alembic.command", "aiosqlite", "uvloop", "anyio.lowlevel",
    "vaani.api.description", "vaani.api.door", "vaani.api.http", "vaani.api.logs",
    "vaani.bootstrap.house", "vaani.cli.serve", "vaani.cli.provider_desk", "vaani.cli.key",
    "vaani.cli.business", "vaani.cli.chat", "vaani.cli.simulate", "vaani.cli.call",
    "vaani.cli.bench",
)  # fmt: skip


def run(asked: dict[str, Any]) -> None:
    """In the new process: the program, as it is installed."""
    signal.alarm(LIMIT_S)
    if asked["blocks"] is not None:
        most = asked["blocks"] * 1024
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    os.environ.clear()
    os.environ.update(asked["environ"])
    sys.argv = ["vaani", *asked["arguments"]]
    import_module("vaani.cli.main").run()


def started(asked: dict[str, Any]) -> tuple[int, int, int]:
    """Number of the new process, and where its two outputs can be read."""
    out, err = os.pipe(), os.pipe()
    process = os.fork()
    if process:
        os.close(out[1])
        os.close(err[1])
        return process, out[0], err[0]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out[1], 1)
    os.dup2(err[1], 2)
    os.closerange(3, max(*out, *err) + 1)
    status = 1
    try:
        run(asked)
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:  # noqa: BLE001 - the interpreter would print it, and so it is
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """What came of it, once it has ended."""
    process, *ends = started(asked)
    read = {end: bytearray() for end in ends}
    with selectors.DefaultSelector() as ready:
        for end in ends:
            ready.register(end, selectors.EVENT_READ)
        while ready.get_map():
            for key, _ in ready.select():
                part = os.read(key.fd, 65536)
                read[key.fd] += part
                if not part:
                    ready.unregister(key.fd)
                    os.close(key.fd)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    out, err = (bytes(read[end]).decode(errors="replace") for end in ends)
    return {"status": status, "stdout": out, "stderr": err}


if __name__ == "__main__":
    for name in HEAVY:
        import_module(name)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
