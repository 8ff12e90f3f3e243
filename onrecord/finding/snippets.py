"""Where in a text the words of a question stand, for people to see. Pure but for the escaping."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from onrecord.finding.asking import Term
from onrecord.finding.folding import spans

WIDTH = 240
# Longer texts are looked through up to here for what to show.
MOST_SHOWN = 50_000


class Piece(NamedTuple):
    """A part of a record with its name, which is empty for the part that needs none."""

    name: str
    text: str


def matches(text: str, terms: Sequence[Term]) -> list[tuple[int, int, int]]:
    """(start, end, number of the term) of all that fits, in order."""
    found: list[tuple[int, int, int]] = []
    row = spans(text)
    by_first: dict[str, list[int]] = {}
    beginnings = [n for n, term in enumerate(terms) if term.prefix and len(term.words) == 1]
    for n, term in enumerate(terms):
        if n not in beginnings:
            by_first.setdefault(term.words[0], []).append(n)
    for at, span in enumerate(row):
        for n in by_first.get(span.word, ()):
            term = terms[n]
            part = row[at : at + len(term.words)]
            *whole, last = [one.word for one in part]
            same = last == term.words[-1] or (term.prefix and last.startswith(term.words[-1]))
            if same and len(part) == len(term.words) and tuple(whole) == term.words[:-1]:
                found.append((span.start, part[-1].end, n))
        for n in beginnings:
            if span.word.startswith(terms[n].words[0]):
                found.append((span.start, span.end, n))
    return sorted(found)


def best(pieces: Iterable[Piece], terms: Sequence[Term]) -> Piece | None:
    """The piece in which most of the terms stand, the first of several; None if there is none with any."""
    most, chosen = 0, None
    for piece in pieces:
        count = len({n for _, _, n in matches(piece.text[:MOST_SHOWN], terms)})
        if count > most:
            most, chosen = count, piece
    return chosen


def marked(text: str, terms: Sequence[Term], width: int = WIDTH) -> SafeString:
    """The text, or `width` characters of it around the first fit, with what fits in <mark>; everything escaped."""
    text = text[:MOST_SHOWN]
    found = matches(text, terms)
    begin, end = _window(text, found, width)
    parts, at = ["… " if begin else ""], begin
    for start, stop, _ in found:
        start, stop = max(start, at), min(stop, end)
        if start >= stop:
            continue
        parts += [escape(text[at:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        at = stop
    parts += [escape(text[at:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308  (every part is escaped above)


def _window(text: str, found: list[tuple[int, int, int]], width: int) -> tuple[int, int]:
    """From where to where the text is shown: at the place where most terms stand close together."""
    if len(text) <= width:
        return 0, len(text)
    if not found:
        return 0, _between_words(text, width)
    starts = [start for start, _, _ in found]
    room = width * 3 // 4

    def different(n: int) -> int:
        return len({which for _, _, which in found[n : bisect_right(starts, starts[n] + room)]})

    first = max(range(min(len(found), 200)), key=lambda n: (different(n), -n))
    begin = max(0, starts[first] - width // 4)
    while 0 < begin < starts[first] and not text[begin - 1].isspace():
        begin += 1
    return begin, _between_words(text, max(begin + width, found[first][1]))


def _between_words(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - 30, end)
    return space if space > 0 else end
