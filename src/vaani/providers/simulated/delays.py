"""How slow are the simulated models?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delays:
    """Milliseconds unless said; `tokens_per_second` is the thinker's pace."""

    final_after_ms: int = 150
    first_token_ms: int = 200
    tokens_per_second: int = 50
    first_audio_ms: int = 100
    ms_per_character: int = 50
    piece_ms: int = 100
    speed_up: int = 10

    @property
    def chain_ms(self) -> int:
        """From the pause to the first audio when nothing else costs time."""
        sentence_ms = (FIRST_SENTENCE_TOKENS - 1) * 1000 // self.tokens_per_second
        return self.final_after_ms + self.first_token_ms + sentence_ms + self.first_audio_ms


FIRST_SENTENCE_TOKENS = 8
REPLY = (
    "Yes, we have one free table tomorrow evening.",
    "It is by the window today.",
    "Shall I book it now for you, under the same name please?",
)
"""25 tokens in three sentences; the first has 8."""
