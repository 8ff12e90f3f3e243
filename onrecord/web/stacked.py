"""Tables whose rows become cards on a telephone: each cell bears the name of its column, for the style sheet to write before it."""

import re

_HEAD = re.compile(r"<thead>\s*<tr[^>]*>(.*?)</tr>\s*</thead>", re.DOTALL)
_NAME = re.compile(r"<th\b([^>]*)>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?(?=<tr\b|\Z)", re.DOTALL)
_CELL = re.compile(r"<(td|th)\b([^>]*)>")
_SPAN = re.compile(r'\bcolspan="(\d+)"')
# What only a screen reader is told is no name that fits before a value.
_UNSEEN = re.compile(r'<span class="unseen">.*?</span>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_NOTHING = re.compile(r"(<td\b[^>]*>)\s+(?=</td>)")


def with_names(content: str) -> str:
    """`content`, the rows of a table with one row of headings, its data cells named by the heading above them (`data-name`) and
    those with nothing in them quite empty, so that no name stands before nothing. A cell that has a name keeps it; a table with
    no such row stays as it is."""
    head = _HEAD.search(content)
    if head is None:
        return content
    names: list[str] = []
    for attributes, words in _NAME.findall(head[1]):
        shown = " ".join(_TAG.sub("", _UNSEEN.sub("", words)).split()).replace('"', "&quot;")
        names += [shown] * _span(attributes)
    rows = _NOTHING.sub(r"\1", content[head.end() :])
    return content[: head.end()] + _ROW.sub(lambda row: _named(row[0], names), rows)


def _named(row: str, names: list[str]) -> str:
    at = 0

    def cell(found: re.Match[str]) -> str:
        nonlocal at
        here, kind, attributes = at, found[1], found[2]
        at += _span(attributes)
        # What goes over several columns stands under none of them.
        if kind == "th" or "data-name=" in attributes or at > here + 1:
            return found[0]
        name = names[here] if here < len(names) else ""
        return f'<td{attributes} data-name="{name}">' if name else found[0]

    return _CELL.sub(cell, row)


def _span(attributes: str) -> int:
    wide = _SPAN.search(attributes)
    return int(wide[1]) if wide else 1
