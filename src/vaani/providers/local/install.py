"""How do the models come onto this machine, completely or not at all?

A file is built beside its place under a name ending in `.partial` while its hash is taken, and
moved into place only when the hash is right; so whatever interrupts an installation, the next one
keeps what is verified and begins the rest anew. One installation at a time holds the folder's lock.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vaani.providers.local.fetch import fetch, opened
from vaani.providers.local.manifest import (
    Model,
    ModelError,
    ModelFile,
    Part,
    check_file,
    remember,
    state,
    verify,
    wrong_hash,
)

Say = Callable[[str], None]
Fetch = Callable[[Part, Path], Path]
"""Brings the archive that carries a part into an empty folder (`fetch.fetch`)."""
_PARALLEL = 2
_BLOCK = 1 << 20
_DOWNLOADS = ".download-"


@dataclass(slots=True)
class _Work:
    """What is left to do: files that still lack archives, archives that are there."""

    models_dir: Path
    say: Say
    files: list[ModelFile]
    archives: dict[str, Path] = field(default_factory=dict)
    total: int = 0

    @property
    def packages(self) -> dict[str, Part]:
        return {part.spelled: part for file in self.files for part in file.parts}

    def build_ready(self) -> None:
        """Build every file whose packages have all arrived, then drop archives no more needed."""
        for file in list(self.files):
            if all(part.spelled in self.archives for part in file.parts):
                _build(file, self.archives, self.models_dir)
                self.files.remove(file)
                self.say(f"[{self.total - len(self.files)}/{self.total}] {file.path} verified")
        for spelled in [name for name in self.archives if name not in self.packages]:
            shutil.rmtree(self.archives.pop(spelled).parent, ignore_errors=True)


def install(
    wanted: Iterable[Model],
    models_dir: Path,
    say: Say,
    mirror: Path | None = None,
    fetcher: Fetch = fetch,
) -> None:
    """Bring the models into `models_dir`: verified ones are kept, `mirror` is asked first.

    Blocks for as long as it takes. Raises ModelError; no half file is left in place.
    """
    chosen = tuple(wanted)
    with _locked(models_dir, say):
        for model in chosen:
            if model.in_place is not None and state(model, models_dir) != "verified":
                verify(model, models_dir)
                say(f"{model.name} verified (inside the package {model.in_place})")
        missing = [
            file
            for model in chosen
            if model.in_place is None
            for file in model.files
            if not _kept(model, file, models_dir)
        ]
        if mirror is not None:
            missing = [file for file in missing if not _copied(file, mirror, models_dir, say)]
        if missing:
            _fetch_all(missing, models_dir, say, fetcher)
        else:
            say(f"All of {len(chosen)} models are there and verified.")


def _fetch_all(missing: list[ModelFile], models_dir: Path, say: Say, fetcher: Fetch) -> None:
    _need_room(missing, models_dir)
    work = _Work(models_dir, say, list(missing), total=len(missing))
    size = sum(file.size_bytes for file in missing) / 1e6
    say(f"Fetching {len(missing)} files, {size:.0f} MB, from {len(work.packages)} packages ...")
    with (
        tempfile.TemporaryDirectory(prefix=_DOWNLOADS, dir=models_dir) as scratch,
        ThreadPoolExecutor(_PARALLEL) as pool,
    ):
        jobs = {}
        for number, (spelled, part) in enumerate(work.packages.items()):
            jobs[pool.submit(fetcher, part, Path(scratch) / str(number))] = spelled
        try:
            for count, job in enumerate(as_completed(jobs), 1):
                work.archives[jobs[job]] = job.result()
                say(f"fetched {jobs[job]} (package {count} of {len(jobs)})")
                work.build_ready()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _build(file: ModelFile, archives: dict[str, Path], models_dir: Path) -> None:
    place = models_dir / file.path
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(place.name + ".partial")
    digest = hashlib.sha256()
    try:
        with partial.open("wb") as out:
            for part in file.parts:
                with opened(archives[part.spelled], part.member) as content:
                    while block := content.read(_BLOCK):
                        digest.update(block)
                        out.write(block)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != file.sha256:
            raise wrong_hash(file, digest.hexdigest())
        partial.replace(place)
    except OSError as error:
        raise ModelError(f"{place} cannot be written: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    remember(models_dir, [(place, file)])


def _kept(model: Model, file: ModelFile, models_dir: Path) -> bool:
    """Is the file there and right? One that is not is thrown away."""
    if state(model, models_dir) == "verified":
        return True
    place = models_dir / file.path
    try:
        check_file(place, file)
    except ModelError:
        place.unlink(missing_ok=True)
        return False
    remember(models_dir, [(place, file)])
    return True


def _copied(file: ModelFile, mirror: Path, models_dir: Path, say: Say) -> bool:
    source = mirror / file.path
    if not source.is_file():
        return False
    check_file(source, file)
    place = models_dir / file.path
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(place.name + ".partial")
    try:
        shutil.copyfile(source, partial)
        partial.replace(place)
    except OSError as error:
        raise ModelError(f"{place} cannot be written: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    remember(models_dir, [(place, file)])
    say(f"{file.path} copied from {mirror}")
    return True


def _need_room(missing: list[ModelFile], models_dir: Path) -> None:
    needed = 2 * sum(file.size_bytes for file in missing)
    free = shutil.disk_usage(models_dir).free
    if free < needed:
        raise ModelError(
            f"{models_dir} has {free / 1e6:.0f} MB free; fetching needs {needed / 1e6:.0f} MB."
        )


@contextmanager
def _locked(models_dir: Path, say: Say) -> Iterator[None]:
    """The folder for us alone; remains of killed installations are swept away first."""
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        lock = (models_dir / ".lock").open("w")
    except OSError as error:
        raise ModelError(
            f"The models folder {models_dir} cannot be written: {error.strerror or error}."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another installation is running; waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for remains in models_dir.glob(f"{_DOWNLOADS}*"):
            shutil.rmtree(remains, ignore_errors=True)
        for remains in models_dir.rglob("*.partial"):
            remains.unlink(missing_ok=True)
        yield
