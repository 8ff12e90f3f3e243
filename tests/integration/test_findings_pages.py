"""The pages of findings: what they show, and the whole way from sending to the registrar's decision."""

from copy import deepcopy

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.findings.digest import digests
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.states import FindingState
from onrecord.deciding.actions import conclude
from onrecord.deciding.models import RecordingDecision
from onrecord.measures.sending.audit_digests import put_digests
from onrecord.measures.sending.queue import deliver
from onrecord.people.addresses import address_of
from onrecord.people.models import ReadRecord
from tests.deciding_world import answer_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(made_reading):
    return deepcopy(made_reading)


@pytest.fixture
def staff(made):
    return made[0]


@pytest.fixture
def audit(made):
    return made[1]


def text(answer):
    return answer.content.decode()


def sent(client, staff, audit):
    client.force_login(staff["fcr"])
    answer = client.post(reverse("audit-findings", args=[audit.pk]), follow=True)
    assert "findings sent." in text(answer)
    return Finding.objects.filter(department="North").order_by("item__position").first()


def test_a_finding_shows_the_record_the_rule_and_what_to_do(client, staff, audit):
    row = sent(client, staff, audit)
    client.force_login(staff["sam"])
    body = text(client.get(reverse("finding", args=[row.pk])))
    assert row.item.log_ref in body
    assert row.item.log.text in body
    assert "should be on record and is not" in body
    assert "Crime Recording Rules for Front line Officers and Staff" in body
    assert "p. " in body
    assert "Record what was missed" in body
    kept = ReadRecord.objects.filter(username="sam", what="finding").values_list(
        "subject", flat=True
    )
    assert list(kept) == [f"log:{row.item.log.system}:{row.item.log.ref_key}"]


def test_from_sending_to_the_decision_that_records_what_was_missed(client, staff, audit):
    row = sent(client, staff, audit)
    client.force_login(staff["sam"])
    to = {"pass-to": staff["olu"].pk, "pass-words": "Please look."}
    client.post(reverse("finding-pass-on", args=[row.pk]), to)
    row.refresh_from_db()
    assert (row.state, row.person) == (FindingState.PERSON, "olu")
    client.force_login(staff["olu"])
    assert "Please look." in text(client.get(reverse("finding", args=[row.pk])))
    refused = client.post(
        reverse("finding-accept", args=[row.pk]),
        {"accept-causes": ["belief"], "accept-words": "Yes."},
    )
    assert "Record what was missed first" in text(refused)
    answer = client.post(reverse("finding-correct", args=[row.pk]))
    decision = RecordingDecision.objects.get()
    # The questions begin at once.
    assert answer.url == reverse("decision-question", args=[decision.pk, 1])
    assert "Go on with the decision" in text(client.get(reverse("finding", args=[row.pk])))
    assert client.get(answer.url, follow=True).status_code == 200
    assert (decision.route, decision.known_at) == ("audit", row.item.log.received_at)
    answer_all(decision, staff["olu"], {"what": "theft"})
    decision.refresh_from_db()
    conclude(decision=decision, by=staff["olu"])
    decision.refresh_from_db()
    body = text(client.get(reverse("finding", args=[row.pk])))
    assert "Go on with the decision" not in body
    assert f"What was missed is decided: recorded {decision.crime_refs[0]}" in body


def test_from_dispute_to_reversal_and_the_estimate_says_so(client, staff, audit):
    row = sent(client, staff, audit)
    client.force_login(staff["sam"])
    empty = client.post(reverse("finding-dispute", args=[row.pk]), {"dispute-words": " "})
    assert "Say it in words" in text(empty)
    client.post(reverse("finding-dispute", args=[row.pk]), {"dispute-words": "Civil matter."})
    client.force_login(staff["fcr"])
    assert "1 disputed finding waits for your decision" in text(client.get("/"))
    page = text(client.get(reverse("finding", args=[row.pk])))
    assert "Civil matter." in page
    assert "Decide the dispute" in page
    decide = {"decide-outcome": "reverse", "decide-words": "Right."}
    answer = client.post(reverse("finding-decide", args=[row.pk]), decide)
    assert "Say why the crimes" in text(answer)
    client.post(reverse("finding-decide", args=[row.pk]), {**decide, "decide-how": "no-crime"})
    row.refresh_from_db()
    assert row.state == FindingState.REVERSED
    body = text(client.get(reverse("audit-estimate", args=[audit.pk])))
    assert "was reversed by the registrar" in body
    assert "As they hold now" in body
    # Beside the rate wherever it stands, and never lower down only.
    note = "Since then 1 finding was reversed by the registrar; with the readings as they hold now it is"
    assert body.index(note) < body.index("Share of crimes recorded, with")
    assert note in text(client.get(reverse("audit-report", args=[audit.pk])))
    kept = client.get(reverse("audit-estimate-json", args=[audit.pk])).json()
    assert [note in one for one in kept["notes"]] == [True]
    report = client.get(reverse("audit-report-file", args=[audit.pk, "json"])).json()
    assert report["notes"] == report["estimate"]["notes"] == kept["notes"]
    # This audit has one reader: what the registrar took up is no second reading.
    assert "Second reading:" not in text(client.get(reverse("audit", args=[audit.pk])))


def test_lists_filter_and_repeats_and_causes_are_empty_at_first(client, staff, audit):
    row = sent(client, staff, audit)
    for show in ("mine", "open", "overdue", "disputed", "accepted", "reversed", "all", "nonsense"):
        assert client.get(reverse("findings"), {"show": show}).status_code == 200
    assert row.item.log_ref in text(client.get(reverse("findings"), {"show": "open"}))
    assert "Nothing has come twice" in text(client.get(reverse("finding-repeats")))


def test_the_digest_holds_counts_and_links_and_no_personal_data(client, staff, audit, settings):
    row = sent(client, staff, audit)
    settings.ONRECORD_EMAIL_DOMAIN = ""
    staff["sam"].email = "sam@example.police.uk"
    staff["sam"].save()
    found = digests("https://onrecord.example/")
    mine = next(each for each in found if each.username == "sam")
    number = Finding.objects.filter(department="North").count()
    assert (
        f"{number} findings wait for your answer: https://onrecord.example/findings/" in mine.body
    )
    whole = "\n".join(each.body for each in found)
    held = [r.item.log_ref for r in Finding.objects.select_related("item")]
    for secret in (*held, row.item.log.text, "olu", "North", audit.name):
        assert secret not in whole
    assert not [each for each in found if each.username in ("com", "olu")]
    now = timezone.now()
    assert "sue" in put_digests(found, now)
    assert put_digests(found, now)
    assert deliver(now).sent == 1
    # The same words on one day are one message.
    put_digests(found, now)
    assert deliver(now).sent == 0
    assert [m.to for m in mail.outbox] == [["sam@example.police.uk"]]
    settings.ONRECORD_EMAIL_DOMAIN = "force.example"
    assert address_of(staff["sue"]).address == "sue@force.example"


def test_the_command_prints_or_sends(client, staff, audit, monkeypatch, settings):
    from typer.testing import CliRunner

    from onrecord import cli
    from onrecord.commands import audits

    sent(client, staff, audit)
    monkeypatch.setattr(audits, "need_installation", lambda: None)
    settings.ONRECORD_EMAIL_DOMAIN = "force.example"
    printed = CliRunner().invoke(cli.app, ["audit", "digest", "--address", "https://a.example"])
    assert printed.exit_code == 0, printed.output
    assert "To: sam (sam@force.example)" in printed.output
    assert "https://a.example/findings/?show=mine" in printed.output
    assert mail.outbox == []
    done = CliRunner().invoke(cli.app, ["audit", "digest", "--send"])
    assert done.exit_code == 0, done.output
    assert "Something waits for 2 people; 2 sent." in done.output
    assert {m.to[0] for m in mail.outbox} == {"sam@force.example", "sue@force.example"}
    assert "http://" in mail.outbox[0].body
