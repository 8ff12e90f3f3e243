"""The registrar's pages of partners' forms: read, opened and closed for all or for one organisation, with words and questions of the
force's own; what goes into the rules stays as it was shipped, and what was begun ends under its version."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from onrecord.ledger.live import verify_ledger
from onrecord.partners.editing import locked
from onrecord.partners.form_files import read_form
from onrecord.partners.forms_held import form_named, forms_for, shipped_definitions
from onrecord.partners.organisations import make_link
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.reporting.editing.actions import keep_type, open_type
from onrecord.reporting.editing.kept import all_standing
from onrecord.reporting.models import Report, TypeVersion
from onrecord.reporting.types.held import types_now
from onrecord.reporting.types.shape import TypeError_
from onrecord.reporting.work.showing import answers_of
from tests.api_made import program
from tests.partners_world import partner, referred, registrar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
KEY = "partner-school"
CONTACT = {"contact-name": "Toni Teacher", "contact-phone": "01632 960001"}


@pytest.fixture
def desk(client):
    client.force_login(registrar())
    return client


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def press(client, page, **pressed):
    """Press something on the editor, with all that the page carries."""
    answer = client.post(page, pressed, follow=True)
    desk = answer.context["desk"] if "desk" in (answer.context or {}) else None
    carried = (
        {}
        if desk is None
        else {"definition": desk.carried, "part": desk.part, "since": answer.context["since"]}
    )
    return answer, carried


def changed(**more):
    return {**json.loads(json.dumps(shipped_definitions()["school"])), **more}


def test_a_form_is_read_closed_for_one_and_for_all_and_opened_again(desk):
    school, toni = partner()
    other, lee = partner(name="Other school", username="lee")
    page = desk.get(reverse("report-types")).content.decode()
    assert "Forms of partners" in page
    assert reverse("report-type", args=[KEY]) in page
    text = desk.get(reverse("report-type", args=[KEY])).content.decode()
    assert "What happened, or what did the pupil tell you?" in text
    assert "Walk through it" not in text
    assert desk.get(reverse("report-type-new") + f"?from={KEY}").status_code == 404
    # Closed for one organisation, in the editor.
    edit = reverse("report-type-edit", args=[KEY])
    _answer, carried = press(
        desk, edit, **{"open-part": "head", "definition": json.dumps(changed())}
    )
    head = {
        "part-title": "A pupil told us something",
        "part-hint": "For schools",
        "part-closed_for": school.key,
    }
    _answer, carried = press(desk, edit, **{**carried, "since": "0", **head, "stay": "1"})
    press(desk, edit, **carried, save="1")
    assert not any(each.key == "school" for each in forms_for(school))
    assert any(each.key == "school" for each in forms_for(other))
    assert signed_in(toni).get(reverse("partner-refer", args=["school"])).status_code == 404
    assert signed_in(lee).get(reverse("partner-refer", args=["school"])).status_code == 200
    assert school.name in desk.get(reverse("report-type", args=[KEY])).content.decode()
    # For all: pages, links and programs.
    day = timezone.localdate() + timedelta(days=3)
    _link, secret = make_link(
        organisation=other, by=registrar(), form="school", label="x", expires_on=day
    )
    answer = desk.post(reverse("report-type-open", args=[KEY]), {"open": "no"}, follow=True)
    assert "closed: nobody can choose it" in answer.content.decode()
    gone = Client().get(reverse("partner-link", args=[secret]))
    assert "The police have closed the form for now" in gone.content.decode()
    assert [each["key"] for each in program(lee).get("/referrals/forms").json()["forms"]] == []
    open_type(key=KEY, open=True, by=registrar())
    assert signed_in(lee).get(reverse("partner-refer", args=["school"])).status_code == 200
    assert TypeVersion.objects.filter(key=KEY).count() == 3
    assert all(each.key != KEY for each in types_now())
    assert all(each.key != KEY for each in all_standing())
    assert verify_ledger(records=True, processes=1).problems == []


def test_words_and_own_questions_in_both_languages_and_what_was_begun_ends_so(desk):
    school, toni = partner()
    user = signed_in(toni)
    page = reverse("partner-refer", args=["school"])
    begun = user.get(page).content.decode()
    assert 'name="version" value="0"' in begun
    edit = reverse("report-type-edit", args=[KEY])
    definition = changed()
    at = next(n for n, each in enumerate(definition["question"]) if each["id"] == "safe")
    assert locked(KEY, definition["question"][at])
    # Only the words of what the rules go by; all else of it is not even on the page.
    answer, carried = press(
        desk, edit, **{"open-part": f"question-{at}", "definition": json.dumps(definition)}
    )
    text = answer.content.decode()
    assert "part-asks" in text
    assert "part-kind" not in text
    assert "part-stop-1" not in text
    words = {"part-asks": "Will the pupil be safe tonight?", "part-help": "If not, call 999."}
    _answer, carried = press(desk, edit, **{**carried, "since": "0", **words, "add": "1"})
    own = {"part-asks": "Which year is the pupil in?", "part-kind": "line", "part-id": "year"}
    _answer, carried = press(desk, edit, **{**carried, **own, "open-part": "welsh"})
    form = _answer.context["desk"].form
    welsh = {f"part-text-{n}": f"Cymraeg {n}" for n, _text in enumerate(form.english)}
    assert "Which year is the pupil in?" in form.english
    _answer, carried = press(desk, edit, **{**carried, **welsh, "stay": "1"})
    answer, _carried = press(desk, edit, **carried, save="1")
    assert "is kept as version 1" in answer.content.decode()
    assert "Will the pupil be safe tonight?" in user.get(page).content.decode()
    assert "Cymraeg" in user.get(f"{page}?lang=cy").content.decode()
    assert "Which year" not in user.get(f"{page}?lang=cy").content.decode()
    user.get(f"{page}?lang=en")
    # Begun before: sent as it was begun.
    body = {"origin": str(uuid4()), **CONTACT, "account": "Old", "year": "9", "version": "0"}
    user.post(page, body)
    old = Report.objects.get(account="Old")
    assert old.type_version == 0
    assert "year" not in dict(map(tuple, old.answers))
    user.post(
        page,
        {
            **body,
            "origin": str(uuid4()),
            "account": "New",
            "version": "1",
            "safe": "no",
            "advised": "1",
        },
    )
    new = Report.objects.get(account="New")
    said = {each.asks: each.answer for each in answers_of(new)}
    assert (new.type_version, said["Which year is the pupil in?"]) == (1, "9")
    assert (
        "Will the pupil be safe tonight?"
        in user.get(reverse("partner-referral", args=[new.referral.pk])).content.decode()
    )
    # A day after the change nobody sends by the old one any more.
    TypeVersion.objects.update(made_at=timezone.now() - timedelta(days=2))
    user.post(page, {**body, "origin": str(uuid4()), "account": "Late"})
    assert Report.objects.get(account="Late").type_version == 1
    [row] = referred(school, toni, "school", account="By a program")
    assert row.report.type_version == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"capacity": "victim"}, "capacity: it goes into the rules"),
        ({"qualifiers": []}, "qualifiers: it goes into the rules"),
        ({"question": "without safe"}, "can't be taken out"),
        ({"question": "other stop"}, "only its words"),
        ({"question": "own fact"}, "tells the rules nothing"),
        ({"question": "taken name"}, "no question may be called 'origin'"),
        ({"question": "two files"}, "files are asked for once"),
    ],
)
def test_what_goes_into_the_rules_is_not_changed_whatever_is_posted(change, says, desk):
    definition = changed()
    questions = definition["question"]
    at = next(n for n, each in enumerate(questions) if each["id"] == "safe")
    if change.get("question") == "without safe":
        del questions[at]
    elif change.get("question") == "other stop":
        questions[at]["answers"] = []
    elif change.get("question") == "own fact":
        answers = [
            {"say": "a", "text": "A", "fact": {"reporter": "victim"}},
            {"say": "b", "text": "B"},
        ]
        questions.append({"id": "own", "kind": "choice", "asks": "Own", "answers": answers})
    elif change.get("question") == "taken name":
        questions.append({"id": "origin", "kind": "line", "asks": "Own"})
    elif change.get("question") == "two files":
        questions.append({"id": "more-files", "kind": "files", "asks": "Own"})
    else:
        definition |= change
    with pytest.raises(TypeError_, match=says):
        keep_type(definition=definition, by=registrar(), key=KEY)
    edit = reverse("report-type-edit", args=[KEY])
    answer = desk.post(edit, {"definition": json.dumps(definition), "since": "0", "save": "1"})
    assert "Nothing was kept" in answer.content.decode()
    assert not TypeVersion.objects.exists()


def test_every_shipped_form_can_be_kept_as_it_is_and_officers_change_none(client):
    for key, data in shipped_definitions().items():
        definition = {**json.loads(json.dumps(data)), "title": "Other words"}
        row = keep_type(definition=definition, by=registrar(), key=f"partner-{key}")
        assert read_form(key, row.definition, 1).title == form_named(key).title == "Other words"
    client.force_login(User.objects.create(username="olu", role=Role.OFFICER))
    assert client.get(reverse("report-type-edit", args=[KEY])).status_code == 403
    # A type for the public never has a name that looks like a form's.
    blank = {
        "title": "Partner trouble",
        "routes": ["public"],
        "question": [{"use": "what-happened"}],
    }
    assert keep_type(definition=blank, by=registrar()).key == "type-partner-trouble"
