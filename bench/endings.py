"""Do the words of a caller say whether he has finished, and which weights say it best?

    nice .venv/bin/python bench/endings.py [--fit]

Callers' lines of the written calls (`tests/calls/text/scenarios`), by what was asked, are whole
turns; broken off behind any of their words they are none. Prints, each fifth of the files judged by
weights fitted on the others, how often a whole turn reads more like an end than a broken one, and
the same for the sentences of `bench/endpoints.py`, of which the fit has seen none. `--fit` writes
the table of `vaani.call.core.endings`.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from vaani.call.core import endings

ROOT = Path(__file__).parent.parent
SCENARIOS = ROOT / "tests/calls/text/scenarios"
TABLE = ROOT / "src/vaani/call/core/endings.tsv"
PAUSES = (
    "endpoint_sentences.yaml",
    "endpoint_sentences_fresh.yaml",
    "endpoint_sentences_third.yaml",
)
FOLDS = 5
FEWEST = 3
"""How often a word or a group must have been said, to have a weight."""
SHORTEST = 0.12
"""A weight that is smaller is left out of the table."""
WITHIN = 0.5
"""What a sentence weighs behind which its speaker went on."""
_ROUNDS, _RATE, _DECAY = 250, 0.05, 6e-4


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said to a question, whole or broken off; `share` of the weight of its line."""

    group: int
    kind: str
    words: tuple[str, ...]
    whole: bool
    share: float = 1.0


def lines() -> Iterator[tuple[int, str, str, float]]:
    """Which fold, what was asked, what was said, its weight: what is said often counts for more."""
    said: Counter[tuple[int, str, str]] = Counter()
    for number, file in enumerate(sorted(SCENARIOS.glob("*.yaml"))):
        calls = yaml.safe_load(file.read_text("utf-8"))
        for call in calls.get("cases", ()) if isinstance(calls, dict) else ():
            for kind, text in _said(call):
                said[number % FOLDS, kind, text] += 1
    for (group, kind, text), times in said.items():
        yield group, kind, text, float(np.sqrt(times))


def _said(call: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for step in call.get("script") or ():
        if "say" in step:
            yield endings.OPEN, str(step["say"])
    for asked, answers in (call.get("answers") or {}).items():
        kind = endings.kind_of(asked)
        if kind != endings.OPEN:
            for text in [answers] if isinstance(answers, str) else answers or ():
                yield kind, str(text)


def turns(found: Iterable[tuple[int, str, str, float]]) -> Iterator[Turn]:
    """Every line whole, as far as the end of each of its sentences, and broken off elsewhere."""
    for group, kind, text, weight in found:
        words = endings.words_of(text)
        if not words:
            continue
        ends, count = {len(words)}, 0
        for part in re.split(r"(?<=[.?!।])\s+", text):
            count += len(endings.words_of(part))
            ends.add(count)
        for at in sorted(ends - {0}):
            yield Turn(group, kind, words[:at], True, weight if at == len(words) else WITHIN)
        cuts = [at for at in range(1, len(words)) if at not in ends]
        for at in cuts:
            yield Turn(group, kind, words[:at], False, weight * min(1.0, 4 / len(cuts)))


def fitted(found: Sequence[Turn]) -> dict[str, float]:
    """The weights: logistic regression by Adam, wholes and pieces of each kind as heavy."""
    said = Counter(word for one in found if one.whole for word in set(one.words))
    known = {word for word, times in said.items() if times >= FEWEST}
    rows = [
        tuple(endings.features(tuple(w if w in known else "?" for w in one.words), one.kind))
        for one in found
    ]
    times = Counter(name for row in rows for name in row)
    names = {name: at for at, name in enumerate(n for n, t in times.items() if t >= FEWEST)}
    cells = [(at, names[name]) for at, row in enumerate(rows) for name in row if name in names]
    row, column = np.array(cells).T
    whole = np.array([one.whole for one in found], dtype=float)
    share = np.array([one.share for one in found])
    for kind in {one.kind for one in found}:
        of_kind = np.array([one.kind == kind for one in found])
        for part in (of_kind & (whole == 1), of_kind & (whole == 0)):
            share[part] *= np.sqrt((of_kind & (whole == 1)).sum()) / share[part].sum()
    share /= share.sum()
    weights = np.zeros(len(names))
    slope, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _ROUNDS + 1):
        odds = np.bincount(row, weights[column], len(rows))
        miss = share * (1 / (1 + np.exp(-odds)) - whole)
        down = np.bincount(column, miss[row], len(names)) + _DECAY * weights
        slope = 0.9 * slope + 0.1 * down
        square = 0.999 * square + 0.001 * down**2
        rate = _RATE * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        weights -= rate * slope / (np.sqrt(square) + 1e-8)
    table = dict(zip(names, weights, strict=True))
    return table | {f"w {word}": table.get(f"w {word}", 0.0) for word in known}


def odds(table: dict[str, float], words: tuple[str, ...], kind: str) -> float:
    """As `endings.ending` reads a table."""
    known = tuple(word if f"w {word}" in table else "?" for word in words)
    return sum(table.get(name, 0.0) for name in endings.features(known, kind))


def told_apart(ends: Sequence[float], pauses: Sequence[float]) -> float:
    """In which share of all pairs the end has the higher odds."""
    pairs = np.subtract.outer(np.array(ends), np.array(pauses))
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def report(table: dict[str, float], found: Sequence[Turn], by_fold: bool) -> None:
    """How well wholes and pieces are told apart, by kind of question and in the bench's files."""
    if by_fold:
        judged: list[tuple[Turn, float]] = []
        for fold in range(FOLDS):
            others = fitted([one for one in found if one.group != fold])
            judged += [(o, odds(others, o.words, o.kind)) for o in found if o.group == fold]
        for kind in sorted({one.kind for one in found}):
            part = [(one, value) for one, value in judged if one.kind == kind]
            ends = [value for one, value in part if one.whole]
            pauses = [value for one, value in part if not one.whole]
            print(f"{kind:<10} {told_apart(ends, pauses):.2f} of {len(ends)} and {len(pauses)}")
    for file in PAUSES:
        spoken = yaml.safe_load((ROOT / "bench" / file).read_text("utf-8"))
        for language, slots in spoken.items():
            ends, pauses = [], []
            for slot, said in slots.items():
                kind = endings.kind_of(None if slot == "opening" else slot)
                for line in said:
                    before, after = line.split("|")
                    pauses.append(odds(table, endings.words_of(before), kind))
                    ends.append(odds(table, endings.words_of(f"{before} {after}"), kind))
            print(f"{file} {language}: {told_apart(ends, pauses):.2f} of {len(ends)}")


def written(table: dict[str, float]) -> str:
    """The table as a file: a name, a weight; known words stand in it whatever they weigh."""
    rows = [
        f"{name}\t{weight:.2f}"
        for name, weight in sorted(table.items())
        if abs(weight) >= SHORTEST or name.startswith("w ")
    ]
    return "\n".join(("% Written by bench/endings.py --fit. Name, weight.", *rows, ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fit", action="store_true", help="write the table anew")
    chosen = parser.parse_args()
    found = list(turns(lines()))
    table = fitted(found)
    report(table, found, not chosen.fit)
    if chosen.fit:
        TABLE.write_text(written(table), "utf-8")
        print(f"{TABLE.name}: {len(written(table).splitlines()) - 1} weights")


if __name__ == "__main__":
    main()
