"""What does a process no longer need once it has started?

Loading leaves two things behind: memory that was freed (glibc keeps it), and code that only the
start ran (mapped from the libraries' files). Both are given back; code comes back from the page
cache when it is run again. Elsewhere than on Linux nothing happens.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
from pathlib import Path

_DONTNEED = 4


def give_back() -> None:
    """Return what the start used up. For the end of the start, before anybody is served."""
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError, ValueError):
        libc = ctypes.CDLL(None)
        libc.malloc_trim(0)
        libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
            place, rights, *rest = line.split(maxsplit=5)
            # Only code as it lies in a file: nothing of it can have been changed.
            if rights == "r-xp" and len(rest) == 4 and rest[3].startswith("/"):
                first, last = (int(number, 16) for number in place.split("-"))
                libc.madvise(first, last - first, _DONTNEED)
