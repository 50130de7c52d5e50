#!/usr/bin/env bash
# phonenumbers 9.0.43: PhoneNumberMatcher finds the numbers in a text. Digits that stand in front with
# only a space between are taken for a part of it, and where the number itself is written in two groups,
# as in India, the whole is given up: in "a table for 4 98765 43210", in "at 7 ..." or behind the number
# of a room there is no number at all. With the ten digits in one, a hyphen between the groups, a comma
# or the word "four" before them it is found. That is how a recogniser with written digits writes.
# Seen, numbers found: 0 0 0; 1 1 1 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  phonenumbers==9.0.43
seen=$("$folder/venv/bin/python" - <<'PY'
from phonenumbers import PhoneNumberMatcher

hidden = ("a table for 4 98765 43210", "tomorrow at 7 98765 43210", "room 101 98765 43210")
found = (
    "a table for 4 9876543210", "a table for 4 98765-43210", "a table for 4, 98765 43210",
    "a table for four 98765 43210",
)
for texts in (hidden, found):
    print(*(len(list(PhoneNumberMatcher(text, "IN"))) for text in texts), end="; ")
PY
)
echo "phonenumbers 9.0.43: $seen"
[ "$seen" = "0 0 0; 1 1 1 1; " ] || { echo "the behaviour changed" >&2; exit 1; }
