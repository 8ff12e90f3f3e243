"""The pages of crimes and incidents: they show what this person may do now, and say why not for the rest."""

import re

import pytest
from django.urls import reverse

from onrecord.ledger.models import LedgerBody
from onrecord.people.actions import PersonError, set_qualifications
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording import actions
from onrecord.recording.forms.weighed import CancelForm, OutcomeForm
from onrecord.recording.models import Crime, CrimeEvent, CrimePerson, ReportedIncident
from onrecord.recording.states import CRIME_STEPS, INCIDENT_STEPS
from tests.integration.crime_world import RAPE, STALKING, make_world, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def step(record, name):
    page = "crime-step" if isinstance(record, Crime) else "incident-step"
    return reverse(page, args=[record.pk, name])


def body(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def fields(answer) -> dict[str, str]:
    """What the shown form would send if nobody touched it."""
    form = answer.context["form"]
    return {
        name: "" if form[name].value() is None else form[name].value()
        for name in form.fields
        if name in ("version", "origin", "q", "outcome", "ground", "person", "number")
    }


def send(client, record, step_name, query="", /, **typed):
    """Open the form and send it."""
    shown = client.get(step(record, step_name) + query)
    assert shown.status_code == 200, body(shown)
    return client.post(step(record, step_name), {**fields(shown), **typed})


def tell(client, crime, **more):
    typed = {
        "person": "ann",
        "topic": "cancel",
        "how": "telephone",
        "told_at": "2026-06-02T10:00",
        "said": "Why, and how to challenge it.",
    }
    return send(client, crime, "tell", **{**typed, **more})


def test_the_page_offers_what_this_person_may_do_and_says_why_not(world, client):
    crime = world.crime()
    client.force_login(world.officer)
    answer = client.get(reverse("crime", args=[crime.pk]))
    offered = {offer.step.name for offer in answer.context["open_now"]}
    assert offered == {
        *("tell", "outcome", "transfer", "person", "property", "flags", "facts", "note")
    }
    reasons = {offer.step.name: offer.why for offer in answer.context["closed"]}
    assert set(reasons) == set(CRIME_STEPS) - offered
    assert "designated decision maker" in reasons["cancel"]
    assert "while it is finalised" in reasons["reopen"]
    assert "Only stalking" in reasons["continue"]
    assert all(why in body(answer).replace("&#x27;", "'") for why in reasons.values())
    for name in offered:
        assert client.get(step(crime, name)).status_code == 200, name
    for name in ("cancel", "reopen", "reclassify", "n100"):
        assert client.get(step(crime, name)).status_code == 403, name
    client.force_login(world.auditor)
    answer = client.get(reverse("crime", args=[crime.pk]))
    assert answer.context["open_now"] == []
    assert len(answer.context["closed"]) == len(CRIME_STEPS)


def test_what_was_typed_is_shown_as_text(world, client):
    crime = world.crime(modus='<script>alert("x")</script>')
    client.force_login(world.officer)
    shown = body(client.get(reverse("crime", args=[crime.pk])))
    assert "<script>" not in shown
    assert "Ann O’Hara &lt;b&gt;李&lt;/b&gt;" in shown


def test_a_cancellation_from_beginning_to_end(world, ddm, client):
    crime = world.crime()
    client.force_login(ddm)
    chosen = client.get(step(crime, "cancel"))
    assert "C2 Additional verifiable" in body(chosen)
    shown = client.get(step(crime, "cancel") + "?ground=C2")
    assert "The victim is told first" in body(shown)
    avi = {f"avi_{name}": "The film." for name in ("came", "source", "checked", "shows")}
    yes = dict.fromkeys(("independent", "additional", "verifiable", "no_crime"), "yes")
    typed = {**avi, **yes, "withdrawn": "no", "reason": "She fell."}
    refused = send(client, crime, "cancel", "?ground=C2", **typed)
    assert refused.status_code == 200
    assert "Has the victim been told, on record?" in body(refused)
    assert "The film." in body(refused)
    assert tell(client, crime).status_code == 302
    missing = send(client, crime, "cancel", "?ground=C2", **{**typed, "no_crime": ""})
    assert missing.context["form"].errors["no_crime"] == [
        "Answer this: Does it show that no notifiable crime occurred?"
    ]
    done = send(client, crime, "cancel", "?ground=C2", **typed)
    assert done.status_code == 302
    page = body(client.get(reverse("crime", args=[crime.pk])))
    assert "cancelled (C2 to C5)" in page
    assert "decided as a trained designated decision maker (DDM)" in page
    # The back button, and sending the same form again.
    again = client.get(step(crime, "cancel") + "?ground=C2")
    assert again.status_code == 403
    assert "It is cancelled (C2 to C5)" in body(again)


def test_the_same_form_sent_twice_changes_once(world, ddm, client):
    crime = world.crime()
    client.force_login(ddm)
    shown = client.get(step(crime, "flags"))
    typed = {**fields(shown), "flags": ["alcohol"], "reason": "Said so."}
    assert client.post(step(crime, "flags"), typed).status_code == 302
    assert client.post(step(crime, "flags"), typed).status_code == 302
    assert CrimeEvent.objects.filter(crime=crime, kind="flags").count() == 1


def test_two_people_at_one_form(world, client):
    crime = world.crime()
    client.force_login(world.officer)
    mine = fields(client.get(step(crime, "facts")))
    actions.set_flags(crime=crime, by=world.supervisor, flags=["alcohol"])
    typed = {**mine, "place": "12 Any Street", "modus": "My words"}
    answer = client.post(step(crime, "facts"), typed)
    assert answer.status_code == 200
    shown = body(answer)
    assert "Somebody else changed crime" in shown
    assert "My words" in shown
    assert "Flags, by Sol" in shown
    sent_again = {**typed, "version": answer.context["form"]["version"].value()}
    assert client.post(step(crime, "facts"), sent_again).status_code == 302
    row = Crime.objects.get(pk=crime.pk)
    assert (row.place, row.flags) == ("12 Any Street", ["alcohol"])


def test_an_outcome_asks_what_the_rules_ask(world, client):
    crime = world.crime()
    client.force_login(world.officer)
    shown = client.get(step(crime, "outcome") + "?outcome=8")
    asked = set(shown.context["form"].asked)
    assert asked == {
        "suspect_told",
        "admitted",
        "evidence_to_charge",
        "rationale",
        "intimate_partner",
        "exceptional",
    }
    tell(client, crime, topic="outcome", matter="16")
    # She could not be reached, and nothing more: no to the question, and the rule stands in the way.
    typed = {"victim_unable": "yes", "only_no_contact": "no", "true_identity": "yes", "reason": "x"}
    refused = send(client, crime, "outcome", "?outcome=16", **typed)
    assert "The rules don&#x27;t allow it: Is there more than a failure" in body(refused)
    # A tick brings a further condition.
    typed["only_no_contact"] = "yes"
    high = send(
        client, crime, "outcome", "?outcome=16", **typed, circumstances=["high_risk_domestic"]
    )
    assert "Who decides: an inspector" in body(high)
    assert send(client, crime, "outcome", "?outcome=16", **typed).status_code == 302
    assert Crime.objects.get(pk=crime.pk).outcome == "16"


@pytest.mark.parametrize(
    "outcome", ["1", "1A", "4", "5", "9", "11", "17", "20", "21", "24", "nonsense"]
)
def test_nonsense_in_an_outcome_is_no_error_of_ours(world, client, outcome):
    crime = world.crime(RAPE)
    client.force_login(world.registrar)
    typed = {
        "outcome": outcome,
        "victim_age": "minus",
        "alternate": "<b>",
        "charged": "perhaps",
        "decides_as": "king",
        "circumstances": ["x", "high_risk_domestic"],
        "version": "x",
        "origin": "y",
        "reason": "x",
    }
    assert client.post(step(crime, "outcome"), typed).status_code == 200
    assert Crime.objects.get(pk=crime.pk).state == "recorded"


def test_yes_always_speaks_for_what_is_proposed(world):
    """Every question of every outcome and ground: with yes the condition is met; only pressure speaks against it."""
    crime = world.crime(RAPE)
    for form_class, first, skip in (
        (OutcomeForm, "outcome", set()),
        (CancelForm, "ground", {"pressure"}),
    ):
        form = form_class(record=crime, user=world.registrar)
        for name, _ in form.options():
            data = {first: name, "withdrawn": "yes", "decides_as": "registrar"}
            form = form_class(record=crime, user=world.registrar, data=_query(data))
            for field in set(form.asked) - skip - {"alternate", "victim_age", "code", "decided_by"}:
                answered = form_class(
                    record=crime, user=world.registrar, data=_query({**data, field: "yes"})
                )
                check = answered.asked.get(field)
                assert check is None or check.met is True, (name, field)


def _query(data):
    from django.http import QueryDict

    made = QueryDict(mutable=True)
    made.update(data)
    return made


def test_another_class_is_found_and_given(world, ddm, client):
    crime = world.crime()
    client.force_login(ddm)
    shown = client.get(step(crime, "reclassify") + "?q=grievous wounding 8N")
    assert shown.status_code == 200
    none = client.get(step(crime, "reclassify") + "?q=zzz")
    assert "No offence of the notifiable list fits" in body(none)
    done = send(
        client,
        crime,
        "reclassify",
        "?q=008/01",
        offence="8N 008/01",
        reason="information",
        justification="The jaw.",
    )
    assert done.status_code == 302, body(done)
    assert Crime.objects.get(pk=crime.pk).ho_code == "008/01"
    other = send(
        client,
        crime,
        "reclassify",
        "?q=008/01",
        offence="1 001/01",
        reason="error",
        justification="x",
    )
    assert "is not one of the available choices" in body(other)


def test_people_and_property_on_the_page(world, client):
    crime = world.crime()
    client.force_login(world.officer)
    assert send(client, crime, "person", roles=["witness"], name="Zoë").status_code == 302
    zoe = CrimePerson.objects.get(name="Zoë")
    out = send(
        client,
        crime,
        "person",
        f"?person={zoe.label}",
        roles=["witness"],
        name="Zoë",
        remove="on",
        reason="Elsewhere then.",
    )
    assert out.status_code == 302
    assert "<del>Zoë</del>" in body(client.get(reverse("crime", args=[crime.pk])))
    shown = client.get(step(crime, "person") + f"?person={zoe.label}")
    assert [version.number for version in shown.context["versions"]] == [1, 2]
    assert "<ins>True</ins>" in body(shown)
    future = send(client, crime, "person", roles=["victim"], born="2126-01-01")
    assert "lies in the future" in body(future)
    listed = send(client, crime, "property", what="stolen", description="Bag", value="19.99")
    assert listed.status_code == 302
    assert "£19.99" in body(client.get(reverse("crime", args=[crime.pk])))
    wrong = send(client, crime, "property", what="stolen", description="Bag", value="lots")
    assert "Enter an amount such as" in body(wrong)


def test_further_conduct_and_transfer_on_the_page(world, client):
    crime = world.crime(STALKING)
    client.force_login(world.officer)
    typed = {
        "happened_at": "2026-06-10T12:00",
        "text": "Outside her work.",
        "same_people": "yes",
        "was_dealt_with": "no",
    }
    assert send(client, crime, "continue", **typed).status_code == 302
    new = send(client, crime, "continue", **{**typed, "was_dealt_with": "yes"})
    assert "not charged, summonsed or cautioned" in body(new)
    away = {"other_force": "Otherfolk", "other_ref": "OF/1", "reason": "Across the river."}
    assert "Has the victim been told" in body(send(client, crime, "transfer", **away))
    tell(client, crime, topic="transfer", reference="OF/1")
    assert send(client, crime, "transfer", **away).status_code == 302
    assert "Otherfolk, OF/1" in body(client.get(reverse("crime", args=[crime.pk])))


def test_a_crime_from_another_force(world, client):
    client.force_login(world.officer)
    shown = client.get(reverse("crime-receive"), {"q": "49 shoplifting"})
    assert shown.status_code == 200
    shown = client.get(reverse("crime-receive"), {"q": "046/00"})
    typed = {
        **{name: shown.context["form"][name].value() for name in ("origin", "q")},
        "offence": "46 046/00",
        "from_force": "Otherfolk",
        "from_ref": "OF/77",
        "known_at": "2026-06-01T10:00",
        "log": world.log.ref,
        "victims": "Corner Shop, Ann",
        "suspects": "Bob",
    }
    done = client.post(reverse("crime-receive"), typed)
    assert done.status_code == 302, body(done)
    crime = Crime.objects.get(from_ref="OF/77")
    assert crime.people.count() == 3
    assert crime.logs.get() == world.log
    assert (
        client.post(reverse("crime-receive"), typed).headers["Location"] == done.headers["Location"]
    )
    assert Crime.objects.filter(from_ref="OF/77").count() == 1
    wrong = client.post(reverse("crime-receive"), {**typed, "log": "nowhere"})
    assert "No log that you may see" in body(wrong)


def test_incidents_are_listed_kept_and_turned_into_crimes(world, client):
    client.force_login(world.officer)
    shown = client.get(reverse("incident-new"), {"log": world.log.ref, "kind": "N100"})
    typed = {
        "origin": shown.context["form"]["origin"].value(),
        "kind": "N100",
        "sub_code": "N100/01",
        "log": world.log.ref,
        "reason": "Asleep.",
        "victims": "Ann",
        "to_try": "Visit",
    }
    assert client.post(reverse("incident-new"), typed).status_code == 302
    assert client.post(reverse("incident-new"), typed).status_code == 302
    incident = ReportedIncident.objects.get()
    wrong = client.post(reverse("incident-new"), {**typed, "origin": "", "sub_code": "domestic"})
    assert "no code for" in body(wrong)
    page = client.get(reverse("incident", args=[incident.pk]))
    offered = {offer.step.name for offer in page.context["open_now"]}
    assert offered == {"convert", "tell", "tried", "redate", "note"}
    assert set(INCIDENT_STEPS) - offered == {offer.step.name for offer in page.context["closed"]}
    for name in offered:
        assert client.get(step(incident, name)).status_code == 200, name
    for query, found in (
        ("", True),
        ("?kind=N100&state=open", True),
        ("?kind=N300", False),
        ("?code=N100/01", True),
        ("?due=on", False),
        (f"?reference={incident.ref[:3]}", True),
    ):
        shown = body(client.get(reverse("incidents") + query))
        assert (f">{incident.ref}<" in shown) is found, query
    told = send(
        client,
        incident,
        "tell",
        person="Ann",
        topic="not-recorded",
        how="in person",
        told_at="2026-06-02T10:00",
        said="x",
    )
    assert told.status_code == 302, body(told)
    done = send(client, incident, "convert", "?q=019/08", offence="19C 019/08", reason="Confirmed.")
    assert done.status_code == 302, body(done)
    page = body(client.get(reverse("incident", args=[incident.pk])))
    assert "a crime was recorded" in page
    assert "C/000001/" in page


def test_officers_see_the_crimes_of_their_logs_only(world, client):
    mine = world.crime()
    theirs = world.crime(log=None, by=world.other, people={})
    client.force_login(world.officer)
    shown = body(client.get(reverse("crimes")))
    assert f">{mine.ref}<" in shown
    assert f">{theirs.ref}<" not in shown
    refused = client.get(reverse("crime", args=[theirs.pk]))
    assert refused.status_code == 403
    assert "belongs to no log" in body(refused)
    client.force_login(world.auditor)
    shown = body(client.get(reverse("crimes"), {"state": "recorded"}))
    assert f">{theirs.ref}<" in shown
    assert f">{theirs.ref}<" not in body(client.get(reverse("crimes"), {"state": "cancelled"}))


def test_an_administrator_enters_qualifications(world, client):
    boss = person("adm", Role.ADMINISTRATOR, "")
    client.force_login(boss)
    url = reverse("person-qualifications", args=["sol"])
    assert "Designated decision maker" in body(client.get(reverse("person", args=["sol"])))
    client.post(url, {"qualifications": ["ddm"]})
    assert User.objects.get(username="sol").qualifications == ["ddm"]
    held = LedgerBody.objects.order_by("-seq").first().body
    assert '"qualifications":["ddm"]' in held
    answer = client.post(url, {"qualifications": ["register"]}, follow=True)
    assert "is not a force crime registrar" in body(answer)
    answer = client.post(url, {"qualifications": ["king"]}, follow=True)
    assert "Choose from the list" in body(answer)
    assert User.objects.get(username="sol").qualifications == ["ddm"]
    with pytest.raises(PersonError, match="no qualification"):
        set_qualifications(person=boss, by="adm", qualifications=["king"])
    client.force_login(world.registrar)
    assert client.post(url, {"qualifications": []}).status_code == 403
