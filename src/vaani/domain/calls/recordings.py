"""Where does the recording of a call lie? A WAV file of two channels in the folder of its business:
left the caller, right what he heard of us, on the call's own time."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Recordings:
    """The folder of recordings; None: there is none."""

    folder: Path | None = None

    def place(self, slug: str, call_id: str) -> Path | None:
        """Where the recording of this call is, or would be; None: nowhere."""
        if self.folder is None:
            return None
        folder = (self.folder / slug).resolve()
        path = (folder / f"{call_id}.wav").resolve()
        return path if path.parent == folder and folder.parent == self.folder.resolve() else None

    def forget(self, slug: str) -> None:
        """Remove every recording of a business."""
        if self.folder is None:
            return
        folder = (self.folder / slug).resolve()
        if folder.parent == self.folder.resolve() and folder.is_dir():
            shutil.rmtree(folder)

    def sizes(self, slug: str) -> tuple[int, int]:
        """How many recordings of a business there are, and their bytes."""
        if self.folder is None:
            return 0, 0
        files = [one for one in (self.folder / slug).glob("*.wav") if one.is_file()]
        return len(files), sum(one.stat().st_size for one in files)

    def free_bytes(self) -> int | None:
        """Bytes that are free where they lie."""
        if self.folder is None:
            return None
        place = self.folder if self.folder.is_dir() else self.folder.parent
        return shutil.disk_usage(place).free

    def find(self, slug: str, call_id: str) -> Path | None:
        """The recording, when there is one."""
        path = self.place(slug, call_id)
        return path if path is not None and path.is_file() else None
