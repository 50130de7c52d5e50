"""An integrator's first look: a page that he can read, a description that he can use."""

from __future__ import annotations

import re
from typing import Any

from vaani.api import openapi
from vaani.api.reference import html_of


async def test_the_description_and_its_page_answer_without_a_key(world: Any) -> None:
    described = await world.nobody.get("/openapi.json")
    assert described.json() == world.app.openapi()
    assert (await world.nobody.get("/api/v1/openapi.json")).json() == described.json()
    page = await world.nobody.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["content-security-policy"]


def test_the_page_shows_each_operation_with_a_line_to_try_it_and_loads_nothing_foreign() -> None:
    document = openapi.document()
    page = html_of(document)
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page
    assert "Authorization: Bearer $KEY" in page
    assert "+919876543210" in page, "bodies have their examples"
    assert not re.search(r"(src|href)=.(https?:)?//", page)


def test_words_of_the_description_are_text_on_the_page() -> None:
    operation = {"operationId": "x", "summary": "<b>", "responses": {"200": {}}}
    about = {"title": "<script>", "version": "1"}
    page = html_of({"info": about, "paths": {"/x": {"get": operation}}})
    assert "<script>" not in page
    assert "&lt;b&gt;" in page


def test_keys_and_sessions_are_schemes_of_the_description() -> None:
    schemes = openapi.document()["components"]["securitySchemes"]
    assert (schemes["key"]["type"], schemes["key"]["scheme"]) == ("http", "bearer")
    assert (schemes["session"]["type"], schemes["session"]["in"]) == ("apiKey", "cookie")
