"""A person signs in where it is safe, is slowed down when guessed at, and sees what he may do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pyotp

from vaani.api.cookies import HOST, PLAIN, Cookies
from vaani.api.refused import RefusedSignIns, masked_login
from vaani.api.throttle import Throttle

GOOD = "seven green bicycles"
HERE = "http://localhost"


@asynccontextmanager
async def browser(world: Any, base: str = HERE, address: str = "127.0.0.1") -> AsyncIterator[Any]:
    """One at `address` that opened the page `base`."""
    transport = httpx.ASGITransport(app=world.app, client=(address, 4711))
    headers = {"Origin": base}
    async with httpx.AsyncClient(transport=transport, base_url=base, headers=headers) as client:
        yield client


async def person(world: Any, login: str = "asha", **roles: str) -> str:
    """A person with a password, a manager of the bistro where nothing else is said; his id."""
    where = {getattr(world, f"{name}_id"): role for name, role in roles.items()}
    account, token = await world.accounts.invite(
        login, "Asha Rao", where or {world.bistro_id: "manager"}
    )
    await world.accounts.by_link(token)
    await world.accounts.choose_password(account.id, GOOD, None, None, True)
    return str(account.id)


async def enter(client: httpx.AsyncClient, **proof: str) -> httpx.Response:
    return await client.post("/api/v1/session", json={"login": "asha", "password": GOOD, **proof})


async def test_a_link_leads_to_a_password_and_the_password_opens(world: Any) -> None:
    _, token = await world.accounts.invite("asha", "Asha Rao", {world.bistro_id: "receptionist"})
    async with browser(world) as client:
        first = (await client.post("/api/v1/session", json={"key": token})).json()["data"]
        assert (first["via"], first["password_needed"], first["login"]) == ("link", True, "asha")
        again = await client.post("/api/v1/session", json={"key": token})
        assert again.status_code == 401
        chosen = await client.put("/api/v1/session/password", json={"password": GOOD})
        assert chosen.status_code == 204
        assert (await enter(client)).status_code == 201
        me = (await client.get("/api/v1/session")).json()["data"]
    assert me["businesses"] == [{"slug": "bistro", "name": "Bistro", "role": "receptionist"}]
    assert (me["name"], me["password_needed"], me["role"]) == ("Asha Rao", False, "receptionist")
    assert "bookings.write" in me["permissions"]
    assert not {"numbers.see", "team.manage", "settings.write"} & set(me["permissions"])


async def test_the_cookie_is_bound_to_the_host_over_https_and_nobody_signs_in_over_plain_http(
    world: Any,
) -> None:
    await person(world)
    world.app.state.gate.cookies = Cookies("vaani.example")
    for base, name, secure in (
        (HERE, PLAIN, False), ("http://127.0.0.1:8000", PLAIN, False),
        ("https://clinic.example", HOST, True), ("http://vaani.example", HOST, True),
    ):  # fmt: skip
        async with browser(world, base) as client:
            made = await enter(client)
        cookie = made.headers["set-cookie"].lower()
        assert cookie.startswith(f"{name}=".lower()), base
        assert all(part in cookie for part in ("httponly", "path=/", "samesite=strict"))
        assert ("secure" in cookie, "domain" in cookie) == (secure, False), base
    for base, address in (("http://192.168.1.5:8000", "192.168.1.9"), (HERE, "192.168.1.9")):
        async with browser(world, base, address) as client:
            refused = await enter(client)
            assert refused.status_code == 403
            assert "needs https" in refused.json()["error"]["message"]
            assert refused.json()["error"]["details"] == {"https_needed": True}
            assert "set-cookie" not in refused.headers


async def test_another_site_neither_signs_in_nor_writes_with_the_cookie(world: Any) -> None:
    await person(world)
    async with browser(world) as client:
        foreign = {"Origin": "https://evil.example"}
        proof = {"login": "asha", "password": GOOD}
        refused = await client.post("/api/v1/session", json=proof, headers=foreign)
        assert refused.status_code == 403
        await enter(client)
        wish = {"password": "another good one", "former": GOOD}
        for headers in (foreign, {"Origin": "null"}):
            theirs = await client.put("/api/v1/session/password", json=wish, headers=headers)
            assert theirs.status_code == 401
        ours = await client.put("/api/v1/session/password", json=wish)
        assert ours.status_code == 204


async def test_whoever_guesses_is_stopped_and_the_person_himself_is_not(world: Any) -> None:
    now = [0.0]
    world.app.state.throttle = Throttle(lambda: now[0])
    await person(world)
    async with browser(world) as thief, browser(world, "https://vaani.example", "10.0.0.7") as own:
        answers = [await enter(thief, password=f"guess number {n}") for n in range(7)]
        assert [one.status_code for one in answers] == [401] * 5 + [429] * 2
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert (await enter(thief)).status_code == 429, "a right one too, until he has waited"
        assert [(await enter(own)).status_code for _ in range(8)] == [201] * 8
        now[0] += 13
        assert (await enter(thief)).status_code == 201
        body = answers[0].json()["error"]["message"]
        unknown = await enter(own, login="nobody")
        assert unknown.json()["error"]["message"] == body


async def test_a_second_factor_is_asked_for_and_ends_with_a_code(world: Any) -> None:
    await person(world)
    async with browser(world) as client:
        await enter(client)
        begun = (await client.post("/api/v1/session/second-factor")).json()["data"]
        totp = pyotp.TOTP(begun["secret"])
        on = {"on": True, "code": totp.at(world.clock.now())}
        codes = (await client.put("/api/v1/session/second-factor", json=on)).json()["data"]
        missing = await enter(client)
        assert missing.status_code == 401
        assert missing.json()["error"]["details"] == {"code_needed": True}
        assert (await enter(client, code=codes["recovery_codes"][3])).status_code == 201
        assert (await client.get("/api/v1/session")).json()["data"]["second_factor"] is True


async def test_a_key_has_neither_password_nor_second_factor(world: Any) -> None:
    for method, path, body in (
        ("PUT", "password", {"password": GOOD}),
        ("PUT", "second-factor", {"on": True, "code": "123456"}),
        ("POST", "second-factor", None),
    ):
        answer = await world.owner.request(method, f"/api/v1/session/{path}", json=body)
        assert answer.status_code == 409


async def test_at_each_business_a_person_is_what_he_is_there(world: Any) -> None:
    await person(world, bistro="owner", clinic="receptionist")
    wish = {"date": "2027-05-10", "time": "09:00", "name": "Ravi", "phone": "+919876543210"}
    async with browser(world) as client:
        await enter(client)
        me = (await client.get("/api/v1/session")).json()["data"]
        roles = {one["slug"]: one["role"] for one in me["businesses"]}
        assert roles == {"bistro": "owner", "clinic": "receptionist"}
        dinner = {**wish, "business": "bistro", "time": "19:00", "party": 2}
        seen = (await client.post("/api/v1/bookings", json=dinner)).json()["data"]
        assert seen["phone"] == "+919876543210"
        visit = {**wish, "business": "clinic", "resource": "rao"}
        hidden = await client.post("/api/v1/bookings", json=visit)
        assert hidden.status_code == 201
        assert "9876543210" not in hidden.text
        numbers = "/api/v1/businesses/{}/numbers"
        assert (await client.put(numbers.format("bistro"), json=[])).status_code == 200
        refused = await client.put(numbers.format("clinic"), json=[])
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "FORBIDDEN")
        assert (await client.get("/api/v1/config")).status_code == 403


async def test_who_was_not_let_in_is_told_in_the_audit_without_his_secrets(world: Any) -> None:
    now = [0.0]
    world.app.state.throttle = Throttle(lambda: now[0])
    await person(world, "asha.rao@clinic.example")
    async with browser(world, "https://vaani.example", "10.0.0.9") as client:
        for word in ("hunter2-hunter2", *["guess"] * 5):
            await enter(client, login="asha.rao@clinic.example", password=word)
        await enter(client, login="hunter2-as-name", password="x")
        await client.post("/api/v1/session", json={"key": "vk_wrong-key-of-mine"})
    told = (await world.owner.get("/api/v1/audit?limit=20")).json()["data"]
    told = [one for one in told if one["actor"] == "nobody"]
    assert [one["action"] for one in told] == [
        *["sign_in.refused"] * 2, "sign_in.throttled", *["sign_in.refused"] * 5,
    ]  # fmt: skip
    assert told[2]["subject"] == "Somebody tried too often to sign in as as…@clinic.example."
    assert told[3]["subject"] == "Login, password or code of as…@clinic.example was wrong."
    assert {one["address"] for one in told} == {"10.0.0.9"}
    assert not any(word in str(told) for word in ("hunter2", "guess", "asha", "wrong-key"))
    assert (await world.owner.get("/api/v1/audit/verification")).json()["data"]["holds"] is True


async def test_a_flood_of_attempts_fills_no_audit_and_is_counted(world: Any) -> None:
    now = [0.0]
    world.app.state.refused = RefusedSignIns(world.app.state.services.team, lambda: now[0])
    async with browser(world) as client:
        for number in range(15):
            await client.post("/api/v1/session", json={"key": f"vk_nothing-{number}"})
        now[0] += 60
        await client.post("/api/v1/session", json={"key": "vk_nothing-at-last"})
    told = (await world.owner.get("/api/v1/audit?limit=50")).json()["data"]
    told = [one for one in told if one["actor"] == "nobody"]
    assert len(told) == 11
    assert told[0]["after"] == {"not_noted_before": 5}


async def test_a_missing_second_code_is_no_refusal(world: Any) -> None:
    assert masked_login("asha") == "a…"
    assert masked_login("as") == "…"
    assert masked_login("rohan mehta") == "ro…"
    await person(world)
    async with browser(world) as client:
        await enter(client)
        secret = (await client.post("/api/v1/session/second-factor")).json()["data"]["secret"]
        code = {"on": True, "code": pyotp.TOTP(secret).at(world.clock.now())}
        assert (await client.put("/api/v1/session/second-factor", json=code)).status_code == 200
        assert (await enter(client)).status_code == 401
    told = (await world.owner.get("/api/v1/audit?limit=50")).json()["data"]
    assert not [one for one in told if one["action"].startswith("sign_in.re")]
