"""A session that ends mid-form, a form older than the last sign-in, a full disk: what was typed is still there."""

import errno
import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from onrecord.contact.models import Log, LogEntry
from onrecord.ledger.live import verify_ledger
from onrecord.people.carried import Carried, unpack
from tests.integration.kept_log import kept_log, person

pytestmark = pytest.mark.django_db
PASSWORD = "three words that fit"
TYPED = "He said <b>“next time”</b> & left 😢"
ORIGIN = "http://testserver"


@pytest.fixture
def cal():
    cache.clear()
    made = person()
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def careful():
    """A browser that is asked for its tokens."""
    return Client(enforce_csrf_checks=True, headers={"origin": ORIGIN})


def token(answer) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def hidden(answer) -> dict[str, str]:
    import html

    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode()
    )
    return {name: html.unescape(value) for name, value in found}


def sign_in(browser):
    first = browser.get(reverse("sign-in"))
    data = {"login": "cal", "password": PASSWORD, "csrfmiddlewaretoken": token(first)}
    assert browser.post(reverse("sign-in"), data).status_code == 302


def test_what_was_typed_when_the_session_ended_is_sent_after_signing_in(cal, careful):
    log = kept_log(cal)
    url = reverse("log-keep", args=[log.pk, "entry"])
    sign_in(careful)
    form = careful.get(url)
    careful.cookies.pop("sessionid")
    data = {
        "text": TYPED,
        "entered_at": "",
        "origin": str(uuid4()),
        "version": "1",
        "csrfmiddlewaretoken": token(form),
    }
    answer = careful.post(url, data)
    assert answer.status_code == 401
    assert "Nothing that you wrote is lost" in answer.content.decode()
    assert not LogEntry.objects.filter(text=TYPED).exists()
    # A wrong password doesn't lose it either.
    wrong = careful.post(
        reverse("sign-in"), {"login": "cal", "password": "wrong", **hidden(answer)}
    )
    assert "Nothing that you wrote is lost" in wrong.content.decode()
    after = careful.post(
        reverse("sign-in"), {"login": "cal", "password": PASSWORD, **hidden(wrong)}
    )
    text = after.content.decode()
    assert "What you wrote is still here" in text
    assert "&lt;b&gt;“next time”&lt;/b&gt; &amp; left 😢" in text
    assert f'action="{url}"' in text
    assert not LogEntry.objects.filter(text=TYPED).exists()
    done = careful.post(url, hidden(after))
    assert done.status_code == 302
    assert LogEntry.objects.get(text=TYPED).by == "cal"


def test_who_signed_in_in_another_window_needn_t_do_it_again(cal, careful):
    log = kept_log(cal)
    url = reverse("log-keep", args=[log.pk, "entry"])
    sign_in(careful)
    form = careful.get(url)
    old = {"text": TYPED, "origin": str(uuid4()), "csrfmiddlewaretoken": token(form)}
    session = careful.cookies.pop("sessionid")
    ended = careful.post(url, old)
    careful.cookies["sessionid"] = session.value
    answer = careful.post(reverse("sign-in"), {"login": "", "password": "", **hidden(ended)})
    assert "What you wrote is still here" in answer.content.decode()


def test_a_form_older_than_the_last_sign_in_is_offered_again(cal, careful):
    log = kept_log(cal)
    url = reverse("log-keep", args=[log.pk, "entry"])
    sign_in(careful)
    old = {"text": TYPED, "origin": str(uuid4()), "csrfmiddlewaretoken": "x" * 64}
    answer = careful.post(url, old)
    assert answer.status_code == 403
    assert "What you wrote is still here" in answer.content.decode()
    assert not LogEntry.objects.filter(text=TYPED).exists()
    # What another site makes the browser send isn't.
    strange = careful.post(url, old, headers={"origin": "https://elsewhere.example"})
    assert strange.status_code == 403
    assert TYPED.split()[0] not in strange.content.decode()
    assert "could not be accepted" in strange.content.decode()


def test_passwords_and_nothing_are_never_carried(cal, careful):
    first = careful.get(reverse("sign-in"))
    answer = careful.post(
        reverse("password"),
        {"old_password": PASSWORD, "csrfmiddlewaretoken": token(first)},
    )
    assert answer.status_code == 302
    empty = careful.post(reverse("log-open"), {"csrfmiddlewaretoken": token(first)})
    assert empty.status_code == 302


@pytest.mark.parametrize("text", ["", "abc", "abc:def:ghi", "\x00", "x" * 5000])
def test_what_is_not_ours_is_not_unpacked(text):
    assert unpack(text) is None


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x"]
)
def test_it_leads_nowhere_else(path):
    assert unpack(Carried(path, (("text", "x"),)).text) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's full disk needs a disk")
def test_a_disk_that_is_really_full(cal, client):
    log = kept_log(cal)
    client.force_login(cal)
    url = reverse("log-keep", args=[log.pk, "entry"])
    data = {"text": TYPED + "x" * 90_000, "origin": str(uuid4()), "version": "1"}
    with connection.cursor() as cursor:
        # Pages that earlier tests left free would hold what is written now.
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA max_page_count")
        (usual,) = cursor.fetchone()
        cursor.execute("PRAGMA page_count")
        (now,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {now}")
    try:
        answer = client.post(url, data)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {usual}")
    text = answer.content.decode()
    assert answer.status_code == 507
    assert "The disk is full" in text
    assert hidden(answer)["text"] == data["text"]
    assert not LogEntry.objects.filter(kind="line").exists()
    assert verify_ledger(records=True).problems == []
    # There is room again: the button sends it.
    assert client.post(url, hidden(answer)).status_code == 302
    assert LogEntry.objects.get(kind="line").text == data["text"]
    assert verify_ledger(records=True).problems == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database or disk is full"), 507),
        (OperationalError('could not extend file "base/1": No space left on device'), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), 507),
        (OperationalError("database is locked"), 503),
    ],
)
def test_what_can_not_be_written_now_can_be_sent_again(cal, client, monkeypatch, error, status):
    def fail(**given):
        raise error

    client.force_login(cal)
    monkeypatch.setattr("onrecord.contact.forms.opening.open_log", fail)
    data = {"origin": str(uuid4()), "source": "Officer", "text": TYPED}
    answer = client.post(reverse("log-open"), data)
    assert answer.status_code == status
    assert hidden(answer)["text"] == TYPED
    monkeypatch.undo()
    assert client.post(reverse("log-open"), hidden(answer)).status_code == 302
    assert Log.objects.get().text == TYPED


def test_a_full_disk_before_and_after_the_page(cal, client, monkeypatch):
    """A file on its way in, or the session: no view is at work then."""

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    client.force_login(cal)
    client.raise_request_exception = False
    for place in (
        "django.http.request.HttpRequest._load_post_and_files",
        "django.contrib.sessions.backends.db.SessionStore.save",
    ):
        with monkeypatch.context() as patched:
            patched.setattr(place, full)
            patched.setattr("django.conf.settings.SESSION_SAVE_EVERY_REQUEST", True)
            answer = client.post(reverse("log-open"), {"text": TYPED})
        assert answer.status_code == 507, place
        assert "nothing is half-written" in answer.content.decode()
    assert not Log.objects.exists()


def test_another_error_is_no_full_disk(cal, client, monkeypatch):
    def fail(**given):
        raise OSError(errno.EACCES, "Permission denied")

    client.force_login(cal)
    client.raise_request_exception = False
    monkeypatch.setattr("onrecord.contact.forms.opening.open_log", fail)
    data = {"origin": str(uuid4()), "source": "Officer", "text": TYPED}
    assert client.post(reverse("log-open"), data).status_code == 500
