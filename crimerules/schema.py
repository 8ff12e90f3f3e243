"""The published layout of a case, as JSON Schema (draft 2020-12), made from the facts themselves."""

from __future__ import annotations

from dataclasses import Field
from typing import Any

from crimerules.case import Case
from crimerules.deciding import decide
from crimerules.reading import LONGEST, MOST, allowed, layout, needed
from crimerules.vocabulary import FACTS

READS = decide
"""Importing the decision registers every word and fact that its rules read."""
DRAFT = "https://json-schema.org/draft/2020-12/schema"
SIMPLE: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "maxLength": LONGEST},
    "flag": {"type": "boolean"},
    "number": {"type": "number"},
    "moment": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
    "texts": {
        "type": "array",
        "maxItems": MOST,
        "items": {"type": "string", "maxLength": LONGEST},
    },
}


def case_schema() -> dict[str, Any]:
    """The schema of a case. Words are listed with their meanings; nothing else is accepted."""
    definitions: dict[str, Any] = {}
    body = _object(Case, definitions)
    return {
        "$schema": DRAFT,
        "title": "A case for crimerules",
        "description": "What was reported, in plain facts. A fact left out is not known.",
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    table = layout(cls)
    required = [name for name, each in table.items() if needed(each)]
    made: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _field(each, definitions) for name, each in table.items()},
    }
    return {**made, "required": required} if required else made


def _field(each: Field[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    meta = each.metadata
    return {
        "description": meta["meaning"],
        **_kind(meta["kind"], meta["words"], meta["of"], definitions),
    }


def _kind(kind: str, words: Any, of: type | None, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind == "word":
        return _words(words)
    if kind == "words":
        return {"type": "array", "maxItems": MOST, "items": _words(words)}
    if kind == "facts":
        return {"type": "object", "additionalProperties": False, "properties": _facts()}
    if of is not None:
        name = of.__name__
        if name not in definitions:
            definitions[name] = {}  # holds the place, should a thing ever hold one of its own kind
            definitions[name] = {
                "description": (of.__doc__ or "").split("\n")[0],
                **_object(of, definitions),
            }
        reference = {"$ref": f"#/$defs/{name}"}
        return (
            {"type": "array", "maxItems": MOST, "items": reference} if kind == "many" else reference
        )
    return dict(SIMPLE[kind])


def _words(words: Any) -> dict[str, Any]:
    known = allowed(words)
    if not any(known.values()):
        return {"enum": sorted(known)}
    return {"oneOf": [{"const": word, "description": known[word]} for word in sorted(known)]}


def _facts() -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, (kind, meaning) in sorted(FACTS.items()):
        base, _, sort = kind.partition(":")
        made[name] = {"description": meaning, **_kind(base, sort, None, {})}
    return made
