#!/usr/bin/env bash
# num2words 0.5.14 knows Bengali. It leaves the sign of a number out, as words and as an amount of
# money: minus 250 is said as 250, a debt as a credit. to="ordinal" gives the plain number, so the fifth
# is "five"; the word for "fifth" comes from to="ordinal_num", which gives digits ("5th") in English.
# Telugu, Kannada and Indian English have the minus. Nothing raises.
# Seen: bn -250 and 250 alike, as money alike, ordinal 5 পাঁচ, ordinal_num 5 পঞ্চম; te, kn and en_IN differ
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  setuptools==80.9.0 wheel==0.45.1
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --no-build-isolation \
  --disable-pip-version-check num2words==0.5.14 docopt==0.6.2
seen=$("$folder/venv/bin/python" - <<'PY'
from num2words import num2words


def compared(language, **kind):
    same = num2words(-250, lang=language, **kind) == num2words(250, lang=language, **kind)
    return "alike" if same else "differ"


print("bn", compared("bn"), compared("bn", to="currency"), end=" ")
print(*(num2words(5, lang="bn", to=kind) for kind in ("ordinal", "ordinal_num")), end="; ")
print(*(f"{language} {compared(language)}" for language in ("te", "kn", "en_IN")))
PY
)
echo "num2words 0.5.14: $seen"
wanted="bn alike alike পাঁচ পঞ্চম; te differ kn differ en_IN differ"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
