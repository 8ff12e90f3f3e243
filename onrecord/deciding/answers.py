"""Answers to what the rules ask besides the questions: to which field of a case they go, and how they are read."""

import re
from collections.abc import Mapping
from typing import Any

from crimerules.case import Case
from crimerules.reading import layout
from crimerules.vocabulary import FACTS
from onrecord.deciding.errors import DecisionError

UNKNOWN = "?"
# Whether what is reported is a crime that the log has on record (onrecord.deciding.on_record): no field of the case.
SAME = re.compile(r"same\[([^\]]+)\]\Z")
# Kinds of field that one answer fills (crimerules.reading).
ANSWERED = frozenset({"flag", "word", "words", "number", "moment", "day", "text", "texts", "many"})
_FIELD = re.compile(r"(acts|people|contrary|reports|recorded)\[([^\]]+)\]\.(.+)\Z")


def kind_of(field: str) -> tuple[str, str]:
    """How an answer for a field of a case is given: (kind, sort of words). "" when it isn't known here.

    Kinds are those of crimerules.reading: flag, word, words, number, moment, day, text, texts, many.
    """
    if SAME.match(field):
        return "flag", ""
    found = _FIELD.match(field)
    if found is None:
        return "", ""
    cls = layout(Case)[found[1]].metadata["of"]
    parts = found[3].split(".")
    if parts[0] == "facts" and len(parts) == 2:
        kind, _, sort = FACTS.get(parts[1], ("", ""))[0].partition(":")
        return kind, sort
    for number, part in enumerate(parts):
        each = layout(cls).get(part)
        if each is None:
            return "", ""
        if number == len(parts) - 1:
            words = each.metadata["words"]
            return each.metadata["kind"], words if isinstance(words, str) else ""
        if each.metadata["kind"] != "one":
            return "", ""  # several things, or none that has parts
        cls = each.metadata["of"]
    return "", ""


def _checked_field(field: str) -> re.Match[str]:
    found = _FIELD.match(field)
    if found is None or kind_of(field)[0] not in ANSWERED:
        raise DecisionError(
            f"{field[:80]!r} is no field of a case to which an answer can go. Leave it out, and answer what the rules ask "
            "under the name that they give, such as people[victim1].confirms."
        )
    return found


def put(case: dict[str, Any], field: str, word: str) -> None:
    """Set a field of a case to the answer that somebody gave. A field of somebody who is gone is left out.

    Raises DecisionError for what is no field of a case to which an answer can go.
    """
    found = _checked_field(field)
    rows = case.get(found[1], [])
    key = found[2]
    row = next((each for each in rows if str(each.get("id", each.get("ref", ""))) == key), None)
    if row is None and key.isdecimal() and int(key) < len(rows):
        row = rows[int(key)]
    if row is None:
        return
    kind, _ = kind_of(field)
    *path, last = found[3].split(".")
    for part in path:
        row[part] = dict(row.get(part, {}))
        row = row[part]
    if kind == "many":
        owner = next(iter(row.get("to", [])), "")
        row[last] = [{"kind": word, **({"owner": owner} if owner else {})}]
    else:
        row[last] = _value(kind, word)


def _value(kind: str, word: str) -> Any:
    if kind == "flag":
        return word == "yes"
    if kind == "number":
        return int(word) if word.lstrip("-").isdecimal() else word
    return [word] if kind in ("words", "texts") else word


def check_answers(given: Any) -> None:
    """Raise DecisionError for what can be no answers, before they are kept."""
    if not isinstance(given, Mapping) or not all(isinstance(each, str) for each in given.values()):
        raise DecisionError(
            'Give the answers as field and word: {"people[victim1].confirms": "yes"}.'
        )
    for field in given:
        if not SAME.match(field):
            _checked_field(field)
