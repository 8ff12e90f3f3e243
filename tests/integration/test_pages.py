"""Lists, one log, one crime, suspects, the ledger and error pages: what they show, and how they take odd questions."""

import csv
import io
import json
import zipfile
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import reverse

from onrecord.contact import queries
from onrecord.contact.models import Log
from onrecord.contact.queries import LogFilter, distinct_values, log_page
from onrecord.ledger.queries import history
from onrecord.ledger.verify import verify_export
from onrecord.recording import queries as crime_queries
from onrecord.screening import views as screening_views
from onrecord.screening.actions import screen_all, screen_logs
from onrecord.screening.finder.linear import LinearModel
from onrecord.screening.kinds import counts
from onrecord.screening.models import Suspect
from onrecord.screening.queries import suspects
from onrecord.screening.scoring.scorers import adopt_model
from tests.integration import pages_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(made_pages, monkeypatch):
    cache.clear()
    with pages_world.no_processes(monkeypatch):
        yield deepcopy(made_pages)


@pytest.fixture
def registrar(world, client):
    client.force_login(world.people["registrar"])
    return client


def body(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, query, answer.status_code)
    return answer.content.decode()


def refs(logs):
    return [log.ref for log in logs]


def whole(logs, asked=LogFilter(), size=7):  # noqa: B008  (frozen)
    """Every page of a list, joined; each log must come once."""
    found, after = [], ""
    while True:
        page = log_page(logs, asked, after, size)
        found += refs(page.logs)
        after = page.older
        if not after:
            return found


def test_pages_of_the_list_join_without_gap_or_repeat(world):
    newest_first = refs(Log.objects.order_by("-received_at", "-id"))
    assert whole(Log.objects.all()) == newest_first
    assert len(newest_first) == 40


def test_logs_of_the_same_moment_are_not_lost_between_pages(world):
    Log.objects.update(received_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert sorted(whole(Log.objects.all())) == sorted(refs(Log.objects.all()))


def test_a_reference_is_found_as_people_type_it(world):
    assert whole(Log.objects.all(), LogFilter(reference=" log-00 07")) == ["LOG-0007"]
    assert whole(Log.objects.all(), LogFilter(reference="log-000")) == [
        f"LOG-000{n}" for n in range(10)
    ]
    assert whole(Log.objects.all(), LogFilter(reference="LOG%")) == []
    assert whole(Log.objects.all(), LogFilter(reference="_OG")) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"opening": "Theft"}, {n for n in range(40) if n % 4 == 0}),
        ({"closing": "No crime"}, {n for n in range(40) if n % 4 == 1}),
        ({"department": "South"}, {n for n in range(40) if n % 4 == 1}),
        ({"state": "linked"}, {*range(0, 40, 8), 1}),
        ({"state": "claimed"}, {5}),
        ({"late": "on"}, {16}),
        ({"since": "2026-03-10"}, {36, 37, 38, 39}),
        ({"until": "2026-03-01"}, {0, 1, 2, 3}),
        ({"since": "2026-03-02", "until": "2026-03-02", "opening": "Theft"}, {4}),
        ({"state": "nonsense"}, None),
    ],
)
def test_filters(registrar, query, expected):
    answer = registrar.get(reverse("logs"), query)
    found = {int(ref[-4:]) for ref in refs(answer.context["page"].logs)}
    if expected is None:
        assert answer.context["form"].errors
    else:
        assert found == expected
        assert f"{len(expected)} log" in answer.content.decode()


def test_the_list_says_which_scores_are_old(registrar, world):
    page = registrar.get(reverse("suspects")).content.decode()
    assert "old score" not in page
    assert "Rules or models have changed" not in page
    adopt_model(model=LinearModel({"bus": 0.5}, 0.0, {}), by="registrar")
    page = registrar.get(reverse("suspects")).content.decode()
    assert "all scores are old" in page
    assert page.count("old score</strong>") == min(25, counts().to_read)
    screen_logs([Suspect.objects.order_by("-score")[0].pk])
    page = registrar.get(reverse("suspects")).content.decode()
    assert "the others keep their old score" in page
    screen_all()
    page = registrar.get(reverse("suspects")).content.decode()
    assert "old score" not in page


def test_the_list_by_score_and_second_crimes(registrar, world):
    top = Suspect.objects.order_by("-score").first()
    page = registrar.get(reverse("suspects"), {"score": top.shown})
    assert {row.shown for row in page.context["rows"]} == {top.shown}
    assert registrar.get(reverse("suspects"), {"score": 100}).context["form"].errors
    assert registrar.get(reverse("suspects"), {"kind": "another"}).context["rows"] == []
    Suspect.objects.filter(pk=top.pk).update(second=True)
    page = registrar.get(reverse("suspects"), {"kind": "another"})
    assert [row.pk for row in page.context["rows"]] == [top.pk]
    assert "has a crime: perhaps another" in page.content.decode()
    # Reasons stand before the score.
    text = page.content.decode()
    assert text.index(top.reasons[0]["words"][:20]) < text.index(f"score {top.shown}<")


def test_suspects_can_be_filtered(registrar, world):
    listed = {
        s.ref for s in registrar.get(reverse("logs"), {"suspect": "yes"}).context["page"].logs
    }
    others = {s.ref for s in registrar.get(reverse("logs"), {"suspect": "no"}).context["page"].logs}
    assert "LOG-0004" in listed
    assert "LOG-0000" in others
    assert listed | others == set(refs(Log.objects.all()))
    assert not listed & others


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": "1~yesterday"},
        {"after": "1~2026-03-01"},
        {"after": "99999999999999999999~2026-03-01T00:00:00+00:00"},
        {"since": "31/02/2026"},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"reference": "\x00"},
        {"reference": "LOG", "after": "1~LOG\x00"},
        {"reference": "x" * 500},
        {"opening": "' OR 1=1 --"},
        {"opening": "<b>"},
    ],
)
def test_odd_questions_get_an_answer(registrar, query):
    page = body(registrar, "logs", **query)
    assert "<b>" not in page
    for name in ("crimes", "suspects", "reads", "unlinked", "imports"):
        body(registrar, name, **query)


def test_counting_stops(world, monkeypatch):
    monkeypatch.setattr(queries, "COUNT_UP_TO", 10)
    page = log_page(Log.objects.all(), LogFilter())
    assert (page.count, page.more) == (10, True)
    assert log_page(Log.objects.all(), LogFilter(late=True)).more is False


def test_the_values_of_a_column_are_found(world):
    assert distinct_values("opening_code") == ["Assault", "Nuisance", "Other", "Theft"]
    assert distinct_values("department") == ["North", "South"]
    assert len(distinct_values("opening_code", 2)) == 3
    with pytest.raises(ValueError, match="text"):
        distinct_values("text")


def test_one_log_shows_all_that_is_known(registrar, world):
    page = body(registrar, "log", world.log.pk)
    for words in (
        "purse was stolen",
        "Purse taken on the number 9.",
        "CH 1, call handler",
        "CR/0/26",
        "Theft from the person",
        "Crime recorded",
        "Log closed",
        "3 h 30 min",
        "Beat" if "Beat" in page else "beat",
        "First version",
        "Leaf hash",
    ):
        assert words in page, words


def test_what_a_caller_said_is_never_run(registrar, world):
    nasty = Log.objects.get(ref="LOG-0002")
    page = body(registrar, "log", nasty.pk)
    assert pages_world.NASTY not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in page
    assert pages_world.FORMULA in page  # shown as text; only files guard against formulas


def test_versions_are_shown_with_what_changed(registrar, world):
    versions = history("log:storm:LOG-0003")
    assert [version.number for version in versions] == [1, 2]
    assert [change.field for change in versions[1].changes] == ["text"]
    assert versions[0].signed is not None
    page = body(registrar, "log", world.changed.pk)
    assert "<del>Lost dog, reunited with owner.</del>" in page
    assert "<ins>Found dog, reunited with owner.</ins>" in page


def test_a_suspect_says_why(registrar, world):
    log = Log.objects.get(ref="LOG-0004")
    page = body(registrar, "log", log.pk)
    assert "Why this log should be read again" in page
    for reason in log.suspect.reasons:
        assert reason["words"].split("“")[0].split('"')[0].strip() in page.replace(
            "&quot;", '"'
        ).replace("&#x27;", "'")


def test_crimes(registrar, world):
    page = body(registrar, "crimes")
    assert "CR/8/26" in page
    assert "March 2026" in page  # as exact as it was given
    assert "LOG-0000" in body(registrar, "crime", world.crime.pk)
    assert "CR/lonely/26" in body(registrar, "crimes", unlinked="on")
    assert "CR/8/26" not in body(registrar, "crimes", unlinked="on")
    assert "CR/8/26" in body(registrar, "crimes", reference="cr/8")
    assert "No crime answers" in body(registrar, "crimes", undated="on")


def test_pages_of_crimes_join(world, monkeypatch):
    monkeypatch.setattr(crime_queries, "PAGE", 2)
    found, after = [], ""
    while True:
        page = crime_queries.crime_page(after=after)
        found += [crime.ref for crime in page.crimes]
        after = page.older
        if not after:
            break
    assert len(found) == len(set(found)) == 8


def test_references_that_fit_nothing_are_listed(registrar, world):
    page = body(registrar, "unlinked")
    assert "CR/none/26" in page
    assert "CR/lonely/26" in page
    assert "CR/lonely/26" not in body(registrar, "unlinked", side="log")


def test_pages_of_suspects_join_and_keep_their_rank(registrar, world, monkeypatch):
    monkeypatch.setattr(screening_views, "PAGE", 4)
    assert registrar.get(reverse("suspects")).context["count"] == counts().to_read > 4
    ranks, found, after = [], [], ""
    while True:
        rows = registrar.get(reverse("suspects"), {"after": after} if after else {}).context
        ranks += [row.rank for row in rows["rows"]]
        found += [row.ref for row in rows["rows"]]
        after = rows["older"]
        if not after:
            break
    assert ranks == list(range(1, len(found) + 1))
    assert len(set(found)) == len(found) > 4
    answer = registrar.get(reverse("suspects-file"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["log_ref"] for row in rows] == found
    assert [int(row["rank"]) for row in rows] == ranks
    assert all(row["reasons"] for row in rows)


def test_home_says_what_waits_and_every_figure_has_its_n_and_date(registrar, world):
    page = body(registrar, "home")
    assert "Decide whether to take in tried.csv" in page
    assert "Mend 1 refused row of logs.csv" in page
    assert "Read 17 logs of March" in page
    assert ">10/03/2026</time>" in page
    assert "of 40 logs; not a recording rate" in page


def test_the_ledger_page_gives_what_an_outsider_needs(registrar, world, tmp_path):
    page = body(registrar, "ledger")
    assert "onrecord-verify" in page
    for bodies in ("no", "yes"):
        answer = registrar.post(reverse("ledger-download"), {"bodies": bodies})
        packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        out = tmp_path / bodies
        packed.extractall(out)
        report = verify_export(out / "ledger", bodies=bodies == "yes")
        assert report.ok, report
        text = b"".join(
            path.read_bytes() for path in (out / "ledger").iterdir() if path.suffix != ".gz"
        )
        assert b"purse" not in text


def test_a_large_ledger_is_not_packed_by_a_page(registrar, world, monkeypatch):
    monkeypatch.setattr("onrecord.web.ledger_pages.LARGEST_DOWNLOAD", 10)
    assert "too many for a page" in body(registrar, "ledger")
    answer = registrar.post(reverse("ledger-download"), {"bodies": "no"}, follow=True)
    assert "onrecord export-ledger" in answer.content.decode()


def test_error_pages_have_the_look_and_say_what_to_do(registrar, world, client, monkeypatch):
    missing = registrar.get("/nothing/here/")
    assert registrar.get("/people/person/%00/").status_code == 404
    assert missing.status_code == 404
    assert "There is no such page" in missing.content.decode()
    assert registrar.get(reverse("log", args=[987654])).status_code == 404
    registrar.raise_request_exception = False
    monkeypatch.setattr("onrecord.web.ledger_pages.ledger_size", lambda: 1 / 0)
    broken = registrar.get(reverse("ledger"))
    assert broken.status_code == 500
    assert "Something went wrong here" in broken.content.decode()
    assert "ZeroDivision" not in broken.content.decode()
    for answer in (missing, broken):
        assert "onrecord.css" in answer.content.decode()
        assert "script" not in answer.headers["Content-Security-Policy"]


def test_a_form_without_its_token_is_refused_with_a_page(world):
    from django.test import Client

    careful = Client(enforce_csrf_checks=True)
    answer = careful.post(reverse("sign-in"), {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "could not be accepted" in answer.content.decode()


def locked(*args, **kwargs):
    raise OperationalError("database is locked")


def test_a_reading_that_meets_an_import_stays_in_its_form(registrar, world, monkeypatch):
    monkeypatch.setattr("onrecord.audit.reading.views.record_reading", locked)
    answer = registrar.post(
        reverse("audit-reading", args=[world.audit.pk, 5]),
        {"decision": "crimes", "should_other": "3", "recorded_other": "2", "comment": "seen twice"},
    )
    page = answer.content.decode()
    assert "Your answer is not saved yet" in page
    assert 'name="should_other" value="3"' in page
    assert "seen twice" in page


def test_anything_else_that_meets_an_import_gets_a_sentence(client, world, monkeypatch):
    client.force_login(world.people["administrator"])
    client.raise_request_exception = False
    monkeypatch.setattr("onrecord.people.views.actions.set_active", locked)
    answer = client.post(reverse("person-active", args=["officer"]), {"active": "no"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "The record is busy" in answer.content.decode()


def test_every_answer_carries_the_headers(registrar, world):
    for path in (reverse("home"), reverse("log", args=[world.log.pk]), "/nothing/"):
        headers = registrar.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


def test_estimate_as_a_file(registrar, world):
    found = json.loads(body(registrar, "audit-estimate-json", world.audit.pk))
    assert found["n_logs"] == 2
    assert found["n_undecidable"] == 1
    assert found["frame"]["logs"] == 40


def test_no_template_holds_a_script_or_an_inline_style():
    folder = Path(__file__).parents[2] / "onrecord"
    # The report of `onrecord check` is a file by itself and carries its own style; no page uses it.
    templates = [
        path
        for path in folder.glob("*/templates/**/*.html")
        # The page for the street is the one with scripts; they are files of their own there, too.
        if path.relative_to(folder).parts[0] != "check" and path.name != "app.html"
    ]
    assert len(templates) > 40
    for path in templates:
        text = path.read_text(encoding="utf-8")
        if path.name == "reading.html":
            # Its keys need one; without it the page still does all it does (ADR 44).
            text = text.replace(
                """<script type="module" src="{% static 'audit/reading.js' %}"></script>""", ""
            )
        if path.parts[-2:] == ("guard", "sum.html"):
            # Instead of a picture puzzle; without it a report is taken in as well (ADR 82).
            text = text.replace(
                """<script src="{% lasting 'reporting/sum.js' %}" defer></script>""", ""
            )
        for forbidden in ("<script", " style=", "<style", " onclick", "javascript:", "//cdn"):
            assert forbidden not in text, (path.name, forbidden)


def test_the_gate_needs_a_request_with_somebody(world):
    request = RequestFactory().get("/")
    from onrecord.people.access import address_of

    assert address_of(request) == "127.0.0.1"
    del request.META["REMOTE_ADDR"]
    assert address_of(request) == ""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"closing": "No crime"}, lambda log: log.closing_code == "No crime"),
        ({"state": "claimed"}, lambda log: log.link_state == "claimed"),
        ({"department": "South"}, lambda log: log.department == "South"),
        ({"since": "2026-03-05"}, lambda log: log.received_at.day >= 5),
        ({"until": "2026-03-05"}, lambda log: log.received_at.day <= 5),
    ],
)
def test_filters_of_suspects(registrar, world, query, expected):
    missing = {row.pk for row in suspects(kind="missing")}
    wanted = {log.ref for log in Log.objects.filter(pk__in=missing) if expected(log)}
    assert wanted
    answer = registrar.get(reverse("suspects"), query)
    assert {row.ref for row in answer.context["rows"]} == wanted
    answer = registrar.get(reverse("suspects-file"), query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert {row["log_ref"] for row in csv.DictReader(io.StringIO(text))} == wanted
