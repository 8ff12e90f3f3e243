"""A page as PDF/UA-1, for screen readers and paper: with WeasyPrint, which is an extra, and without fetching anything.

WeasyPrint tags the document. What it leaves open is put right before the file is written: page numbers become artifacts, since
nothing in the tree speaks of them, and each header cell says whether it heads a row or a column.
"""

from collections.abc import Iterator
from typing import Any, NoReturn


class NoPdf(Exception):
    """No PDF can be made on this machine; the message says what to do."""


def make_pdf(text: str, *styles: str) -> bytes:
    """The HTML page `text` with these style sheets. Raises NoPdf where it can't be made here."""
    try:
        from weasyprint import CSS, HTML
    except (ImportError, OSError) as error:
        raise NoPdf(
            "No PDF can be made on this machine: WeasyPrint, or the system's Pango library, is missing. Print the page from "
            "your browser, or have `pip install onrecord[pdf]` and the package libpango-1.0-0 installed."
        ) from error
    document = HTML(string=text, url_fetcher=_nothing)
    sheets = [CSS(string=style, url_fetcher=_nothing) for style in styles]
    done: bytes = document.write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1", finisher=_finish)
    return done


def _nothing(url: str, *args: object, **more: object) -> NoReturn:
    """A page on paper fetches nothing from anywhere."""
    raise ValueError(f"A page on paper fetches nothing, and not {url[:80]}.")


def _finish(_document: Any, pdf: Any) -> None:
    """Mend the tags of a PDF that is about to be written."""
    held = {each.reference: each for each in pdf.objects}
    root = held[pdf.catalog["StructTreeRoot"]]
    told = set()
    for element, above in _elements(root, held, ()):
        told.add(element.reference)
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Row" if "/TBody" in above else "/Column"
    numbers = held[root["ParentTree"]]["Nums"]
    pages = [held[reference] for reference in pdf.page_references]
    for place, owners in zip(numbers[::2], numbers[1::2], strict=True):
        if place >= len(pages) or not isinstance(owners, list):
            continue
        untold = {number for number, owner in enumerate(owners) if owner not in told}
        _set_apart(held[pages[place]["Contents"]].stream, untold)
        owners[:] = [b"null" if number in untold else owner for number, owner in enumerate(owners)]


def _elements(
    element: Any, held: dict[bytes, Any], above: tuple[str, ...]
) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every element of the tree below this one, with the types of those above it."""
    for kid in element.get("K", ()):
        child = held.get(kid) if isinstance(kid, bytes) else None
        if child is not None and child.get("Type") == "/StructElem":
            yield child, above
            yield from _elements(child, held, (*above, child["S"]))


def _set_apart(stream: list[Any], untold: set[int]) -> None:
    """Mark content that no element of the tree owns, such as page numbers, as an artifact of the page."""
    for at, operator in enumerate(stream):
        if operator == b"BDC" and stream[at - 1].get("MCID") in untold:
            stream[at - 2] = "/Artifact"
            stream[at - 1].clear()
            stream[at - 1]["Type"] = "/Pagination"
