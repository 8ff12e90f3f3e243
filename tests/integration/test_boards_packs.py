"""Packs: kept as they were shown, set beside the last one, never a figure without its number, and nobody in them."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from onrecord.boards import hidden_kept, matters, meetings
from onrecord.boards.bodies_kept import kept
from onrecord.boards.errors import BoardError
from onrecord.boards.hidden import counted, days_before, half_year_before
from onrecord.boards.hidden_kept import kept_counts
from onrecord.boards.models import Meeting, Pack
from onrecord.boards.pack import document_of, make
from onrecord.boards.packs import changed, issue_pack
from onrecord.boards.paper import LANDSCAPE
from onrecord.boards.reports import overdue_reports, reports_due
from onrecord.boards.sections.ask import Ask
from onrecord.boards.sections.grids import HEAD
from onrecord.boards.sections.of_cost import cost
from onrecord.contact.models import Log
from onrecord.documents.content import Grid, plain_text
from onrecord.documents.files import FORMS, write
from onrecord.improvement.plans.actions import keep_plan
from onrecord.improvement.plans.plan_actions import change_action, give_action, move_action
from onrecord.improvement.recommendations.actions import move
from onrecord.improvement.recommendations.states import RecommendationState
from onrecord.ledger.actions import append
from onrecord.ledger.live import verify_ledger
from onrecord.measures.by_month import rollup
from onrecord.measures.figures.figure import Figure
from onrecord.measures.months import LONDON
from onrecord.people.access import NotAllowed
from onrecord.statistics.intervals import wilson
from tests.boards_world import GOLD, action, held, meeting, there
from tests.improvement_world import inspection, people, recommendation
from tests.measures_world import crime, log
from tests.pdf_ua import failures

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return people()


@pytest.fixture
def chief(who):
    return who["dcc"]


def section(pack: Pack, title: str) -> str:
    """The text of a section of a pack."""
    lines = plain_text(document_of(pack)).split("\n")
    at = lines.index(title, 1)
    return "\n".join(lines[at:])


def test_a_pack_stays_as_it_was_shown_and_what_changes_later_is_shown_beside_it(chief, who):
    one = recommendation(inspection(who["fcr"]), who["fcr"], owner="sam")
    first = held(chief, ago=30)
    owed = action(first, chief)
    second = meeting(chief)
    pack = issue_pack(meeting=second, by=chief)
    was = plain_text(document_of(pack))
    assert "Action 1: Read back every log closed as a domestic incident" in was
    assert one.text in was
    assert changed(pack) == []
    move(
        recommendation=one, by=who["fcr"], to=RecommendationState.BEING_PROGRESSED, words="The inspectorate has seen it.",
    )  # fmt: skip
    matters.report(matter=owed, meeting=second, by=chief, words="Forty logs were read back.")
    pack.refresh_from_db()
    assert plain_text(document_of(pack)) == was
    found = {each.title: each for each in changed(pack)}
    assert any("Forty logs were read back." in line for line in found["What is open"].fresh)
    register = found["Recommendations and how they stand"]
    assert any("awaiting review" in line for line in register.gone)
    assert any("being progressed" in line for line in register.fresh)
    # Issued again it has the next number, and the first one stays.
    again = issue_pack(meeting=second, by=chief)
    assert (pack.number, again.number) == (1, 2)
    assert verify_ledger(records=True).ok
    Pack.objects.filter(pk=pack.pk).update(content={**pack.content, "title": "Another"})
    assert not verify_ledger(records=True).ok


def test_the_next_pack_says_what_happened_since_the_last_one(chief, who):
    one = recommendation(inspection(who["fcr"]), who["fcr"], owner="sam")
    first = meeting(chief, ago=10)
    pack = issue_pack(meeting=first, by=chief)
    assert "This is the first pack of this body" in section(pack, "What changed since last time")
    meetings.hold_meeting(meeting=first, by=chief, attendance=there())
    move(
        recommendation=one, by=who["fcr"], to=RecommendationState.BEING_PROGRESSED, words="The inspectorate has seen it.",
    )  # fmt: skip
    owed = action(first, chief)
    second = issue_pack(meeting=meeting(chief), by=chief)
    since = section(second, "What changed since last time").split(
        "Recommendations and how they stand"
    )[0]
    assert "Status: awaiting review to being progressed" in since
    assert "Raised" in since
    assert owed.title in since
    assert "Meeting" in since
    # Of what the ledger took in before the first pack nothing is said.
    assert "Inspection" not in since.split("What the ledger took in")[1].split("\n")


def test_an_action_goes_into_a_plan_and_stays_on_the_agenda(chief, who):
    plan = keep_plan(title="Force plan", by=chief)
    first = held(chief, ago=30)
    one, risk = (
        action(first, chief),
        matters.raise_matter(meeting=first, by=chief, kind="risk", title="Too few readers"),
    )
    with pytest.raises(NotAllowed):
        matters.plan_matter(matter=one, meeting=first, by=who["pcc"], plan=plan)
    with pytest.raises(BoardError, match="Only an action"):
        matters.plan_matter(matter=risk, meeting=first, by=chief, plan=plan)
    made = matters.plan_matter(matter=one, meeting=first, by=chief, plan=plan).plan_action
    assert (made.text, made.due_on, made.plan) == (one.title, one.due_on, plan)
    with pytest.raises(BoardError, match="already"):
        matters.plan_matter(matter=one, meeting=first, by=chief, plan=plan)
    issue_pack(meeting=meeting(chief, ago=1), by=chief)
    move_action(action=made, by=chief, to="under_way", words="Begun.")
    change_action(
        action=made,
        by=chief,
        text=made.text,
        due_on=timezone.localdate() - timedelta(days=3),
        words="Sooner.",
    )
    give_action(action=made, by=chief, owner="sam")
    second = issue_pack(meeting=meeting(chief), by=chief)
    text = plain_text(document_of(second))
    assert "Action 1, Force plan: under way." in text
    assert "State: to do to under way\nAction 1, Force plan" in text
    assert f"Action 1 of a plan\nForce plan: {one.title}\nSupervisor" in text
    # Who owns it is said by office only.
    assert "sam" not in text.split()
    assert verify_ledger(records=True).ok


def test_every_figure_stands_with_its_number_interval_days_and_moment(chief):
    document = make(meeting(chief)).document
    tables = [
        each for each in document.blocks if isinstance(each, Grid) and each.head[1:] == HEAD[1:]
    ]
    assert len(tables) >= 6
    for table in tables:
        for name, figure, interval, n, days, as_of, since in table.rows:
            assert all((n, days, as_of)), name
            # A figure with its interval, or none with the reason.
            assert interval or (figure == "no figure" and since) or figure == "held back", name


def test_nobody_is_named_in_a_pack(chief, who):
    who["sam"].first_name, who["sam"].last_name = "Sam", "Supervisor"
    who["sam"].save()
    recommendation(inspection(who["fcr"]), who["fcr"], owner="sam", department="North")
    text = plain_text(make(meeting(chief)).document)
    assert "Supervisor, North" in text
    assert "Sam" not in text


def test_a_pack_is_issued_before_the_meeting_by_those_who_keep_boards(chief, who):
    row = meeting(chief)
    with pytest.raises(NotAllowed):
        issue_pack(meeting=row, by=who["sam"])
    issue_pack(meeting=row, by=who["pcc"])
    row.refresh_from_db()
    assert row.state == "issued"
    meetings.hold_meeting(meeting=row, by=chief, attendance=there())
    with pytest.raises(BoardError, match="before it"):
        issue_pack(meeting=Meeting.objects.get(), by=chief)


@pytest.mark.one_store
def test_the_pack_in_each_form_says_the_same(chief, who):
    recommendation(inspection(who["fcr"]), who["fcr"])
    document = make(meeting(chief)).document
    made = {form: write(document, form, LANDSCAPE) for form in FORMS}
    with zipfile.ZipFile(io.BytesIO(made["docx"])) as file:
        docx = file.read("word/document.xml").decode()
    with zipfile.ZipFile(io.BytesIO(made["odt"])) as file:
        odt = file.read("content.xml").decode()
    from pypdf import PdfReader

    assert failures(made["pdf"]) == []
    pdf = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(made["pdf"])).pages)
    for words in (
        "What is open",
        "Recording accuracy, violence",
        "no figure",
    ):
        assert words in made["html"].decode()
        assert words in docx
        assert words in odt
        assert words.split(",")[0] in " ".join(pdf.split())


def _log(number: int, at: datetime, **more) -> Log:
    return Log.objects.create(
        system="s",
        ref=f"L{number}",
        ref_key=f"l{number}",
        received_at=at,
        closed_at=at,
        entry_seq=0,
        **more,
    )


def test_hidden_crimes_are_counted_by_marks_codes_and_classes():
    since, until = half_year_before(timezone.localdate())
    at = datetime(until.year, until.month, 10, 12, tzinfo=LONDON)
    for number in range(7):
        _log(number, at, qualifiers=["domestic abuse"])
    _log(20, at, opening_code="Domestic incident", link_state="linked")
    _log(21, at, qualifiers=["hate: race"])
    _log(
        22,
        datetime(since.year, since.month, 1, tzinfo=LONDON) - timedelta(seconds=1),
        qualifiers=["child"],
    )
    found = {each.kind.code: each for each in counted(since, until)}
    domestic = found["domestic-abuse"]
    assert (domestic.reports, domestic.closed, domestic.without) == (8, 8, 7)
    assert found["hate"].reports == 1
    # One second before the first month is the months before.
    assert found["child-abuse"].reports == 0
    before = {each.kind.code: each for each in counted(*days_before(since, until))}
    assert before["child-abuse"].reports == 1


def test_a_crime_is_hidden_by_its_class_its_flags_or_its_log():
    since, until = half_year_before(timezone.localdate())
    at = datetime(until.year, until.month, 10, 12, tzinfo=LONDON)
    marked = log(at, qualifiers=["Domestic Abuse"])
    crime(marked, 2)
    crime(marked, 30, crime_class="8U")
    crime(log(at), 2, crime_class="106")
    crime(log(at), 30, flags=["hate-religion-muslim", "domestic-abuse"])
    crime(log(at), 2, flags=["alcohol"])
    crime(log(at), 2, crime_class="106", state="cancelled")
    found = {each.kind.code: each for each in counted(since, until)}
    domestic = found["domestic-abuse"]
    assert (domestic.recorded, domestic.timed, domestic.in_time) == (3, 3, 1)
    assert found["modern-slavery"].recorded == 1
    assert (found["hate"].recorded, found["hate"].in_time) == (1, 0)
    assert found["honour-based"].recorded == 0


def test_hidden_crimes_are_read_once_and_again_when_their_months_are_touched(monkeypatch):
    since, until = half_year_before(timezone.localdate())
    at = datetime(until.year, until.month, 10, 12, tzinfo=LONDON)
    long_ago = datetime(since.year, since.month, 1, tzinfo=LONDON) - timedelta(days=40)
    # A crime of these months, hidden by what a log of long before says.
    marked = log(long_ago)
    crime(marked, 2, recorded_at=at)
    calls = []
    real = hidden_kept.counted
    monkeypatch.setattr(hidden_kept, "counted", lambda *days: calls.append(days) or real(*days))

    def entry(row, what):
        kind = "log" if isinstance(row, Log) else "crime"
        with transaction.atomic():
            append(kind=f"{kind}.{what}", subject=f"{kind}:{row.system}:{row.ref_key}", body={}, by="t")  # fmt: skip

    def found(times):
        rows = {each.kind.code: each for each in kept_counts(since, until)}
        assert rows == {each.kind.code: each for each in real(since, until)}
        assert len(calls) == times
        return rows

    assert found(1)["domestic-abuse"].recorded == 0
    found(1)
    # What happens elsewhere, or in other months, is no reason to read them again.
    entry(log(long_ago, qualifiers=["domestic abuse"]), "imported")
    found(1)
    entry(log(at, qualifiers=["domestic abuse"]), "imported")
    assert found(2)["domestic-abuse"].reports == 1
    Log.objects.filter(pk=marked.pk).update(qualifiers=["domestic abuse"])
    entry(marked, "corrected")
    assert found(3)["domestic-abuse"].recorded == 1
    found(3)
    # Other kinds, and what was counted of these is no answer.
    monkeypatch.setattr(hidden_kept, "_sort", lambda: "other")
    found(4)


def test_the_report_on_hidden_crimes_is_due_on_its_schedule_and_suppresses_small_numbers(chief):
    _, until = half_year_before(timezone.localdate())
    at = datetime(until.year, until.month, 10, 12, tzinfo=LONDON)
    for number in range(3):
        _log(number, at, qualifiers=["modern slavery"])
    body = "policing-and-crime"
    # It met before the month in which the report was due: from then on it is missed.
    first = meetings.call_meeting(
        body=body, held_on=timezone.localdate() - timedelta(days=400), by=chief
    )
    [due] = reports_due(timezone.localdate())
    assert not due.came
    assert "there has been none" in due.words
    later = due.month + timedelta(days=32)
    assert [each.words for each in overdue_reports(later)] == [due.words]
    day = next(
        timezone.localdate() + timedelta(days=step)
        for step in range(0, 370)
        if (timezone.localdate() + timedelta(days=step)).month in (4, 10)
    )
    row = meetings.call_meeting(body=body, held_on=day, by=chief)
    pack = issue_pack(meeting=row, by=chief)
    text = section(pack, "Hidden crimes")
    assert "Modern slavery\nfewer than 5\nnot held" in text
    assert "never by itself worse performance" in text
    assert "No partner's view was kept" in text
    assert overdue_reports(timezone.localdate()) == []
    assert "hidden-crimes" not in make(first).sections or first.held_on.month in (4, 10)


def test_a_gold_group_gets_no_report_that_is_not_in_its_pack(chief):
    assert "Hidden crimes" not in plain_text(make(meeting(chief, body=GOLD)).document)


def test_a_figure_is_set_beside_the_last_packs_with_an_honest_verdict(chief, monkeypatch):
    monkeypatch.setattr(rollup, "PATIENCE", 120)
    last_month = timezone.localdate().replace(day=1) - timedelta(days=1)
    for number in range(120):
        received = datetime(last_month.year, last_month.month, 5, 10, number % 60, tzinfo=LONDON)
        crime(log(received), 30 if number < 60 else 2)
    first = meeting(chief, ago=5)
    pack = issue_pack(meeting=first, by=chief)
    held_then = Figure.from_json(pack.figures["within-24"])
    assert (held_then.n, held_then.met) == (120, 60)
    # The first pack is set beside the month before, of which nothing was counted.
    assert "not in a pack yet; no earlier figure" in plain_text(document_of(pack))
    second = meeting(chief)
    year_ago = {
        "since": held_then.since - timedelta(days=365),
        "until": held_then.until - timedelta(days=365),
    }
    for met, verdict in (
        (110, "worse (-41.7 points"),
        (62, "no change shown (-1.7 points"),
        (20, "better (+33.3 points"),
    ):
        bounds = wilson(met / 120, 120)
        was = replace(
            held_then, met=met, share=met / 120, value=met / 120, low=bounds.low, high=bounds.high, **year_ago
        )  # fmt: skip
        Pack.objects.filter(pk=pack.pk).update(figures={**pack.figures, "within-24": was.to_json()})
        text = plain_text(make(second).document)
        assert verdict in text
        assert ("Worse than last time." in text) == (met == 110)
    Pack.objects.filter(pk=pack.pk).update(
        figures={**pack.figures, "within-24": replace(held_then, version=7, **year_ago).to_json()}
    )
    text = plain_text(make(second).document)
    assert "can't be compared: They were counted by different definitions" in text


def test_the_pack_leaves_investigations_out_in_the_words_of_the_page(chief):
    row = meeting(chief)
    for number in range(12):
        crime(None, 2, timezone.now() - timedelta(days=40 + 10 * number))
    ask = Ask(kept(GOLD).body, row, timezone.now(), None)
    grid = next(
        each
        for each in cost(ask)
        if isinstance(each, Grid) and each.caption.startswith("What that")
    )
    assert dict(each[:2] for each in grid.rows)["Hours to investigate them"] == (
        "left out until you enter them"
    )
