#!/usr/bin/env bash
# lingua-language-detector 2.1.1 with English and Hindi to choose from: whatever has more words in Latin
# letters is English with a confidence of 1.00, decided by the alphabet before any statistics, since
# Hindi counts as a language that is written in Devanagari alone. The confidence does not show a doubt:
# pure Hindi as people type it and as recognisers write it is as certainly English as English is, and a
# Hindi sentence with three loan words also. A threshold such as "ask again below 0.8" never asks.
# Seen: "mujhe kal do baje appointment chahiye", "haan ji theek hai", "मुझे table book करना है please for two"
# and "book a table please" are ENGLISH 1.00 each
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check \
  lingua-language-detector==2.1.1
seen=$("$folder/venv/bin/python" - <<'PY'
from lingua import Language, LanguageDetectorBuilder

said = (
    "mujhe kal do baje appointment chahiye", "haan ji theek hai",
    "मुझे table book करना है please for two", "book a table please",
)
detector = LanguageDetectorBuilder.from_languages(Language.ENGLISH, Language.HINDI).build()
for text in said:
    first = detector.compute_language_confidence_values(text)[0]
    print(f"{first.language.name} {first.value:.2f}", end="; ")
PY
)
echo "lingua-language-detector 2.1.1: $seen"
wanted="ENGLISH 1.00; ENGLISH 1.00; ENGLISH 1.00; ENGLISH 1.00; "
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
