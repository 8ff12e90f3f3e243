"""Programmes on pages, and the reading screen of a programme with questions: what a registrar and a reader do there."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.actions import freeze_audit, record_reading
from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.models import Audit, Outcome, ProgrammeVersion, Reading
from onrecord.audit.programmes.kept import current, of_version, programme_of
from onrecord.audit.reading import views as reading_views
from onrecord.ledger.models import LedgerBody, LedgerEntry
from onrecord.people.models import User
from onrecord.people.roles import Role
from tests.audit_world import make_crime, make_logs
from tests.findings_world import answers_of

pytestmark = pytest.mark.django_db


def person(name, role):
    user = User(username=name, role=role)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def registrar(client):
    client.force_login(person("fcr", Role.REGISTRAR))
    return client


@pytest.fixture
def auditor(client):
    client.force_login(person("anna", Role.AUDITOR))
    return client


def text(response):
    return response.content.decode()


def fields(page):
    """What a browser would send of the page's largest form, before anybody touches it."""
    form = max(re.findall(r"<form.*?</form>", page, re.S), key=len)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, kind = (re.search(rf'{a}="([^"]*)"', tag) for a in ("name", "type"))
        value = re.search(r'value="([^"]*)"', tag)
        if name is None or (kind and kind[1] in ("radio", "checkbox") and " checked" not in tag):
            continue
        ticked = bool(kind) and kind[1] in ("radio", "checkbox")
        found.setdefault(name[1], []).append(value[1] if value else "on" if ticked else "")
    for name, body in re.findall(r'<textarea name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = [body.strip("\n")]
    for name, body in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = [chosen[1] if chosen else ""]
    return {name: [html.unescape(v) for v in values] for name, values in found.items()}


def test_the_list_and_each_programme_can_be_read(auditor):
    page = text(auditor.get(reverse("programmes")))
    assert "Make a programme" not in page
    for slug in ("inspection-cdi", "call-listening", "recording-of-logs"):
        assert current(slug).programme.title in page
        one = html.unescape(text(auditor.get(reverse("programme", args=[slug]))))
        assert "Change it" not in one
        for question in current(slug).programme.questions:
            assert question.rule.words in one
    assert auditor.get(reverse("programme", args=["moon"])).status_code == 404


def test_a_registrar_makes_a_programme_out_of_another_question_by_question(registrar):
    url = reverse("programme-new")
    page = text(registrar.get(url + "?from=timeliness"))
    sent = fields(page)
    sent["title"] = ["Timeliness of robberies"]
    sent["filters"] = ["classes: 34*, 34A"]
    page = text(registrar.post(url, {**sent, "add": "1"}))
    sent = fields(page)
    assert sent["at"] == ["4"]
    sent["question-asks"] = ["Was the victim <told>?"]
    sent["question-help"] = ["With when and how."]
    sent["question-title"], sent["question-edition"] = ["Our policy"], ["2026"]
    page = text(registrar.post(url, {**sent, "stay": "1"}))
    assert "Was the victim &lt;told&gt;?" in page
    sent = fields(page)
    page = text(registrar.post(url, {**sent, "up": "4"}))
    sent = fields(page)
    page = text(registrar.post(url, {**sent, "remove": "0"}))
    sent = fields(page)
    answer = registrar.post(url, {**sent, "save": "1", "why": "Robberies are late"})
    assert answer.status_code == 302
    version = ProgrammeVersion.objects.get(slug="timeliness-of-robberies")
    programme = of_version(version)
    assert [q.id for q in programme.questions] == [
        "within-24",
        "exception",
        "was-the-victim-told",
        "where-lost",
    ]
    assert programme.population.filters == {"classes": ("34*", "34A")}
    assert programme.question("was-the-victim-told").judged
    assert (version.number, version.why, version.made_by) == (1, "Robberies are late", "fcr")
    entry = LedgerEntry.objects.get(seq=version.entry_seq)
    assert entry.kind == "programme.kept"
    assert (
        json.loads(LedgerBody.objects.get(seq=entry.seq).body)["definition"] == version.definition
    )
    assert "Timeliness of robberies" in text(registrar.get(reverse("programmes")))


def test_what_can_not_be_kept_is_said_and_nothing_typed_is_lost(registrar):
    url = reverse("programme-edit", args=["timeliness"])
    sent = fields(text(registrar.get(url)))
    sent |= {"sample_size": ["lots"], "bands": ["good: high"], "title": ["Late"]}
    page = text(registrar.post(url, {**sent, "save": "1"}))
    assert "design.sample_size" in page
    assert "Write a whole number from 20 to 50,000" in page
    assert "bands[1].at_least" in page
    assert 'value="lots"' in page
    assert not ProgrammeVersion.objects.exists()
    # A branch that goes round is refused in the same way.
    definition = current("timeliness").programme.to_json()
    definition["questions"][1]["answers"][0]["goes_to"] = "first-report"
    sent = {**fields(text(registrar.get(url))), "definition": [json.dumps(definition)]}
    assert "go round in a circle" in text(registrar.post(url, {**sent, "save": "1"}))


def test_tampering_with_what_the_page_carries_changes_nothing(registrar):
    url = reverse("programme-edit", args=["timeliness"])
    sent = fields(text(registrar.get(url)))
    for bad in (
        "",
        "[]",
        "{",
        '{"questions": 7}',
        '{"questions": [7]}',
        '{"questions": [{"id": 1}]}',
    ):
        page = text(registrar.post(url, {**sent, "definition": bad, "stay": "1"}))
        assert "within 24 hours" in page, bad
    assert registrar.post(url, {"at": "99", "open": "x", "definition": "{}"}).status_code == 200


def test_a_running_audit_keeps_its_version(registrar):
    make_logs()
    before = freeze_audit(name="A", seed="1", by="fcr", programme="monthly-logs", sample_size=40)
    url = reverse("programme-edit", args=["monthly-logs"])
    sent = fields(text(registrar.get(url)))
    registrar.post(url, {**sent, "title": "Other", "save": "1"})
    after = freeze_audit(name="B", seed="1", by="fcr", programme="monthly-logs", sample_size=40)
    before.refresh_from_db()
    assert (before.programme.number, after.programme.number) == (1, 2)
    assert programme_of(before).title != programme_of(after).title == "Other"
    page = text(registrar.get(reverse("programme", args=["monthly-logs"]) + "?version=1"))
    assert programme_of(before).title in page


def test_an_audit_is_planned_by_a_programme(registrar):
    make_logs()
    page = text(registrar.get(reverse("audit-new") + "?programme=open-logs"))
    assert '<option value="open-logs" selected' in page
    assert 'value="60"' in page
    plan = {"programme": "inspection-cdi", "name": "CDI", "sample_size": 200, "seed": "1"}
    page = text(registrar.post(reverse("audit-new"), {**plan, "plan": "1"}))
    assert "hours, the second reading included" in page
    assert "What smaller samples would cost in width" in page
    registrar.post(reverse("audit-new"), {**plan, "freeze": "1"})
    assert Audit.objects.get(name="CDI").programme.slug == "inspection-cdi"


def test_records_of_several_kinds_are_called_and_counted_as_what_they_are(registrar):
    make_logs()
    for number in range(3):
        make_crime(f"direct-{number}").save()
    cache.clear()  # another test's counts of the frame
    plan = {"programme": "inspection-cdi", "name": "CDI", "sample_size": 60, "seed": "1"}
    page = text(registrar.post(reverse("audit-new"), {**plan, "plan": "1"}))
    assert "Logs in the frame" not in page
    assert "500 logs and 3 crimes" in page
    registrar.post(reverse("audit-new"), {**plan, "freeze": "1"})
    audit = Audit.objects.get(name="CDI")
    assert audit.design["kinds"] == {"log": 500, "crime": 3}
    for item in audit.items.select_related("stratum"):
        linked = item.stratum.linked
        crimes = {"should_other": 1, "recorded_other": 1} if linked else {}
        record_reading(item=item, by="x", answers=answers_of(audit, linked), **crimes)
    said = estimate_audit(audit).sentence()
    assert "503 records (500 logs and 3 crimes): every incident log" in said
    assert "of every closing code" not in said


def test_a_sample_too_small_to_say_anything_says_so_and_no_width_is_impossible(registrar):
    make_logs()
    cache.clear()
    plan = {"programme": "inspection-cdi", "name": "CDI", "sample_size": 60, "seed": "1"}
    page = text(registrar.post(reverse("audit-new"), {**plan, "plan": "1"}))
    widths = [float(one) for one in re.findall(r"± ([0-9.]+)", page)]
    assert widths
    assert max(widths) <= 50
    assert "too few" in page
    assert "What smaller samples would cost in width" not in page
    assert "A smaller sample isn’t possible here" in page


@pytest.fixture
def reading():
    make_logs([("No crime", 40, 3)])
    audit = freeze_audit(
        name="Monthly", seed="1", by="fcr", programme="monthly-logs", sample_size=20
    )
    return audit, reverse("audit-reading", args=[audit.pk, 1])


GOOD = {
    "q-who-where-what": "yes", "q-opening-code": "yes", "q-crime-disclosed": "none", "q-no-crime-reason": "na",
    "q-thrive-written": "yes", "q-thrive-again": "na", "q-grade-right": "yes", "q-grade-change": "na",
    "q-response-time": "yes", "q-kept-informed": "na", "q-escalated": "na", "q-closing-code": "yes",
}  # fmt: skip


def test_a_record_is_read_by_its_questions(auditor, reading):
    audit, url = reading
    page = html.unescape(text(auditor.get(url)))
    for question in programme_of(audit).questions:
        assert question.asks in page
        assert question.rule.words in page
    assert "<h3>THRIVE</h3>" in page
    assert " checked" not in page
    answer = auditor.post(url, {**GOOD, "q-note": "good work", "comment": "x"})
    assert answer.headers["Location"] == reverse("audit-reading", args=[audit.pk, 2])
    kept = Reading.objects.get(item__audit=audit)
    assert kept.answers["note"] == "good work"
    assert kept.passed is True
    # Crime was not disclosed, so whether it was recorded is not asked, whatever was sent.
    assert "crime-recorded" not in kept.answers


def test_a_question_without_an_answer_is_named_and_nothing_is_lost(auditor, reading):
    audit, url = reading
    sent = {name: said for name, said in GOOD.items() if name != "q-grade-right"}
    page = text(auditor.post(url, {**sent, "comment": "my words"}))
    assert "This question has no answer yet" in page
    assert 'href="#id_q-grade-right_0"' in page
    assert "my words" in page
    assert page.count(" checked") == len(sent)
    assert not Reading.objects.filter(item__audit=audit).exists()


@pytest.mark.parametrize(
    ("button", "outcome"),
    [
        ("park", Outcome.PARKED),
        ("refer", Outcome.REFERRED),
        ("undecidable", Outcome.UNDECIDABLE),
        ("withdrawn", Outcome.WITHDRAWN),
    ],
)
def test_answers_that_are_no_decision(auditor, reading, button, outcome):
    audit, url = reading
    answer = auditor.post(url, {button: "1", "comment": "the text is cut"})
    assert answer.status_code == 302
    kept = Reading.objects.get(item__audit=audit)
    assert kept.outcome == outcome
    shown = text(auditor.get(reverse("audit", args=[audit.pk])))
    read = outcome in (Outcome.UNDECIDABLE, Outcome.WITHDRAWN)
    assert f"{int(read)} of 20" in shown


def test_referring_needs_a_word_and_parked_records_come_back_last(auditor, reading):
    audit, url = reading
    assert "Say what the registrar is to decide" in text(auditor.post(url, {"refer": "1"}))
    auditor.post(url, {"park": "1"})
    for item in audit.items.exclude(position=1):
        answer = auditor.post(reverse("audit-reading", args=[audit.pk, item.position]), GOOD)
    assert answer.headers["Location"] == url
    assert "and parked" in text(auditor.get(url))


def test_the_time_of_a_reading_is_measured_and_can_not_be_made_up(auditor, reading, monkeypatch):
    _audit, url = reading
    begun = timezone.now()
    monkeypatch.setattr(reading_views.timezone, "now", lambda: begun)
    seen = fields(text(auditor.get(url)))["seen"][0]
    later = begun + timedelta(seconds=95)
    monkeypatch.setattr(reading_views.timezone, "now", lambda: later)
    auditor.post(url, {**GOOD, "seen": seen})
    assert Reading.objects.get(current=True).seconds in (94, 95)
    auditor.post(url, {**GOOD, "seen": seen[:-2] + "xx"})
    assert Reading.objects.get(current=True).seconds is None
    monkeypatch.setattr(reading_views.timezone, "now", lambda: later + timedelta(hours=3))
    auditor.post(url, {**GOOD, "seen": seen})
    assert Reading.objects.get(current=True).seconds is None


@pytest.fixture
def cdi():
    make_logs([("No crime", 40, 3)])
    make_crime("direct").save()
    audit = freeze_audit(name="CDI", seed="1", by="fcr", programme="inspection-cdi", sample_size=30)
    return audit, reverse(
        "audit-reading", args=[audit.pk, audit.items.filter(kind="log").first().position]
    )


def test_crimes_are_named_by_class_and_the_numbers_follow(auditor, cdi):
    audit, url = cdi
    page = text(auditor.get(url))
    sent = {
        "decision": "crimes", "rows": "2", "crime-1-offence": "8N 008/06", "crime-1-count": "2",
        "crime-1-recorded": "1", "crime-1-right": "yes", "crime-1-time": "no", "crime-2-offence": "49",
        "q-all-victims": "no", "q-right-class": "yes", "q-in-time": "no",
    }  # fmt: skip
    assert page.count('name="crime-1-offence"') == 1
    auditor.post(url, sent)
    kept = Reading.objects.get(item__audit=audit)
    assert (kept.should_violence, kept.recorded_violence, kept.should_other) == (2, 1, 1)
    assert kept.crimes[0]["in_time"] == "no"
    assert kept.answers["disclosed"] == "crime"
    assert "8N 008/06" in text(auditor.get(url))
    page = text(auditor.post(url, {**sent, "crime-1-offence": "nonsense"}))
    assert "No class of the offence list has this name" in page
    page = text(auditor.post(url, {**sent, "should_violence": "5", "recorded_violence": "1"}))
    assert "the list of crimes comes to 2" in page.lower()


def test_more_lines_for_crimes_keep_what_was_typed(auditor, cdi):
    _, url = cdi
    page = text(
        auditor.post(url, {"more": "1", "rows": "2", "crime-1-offence": "8N", "comment": "so far"})
    )
    assert page.count('class="crime-row"') == 5
    assert 'value="8N"' in page
    assert "so far" in page
    assert not Reading.objects.exists()


def test_the_rules_are_asked_and_put_their_crimes_into_the_list(auditor, cdi):
    from onrecord.deciding.interview import replay
    from tests.deciding_world import plain_answer

    _, url = cdi
    page = text(auditor.post(url, {"ask": "start", "rows": "2", "comment": "half way"}))
    for _ in range(60):
        sent = fields(page)
        assert sent["comment"] == ["half way"]
        here = replay(json.loads(sent["interview"][0]))
        if here.finished:
            break
        page = text(
            auditor.post(
                url, {**sent, "ask": "answer", "say": plain_answer(here, {"what": "theft"})}
            )
        )
    assert "To be recorded:" in page
    page = text(auditor.post(url, {**fields(page), "ask": "put"}))
    sent = fields(page)
    assert sent["crime-1-offence"][0]
    assert sent["decision"] == ["crimes"]
    assert sent["interview"] == [""]
    assert not Reading.objects.exists()
    assert "Choose an answer" in text(auditor.post(url, {"ask": "answer", "rows": "2"}))
    assert "has no such answer" in text(
        auditor.post(url, {"ask": "answer", "say": "moon", "rows": "2"})
    )
    assert (
        auditor.post(url, {"ask": "answer", "interview": "{bad", "rows": "999999"}).status_code
        == 200
    )


def test_a_crime_recorded_without_a_log_is_read_in_the_same_way(auditor, cdi):
    audit, _ = cdi
    item = audit.items.get(kind="crime")
    url = reverse("audit-reading", args=[audit.pk, item.position])
    page = text(auditor.get(url))
    assert "8N Assault occasioning actual bodily harm" in page
    answer = auditor.post(url, {"decision": "crimes", "should_other": "1", "recorded_other": "1", "q-all-victims": "na", "q-right-class": "yes", "q-in-time": "yes"})  # fmt: skip
    assert answer.status_code == 302


def test_a_log_that_was_changed_after_freezing_is_said_so(auditor, cdi):
    audit, url = cdi
    item = audit.items.filter(kind="log").first()
    item.log.version = 2
    item.log.save()
    assert "changed after the list was frozen: version 1 then, 2 now" in text(auditor.get(url))
    page = text(auditor.get(reverse("audit", args=[audit.pk])))
    assert "1 records of the sample were changed" in page


def test_all_answers_undecidable_give_no_rate_but_a_page(auditor, registrar, reading):
    audit, _ = reading
    registrar.force_login(User.objects.get(username="anna"))
    for item in audit.items.all():
        registrar.post(
            reverse("audit-reading", args=[audit.pk, item.position]), {"undecidable": "1"}
        )
    registrar.force_login(User.objects.get(username="fcr"))
    page = text(registrar.get(reverse("audit-estimate", args=[audit.pk])))
    assert "There is no rate yet" in page


def test_an_estimate_of_questions_has_a_rate_for_each(auditor, registrar, reading):
    audit, _ = reading
    registrar.force_login(User.objects.get(username="anna"))
    for item in audit.items.all():
        late = {"q-response-time": "no", "q-kept-informed": "no"} if item.position % 4 == 0 else {}
        registrar.post(reverse("audit-reading", args=[audit.pk, item.position]), {**GOOD, **late})
    registrar.force_login(User.objects.get(username="fcr"))
    page = text(registrar.get(reverse("audit-estimate", args=[audit.pk])))
    assert "How many records pass" in page
    assert "Was somebody there within the time of the grade?" in page
    data = json.loads(registrar.get(reverse("audit-estimate-json", args=[audit.pk])).content)
    assert data["by_question"]["response-time"]["n_should"] == 20
    assert data["by_question"]["response-time"]["n_recorded"] == 15
    assert data["programme"] == {"slug": "monthly-logs", "version": 1, "measure": "questions"}
