"""How is an uploaded form read once its sender has proven himself, with every value checked?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

from vaani.api.wording import said
from vaani.speech_server.refusals import Refused

Fields = TypeVar("Fields", bound=BaseModel)
_MOST_FIELDS = 40


@asynccontextmanager
async def upload_of(request: Request, fields: type[Fields]) -> AsyncIterator[tuple[Any, Fields]]:
    """The file of the part `file`, which lies in memory or in a temporary file without a name, and
    the other parts. `name[]` is a list. Raises Refused, its field the wrong or unknown
    part."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        raise Refused(
            "wrong", "Send the sound as multipart/form-data, in the part `file`.", field="file"
        )
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Refused("wrong", "There is no part `file` with a file name.", field="file")
        given: dict[str, Any] = {}
        for name, value in form.multi_items():
            if name != "file" and name.endswith("[]"):
                given.setdefault(name[:-2], []).append(value)
            elif name != "file":
                given[name] = value
        try:
            checked = fields.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])[:80]
            raise Refused("wrong", f"{field}: {said(first)}", field=field) from error
        yield file.file, checked


def form_schema(fields: type[BaseModel]) -> dict[str, Any]:
    """What the description of the API says of such a form."""
    schema = fields.model_json_schema()
    schema["properties"] = {
        "file": {"type": "string", "format": "binary", "description": "The sound."},
        **schema["properties"],
    }
    schema["required"] = ["file", *schema.get("required", [])]
    content = {"multipart/form-data": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}
