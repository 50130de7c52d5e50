"""What did a server-sent stream say? Bytes in, the data of whole events out, within bounds.

Comments, CRLF, `data:` without a space, names of events and UTF-8 cut anywhere are taken as they
come. What stands on lines of no field (an error that a server writes bare, over several lines) is
kept apart. Specification: WHATWG server-sent events, and what servers make of it.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field

from vaani.kit.errors import ProviderError

MOST_LINE_CHARS = 65_536
MOST_EVENT_CHARS = 131_072
MOST_ANSWER_BYTES = 2_000_000
"""A reply of a telephone call has a few hundred bytes; more than this is no reply."""
MOST_ERROR_BYTES = 65_536
STEP_BYTES = 4_096
"""So much is read of an answer before others have their turn."""
_FIELDS = ("event:", "id:", "retry:")


@dataclass(slots=True)
class EventReader:
    """One stream. `bare` is what stood outside of every field."""

    bare: str = ""
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )
    _pieces_of_line: list[str] = field(default_factory=list)
    _line_chars: int = 0
    _taken: int = 0
    _lines: list[str] = field(default_factory=list)
    _event_chars: int = 0

    def push(self, raw: bytes) -> Iterator[str]:
        """The data of events that are complete with these bytes. Raises ProviderError for a stream
        without measure."""
        self._taken += len(raw)
        if self._taken > MOST_ANSWER_BYTES:
            raise ProviderError("thinker", "The model's answer has no end.", code="endless_answer")
        first, *others = self._decoder.decode(raw).split("\n")
        self._keep(first)
        for piece in others:
            yield from self._line(self._whole())
            self._keep(piece)

    def finish(self) -> Iterator[str]:
        """The stream is over: an event that was not closed counts."""
        yield from self._line(self._whole())
        yield from self._line("")

    def _keep(self, piece: str) -> None:
        self._pieces_of_line.append(piece)
        self._line_chars += len(piece)
        if self._line_chars > MOST_LINE_CHARS:
            raise ProviderError("thinker", "The model sent an endless line.", code="endless_line")

    def _whole(self) -> str:
        line, self._line_chars = "".join(self._pieces_of_line).rstrip("\r"), 0
        self._pieces_of_line.clear()
        return line

    def _line(self, line: str) -> Iterator[str]:
        if line.startswith(":"):
            return
        if line.startswith("data:"):
            self._lines.append(line[5:].removeprefix(" "))
            self._event_chars += len(line)
            if self._event_chars > MOST_EVENT_CHARS:
                raise ProviderError("thinker", "The model sent an endless event.", code="endless")
            return
        if line == "" and self._lines:
            event, self._lines, self._event_chars = "\n".join(self._lines), [], 0
            yield event
        elif line and not line.startswith(_FIELDS) and len(self.bare) < MOST_ERROR_BYTES:
            self.bare += line.removeprefix("error:") + "\n"


@dataclass(slots=True)
class Aloud:
    """Takes out of a text what a model only thinks: `<think>` to `</think>`, however it is cut.

    A closing tag without an opening one (templates that open it in the prompt) ends a thought too,
    but what was already passed on before it is gone; `whole` tells of it.
    """

    _held: str = ""
    _thinking: bool = False

    def push(self, text: str) -> str:
        """What of it may be spoken now."""
        self._held += text
        out = ""
        while True:
            tag = "</think>" if self._thinking else "<think>"
            at = self._held.find(tag)
            if at >= 0:
                out += "" if self._thinking else self._held[:at]
                self._held = self._held[at + len(tag) :]
                self._thinking = not self._thinking
                continue
            keep = _beginning(self._held, tag)
            ready = self._held[: len(self._held) - keep]
            self._held = self._held[len(self._held) - keep :]
            return out + ("" if self._thinking else ready)

    def flush(self) -> str:
        """What was held back because it looked like the beginning of a tag."""
        rest, self._held = self._held, ""
        return "" if self._thinking else rest


def _beginning(text: str, tag: str) -> int:
    """How many characters at the end of `text` are the beginning of `tag`."""
    return next(
        (n for n in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:n])), 0
    )
