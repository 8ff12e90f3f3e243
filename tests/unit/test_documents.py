"""One content, four forms: what is typed becomes paragraphs and lists, and LibreOffice reads every word of DOCX and ODT."""

import io
import shutil
import subprocess
import zipfile

import pytest
from defusedxml import ElementTree

from onrecord.documents.content import (
    Document,
    Grid,
    Heading,
    Items,
    Words,
    blocks_of,
    clean,
    named,
    pieces,
    plain_text,
    sections,
)
from onrecord.documents.docx import to_docx
from onrecord.documents.html import html_body, html_page
from onrecord.documents.odt import to_odt

MADE = Document(
    "Response to a report & <its> figures",
    (
        named("Header", [("Overall judgement", "Inadequate"), ("Number", "4"), ("Left out", "")]),
        Words("78.2 % of violent crime was recorded.", "lead"),
        Heading(1, "Overall response"),
        *blocks_of(
            "First line\nof one paragraph.\n\nSee https://www.example.org/plan?a=1&b=2. It says:\n- one;\n- two\n  goes on.\n\nThe end  with  blanks."
        ),
        Heading(2, "Recommendation 1"),
        *blocks_of("“Quoted” — words that aren't ours, naïve Łódź.", "quote"),
        Grid(
            "Figures",
            ("What", "Rate", "Source"),
            (("A < B", "78.2 %", "https://example.org"), ("C", "no rate", "x")),
        ),
        Heading(3, "The force's response"),
        Words("Small print.", "note"),
    ),
    "Commissioner",
    "2019-03-08",
)


def _words(text: str) -> list[str]:
    return text.replace("\ufeff", "").replace("•", " ").split()


def test_what_is_typed_becomes_paragraphs_and_lists():
    assert blocks_of("a\nb\n\n- one\n- two\n  more\n* three\n\n• four\n\nc\r\n") == (
        Words("a b"),
        Items(("one", "two more", "three", "four")),
        Words("c"),
    )
    assert blocks_of(" \n\n ") == ()
    assert blocks_of("Through:\n- a\n- b") == (Words("Through:"), Items(("a", "b")))
    assert blocks_of("-5 degrees") == (Words("-5 degrees"),)


def test_characters_that_no_document_may_hold_are_left_out():
    assert clean("a\x00b\x0bc\ud800d\ufffee\tf\n") == "abcde\tf\n"
    assert to_docx(Document(clean("a\x01"), ()))[:2] == b"PK"


def test_addresses_become_links_without_the_full_stop_after_them():
    assert list(pieces("See https://a.org/x, and (http://b.org).")) == [
        ("See ", ""),
        ("https://a.org/x", "https://a.org/x"),
        (", and (", ""),
        ("http://b.org", "http://b.org"),
        (").", ""),
    ]
    assert list(pieces("javascript:alert(1)")) == [("javascript:alert(1)", "")]


def test_a_document_comes_back_from_json_as_it_was():
    import json

    assert Document.from_json(json.loads(json.dumps(MADE.to_json()))) == MADE


def test_each_text_knows_the_headings_above_it():
    held = sections(MADE)
    assert (
        (MADE.title, "Overall response", "Recommendation 1", "The force's response"),
        "Small print.",
    ) in held
    assert ((MADE.title, "Overall response"), "one;") in held


def test_html_escapes_every_word_and_has_heads():
    page = html_page(MADE)
    assert "<title>Response to a report &amp; &lt;its&gt; figures</title>" in page
    assert '<html lang="en-GB">' in page
    assert '<th scope="row">A &lt; B</th>' in page
    assert '<a href="https://www.example.org/plan?a=1&amp;b=2">' in page
    assert "<h3>Recommendation 1</h3>" in page
    assert "<a " not in html_body(MADE, screen=False)


@pytest.mark.one_store
@pytest.mark.parametrize(("form", "make"), [("docx", to_docx), ("odt", to_odt)])
def test_libreoffice_reads_the_file_unchanged(form, make, tmp_path):
    """Converted to text, every word is there, in order and no other. The file is taken apart and put together once more by
    LibreOffice in its own form, and is still the same."""
    soffice = shutil.which("soffice")
    assert soffice, "apt-get install libreoffice-writer"
    path = tmp_path / f"made.{form}"
    path.write_bytes(make(MADE))

    def convert(source, to):
        own = f"-env:UserInstallation=file://{tmp_path}/profile"
        done = subprocess.run(
            [soffice, own, "--headless", "--convert-to", to, "--outdir", tmp_path / "out", source],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return tmp_path / "out" / f"{source.stem}.{to.partition(':')[0]}"

    want = _words(plain_text(MADE))
    text = convert(path, "txt:Text (encoded):UTF8")
    assert _words(text.read_text(encoding="utf-8")) == want
    again = convert(path, form)
    again = again.rename(tmp_path / f"again.{form}")
    assert _words(convert(again, "txt:Text (encoded):UTF8").read_text(encoding="utf-8")) == want


def test_docx_has_headings_language_and_heads_of_tables():
    with zipfile.ZipFile(io.BytesIO(to_docx(MADE))) as held:
        body = held.read("word/document.xml").decode()
        styles = held.read("word/styles.xml").decode()
        about = held.read("docProps/core.xml").decode()
        ElementTree.fromstring(body)
    assert 'w:pStyle w:val="Heading1"' in body
    assert 'w:pStyle w:val="Heading3"' in body
    assert body.count("<w:tblHeader/>") == 1
    assert 'w:lang w:val="en-GB"' in styles
    assert 'w:val="en-US"' not in styles
    assert "python-docx" not in about
    assert "<dc:title>Response to a report &amp; &lt;its&gt; figures</dc:title>" in about
    assert to_docx(MADE)[:2] == b"PK"


def test_odt_has_headings_language_and_heads_of_tables():
    with zipfile.ZipFile(io.BytesIO(to_odt(MADE))) as held:
        assert held.namelist()[0] == "mimetype"
        body = held.read("content.xml").decode()
        styles = held.read("styles.xml").decode()
        about = held.read("meta.xml").decode()
        ElementTree.fromstring(body)
    assert 'text:outline-level="3"' in body
    assert body.count("<table:table-header-rows>") == 1
    assert styles.count('fo:language="en"') == styles.count('fo:country="GB"') == 2
    assert "<dc:language>en-GB</dc:language>" in about
