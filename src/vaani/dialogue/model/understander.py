"""Which commands is a caller's turn, asked of a language model, with the rules beside it?

The model has `deadline_s` for its whole answer; later, broken or empty answers do not count and the
rules decide. What would hurt when a model lies stays with the rules: safety, manners, an explicit
yes, and everything that is written without a further question.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing

from vaani.call.plan import CallPlan
from vaani.call.ports.chat_model import ChatModel, ChatRequest, TextPiece
from vaani.call.ports.thinker import CallerTurn
from vaani.call.ports.toolbox import Toolbox
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.model.prompt import reading_messages
from vaani.dialogue.model.schema import MOST_CHARS, command_schema, read_commands, the_object
from vaani.dialogue.understanding.rules import RuleUnderstander
from vaani.dialogue.understanding.scene import Scene, Understander, Understood
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Choose,
    Command,
    Deny,
    Hesitate,
    OptOut,
    OthersBooking,
    Plain,
    RunningLate,
    Start,
)
from vaani.kit.errors import ProviderError

log = logging.getLogger(__name__)

DEADLINE_S = 1.5
_RULES_DECIDE: frozenset[Command] = frozenset(
    (
        Plain("emergency"), Plain("injection"), Plain("foreign_transfer"), Plain("abuse"),
        Plain("medical"), OthersBooking(),
    )
)  # fmt: skip
"""When the rules see one of these, the model is not even asked."""
_ONLY_WITH_RULES: tuple[Command, ...] = (
    Affirm(), Start("message"), Plain("abuse"), Plain("wrong_number"),
    OptOut("calls"), OptOut("transcript"),
)  # fmt: skip
"""From a model these count only when the rules see them too."""


class ModelUnderstander:
    """An `Understander` whose reading was asked for beforehand, by `listen`."""

    def __init__(
        self, model: ChatModel, rules: Understander | None = None, deadline_s: float = DEADLINE_S
    ) -> None:
        self._model = model
        self._rules = rules or RuleUnderstander()
        self._deadline_s = deadline_s
        self._read: tuple[CallerTurn, Understood] | None = None

    async def listen(self, turn: CallerTurn, scene: Scene) -> None:
        """Read one turn; returns within the deadline, whatever the model does."""
        rules = self._rules.understand(turn, scene)
        self._read = (turn, rules)
        if _decided(rules, scene):
            return
        try:
            async with asyncio.timeout(self._deadline_s):
                answer = await self._ask(rules.text, scene)
        except (TimeoutError, ProviderError) as error:
            log.info("the rules read alone", extra={"reason": type(error).__name__})
            return
        if the_object(answer) is None:
            log.warning("the model's answer cannot be read: the rules read alone")
        commands = read_commands(answer, rules.text, scene)
        kept = allowed(commands or (), rules.commands, scene)
        if kept:
            self._read = (turn, Understood(kept, rules.text, rules.language))

    def understand(self, turn: CallerTurn, scene: Scene) -> Understood:
        """What `listen` found for this very turn, else the rules' reading."""
        if self._read is not None and self._read[0] is turn:
            return self._read[1]
        return self._rules.understand(turn, scene)

    async def _ask(self, said: str, scene: Scene) -> str:
        request = ChatRequest(
            reading_messages(said, scene),
            schema=command_schema(scene.business),
            temperature=0.0,
        )
        answer = ""
        async with aclosing(self._model.stream(request)) as stream:
            async for part in stream:
                if isinstance(part, TextPiece):
                    answer += part.text
                if len(answer) > MOST_CHARS:
                    break
        return answer


def _decided(rules: Understood, scene: Scene) -> bool:
    """Is there nothing that a model could add?"""
    found = rules.commands
    if not rules.text.strip() or any(one in _RULES_DECIDE for one in found):
        return True
    return bool(scene.pending) and all(isinstance(c, Affirm | Deny | Hesitate) for c in found)


def allowed(
    model: tuple[Command, ...], rules: tuple[Command, ...], scene: Scene
) -> tuple[Command, ...]:
    """What of the model's reading stands beside the rules'."""
    kept: list[Command] = []
    for one in model:
        if (one in _ONLY_WITH_RULES or isinstance(one, RunningLate)) and one not in rules:
            continue
        if isinstance(one, Choose) and scene.awaiting != "which" and scene.pending != "offer":
            continue
        kept.append(one)
    kept.extend(one for one in rules if isinstance(one, OptOut) and one not in kept)
    denied = next((one for one in rules if isinstance(one, Deny)), None)
    if denied is not None and scene.pending and not any(isinstance(c, Deny) for c in kept):
        kept.append(denied)
    return tuple(kept)


def model_read_brain(
    plan: CallPlan, toolbox: Toolbox, model: ChatModel, deadline_s: float = DEADLINE_S
) -> FlowBrain:
    """The rule brain of one call, its ears lent by a model."""
    return FlowBrain(plan, toolbox, ModelUnderstander(model, deadline_s=deadline_s))
