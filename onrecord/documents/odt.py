"""A document as ODT (ISO/IEC 26300), with real headings, lists, heads of tables and the language."""

import io
from datetime import UTC, datetime
from typing import Any

from onrecord.documents.content import (
    NOTE,
    QUOTE,
    Block,
    Document,
    Grid,
    Heading,
    Items,
    Words,
    pieces,
)

_TITLE, _QUOTE, _NOTE, _CELL, _BOLD = (
    "onrecord_title",
    "onrecord_quote",
    "onrecord_note",
    "onrecord_cell",
    "onrecord_bold",
)
_TEXT = "Text_20_body"
_BULLETS = "onrecord_bullets"
_BULLET = (
    '<text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties '
    'text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" '
    'fo:text-indent="-0.5cm" fo:margin-left="1cm"/></style:list-level-properties></text:list-level-style-bullet>'
)


def to_odt(document: Document) -> bytes:
    """The file. The same document gives the same content."""
    # Imported here: pages that offer the file don't need what makes it.
    import odfdo

    made = odfdo.Document("text")
    _set_styles(made, odfdo)
    body = made.body
    body.clear()
    body.append(_paragraph(odfdo, document.title, _TITLE))
    for number, block in enumerate(document.blocks):
        _put(odfdo, body, block, number)
    moment = (
        datetime.fromisoformat(document.day) if document.day else datetime(2000, 1, 1, tzinfo=UTC)
    )
    about = made.meta
    about.title, about.creator, about.initial_creator = (
        document.title,
        document.author,
        document.author,
    )
    about.language = "en-GB"
    about.creation_date = about.date = moment
    about.generator = "onrecord"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_styles(made: Any, odfdo: Any) -> None:
    for name, inner in (
        (_TITLE, {"size": "20pt", "bold": True}),
        (_QUOTE, {"italic": True}),
        (_NOTE, {"size": "9pt"}),
    ):
        style = odfdo.Style("paragraph", name=name, area="text", **inner)
        style.set_properties(
            area="paragraph",
            margin_bottom="0.25cm",
            margin_left="0.8cm" if name == _QUOTE else "0cm",
        )
        made.insert_style(style, automatic=True)
    made.insert_style(odfdo.Style("text", name=_BOLD, area="text", bold=True), automatic=True)
    made.insert_style(
        odfdo.Style(
            "table-cell",
            name=_CELL,
            area="table-cell",
            border="0.5pt solid #666666",
            padding="0.1cm",
        ),
        automatic=True,
    )
    # The template speaks French, numbers headings and has serifs.
    made.set_language("en-GB")
    for level in made.styles.get_elements("//text:outline-level-style"):
        level.set_attribute("style:num-format", "")
        for name in ("loext:num-list-format", "style:num-suffix"):
            level.del_attribute(name)
    for held in made.styles.get_elements("//style:text-properties"):
        if held.get_attribute("style:font-name") == "Liberation Serif":
            held.set_attribute("style:font-name", "Liberation Sans")
    bullets = odfdo.Element.from_tag(f'<text:list-style style:name="{_BULLETS}"/>')
    bullets.append(odfdo.Element.from_tag(_BULLET))
    made.content.get_element("//office:automatic-styles").append(bullets)


def _put(odfdo: Any, body: Any, block: Block, number: int) -> None:
    if isinstance(block, Heading):
        body.append(odfdo.Header(block.level, block.words, formatted=False))
    elif isinstance(block, Words):
        body.append(
            _paragraph(odfdo, block.text, {QUOTE: _QUOTE, NOTE: _NOTE}.get(block.manner, _TEXT))
        )
    elif isinstance(block, Items):
        rows = odfdo.List(style=_BULLETS)
        for each in block.items:
            item = odfdo.ListItem()
            item.append(_paragraph(odfdo, each, _TEXT))
            rows.append(item)
        body.append(rows)
    else:
        body.append(_paragraph(odfdo, block.caption, "Caption"))
        body.append(_grid(odfdo, block, number))


def _grid(odfdo: Any, grid: Grid, number: int) -> Any:
    table = odfdo.Table(f"Table{number}")
    columns = len(grid.head or grid.rows[0])
    table.append(
        odfdo.Element.from_tag(f'<table:table-column table:number-columns-repeated="{columns}"/>')
    )
    if grid.head:
        # Said again on each page, and read aloud with the cells below.
        heads = odfdo.Element.from_tag("<table:table-header-rows/>")
        heads.append(_row(odfdo, grid.head, bold=True))
        table.append(heads)
    for row in grid.rows:
        table.append(_row(odfdo, row))
    return table


def _row(odfdo: Any, texts: tuple[str, ...], bold: bool = False) -> Any:
    row = odfdo.Element.from_tag("<table:table-row/>")
    for text in texts:
        cell = odfdo.Element.from_tag(
            f'<table:table-cell office:value-type="string" table:style-name="{_CELL}"/>'
        )
        paragraph = _paragraph(odfdo, "" if bold else text, _TEXT)
        if bold:
            paragraph.append(odfdo.Span(text, style=_BOLD, formatted=False))
        cell.append(paragraph)
        row.append(cell)
    return row


def _paragraph(odfdo: Any, text: str, style: str) -> Any:
    made = odfdo.Paragraph("", style=style)
    for words, address in pieces(text):
        if address:
            made.append(odfdo.Link(address, text=words))
        elif words:
            made.append(odfdo.Span(words, formatted=False))
    return made
