"""What a report asks for, read from its text: causes of concern, recommendations, areas for improvement, with deadlines.

It knows the headings that inspectorates use, and nothing else; what it made of a text is shown before anything is kept.
"""

import re
from dataclasses import dataclass

from onrecord.improvement.lists.columns import DEADLINES, months_in
from onrecord.improvement.recommendations.models import Deadline

CAUSE, RECOMMENDATION, IMPROVEMENT = "cause", "recommendation", "improvement"
_HEADINGS = (
    (re.compile(r"causes? of concern(?:\s+\d+)?", re.I), CAUSE),
    (re.compile(r"recommendations?(?:\s+\d+)?", re.I), RECOMMENDATION),
    (re.compile(r"areas? for improvement(?:\s+\d+)?", re.I), IMPROVEMENT),
)
# What follows such a heading belongs to an answer, not to the report.
_OTHER = re.compile(
    r"(?:[\w' ]{0,40}\bresponse\b|conclusions?|findings?|introduction|summary|background|contents)\W*\Z", re.I
)  # fmt: skip
_MARK = re.compile(r"^[\s#>*_•·\-–]+|[\s*_]+$")
_BULLET = re.compile(r"^\s*(?:[-–•·*]|\(?[a-z0-9]{1,3}[.)])\s+", re.I)
_NUMBERED = re.compile(r"^\s*\(?(?:\d{1,2}|[a-z])[.)]\s", re.I)
_BEGINS = re.compile(
    r"(?:within|by|immediately|with immediate|the force should|the (?:chief )?constable(?:ry)? should|\w+(?: \w+){0,3} (?:police|constabulary) should)\b",
    re.I,
)
_DAY = re.compile(r"\bby\b[^.]{0,40}\b20\d\d\b", re.I)
_LABEL = re.compile(r"\b(\d{1,3})\b")


@dataclass
class Item:
    """One thing that the text asks for. `deadline`: "immediately", "3_months", "6_months", "none" of an area
    for improvement that gives none; empty where somebody has to choose. `label`: as the text has it, such as Recommendation 2. `listed`: it stood in a list under
    words that it shares with others."""

    kind: str
    text: str
    deadline: str = ""
    label: str = ""
    line: int = 0
    listed: bool = False


def understand(text: str) -> list[Item]:
    """What the text asks for, in its order. A heading in the plural begins a list; each sentence that says by when, or that
    the force should, begins a new one of it. Where such sentences
    are listed under one lead that ends with a colon, each gets the lead's words, since they hold its subject."""
    found: list[Item] = []
    kind, several, lead = "", False, ""
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = _MARK.sub("", raw).strip()
        if not line:
            if found and kind and found[-1].text:
                found[-1].text += "\n"
            continue
        heading = _heading(line)
        if heading is not None:
            (kind, rest, several, label), lead = heading, ""
            if not several or kind == CAUSE or rest:
                found.append(Item(kind, rest, label=label, line=number))
            continue
        if _OTHER.match(line):
            kind = ""
            continue
        if not kind:
            continue
        if several and kind != CAUSE and _BEGINS.match(_BULLET.sub("", line)):
            line, listed = _BULLET.sub("", line), bool(_BULLET.match(raw))
            if (
                listed
                and found
                and found[-1].kind == kind
                and found[-1].text.rstrip().endswith(":")
            ):
                lead = found.pop().text.rstrip(" :\n")
            lead = lead if listed else ""
            found.append(
                Item(kind, _under(lead, line) if lead else "", line=number, listed=bool(lead))
            )
            if lead:
                continue
        elif several and kind != CAUSE and (not found or found[-1].kind != kind):
            continue
        _add(found[-1], raw, line)
    return [_tidied(each) for each in found if each.text.strip()]


def _heading(line: str) -> tuple[str, str, bool, str] | None:
    """(kind, what stands behind it on the line, whether it begins a list, its label)."""
    for pattern, kind in _HEADINGS:
        match = pattern.match(line)
        if match is None:
            continue
        rest = line[match.end() :]
        # A sentence such as "Recommendations are not orders" is no heading.
        if rest and not re.match(r"\s*(?:[:.–-]|\Z)", rest):
            continue
        words = match.group()
        several = bool(re.match(r"(?:recommendations|areas)\b", words, re.I))
        label = words[:1].upper() + words[1:].lower() if _LABEL.search(words) else ""
        return kind, rest.strip(" :.–-\t"), several, label
    return None


def _under(lead: str, line: str) -> str:
    """A sentence of a list with the words above the list, which mostly hold who should do it."""
    if re.search(r"\bshould\b", line, re.I):
        return line if re.search(r"\bshould\Z", lead, re.I) else f"{lead}: {line}"
    comma = "," if re.match(r"[^,.;]{1,40},", line) else ""
    return f"{lead}{comma} {line[:1].lower()}{line[1:]}"


def _add(item: Item, raw: str, line: str) -> None:
    dashed = bool(re.match(r"\s*[-–•·*]\s", raw)) and item.text
    bullet = dashed or (_NUMBERED.match(raw) and item.text)
    part = f"- {line}" if dashed else line
    if not item.text:
        item.text = part
    elif bullet or item.text.endswith("\n"):
        item.text += f"\n{part}" if not item.text.endswith("\n") else part
    else:
        item.text += f" {part}"


def _tidied(item: Item) -> Item:
    item.text = re.sub(r"\n{3,}", "\n\n", item.text).strip()
    if item.listed:
        item.text = re.sub(r"[;,]\s*(?:and|or)?\Z", ".", item.text)
    months = months_in(item.text) if item.kind != CAUSE else None
    item.deadline = str(DEADLINES[months]) if months in DEADLINES else ""
    if item.kind == IMPROVEMENT and months is None and not _DAY.search(item.text):
        item.deadline = str(Deadline.NONE)
    return item
