"""The wall between the finder and audits: readers don't see its words, it gets no verdict early, and no rate hears of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.actions import freeze_audit, record_reading
from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.models import CheckState, SampleItem, SecondCheck
from onrecord.audit.policies import may_give
from onrecord.audit.reading.suggestions import finished, kept_from, released
from onrecord.audit.stopping.models import Stop
from onrecord.people.roles import Role
from onrecord.screening.fates.actions import reject
from onrecord.screening.fates.sources import verdicts
from onrecord.screening.scoring.suggestions import disclosed_now
from tests.audit_world import make_logs, truth_of
from tests.second_world import make_world, person, read, read_all, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def told(item):
    """A suggestion of an item's log that no crime on record answers; its text is made to tell of one."""
    item.log.text = "A man punched her in the face."
    item.log.save()
    return next((s for s in disclosed_now(item.log).suggestions if not s.crimes), None)


def test_a_reader_to_be_does_not_see_what_the_finder_says(world, client):
    audit, people = world
    item = audit.items.select_related("log").first()
    url = reverse("disclosed", args=[item.log_id])
    client.force_login(people["anna"])
    answer = client.get(url)
    assert answer.status_code == 403
    assert "you may still be its reader" in answer.content.decode()
    page = client.get(reverse("log", args=[item.log_id])).content.decode()
    assert "What the text seems to disclose" not in page
    assert "Why this log should be read again" not in page
    client.force_login(people["fcr"])
    assert client.get(url).status_code == 200, "the registrar sees all readings anyway"
    read_all(audit)
    client.force_login(people["anna"])
    assert client.get(url).status_code == 200, "she has read it"
    second = waiting(audit).first()
    assert kept_from(people["ben"], second.log), "he may have to read it second"


def test_no_verdict_before_the_whole_audit_is_done(world):
    audit, people = world
    items = list(audit.items.select_related("log"))
    for item in items[:-1]:
        read(item, "anna")
    assert not finished(audit)
    read(items[-1], "anna")
    assert not finished(audit), "second readings are outstanding"
    assert verdicts() == []
    for check in SecondCheck.objects.filter(state=CheckState.WAITING).select_related("item__log"):
        read(check.item, people["ben"].username, phase="second")
    assert finished(audit)
    found = verdicts()
    assert len(found) == audit.items.filter(readings__outcome="decided", readings__current=True, readings__phase="first").count()  # fmt: skip


def test_an_audit_that_was_stopped_early_is_done():
    make_logs()
    audit = freeze_audit(name="Once", seed="7", sample_size=20, by="fcr")
    *before, last = audit.items.select_related("log")
    for item in before:
        record_reading(item=item, by="anna", **truth_of(item.log))
    assert not finished(audit)
    Stop.objects.create(
        audit=audit, after=last.position - 1, above=True, low=0.9, high=1, made_by="fcr", made_at=timezone.now(), entry_seq=0,
    )  # fmt: skip
    assert finished(audit)
    assert len(verdicts()) == len(before)


def test_single_verdicts_stay_blind_to_who_may_not_see_the_reading(world):
    audit, people = world
    read_all(audit)
    for check in SecondCheck.objects.filter(state=CheckState.WAITING).select_related("item__log"):
        read(check.item, people["ben"].username, phase="second")
    ids = list(audit.items.values_list("log_id", flat=True))
    everything = {v.log_id for v in released(ids, people["fcr"])}
    ben = {v.log_id for v in released(ids, people["ben"])}
    checked = set(SecondCheck.objects.values_list("item__log_id", flat=True))
    assert ben <= checked, "what was not chosen may still be changed by its reader"
    assert ben < everything


def test_what_became_of_suggestions_changes_no_rate():
    make_logs()
    fcr = person("fcr", Role.REGISTRAR)
    audit = freeze_audit(name="Once", seed="7", sample_size=100, by="fcr")
    for item in audit.items.select_related("log"):
        record_reading(item=item, by="anna", **truth_of(item.log))
    items = [(item, told(item)) for item in audit.items.select_related("log")]
    before = estimate_audit(audit)
    judged = 0
    for item, one in items:
        if one:
            reject(log=item.log, by=fcr, offence=one.offence.title, reason="other", words="x")
            judged += 1
    assert judged, "the world has suggestions"
    assert estimate_audit(audit) == before


def test_whoever_judged_a_suggestion_does_not_read_the_record(world):
    audit, people = world
    item = next(i for i in audit.items.select_related("log") if told(i))
    assert may_give(people["anna"], item) is not None
    cleo = person("cleo2", Role.AUDITOR)
    outside = SampleItem.objects.filter(pk=item.pk).first()
    assert outside is not None
    from onrecord.screening.fates.models import Fate

    fcr = people["fcr"]
    one = told(item)
    row = reject(log=item.log, by=fcr, offence=one.offence.title, reason="other", words="x")
    Fate.objects.filter(pk=row.pk).update(by="anna")
    assert may_give(people["anna"], item) is None
    assert may_give(cleo, item) is not None
