"""The doctor sees which carrier each business's number wants, in the database itself."""

from __future__ import annotations

from pathlib import Path

from vaani.cli.doctor import _numbers
from vaani.domain.businesses.service import Businesses
from vaani.kit.machine_clock import SystemClock
from vaani.settings import load
from vaani.storage.session import Database

INN = """
slug: inn
name: Inn
kind: other
timezone: Asia/Kolkata
languages: [en]
numbers: [{number: "+919999977501", carrier: plivo}, "+919999977502"]
hours: {mon: [{open: "09:00", close: "18:00"}]}
"""
SECRET = "a1b2c3d4e5f60718293a4b5c6d7e8f90"


async def test_a_number_whose_carrier_is_not_set_is_named(url: str, tmp_path: Path) -> None:
    database = Database.open(url)
    await Businesses(database, SystemClock()).import_text(INN)
    await database.close()

    async def told(**environ: str) -> tuple[str, str]:
        known = {"VAANI_DATA": str(tmp_path), "VAANI_DATABASE_URL": url, **environ}
        found = await _numbers(load(environ=known).settings)
        assert found is not None
        return found.state, found.found

    assert await told() == ("off", "2 in business files")
    twilio = {"VAANI_CARRIERS__TWILIO__AUTH_TOKEN": SECRET}
    wrong = "of a carrier that is not set: inn +919999977501 (plivo)"
    assert await told(**twilio) == ("warn", wrong)
    plivo = {"VAANI_CARRIERS__PLIVO__AUTH_TOKEN": SECRET}
    assert await told(**plivo) == ("ok", "2, each of a carrier that is set")
