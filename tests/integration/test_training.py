"""Courses, who did them, files of the learning system, and answers to question cards."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.home import home
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.training import register, taking
from onrecord.training.answering import answer_card
from onrecord.training.cards import deck
from onrecord.training.courses import Course, add_months, build, course_named, courses
from onrecord.training.errors import TrainingError
from onrecord.training.models import CardAnswer, CourseDone, TrainingImport
from onrecord.training.practice import everybodys_results, how_far, next_card, own_results
from onrecord.training.standing import DONE, NEW, OVERDUE, SOON, coverage, seen_by, standing_of
from tests.findings_world import people

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 30)


@pytest.fixture
def staff():
    found = people()
    joined = timezone.now() - timedelta(days=400)
    User.objects.update(date_joined=joined)
    return {name: User.objects.get(pk=user.pk) for name, user in found.items()}


@pytest.fixture
def file(tmp_path):
    def write(text: str):
        path = tmp_path / "export.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def test_months_end_where_the_month_ends():
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 15), 24) == date(2028, 12, 15)


def test_the_shipped_courses_are_there_and_a_forces_own_file_goes_first(staff):
    assert {each.slug for each in courses()} == {
        "counting-rules",
        "face-to-face",
        "domestic-abuse-matters",
    }
    own = home() / "courses.toml"
    try:
        own.write_text('[[courses]]\nslug = "x"\ntitle = "X"\n', encoding="utf-8")
        with pytest.raises(TrainingError, match=r"course 1: write about"):
            courses()
        own.write_text("no toml [", encoding="utf-8")
        with pytest.raises(TrainingError, match="not TOML"):
            courses()
    finally:
        own.unlink()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"slug": "Not A Slug"}, "slug"),
        ({"roles": []}, "roles"),
        ({"roles": ["commissioner"]}, "roles"),
        ({"every_months": -1}, "every_months"),
        ({"every_months": True}, "every_months"),
        ({"departments": "North"}, "departments"),
        ({"form": "by post"}, "form"),
        ({"colour": "red"}, "unknown colour"),
        ({"title": " "}, "title"),
    ],
)
def test_a_course_with_a_slip_says_which(change, said):
    good = {"slug": "a", "title": "A", "about": "B", "form": "other", "roles": ["officer"]}
    assert build(good, "here").within_days == 90
    with pytest.raises(TrainingError, match=said):
        build({**good, **change}, "here")


def test_how_somebody_stands_follows_from_the_dates(staff):
    yearly = Course("y", "Y", "", "other", ("officer",), every_months=12, within_days=60)
    once = Course("o", "O", "", "other", ("officer",))
    olu = staff["olu"]

    def state(course, done_on):
        return standing_of(olu, course, done_on, TODAY).state

    assert state(yearly, date(2026, 1, 1)) == DONE
    assert state(yearly, date(2025, 7, 30)) == SOON
    # The last day still counts; the day after it doesn't.
    assert state(yearly, date(2025, 6, 30)) == SOON
    assert state(yearly, date(2025, 6, 29)) == OVERDUE
    assert state(once, date(2019, 1, 1)) == DONE
    olu.date_joined = timezone.make_aware(datetime(2026, 6, 1))
    assert state(yearly, None) == NEW
    olu.date_joined = timezone.make_aware(datetime(2026, 4, 30))
    assert state(yearly, None) == OVERDUE


def test_coverage_counts_everybody_who_needs_it_and_the_ledger_agrees(staff):
    for name in ("olu", "sam"):
        register.write_done(
            course="counting-rules", person=staff[name], done_on=days_ago(10), by=staff["fcr"]
        )
    rows = {
        (row.department, row.course.slug): (row.have, row.n, row.overdue)
        for row in coverage(seen_by(staff["fcr"]))
    }
    assert rows["North", "counting-rules"] == (2, 3, 1)
    assert rows["South", "counting-rules"] == (0, 2, 2)
    assert rows["North", "domestic-abuse-matters"] == (0, 3, 3)
    assert rows["South", "domestic-abuse-matters"] == (0, 1, 1)
    assert verify_ledger().ok


def test_who_sees_and_who_writes(staff):
    assert {row.person.username for row in seen_by(staff["olu"])} == {"olu"}
    assert {row.person.username for row in seen_by(staff["sam"])} == {"sam", "olu", "pat"}
    assert {"sue", "cal", "fcr", "ada"} <= {row.person.username for row in seen_by(staff["ada"])}
    day = days_ago(3)

    def write(who, whom):
        return register.write_done(
            course="counting-rules", person=staff[whom], done_on=day, by=staff[who]
        )

    for who, whom in (("olu", "olu"), ("sam", "cal"), ("sam", "sam"), ("com", "olu")):
        with pytest.raises(NotAllowed):
            write(who, whom)
    row, fresh = write("sam", "olu")
    assert fresh
    assert row.department == "North"
    assert write("ada", "olu") == (row, False)
    with pytest.raises(NotAllowed):
        register.withdraw_done(done=row, by=staff["sue"])
    register.withdraw_done(done=row, by=staff["sam"])
    assert seen_by(staff["olu"])[0].done_on is None
    back, fresh = write("sam", "olu")
    assert fresh
    assert (back.pk, back.version, back.withdrawn) == (row.pk, 3, False)
    assert verify_ledger().ok


@pytest.mark.parametrize("days", [-1, 20_000])
def test_a_day_that_cannot_be_is_refused(staff, days):
    with pytest.raises(TrainingError):
        register.write_done(
            course="counting-rules", person=staff["olu"], done_on=days_ago(days), by=staff["fcr"]
        )


def test_a_course_is_made_and_changed_on_the_page_and_only_by_who_may(staff, client):
    client.force_login(staff["fcr"])
    sent = {
        "title": "Call listening",
        "about": "With the audit team.",
        "form": "other",
        "roles": ["call_taker"],
        "departments": "South\n",
        "every_months": 6,
        "within_days": 30,
        "also": "Listening morning",
    }
    assert client.post(reverse("course-new"), sent).status_code == 302
    made = course_named("call-listening")
    assert made.departments == ("South",)
    assert made.needed_by("call_taker", "south")
    assert not made.needed_by("call_taker", "North")
    twice = client.post(reverse("course-new"), sent)
    assert "There is a course of this name already" in twice.content.decode()
    changed = {**sent, "every_months": 12, "closed": "on"}
    assert client.post(reverse("course", args=["call-listening"]), changed).status_code == 302
    assert course_named("call-listening").closed
    assert not course_named("call-listening").needed_by("call_taker", "South")
    assert client.get(reverse("course", args=["nothing"])).status_code == 404
    with pytest.raises(NotAllowed):
        register.keep_course(course=made, by=staff["sam"])
    assert verify_ledger().ok


ROWS = """Learner;Module;Completed;Score
olu;NCALT HOCR;{day};90
PAT;Crime recording rules: the package;{day};80
nobody;NCALT HOCR;{day};80
cal;Juggling;{day};80
cal;NCALT HOCR;31/02/2026;80
cal;NCALT HOCR;31/12/2099;80
olu;hocr package;{day};90
;NCALT HOCR;{day};1
"""


def test_a_file_is_shown_first_keeps_good_rows_and_twice_is_once(staff, file):
    path = file(ROWS.format(day=f"{days_ago(5):%d/%m/%Y}"))
    run = taking.try_file(path=path, name="export.csv", by=staff["ada"])
    assert run.columns == {"username": "Learner", "course": "Module", "done_on": "Completed"}
    assert run.counts == {"rows": 8, "good": 2, "refused": 5, "twice": 1, "known": 0}
    told = {(each["row"], each["field"]): each for each in run.problems}
    assert set(told) == {
        ("4", "username"),
        ("5", "course"),
        ("6", "done_on"),
        ("7", "done_on"),
        ("9", "username"),
    }
    assert all(each["problem"] and each["what_to_do"] for each in run.problems)
    assert not CourseDone.objects.exists()
    run = taking.take_in(run=run, by=staff["ada"])
    assert run.counts["taken"] == 2
    assert {row.person for row in CourseDone.objects.all()} == {"olu", "pat"}
    with pytest.raises(TrainingError, match="already"):
        taking.take_in(run=run, by=staff["ada"])
    again = taking.try_file(path=path, name="export.csv", by=staff["ada"])
    assert again.counts["known"] == 2
    assert taking.take_in(run=again, by=staff["ada"]).counts["taken"] == 0
    assert CourseDone.objects.count() == 2
    assert verify_ledger().ok


def test_what_was_taken_back_by_hand_is_not_brought_back_by_a_file(staff, file):
    path = file(f"username,course,done_on\nolu,counting-rules,{days_ago(5)}\n")
    taking.take_in(run=taking.try_file(path=path, name="a.csv", by=staff["fcr"]), by=staff["fcr"])
    register.withdraw_done(done=CourseDone.objects.get(), by=staff["fcr"])
    taking.take_in(run=taking.try_file(path=path, name="a.csv", by=staff["fcr"]), by=staff["fcr"])
    assert CourseDone.objects.get().withdrawn


def test_columns_that_nobody_knows_are_asked_for_and_remembered(staff, file, client):
    client.force_login(staff["ada"])
    path = file(f"Wer,Was,Wann\nolu,counting-rules,{days_ago(5)}\n")
    with path.open("rb") as handle:
        answer = client.post(reverse("training-file-new"), {"file": handle}, follow=True)
    assert "Say which column is which" in answer.content.decode()
    run = TrainingImport.objects.get()
    page = reverse("training-file", args=[run.pk])
    wrong = {"deed": "columns", "username": "Wer", "course": "Wer", "done_on": "Wann"}
    assert "another column" in client.post(page, wrong, follow=True).content.decode()
    assert "Say first" in client.post(page, {"deed": "take"}, follow=True).content.decode()
    client.post(page, {**wrong, "course": "Was"})
    assert "1 are new" in client.post(page, {"deed": "take"}, follow=True).content.decode()
    later = taking.try_file(path=path, name="b.csv", by=staff["ada"])
    assert later.columns["course"] == "Was"
    client.post(reverse("training-file", args=[later.pk]), {"deed": "discard"})
    later.refresh_from_db()
    assert (later.state, later.rows, later.cells) == ("discarded", [], [])


@pytest.mark.parametrize("text", ["", "\n\n", "%PDF-1.7 no table"])
def test_what_is_no_table_is_said(staff, file, text):
    with pytest.raises(TrainingError):
        taking.try_file(path=file(text), name="x.csv", by=staff["fcr"])


def test_cards_are_answered_come_again_and_nobody_else_sees_them(staff, client):
    olu = staff["olu"]
    card = next_card(olu)
    wrong = next(each.value for each in card.choices if each.value != card.answer)
    row = answer_card(card=card.id, choice=wrong, by=olu)
    assert (row.right, row.rule) == (False, card.rule)
    # The same form sent twice is one answer, whatever it says.
    assert answer_card(card=card.id, choice=card.answer, by=olu) == row
    assert next_card(olu).id != card.id
    later = row.due_at + timedelta(hours=1)
    assert next_card(olu, later).id == card.id
    again = answer_card(card=card.id, choice=card.answer, by=olu, now=later)
    assert again.right
    assert again.due_at > later
    assert how_far(olu).begun == 1
    assert [(each.right, each.n) for each in own_results(olu)] == [(1, 1)]
    for choice in ("", "nonsense"):
        with pytest.raises(TrainingError):
            answer_card(card=next_card(olu).id, choice=choice, by=olu)
    with pytest.raises(TrainingError):
        answer_card(card="nothing:which", choice="8N", by=olu)
    with pytest.raises(NotAllowed):
        answer_card(card=card.id, choice=card.answer, by=staff["com"])
    # The ledger can be downloaded: it says that the card was answered, and not how.
    for seq in (row.entry_seq, again.entry_seq):
        told = json.loads(LedgerBody.objects.get(seq=seq).body)
        assert set(told) == {"person", "card", "rule", "answered_at"}
    for name in ("sam", "fcr", "ada"):
        client.force_login(staff[name])
        assert client.get(reverse("card-answer", args=[row.pk])).status_code == 403
    assert verify_ledger().ok


def test_others_see_rules_once_there_are_enough_answers_of_enough_people(staff, client):
    rule, some = _a_rule_with_cards(5)
    for name in ("olu", "pat"):
        for card in some:
            answer_card(card=card.id, choice=card.answer, by=staff[name])
    # Ten answers, but of two people: one of them would know what the other said.
    assert everybodys_results().rows == []
    wrong = next(each.value for each in some[0].choices if each.value != some[0].answer)
    row = answer_card(card=some[0].id, choice=wrong, by=staff["cal"])
    # What comes after the explanation doesn't count here.
    answer_card(
        card=some[0].id,
        choice=some[0].answer,
        by=staff["cal"],
        now=row.due_at + timedelta(hours=1),
    )
    shown = everybodys_results().rows
    assert [(each.rule, each.right, each.n, each.people) for each in shown] == [(rule, 10, 11, 3)]
    low, high = shown[0].interval.low, shown[0].interval.high
    assert low < 10 / 11 < high
    client.force_login(staff["ada"])
    body = client.get(reverse("card-results")).content.decode()
    assert "Everybody’s" in body
    assert not any(f">{name}<" in body for name in ("olu", "pat", "cal"))
    client.force_login(staff["sam"])
    assert "Everybody’s" not in client.get(reverse("card-results")).content.decode()


def _a_rule_with_cards(number: int):
    grouped = {}
    for card in deck().values():
        grouped.setdefault(card.rule, []).append(card)
    return next((rule, some[:number]) for rule, some in grouped.items() if len(some) >= number)


def test_what_waits_is_on_the_home_page(staff, client):
    olu = staff["olu"]
    card = next_card(olu)
    answer_card(card=card.id, choice=card.answer, by=olu, now=timezone.now() - timedelta(days=30))
    client.force_login(olu)
    # Making every card takes a second: a home page does without.
    deck.cache_clear()
    body = client.get("/").content.decode()
    assert deck.cache_info().currsize == 0
    assert "3 of your courses are overdue" in body
    assert "1 question card is due again" in body
    page = client.get(reverse("cards"))
    assert page.context["card"].id == card.id
    answer = client.post(
        reverse("cards") + "?n=5", {"card": card.id, "choice": card.answer}, follow=True
    )
    assert "That was five" in answer.content.decode()
    assert CardAnswer.objects.count() == 2
    assert "Choose an answer" in client.post(reverse("cards"), {"card": card.id}).content.decode()
