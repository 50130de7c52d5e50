"""Which document does a carrier of Plivo's dialect get at which point of a call? Pure."""

from __future__ import annotations

import re

from vaani.telephony import pl_forms
from vaani.telephony.driver import Document, Genuine, StreamOver
from vaani.telephony.following import Following
from vaani.telephony.sentences import Sentences


class Documents:
    """Answers under `path` (`/carriers/plivo`); `tail` is a secret at the end of addresses."""

    def __init__(self, path: str, following: Following, tail: str = "") -> None:
        self._path = path
        self._following = following
        self._tail = f"/{tail}" if tail else ""

    def answer(self, genuine: Genuine, token: str) -> Document:
        """Our media socket, and then the question what comes next."""
        socket = re.sub(r"^http", "ws", genuine.base) + f"{self._path}/media/{token}"
        here = genuine.base + self._path
        return _xml(
            pl_forms.stream(socket, f"{here}/after{self._tail}", f"{here}/stream{self._tail}")
        )

    def follow(self, genuine: Genuine) -> Document:
        """The transfer that was asked for, else the end."""
        over = genuine.event
        if not isinstance(over, StreamOver):
            return self.end()
        number = self._following.of(over.carrier_call_id)
        if number is None:
            return self.end()
        here, tail = genuine.base + self._path, self._tail
        return _xml(
            pl_forms.dial(over.called, number, f"{here}/after{tail}", f"{here}/taken{tail}")
        )

    def end(self, words: Sentences | None = None) -> Document:
        """Hang up, after some words."""
        return _xml(pl_forms.hang_up(words))


def _xml(text: str) -> Document:
    return Document(text, "application/xml")
