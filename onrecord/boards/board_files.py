"""Packs and minutes as files: the one content as PDF/UA, DOCX, ODT, HTML."""

from collections.abc import Callable

from onrecord.audit.pdf import make_pdf
from onrecord.documents.content import Document
from onrecord.documents.docx import to_docx
from onrecord.documents.html import STYLE, html_page
from onrecord.documents.odt import to_odt

# Wide tables lie across; long ones go on over pages, with their head said again. Columns are as wide as their longest word:
# to weigh every letter of every cell takes twice the time.
_PAPER = """@page { size: A4 landscape; margin: 1.5cm 1.5cm 1.8cm;
  @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
html { font-size: 9.5pt; } table { width: 100%; } thead { display: table-header-group; } tr { break-inside: avoid; }
h1, h2, h3, caption { break-after: avoid; }
main { overflow-wrap: break-word; }"""


def to_pdf(document: Document) -> bytes:
    """Raises AuditError, with the remedy, where no PDF can be made here."""
    return make_pdf(
        html_page(document, screen=False, style=False), STYLE.read_text(encoding="utf-8"), _PAPER
    )


def _html(document: Document) -> bytes:
    return html_page(document).encode()


FORMS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "pdf": ("application/pdf", to_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    "odt": ("application/vnd.oasis.opendocument.text", to_odt),
    "html": ("text/html; charset=utf-8", _html),
}
