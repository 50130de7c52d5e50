#!/usr/bin/env bash
# parsedatetime 2.6: where a part of the day stands beside an hour, the part's own hour is returned and
# the one that was said is dropped, with a status that tells of a time that was understood. "tomorrow
# evening at 8" and "at 7 in the evening" are 18:00, "tonight at 8" is 21:00; "at 8pm" alone is 20:00.
# "day after tomorrow" is tomorrow. A table that is booked with it stands at another hour or day, and
# nothing raises.
# Seen, from Thursday 6 May 2027, 10:15: 05-07 18:00 3, 05-06 18:00 2, 05-06 21:00 2, 05-06 20:00 2, 05-07 09:00 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check parsedatetime==2.6
seen=$("$folder/venv/bin/python" - <<'PY'
from datetime import datetime

from parsedatetime import Calendar

thursday = datetime(2027, 5, 6, 10, 15)
said = (
    "tomorrow evening at 8", "at 7 in the evening", "tonight at 8", "at 8pm", "day after tomorrow",
)
for words in said:
    moment, status = Calendar().parseDT(words, thursday)
    print(f"{moment:%m-%d %H:%M} {status}", end="; ")
PY
)
echo "parsedatetime 2.6: $seen"
wanted="05-07 18:00 3; 05-06 18:00 2; 05-06 21:00 2; 05-06 20:00 2; 05-07 09:00 1; "
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
