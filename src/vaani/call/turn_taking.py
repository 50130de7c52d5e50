"""How patiently is a caller listened to? What an owner may choose, and within which bounds.

A choice stands at the business, at one of its numbers and in one call; the nearer one counts. It
names a preset, single values, or both: a value goes before the preset's. What is left out is as
shipped. What follows from a choice is `core.manner`'s matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast

Preset = Literal["noisy_line", "slow_speaker", "quick_support"]
Sensitivity = Literal["high", "low"]
PREFIX_MS = (20, 500)
SILENCE_MS = (100, 2000)
"""Bounds, in milliseconds."""


@dataclass(frozen=True, slots=True)
class TurnTaking:
    """One choice; None: nothing is said about it.

    `start_sensitivity` high takes quieter and less certain sounds for a caller who begins to speak,
    low only clear ones. `end_sensitivity` high ends his turn sooner, low gives him more time to go
    on. `prefix_ms` of speech are needed before it counts; `silence_ms` is the least silence that
    ends a turn, and longer waits move with it.
    """

    preset: Preset | None = None
    start_sensitivity: Sensitivity | None = None
    end_sensitivity: Sensitivity | None = None
    prefix_ms: int | None = None
    silence_ms: int | None = None

    def over(self, farther: TurnTaking) -> TurnTaking:
        """This choice before one that stands farther away: a preset replaces all of that one."""
        if self.preset is not None:
            return self
        said = {name: value for name, value in self.said.items() if name != "preset"}
        return replace(farther, **said)

    @property
    def said(self) -> dict[str, Any]:
        """What is chosen, by name."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def in_full(self) -> TurnTaking:
        """The single values, those of the preset among them."""
        if self.preset is None:
            return self
        return replace(PRESETS[self.preset], **self.said)


PRESETS: Mapping[Preset, TurnTaking] = {
    "noisy_line": TurnTaking(
        start_sensitivity="low", end_sensitivity="high", prefix_ms=200, silence_ms=500
    ),
    "slow_speaker": TurnTaking(start_sensitivity="high", end_sensitivity="low", silence_ms=1000),
    "quick_support": TurnTaking(
        start_sensitivity="high", end_sensitivity="high", prefix_ms=64, silence_ms=250
    ),
}
"""Traffic and other people's voices behind the caller; somebody who thinks between his words; a
desk where short questions are answered quickly."""
AS_SHIPPED = TurnTaking()


def kept(said: Mapping[str, Any] | None) -> TurnTaking:
    """The choice that was kept as `TurnTaking.said`."""
    return TurnTaking(**cast(dict[str, Any], dict(said))) if said else AS_SHIPPED
