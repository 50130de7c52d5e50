#!/usr/bin/env bash
# price-parser 0.5.1 reads "Rs.500" as 500, but "Rs.1500" as 0.1500: where more than three digits
# follow, the dot of "Rs." is taken for a decimal point, and "Rs.1500/-", the way prices stand on Indian
# menus and bills, is fifteen paise. With a space, a comma or the sign ₹ the same price is right. A menu
# that is read with it offers a dinner for nothing, and no error tells it.
# Seen: Rs.500/- 500, Rs.1500/- 0.1500, Rs.12000 0.12000, Rs. 1500/- 1500, Rs.1,500/- 1500, ₹1500/- 1500
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  price-parser==0.5.1 attrs==26.1.0
seen=$("$folder/venv/bin/python" - <<'PY'
from price_parser import Price

prices = ("Rs.500/-", "Rs.1500/-", "Rs.12000", "Rs. 1500/-", "Rs.1,500/-", "₹1500/-")
print(*(f"{price} {Price.fromstring(price).amount}" for price in prices), sep=", ")
PY
)
echo "price-parser 0.5.1: $seen"
wanted="Rs.500/- 500, Rs.1500/- 0.1500, Rs.12000 0.12000, Rs. 1500/- 1500, Rs.1,500/- 1500, ₹1500/- 1500"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
