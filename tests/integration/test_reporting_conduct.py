"""A report about somebody who works for the police: whoever isn't of the department that looks into it learns nothing of it,
neither by its files, nor by a message, nor by what it repeats."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from onrecord.contact.force import force
from onrecord.contact.models import Log, LogEntry, LogLink
from onrecord.people.roles import Role
from onrecord.reporting.files.keeping import add_file, keep_files
from onrecord.reporting.receiving.intake import Sent, take_in
from onrecord.reporting.states import ReportState
from onrecord.reporting.status import reporter
from tests.integration.kept_log import person
from tests.reporting_world import a_draft, a_photo
from tests.reports_world import listed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
WORDS = "PC Bloggs came to my door last night, took my telephone and pushed me against the wall until I fell down the steps."
PHONE = {"phone": "07700 900123"}


def told(department="", account=WORDS, **more):
    sent = Sent(
        type_key="theft",
        title="Theft",
        account=account,
        department=department,
        contact=PHONE,
        **more,
    )
    return take_in(sent=sent, origin=str(uuid4()))[0]


def test_files_of_one_that_is_held_back_are_for_its_department_alone(client):
    draft = a_draft()
    add_file(draft=draft, name="bruise.jpg", chunks=[a_photo()])
    report = told(force().conduct_department, doubts=["Too quick."])
    assert report.state == ReportState.HELD_BACK
    with transaction.atomic():
        [file] = keep_files(report, draft)
    for who, allowed in (
        (person("cal", Role.CALL_TAKER), False),
        (person("sue", Role.SUPERVISOR), False),
        (person("psd", Role.SUPERVISOR, department=force().conduct_department), True),
    ):
        client.force_login(who)
        for name in ("report-file", "report-file-picture", "report-file-copy"):
            answer = client.get(reverse(name, args=[file.origin]))
            if answer.streaming:
                answer.getvalue()
            assert answer.status_code == (200 if allowed else 403), (who, name)


def test_a_message_about_one_without_a_log_is_listed_for_its_department_alone():
    report = told(force().conduct_department, doubts=["Too quick."])
    reporter.add_more(report=report, text="He is PC Bloggs of Northside.", origin=str(uuid4()))
    nowhere = person("nowhere", Role.CALL_TAKER, department="")
    theirs = person("psd", Role.SUPERVISOR, department=force().conduct_department)
    assert listed(nowhere, "on-line-messages") == []
    assert listed(theirs, "on-line-messages") == [f"{report.ref}, message 1"]


def test_other_logs_dont_tell_that_somebody_complained():
    """The officer complained of may be the one who has the other report of the same person."""
    before = told()
    complaint = told(force().conduct_department, WORDS + " I want to complain about him.")
    after = told(account=WORDS + " I forgot to say that it was the blue telephone.")
    assert complaint.same_as == before.ref
    assert after.same_as == before.ref
    hidden = (complaint.ref, complaint.log_ref)
    for report in (before, after):
        log = Log.objects.get(ref=report.log_ref)
        said = "\n".join(LogEntry.objects.filter(log_ref=log.ref).values_list("text", flat=True))
        assert not any(each in said for each in hidden), said
    [link] = LogLink.objects.all()
    assert {link.first_ref, link.second_ref} == {before.log_ref, after.log_ref}
