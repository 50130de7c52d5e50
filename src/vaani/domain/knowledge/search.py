"""What does the business state to a question? Keyword search over its topics; pure.

A score runs from 0 to 1 and is calibrated so that 0.5 separates an answer from none: the part of a
known phrase that the question says, weighed by how rare the words are among the topics, and the
part of the question that the topic knows at all. Devanagari and romanised words meet in one rough
spelling. Where likeness in meaning is known (`meaning.py`), both make one score.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vaani.call.plan import Topic
from vaani.call.ports.toolbox import Hit
from vaani.domain.knowledge.meaning import Likeness
from vaani.domain.knowledge.spelling import rough, words
from vaani.language.found import Language

Meant = Mapping[str, Likeness] | None

ANSWER = 0.5
_WEAK = 0.15
_PLAIN = 0.8
_WORD, _ASKED, _TOLD, _BIAS = 3.8, 32.6, 30.9, -3.9
"""The weights of keyword score and likeness, fitted on questions in both languages."""
MOST = 3
_STOP = frozenset(
    rough(word)
    for word in (
        "a an the is are am was were be do does did can could will would shall should may i you we "
        "he she it they my your our his her its their me us them to of in on at for with from by "
        "and or but if so as this that these those there here what which who whom how when where "
        "why please tell know want like need have has had get got any some also about just okay "
        "ok hello hi sir madam much many hai hain ho hoga hogi tha thi the kya kaun kaise kab "
        "kahan kitna kitne kitni ka ke ki ko se mein main me par pe aur ya nahi na ji haan mujhe "
        "hum ham yahan yahaan wahan vahan यहाँ यहां वहाँ वहां "
        "aap aapka aapke aapki mera mere meri humein bata batao bataiye dijiye do chahiye sakta "
        "sakte sakti raha rahe rahi kar karna karte hota hoti hote wala wale wali bhi to toh ek "
        "है हैं हो होगा होगी था थी थे क्या कौन कैसे कब कहाँ कितना कितने कितनी का के की को से में मैं पर "
        "और या नहीं ना जी हाँ मुझे हम आप आपका आपके आपकी मेरा मेरे मेरी बता बताइए दीजिए चाहिए "
        "सकता सकते सकती रहा रहे रही कर करना करते होता होती होते वाला वाले वाली भी तो एक".split()
    )
)


@dataclass(frozen=True, slots=True)
class _Known:
    """A topic as sets of rough words: its phrases (topic and questions), and all it says."""

    topic: Topic
    phrases: tuple[frozenset[str], ...]
    said: frozenset[str]


@lru_cache(maxsize=64)
def _index(topics: tuple[Topic, ...]) -> tuple[tuple[_Known, ...], dict[str, float]]:
    known = []
    for topic in topics:
        phrases = tuple(tokens(phrase) for phrase in (topic.topic, *topic.questions))
        spoken = " ".join(text for text in (topic.text.en, topic.text.hi) if text)
        everything = frozenset().union(*phrases) | tokens(spoken)
        known.append(_Known(topic, tuple(phrase for phrase in phrases if phrase), everything))
    counts = Counter(token for one in known for token in one.said)
    rarity = {
        token: math.log(1 + (len(known) + 1) / (count + 0.5)) for token, count in counts.items()
    }
    return tuple(known), rarity


def tokens(text: str) -> frozenset[str]:
    every = [rough(word) for word in words(text)]
    content = frozenset(token for token in every if token and token not in _STOP)
    return content or frozenset(token for token in every if token)


def scores(
    topics: Sequence[Topic],
    question: str,
    language: Language,
    today: date,
    meant: Meant = None,
) -> tuple[Hit, ...]:
    """Every topic that has anything to do with the question, with its score, best first."""
    alive = valid(topics, today)
    known, rarity = _index(alive)
    asked = tokens(question)
    if not asked or not known:
        return ()
    usual = math.log(1 + (len(known) + 1) / 0.5)
    weighed = {token: rarity.get(_match(token, rarity) or token, usual) for token in asked}
    hits = []
    for one in known:
        word = _score(one, asked, weighed, rarity)
        score = _fused(word, meant.get(one.topic.topic) if meant else None)
        if score >= _WEAK:
            hits.append(Hit(one.topic.topic, one.topic.text.speak(language), round(score, 3)))
    return tuple(sorted(hits, key=lambda hit: -hit.score))


def valid(topics: Sequence[Topic], today: date) -> tuple[Topic, ...]:
    """The topics that are not past their last day."""
    return tuple(one for one in topics if one.valid_until is None or today <= one.valid_until)


def _score(
    one: _Known, asked: frozenset[str], weights: dict[str, float], rarity: dict[str, float]
) -> float:
    total = sum(weights.values())
    said = sum(weight for token, weight in weights.items() if _match(token, one.said))
    covered = said / total
    best = 0.0
    for phrase in one.phrases:
        full = sum(rarity.get(token, 1.0) for token in phrase)
        hit = sum(rarity.get(token, 1.0) for token in phrase if _match(token, asked))
        part = hit / full if full else 0.0
        best = max(best, 0.55 * part + 0.45 * covered if part else 0.0)
    return max(best, 0.45 * covered)


def _match(token: str, among: Iterable[str]) -> str | None:
    """The word of `among` that is this one, or a longer or slightly different form of it."""
    if token in (among if isinstance(among, frozenset | dict) else set(among)):
        return token
    if len(token) < 4:
        return None
    return next((other for other in among if _alike(token, other)), None)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or len(long) - len(short) > 3:
        return False
    if long.startswith(short):
        return True
    return len(short) >= 5 and len(long) - len(short) <= 1 and _one_apart(short, long)


def _one_apart(short: str, long: str) -> bool:
    for place, (a, b) in enumerate(zip(short, long, strict=False)):
        if a != b:
            rest = short[place:] if len(short) < len(long) else short[place + 1 :]
            return rest == long[place + 1 :]
    return True


def _fused(word: float, like: Likeness | None) -> float:
    """Words and meaning as one score, fitted by `bench/knowledge.py`; plain words stay plain."""
    if like is None:
        return word
    sum_ = _BIAS + _WORD * word + _ASKED * like.asked + _TOLD * like.told
    both = 1 / (1 + math.exp(-sum_))
    return max(both, word) if word >= _PLAIN else both
