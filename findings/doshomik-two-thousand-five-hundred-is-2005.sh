#!/usr/bin/env bash
# doshomik 0.1.1 parses amounts of South Asia, in Bengali and English, with lakh and crore. Hundred is not
# among its words, in either language, and a word that it does not know is passed over: "5 hundred" and
# "৫ শ" are 5, "2 thousand 5 hundred" is 2005. What stands side by side is added up: the two halves of a
# telephone number, "7 to 9". It promises an error for what it cannot interpret; there is none, and with
# thousand, lakh and crore all is right. A deposit of 2,500 taka is booked as 2,005.
# Seen: 5, 5, 2005, 141975, 16; 250000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check doshomik==0.1.1
seen=$("$folder/venv/bin/python" - <<'PY'
from doshomik import parse

said = ("5 hundred", "৫ শ", "2 thousand 5 hundred taka", "98765 43210", "7 to 9")
print(*(parse(one) for one in said), sep=", ", end="; ")
print(parse("2 lakh 50 thousand taka"))
PY
)
echo "doshomik 0.1.1: $seen"
[ "$seen" = "5, 5, 2005, 141975, 16; 250000" ] || { echo "the behaviour changed" >&2; exit 1; }
