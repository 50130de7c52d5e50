#!/usr/bin/env bash
# "Day after tomorrow" is what India says for परसों, as a rule without an article. timefhuman 0.1.5
# (Python) finds "tomorrow" in it and passes over the rest, with the article and without it; chrono-node
# 2.10.3 (npm) knows "the day after tomorrow" and takes the same words without "the" for tomorrow. Both
# return a day and an hour, so nothing tells that two words were dropped: the booking is a day early.
# Seen, from Thursday 6 May 2027: timefhuman 07T17:00 07T17:00, chrono-node 08T17:00 07T17:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  timefhuman==0.1.5 babel==2.16.0 lark==1.2.2 python-dateutil==2.9.0.post0 pytz==2024.2 six==1.17.0
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts chrono-node@2.10.3 >log
with="the day after tomorrow at 5 pm"
without="day after tomorrow at 5 pm"
python=$("$folder/venv/bin/python" -W ignore - "$with" "$without" <<'PY'
import sys
from datetime import datetime

from timefhuman import tfhConfig, timefhuman

chosen = tfhConfig(now=datetime(2027, 5, 6, 10, 15))
print(*(f"{timefhuman(words, chosen)[0]:%dT%H:%M}" for words in sys.argv[1:]))
PY
)
cat >day.js <<'JS'
const chrono = require("chrono-node");

const thursday = new Date(Date.UTC(2027, 4, 6, 10, 15));
const days = process.argv.slice(2).map((words) => chrono.parseDate(words, thursday));
console.log(days.map((day) => day.toISOString().slice(8, 16)).join(" "));
JS
node=$(TZ=UTC node day.js "$with" "$without")
seen="timefhuman $python, chrono-node $node"
echo "timefhuman 0.1.5, chrono-node 2.10.3: $seen"
wanted="timefhuman 07T17:00 07T17:00, chrono-node 08T17:00 07T17:00"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
