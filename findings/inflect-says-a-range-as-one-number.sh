#!/usr/bin/env bash
# inflect 7.6.0: number_to_words() takes text and reads the digits in it, whatever stands between them.
# "2-4" (guests) is twenty-four, "7-8" (in the evening) seventy-eight, "10:30" one thousand and thirty,
# "24x7" two hundred and forty-seven, and a number with a space in it billions. The words are those of a
# number, so a voice says another party or hour than the screen shows; its ordinal() refuses such text.
# Seen: twenty-four, seventy-eight, one thousand and thirty, two hundred and forty-seven; ordinal BadNumValueError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  inflect==7.6.0 jaraco.functools==4.6.0 more-itertools==11.2.1 typeguard==4.6.1 typing_extensions==4.16.0
seen=$("$folder/venv/bin/python" - <<'PY'
import inflect

words = inflect.engine()
print(*(words.number_to_words(text) for text in ("2-4", "7-8", "10:30", "24x7")), sep=", ", end="; ")
try:
    print("ordinal", words.ordinal("2-4"))
except inflect.BadNumValueError as error:
    print("ordinal", type(error).__name__)
PY
)
echo "inflect 7.6.0: $seen"
wanted="twenty-four, seventy-eight, one thousand and thirty, two hundred and forty-seven; ordinal BadNumValueError"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
