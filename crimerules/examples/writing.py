"""Writes an example file, so that a case answered wrongly can be handed in ready to use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from crimerules.case import Case
from crimerules.decision import EXITS


def example_text(
    *,
    id: str,
    title: str,
    source: str,
    on: date,
    case: Case,
    crimes: list[str],
    exits: list[str],
    note: str = "",
) -> str:
    """The text of an example file for a case and the answer it should have.

    ``crimes`` and ``exits`` are written as on the command line: "2 x 8N 008/06" and "N100 100/01".
    Raises ``ValueError`` for an answer that can't be read.
    """
    lines = [
        f"id = {_value(id)}",
        f"title = {_value(title)}",
        'kind = "own"',
        f"source = {_value(source)}",
        f"on = {on.isoformat()}",
    ]
    if note:
        lines.append(f"note = {_value(note)}")
    lines += ["", "[case]"]
    plain = case.to_dict()
    for key, value in sorted(plain.items(), key=lambda entry: isinstance(entry[1], list)):
        if isinstance(value, list):
            lines += [f"{key} = [", *(f"  {_value(each)}," for each in value), "]"]
        else:
            lines.append(f"{key} = {_value(value)}")
    lines += ["", "[expect]"]
    for key, given, name in (("crimes", crimes, "class"), ("exits", exits, "exit")):
        if given:
            lines += [f"{key} = [", *(f"  {_value(_answer(each, name))}," for each in given), "]"]
    return "\n".join(lines) + "\n"


def _answer(text: str, name: str) -> dict[str, Any]:
    words = text.replace(" x ", " ", 1).split()
    count = int(words.pop(0)) if len(words) > 1 and words[0].isdigit() and "x" in text else 1
    if not words or len(words) > 2:
        raise ValueError(f'"{text}" can\'t be read: write it as "8N 008/06" or "2 x 8N 008/06"')
    if name == "exit" and words[0] not in EXITS:
        raise ValueError(f'"{words[0]}" is no exit: use one of {", ".join(EXITS)}')
    made: dict[str, Any] = {name: words[0]}
    if len(words) == 2:
        made["code"] = words[1]
    return {**made, "count": count} if count > 1 else made


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    return str(value)


def _key(key: str) -> str:
    return key if all(each.isalnum() or each in "-_" for each in key) else _value(key)
