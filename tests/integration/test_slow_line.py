"""What is kept by the browser for good, and what goes compressed."""

import gzip

import pytest
from django.urls import reverse

from onrecord.people.roles import Role
from onrecord.web.slow_line import FOREVER, lasting, mark_of
from tests.integration.kept_log import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_store]
STYLE = "onrecord.css"


def fetch(client, address, **headers):
    """Status, heads and body of a file; with the file closed."""
    answer = client.get(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, answer.headers, body
    finally:
        answer.close()


def test_a_file_is_kept_for_good_only_under_the_name_of_what_it_holds(client):
    address = lasting(STYLE)
    assert address == f"/static/{STYLE}?v={mark_of(STYLE)}"
    assert fetch(client, address)[1]["Cache-Control"] == FOREVER
    for other in (f"/static/{STYLE}", f"/static/{STYLE}?v=", f"/static/{STYLE}?v=0"):
        assert "immutable" not in fetch(client, other)[1]["Cache-Control"]
    assert lasting("nothing.css") == "/static/nothing.css"
    for bad in ("/static/../settings.py?v=1", "/static/%00?v=1", "/static//etc/passwd?v=1"):
        assert client.get(bad).status_code == 404


def test_the_style_sheet_and_public_pages_go_compressed_and_whole(client):
    plain = fetch(client, lasting(STYLE))[2]
    _, heads, packed = fetch(client, lasting(STYLE), accept_encoding="gzip")
    assert heads["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 3
    page = client.get("/report/status/", headers={"accept-encoding": "gzip"})
    assert page.headers.get("Content-Encoding") == "gzip"
    assert page.headers["Content-Length"] == str(len(page.content))
    # Whoever can't read it gets it as it is; a question about what is kept has no body.
    assert "Content-Encoding" not in client.get("/report/status/").headers
    since = heads["Last-Modified"]
    status, heads, body = fetch(
        client, lasting(STYLE), accept_encoding="gzip", if_modified_since=since
    )
    assert (status, body) == (304, b"")
    assert "Content-Encoding" not in heads
    assert heads["Cache-Control"] == FOREVER


def test_pages_of_the_force_are_as_they_were(client):
    client.force_login(person("cal", Role.CALL_TAKER))
    page = client.get(reverse("home"), headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in page.headers
    assert f'href="/static/{STYLE}"' in page.content.decode()
