"""What does a model that hears and speaks say over its socket? The pure side that a vendor writes.

The port of speech-to-speech: a `LiveWire` turns what happens in the call into messages, and
messages into the events below. Tasks, sockets, repeats and what is heard of an answer are the
matter of `live.py`, which is one for all vendors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from vaani.call.ports.chat_model import ToolCall, ToolSpec
from vaani.language.found import Language
from vaani.providers.stt_wire import Frame, Opening

Turns = Literal["ours", "server"]
"""Who says when the caller has begun and finished: this house's detector, or the vendor's."""


@dataclass(frozen=True, slots=True)
class LiveSetup:
    """What the model is told before the talk."""

    instructions: str
    tools: tuple[ToolSpec, ...] = ()
    languages: tuple[Language, ...] = ("en",)
    turns: Turns = "ours"


@dataclass(frozen=True, slots=True)
class Told:
    """Words that become part of the talk without being sound. `note` is this house's own."""

    role: Literal["caller", "assistant", "note"]
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The result of a tool call, as JSON text."""

    call_id: str
    name: str
    output: str


@dataclass(frozen=True, slots=True)
class Owed:
    """The protocol asks for these messages now."""

    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """The setup was taken: sound may be sent."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The server makes an answer; the events that follow belong to it."""


@dataclass(frozen=True, slots=True)
class Sound:
    """PCM16 of an answer at `out_hz`. `item` names the stretch that can be truncated."""

    pcm: bytes
    item: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The next characters of what the answer's sound says."""

    text: str


@dataclass(frozen=True, slots=True)
class Called:
    """The model wants a tool. The arguments are unchecked."""

    call: ToolCall


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """These tool calls are to be answered no more."""

    call_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The answer is over. `cut`: it was cancelled or spoken over; `failed` has a `code`."""

    how: Literal["whole", "cut", "failed"]
    code: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaving:
    """The server will close in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Resumable:
    """With this handle the talk can go on over a new connection; None: at the moment it cannot."""

    handle: str | None


@dataclass(frozen=True, slots=True)
class Troubled:
    """An error that ends nothing but, with `refuses`, the answer that was asked for last."""

    code: str
    refuses: bool = False


LiveEvent = (
    Owed
    | Ready
    | Begun
    | Sound
    | Words
    | Called
    | Withdrawn
    | Done
    | Leaving
    | Resumable
    | Troubled
)


class LiveWire(Protocol):
    """One connection of one call. It is made anew for each connection."""

    vendor: str
    """Its name in sentences for people."""
    in_hz: int
    """Rate of the PCM16 that `audio` takes."""
    out_hz: int
    names_answers: bool
    """True: every answer is announced by `Begun`. False: its first event is its beginning."""
    remembers: bool
    """Does the talk survive its connection, by a handle?"""

    def opening(self) -> Opening:
        """Where to connect, and with which headers."""
        ...

    def hello(self) -> Sequence[Frame]:
        """The first messages; `Owed` may ask for more before `Ready`."""
        ...

    def begin(self) -> Sequence[Frame]:
        """The caller begins to speak, or goes on. Nothing where the server decides that."""
        ...

    def audio(self, pcm: bytes) -> Sequence[Frame]:
        """Sound of the caller, never empty."""
        ...

    def end(self) -> Sequence[Frame]:
        """The caller has paused. Where answers have no names, that asks for one."""
        ...

    def tell(self, told: Sequence[Told], *, ask: bool) -> Sequence[Frame]:
        """Words for the talk. Where answers have no names, `ask` asks for one."""
        ...

    def answer(self, results: Sequence[Answered]) -> Sequence[Frame]:
        """Results of tools. Where answers have no names, that asks for one."""
        ...

    def ask(self) -> Sequence[Frame]:
        """Asks for an answer, while no other is being made; nothing where the three above do."""
        ...

    def cancel(self) -> Sequence[Frame]:
        """The answer that is being made is not wanted; nothing where there is no such message."""
        ...

    def truncate(self, item: str, heard_ms: int) -> Sequence[Frame]:
        """Of this stretch the caller has heard so much; nothing where there is no such message."""
        ...

    def read(self, message: Frame) -> list[LiveEvent]:
        """What a message says; unknown kinds say nothing. Raises ProviderError(stage="realtime")
        for what cannot be read and for an error that ends the talk."""
        ...
