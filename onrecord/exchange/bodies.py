"""The canonical JSON of a converted row, written straight. Pure.

The same text as `onrecord.ledger.entry.canonical_json`, three times quicker, because a content has only text, lists of
text and the one dictionary of text, `extra`. A generated test holds the two together.
"""

from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any

_quoted = encode_basestring


def body_of(content: Mapping[str, Any]) -> str:
    """Keys sorted, no spaces, characters as they are."""
    parts = []
    for name in sorted(content):
        value = content[name]
        if type(value) is str:
            parts.append(f'"{name}":{_quoted(value)}')
        elif value is None:
            parts.append(f'"{name}":null')
        elif not value:
            parts.append(f'"{name}":{{}}' if isinstance(value, dict) else f'"{name}":[]')
        elif isinstance(value, dict):
            pairs = ",".join([f"{_quoted(k)}:{_quoted(value[k])}" for k in sorted(value)])
            parts.append(f'"{name}":{{{pairs}}}')
        else:
            parts.append(f'"{name}":[{",".join(map(_quoted, value))}]')
    return "{" + ",".join(parts) + "}"
