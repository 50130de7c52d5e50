"""How is a choice of turn-taking asked for and shown over HTTP?"""

from __future__ import annotations

from pydantic import BaseModel, Field

from vaani.api.asked import Asked, example
from vaani.call.turn_taking import PREFIX_MS, SILENCE_MS, Preset, Sensitivity, TurnTaking


class TurnTakingAsked(Asked):
    """How patiently a caller is listened to. A single value goes before the preset's; what is left
    out is as the preset says, else as shipped."""

    model_config = example(preset="slow_speaker", silence_ms=1200)

    preset: Preset | None = Field(
        default=None, description="For a noisy line, a slow speaker, or quick short questions."
    )
    start_sensitivity: Sensitivity | None = Field(
        default=None, description="high: quiet sounds begin a turn too; low: only clear speech."
    )
    end_sensitivity: Sensitivity | None = Field(
        default=None, description="high: a turn ends sooner; low: he is given more time."
    )
    prefix_ms: int | None = Field(
        default=None,
        ge=PREFIX_MS[0],
        le=PREFIX_MS[1],
        description="Speech that is needed before it counts, milliseconds.",
    )
    silence_ms: int | None = Field(
        default=None,
        ge=SILENCE_MS[0],
        le=SILENCE_MS[1],
        description="The least silence that ends a turn, milliseconds.",
    )

    @property
    def choice(self) -> TurnTaking:
        return TurnTaking(
            self.preset,
            self.start_sensitivity,
            self.end_sensitivity,
            self.prefix_ms,
            self.silence_ms,
        )


class TurnTakingOut(BaseModel):
    """What was chosen; null: nothing, so as the preset or as shipped."""

    preset: Preset | None
    start_sensitivity: Sensitivity | None
    end_sensitivity: Sensitivity | None
    prefix_ms: int | None
    silence_ms: int | None


def shown(choice: TurnTaking) -> TurnTakingOut:
    """The choice as it is answered."""
    return TurnTakingOut.model_validate(choice, from_attributes=True)
