#!/usr/bin/env bash
# word2number 1.1 adds the number words of a sentence up where a speaker meant them side by side: no
# error, another number. "seven thirty" is 37 and "one fifteen" is 16 (clock times), "twenty twenty"
# is 40, "nine eight seven" is 79 (digits of a telephone number), "double five" is 5.
# Whoever reads what a recogniser wrote with it books the wrong hour or rings the wrong number.
# Seen: 37 16 40 79 5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check word2number==1.1
seen=$("$folder/venv/bin/python" - <<'PY'
from word2number import w2n

said = ("seven thirty", "one fifteen", "twenty twenty", "nine eight seven", "double five")
print(*(w2n.word_to_num(words) for words in said))
PY
)
echo "word2number 1.1: $seen"
[ "$seen" = "37 16 40 79 5" ] || { echo "the behaviour changed" >&2; exit 1; }
