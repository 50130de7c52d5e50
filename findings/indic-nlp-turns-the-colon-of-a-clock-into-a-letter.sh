#!/usr/bin/env bash
# indic-nlp-library 0.92: the normaliser, which is to bring spellings of one text together before a model
# or a search sees it, takes every colon behind a sign of the script for the letter visarga, which people
# do mistype so. Digits of the script are such signs: the half past seven that is written ७:३० becomes
# ७ः३०, a seven, a letter and a thirty, which no reader of times knows; the colon behind a label becomes the
# last letter of its word. With 7:30 in ASCII digits all is right. Nothing raises.
# Seen: hi शाम ७ः३० बजे, समयः 7:30; bn ৭ঃ৩০; te ౭ః౩౦; ta ௭ஃ௩௦
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  indic-nlp-library==0.92 pandas==3.0.0 numpy==2.4.6 python-dateutil==2.9.0.post0 six==1.17.0
seen=$("$folder/venv/bin/python" -W ignore - <<'PY'
from indicnlp.normalize.indic_normalize import IndicNormalizerFactory

texts = (("hi", "शाम ७:३० बजे"), ("hi", "समय: 7:30"), ("bn", "৭:৩০"), ("te", "౭:౩౦"), ("ta", "௭:௩௦"))
factory = IndicNormalizerFactory()
print(*(factory.get_normalizer(language).normalize(text) for language, text in texts), sep=", ")
PY
)
echo "indic-nlp-library 0.92: $seen"
[ "$seen" = "शाम ७ः३० बजे, समयः 7:30, ৭ঃ৩০, ౭ః౩౦, ௭ஃ௩௦" ] || { echo "the behaviour changed" >&2; exit 1; }
