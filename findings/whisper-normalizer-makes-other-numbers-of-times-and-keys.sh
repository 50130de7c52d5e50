#!/usr/bin/env bash
# whisper_normalizer 0.1.15: EnglishTextNormalizer, the one that word error rates are counted with, is to
# bring two spellings of one utterance together. Of clock times and keys it makes other ones: "one one
# o'clock" (a table for one at one) becomes "110 clock", as the o of o'clock is read as a zero; "press
# 1,2,3" becomes "12 3", as a comma between two digits goes but not the next; and "one and a half"
# is "one.5", though "two and a half" is 2.5. A recogniser that writes 1.5 is charged with an error, and
# one that heard "press 12 3" with none.
# Seen: for 110 clock; press 12 3; one.5; 2.5; equal: True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  whisper_normalizer==0.1.15 indic_numtowords==1.1.0 more-itertools==11.2.1 regex==2026.11.19 \
  text2num==3.1.0
seen=$("$folder/venv/bin/python" -W ignore - <<'PY'
from whisper_normalizer.english import EnglishTextNormalizer

plain = EnglishTextNormalizer()
for said in ("for one one o'clock", "press 1,2,3", "one and a half", "two and a half"):
    print(plain(said), end="; ")
print("equal:", plain("press 1,2,3") == plain("press 12 3"))
PY
)
echo "whisper_normalizer 0.1.15: $seen"
[ "$seen" = "for 110 clock; press 12 3; one.5; 2.5; equal: True" ] || { echo "the behaviour changed" >&2; exit 1; }
