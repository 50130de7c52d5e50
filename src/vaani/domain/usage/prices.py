"""What does a unit of an engine's work cost? A versioned table without invented figures.

The shipped table names the units by which vendors bill and no price; the owner's file fills prices
in, each with its source and the day it was read. A unit without a price makes a cost unknown, which
is shown as unknown and never as nothing. Money is Decimal, in one currency a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from vaani.call.ports.meter import Role, Unit
from vaani.kit.errors import SettingsError

SHIPPED = Path(__file__).with_name("prices.yaml")
_MOST_BYTES = 1_000_000


def _exact(value: object) -> object:
    return Decimal(repr(value)) if isinstance(value, float) else value


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, Day) else value


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Price(_Strict):
    """One unit of an engine. `price` None: nobody has filled it in."""

    role: Role
    engine: str = Field(min_length=1, max_length=40)
    model: str | None = Field(default=None, max_length=120)
    unit: Unit
    per: int = Field(ge=1)
    price: Annotated[Decimal | None, BeforeValidator(_exact)] = Field(default=None, ge=0)
    source: str | None = Field(default=None, min_length=3)
    date: Day | None = None

    @model_validator(mode="after")
    def _with_its_source(self) -> Self:
        if self.price is not None and (self.source is None or self.date is None):
            raise ValueError("a price needs its source and the date on which it was read")
        return self


class _Table(_Strict):
    version: Annotated[str, BeforeValidator(_written)] = Field(min_length=1, max_length=40)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    unbilled: tuple[str, ...] = ()
    prices: tuple[Price, ...] = Field(default=(), max_length=2000)

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        if self.currency is None and any(one.price is not None for one in self.prices):
            raise ValueError("prices need a currency, such as currency: INR")
        return self


Key = tuple[Role, str, str | None, Unit]


@dataclass(frozen=True, slots=True)
class Prices:
    """The table that is in force. `version` names it in every record."""

    version: str
    currency: str | None
    unbilled: frozenset[str]
    by_key: Mapping[Key, Price]

    def cost(
        self, role: Role, engine: str, model: str, unit: Unit, amount: float
    ) -> Decimal | None:
        """What so much costs; None: unknown. Units by which this engine is not billed cost
        nothing, beside others by which it is."""
        if engine in self.unbilled or not amount:
            return Decimal(0)
        price = self.by_key.get((role, engine, model, unit)) or self.by_key.get(
            (role, engine, None, unit)
        )
        if price is None:
            billed = any(
                key[:2] == (role, engine) and key[2] in (model, None) for key in self.by_key
            )
            return Decimal(0) if billed else None
        if price.price is None:
            return None
        return price.price * Decimal(repr(float(amount))) / price.per


def load_prices(owners: Path | None = None) -> Prices:
    """The shipped units with the prices of the owner's file, when there is one. Raises
    SettingsError with what is wrong in it."""
    shipped = _shipped()
    own = _read(owners) if owners is not None else None
    entries = (*shipped.prices, *(own.prices if own is not None else ()))
    return Prices(
        version=own.version if own is not None else f"shipped {shipped.version}",
        currency=own.currency if own is not None else None,
        unbilled=frozenset((*shipped.unbilled, *(own.unbilled if own is not None else ()))),
        by_key={(one.role, one.engine, one.model, one.unit): one for one in entries},
    )


@cache
def _shipped() -> _Table:
    return _read(SHIPPED)


def _read(path: Path) -> _Table:
    try:
        raw = path.read_bytes()
        if len(raw) > _MOST_BYTES:
            raise SettingsError(f"{path}: is larger than {_MOST_BYTES} bytes")
        document: Any = yaml.safe_load(raw.decode("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror})") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise SettingsError(f"{path}: is no YAML text") from error
    if not isinstance(document, dict):
        raise SettingsError(f"{path}: needs version, currency and prices; see `vaani providers "
                            "prices`")  # fmt: skip
    try:
        return _Table.model_validate(document)
    except ValidationError as error:
        raise SettingsError("\n".join(f"{path}: {_said(one)}" for one in error.errors())) from error


def _said(error: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "table"
    return f"{place}: {error['msg'].removeprefix('Value error, ')}"
