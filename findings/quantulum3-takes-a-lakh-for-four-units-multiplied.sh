#!/usr/bin/env bash
# quantulum3 0.10.0 finds amounts and their units in text. A word that it does not know is cut into signs
# of units that it does: "lakh" is l, a, k, h, and "two lakh" are two litre years kelvin hours; "30 pm" in
# "7:30 pm" are picometres, "four at" are ampere-turns. A range is one amount, its middle: "2 to 4
# people" are 3. An entity turns up with a value and a unit, so what checks for "nothing found" passes.
# Seen: 2.0 litre year kelvin hour; 7.0 dimensionless, 30.0 picometre; 4.0 ampere-turn, 8.0 dimensionless;
# 3.0 dimensionless; 500.0 indian rupee
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  quantulum3==0.10.0 inflect==7.6.0 num2words==0.5.14 docopt==0.6.2 jaraco.functools==4.6.0 \
  more-itertools==11.2.1 typeguard==4.6.1 typing_extensions==4.16.0
seen=$("$folder/venv/bin/python" -W ignore - 2>"$folder/log" <<'PY'
from quantulum3 import parser

said = ("two lakh rupees", "at 7:30 pm", "a table for four at 8", "2 to 4 people", "500 rupees")
for words in said:
    print(*(f"{one.value} {one.unit.name}" for one in parser.parse(words)), sep=", ", end="; ")
PY
)
echo "quantulum3 0.10.0: $seen"
wanted="2.0 litre year kelvin hour; 7.0 dimensionless, 30.0 picometre; \
4.0 ampere-turn, 8.0 dimensionless; 3.0 dimensionless; 500.0 indian rupee; "
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
