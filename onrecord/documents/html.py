"""A document as HTML: the part between the page's own head and foot, or a whole page that stands alone."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from onrecord.documents.content import NOTE, PLAIN, Block, Document, Grid, Heading, Items, pieces

STYLE = Path(__file__).with_name("document.css")


def html_body(document: Document, *, screen: bool = True) -> str:
    """Title and content as HTML; every word is escaped. Without `screen`, for paper, addresses are text."""
    parts = [f"<h1>{escape(document.title)}</h1>"]
    for block in document.blocks:
        parts += _block(block, screen)
    return "\n".join(parts)


def html_page(document: Document, *, screen: bool = True, style: bool = True) -> str:
    """A page that needs no other file."""
    sheet = f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n" if style else ""
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n"
        f'<meta name="description" content="{escape(document.title)}">\n'
        f'<meta name="author" content="{escape(document.author)}">\n{sheet}'
        f"</head>\n<body>\n<main>\n{html_body(document, screen=screen)}\n</main>\n</body>\n</html>\n"
    )


def _block(block: Block, screen: bool) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"<h{block.level + 1}>{escape(block.words)}</h{block.level + 1}>"
    elif isinstance(block, Items):
        yield "<ul>" + "".join(f"<li>{_words(each, screen)}</li>" for each in block.items) + "</ul>"
    elif isinstance(block, Grid):
        yield from _grid(block, screen)
    elif block.manner == "quote":
        yield f"<blockquote><p>{_words(block.text, screen)}</p></blockquote>"
    else:
        name = (
            ""
            if block.manner == PLAIN
            else f' class="{"small" if block.manner == NOTE else block.manner}"'
        )
        yield f"<p{name}>{_words(block.text, screen)}</p>"


def _grid(grid: Grid, screen: bool) -> Iterator[str]:
    if screen:
        # Wide tables scroll by themselves, by keyboard too.
        name = escape(grid.caption)
        yield f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">'
    yield f"<table><caption>{escape(grid.caption)}</caption>"
    if grid.head:
        heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in grid.head)
        yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for row in grid.rows:
        first, *others = row
        cells = "".join(f"<td>{_words(each, screen)}</td>" for each in others)
        yield f'<tr><th scope="row">{_words(first, screen)}</th>{cells}</tr>'
    yield f"</tbody></table>{'</div>' if screen else ''}"


def _words(text: str, screen: bool) -> str:
    return "".join(
        f'<a href="{escape(address)}">{escape(words)}</a>' if address and screen else escape(words)
        for words, address in pieces(text)
    )
