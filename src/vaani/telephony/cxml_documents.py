"""Which document does a carrier of Twilio's dialect get at which point of a call? Pure.

How it connects a call to our media socket is each carrier's own.
"""

from __future__ import annotations

from vaani.telephony import cxml
from vaani.telephony.driver import Document, Genuine, StreamOver
from vaani.telephony.following import Following
from vaani.telephony.sentences import Sentences

MEDIA_TYPE = "application/xml"


class Documents:
    """Answers under `path` (`/carriers/telnyx`)."""

    def __init__(self, path: str, following: Following, media_type: str = MEDIA_TYPE) -> None:
        self._path = path
        self._following = following
        self._media_type = media_type

    def follow(self, genuine: Genuine) -> Document:
        """The transfer that was asked for, else the end."""
        over = genuine.event
        number = self._following.of(over.carrier_call_id) if isinstance(over, StreamOver) else None
        if number is None or not isinstance(over, StreamOver):
            return self.end()
        here = f"{genuine.base}{self._path}"
        return self.xml(cxml.dial(over.called, number, f"{here}/after", f"{here}/taken"))

    def end(self, words: Sentences | None = None) -> Document:
        """Hang up, after some words."""
        return self.xml(cxml.hang_up(words))

    def xml(self, text: str) -> Document:
        """A whole document of the carrier's verbs."""
        return Document(text, self._media_type)
