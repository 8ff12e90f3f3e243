"""docs/reference/api.md, from the description of the API: a page to read where there is no program to show OpenAPI."""

from collections.abc import Iterator
from typing import Any

from onrecord.api.problems import KINDS
from onrecord.api.scopes import Scope
from onrecord.api.v1.service import ROOT, description

PREFACE = """# API, version 1

Written by `make docs` from the code; don't edit. The same as OpenAPI: `{root}/openapi.json`, for those with a token and those who are
signed in. How to begin: [Use the API](../how-to/use-the-api.md).

- Every request carries a token: `Authorization: Bearer onr_...`. It acts as one account, with no more than its role and its scopes.
- Every POST but `/rules/try` carries an `Idempotency-Key` of 8 to 255 printable characters without spaces: fresh for each new request, the
  same when it is sent again. For 48 hours the same key with the same request gets the same answer (with the header `Idempotent-Replayed: true`); with another request, 409.
- JSON in UTF-8. Times have a zone; ours are UTC, with Z. Fields and filters that are not described are refused.
- A list goes on where its answer says `after`; empty (or 0) is the end.
- A `version` that is sent is the one that was read; if somebody was quicker, the answer is 409: read again, then decide.
- Within version 1 fields may be added to answers; nothing is taken away or changed in meaning.
"""


def api_page() -> str:
    """The page, as Markdown."""
    described = description()
    lines = [PREFACE.format(root=ROOT), *_scopes(), *_problems()]
    chapters: dict[str, list[str]] = {}
    for path, methods in described["paths"].items():
        for method, details in methods.items():
            chapter = chapters.setdefault(details["tags"][0], [])
            chapter += _operation(method.upper(), path, details)
    for tag, chapter in chapters.items():
        lines += [f"## {tag}", "", *chapter]
    lines += ["## Shapes", ""]
    for name, shape in sorted(described["components"]["schemas"].items()):
        if not name.startswith("Case") and shape.get("properties"):
            lines += _shape(name, shape)
    lines += [
        "### Case",
        "",
        "The facts of a report for the rules; every word is in the OpenAPI description and in `crimerules/README.md`.",
        "",
    ]
    return "\n".join(lines).rstrip() + "\n"


def _scopes() -> Iterator[str]:
    yield from (
        "## Scopes",
        "",
        "| Scope | A program may | The role needs to |",
        "| --- | --- | --- |",
    )
    for scope in Scope:
        yield f"| `{scope.value}` | {scope.words} | {scope.permission.words} |"
    yield ""


def _problems() -> Iterator[str]:
    yield from (
        "## Problems",
        "",
        "What goes wrong is told as `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, `field`, and where several",
        "fields are wrong, `errors`. The type is `urn:onrecord:problem:` with:",
        "",
        "| Type | Status | Meaning |",
        "| --- | --- | --- |",
    )
    for kind, (status, title) in KINDS.items():
        yield f"| `{kind}` | {status} | {title} |"
    yield ""
    yield "429 and 503 say in `Retry-After` after how many seconds to come back."
    yield ""


def _operation(method: str, path: str, details: dict[str, Any]) -> Iterator[str]:
    yield from (f"### {method} {path.removeprefix(ROOT)}", "", f"{details['summary']}.", "")
    more = details.get("description", "").partition("\n")[2].strip()
    if more:
        yield from (" ".join(more.split()), "")
    scope = details["x-scope"]
    yield f"- Scope: {f'`{scope}`' if scope else 'any token'}"
    asked = [each for each in details.get("parameters", ()) if each["in"] == "query"]
    if asked:
        yield "- Filters: " + "; ".join(_parameter(each) for each in asked)
    body = details.get("requestBody")
    if body:
        for kind, content in body["content"].items():
            shown = "the bytes of the file" if "json" not in kind else _kind(content["schema"])
            yield f"- Sent: {shown} (`{kind}`)"
    for status, told in details["responses"].items():
        if status.startswith("2"):
            [content] = told["content"].values()
            yield f"- Answer: {status}, {_kind(content['schema'])}"
    yield ""


def _parameter(asked: dict[str, Any]) -> str:
    words = f", {asked['description'].rstrip('.')}" if asked.get("description") else ""
    needed = ", needed" if asked["required"] else ""
    return f"`{asked['name']}` ({_kind(asked['schema'])}{needed}{words})"


def _shape(name: str, shape: dict[str, Any]) -> Iterator[str]:
    yield from (f"### {name}", "")
    if shape.get("description"):
        yield from (" ".join(shape["description"].split()), "")
    yield from ("| Field | Type | |", "| --- | --- | --- |")
    needed = set(shape.get("required", ()))
    for field, told in shape["properties"].items():
        words = " ".join(str(told.get("description", "")).split())
        star = " *" if field in needed and name.endswith("In") else ""
        yield f"| `{field}`{star} | {_kind(told)} | {_cell(words)} |"
    yield ""


def _kind(schema: dict[str, Any]) -> str:
    """A type in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if len(schema.get("allOf", ())) == 1:
        return _kind(schema["allOf"][0])
    if "enum" in schema:
        return _cell(" / ".join(str(each) or '""' for each in schema["enum"]))
    kind = schema.get("type", "anything")
    if isinstance(kind, list):
        return " or ".join(_kind({**schema, "type": each}) for each in kind)
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if kind == "string":
        return {"date-time": "time", "date": "day"}.get(schema.get("format", ""), "text")
    return {"integer": "whole number", "boolean": "true or false", "object": "table"}.get(
        kind, kind
    )


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
