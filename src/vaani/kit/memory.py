"""What does a server not need in memory: never, or no longer once it has started?

Some libraries load others merely because those are installed (`without`). Loading leaves two things
behind: memory that was freed (glibc keeps it), and code and tables that only the start read (mapped
from the libraries' files). Both are given back; from the page cache they come back when needed.
Elsewhere than on Linux nothing happens.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DONTNEED = 4


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """What is imported inside finds these packages missing, unless they are loaded already."""
    hidden = [name for name in packages if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # the import system's own sign
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def give_back() -> None:
    """Return what the start used up. For the end of the start, before anybody is served."""
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError, ValueError):
        libc = ctypes.CDLL(None)
        libc.malloc_trim(0)
        libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        for first, last in _as_in_their_files(Path("/proc/self/smaps").read_text(encoding="utf-8")):
            libc.madvise(first, last - first, _DONTNEED)


def _as_in_their_files(smaps: str) -> Iterator[tuple[int, int]]:
    """Where pages lie that can be read from their files again: code and tables of libraries that
    nobody may write, and of which nothing was changed when the library was loaded."""
    for one in re.split(r"(?m)^(?=[0-9a-f]+-[0-9a-f]+ )", smaps):
        head, _, counts = one.partition("\n")
        place, rights, *rest = head.split(maxsplit=5) or ("", "")
        unwritten = rights in {"r-xp", "r--p"} and re.search(r"(?m)^Anonymous: +0 kB$", counts)
        if unwritten and len(rest) == 4 and rest[3].startswith("/"):
            first, last = place.split("-")
            yield int(first, 16), int(last, 16)
