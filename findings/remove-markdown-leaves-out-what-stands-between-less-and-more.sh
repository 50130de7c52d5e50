#!/usr/bin/env bash
# The npm package remove-markdown 0.7.0 is to take the marks from a model's answer before a voice says
# it. It takes whatever stands between a "<" and the next ">" for a tag, also with spaces around the
# signs, which is neither HTML nor Markdown: of two choices one is left, with the condition of the
# other. "[...] (...)" with a space between, no link in Markdown either, loses what is in round brackets.
# A caller hears another sentence, whole and wrong, and nothing raises.
# Seen: "For parties < 5 press 1, for parties > 5 press 2." is "For parties  5 press 2."; "Call if fever
# < 38 lasts, come if it is > 39" is "Call if fever  39"; "Idli [two] (has nuts)" is "Idli two"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts remove-markdown@0.7.0 >log
seen=$(node - <<'JS'
const removed = require("remove-markdown");

const answers = [
  "For parties < 5 press 1, for parties > 5 press 2.",
  "Call if fever < 38 lasts, come if it is > 39",
  "Idli [two] (has nuts)",
];
console.log(answers.map((answer) => (removed.default || removed)(answer)).join(" | "));
JS
)
echo "remove-markdown 0.7.0: $seen"
wanted="For parties  5 press 2. | Call if fever  39 | Idli two"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
