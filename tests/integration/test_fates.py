"""What became of the finder's suggestions: kept, derived from what is recorded, and shown with the words."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from onrecord.contact.actions import LogError, add_entry, close_log
from onrecord.contact.models import Log
from onrecord.deciding.actions import conclude, negate, start_decision
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody, LedgerEntry
from onrecord.people.access import NotAllowed
from onrecord.people.models import ReadRecord
from onrecord.people.roles import Qualification, Role
from onrecord.recording.models import Crime
from onrecord.screening.actions import screen_logs
from onrecord.screening.fates.actions import FateError, reject, reopen, settle, standing, take_up
from onrecord.screening.fates.models import Fate
from onrecord.screening.fates.reasons import ReasonError, reason_named, reasons
from onrecord.screening.fates.states import TRANSITIONS, FateKind, Route, may_move
from onrecord.screening.finder.rank import make_finder
from onrecord.screening.models import Suspect
from onrecord.screening.scoring.suggestions import APART, disclosed_now
from tests.deciding_world import answer_all
from tests.integration.kept_log import kept_log, person
from tests.integration.test_screening_actions import crime
from tests.integration.test_screening_actions import log as imported_log

pytestmark = pytest.mark.django_db
PUNCHED = "Caller says a man she doesn't know punched her in the face outside the pub. Lip is bleeding. She was not robbed."
CLOSED_AS = "Incident dealt with, no crime reported"


@pytest.fixture
def people():
    return {
        "taker": person("cal", Role.CALL_TAKER, "Contact"),
        "supervisor": person("sue", Role.SUPERVISOR, "Contact"),
        "registrar": person("reg", Role.REGISTRAR, ""),
        "auditor": person("aud", Role.AUDITOR, ""),
        "officer": person("off", Role.OFFICER, "Contact"),
    }


@pytest.fixture
def log(people):
    return kept_log(people["taker"], text=PUNCHED, department="Contact")


def imported(text=PUNCHED, **more):
    """A closed log from another system, screened."""
    made = imported_log(text, closing_code="No crime", department="Contact", **more)
    screen_logs([made.pk])
    return made


def negated(log, by):
    return negate(
        by=by,
        log=log,
        rationale={
            "test": "balance",
            "evidence": "video",
            "from_whom": "officer",
            "told": "by-phone",
            "text": "SECRET of the rationale",
        },
    )


def test_a_log_shows_what_it_discloses_in_its_own_words(log):
    now = disclosed_now(log)
    one = now.of("Assault")
    assert one is not None
    quoted = one.quotes[0]
    assert quoted.part.name == "first account"
    assert "punched" in quoted.words
    assert quoted.before + quoted.words + quoted.after in PUNCHED
    assert one.shown, "the points to prove that the words meet"
    assert now.finding.made_by
    assert now.finding.of
    assert any(q.why == APART["denied"] and "robbed" in q.words for q in now.apart)


def test_a_suggestion_is_rejected_with_a_reason_and_taken_back(log, people):
    sue = people["supervisor"]
    first = reject(log=log, by=sue, offence="Assault", reason="other-meaning", words="A film.")
    same = reject(log=log, by=sue, offence="Assault", reason="other-meaning", words="A film.")
    assert first == same
    better = reject(log=log, by=sue, offence="Assault", reason="contrary", words="CCTV, entry 4.")
    again = reopen(
        log=log, by=people["registrar"], offence="Assault", words="CCTV is of another day."
    )
    assert standing(log) == {"Assault": again}
    assert list(Fate.objects.values_list("kind", "newest")) == [
        (FateKind.REOPENED, True), (FateKind.REJECTED, False), (FateKind.REJECTED, False),
    ]  # fmt: skip
    entries = LedgerEntry.objects.filter(kind="fate.noted").order_by("seq")
    assert [entry.seq for entry in entries] == [first.entry_seq, better.entry_seq, again.entry_seq]
    body = json.loads(LedgerBody.objects.get(seq=better.entry_seq).body)
    assert body["reason"] == "contrary"
    assert body["words"] == "CCTV, entry 4."
    assert body["rules"][0] == first.rule
    assert not verify_ledger(records=True).problems


def test_a_row_behind_the_ledgers_back_is_found(log, people):
    row = reject(log=log, by=people["supervisor"], offence="Assault", reason="other", words="x")
    Fate.objects.filter(pk=row.pk).update(words="y")
    problems = verify_ledger(records=True).problems
    assert any("fate of a suggestion" in problem.sentence for problem in problems)


def test_what_can_not_be_said_is_refused(log, people):
    sue = people["supervisor"]
    for wrong, why in (
        ({"reason": "nonsense"}, "Choose a reason"),
        ({"reason": "rationale"}, "Choose a reason"),
        ({"words": "  "}, "empty"),
        ({"offence": "Piracy"}, "any more"),
    ):
        asked = {"offence": "Assault", "reason": "other", "words": "x", **wrong}
        with pytest.raises(FateError, match=why):
            reject(log=log, by=sue, **asked)
    with pytest.raises(FateError, match="Nothing has been said"):
        reopen(log=log, by=sue, offence="Assault", words="x")
    assert not Fate.objects.exists()


def test_one_newest_fate_of_each_suggestion_is_kept_by_the_store(log, people):
    row = reject(log=log, by=people["supervisor"], offence="Assault", reason="other", words="x")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_who_may_judge(log, people):
    asked = {"log": log, "offence": "Assault", "reason": "other", "words": "x"}
    for name in ("taker", "officer"):
        with pytest.raises(NotAllowed):
            reject(by=people[name], **asked)
    elsewhere = person("els", Role.SUPERVISOR, "Elsewhere")
    with pytest.raises(NotAllowed, match="another department"):
        reject(by=elsewhere, **asked)
    desk = people["officer"]
    desk.qualifications = [Qualification.DDM]
    desk.save()
    assert reject(by=desk, **asked).by == "off"
    assert reject(by=people["auditor"], **asked).by == "aud"


def test_closing_refused_because_of_the_words_is_kept_though_nothing_else_is(log, people):
    with pytest.raises(LogError, match="on its face"):
        close_log(log=log, by=people["taker"], closing_code=CLOSED_AS, text="Advice given.")
    row = standing(log)["Assault"]
    assert (row.kind, row.route, row.by) == (FateKind.ASKED, Route.CLOSING, "cal")
    log.refresh_from_db()
    assert log.closed_at is None
    with pytest.raises(LogError):
        close_log(log=log, by=people["taker"], closing_code=CLOSED_AS, text="Advice given.")
    assert Fate.objects.count() == 1, "asked once, however often it is tried"


def test_a_note_that_fails_does_not_hide_why_closing_was_refused(log, people, monkeypatch, caplog):
    monkeypatch.setattr("onrecord.deciding.face.note_asked", lambda **_: 1 / 0)
    with pytest.raises(LogError, match="on its face"):
        close_log(log=log, by=people["taker"], closing_code=CLOSED_AS, text="Advice given.")
    assert "could not take note" in caplog.text
    assert not Fate.objects.exists()


def test_first_account_and_later_words_that_differ_are_shown(log, people, client):
    add_entry(
        log=log, by=people["taker"], text="Officers report verbal argument only, no offences."
    )
    now = disclosed_now(log)
    assert now.of("Assault")
    assert len(now.contradictions) == 1
    client.force_login(people["supervisor"])
    page = client.get(reverse("disclosed", args=[log.pk])).content.decode()
    assert "First account and later words differ" in page


def test_words_of_an_entry_stand_in_their_place(log, people):
    add_entry(log=log, by=people["taker"], text="He also stole her phone.")
    one = disclosed_now(log).of("Theft")
    assert one.quotes[0].part.name == "entry"
    assert one.quotes[0].part.who == "Cal"


def test_closing_words_are_read_unless_the_program_wrote_them(log, people):
    from onrecord.contact.actions import write_entry
    from onrecord.contact.models import EntryKind

    write_entry(
        log,
        by=people["taker"],
        kind=EntryKind.CLOSED,
        text="Log closed: Robbery.",
        detail={"closing_code": "Robbery"},
    )
    assert disclosed_now(log).of("Robbery") is None
    write_entry(
        log,
        by=people["taker"],
        kind=EntryKind.CLOSED,
        text="Ex threatened to kill her. NFA.",
        detail={"closing_code": "x"},
    )
    one = disclosed_now(log).of("Threats to kill")
    assert one.quotes[0].part.name == "closing words"


def test_the_rationale_answers_what_closing_asked(log, people):
    with pytest.raises(LogError):
        close_log(log=log, by=people["taker"], closing_code=CLOSED_AS, text="Advice given.")
    row = negated(log, people["taker"])
    fate = standing(log)["Assault"]
    assert (fate.kind, fate.route, fate.reason) == (FateKind.REJECTED, Route.CLOSING, "rationale")
    assert fate.decision_origin == row.origin
    assert "SECRET" not in fate.words
    log.refresh_from_db()
    close_log(log=log, by=people["taker"], closing_code=CLOSED_AS, text="Advice given.")


def test_a_crime_recorded_through_the_decision_is_the_acceptance(people):
    from onrecord.recording.models import Crime

    log = imported()
    sue = people["supervisor"]
    take_up(log=log, by=sue)
    assert standing(log)["Assault"].route == Route.PAGE
    crime = crime_of(log, sue, "105A", "105/01")
    made = settle(log=log, by=sue, crimes=[crime], answer="", decision_origin="d")
    assert {f.offence for f in made} >= {"Assault"}
    assert {(f.kind, f.route, *f.crime_refs) for f in made} == {
        (FateKind.ACCEPTED, Route.DECISION, crime.ref)
    }
    assert Crime.objects.count() == 1
    again = settle(log=log, by=sue, crimes=[crime], answer="", decision_origin="d")
    assert again == [], "the same decision twice says nothing new"


def crime_of(log, by, class_, code):
    from onrecord.recording.actions import record_crime

    return record_crime(
        log=log, by=by, crime={"class": class_, "code": code, "victims": ["ann"], "by": ["bob"]}
    )


def test_a_crime_of_another_kind_accepts_nothing(people):
    log = imported()
    sue = people["supervisor"]
    crime = crime_of(log, sue, "58C", "149/00")
    assert settle(log=log, by=sue, crimes=[crime], answer="", decision_origin="d") == []
    now = disclosed_now(Log.objects.get(pk=log.pk))
    one = now.of("Assault")
    assert one.crimes == ()
    assert one.second


def test_a_log_on_the_list_counts_though_nobody_was_asked(people):
    log = imported()
    negated(log, people["supervisor"])
    fate = standing(log)["Assault"]
    assert (fate.kind, fate.route) == (FateKind.REJECTED, Route.DECISION)


def test_a_report_taken_in_the_ordinary_way_is_no_answer_to_the_finder(log, people):
    crime = crime_of(log, people["taker"], "105A", "105/01")
    made = settle(log=log, by=people["taker"], crimes=[crime], answer="", decision_origin="d")
    assert made == []
    assert disclosed_now(Log.objects.get(pk=log.pk)).of("Assault").crimes == (crime,)


def test_a_cancelled_crime_leaves_the_suggestion_open(log, people):
    from onrecord.recording.states import CrimeState

    crime = crime_of(log, people["taker"], "105A", "105/01")
    crime.state = CrimeState.CANCELLED
    crime.save()
    assert disclosed_now(Log.objects.get(pk=log.pk)).of("Assault").crimes == ()


def test_every_state_can_be_reached_and_left():
    reached = {FateKind.OPEN} | {to for after in TRANSITIONS.values() for to in after}
    assert reached == set(FateKind)
    assert all(TRANSITIONS[kind] for kind in FateKind)
    assert not may_move(FateKind.ACCEPTED, FateKind.REJECTED)


def test_reasons_are_data_and_a_forces_own_list_is_checked(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    assert {"other", "history"} <= {each.code for each in reasons()}
    own = tmp_path / "fate-reasons.toml"
    own.write_text('[[reasons]]\ncode = "ours"\nwords = "Ours"\n')
    assert [each.code for each in reasons()] == ["ours"]
    assert reason_named("history").words == "history", "old fates stay readable"
    for text, why in (
        ("nonsense", "not TOML"), ("x = 1", "no reason"),
        ('[[reasons]]\ncode = "A"\nwords = "x"', "small letters"),
        ('[[reasons]]\ncode = "a"', "words is missing"),
        ('[[reasons]]\ncode = "a"\nwords = "x"\n[[reasons]]\ncode = "a"\nwords = "y"', "twice"),
    ):  # fmt: skip
        own.write_text(text)
        with pytest.raises(ReasonError, match=why):
            reasons()


def test_the_page_shows_words_rules_points_and_fate(log, people, client):
    client.force_login(people["supervisor"])
    url = reverse("disclosed", args=[log.pk])
    page = client.get(url).content.decode()
    assert "<mark>" in page
    assert "“Assault”" in page
    assert "Points to prove that these words meet" in page
    assert "open: nothing said yet" in page
    assert APART["denied"] in page
    assert "checked" not in page, "nothing is chosen beforehand"
    assert ReadRecord.objects.filter(subject=f"log:{log.system}:{log.ref_key}").exists()
    answer = client.post(
        reverse("disclosed-reject", args=[log.pk]), {"offence": "Assault", "words": "A film."}
    )
    assert "Choose the reason that fits best" in answer.content.decode()
    assert not Fate.objects.exists()
    answer = client.post(
        reverse("disclosed-reject", args=[log.pk]),
        {"offence": "Assault", "words": "<b>A film</b>", "reason": "other-meaning"},
        follow=True,
    )
    page = answer.content.decode()
    assert "&lt;b&gt;A film&lt;/b&gt;" in page
    assert "The words mean something else" in page
    answer = client.post(
        reverse("disclosed-reopen", args=[log.pk]),
        {"offence": "Assault", "words": "No film was on."},
        follow=True,
    )
    assert "open again" in answer.content.decode()
    assert Fate.objects.count() == 2


def test_what_is_judged_leaves_the_list_and_says_by_whom_and_why(people, client):
    one, other = imported(), imported()
    sue = people["supervisor"]
    sue.first_name, sue.last_name = "Sue", "Pervisor"
    sue.save()
    client.force_login(people["registrar"])

    def listed(**query):
        answer = client.get(reverse("suspects"), query)
        return [row.pk for row in answer.context["rows"]], answer.content.decode()

    assert set(listed()[0]) == {one.pk, other.pk}
    reject(log=one, by=sue, offence="Assault", reason="other-meaning", words="It was a film.")
    rows, page = listed()
    assert set(rows) == {one.pk, other.pk}, "the injury is still to judge"
    assert "It was a film." in page
    assert "partly judged" in page
    again = {"offence": "Assault with injury", "reason": "other-meaning", "words": "Make-up."}
    reject(log=one, by=sue, **again)
    rows, page = listed()
    assert rows == [other.pk]
    assert "1 already judged" in page
    rows, page = listed(judged="yes")
    assert rows == [one.pk]
    for words in (
        "judged</strong>",
        "Sue Pervisor",
        "It was a film.",
        "The words mean something else",
    ):
        assert words in page, words
    log_page = client.get(reverse("log", args=[one.pk])).content.decode()
    assert "Why this log should be read again" not in log_page
    assert "It was a film." in log_page
    # Scored anew it stays judged; what the rejection didn't speak of, or taking it back, brings it back.
    screen_logs([one.pk])
    assert Suspect.objects.get(pk=one.pk).judged
    reopen(log=one, by=sue, offence="Assault", words="No film.")
    assert set(listed()[0]) == {one.pk, other.pk}
    reject(log=one, by=sue, offence="Assault", reason="other-meaning", words="A film.")
    assert Suspect.objects.get(pk=one.pk).judged
    Log.objects.filter(pk=one.pk).update(text=PUNCHED + " Then he raped her.")
    screen_logs([one.pk])
    assert not Suspect.objects.get(pk=one.pk).judged


def test_the_score_is_a_sum_that_adds_up_line_by_line(people):
    """Whatever the weight of the manner of telling, with crimes on record and without, and with nothing found at all."""
    texts = (PUNCHED, "Cat up a tree.", f"{PUNCHED} Then he raped her.", "Burglary. " + PUNCHED + " No offences disclosed.")  # fmt: skip
    for weight in (0.0, 17.0, 40.0):
        finder = make_finder(weight)
        for text in texts:
            for crimes in (False, True):
                made = imported(text)
                if crimes:
                    crime(made, at=made.received_at)
                    Crime.objects.update(crime_class="105A", offence="Common assault", ho_code="105/01")  # fmt: skip
                now = disclosed_now(made, finder)
                assert sum(line.tenths for line in now.sum.lines) == now.sum.tenths
                assert now.sum.tenths == round(10 * now.finding.parts.total)


def test_from_the_page_to_the_ordinary_decision(log, people, client):
    client.force_login(people["officer"])
    url = reverse("disclosed", args=[log.pk])
    assert "Decide what must be recorded" in client.get(url).content.decode()
    answer = client.post(reverse("disclosed-decide", args=[log.pk]))
    row = log.decisions.get()
    assert answer.url == reverse("decision-question", args=[row.pk, 1])
    assert row.answers == [], "nothing is answered beforehand"
    assert standing(log)["Assault"].kind == FateKind.ASKED
    client.post(reverse("disclosed-decide", args=[log.pk]))
    assert log.decisions.count() == 1, "the open decision is gone on with"


def test_an_auditor_has_no_decision_to_begin(log, people, client):
    client.force_login(people["auditor"])
    assert (
        "Decide what must" not in client.get(reverse("disclosed", args=[log.pk])).content.decode()
    )
    assert client.post(reverse("disclosed-decide", args=[log.pk])).status_code == 403
    assert not Fate.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["", "x", "<script>alert(1)</script>" * 50, "punched " * 1000, "PUNCHED HER IN THE FACE", "😡" * 300,
     "a" * 200_000, "Er hat sie geschlagen."],
)  # fmt: skip
def test_odd_texts_make_no_trouble(text, people, client):
    log = imported(text=text)
    client.force_login(people["registrar"])
    page = client.get(reverse("disclosed", args=[log.pk]))
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_the_ordinary_decision_is_what_accepts(people):
    log = imported(opening_code="Concern")
    sue = people["supervisor"]
    row = answer_all(start_decision(by=sue, log=log), sue, {"what": "assault"})
    row = conclude(decision=row, by=sue)
    assert row.crime_refs
    fate = standing(log)["Assault"]
    assert (fate.kind, fate.route) == (FateKind.ACCEPTED, Route.DECISION)
    assert set(fate.crime_refs) <= set(row.crime_refs)
    assert fate.decision_origin == row.origin
