"""Two wordings of a text beside each other, with the words that differ marked. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Texts of more words than this aren't compared word by word: it would take seconds, and nobody reads that.
MOST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one side. `differs`: they aren't on the other."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """The two sides, each in pieces that put together are the text, letter for letter."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def side_by_side(before: str, after: str) -> Pair:
    """Compare by words. Blanks and line ends belong to the word before them and aren't compared."""
    old, new = _words(before), _words(after)
    if len(old) + len(new) > MOST_WORDS:
        same = before == after
        return Pair((Piece(before, not same),), (Piece(after, not same),))
    left: list[Piece] = []
    right: list[Piece] = []
    bare_old, bare_new = ([word.strip() for word in words] for words in (old, new))
    matcher = SequenceMatcher(None, bare_old, bare_new, autojunk=False)
    for what, start, end, first, last in matcher.get_opcodes():
        for pieces, text in ((left, "".join(old[start:end])), (right, "".join(new[first:last]))):
            if text:
                pieces.append(Piece(text, what != "equal"))
    return Pair(tuple(left), tuple(right))


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
