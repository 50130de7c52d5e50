"""Which right does each route ask for? The one table; who has a right is said in
`vaani.domain.users.rights`.

Every operation of the description that needs a proof, and every socket, stands here, or nobody may
use it: `tests/house/test_permissions.py` compares the two.
"""

from __future__ import annotations

from vaani.domain.users.rights import Permission

Route = tuple[str, str]
"""Method in small letters (`socket` for a WebSocket) and path, as the description has them."""

READS: frozenset[Route] = frozenset({
    ("get", "/api/v1/calls/{call_id}"),
    ("get", "/api/v1/calls/{call_id}/transcript"),
    ("get", "/api/v1/calls/{call_id}/audio"),
    ("get", "/calls/{call_id}"),
})  # fmt: skip
"""Reads of what a caller said, word for word or as sound: each is noted in the audit."""

ROUTES: dict[Route, Permission] = {
    ("get", "/api/v1/session"): "self",
    ("get", "/api/v1/sessions"): "self",
    ("delete", "/api/v1/sessions/{session_id}"): "self",
    ("put", "/api/v1/session/password"): "self",
    ("post", "/api/v1/session/second-factor"): "self",
    ("put", "/api/v1/session/second-factor"): "self",
    # who may do what, and who did
    ("get", "/api/v1/users"): "team.manage",
    ("post", "/api/v1/users"): "team.manage",
    ("get", "/api/v1/users/{user_id}"): "team.manage",
    ("patch", "/api/v1/users/{user_id}"): "team.manage",
    ("post", "/api/v1/users/{user_id}/link"): "team.manage",
    ("get", "/api/v1/keys"): "team.manage",
    ("post", "/api/v1/keys"): "team.manage",
    ("delete", "/api/v1/keys/{key_id}"): "team.manage",
    ("get", "/api/v1/audit"): "audit.read",
    ("get", "/api/v1/audit/verification"): "settings.write",
    # businesses
    ("get", "/api/v1/businesses"): "businesses.read",
    ("get", "/api/v1/businesses/{business}"): "businesses.read",
    ("post", "/api/v1/businesses"): "businesses.create",
    ("patch", "/api/v1/businesses/{business}"): "businesses.write",
    ("delete", "/api/v1/businesses/{business}"): "businesses.delete",
    ("get", "/api/v1/businesses/{business}/file"): "businesses.write",
    ("get", "/api/v1/businesses/{business}/versions"): "businesses.write",
    ("get", "/api/v1/businesses/{business}/versions/{version}"): "businesses.write",
    ("post", "/api/v1/businesses/{business}/versions/{version}/restore"): "businesses.write",
    ("post", "/api/v1/businesses/import"): "businesses.write",
    ("get", "/api/v1/businesses/{business}/export"): "businesses.write",
    ("put", "/api/v1/businesses/{business}/numbers"): "businesses.write",
    ("put", "/api/v1/businesses/{business}/turn-taking"): "businesses.write",
    # bookings
    ("get", "/api/v1/availability"): "bookings.read",
    ("get", "/api/v1/bookings"): "bookings.read",
    ("post", "/api/v1/bookings"): "bookings.write",
    ("get", "/api/v1/bookings/{booking_id}"): "bookings.read",
    ("patch", "/api/v1/bookings/{booking_id}"): "bookings.write",
    ("post", "/api/v1/bookings/{booking_id}/{act}"): "bookings.write",
    ("get", "/api/v1/appointments"): "bookings.read",
    ("post", "/api/v1/appointments"): "bookings.write",
    ("get", "/reservations"): "bookings.read",
    ("post", "/reservations"): "bookings.write",
    ("delete", "/reservations"): "bookings.write",
    ("get", "/reservations/{reservation_id}"): "bookings.read",
    ("put", "/reservations/{reservation_id}"): "bookings.write",
    ("patch", "/reservations/{reservation_id}"): "bookings.write",
    ("delete", "/reservations/{reservation_id}"): "bookings.write",
    # customers and messages
    ("get", "/api/v1/customers"): "customers.read",
    ("get", "/api/v1/customers/{customer_id}"): "customers.read",
    ("get", "/api/v1/customers/{customer_id}/bookings"): "customers.read",
    ("get", "/api/v1/messages"): "messages.read",
    ("patch", "/api/v1/messages/{message_id}"): "messages.write",
    # calls
    ("get", "/api/v1/calls"): "calls.read",
    ("post", "/api/v1/calls"): "calls.place",
    ("get", "/api/v1/calls/{call_id}"): "calls.read",
    ("patch", "/api/v1/calls/{call_id}"): "bookings.write",
    ("get", "/api/v1/calls/{call_id}/audio"): "transcripts.see",
    ("get", "/api/v1/calls/{call_id}/timeline"): "calls.read",
    ("get", "/api/v1/calls/{call_id}/transcript"): "calls.read",
    ("put", "/api/v1/calls/{call_id}/turn-taking"): "calls.control",
    ("post", "/api/v1/calls/{call_id}/whisper"): "calls.control",
    ("post", "/api/v1/calls/{call_id}/pass-on"): "calls.control",
    ("socket", "/api/v1/calls/{call_id}/desk"): "calls.control",
    ("post", "/api/v1/calls/{call_id}/digits"): "calls.place",
    ("post", "/api/v1/calls/{call_id}/hangup"): "calls.place",
    ("post", "/calls"): "calls.place",
    ("get", "/calls/{call_id}"): "calls.read",
    ("post", "/voice/calls/initiate"): "calls.place",
    ("socket", "/api/v1/events"): "calls.read",
    ("socket", "/ws"): "calls.read",
    ("get", "/api/v1/usage"): "analytics.read",
    ("get", "/api/v1/analytics"): "analytics.read",
    ("get", "/api/v1/exports/{what}"): "analytics.read",
    ("get", "/api/v1/storage"): "settings.write",
    # knowledge
    ("get", "/api/v1/knowledge"): "businesses.read",
    ("post", "/api/v1/knowledge"): "knowledge.write",
    ("put", "/api/v1/knowledge/topics/{topic}"): "knowledge.write",
    ("delete", "/api/v1/knowledge/topics/{topic}"): "knowledge.write",
    ("post", "/api/v1/knowledge/import"): "knowledge.write",
    ("post", "/api/v1/knowledge/try"): "businesses.read",
    ("get", "/api/v1/knowledge/unanswered"): "transcripts.see",
    # the house
    ("get", "/api/v1/config"): "settings.write",
    ("patch", "/api/v1/config"): "settings.write",
    ("post", "/api/v1/config/reset"): "settings.write",
    ("get", "/api/v1/config/schema"): "settings.write",
    # speech for other programs
    ("post", "/conversation"): "speech.use",
    ("post", "/stt"): "speech.use",
    ("get", "/stt/models"): "speech.read",
    ("get", "/stt/status"): "speech.read",
    ("post", "/tts"): "speech.use",
    ("post", "/tts/cleanup"): "settings.write",
    ("get", "/tts/outputs"): "settings.write",
    ("get", "/tts/outputs/{name}"): "speech.use",
    ("delete", "/tts/outputs/{name}"): "speech.use",
    ("get", "/tts/references"): "speech.use",
    ("post", "/tts/references"): "settings.write",
    ("get", "/tts/references/{name}"): "speech.use",
    ("delete", "/tts/references/{name}"): "settings.write",
    ("get", "/tts/statistics"): "speech.read",
    ("get", "/tts/storage"): "speech.use",
    ("get", "/tts/voices"): "speech.read",
    ("get", "/tts/voices/{id}"): "speech.read",
    ("post", "/v1/audio/speech"): "speech.use",
    ("post", "/v1/audio/transcriptions"): "speech.use",
    ("post", "/v1/audio/translations"): "speech.use",
    ("get", "/v1/models"): "speech.read",
    ("get", "/v1/models/{model}"): "speech.read",
    ("socket", "/v1/realtime"): "speech.use",
    ("socket", "/ws/conversation"): "speech.use",
    ("socket", "/ws/transcribe"): "speech.use",
}
