"""How do greetings and fixed prompts play at once? A cache around any Speaker.

Speech is kept by engine (its version and address are in its name), voice, text and rate. In a
folder, up to a limit, lies only what `allow` has named: sentences that are the same for every
caller. Whatever else is said may hold a name or a number, so it is remembered in memory alone, the
last used ones, and is gone with the process. A file that is damaged or cut short counts as not
there. Only speech that was made to its end is kept; what a caller interrupted is not.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from vaani.audio.frame import pieces
from vaani.call.ports.speaker import Speaker, Voice, Waiting
from vaani.providers.around import AroundSpeaker

_MAGIC = b"vaani-speech-1\n"
_DIGEST_BYTES = 32
_KEPT = "fixed"
"""The folder's part for what `allow` has named. Earlier versions kept every sentence beside it."""


@dataclass(frozen=True, slots=True)
class CacheLimits:
    """`memory_bytes` and `folder_bytes` of PCM; longer texts than `text_chars` are not kept."""

    memory_bytes: int = 24_000_000
    folder_bytes: int = 400_000_000
    text_chars: int = 400


@dataclass(slots=True)
class CacheCounts:
    """What became of the requests."""

    memory: int = 0
    folder: int = 0
    missed: int = 0


class CachedSpeaker(AroundSpeaker):
    """A Speaker that remembers. `folder` None: in memory alone."""

    def __init__(
        self, speaker: Speaker, folder: Path | None = None, limits: CacheLimits | None = None
    ) -> None:
        super().__init__(speaker)
        self._folder = folder
        self._limits = limits or CacheLimits()
        self._allowed: set[str] = set()
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._held = 0
        self.counts = CacheCounts()

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """The kept speech at once, else the speaker's, kept once it was made to its end."""
        key = self._key(text, voice)
        kept = self._memory.get(key)
        if kept is not None:
            self._memory.move_to_end(key)
            self.counts.memory += 1
        else:
            kept = await self._read(key)
            if kept is not None:
                self.counts.folder += 1
                self._remember(key, kept)
        if kept is not None:
            for piece in pieces(kept, self.rate_hz):
                yield piece
                await asyncio.sleep(0)
            return
        self.counts.missed += 1
        made = bytearray()
        sound = self._speaker.speak(text, voice)
        try:
            async for pcm in sound:
                made += pcm
                yield pcm
        finally:
            await close_stream(sound)
        if made and len(text) <= self._limits.text_chars:
            await self._keep(key, bytes(made))

    async def kept(self, text: str, voice: Voice) -> bool:
        """Is the speech there without asking the speaker?"""
        key = self._key(text, voice)
        return key in self._memory or await self._read(key) is not None

    def allow(self, texts: Iterable[tuple[str, Voice]]) -> None:
        """These sentences are the same for every caller: their speech may lie in the folder."""
        self._allowed.update(self._key(text, voice) for text, voice in texts)

    async def prepare(self, texts: Iterable[tuple[str, Voice]]) -> int:
        """Allow these sentences, and make what is not there yet, one by one, behind everything that
        callers wait for; how many had to be made.

        Raises ProviderError of the speaker.
        """
        wanted = [one for one in texts if len(one[0]) <= self._limits.text_chars]
        self.allow(wanted)
        made = 0
        for text, voice in wanted:
            key = self._key(text, voice)
            if await self._read(key) is not None:
                continue
            if (kept := self._memory.get(key)) is not None:
                await self._keep(key, kept)
                continue
            async for _ in self.speak(text, replace(voice, waiting=Waiting.NOBODY)):
                pass
            made += 1
        return made

    def _key(self, text: str, voice: Voice) -> str:
        parts = (
            self._speaker.name,
            str(self._speaker.rate_hz),
            voice.language,
            voice.name or "",
            f"{voice.speed:.3f}",
            " ".join(text.split()),
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    async def _keep(self, key: str, pcm: bytes) -> None:
        self._remember(key, pcm)
        if self._folder is not None and key in self._allowed:
            await asyncio.to_thread(self._write, self._folder, key, pcm)

    def _remember(self, key: str, pcm: bytes) -> None:
        if len(pcm) > self._limits.memory_bytes:
            return
        before = self._memory.pop(key, b"")
        self._memory[key] = pcm
        self._held += len(pcm) - len(before)
        while self._held > self._limits.memory_bytes:
            _, dropped = self._memory.popitem(last=False)
            self._held -= len(dropped)

    async def _read(self, key: str) -> bytes | None:
        if self._folder is None:
            return None
        return await asyncio.to_thread(_load, _place(self._folder, key))

    def _write(self, folder: Path, key: str, pcm: bytes) -> None:
        """Write beside, then move into place. A full or read-only disk only costs the cache."""
        place = _place(folder, key)
        fresh: Path | None = None
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=place.parent, suffix=".partial", delete=False) as out:
                fresh = Path(out.name)
                out.write(_MAGIC + hashlib.sha256(pcm).digest() + pcm)
            fresh.replace(place)
        except OSError:
            if fresh is not None:
                fresh.unlink(missing_ok=True)
            return
        _trim(folder, self._limits.folder_bytes)


async def close_stream(stream: object) -> None:
    """Stop a speaker's work, when its stream can be closed."""
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()


def remove_former(folder: Path) -> bool:
    """Remove what earlier versions kept: everything that was said, names and numbers among it. Was
    there any? Blocks. Raises OSError."""
    former = [entry for entry in folder.glob("[0-9a-f][0-9a-f]") if entry.is_dir()]
    for entry in former:
        shutil.rmtree(entry)
    return bool(former)


def _place(folder: Path, key: str) -> Path:
    return folder / _KEPT / key[:2] / f"{key}.pcm"


def _load(place: Path) -> bytes | None:
    """The speech in the file, None when it is not there or damaged (then it is removed)."""
    try:
        content = place.read_bytes()
    except OSError:
        return None
    start = len(_MAGIC) + _DIGEST_BYTES
    pcm = content[start:]
    good = content.startswith(_MAGIC) and content[len(_MAGIC) : start] == (
        hashlib.sha256(pcm).digest()
    )
    if not good or not pcm:
        place.unlink(missing_ok=True)
        return None
    try:
        os.utime(place)
    except OSError:
        pass
    return pcm


def _trim(folder: Path, limit_bytes: int) -> None:
    """Remove what was not used for longest until the folder is under its limit."""
    found = []
    for path in folder.glob(f"{_KEPT}/??/*.pcm"):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((status.st_mtime, status.st_size, path))
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= limit_bytes:
            return
        path.unlink(missing_ok=True)
        total -= size
