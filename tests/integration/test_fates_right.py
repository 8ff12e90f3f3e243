"""How many suggestions were right: counted once each, with intervals, and with the logs behind."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from onrecord.audit.actions import freeze_audit, record_reading
from onrecord.contact.models import Log
from onrecord.people.roles import Role
from onrecord.recording.states import CrimeState
from onrecord.screening.actions import screen_logs
from onrecord.screening.fates.actions import reject, reopen, settle
from onrecord.screening.fates.models import Fate
from onrecord.screening.fates.right import Share, breakdowns, judged, share
from onrecord.screening.fates.states import Route
from tests.integration.kept_log import person
from tests.integration.test_fates import crime_of
from tests.integration.test_screening_actions import log as imported_log

pytestmark = pytest.mark.django_db
PUNCHED, STOLEN = "A man punched her in the face.", "Someone stole the purse from her bag."


@pytest.fixture
def fcr():
    return person("fcr", Role.REGISTRAR, "")


def listed(text, **more):
    made = imported_log(text, department=more.pop("department", "North"), **more)
    screen_logs([made.pk])
    return made


def rejected(fcr, text, offence, **more):
    return reject(
        log=listed(text, **more), by=fcr, offence=offence, reason="other-meaning", words="x"
    )


def accepted(fcr, **more):
    log = listed(PUNCHED, **more)
    crime = crime_of(log, fcr, "105A", "105/01")
    settle(log=log, by=fcr, crimes=[crime], answer="", decision_origin="d")
    return log, crime


def test_of_those_judged_by_every_way_to_divide_them(fcr):
    accepted(fcr)
    accepted(fcr, department="South")
    early = rejected(fcr, PUNCHED, "Assault")
    rejected(fcr, STOLEN, "Theft")
    Fate.objects.filter(pk=early.pk).update(at=datetime(2026, 2, 3, tzinfo=UTC))
    rows = judged()
    whole = share(rows)
    assert (whole.right, whole.n, whole.note) == (2, 4, "too few to say")
    assert whole.interval.low == pytest.approx(0.150, abs=0.001)  # Wilson, 2 of 4
    parts = {
        part.id: {one.key: (one.right, one.n) for one in part.shares} for part in breakdowns(rows)
    }
    assert parts["way"] == {Route.DECISION: (2, 2), Route.PAGE: (0, 2)}
    assert parts["rule"] == {"assault": (2, 3), "theft": (0, 1)}
    assert parts["department"] == {"North": (1, 3), "South": (1, 1)}
    assert parts["month"]["2026-02"] == (0, 1)
    assert sum(n for _, n in parts["month"].values()) == 4


def test_the_newest_judgement_counts_and_what_is_open_again_does_not(fcr):
    row = rejected(fcr, PUNCHED, "Assault")
    assert share(judged()).n == 1
    reopen(log=row.log, by=fcr, offence="Assault", words="Wrong log.")
    assert share(judged()).n == 0
    reject(log=row.log, by=fcr, offence="Assault", reason="history", words="x")
    (one,) = judged()
    assert one.said == "It is told as history, and was dealt with then"


def test_small_numbers_are_said_to_be_small():
    assert [Share("", "", 1, n).note for n in (4, 5, 29, 30)] == [
        "too few to say", "few: read with care", "few: read with care", "",
    ]  # fmt: skip
    empty = Share("", "", 0, 0)
    assert (empty.rate, empty.interval) == (None, None)


def test_a_crime_that_was_cancelled_since_is_named(fcr):
    _, crime = accepted(fcr)
    crime.state = CrimeState.CANCELLED
    crime.save()
    (one,) = judged()
    assert one.right
    assert f"{crime.ref}, {crime.get_state_display()} since" == one.said


def audited(fcr, texts):
    """An audit of one log for each text, read by anna: `should` crimes of violence, `recorded` of them recorded."""
    for text, _, _ in texts:
        listed(text)
    audit = freeze_audit(name="A", seed="1", sample_size=len(texts), by="fcr")
    by_text = {text: numbers for text, *numbers in texts}
    items = list(audit.items.select_related("log"))
    for item in items:
        should, recorded = by_text[item.log.text]
        record_reading(item=item, by="anna", should_violence=should, recorded_violence=recorded)
    return audit, items


def test_readers_of_a_finished_audit_judge_too(fcr):
    audited(fcr, [(PUNCHED, 1, 0), ("He punched him.", 0, 0), ("He slapped her hard.", 1, 1), ("Lost dog", 0, 0)])  # fmt: skip
    rows = judged()
    assert {(row.log_ref != "", row.offence, row.right, row.way) for row in rows} == {
        (True, "Assault", True, Route.AUDIT),
        (True, "Assault", False, Route.AUDIT),
    }, (
        "what was on record is no suggestion of something missing, and where nothing is told nothing is judged"
    )


def test_a_later_answer_takes_the_place_of_the_readers(fcr):
    _, items = audited(fcr, [(PUNCHED, 1, 0), ("Lost dog", 0, 0)])
    log = next(item.log for item in items if item.log.text == PUNCHED)
    assert [row.right for row in judged()] == [True]
    reject(log=log, by=fcr, offence="Assault", reason="contrary", words="x")
    assert [(row.right, row.way) for row in judged()] == [(False, Route.PAGE)]


def test_an_audit_that_is_not_read_to_its_end_judges_nothing(fcr):
    audit, _ = audited(fcr, [(PUNCHED, 1, 0), ("He punched him.", 0, 0)])
    audit.items.last().readings.update(current=False)
    assert judged() == []


def test_the_pages_and_the_file(fcr, client):
    client.force_login(fcr)
    assert "No suggestion has been judged yet" in client.get(reverse("finder-right")).content.decode()  # fmt: skip
    accepted(fcr)
    rejected(fcr, STOLEN, "Theft", department='=cmd|"x"')
    page = client.get(reverse("finder-right")).content.decode()
    assert "1 of 2 judged" in page
    assert "too few to say" in page
    answer = client.get(reverse("finder-right-file"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    first = rows[0]
    assert (first["by"], first["right"], first["judged"], first["share"]) == ("all", "1", "2", "0.5000")  # fmt: skip
    assert any(row["value"] == '\'=cmd|"x"' for row in rows), "no spreadsheet runs a department"
    behind = client.get(reverse("finder-judged"), {"rule": "theft"}).content.decode()
    assert "The words mean something else" in behind
    assert "0 right of 1" in behind
    assert "1 right of 1" in client.get(reverse("finder-judged"), {"right": "yes"}).content.decode()
    for odd in ({"way": "x"}, {"month": "\x00"}, {"rule": "<b>"}, {"right": "perhaps"}):
        page = client.get(reverse("finder-judged"), odd)
        assert page.status_code == 200
        assert b"<b>" not in page.content


def test_a_supervisor_sees_single_logs_but_not_the_whole(fcr, client):
    client.force_login(person("sue", Role.SUPERVISOR, "North"))
    for name in ("finder-right", "finder-judged", "finder-right-file"):
        assert client.get(reverse(name)).status_code == 403


def test_a_log_whose_words_have_changed_is_read_anew(fcr):
    _, items = audited(fcr, [(PUNCHED, 1, 0), ("Lost dog", 0, 0)])
    assert len(judged()) == 1
    Log.objects.filter(pk__in=[item.log_id for item in items]).update(text="Lost dog")
    assert judged() == []
