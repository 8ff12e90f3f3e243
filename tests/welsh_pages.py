"""What of a Welsh page is still English: read as a browser would, with each text's language."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement, document_fromstring

# Short words that English can hardly do without, and that Welsh hasn't got.
_WORDS = """
the and you your what of it not this with for was have that are us we if which who from they
them their is be been has will can may must no yes nobody somebody anything nothing send add
change back next skip continue error page report police answer write choose number day month
year january february april june july august september october november december monday tuesday
wednesday thursday friday saturday sunday required field enter valid optional
"""
ENGLISH = frozenset(_WORDS.split())
_ADDRESS = re.compile(r"https?://\S+|\b[\w.-]+\.(?:uk|org|com)\b")
SAID = ("aria-label", "title", "alt", "placeholder")


def english_left(page: str, *, names: tuple[str, ...] = (), within: str = "html") -> list[str]:
    """Texts that a Welsh page says in English without saying that they are. `names`: proper names, which have no Welsh.
    `within`: the element that is in Welsh."""
    document = document_fromstring(page)
    root = document if within == "html" else document.find(f".//{within}")
    assert root is not None
    assert root.get("lang") == "cy", root.get("lang")
    found = []
    for text in said(root):
        plain = _ADDRESS.sub(" ", text)
        for name in names:
            plain = plain.replace(name, " ")
        if ENGLISH & set(re.findall(r"[^\W\d_]+(?:'[a-z]+)?", plain.casefold().replace("’", "'"))):
            found.append(" ".join(text.split())[:120])
    return found


def said(root: HtmlElement) -> Iterator[str]:
    """Every text that is seen or heard and isn't marked as English."""
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        # What follows an element belongs to the one around it.
        around = element.getparent()
        if element.tail and around is not None and language_of(around) == "cy":
            yield element.tail
        if language_of(element) != "cy":
            continue
        if element.text and element.tag != "textarea":
            yield element.text
        yield from (element.get(name) for name in SAID if element.get(name))


def language_of(element: HtmlElement | None) -> str:
    """The language that a reader of the page takes a text for."""
    while element is not None:
        if element.get("lang"):
            return element.get("lang")
        element = element.getparent()
    return ""
