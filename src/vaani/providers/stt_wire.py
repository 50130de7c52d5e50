"""What does a vendor's recogniser say over a socket? The pure side that each vendor writes.

A `RecogniserWire` turns what happens in the call into messages, and messages into `Partial`,
`Piece` and `Flushed`. Tasks, sockets, time and repeats are `streamed.py`'s, which is one for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Alternative

Frame = str | bytes
MOST_TERMS = 40
_TERM_CHARS = 60


@dataclass(frozen=True, slots=True)
class Opening:
    """How the connection is opened. `url` is wss:// or ws://."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Partial:
    """Words that may still change; it replaces the partial before it. `spoken`: en or hi."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that will not change any more, best reading first; they follow the piece before. Times
    of words are milliseconds of the sound that was sent, not of the call."""

    alternatives: tuple[Alternative, ...]
    spoken: str | None = None


@dataclass(frozen=True, slots=True)
class Flushed:
    """Everything that was sent before the pause has been answered."""


@dataclass(frozen=True, slots=True)
class Alive:
    """The server said something that carries no words."""


Said = Partial | Piece | Flushed | Alive


class RecogniserWire(Protocol):
    """One connection of one call. It is made anew for each connection."""

    vendor: str
    """Its name in sentences for people."""
    rate_hz: int
    chunk_ms: int
    """How much sound a message holds."""
    idle_s: float | None
    """After so much quiet `keep_alive` is sent; None: there is no such message."""
    gapless: bool
    """True: sound is sent all the time; false: only while the caller speaks."""

    def opening(self) -> Opening:
        """Where to connect, and with which headers."""
        ...

    def begin(self) -> Sequence[Frame]:
        """Speech begins or goes on after a pause."""
        ...

    def audio(self, pcm: bytes) -> Sequence[Frame]:
        """Sound, never empty."""
        ...

    def pause(self) -> Sequence[Frame]:
        """Speech paused: asks for everything that was said, `Flushed` being the answer's end."""
        ...

    def expect(self, hint: Hint) -> Sequence[Frame]:
        """What the next utterance answers; nothing where the vendor is told only at the start."""
        ...

    def keep_alive(self) -> Sequence[Frame]:
        """Something that keeps a quiet connection open."""
        ...

    def close(self) -> Sequence[Frame]:
        """The last messages."""
        ...

    def read(self, message: Frame) -> list[Said]:
        """What a message says. Unknown kinds say `Alive`. Raises ProviderError for an error
        message and for what cannot be read."""
        ...


def socket_url(base_url: str) -> str:
    """The address of a socket at the same place as `base_url` (http or https)."""
    scheme, _, rest = base_url.rstrip("/").partition("://")
    return f"{'ws' if scheme in ('http', 'ws') else 'wss'}://{rest}"


def terms(*groups: Sequence[str]) -> tuple[str, ...]:
    """Likely words, each once, cut to what vendors take."""
    clean = (" ".join(one.split()) for group in groups for one in group)
    return tuple(dict.fromkeys(one[:_TERM_CHARS] for one in clean if one))[:MOST_TERMS]


def written_in(text: str) -> str:
    """en, hi (Devanagari) or ur, by the letters."""
    for letter in text:
        if "\u0900" <= letter <= "\u097f":
            return "hi"
        if "\u0600" <= letter <= "\u06ff":
            return "ur"
    return "en"
