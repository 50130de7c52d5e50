"""What has been said in a realtime conversation, by whom, in which order?

Items as the OpenAI Realtime API has them: messages, function calls and their outputs. No sound is
kept: of a spoken item its words, and which of them were heard before it was cut.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vaani.kit.ids import new_id
from vaani.speech_server.realtime.faults import Fault, invalid

MOST_CHARS = 32_000
MOST_CHARS_IN_ALL = 1_000_000
Role = Literal["system", "user", "assistant"]
Status = Literal["in_progress", "completed", "incomplete"]
_PARTS = {"system": ("input_text",), "user": ("input_text", "input_audio"),
          "assistant": ("output_text", "output_audio")}  # fmt: skip


def named(prefix: str) -> str:
    """A new id, `item_...`."""
    return f"{prefix}_{new_id().replace('-', '')}"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence of a reply; its sound ends at `end_ms` of the item's sound."""

    text: str
    end_ms: float


@dataclass(slots=True)
class Item:
    """`text` are the words of a message, the arguments of a call or an output; None while what was
    heard is still being read (`heard` is done then). `sound_ms`: how much sound of it was sent."""

    id: str
    type: Literal["message", "function_call", "function_call_output"]
    role: Role | None = None
    part: str = ""
    text: str | None = None
    status: Status = "completed"
    call_id: str = ""
    name: str = ""
    language: str | None = None
    confidence: float | None = None
    led: bool = False
    """Was it read with a text before it that it may have taken words from?"""
    heard: asyncio.Future[None] | None = None
    spoken: list[Spoken] = field(default_factory=list)
    sound_ms: float = 0.0
    cut: bool = False
    answered: bool = False
    """Has a reply been made to it?"""
    sound: bytes = b""
    """Of an item that a client made of sound, until it was read."""

    def shown(self) -> dict[str, Any]:
        """As the API writes it."""
        shown: dict[str, Any] = {"id": self.id, "object": "realtime.item", "type": self.type,
                                 "status": self.status}  # fmt: skip
        if self.type == "function_call":
            return shown | {"call_id": self.call_id, "name": self.name, "arguments": self.text}
        if self.type == "function_call_output":
            return shown | {"call_id": self.call_id, "output": self.text}
        words = "transcript" if self.part.endswith("audio") else "text"
        content = [{"type": self.part, words: self.text}] if self.part else []
        return shown | {"role": self.role, "content": content}

    def truncate(self, heard_ms: int) -> None:
        """Nobody heard more of it than that. Words whose sound was not heard go."""
        words, before = [], 0.0
        for one in self.spoken:
            if one.end_ms <= heard_ms:
                words.append(one.text)
            elif heard_ms > before:
                words.append(_within(one.text, (heard_ms - before) / (one.end_ms - before)))
            before = one.end_ms
        self.cut = self.cut or heard_ms < self.sound_ms or self.status != "completed"
        self.text = " ".join(filter(None, words))
        self.sound_ms = min(self.sound_ms, float(heard_ms))


def _within(text: str, share: float) -> str:
    """The whole words of that share of a sentence."""
    words = text.split()
    limit, used, kept = len(text) * share, 0, []
    for word in words:
        used += len(word) + 1
        if used > limit + 1:
            break
        kept.append(word)
    return " ".join(kept)


class Conversation:
    """The items in order; the oldest go when there are too many."""

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._items: dict[str, Item] = {}

    def __iter__(self) -> Iterator[Item]:
        return iter(tuple(self._items.values()))

    def get(self, id: str) -> Item | None:
        return self._items.get(id)

    @property
    def last_id(self) -> str | None:
        return next(reversed(self._items), None)

    def add(self, item: Item, after: str | None = None) -> str | None:
        """The id of the item before it; `after` is one, or `root`: at the beginning. Raises
        Fault."""
        if item.id in self._items:
            raise Fault("invalid_value", f"There is an item {item.id!r} already.", "item.id")
        if after is None or after == self.last_id:
            before = self.last_id
            self._items[item.id] = item
            return before
        if after != "root" and after not in self._items:
            raise Fault("invalid_value", f"There is no item {after!r}.", "previous_item_id")
        kept = list(self._items.items())
        at = 0 if after == "root" else 1 + list(self._items).index(after)
        self._items = dict([*kept[:at], (item.id, item), *kept[at:]])
        return None if after == "root" else after

    def delete(self, id: str) -> bool:
        """False: there is none."""
        return self._items.pop(id, None) is not None

    def beyond(self) -> list[str]:
        """The ids of the oldest items that are one too many, or whose words are (the latest item
        stays, however long it is); they are gone."""
        gone = []
        chars = sum(len(item.text or "") for item in self._items.values())
        while len(self._items) > self._most or (chars > MOST_CHARS_IN_ALL and len(self._items) > 1):
            gone.append(next(iter(self._items)))
            chars -= len(self._items.pop(gone[-1]).text or "")
        return gone


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    object: Literal["realtime.item"] | None = None
    status: Status | None = None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    type: str
    text: Annotated[str, Field(max_length=MOST_CHARS)] | None = None
    transcript: Annotated[str, Field(max_length=MOST_CHARS)] | None = None
    audio: str | None = None


class _Message(_Given):
    type: Literal["message"]
    role: Role
    content: Annotated[list[_Part], Field(min_length=1, max_length=32)]


class _Call(_Given):
    type: Literal["function_call"]
    call_id: Annotated[str, Field(max_length=128)] | None = None
    name: Annotated[str, Field(max_length=64)]
    arguments: Annotated[str, Field(max_length=MOST_CHARS)]


class _Output(_Given):
    type: Literal["function_call_output"]
    call_id: Annotated[str, Field(max_length=128)]
    output: Annotated[str, Field(max_length=MOST_CHARS)]


_KINDS: dict[str, type[_Given]] = {
    "message": _Message,
    "function_call": _Call,
    "function_call_output": _Output,
}


def item_of(given: Any, path: str = "item") -> Item:
    """A client's item. Raises Fault."""
    kind = given.get("type") if isinstance(given, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise Fault("invalid_value", f"Invalid '{path}.type': one of {', '.join(_KINDS)}.",
                    f"{path}.type")  # fmt: skip
    try:
        read = _KINDS[kind].model_validate(given)
    except ValidationError as error:
        raise invalid(error, path) from error
    id = read.id or named("item")
    if isinstance(read, _Call):
        return Item(id, "function_call", text=read.arguments, name=read.name,
                    call_id=read.call_id or named("call"))  # fmt: skip
    if isinstance(read, _Output):
        return Item(id, "function_call_output", text=read.output, call_id=read.call_id)
    if isinstance(read, _Message):
        return _message(read, id, path)
    raise Fault("invalid_value", f"Invalid '{path}.type'.", f"{path}.type")


def _message(read: _Message, id: str, path: str) -> Item:
    kinds = _PARTS[read.role]
    for at, part in enumerate(read.content):
        where = f"{path}.content.{at}"
        if part.type not in kinds:
            raise Fault("invalid_value", f"Invalid '{where}.type': one of {', '.join(kinds)} in a "
                        f"message of the {read.role}.", f"{where}.type")  # fmt: skip
    if any(part.type == "input_audio" for part in read.content):
        if len(read.content) > 1:
            raise Fault("invalid_value", "Sound is an item of its own: send one part.",
                        f"{path}.content")  # fmt: skip
        sound = read.content[0].audio
        if sound is None:
            raise Fault("missing_required_parameter",
                        f"Missing required parameter: '{path}.content.0.audio'.",
                        f"{path}.content.0.audio")  # fmt: skip
        return Item(id, "message", read.role, "input_audio", sound=sound.encode())
    texts = [part.text if part.text is not None else part.transcript for part in read.content]
    if None in texts:
        at = texts.index(None)
        raise Fault("missing_required_parameter",
                    f"Missing required parameter: '{path}.content.{at}.text'.",
                    f"{path}.content.{at}.text")  # fmt: skip
    return Item(id, "message", read.role, read.content[0].type, " ".join(filter(None, texts)))


def unanswered(items: tuple[Item, ...]) -> list[Item]:
    """What the user has said that had no reply yet."""
    return [item for item in items if item.role == "user" and not item.answered]


def last_reply(items: tuple[Item, ...]) -> Item | None:
    """The latest message of the assistant's."""
    return next((item for item in reversed(items) if item.role == "assistant"), None)
