"""A report that comes in is a log at once, word for word, with its clock running; or it is held back, and nothing is lost."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from onrecord.contact.models import Log
from onrecord.ledger.live import verify_ledger
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import Report, Switch
from onrecord.reporting.receiving.intake import Sent, new_secret, open_its_log, secret_hash, take_in
from onrecord.reporting.states import ReportState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
WORDS = "He took my bike from the rack\nand ran. ‏שלום <b>!</b>"


def sent(**changes):
    return Sent(
        **{
            "type_key": "theft",
            "title": "Theft",
            "account": WORDS,
            "answers": [["what", "bike"]],
            "people": [{"roles": ["victim", "caller"], "name": "Ada", "born": "2009-05-31"}],
            "places": [{"text": "Station Road"}],
            **changes,
        }
    )


def test_a_report_is_a_log_with_its_clock_from_when_it_was_sent():
    Switch.objects.create(
        pk=1, on=True, department="Contact", by="reg", at=timezone.now(), entry_seq=0
    )
    at = timezone.now() - timedelta(hours=3)
    report, secret = take_in(sent=sent(), origin=str(uuid4()), submitted_at=at)
    log = Log.objects.get(ref=report.log_ref)
    assert (log.text, log.received_at, log.source) == (WORDS, at, "On-line report")
    assert (log.department, log.first_report) == ("Contact", "On-line report")
    person = log.people.get()
    assert (person.name, person.born, log.places.get().text) == (
        "Ada",
        date(2009, 5, 31),
        "Station Road",
    )
    assert report.secret_hash == secret_hash(secret.lower().replace("-", " "))
    assert secret not in str(vars(report))
    Switch.objects.all().delete()
    assert verify_ledger(records=True, processes=1).problems == []


def test_sent_twice_is_one_report():
    origin = str(uuid4())
    first, secret = take_in(sent=sent(), origin=origin)
    again, none = take_in(sent=sent(account="other"), origin=origin)
    assert (again.pk, again.account, none) == (first.pk, WORDS, "")
    assert secret
    assert Log.objects.count() == Report.objects.count() == 1


def test_what_may_be_junk_is_kept_and_can_become_a_log_later():
    at = timezone.now() - timedelta(hours=5)
    report, _ = take_in(sent=sent(doubts=["said ten times"]), origin=str(uuid4()), submitted_at=at)
    assert (report.state, report.log_ref, Log.objects.count()) == (ReportState.HELD_BACK, "", 0)
    log = open_its_log(Report.objects.get())
    assert (log.text, log.received_at) == (WORDS, at)


def test_what_can_not_be_a_log_is_refused_in_words_and_leaves_nothing():
    with pytest.raises(ReportError, match="first account"):
        take_in(sent=sent(account=" "), origin=str(uuid4()))
    assert not Report.objects.exists()
    assert not Log.objects.exists()


def test_secrets_are_never_alike():
    assert len({new_secret() for _ in range(1000)}) == 1000
