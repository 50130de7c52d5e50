"""What does a server not need in memory: never, or no longer once it has started?

Libraries carry their documentation along (`bare_libraries`), and some load others merely because
those are installed (`without`). Loading leaves two things behind: memory that was freed (glibc
keeps it), and code and tables that only the start read (mapped from the libraries' files). Both are
given back; from the page cache they come back when needed. Elsewhere than on Linux nothing happens.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
)
from pathlib import Path
from types import CodeType
from typing import Any

_DONTNEED = 4
_SMAPS = Path("/proc/self/smaps")


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


class _Bare(SourceFileLoader):
    """Loads what `python -OO` would: modules without docstrings, kept beside the ordinary ones
    under the name that PEP 488 gives them."""

    def source_to_code(  # type: ignore[override]
        self, data: Any, path: Any, **_: Any
    ) -> CodeType:
        code: CodeType = compile(data, path, "exec", dont_inherit=True, optimize=2)
        return code

    def get_data(self, path: str) -> bytes:
        ordinary = Path(path)
        if ordinary.suffix == ".pyc":
            bare = _bare_name(path)
            if not Path(bare).exists() and ordinary.exists() and not _may_write(ordinary.parent):
                return super().get_data(path)  # or each start would compile anew
            path = bare
        return super().get_data(path)

    def set_data(self, path: str, data: Any, *, _mode: int = 0o666) -> None:
        super().set_data(_bare_name(path), data, _mode=_mode)


def _bare_name(path: str) -> str:
    return f"{path[:-4]}.opt-2.pyc"


def _may_write(folder: Path) -> bool:
    return not sys.dont_write_bytecode and os.access(folder, os.W_OK)


def bare_libraries() -> None:
    """Let what is imported from now on, but for the product itself, come without documentation:
    6 MB less. Asserts go with it: SQLAlchemy asserts that it has documentation. Where modules are
    compiled already and no others may be kept, nothing changes."""
    paths = sysconfig.get_paths()
    libraries = tuple(paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    product = str(Path(__file__).parent.parent)
    finder = FileFinder.path_hook(
        (ExtensionFileLoader, EXTENSION_SUFFIXES), (_Bare, SOURCE_SUFFIXES)
    )

    def of_libraries(path: str) -> Any:
        if not path.startswith(libraries) or path.startswith(product):
            raise ImportError
        return finder(path)

    sys.path_hooks.insert(0, of_libraries)
    sys.path_importer_cache.clear()


def give_back() -> None:
    """Return what the start used up. For the end of the start, before anybody is served."""
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError, ValueError):
        ctypes.CDLL(None).malloc_trim(0)
        _let_go(_as_in_their_files(_SMAPS.read_text(encoding="utf-8")))


class Lent:
    """A file that a library has mapped and only reads: its pages are lent from the system's cache,
    and go back when nobody will read them for a while."""

    def __init__(self, name: str) -> None:
        """`name`: the end of the file's path."""
        self._places: list[tuple[int, int]] = []
        with contextlib.suppress(OSError, ValueError):
            self._places += _as_in_their_files(_SMAPS.read_text(encoding="utf-8"), name)

    def give_back(self) -> None:
        with contextlib.suppress(OSError, AttributeError, ValueError):
            _let_go(self._places)


def _let_go(places: Iterable[tuple[int, int]]) -> None:
    libc = ctypes.CDLL(None)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for first, last in places:
        libc.madvise(first, last - first, _DONTNEED)


def _as_in_their_files(smaps: str, name: str = "") -> Iterator[tuple[int, int]]:
    """Where pages lie that can be read from their files again: code and tables of libraries that
    nobody may write, and of which nothing was changed when the library was loaded."""
    for one in re.split(r"(?m)^(?=[0-9a-f]+-[0-9a-f]+ )", smaps):
        head, _, counts = one.partition("\n")
        place, rights, *rest = head.split(maxsplit=5) or ("", "")
        unwritten = rights in {"r-xp", "r--p"} and re.search(r"(?m)^Anonymous: +0 kB$", counts)
        if unwritten and len(rest) == 4 and rest[3].startswith("/") and rest[3].endswith(name):
            first, last = place.split("-")
            yield int(first, 16), int(last, 16)
