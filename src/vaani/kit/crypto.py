"""How do names and numbers of people lie in the database, and how are they found again?

Sealed with AES-256-GCM (NIST SP 800-38D, 12 random bytes of nonce) under a key that has an id, so
that keys can be exchanged while old rows stay readable; found by a blind index, HMAC-SHA256 under a
pepper of its own. Keys are 32 bytes and come from the caller; nothing here reads a file.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vaani.kit.errors import VaaniError

KEY_BYTES = 32
UNREADABLE = "unreadable"
"""Shown in place of a sealed text that cannot be opened."""
_NONCE_BYTES = 12


class SealError(VaaniError):
    """A sealed text cannot be opened: unknown key, damaged, or moved from another column."""


class Vault:
    """Seals, opens and indexes short texts."""

    def __init__(self, keys: Mapping[str, bytes], active: str, pepper: bytes) -> None:
        """`keys` by id; new texts are sealed with `active`. Raises SealError for wrong keys."""
        if active not in keys:
            raise SealError(f"no encryption key is called {active}; name one of the given keys")
        for name, key in keys.items():
            if len(key) != KEY_BYTES or "." in name or not name:
                raise SealError(
                    f"encryption key {name!r} must be 32 bytes under a name without dot"
                )
        if len(pepper) < KEY_BYTES:
            raise SealError("the pepper of the blind index must be at least 32 bytes")
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._active = active
        self._pepper = pepper

    @classmethod
    def fresh(cls) -> Vault:
        """A vault with random keys, for data that ends with the process."""
        return cls({"k1": secrets.token_bytes(KEY_BYTES)}, "k1", secrets.token_bytes(KEY_BYTES))

    def seal(self, text: str, place: str) -> str:
        """`keyid.base64`; it opens only with the same `place` (such as `customers.phone`)."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._active].encrypt(nonce, text.encode(), place.encode())
        return f"{self._active}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: str) -> str:
        """The text. Raises SealError."""
        name, _, body = sealed.partition(".")
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise SealError(f"the encryption key {name} is missing; add it to the keys")
        try:
            raw = base64.urlsafe_b64decode(body.encode())
            return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealError(f"a sealed text in {place} is damaged or of another key") from error

    def seal_optional(self, text: str | None, place: str) -> str | None:
        return None if text is None else self.seal(text, place)

    def open_optional(self, sealed: str | None, place: str) -> str | None:
        """The text to be shown; None when there is none."""
        return None if sealed is None else self.show(sealed, place)

    def show(self, sealed: str, place: str) -> str:
        """The text, or `UNREADABLE`: one damaged row never spoils a list."""
        try:
            return self.open(sealed, place)
        except SealError:
            return UNREADABLE

    def index(self, text: str) -> str:
        """The same 64 hex digits for the same text, and no way back."""
        return hmac.new(self._pepper, text.encode(), hashlib.sha256).hexdigest()
