"""How does the caller feel? Frustration, scored turn by turn; pure.

Words, saying the same again, cutting us off and being asked the same again each add to a turn's
score (0 calm, 1 furious); the level is what is left of the turns before plus this one. At `LIMIT` a
human or a message is due (`sentiment_offer`). Another `Sentiment` may take its place (registry).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from vaani.dialogue.understanding.match import Phrases, spoken

LIMIT = 0.8
_LEFT = 0.7
"""What is left of the level after a turn."""
_ANGRY, _IMPATIENT, _AGAIN, _CUT, _ASKED_AGAIN, _THANKFUL = 0.7, 0.4, 0.4, 0.2, 0.15, 0.5
_SAME = 0.75
_FEWEST_WORDS = 3
_REMEMBERED = 3

_ANGER = Phrases(
    "ridiculous, unacceptable, disgusting, fed up, angry, worst service, terrible",
    "horrible service, pathetic, waste of time, frustrated, frustrating, very upset, sick of",
    "useless, nonsense, stupid, idiot, rubbish, this is a joke, bakwas, bekaar, ghatiya",
    "pareshan kar, dimag kharab, gussa, tang aa, had ho gayi, time barbad, samay barbad",
    "ullu, paagal, faltu",
)
_IMPATIENCE = Phrases(
    "i already told, i already said, i just told, i just said, i told you, i said that already",
    "how many times, again and again, listen to me, you are not listening, are you listening",
    "are you deaf, you don't understand, you do not understand, not what i said",
    "that is not what i, hurry up, come on, for god's sake, for the last time",
    "kitni baar, kitne baar",
    "baar baar, bol to diya, bataya na, bola na, kaha na, abhi to bataya, abhi bola, pehle hi bata",
    "pehle bhi bata, sun rahe ho, sun rahi ho, suno na, sunte nahi, samajh nahi rahe",
    "samajh nahi rahi, samajh me nahi aata kya, jaldi karo, arre yaar, are bhai, phir se wahi",
)
_THANKS = Phrases("thank you, thanks, great, perfect, wonderful, dhanyavad, shukriya, bahut accha")


@dataclass(frozen=True, slots=True)
class Heard:
    """What one turn of the caller shows. `cut_off`: he spoke before we had finished; `asked_again`:
    how often in a row the question he answers had been asked before; `own` false: a mere yes, no
    or "say that again", which people repeat without being annoyed."""

    text: str
    cut_off: bool = False
    asked_again: int = 0
    own: bool = True


@dataclass(frozen=True, slots=True)
class Feeling:
    """After a turn: its own `score`, the `level` of the call, and what is kept to compare."""

    score: float = 0.0
    level: float = 0.0
    offers: int = 0
    """How often a human or a message was offered for it."""
    said: tuple[frozenset[str], ...] = ()
    course: tuple[tuple[int, float, float], ...] = ()
    """(turn, score, level) of every turn that was heard, for the owner."""

    def eased(self) -> Feeling:
        """The offer was made: it starts anew, and is not made again soon."""
        return replace(self, level=0.0, offers=self.offers + 1)

    def noted(self, turn: int) -> Feeling:
        """With this turn's figures written down."""
        return replace(
            self, course=(*self.course, (turn, round(self.score, 2), round(self.level, 2)))
        )


CALM = Feeling()


class Sentiment(Protocol):
    """Scores a turn. Pure and quick: it runs on drafts that may be thrown away."""

    def felt(self, before: Feeling, heard: Heard) -> Feeling: ...


class WordSentiment:
    """The scorer without a model."""

    def felt(self, before: Feeling, heard: Heard) -> Feeling:
        """The feeling after this turn."""
        sentence = spoken(heard.text)
        tokens = frozenset(sentence.tokens)
        score = (
            _ANGRY * _ANGER.within(sentence)
            + _IMPATIENT * _IMPATIENCE.within(sentence)
            + _AGAIN * (heard.own and any(_same(tokens, one) for one in before.said))
            + _CUT * (heard.cut_off and bool(tokens))
            + _ASKED_AGAIN * heard.own * min(heard.asked_again, 2)
        )
        if _THANKS.within(sentence) and score < _ANGRY:
            score -= _THANKFUL
        level = max(0.0, _LEFT * before.level + score)
        said = (*before.said, tokens)[-_REMEMBERED:] if tokens else before.said
        return replace(before, score=min(1.0, max(0.0, score)), level=level, said=said)


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Are these the same words, said again? Short answers are always alike."""
    if min(len(one), len(other)) < _FEWEST_WORDS:
        return False
    return len(one & other) >= _SAME * len(one | other)
