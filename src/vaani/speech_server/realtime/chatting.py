"""How does a chat model answer in a realtime conversation? Items to messages, parts to replies."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from vaani.call.ports.chat_model import (
    ChatModel,
    ChatRequest,
    Message,
    ModelEnd,
    TextPiece,
    ToolCall,
)
from vaani.speech_server.realtime.answering import Called, Finished, Part, Question, Said
from vaani.speech_server.realtime.items import Item, named

SPOKEN = (
    "You speak with the user: answer briefly, in whole sentences that can be read aloud, without "
    "lists, links or signs of formatting, in the language of the user."
)
MOST_ITEMS = 120
"""The model is told no more of a long conversation than its end."""
_MOST_TOKENS = 1024


class ByModel:
    """A chat model that follows the session's instructions and calls the client's functions."""

    follows = True
    answers_noise = False

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """Words as the model says them. Raises ProviderError."""
        request = ChatRequest(
            messages_of(question.items, question.instructions),
            question.tools,
            most_tokens=question.most_tokens or _MOST_TOKENS,
            temperature=0.7,
        )
        end = ModelEnd("")
        async with aclosing(self._model.stream(request)) as parts:
            async for part in parts:
                if isinstance(part, TextPiece):
                    yield Said(part.text)
                elif isinstance(part, ToolCall):
                    yield Called(part.id or named("call"), part.name, part.arguments)
                else:
                    end = part
        for item in question.items:
            item.answered = True
        yield Finished(
            cut_off=end.reason == "length",
            tokens_in=end.usage.get("prompt_tokens"),
            tokens_out=end.usage.get("completion_tokens"),
        )

    def expects(self) -> str:
        """Anything may be said."""
        return ""

    async def close(self) -> None:
        """The model serves others too."""


def messages_of(items: tuple[Item, ...], instructions: str) -> tuple[Message, ...]:
    """The conversation as chat models read it. Calls stand with their outputs behind them: one
    whose output has not come is left out, and so is an output whose call is gone."""
    told = [Message("system", f"{instructions}\n\n{SPOKEN}".strip())]
    kept = items[-MOST_ITEMS:]
    outputs = {item.call_id: item for item in kept if item.type == "function_call_output"}
    calls: list[Item] = []
    for item in kept:
        if item.type == "function_call":
            if item.call_id in outputs:
                calls.append(item)
            continue
        _put(told, calls, outputs)
        if item.role is not None and item.text:
            told.append(Message(item.role, item.text))
    _put(told, calls, outputs)
    return tuple(told)


def _put(told: list[Message], calls: list[Item], outputs: dict[str, Item]) -> None:
    """Calls that belong together, with what came of them."""
    if not calls:
        return
    made = tuple(ToolCall(one.call_id, one.name, one.text or "{}") for one in calls)
    told.append(Message("assistant", "", made))
    told += [Message("tool", outputs[one.call_id].text or "", tool_call_id=one.call_id)
             for one in calls]  # fmt: skip
    calls.clear()
