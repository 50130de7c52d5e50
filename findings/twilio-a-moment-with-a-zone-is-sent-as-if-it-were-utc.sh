#!/usr/bin/env bash
# twilio 9.13.0 writes every datetime with "%Y-%m-%dT%H:%M:%SZ": the clock is kept, the zone is dropped
# and a Z for UTC is put behind it. An aware moment, which any other serialiser turns into the same
# instant, becomes another one: 18:30 in Kolkata leaves as 18:30 UTC, and 13:00 UTC, which is that very
# instant, as 13:00 UTC. A reminder that is scheduled for the evening goes out at midnight; nothing
# raises. Filters of lists (calls started before or after) are written by the same function.
# Seen: 2027-05-06T18:30:00Z 2027-05-06T13:00:00Z for two datetimes that compare as equal
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  twilio==9.13.0 PyJWT==2.15.1 aiohappyeyeballs==2.7.1 aiohttp-retry==2.9.1 aiohttp==3.14.5 \
  aiosignal==1.4.0 attrs==26.1.0 certifi==2026.10.19.post1 charset-normalizer==3.5.3 \
  frozenlist==1.8.0 idna==3.20 multidict==7.2.1 propcache==0.5.4 requests==2.34.2 \
  typing_extensions==4.16.0 urllib3==2.8.0 yarl==1.25.1
seen=$("$folder/venv/bin/python" - <<'PY'
from datetime import UTC, datetime, timedelta, timezone

from twilio.http.response import Response
from twilio.rest import Client


class Written:
    """Stands where the network would be: keeps what the library wrote."""

    is_async = False

    def request(self, method, url, data=None, **_):
        sent.append(data["SendAt"])
        return Response(201, '{"sid": "SM1"}')


sent = []
client = Client("AC" + "0" * 32, "token", http_client=Written())
kolkata = datetime(2027, 5, 6, 18, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
assert kolkata == kolkata.astimezone(UTC)
for moment in (kolkata, kolkata.astimezone(UTC)):
    client.messages.create(
        to="+919876543210", body="Your table is at 20:00", messaging_service_sid="MG" + "0" * 32,
        schedule_type="fixed", send_at=moment,
    )
print(*sent)
PY
)
echo "twilio 9.13.0: $seen"
[ "$seen" = "2027-05-06T18:30:00Z 2027-05-06T13:00:00Z" ] || { echo "the behaviour changed" >&2; exit 1; }
