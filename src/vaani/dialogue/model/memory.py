"""What does the free-talk brain remember, and what of a turn that is not yet committed?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from vaani.call.ports.chat_model import Message
from vaani.call.ports.thinker import Awaiting, CallerTurn, Committed, Outcome
from vaani.dialogue.flows.talk import Talk
from vaani.dialogue.model.desk import Proposal
from vaani.dialogue.model.speech import Gathered
from vaani.dialogue.understanding.scene import Scene, Understander, Understood
from vaani.dialogue.understanding.vocabulary import Command, NameSaid, Put, Start
from vaani.language.found import Language, Variety

MOST_STEPS_A_CALL = 25
_MOST_TURNS = 8
_MOST_WISHES = 12
_OUTCOMES: dict[str, Outcome] = {
    "created": "booked", "changed": "changed", "cancelled": "cancelled", "message": "message",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Memory:
    """The talk after the last committed turn. `said` are the caller's own words, oldest first."""

    language: Language
    turns: tuple[tuple[Message, ...], ...] = ()
    said: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Names that the caller gave as his own."""
    awaiting: Awaiting | None = None
    proposal: Proposal | None = None
    steps: int = 0
    failures: int = 0
    answered: bool = False
    varieties: tuple[Variety, ...] = ()
    last: tuple[str, ...] = ()
    """The sentences of the last reply."""
    wishes: tuple[Command, ...] = ()
    """What the rules read in turns that the model answered: when they must take over, they go on
    with it."""

    def messages(self) -> tuple[Message, ...]:
        """The last turns, as the model sees them."""
        return tuple(message for turn in self.turns[-_MOST_TURNS:] for message in turn)

    def wishing(self, commands: Sequence[Command]) -> tuple[Command, ...]:
        """The wishes with those of a further turn; a later value replaces an earlier of its kind,
        and what was begun is begun once."""
        found = list(self.wishes)
        for one in commands:
            if isinstance(one, Put):
                kind = type(one.value)
                found = [c for c in found if not (isinstance(c, Put) and type(c.value) is kind)]
                found.append(one)
            elif isinstance(one, Start) and one not in found:
                found.insert(0, one)
        return tuple(found[-_MOST_WISHES:])

    def heard_back(self, turn: CallerTurn) -> Memory:
        """The memory with what the caller really heard of the last reply."""
        if turn.heard_all or not self.turns:
            return self
        last = list(self.turns[-1])
        texts = [n for n, one in enumerate(last) if one.role == "assistant" and one.text]
        for place in texts:
            last[place] = replace(last[place], text="")
        if texts:
            last[texts[-1]] = replace(last[texts[-1]], text=turn.heard)
        kept = tuple(one for one in last if one.role != "assistant" or one.text or one.tool_calls)
        return replace(self, turns=(*self.turns[:-1], kept))


@dataclass(slots=True)
class Draft:
    """One turn in the making; `remembered` is the memory after it."""

    memory: Memory
    spoken: list[str] = field(default_factory=list)
    gathered: Gathered = field(default_factory=Gathered)
    _notes: list[str] = field(default_factory=list)
    _heard: str = ""

    def change(self, **changes: Any) -> None:
        """Change the memory of this draft."""
        self.memory = replace(self.memory, **changes)

    def note(self, text: str) -> None:
        """Something that the model is told beside the caller's words."""
        self._notes.append(text)

    def notes(self) -> tuple[Message, ...]:
        return tuple(Message("system", one) for one in self._notes)

    def hear(
        self,
        understood: Understood,
        heard: Variety | None,
        talk: Talk,
        spoken: Collection[Language],
    ) -> None:
        """Take in the caller's words and their language (RULES 5.1), of those that the business
        answers in."""
        self._heard = understood.text
        language = understood.language or self.memory.language
        if talk.settled_language:
            language = talk.language
        if language not in spoken:
            language = self.memory.language
        self.change(
            language=language,
            said=(*self.memory.said, understood.text),
            names=(*self.memory.names, *_names(understood)),
            awaiting=None,
            varieties=(*self.memory.varieties, *((heard,) if heard else ())),
        )

    def remembered(self) -> Memory:
        """The memory once the turn is committed."""
        turn: list[Message] = [Message("user", self._heard)] if self._heard else []
        turn += list(self.notes())
        turn += _whole_steps(self.gathered.messages)
        if self.spoken:
            turn.append(Message("assistant", " ".join(self.spoken)))
        return replace(
            self.memory,
            turns=(*self.memory.turns, tuple(turn))[-_MOST_TURNS:],
            steps=self.memory.steps + self.gathered.steps,
            last=tuple(self.spoken) or self.memory.last,
        )


def _names(understood: Understood) -> list[str]:
    """The names of a turn, as the rules heard them."""
    values = [one.value for one in understood.commands if isinstance(one, Put)]
    return [name for value in values if isinstance(value, NameSaid) for name in value.names]


def _whole_steps(messages: Sequence[Message]) -> list[Message]:
    """Tool calls with all of their results; a step that was cut off is left out."""
    found: list[Message] = []
    for at, one in enumerate(messages):
        if one.tool_calls:
            results = messages[at + 1 : at + 1 + len(one.tool_calls)]
            if [r.tool_call_id for r in results] == [call.id for call in one.tool_calls]:
                found += [one, *results]
    return found


@dataclass(slots=True)
class Ears:
    """The rules' understander, to which commands can be lent for one turn."""

    rules: Understander
    forced: tuple[Command, ...] = ()
    kept: tuple[Command, ...] = ()
    """Of turns before, which the rules did not answer."""
    language: Language | None = None

    def understand(self, turn: CallerTurn, scene: Scene) -> Understood:
        """The rules' reading, in the language of the talk when the words do not tell."""
        found = self.rules.understand(turn, scene)
        language = found.language or self.language
        if not self.forced:
            fresh = tuple(one for one in self.kept if one not in found.commands)
            return Understood((*fresh, *found.commands), found.text, language)
        values = tuple(one for one in found.commands if isinstance(one, Put))
        return Understood((*self.forced, *values), found.text, language)


def outcome_with(found: Outcome, committed: Sequence[Committed], answered: bool) -> Outcome:
    """How the call ended, the writes of both brains counted."""
    if found in ("opted_out", "transferred"):
        return found
    done = {one.action for one in committed}
    for action in ("created", "changed", "cancelled", "message"):
        if action in done:
            return _OUTCOMES[action]
    return "answered" if found == "abandoned" and answered else found
