"""Which rows hold the requests that came under a key of their own?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Id, Sealed


class RequestRow(Base):
    """A request under a program's key. `mark` is the blind index of who asked and his key, `asked`
    that of all that was asked for; `status` None: it is in work, or how it ended is not known.
    `answer_sealed` (place `requests.answer`) None: it showed something that is shown once."""

    __tablename__ = "requests"

    id: Mapped[Id]
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    asked: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    answer_sealed: Mapped[Sealed]
    at: Mapped[datetime] = mapped_column(index=True)
