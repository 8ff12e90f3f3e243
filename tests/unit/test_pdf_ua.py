"""The checker of PDF/UA finds what it is for: each document here breaks one condition and no other."""

import pytest
from weasyprint import HTML

from tests.pdf_ua import BESIDES, failures

TABLE = "<table><tr><th scope=col>A</th></tr><tr><td>b</td></tr></table>"


def conditions(body, *, lang="en-GB", title="Report", variant="pdf/ua-1", style="", finish=None):
    text = f"<html{f' lang={lang}' if lang else ''}><head>{f'<title>{title}</title>' if title else ''}<style>{style}</style></head><body>{body}</body></html>"
    made = HTML(string=text).write_pdf(pdf_variant=variant, pdf_tags=True, finisher=finish)
    return {number for number, _ in failures(made)}


def test_a_plain_document_passes():
    assert conditions("<h1>One</h1><p>Text</p><h2>Two</h2><ul><li>a</li></ul>") == set()


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("<h2>Two</h2>", "14-002"),
        ("<h1>One</h1><h3>Three</h3>", "14-003"),
        ("<h1>One</h1><dl><div><dt>a</dt><dd>b</dd></div></dl>", "09-005"),
        ("<h1>One</h1><svg width=9 height=9><rect width=9 height=9 /></svg>", "13-004"),
        (f"<h1>One</h1>{TABLE}", "15-003"),
    ],
)
def test_what_the_text_gets_wrong(body, number):
    assert conditions(body) == {number}


def test_what_the_document_lacks():
    assert conditions("<h1>One</h1>", title="") >= {"06-003"}
    assert conditions("<h1>One</h1>", lang="") == {"11-001", "11-002", "11-006"}
    assert "06-001" in conditions("<h1>One</h1>", variant=None)


def test_content_that_nobody_owns():
    style = '@page { @bottom-right { content: "page " counter(page) } }'
    assert conditions("<h1>One</h1>", style=style) == {"01-005"}


def elements(pdf, kind):
    return [each for each in pdf.objects if getattr(each, "get", {}.get)("S") == f"/{kind}"]


def change(action):
    return lambda _document, pdf: action(pdf)


def drop_title(pdf):
    del pdf.catalog["ViewerPreferences"]["DisplayDocTitle"]


def hide_title(pdf):
    pdf.catalog["ViewerPreferences"]["DisplayDocTitle"] = "false"


def no_identifier(pdf):
    held = next(each for each in pdf.objects if each.reference == pdf.catalog["Metadata"])
    held.stream = [part.replace(b"pdfuaid", b"nothing") for part in held.stream]


def suspect(pdf):
    pdf.catalog["MarkInfo"]["Suspects"] = "true"


def unknown_type(pdf):
    elements(pdf, "P")[0]["S"] = "/Chapter"


def remap(pdf):
    root = next(each for each in pdf.objects if each.reference == pdf.catalog["StructTreeRoot"])
    root["RoleMap"] = type(root)({"P": "/Span"})


def untagged(pdf):
    stream = next(
        each for each in pdf.objects if getattr(each, "stream", None) and b"BDC" in each.stream
    )
    stream.stream.extend([b"0 0 m 9 9 l S"])


def artifact_inside(pdf):
    stream = next(
        each for each in pdf.objects if getattr(each, "stream", None) and b"BDC" in each.stream
    )
    at = stream.stream.index(b"BDC") + 1
    stream.stream[at:at] = [b"/Artifact BMC EMC"]


def tagged_inside(pdf):
    stream = next(
        each for each in pdf.objects if getattr(each, "stream", None) and b"BDC" in each.stream
    )
    stream.stream.insert(0, b"/Artifact BMC")
    stream.stream.append(b"EMC")


def two_kinds(pdf):
    elements(pdf, "P")[0]["S"] = "/H"


def row_outside(pdf):
    elements(pdf, "P")[0]["S"] = "/TR"


def no_unicode(pdf):
    for each in pdf.objects:
        if getattr(each, "get", {}.get)("Subtype") == "/Type0":
            del each["ToUnicode"]


def not_embedded(pdf):
    for each in pdf.objects:
        if getattr(each, "get", {}.get)("Type") == "/FontDescriptor":
            for key in ("FontFile", "FontFile2", "FontFile3"):
                each.pop(key, None)


@pytest.mark.parametrize(
    ("action", "numbers"),
    [
        (drop_title, {"07-001"}),
        (hide_title, {"07-002"}),
        (no_identifier, {"06-002"}),
        (suspect, {"01-007"}),
        (unknown_type, {"02-001"}),
        (remap, {"02-004"}),
        (untagged, {"01-005"}),
        (artifact_inside, {"01-003"}),
        (tagged_inside, {"01-004"}),
        (two_kinds, {"14-007"}),
        (row_outside, {"09-004"}),
        (no_unicode, {"31-027", "10-001"}),
        (not_embedded, {"31-009"}),
    ],
)
def test_what_is_wrong_inside_the_file(action, numbers):
    found = conditions("<h1>One</h1><p>Text</p>", finish=change(action))
    assert found - {BESIDES} == numbers
