"""How does the description of the API look to a person? One page without scripts, made from it.

Nothing is written here that the OpenAPI document does not say: operations by tag, their parameters,
the fields of their bodies and answers, and a line to try each one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Part = Mapping[str, Any]
_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="/pages/reference.css"></head><body>
<header><h1>{title} <span>{version}</span></h1>
<a href="/openapi.json">openapi.json</a><a href="/">Calls and bookings</a></header>
"""
_DEEP = 4
"""Bodies within bodies that are shown."""


def html_of(document: Part) -> str:
    """The page of an OpenAPI 3.1 document."""
    about = document["info"]
    page = [_HEAD.format(title=escape(about["title"]), version=escape(about["version"]))]
    page.append(f"<section>{_words(about.get('description', ''))}{_schemes(document)}</section>")
    for tag, operations in _by_tag(document).items():
        page.append(f"<section><h2>{escape(tag)}</h2>")
        page += [_operation(document, *operation) for operation in operations]
        page.append("</section>")
    return "\n".join([*page, "</body></html>\n"])


def _by_tag(document: Part) -> dict[str, list[tuple[str, str, Part]]]:
    found: dict[str, list[tuple[str, str, Part]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for tag in operation.get("tags", ["other"])[:1]:
                found.setdefault(tag, []).append((method, path, operation))
    return found


def _schemes(document: Part) -> str:
    schemes: Part = document.get("components", {}).get("securitySchemes", {})
    told = (
        f"<li><b>{escape(name)}</b>: {escape(scheme.get('description', ''))}</li>"
        for name, scheme in schemes.items()
    )
    return f"<h2>Who asks</h2><ul>{''.join(told)}</ul>"


def _operation(document: Part, method: str, path: str, operation: Part) -> str:
    name = f"{method.upper()} {path}"
    parts = [
        f'<details id="{escape(operation["operationId"])}"><summary><code>{escape(name)}</code> '
        f"{escape(operation.get('summary', ''))}</summary>",
        _words(operation.get("description", "")),
        _parameters(operation.get("parameters", [])),
    ]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = content.get("schema", {})
        parts += [f"<h3>Body, {escape(kind)}</h3>", _fields(document, schema)]
    parts.append(f"<pre>{escape(_try(document, method, path, operation))}</pre>")
    for status, response in operation["responses"].items():
        if status != "default":
            parts.append(f"<h3>Answer {escape(status)}</h3>")
            for content in response.get("content", {}).values():
                parts.append(_fields(document, content.get("schema", {})))
    return "".join([*parts, "</details>"])


def _parameters(parameters: list[Part]) -> str:
    rows = "".join(
        _row(
            one["name"],
            one["in"],
            one.get("required", False),
            _type(one["schema"]),
            one.get("description", ""),
        )
        for one in parameters
    )
    return _table(("parameter", "where", "type", ""), rows)


def _fields(document: Part, schema: Part) -> str:
    rows = "".join(
        _row(name, None, required, kind, what)
        for name, required, kind, what in _lines(document, schema)
    )
    return _table(("field", "type", ""), rows)


def _lines(
    document: Part, schema: Part, before: str = "", deep: int = 0
) -> Iterator[tuple[str, bool, str, str]]:
    """Each field of a schema: name, whether it is required, type, meaning."""
    for one in _alternatives(document, schema):
        if one.get("type") == "array":
            yield from _lines(document, one.get("items", {}), f"{before}[].", deep)
            continue
        for name, field in one.get("properties", {}).items():
            whole = f"{before}{name}".replace(".[]", "[]")
            required = name in one.get("required", ())
            yield whole, required, _type(field), field.get("description", "")
            if deep < _DEEP:
                yield from _lines(document, field, f"{whole}.", deep + 1)


def _alternatives(document: Part, schema: Part) -> Iterator[Part]:
    if "$ref" in schema:
        yield document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for one in schema.get("anyOf", ()):
        yield from _alternatives(document, one)
    if "anyOf" not in schema and "$ref" not in schema:
        yield schema


def _type(schema: Part) -> str:
    """The type in a few words, with its limits."""
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if "$ref" in schema:
        return "object"
    kind = str(schema.get("format") or schema.get("type") or "any")
    limits = [
        f"{word} {schema[key]}"
        for key, word in (
            ("minimum", "from"),
            ("maximum", "to"),
            ("minLength", "at least"),
            ("maxLength", "at most"),
        )
        if key in schema
    ]
    return ", ".join([kind, *limits])


def _try(document: Part, method: str, path: str, operation: Part) -> str:
    """A line for a shell."""
    line = f"curl -X {method.upper()} http://127.0.0.1:8000{path}"
    if operation.get("security"):
        line += ' -H "Authorization: Bearer $KEY"'
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        line += f' -H "Content-Type: {kind}"'
        example = example_of(document, content)
        if isinstance(example, str):
            line += " --data-binary @business.yaml"
        elif example is not None:
            line += f" -d '{json.dumps(example, ensure_ascii=False)}'"
    return line


def example_of(document: Part, content: Part) -> Any:
    """The first example of a body; None: it has none."""
    if "example" in content:
        return content["example"]
    for one in (content.get("schema", {}), *_alternatives(document, content.get("schema", {}))):
        if one.get("examples"):
            return one["examples"][0]
    return None


def _row(name: str, where: str | None, required: bool, kind: str, what: str) -> str:
    must = " <b>required</b>" if required else ""
    place = "" if where is None else f"<td>{escape(where)}</td>"
    return (
        f"<tr><td><code>{escape(name)}</code></td>{place}<td>{escape(kind)}{must}</td>"
        f"<td>{escape(what)}</td></tr>"
    )


def _table(names: tuple[str, ...], rows: str) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{name}</th>" for name in names)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _words(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n") if part)
