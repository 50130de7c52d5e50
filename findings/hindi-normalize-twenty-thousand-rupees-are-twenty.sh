#!/usr/bin/env bash
# hindi-normalize 0.1.0 makes what a Hindi recogniser wrote ready for a reader. To take a stutter out it
# leaves one of four equal signs in a row, digits among them: 20000 rupees are 20, ten lakh are ten, room
# 1111 is room 1, and a telephone number loses digits; "nine" said four times is one nine. Its terms are
# replaced inside of words as well: "बता", tell, is a slash, so "tell me the time" has no verb. Numbers
# with fewer equal digits are right, so is a test with 1500; a price or a number is another one, quietly.
# Seen: 20 रुपये; 10 रुपये; कमरा 1; 98 84; 9 8; समय/इए; 1500 रुपये
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check hindi-normalize==0.1.0
seen=$("$folder/venv/bin/python" - <<'PY'
from hindi_normalize import normalize_transcript

heard = (
    "20000 रुपये", "1000000 रुपये", "कमरा 1111", "98888888 84", "नौ नौ नौ नौ आठ", "समय बताइए", "1500 रुपये",
)
print("; ".join(normalize_transcript(one) for one in heard))
PY
)
echo "hindi-normalize 0.1.0: $seen"
[ "$seen" = "20 रुपये; 10 रुपये; कमरा 1; 98 84; 9 8; समय/इए; 1500 रुपये" ] || { echo "the behaviour changed" >&2; exit 1; }
