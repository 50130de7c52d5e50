"""What sound does the speech server keep in files, and when does it go?

Two folders: reference voices, by names that programs give, and outputs that programs asked for, by
ids that are made here. A name or an id is checked before it becomes part of a path, so it never
leaves its folder. Nothing here is encrypted; files are for their owner alone. Everything blocks.
"""

from __future__ import annotations

import hashlib
import io
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import numpy as np

from vaani.audio.frame import Samples, to_samples
from vaani.kit import files
from vaani.kit.ids import new_id
from vaani.speech_server.refusals import Refused
from vaani.speech_server.sound_files import FORMATS
from vaani.speech_server.uploads import RATE_HZ, Upload

LONGEST_S, SHORTEST_S = 30.0, 1.0
"""Of a reference voice."""
MOST_REFERENCES = 200
_QUIETEST = 0.003
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_OUTPUT = re.compile(rf"[0-9a-f-]{{36}}\.({'|'.join(FORMATS)})")
Part = Literal["references", "outputs"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A recording of a voice: 16 kHz, one channel."""

    name: str
    seconds: float
    bytes: int
    sha256: str
    added_at: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of one of the two folders."""

    part: Part
    name: str
    bytes: int
    made_at: float
    """Seconds since 1970."""


class Shelf:
    """Both folders, below one that only this product writes to."""

    def __init__(
        self, folder: Path, outputs_bytes: int, clock: Callable[[], float] = time.time
    ) -> None:
        """`outputs_bytes` bounds what is kept of outputs; 0: none are kept."""
        self._folders: dict[Part, Path] = {
            "references": folder / "references",
            "outputs": folder / "outputs",
        }
        self._outputs_bytes = outputs_bytes
        self._clock = clock

    # --- reference voices -------------------------------------------------------------------------

    def add_reference(self, name: str, file: IO[bytes]) -> Reference:
        """Keep a recording. Raises Refused: `wrong` for a name, for a sound that is too short, too
        quiet or too long; `exists` for a name or a sound that is there already."""
        place = self._reference(name)
        sound = _sound_of(file)
        digest = hashlib.sha256(sound.tobytes()).hexdigest()
        there = self.references()
        if place.exists():
            raise Refused("exists", f"There is a reference {name} already.", field="name")
        same = next((one.name for one in there if one.sha256 == digest), None)
        if same is not None:
            raise Refused("exists", f"This sound is there already, as {same}.", field="file")
        if len(there) >= MOST_REFERENCES:
            raise Refused("too_large", f"{MOST_REFERENCES} references are kept: delete some.")
        import soundfile  # noqa: PLC0415 - loaded on use, with its library

        with io.BytesIO() as written:
            soundfile.write(written, sound, RATE_HZ, format="WAV", subtype="PCM_16")
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            files.replace(place, written.getvalue())
        return self.reference(name)

    def references(self) -> list[Reference]:
        """By name."""
        return [self.reference(one.stem) for one in sorted(self._all("references"))]

    def reference(self, name: str) -> Reference:
        """Raises Refused(unknown)."""
        import soundfile  # noqa: PLC0415 - loaded on use, with its library

        place = self.place_of(name)
        sound, _ = soundfile.read(place, dtype="int16")
        state = place.stat()
        digest = hashlib.sha256(sound.tobytes()).hexdigest()
        return Reference(name, len(sound) / RATE_HZ, state.st_size, digest, state.st_mtime)

    def place_of(self, name: str) -> Path:
        """Where a reference lies. Raises Refused(unknown)."""
        place = self._reference(name)
        if not _is_ours(place):
            raise Refused("unknown", f"There is no reference {name!r}.", field="name")
        return place

    def remove_reference(self, name: str) -> None:
        """Raises Refused(unknown)."""
        self.place_of(name).unlink(missing_ok=True)

    def _reference(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise Refused(
                "wrong",
                "A name has 1 to 64 small letters, digits, `-` and `_`, and begins with a letter "
                "or a digit.",
                field="name",
            )
        return self._folders["references"] / f"{name}.wav"

    # --- outputs ----------------------------------------------------------------------------------

    def new_output(self, format: str) -> Output:
        """A file to write a made sound into. Raises Refused when none are kept, or no more."""
        if not self._outputs_bytes:
            raise Refused(
                "wrong", "No output is kept here: set speech_server.outputs_megabytes.",
                field="keep",
            )  # fmt: skip
        if sum(one.bytes for one in self.outputs()) >= self._outputs_bytes:
            raise Refused("too_large", "The folder of outputs is full: clean it up.", field="keep")
        folder = self._folders["outputs"]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Output(folder, f"{new_id()}.{format}")

    def outputs(self) -> list[Kept]:
        """The oldest first."""
        return sorted(self._kept("outputs"), key=lambda one: (one.made_at, one.name))

    def output(self, name: str) -> Path:
        """Where one lies. Raises Refused(unknown)."""
        place = self._folders["outputs"] / name
        if not _OUTPUT.fullmatch(name) or not _is_ours(place):
            raise Refused("unknown", "There is no such output.", field="name")
        return place

    # --- both -------------------------------------------------------------------------------------

    def usage(self) -> dict[Part, tuple[int, int]]:
        """Of each folder: files and bytes."""
        return {
            part: (len(kept), sum(one.bytes for one in kept))
            for part in self._folders
            for kept in [list(self._kept(part))]
        }

    def clean(self, parts: tuple[Part, ...], older_than_s: float, *, dry_run: bool) -> list[Kept]:
        """What is older, and is removed unless `dry_run`."""
        before = self._clock() - older_than_s
        old = [one for part in parts for one in self._kept(part) if one.made_at < before]
        for one in [] if dry_run else old:
            (self._folders[one.part] / one.name).unlink(missing_ok=True)
        return old

    def _all(self, part: Part) -> Iterator[Path]:
        """Files of ours; what somebody else laid there is neither shown nor touched."""
        known = re.compile(rf"{_NAME.pattern}\.wav") if part == "references" else _OUTPUT
        folder = self._folders[part]
        for one in folder.iterdir() if folder.is_dir() else ():
            if known.fullmatch(one.name) and _is_ours(one):
                yield one

    def _kept(self, part: Part) -> Iterator[Kept]:
        for one in self._all(part):
            state = one.stat()
            yield Kept(part, one.name, state.st_size, state.st_mtime)


class Output:
    """A file that is being written; it is there once it is whole."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._place = folder / name
        self._new = files.beside(self._place)
        self._file = self._new.open("xb")
        self._new.chmod(0o600)

    def write(self, piece: bytes) -> None:
        """The next piece of it."""
        self._file.write(piece)

    def close(self, *, whole: bool) -> None:
        """Let it appear, or leave nothing behind. Idempotent."""
        if self._file.closed:
            return
        self._file.close()
        if whole:
            self._new.replace(self._place)
        else:
            self._new.unlink(missing_ok=True)


def _is_ours(place: Path) -> bool:
    return place.is_file() and not place.is_symlink()


def _sound_of(file: IO[bytes]) -> Samples:
    try:
        upload = Upload(file, LONGEST_S + 0.05)
        sound = np.concatenate(list(upload.pieces()))
    except Refused as error:
        if error.reason == "too_large":
            raise Refused(
                "wrong", f"A reference has at most {LONGEST_S:g} seconds.", field="file"
            ) from error
        raise
    if len(sound) < SHORTEST_S * RATE_HZ:
        raise Refused("wrong", f"A reference has at least {SHORTEST_S:g} second.", field="file")
    if float(np.sqrt(np.mean(np.square(sound)))) < _QUIETEST:
        raise Refused("wrong", "Nobody is to be heard in this recording.", field="file")
    return to_samples(sound)
