"""What happens when a call's budget is used up? Whatever the caller wishes becomes a message.

What is under way is finished, safety and rights come first, goodbyes are goodbyes; any other wish
is taken down for staff, who call back. The meter of the running call says when.
"""

from __future__ import annotations

from collections.abc import Sequence

from vaani.call.ports.meter import running
from vaani.call.ports.thinker import CallerTurn
from vaani.dialogue.model.turns import ends_talk, for_the_rules
from vaani.dialogue.understanding.scene import Listener, Scene, Understander, Understood
from vaani.dialogue.understanding.vocabulary import Command, Plain, Start

_MESSAGE = (Start("message"),)


def instead(commands: Sequence[Command]) -> tuple[Command, ...]:
    """What is done instead of what the caller wishes; nothing: he is to have it."""
    unread = tuple(commands) in ((), (Plain("unclear"),), (Plain("repeat"),))
    kept = unread or for_the_rules(commands) or ends_talk(commands)
    return () if kept else _MESSAGE


class SpendingUnderstander:
    """An `Understander` around another, which is asked for every turn."""

    def __init__(self, inner: Understander) -> None:
        self._inner = inner

    async def listen(self, turn: CallerTurn, scene: Scene) -> None:
        """Passed on."""
        if isinstance(self._inner, Listener):
            await self._inner.listen(turn, scene)

    def understand(self, turn: CallerTurn, scene: Scene) -> Understood:
        """The inner one's reading, or a message in its place."""
        found = self._inner.understand(turn, scene)
        under_way = scene.flow is not None or scene.pending is not None
        if turn.kind != "said" or under_way or not running().exhausted:
            return found
        other = instead(found.commands)
        return Understood(other, found.text, found.language) if other else found
