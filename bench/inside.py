"""What does a server hold in its memory, seen from inside? `vaani`, and it tells when it is asked.

Runs the command line of this installation; on SIGUSR1 it writes to the file that `SOAK_FIGURES`
names, as JSON: objects by type (but for what the start froze), blocks of Python's allocator, what
malloc has handed out and what it keeps, and what SQLite takes. Used by `soak.py`.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import gc
import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

_FIELDS = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"


class _Malloc(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in _FIELDS.split()]


def figures() -> dict[str, Any]:
    """Counts, and bytes."""
    gc.collect()
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for one in gc.get_objects():
        name = f"{type(one).__module__}.{type(one).__qualname__}"
        counts[name] += 1
        sizes[name] += sys.getsizeof(one)
    return {
        "blocks": sys.getallocatedblocks(),
        "counts": dict(counts),
        "sizes": dict(sizes),
        "malloc": _malloc(),
        "sqlite": _sqlite(),
    }


def _malloc() -> dict[str, int]:
    """Of the C library: `used` is handed out, `free` is kept for later."""
    try:
        asked = ctypes.CDLL(None).mallinfo2
    except (OSError, AttributeError):
        return {}
    asked.restype = _Malloc
    told = asked()
    return {"used": told.uordblks + told.hblkhd, "free": told.fordblks}


def _sqlite() -> int:
    try:
        used = ctypes.CDLL(_sqlite3.__file__).sqlite3_memory_used
    except (OSError, AttributeError):
        return 0
    used.restype = ctypes.c_int64
    return int(used())


def tell(*_: object) -> None:
    place = Path(os.environ["SOAK_FIGURES"])
    made = place.with_suffix(".new")
    made.write_text(json.dumps(figures()), encoding="utf-8")
    made.replace(place)


if __name__ == "__main__":
    from vaani.cli.main import run

    signal.signal(signal.SIGUSR1, tell)
    sys.argv[0] = "vaani"
    run()
