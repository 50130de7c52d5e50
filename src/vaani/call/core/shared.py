"""What do the parts of one conversation work with together?

The call's plan and settings, whose floor it is, and the decisions so far. The floor is moved by its
table alone; each part owns its own fields beside this. An `Alarm` is the only way in which time
decides: what is due and when it is looked at come from one place, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from vaani.call.core.manner import TurnSettings, turns_of
from vaani.call.core.turns import Event, Floor, after
from vaani.call.decisions import Decision, EndCall, Note
from vaani.call.plan import CallPlan
from vaani.call.turn_taking import TurnTaking
from vaani.kit.clock import MediaMs


class Alarm(NamedTuple):
    """What is to be done once the call is `at` milliseconds old, if nothing else happens."""

    at: int
    ring: Callable[[MediaMs], None]


class Shared:
    """What every part of one conversation sees."""

    __slots__ = ("_floor", "_out", "_shipped", "plan", "settings")

    def __init__(self, plan: CallPlan, shipped: TurnSettings) -> None:
        self.plan = plan
        self._shipped = shipped
        self.settings = turns_of(plan.turn_taking, shipped)
        self._floor = Floor.LISTENING
        self._out: list[Decision] = []

    @property
    def floor(self) -> Floor:
        """Whose floor it is."""
        return self._floor

    def move(self, event: Event) -> None:
        """Something has happened that may move the floor."""
        self._floor = after(self._floor, event)

    def decide(self, *decisions: Decision) -> None:
        """These come next, in order."""
        self._out += decisions

    def note(self, kind: str, **data: Any) -> None:
        """For the journal."""
        self._out.append(Note(kind, data))

    def listen_as(self, choice: TurnTaking) -> None:
        """Somebody chose how patiently this call listens from now on."""
        self.settings = turns_of(choice, self._shipped)
        self._out.append(Note("turn_taking", choice.said))

    def over(
        self,
        by: Literal["caller", "assistant", "system"],
        status: Literal["completed", "failed"] = "completed",
    ) -> None:
        """The call ends here."""
        self._out.append(EndCall(by, status))
        self.move(Event.OVER)

    def take(self) -> list[Decision]:
        """What was decided since it was last asked."""
        out, self._out = self._out, []
        return out
