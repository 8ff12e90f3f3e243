"""A document as DOCX (ISO/IEC 29500), with real headings, lists, heads of tables and the language, for screen readers too."""

import io
from datetime import UTC, datetime
from typing import Any

from onrecord.documents.content import (
    LEAD,
    NOTE,
    QUOTE,
    Block,
    Document,
    Grid,
    Heading,
    Items,
    pieces,
)

_STYLE = {QUOTE: "Quote", LEAD: "Subtitle", NOTE: "Body Text"}
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def to_docx(document: Document) -> bytes:
    """The file. The same document gives the same content."""
    # Imported here: pages that offer the file don't need what makes it.
    import docx
    from docx.shared import Pt, RGBColor

    made = docx.Document()
    for style in made.styles:
        # The template's headings are blue and in another face.
        if style.type is not None and getattr(style, "font", None) is not None:
            style.font.name = "Arial"
            if style.name.startswith(("Heading", "Title", "Subtitle")):
                style.font.color.rgb = RGBColor(0, 0, 0)
                style.font.italic = False
    made.styles["Normal"].font.size = Pt(11)
    _set_language(made)
    about = made.core_properties
    about.title, about.author, about.language = document.title, document.author, "en-GB"
    about.comments, about.last_modified_by = "", document.author
    about.created = about.modified = _moment(document.day)
    made.add_paragraph(document.title, style="Title")
    for block in document.blocks:
        _put(made, block)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day) if day else datetime(2000, 1, 1, tzinfo=UTC)


def _set_language(made: Any) -> None:
    """The language of the text, by which it is read aloud: the template says American English."""
    from docx.oxml.ns import qn

    for held in made.styles.element.iter(qn("w:lang")):
        held.set(qn("w:val"), "en-GB")


def _put(made: Any, block: Block) -> None:
    if isinstance(block, Heading):
        made.add_paragraph(block.words, style=f"Heading {block.level}")
    elif isinstance(block, Items):
        for each in block.items:
            _write(made.add_paragraph(style="List Bullet"), each)
    elif isinstance(block, Grid):
        _put_grid(made, block)
    else:
        _write(made.add_paragraph(style=_STYLE.get(block.manner, "Normal")), block.text)


def _put_grid(made: Any, grid: Grid) -> None:
    from docx.oxml import OxmlElement

    made.add_paragraph(grid.caption, style="Caption").paragraph_format.keep_with_next = True
    rows = [grid.head, *grid.rows] if grid.head else list(grid.rows)
    table = made.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for cell, text in zip(table.rows[number].cells, row, strict=True):
            _write(cell.paragraphs[0], text, bold=bool(grid.head) and number == 0)
    if grid.head:
        # Said again on each page, and read aloud with the cells below.
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _write(paragraph: Any, text: str, bold: bool = False) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for words, address in pieces(text):
        run = paragraph.add_run(words)
        run.bold = bold or None
        if address:
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), paragraph.part.relate_to(address, _LINKS, is_external=True))
            run.font.underline = True
            paragraph._p.append(link)
            link.append(run._r)
