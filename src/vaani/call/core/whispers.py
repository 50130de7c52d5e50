"""What may staff whisper to the assistant, and does its reply follow it? Pure.

Three things can be followed: a time to be offered ("offer 5 pm"), a sentence to be said ("say: we
close at ten"), passing the caller on ("hand over"). An offer is put to the brain as a draft, as if
the caller had asked for that time: so it is checked like any other, and what the brain cannot say
of it is known before anybody hears it. Everything else is refused with the reason.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from vaani.call.plan import Text
from vaani.call.ports.thinker import ReplyEnd
from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates
from vaani.language.found import Language

Kind = Literal["offer", "say", "pass_on", "message"]
MOST_LETTERS = 300
WHAT_CAN_BE_FOLLOWED = 'I can follow "offer 5 pm", "say: ..." and "hand over".'
_ANY_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - only where a day is named matters, not which
_HIM = r"(?:him|her|them|it|us|the (?:caller|guest|patient|customer|call))"
_SAY = re.compile(
    rf"(?:please )?(?:say|tell {_HIM}(?: that)?|unse kah(?:o|iye)(?: ki)?|bol(?:o|iye)(?: ki)?"
    rf"|कह(?:ो|िए|िये)(?: कि)?|बोल(?:ो|िए|िये)(?: कि)?)\s*[:,]?\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)
_OFFER = re.compile(
    rf"(?:please )?(?:offer|suggest|propose|give|try)(?: {_HIM})?\s*:?\s+(.+)", re.IGNORECASE
)
_PASS_ON = re.compile(
    rf"(?:please )?(?:hand (?:{_HIM} )?over|hand over {_HIM}|pass {_HIM} on|pass on"
    rf"|transfer(?: {_HIM})?|put {_HIM} through|connect {_HIM})",
    re.IGNORECASE,
)
_BESIDE = frozenset(
    "at on for to please instead a an the is or time slot table appointment him her them ko ka ke "
    "baje ki par को का के पर".split()
)
"""Words beside an hour and a day that leave nothing out."""
_NOT_SO = frozenset({"unavailable", "refuse", "reprompt", "emergency", "goodbye"})
_TAKEN_IN = frozenset({"ask_name", "ask_phone"})
"""What a brain asks once it has looked the time up and found it free."""


@dataclass(frozen=True, slots=True)
class Whisper:
    """One instruction. `words`: what is put to the brain, or the sentence to be said. `message` is
    our own: a caller whom nobody took is offered to leave one."""

    ref: int
    kind: Kind
    words: str = ""

    @property
    def text(self) -> Text:
        """The sentence in the language that it is written in."""
        written = self.words.strip()
        written = written[:1].upper() + written[1:]
        is_hindi = any("\u0900" <= letter <= "\u097f" for letter in written)
        return Text(hi=written) if is_hindi else Text(en=written)

    @property
    def language(self) -> Language:
        return "hi" if self.text.hi else "en"


class Whispers:
    """Instructions that wait for their moment, in order."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: deque[Whisper] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, whisper: Whisper) -> None:
        self._waiting.append(whisper)

    def again(self, whisper: Whisper) -> None:
        """It could not be followed at this moment: it is the first of the next."""
        self._waiting.appendleft(whisper)

    def next(self) -> Whisper:
        return self._waiting.popleft()

    def forget(self, ref: int) -> bool:
        """Take one back; False: it does not wait."""
        kept = [one for one in self._waiting if one.ref != ref]
        found = len(kept) < len(self._waiting)
        self._waiting = deque(kept)
        return found

    def all(self) -> list[Whisper]:
        """Take all of them."""
        waiting, self._waiting = list(self._waiting), deque()
        return waiting


def read(ref: int, said: str) -> Whisper | str:
    """The instruction, or why it cannot be followed."""
    text = " ".join(said.split()).strip("\"'“”")
    if not text or len(text) > MOST_LETTERS:
        return f"An instruction has 1 to {MOST_LETTERS} letters. {WHAT_CAN_BE_FOLLOWED}"
    if found := _SAY.fullmatch(text):
        return Whisper(ref, "say", found[1].strip("\"'“”"))
    if found := _PASS_ON.match(text):
        if text[found.end() :].strip(" .!") not in ("", "now", "please"):
            return 'Callers are passed on to the number of the business file alone: "hand over".'
        return Whisper(ref, "pass_on")
    offered = _OFFER.fullmatch(text)
    return _offer(ref, offered[1] if offered else text)


def _offer(ref: int, words: str) -> Whisper | str:
    clocks = [one for one in find_clock(words) if one.value.times]
    if not clocks:
        return f"There is no time of day in it. {WHAT_CAN_BE_FOLLOWED}"
    spans = [(one.start, one.end) for one in clocks]
    spans += [(one.start, one.end) for one in find_dates(words, _ANY_DAY)]
    left = "".join(
        " " if any(start <= at < end for start, end in spans) else letter
        for at, letter in enumerate(words)
    )
    beyond = [word for word in re.findall(r"[^\s.,!?;:।]+", left) if word.lower() not in _BESIDE]
    if beyond:
        return f"I can offer a time, not “{' '.join(beyond)}”. {WHAT_CAN_BE_FOLLOWED}"
    return Whisper(ref, "offer", words)


def follows(whisper: Whisper, sentences: Sequence[str], end: ReplyEnd) -> bool | str:
    """Does a brain's reply offer what was whispered? True: it says it; False: it has looked it up
    and goes on to its next question, so that the offer itself is still to be said; a text: why it
    cannot be followed."""
    said = " ".join(sentences)
    if whisper.kind == "message":
        return False
    if not _NOT_SO & set(end.acts) and end.then == "listen":
        if _times(whisper.words) & _times(said):
            return True
        if end.acts and set(end.acts) <= _TAKEN_IN:
            return False
    return f"It cannot be offered now. The assistant would say: “{said}”"


def _times(text: str) -> set[time]:
    return {one for found in find_clock(text) for one in found.value.times}
