"""A document as a file in each of its forms."""

from collections.abc import Callable

from onrecord.documents.content import Document
from onrecord.documents.docx import to_docx
from onrecord.documents.html import STYLE, html_page
from onrecord.documents.odt import to_odt
from onrecord.documents.pdf import make_pdf

# Form -> what it is called where it is offered, and its type.
FORMS = {
    "html": ("HTML", "text/html; charset=utf-8"),
    "docx": ("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "odt": ("ODT", "application/vnd.oasis.opendocument.text"),
    "pdf": ("PDF", "application/pdf"),
}


def write(document: Document, form: str, paper: str = "") -> bytes:
    """The file. `form`: a key of FORMS. `paper`: more style for a PDF, such as another size of sheet. Raises NoPdf where a
    PDF can't be made here."""
    if form == "pdf":
        text = html_page(document, screen=False, style=False)
        return make_pdf(text, STYLE.read_text(encoding="utf-8"), paper)
    return _MAKERS[form](document)


_MAKERS: dict[str, Callable[[Document], bytes]] = {
    "html": lambda document: html_page(document).encode(),
    "docx": to_docx,
    "odt": to_odt,
}
