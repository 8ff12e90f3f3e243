"""An audit that may stop early, on its pages: made, shown, stopped, and hidden from who may still read second."""

import pytest
from django.urls import reverse

from onrecord.audit.actions import record_reading, stop_reading
from onrecord.audit.models import Audit
from onrecord.audit.stopping.models import Stop
from tests.audit_world import make_audit, make_logs, truth_of
from tests.findings_world import people
from tests.stop_world import early_audit, in_order, made_early, passes_quality, read_up_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


@pytest.fixture
def audit():
    return made_early()


def test_the_page_shows_the_test_and_stops_it(audit, client):
    staff = people()
    client.force_login(staff["fcr"])
    page = reverse("audit-test", args=[audit.pk])
    assert "No record counts yet" in client.get(page).content.decode()
    client.post(page)
    assert not Stop.objects.exists()
    read_up_to(audit, 120)
    shown = client.get(page).content.decode()
    assert "The rate is below 80 %" in shown
    assert "Stop reading here" in shown
    assert (
        "see it, and stop reading if you like"
        in client.get(reverse("audit", args=[audit.pk])).content.decode()
    )
    for name in ("com", "sam", "olu"):
        client.force_login(staff[name])
        assert client.post(page).status_code == 403
    assert not Stop.objects.exists()
    client.force_login(staff["fcr"])
    said = client.post(page, follow=True).content.decode()
    assert "Reading is stopped after record 120." in said
    assert "stopped early" in client.get(reverse("audits")).content.decode()
    assert (
        "Reading is stopped: 120 of 400"
        in client.get(reverse("audit", args=[audit.pk])).content.decode()
    )
    listed = client.get(reverse("audit", args=[audit.pk]) + "?from=119").content.decode()
    assert listed.count("not read, stopped before") > 50
    estimate = client.get(reverse("audit-estimate", args=[audit.pk])).content.decode()
    assert "not read, because reading was stopped" in estimate
    assert "that holds whenever reading stops" in estimate
    compared = client.get(
        reverse("audit-compare"), {"before_rate": "77.9", "before_n": "586", "after": str(audit.pk)}
    ).content.decode()
    assert "points" in compared
    ordinary = make_audit(name="Ordinary")
    assert "No test" in client.get(reverse("audit-test", args=[ordinary.pk])).content.decode()


def test_somebody_who_may_still_read_second_sees_nothing_of_the_test(client):
    staff = people()
    make_logs()
    audit = early_audit(0.8, programme="inspection-cdi")
    for item in in_order(audit)[:150]:
        record_reading(item=item, by="fcr", answers=passes_quality(audit), **truth_of(item.log))
    client.force_login(staff["ada"])
    page = reverse("audit-test", args=[audit.pk])
    assert client.get(page).status_code == 403
    assert client.post(page).status_code == 403
    shown = client.get(reverse("audit", args=[audit.pk])).content.decode()
    assert "This audit may stop early" in shown
    assert "rate is below" not in shown
    stop_reading(audit=audit, by="fcr")
    shown = client.get(reverse("audit", args=[audit.pk])).content.decode()
    assert "Reading was stopped after record 150" in shown
    assert "rate is below" not in shown


PLAN = {
    "name": "Early",
    "sample_size": "200",
    "seed": "7",
    "way": "early",
    "target": "80",
    "level": "0.90",
    "most": "3",
}


def test_it_is_made_on_the_page(client):
    client.force_login(people()["fcr"])
    make_logs()
    page = client.post(reverse("audit-new"), {**PLAN, "plan": "1"}).content.decode()
    assert "Logs to read, at most" in page
    assert "If the planned rates hold" in page
    client.post(reverse("audit-new"), {**PLAN, "freeze": "1"})
    audit = Audit.objects.get(name="Early")
    assert audit.design["sequential"]["target"] == "0.800000"
    assert audit.design["sequential"]["level"] == "0.900000"
    assert audit.design["sequential"]["most"] == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target": ""}, "Give the target that the test is to decide about"),
        ({"target": "100"}, "must lie between 1 and 99"),
        ({"way": "fixed"}, "A target is for an audit that may stop early"),
        ({"most": "0"}, "one crime at least"),
        ({"sample_size": "20", "target": "81.9"}, "would seldom decide within 20 records"),
    ],
)
def test_the_form_says_what_is_wrong_or_hopeless(client, change, said):
    client.force_login(people()["fcr"])
    make_logs()
    page = client.post(reverse("audit-new"), {**PLAN, **change, "plan": "1"}).content.decode()
    assert said in page
    assert not Audit.objects.exists()
