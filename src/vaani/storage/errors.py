"""What can be wrong with the database itself?"""

from __future__ import annotations

from vaani.kit.errors import VaaniError


class StorageError(VaaniError):
    """The database cannot be used; the message says what to do."""
