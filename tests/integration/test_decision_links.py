"""From a crime to its decision and from a decision to its log: by dates and references, for whoever may see them."""

import re

import pytest
from django.urls import reverse

from onrecord.contact.models import Log
from onrecord.deciding.actions import conclude, start_decision
from onrecord.people.roles import Role
from onrecord.recording.actions import record_incident
from onrecord.recording.decisions import behind
from onrecord.recording.models import Crime
from tests.deciding_world import answer_all
from tests.integration.kept_log import kept_log, person

pytestmark = pytest.mark.django_db
THEFT = {"what": "theft", "theft-from": "shop"}


@pytest.fixture
def log(cal):
    return kept_log(cal, text="He took a bottle and ran.")


@pytest.fixture
def made(cal, log):
    return conclude(decision=answer_all(start_decision(by=cal, log=log), cal, THEFT), by=cal)


def body(client, user, name, pk):
    client.force_login(user)
    answer = client.get(reverse(name, args=[pk]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def fact(text, name):
    """What a page says under one heading of its facts."""
    return re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", text).group(1).strip()


def test_a_crime_names_its_decision_by_its_date_and_leads_to_it(client, cal, made):
    shown = fact(body(client, cal, "crime", Crime.objects.get().pk), "Decision")
    assert f'<a href="{reverse("decision", args=[made.pk])}">Decision of <time' in shown
    assert made.origin not in shown


def test_whoever_may_not_see_the_decision_gets_its_date_and_no_link(client, cal, made):
    """Moved since to another department: the decision was begun by somebody else, in one that isn't theirs."""
    kit = person("kit", Role.OFFICER, "South")
    Crime.objects.update(recorded_by="kit")
    assert behind(kit, made.origin).url == ""
    shown = fact(body(client, kit, "crime", Crime.objects.get().pk), "Decision")
    assert shown.startswith("Decision of <time")
    assert "<a " not in shown
    assert made.origin not in shown


def test_a_name_that_fits_no_decision_stays_as_it_was_written(client, cal, made):
    Crime.objects.update(decision_ref="Paper 12 <b>")
    assert "Paper 12 &lt;b&gt;" in fact(
        body(client, cal, "crime", Crime.objects.get().pk), "Decision"
    )
    Crime.objects.update(decision_ref="")
    assert "not given" in fact(body(client, cal, "crime", Crime.objects.get().pk), "Decision")


def test_a_reported_incident_leads_to_its_decision_too(client, cal, log, made):
    incident = record_incident(
        log=log,
        by=cal,
        kind="non-crime",
        sub_code="other",
        reason="Nothing was taken.",
        decision_ref=made.origin,
    )
    assert reverse("decision", args=[made.pk]) in fact(
        body(client, cal, "incident", incident.pk), "Decision"
    )


def trail(text):
    """The steps of the breadcrumb: words, and where they lead."""
    nav = re.search(r'<nav class="breadcrumb".*?</nav>', text).group(0)
    steps = re.findall(r"<li>(.*?)</li>", nav)
    leads = [re.search(r'href="(.*?)"', each) for each in steps]
    return [
        (re.sub("<.*?>", "", each).strip()[:11], lead.group(1) if lead else "")
        for each, lead in zip(steps, leads, strict=True)
    ]


def test_the_trail_of_a_decision_goes_by_the_decisions(client, cal, log, made):
    home, all_of_them = ("Home", reverse("home")), ("Decisions", reverse("decisions"))
    text = body(client, cal, "decision", made.pk)
    assert trail(text) == [home, all_of_them, ("Decision of", "")]
    assert f'Log <a href="{reverse("log", args=[log.pk])}">{log.ref}</a>' in text
    begun = start_decision(by=cal, log=log)
    own = ("Decision of", reverse("decision", args=[begun.pk]))
    for page in ("decision-facts", "decision-withdraw"):
        assert trail(body(client, cal, page, begun.pk)) == [home, all_of_them, own]
    asked = client.get(reverse("decision-question", args=[begun.pk, 1])).content.decode()
    assert trail(re.sub(r"\s+", " ", asked)) == [home, all_of_them, own]
    answer_all(begun, cal, THEFT)
    assert trail(body(client, cal, "decision-more", begun.pk)) == [home, all_of_them, own]


def test_a_decision_whose_log_is_another_department_s_names_the_log_without_a_link(
    client, cal, log, made
):
    Log.objects.filter(pk=log.pk).update(department="South")
    kit = person("kit", Role.OFFICER, made.department)
    text = body(client, kit, "decision", made.pk)
    assert f"Log {log.ref}</span>Recording decision</h1>" in text
