#!/usr/bin/env bash
# The npm package parse-duration 2.1.9 adds up every number in a text with the unit behind it, and one
# without a unit counts as milliseconds. "1:30 hours" is thirty hours and a millisecond, "1 1/2 hours" two
# hours and eleven, "10-15 min" 15 minutes and ten, "1,5 hours" fifteen hours. All are numbers, so that
# the usual check for null passes; "1h 30m" is right. A hold for "1:30 hours" blocks a table till tomorrow.
# Seen, in ms: 108000001 7200011 900010 54000000 5400000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts parse-duration@2.1.9 >log
cat >hold.mjs <<'JS'
import parse from "parse-duration";

const said = ["1:30 hours", "1 1/2 hours", "10-15 min", "1,5 hours", "1h 30m"];
console.log(said.map((words) => parse(words)).join(" "));
JS
seen=$(node hold.mjs)
echo "parse-duration 2.1.9: $seen"
[ "$seen" = "108000001 7200011 900010 54000000 5400000" ] || { echo "the behaviour changed" >&2; exit 1; }
