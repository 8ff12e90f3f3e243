"""Conditions of the Matterhorn Protocol 1.1 that a machine can check in a PDF/UA-1 file, by their numbers.

Those that can't come up in a report are left out: forms, links and other annotations, attachments, optional content, notes, formulas,
tables of contents, ruby, signatures, encryption. `BESIDES` is no condition of the protocol and is wanted all the same.
"""

import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, BooleanObject, ContentStream, DictionaryObject, NameObject

BESIDES = "besides"
_STANDARD = (
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD "
    "THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form"
)
STANDARD = frozenset(_STANDARD.split())
SHOWS_TEXT = {b"Tj", b"TJ", b"'", b'"'}
PAINTS = SHOWS_TEXT | {
    b"S",
    b"s",
    b"f",
    b"F",
    b"f*",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"sh",
    b"INLINE IMAGE",
}
# What may stand where in a table and in a list (ISO 32000-1, tables 336 and 337).
KIDS = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI", "Caption", "L"},
    "LI": {"Lbl", "LBody"},
}
PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "LI": {"L"},
    "LBody": {"LI"},
}  # fmt: skip


def failures(pdf: bytes) -> list[tuple[str, str]]:
    """Each condition that is met, with where: an empty list is a pass."""
    held = _Held(PdfReader(io.BytesIO(pdf)))
    return [
        *_document(held),
        *_tree(held),
        *_headings(held),
        *_tables(held),
        *_content(held),
        *_fonts(held),
    ]


class _Element:
    def __init__(self, dictionary: Any, parent: "_Element | None") -> None:
        self.own, self.parent = dictionary, parent
        self.type = str(dictionary.get("/S", "")).removeprefix("/")
        self.kids: list[_Element] = []
        self.content: list[tuple[Any, int]] = []

    def get(self, key: str) -> Any:
        found = self.own.get(key)
        return None if found is None else found.get_object()

    def all(self) -> "Iterator[_Element]":
        yield self
        for kid in self.kids:
            yield from kid.all()

    @property
    def attributes(self) -> dict[str, Any]:
        held = self.get("/A")
        held = held if isinstance(held, list) else [held]
        return {k: v for each in held if each is not None for k, v in each.get_object().items()}


class _Held:
    """The file, and its tree of tags."""

    def __init__(self, reader: PdfReader) -> None:
        self.reader = reader
        self.catalog = reader.trailer["/Root"]
        self.tops: list[_Element] = []
        root = self.catalog.get("/StructTreeRoot")
        if root is not None:
            self.tops = [self._element(kid, None) for kid in _listed(root.get_object().get("/K"))]

    def _element(self, own: Any, parent: _Element | None) -> _Element:
        element = _Element(own.get_object(), parent)
        for kid in _listed(element.own.get("/K")):
            found = kid.get_object()
            if isinstance(found, DictionaryObject) and "/S" in found:
                element.kids.append(self._element(kid, element))
            elif isinstance(found, DictionaryObject):
                page = found.raw_get("/Pg") if "/Pg" in found else element.own.raw_get("/Pg")
                element.content.append((page.idnum, int(found.get("/MCID", -1))))
            else:
                element.content.append((element.own.raw_get("/Pg").idnum, int(found)))
        return element

    def elements(self) -> Iterator[_Element]:
        for top in self.tops:
            yield from top.all()


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    found = value.get_object()
    return list(found) if isinstance(found, ArrayObject) else [value]


def _true(value: Any) -> bool:
    return isinstance(value, BooleanObject) and bool(value.value)


def _document(held: _Held) -> Iterator[tuple[str, str]]:
    marks = (held.catalog.get("/MarkInfo") or DictionaryObject()).get_object()
    if _true(marks.get("/Suspects")):
        yield "01-007", "Suspects is true"
    if not _true(marks.get("/Marked")):
        yield BESIDES, "the file isn't said to be tagged (Marked)"
    stream = held.catalog.get("/Metadata")
    if stream is None:
        yield "06-001", "no XMP metadata"
    else:
        xmp = stream.get_object().get_data().decode()
        if not re.search(r"pdfuaid:part(>|=['\"])1\b", xmp) or "http://www.aiim.org/pdfua/ns/id/" not in xmp:  # fmt: skip
            yield "06-002", "no PDF/UA identifier"
        title = re.search(r"<dc:title>(.*?)</dc:title>", xmp, re.S)
        if title is None or not re.sub(r"<[^>]*>", "", title.group(1)).strip():
            yield "06-003", "no title in the metadata"
    shown = (held.catalog.get("/ViewerPreferences") or DictionaryObject()).get_object()
    if "/DisplayDocTitle" not in shown:
        yield "07-001", "DisplayDocTitle is missing"
    elif not _true(shown["/DisplayDocTitle"]):
        yield "07-002", "DisplayDocTitle is false"
    language = str(held.catalog.get("/Lang", ""))
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        # All text, alternatives and metadata take their language from here, as nothing has one of its own.
        yield from ((number, f"language {language!r}") for number in ("11-001", "11-002", "11-006"))
    for number, page in enumerate(held.reader.pages, 1):
        if page.get("/Annots") and page.get("/Tabs") != "/S":
            yield ("28-009" if "/Tabs" in page else "28-008"), f"page {number}: tab order"


def _tree(held: _Held) -> Iterator[tuple[str, str]]:
    root = held.catalog.get("/StructTreeRoot")
    if root is None:
        yield "01-005", "no tree of tags"
        return
    roles = {str(k)[1:]: str(v)[1:] for k, v in (root.get_object().get("/RoleMap") or {}).items()}
    for name in roles:
        if name in STANDARD:
            yield "02-004", f"{name} is remapped"
    for element in held.elements():
        seen, kind = set(), element.type
        while kind not in STANDARD and kind in roles and kind not in seen:
            seen.add(kind)
            kind = roles[kind]
        if kind not in STANDARD:
            yield ("02-003" if kind in seen else "02-001"), f"type {element.type}"
        parent = element.parent.type if element.parent else ""
        number = "09-005" if element.type in ("L", "LI", "Lbl", "LBody") else "09-004"
        if element.type in PARENTS and parent not in PARENTS[element.type]:
            yield number, f"{element.type} in {parent}"
        if element.type in KIDS:
            for kid in element.kids:
                if kid.type not in KIDS[element.type]:
                    yield ("09-005" if element.type in ("L", "LI") else "09-004"), f"{kid.type} in {element.type}"  # fmt: skip
        if element.type == "Figure" and not (element.get("/Alt") or element.get("/ActualText")):
            yield "13-004", "a figure without alternative text"
        if element.type == "Formula" and not (element.get("/Alt") or element.get("/ActualText")):
            yield "17-002", "a formula without alternative text"
        empty = not element.kids and not element.content
        if empty and element.type not in ("TD", "TH"):
            yield BESIDES, f"an empty {element.type}"


def _headings(held: _Held) -> Iterator[tuple[str, str]]:
    levels = []
    for element in held.elements():
        if sum(kid.type == "H" for kid in element.kids) > 1:
            yield "14-006", f"several H in {element.type}"
        if re.fullmatch("H[1-6]?", element.type):
            levels.append(element.type[1:])
    if "" in levels and set(levels) != {""}:
        yield "14-007", "H beside numbered headings"
    numbers = [int(level) for level in levels if level]
    if numbers and numbers[0] != 1:
        yield "14-002", f"the first heading is H{numbers[0]}"
    for before, after in itertools.pairwise(numbers):
        if after > before + 1:
            yield "14-003", f"H{after} after H{before}"


def _tables(held: _Held) -> Iterator[tuple[str, str]]:
    for table in held.elements():
        if table.type != "Table":
            continue
        cells = [each for each in table.all() if each.type in ("TH", "TD")]
        ids = {str(each.get("/ID")) for each in cells if each.get("/ID") is not None}
        for cell in cells:
            if cell.type == "TH" and cell.attributes.get("/Scope") not in ("/Row", "/Column", "/Both"):  # fmt: skip
                yield "15-003", "a header cell without Scope"
            for told in cell.attributes.get("/Headers", ()):
                if str(told) not in ids:
                    yield BESIDES, f"a cell names the header {told}, which isn't there"
        rows = [each for each in table.all() if each.type == "TR"]
        widths = {sum(int(c.attributes.get("/ColSpan", 1)) for c in row.kids) for row in rows}
        spans = any("/RowSpan" in each.attributes for each in cells)
        if len(widths) > 1 and not spans:
            yield BESIDES, f"rows of {sorted(widths)} cells in one table"


def _content(held: _Held) -> Iterator[tuple[str, str]]:
    """Everything painted is owned by an element of the tree, or an artifact, and never both."""
    owned: dict[int, set[int]] = {}
    for element in held.elements():
        for page, number in element.content:
            owned.setdefault(page, set()).add(number)
    for at, page in enumerate(held.reader.pages, 1):
        told = owned.get(page.indirect_reference.idnum, set())
        painted: set[int] = set()
        resources = page["/Resources"].get_object()
        stream = ContentStream(page["/Contents"].get_object(), held.reader)
        for number, words in _painted(held, stream, resources, told, painted, []):
            yield number, f"page {at}: {words}"
        if told - painted:
            yield BESIDES, f"page {at}: elements own content that isn't there: {told - painted}"


def _painted(
    held: _Held, stream: Any, resources: Any, told: set[int], painted: set[int], marks: list[Any]
) -> Iterator[tuple[str, str]]:
    depth = len(marks)
    for operands, operator in stream.operations:
        if operator in (b"BMC", b"BDC"):
            owner = _mark(operands, operator, resources)
            if owner == "artifact" and any(isinstance(mark, int) for mark in marks):
                yield "01-003", "an artifact inside tagged content"
            if isinstance(owner, int):
                painted.add(owner)
                if "artifact" in marks:
                    yield "01-004", "tagged content inside an artifact"
                if owner not in told:
                    yield "01-005", f"marked content {owner}, which no element owns"
            marks.append(owner)
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Do":
            thing = resources["/XObject"][operands[0]].get_object()
            if thing["/Subtype"] == "/Form":
                if "/Ref" in thing:
                    yield "30-001", "a reference XObject"
                inner = (thing.get("/Resources") or resources).get_object()
                inside = ContentStream(thing, held.reader)
                yield from _painted(held, inside, inner, told, painted, marks)
            elif not _is_marked(marks):
                yield "01-005", "an image is neither tagged nor an artifact"
        elif operator in PAINTS and not _is_marked(marks):
            yield "01-005", f"{operator.decode()} paints what is neither tagged nor an artifact"
    if len(marks) != depth:
        yield BESIDES, "marked content is not closed where it was opened"


def _is_marked(marks: list[Any]) -> bool:
    return "artifact" in marks or any(isinstance(mark, int) for mark in marks)


def _mark(operands: Any, operator: bytes, resources: Any) -> Any:
    """The number of tagged content, "artifact", or None for a mark that means nothing here."""
    if operands[0] == "/Artifact":
        return "artifact"
    if operator == b"BMC":
        return None
    told = operands[1]
    if isinstance(told, NameObject):
        told = resources["/Properties"][told].get_object()
    return int(told["/MCID"]) if "/MCID" in told else None


def _fonts(held: _Held) -> Iterator[tuple[str, str]]:
    seen: dict[int, Any] = {}
    for page in held.reader.pages:
        for resources in _resources(page["/Resources"].get_object(), set()):
            for font in (resources.get("/Font") or DictionaryObject()).get_object().values():
                seen[id(font.get_object())] = font.get_object()
    for font in seen.values():
        yield from _font(font)


def _resources(resources: Any, known: set[int]) -> Iterator[Any]:
    """These resources, and those of the forms they hold."""
    if id(resources) in known:
        return
    known.add(id(resources))
    yield resources
    for thing in (resources.get("/XObject") or DictionaryObject()).get_object().values():
        inner = thing.get_object().get("/Resources")
        if inner is not None:
            yield from _resources(inner.get_object(), known)


def _font(font: Any) -> Iterator[tuple[str, str]]:
    name = font.get("/BaseFont", "a font")
    if font["/Subtype"] == "/Type0":
        below = font["/DescendantFonts"][0].get_object()
        encoding = font["/Encoding"]
        if isinstance(encoding, NameObject) and not encoding.startswith("/Identity"):
            yield "31-006", f"{name}: CMap {encoding} is not embedded"
        if below["/Subtype"] == "/CIDFontType2":
            if "/CIDToGIDMap" not in below:
                yield "31-005", f"{name}: no CIDToGIDMap"
            elif below["/CIDToGIDMap"] != "/Identity" and not hasattr(below["/CIDToGIDMap"].get_object(), "get_data"):  # fmt: skip
                yield "31-004", f"{name}: CIDToGIDMap is neither a stream nor Identity"
    else:
        below = font
    described = below.get("/FontDescriptor")
    if described is None or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.get_object()):  # fmt: skip
        yield "31-009", f"{name} is not embedded"
    told = font.get("/ToUnicode")
    if told is None:
        yield "31-027", f"{name}: no ToUnicode"
        yield "10-001", f"{name}: its characters can't be told"
        return
    mapped = re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]*)>", told.get_object().get_data())
    for value in mapped:
        if not value.strip(b"0"):
            yield "31-028", f"{name}: a character maps to U+0000"
        if value.upper() in (b"FEFF", b"FFFE"):
            yield "31-029", f"{name}: a character maps to U+{value.decode().upper()}"
