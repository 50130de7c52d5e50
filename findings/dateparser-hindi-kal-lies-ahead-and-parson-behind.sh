#!/usr/bin/env bash
# dateparser 1.5.0 knows Hindi, in which "kal" (कल) is the day on either side of today and "parson"
# (परसों) the one behind it, told apart by the verb. The library gives each a fixed side, and not the
# same one: "कल" is always tomorrow, "परसों" always two days ago. PREFER_DATES_FROM, which turns a bare
# weekday to the past or the future ("शुक्रवार" below), turns neither. Who reads bookings with "future"
# gets the right day for "कल" and a past one, without an error, for "परसों".
# Seen, from Thursday 6 May 2027, future then past: कल 05-07 05-07, परसों 05-04 05-04, शुक्रवार 05-07 04-30
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  dateparser==1.5.0 python-dateutil==4.0.0 pytz==2026.6 regex==2026.11.19 tzdata==2026.6 \
  tzlocal==5.4.5
seen=$("$folder/venv/bin/python" - <<'PY'
from datetime import datetime

import dateparser

thursday = datetime(2027, 5, 6, 10, 15)
told = []
for word in ("कल", "परसों", "शुक्रवार"):
    for side in ("future", "past"):
        chosen = {"RELATIVE_BASE": thursday, "PREFER_DATES_FROM": side}
        told.append(f"{dateparser.parse(word, languages=['hi'], settings=chosen):%m-%d}")
print(*told)
PY
)
echo "dateparser 1.5.0: $seen"
[ "$seen" = "05-07 05-07 05-04 05-04 05-07 04-30" ] || { echo "the behaviour changed" >&2; exit 1; }
