"""Who answers to a list of messages, piece by piece? Any language model of the chat kind.

A stream gives text and whole tool calls as they come, then exactly one `ModelEnd`. A stream that
ends without it has failed and raises. Closing it early closes the connection.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model asks for. `arguments` is its JSON text, unchecked. `extra` belongs to
    the model's server: it goes back with the call, and nobody else reads it."""

    id: str
    name: str
    arguments: str
    extra: Json = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the talk. `tool_call_id` belongs to role `tool` alone."""

    role: Literal["system", "user", "assistant", "tool"]
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model sees it; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: Json


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What the model is asked. `schema`: answer with JSON of this shape, and nothing else."""

    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    schema: Json | None = None
    most_tokens: int = 300
    temperature: float = 0.2


@dataclass(frozen=True, slots=True)
class TextPiece:
    """The next characters of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ModelEnd:
    """The answer is whole. `reason` is the server's word: stop, length, tool_calls ..."""

    reason: str
    usage: Mapping[str, int] = field(default_factory=dict)


ModelPart = TextPiece | ToolCall | ModelEnd


class ChatModel(Protocol):
    """Errors are `ProviderError(stage="thinker")`, retryable or not."""

    def stream(self, request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        """Pieces as they come, tool calls when they are complete, then one `ModelEnd`."""
        ...
