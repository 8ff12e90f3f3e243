"""The registrar's final word on a record that nobody was chosen to read twice enters the corrected rate."""

import pytest
from django.urls import reverse

from onrecord.audit.actions import freeze_audit, keep_programme, record_reading
from onrecord.audit.estimate.twice import read_twice
from onrecord.audit.findings import actions
from onrecord.audit.findings.models import Finding
from onrecord.audit.models import Phase, SecondCheck
from onrecord.audit.programmes.kept import current
from tests.findings_world import logs, people, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return people()


@pytest.fixture
def audit(staff):
    """Read once as it truly is, and again, in agreement, where the lot fell; no failure is read again for being one."""
    logs()
    keep_programme(
        definition={
            **current("recording-of-logs").programme.to_json(),
            "slug": "by-lot",
            "second_reading": {"failures": False, "passes_percent": 20},
        },
        by="fcr",
    )
    audit = freeze_audit(name="Lot", seed="7", sample_size=100, by="fcr", programme="by-lot")
    for item in audit.items.select_related("log").order_by("position"):
        read(item)
    for check in SecondCheck.objects.filter(item__audit=audit).select_related("item"):
        first = check.item.readings.get()
        record_reading(
            item=check.item, by="second", phase=Phase.SECOND, answers=first.answers,
            **{f: getattr(first, f) for f in FIELDS},
        )  # fmt: skip
    actions.send_findings(audit=audit, by=staff["fcr"])
    return audit


FIELDS = [f"{kind}_{g}" for kind in ("should", "recorded") for g in ("violence", "sexual", "other")]


def never_twice(audit):
    """Findings on records that no lot chose."""
    return list(
        Finding.objects.filter(item__audit=audit, item__check_up__isnull=True).order_by("pk")
    )


def test_a_reversal_on_a_record_never_read_twice_enters_and_both_versions_stay(
    audit, staff, client
):
    before = read_twice(audit)
    assert (before.words, before.words_sentence()) == (0, "")
    row = never_twice(audit)[0]
    head = staff["sam" if row.department == "North" else "sue"]
    row = actions.dispute(finding=row, by=head, words="A civil matter.")
    actions.reverse(finding=row, by=staff["fcr"], words="So it was.", how="no-crime")
    after = read_twice(audit)
    assert (after.words, after.counted) == (1, 1)
    assert after.by_lot == before.corrected
    assert after.corrected.corrected.rate > before.corrected.corrected.rate
    # It stands for its own record: the crimes of one record less, at its stratum's weight.
    weight = row.item.stratum.size / row.item.stratum.sample_size
    assert before.corrected.corrected.should - after.corrected.corrected.should == pytest.approx(
        weight * row.missed
    )
    # What both readers overlooked is told by the lot alone.
    assert after.both == before.both
    client.force_login(staff["fcr"])
    page = client.get(reverse("audit-estimate", args=[audit.pk])).content.decode()
    assert "The registrar decided 1 record that was not chosen" in page
    assert f"{100 * before.corrected.corrected.rate:.1f} %" in page


def test_an_upheld_finding_changes_nothing(audit, staff):
    before = read_twice(audit)
    row = never_twice(audit)[0]
    head = staff["sam" if row.department == "North" else "sue"]
    row = actions.dispute(finding=row, by=head, words="No.")
    actions.uphold(finding=row, by=staff["fcr"], words="Yes.")
    assert read_twice(audit) == before
