"""What a document consists of: headings, paragraphs, lists, tables. Plain data that is kept as JSON and set elsewhere.

    Document("Response to ...", (Heading(1, "Overall response"), *blocks_of(text)))

Text is plain text. Web addresses in it become links where the form has links (`pieces`).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

PLAIN, LEAD, QUOTE, NOTE = "plain", "lead", "quote", "note"
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'’”]")
_ITEM = re.compile(r"[-*•]\s+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title: level 1, 2 or 3."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. `manner`: "plain", "lead" (the first that is read), "quote" (somebody else's words), "note" (small print)."""

    text: str
    manner: str = PLAIN


@dataclass(frozen=True, slots=True)
class Items:
    """A list with bullets."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. The first cell of each row heads it; with an empty `head` the table has no row of heads: names and values."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Words | Items | Grid
_KINDS: dict[str, type[Any]] = {"heading": Heading, "words": Words, "items": Items, "grid": Grid}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Document:
    """A document: title, what stands in it in order, who answers for it, and the day it bears, as 2019-03-08."""

    title: str
    blocks: tuple[Block, ...]
    author: str = ""
    day: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "author": self.author,
            "day": self.day,
            "blocks": [{"kind": _NAMES[type(block)], **asdict(block)} for block in self.blocks],
        }

    @classmethod
    def from_json(cls, held: dict[str, Any]) -> "Document":
        """The document that was kept. Raises KeyError or TypeError for what is none."""
        blocks = []
        for row in held["blocks"]:
            values = {name: _tuples(value) for name, value in row.items() if name != "kind"}
            blocks.append(_KINDS[row["kind"]](**values))
        return cls(held["title"], tuple(blocks), held["author"], held["day"])


def blocks_of(text: str, manner: str = PLAIN) -> tuple[Block, ...]:
    """What somebody typed, as paragraphs and lists: an empty line ends a paragraph; lines that begin with a hyphen, a star or
    a bullet are a list."""
    found: list[Block] = []
    for part in re.split(r"\n[^\S\n]*\n", clean(text)):
        words: list[str] = []
        items: list[str] = []
        for line in (each.strip() for each in part.split("\n")):
            begins = _ITEM.match(line)
            if begins:
                found += _paragraph(words, manner)
                items.append(line[begins.end() :].strip())
            elif items and line:
                # The rest of an item that runs over several lines.
                items[-1] = f"{items[-1]} {line}"
            elif line:
                words.append(line)
        found += _paragraph(words, manner)
        if items:
            if found and isinstance(found[-1], Items):
                items = [*found.pop().items, *items]  # type: ignore[union-attr]
            found.append(Items(tuple(items)))
    return tuple(found)


def _paragraph(words: list[str], manner: str) -> list[Block]:
    made: list[Block] = [Words(" ".join(words), manner)] if words else []
    words.clear()
    return made


def clean(text: str) -> str:
    """Text without characters that no document may hold (XML 1.0 forbids most control characters)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn")
    )


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """A text as (words, address) in order; the address is empty where the words are no link."""
    at = 0
    for found in _ADDRESS.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], ""
        yield found[0], found[0]
        at = found.end()
    if at < len(text) or not text:
        yield text[at:], ""


def texts(document: Document) -> Iterator[str]:
    """Every text of the document in reading order, one for each heading, paragraph, item and cell."""
    yield document.title
    for block in document.blocks:
        if isinstance(block, Heading):
            yield block.words
        elif isinstance(block, Words):
            yield block.text
        elif isinstance(block, Items):
            yield from block.items
        else:
            yield block.caption
            yield from block.head
            for row in block.rows:
                yield from row


def plain_text(document: Document) -> str:
    """The document as plain text, a line for each text."""
    return "\n".join(texts(document)) + "\n"


def sections(document: Document) -> list[tuple[tuple[str, ...], str]]:
    """Each text with the headings it stands under, the title first."""
    above: list[str] = [document.title]
    found: list[tuple[tuple[str, ...], str]] = [((), document.title)]
    for block in document.blocks:
        if isinstance(block, Heading):
            above = [*above[: block.level], block.words]
            found.append((tuple(above[:-1]), block.words))
            continue
        for text in texts(Document("", (block,))):
            if text:
                found.append((tuple(above), text))
    return found


def _tuples(value: Any) -> Any:
    """Lists of JSON as the tuples they were."""
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value


def named(caption: str, rows: Sequence[tuple[str, str]]) -> Grid:
    """A table of names and values; those without a value are left out."""
    return Grid(caption, (), tuple((name, value) for name, value in rows if value))
