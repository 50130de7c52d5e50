"""Who answers to the name of a model? A chat model, a business, echo or templates.

`gpt-realtime` and the other names of the OpenAI API are aliases: of the chat model where one is
configured, else of `template`. `vaani/<slug>` is the business of that slug.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from vaani.call.ports.chat_model import ChatModel
from vaani.speech_server.catalogue import ModelCard
from vaani.speech_server.realtime.answering import Answerer, ByMode
from vaani.speech_server.realtime.chatting import ByModel
from vaani.speech_server.refusals import Refused
from vaani.speech_server.replies import MODES

ALIASES = (
    "gpt-realtime", "gpt-realtime-mini", "gpt-realtime-1.5", "gpt-realtime-2",
    "gpt-4o-realtime-preview", "gpt-4o-mini-realtime-preview",
)  # fmt: skip
BUSINESS = "vaani/"
Sees = Callable[[str], bool]
"""May the client know of the business of this id?"""
OpenBusiness = Callable[[str, Sees], Awaitable[Answerer | None]]
"""A new conversation with the business of that slug; None: there is none, or he may not see it."""

ListBusinesses = Callable[[Sees], Awaitable[Sequence[str]]]
"""The slugs of all that the client may know of."""


@dataclass(frozen=True, slots=True)
class NamedModel:
    """The chat model that is configured."""

    name: str
    model: ChatModel


@dataclass(frozen=True, slots=True)
class Answerers:
    """Everybody who answers here."""

    now: Callable[[], datetime]
    chat: NamedModel | None = None
    business: OpenBusiness | None = None
    businesses: ListBusinesses | None = None

    @property
    def default(self) -> str:
        """Of what the aliases are other names."""
        return self.chat.name if self.chat is not None else "template"

    async def named(self, model: str, sees: Sees) -> Answerer:
        """Who answers, for one conversation; `close` him at its end. Raises Refused(unknown)."""
        name = self.default if model in ALIASES else model
        for mode in MODES:
            if name == mode:
                return ByMode(mode, self.now)
        if self.chat is not None and name == self.chat.name:
            return ByModel(self.chat.model)
        if name.startswith(BUSINESS) and self.business is not None:
            found = await self.business(name.removeprefix(BUSINESS), sees)
            if found is not None:
                return found
        there = ", ".join(card.id for card in self.models())
        raise Refused(
            "unknown",
            f"Nobody answers to {model!r}; there are {there}, and {BUSINESS}SLUG for a business.",
            field="model",
        )

    async def businesses_of(self, sees: Sees) -> tuple[ModelCard, ...]:
        """The businesses that answer to whom they are shown."""
        slugs = await self.businesses(sees) if self.businesses is not None else ()
        return tuple(ModelCard(f"{BUSINESS}{slug}", "conversation") for slug in slugs)

    def models(self) -> tuple[ModelCard, ...]:
        """For the list of models, aliases last; businesses are beside them."""
        cards = [ModelCard(mode, "conversation") for mode in MODES]
        if self.chat is not None:
            cards.insert(0, ModelCard(self.chat.name, "conversation", "configured"))
        cards += [ModelCard(name, "conversation", alias_of=self.default) for name in ALIASES]
        return tuple(cards)
