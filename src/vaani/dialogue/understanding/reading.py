"""What is being gathered of one sentence while its commands are found?"""

from __future__ import annotations

from dataclasses import dataclass, field

from vaani.dialogue.understanding.match import Spoken
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.slots import Placed
from vaani.dialogue.understanding.vocabulary import Command, TimeWish


@dataclass(slots=True)
class Reading:
    """What is being gathered of one sentence."""

    text: str
    said: Spoken
    scene: Scene
    placed: tuple[Placed, ...]
    commands: list[Command] = field(default_factory=list)

    def has(self, *kinds: type) -> bool:
        return any(isinstance(one.value, kinds) for one in self.placed)


def timed(reading: Reading) -> bool:
    return any(
        isinstance(one.value, TimeWish) and one.value.reading.times for one in reading.placed
    )
