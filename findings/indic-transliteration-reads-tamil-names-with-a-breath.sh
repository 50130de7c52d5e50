#!/usr/bin/env bash
# Tamil has one letter for ka, kha, ga and gha. indic_transliteration 2.3.82 writes all four with it and,
# going back, takes the last: க is gha, ப is bha, த is dha, ச is jha. Of the names and words that a Tamil
# recogniser writes it makes such as nobody has: Kamal (கமல்) is Ghamal, Pathu (பத்து, ten) Bhadhdhu,
# in Devanagari, Telugu and Latin letters. aksharamukha 2.3 and indic-nlp-library take the first, which
# is the usual one. Somebody who is called by that name does not know that he is meant; nothing raises.
# Seen: கமல் घमल् ఘమల్ ghamal, குமார் घुमार् ఘుమార్ ghumār, பத்து भध्धु భధ్ధు bhadhdhu; there and back: कमल घमल
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  indic_transliteration==2.3.82 backports.functools-lru-cache==2.0.0 regex==2026.11.19 roman==5.2 \
  toml==0.10.2 tqdm==4.70.1 typer==0.29.2 typing_extensions==4.16.0
seen=$("$folder/venv/bin/python" -W ignore - <<'PY'
from indic_transliteration.sanscript import DEVANAGARI, IAST, TAMIL, TELUGU, transliterate

for word in ("கமல்", "குமார்", "பத்து"):
    print(word, *(transliterate(word, TAMIL, to) for to in (DEVANAGARI, TELUGU, IAST)), end=", ")
print("कमल", transliterate(transliterate("कमल", DEVANAGARI, TAMIL), TAMIL, DEVANAGARI))
PY
)
echo "indic_transliteration 2.3.82: $seen"
wanted="கமல் घमल् ఘమల్ ghamal, குமார் घुमार् ఘుమార్ ghumār, பத்து भध्धु భధ్ధు bhadhdhu, कमल घमल"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
