"""Lists in and out: good rows are kept, bad ones named by line, and what was understood of a text is shown first."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from onrecord.improvement.lists.columns import Weighed
from onrecord.improvement.lists.pasted import understand
from onrecord.improvement.lists.plan import check_order
from onrecord.improvement.models import PlanAction, Recommendation
from onrecord.improvement.plans import actions as plans
from tests.improvement_world import inspection, people, recommendation

pytestmark = pytest.mark.django_db

REPORT = """
## Cause of concern

In Anyshire Police, staff fail to decide at the first opportunity.

It fails victims.

### Recommendation 1

Within six months, the force should find gaps.
It should also check calls.

**Force response:**

We have done much within three months.

### Recommendation 2
Within three months, the force should make sure that:
- accounts are kept;
- all crimes are recorded.

Areas for improvement
The force should immediately tell its staff.
By 30 September 2026, the force should count again.

Conclusion
Recommendations are not orders.
"""


@pytest.fixture
def who():
    return people()


def upload(text: str, name="list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode("utf-8-sig"), content_type="text/csv")


def test_a_report_is_understood_by_its_headings():
    found = understand(REPORT)
    assert [(each.kind, each.label, each.deadline) for each in found] == [
        ("cause", "", ""),
        ("recommendation", "Recommendation 1", "6_months"),
        ("recommendation", "Recommendation 2", "3_months"),
        ("improvement", "", "immediately"),
        ("improvement", "", ""),
    ]
    assert found[0].text.endswith("It fails victims.")
    assert found[1].text == (
        "Within six months, the force should find gaps. It should also check calls."
    )
    assert found[2].text.endswith("- accounts are kept;\n- all crimes are recorded.")
    assert understand("We like recommendations and causes of concern.") == []


def test_a_numbered_list_under_one_lead_keeps_who_should_do_it():
    lead = "Recommendations\nAnyshire Police should:\n\n"
    found = understand(
        f"{lead}1. within three months, record all\ncrimes; and\n2. Immediately read its logs.\n"
        "Within six months, the force should count:\n1. its calls;\n2. its crimes."
    )
    assert [(each.text, each.deadline) for each in found] == [
        ("Anyshire Police should, within three months, record all crimes.", "3_months"),
        ("Anyshire Police should immediately read its logs.", "immediately"),
        ("Within six months, the force should count:\n1. its calls;\n2. its crimes.", "6_months"),
    ]
    found = understand("Recommendations\n1. Within three months, the force should record.")
    assert [each.text for each in found] == ["Within three months, the force should record."]


def test_what_was_understood_is_shown_before_it_is_kept(who, client):
    report = inspection(who["fcr"])
    client.force_login(who["fcr"])
    where = reverse("inspection-import", args=[report.ref])
    answer = client.post(where, {"text": "Nothing of the kind."})
    assert "Nothing was understood" in answer.content.decode()
    answer = client.post(where, {"text": REPORT})
    assert not Recommendation.objects.exists()
    forms = answer.context["formset"].forms
    data = {"deed": "items", "item-TOTAL_FORMS": len(forms), "item-INITIAL_FORMS": len(forms)}
    for at, form in enumerate(forms):
        data |= {f"item-{at}-{name}": value for name, value in form.initial.items()}
        data[f"item-{at}-take"] = "on"
    answer = client.post(where, data)
    assert "Number 5: Choose by when" in answer.content.decode()
    assert not Recommendation.objects.exists()
    data |= {"item-4-deadline": "date", "item-4-due_on": "2026-09-30"}
    client.post(where, data)
    rows = Recommendation.objects.order_by("number")
    assert [(row.label, row.due_on) for row in rows] == [
        ("Recommendation 1", date(2026, 7, 15)),
        ("Recommendation 2", date(2026, 4, 15)),
        ("Area for improvement 1", date(2026, 1, 15)),
        ("Area for improvement 2", date(2026, 9, 30)),
    ]
    assert [bool(row.cause) for row in rows] == [True, True, False, False]


def test_good_rows_are_kept_and_bad_ones_named_by_line(who, client):
    report = inspection(who["fcr"])
    client.force_login(who["fcr"])
    where = reverse("inspection-import", args=[report.ref])
    lines = [
        "Rec no,Recommendation,Timescale,Lead,Status",
        "9001,Record all crimes.,Within 6 months,sam,Being-Progressed",
        "9002,,3 months,sam,",
        "9003,Supervise.,soon,sam,",
        "9004,Listen.,3 months,Nobody Here,",
        "9005,Close.,3 months,,Complete",
        "9006,Tell.,31/12/2026,,awaiting review",
    ]
    answer = client.post(where, {"file": upload("\n".join(lines) + "\n")})
    page = answer.content.decode()
    assert [each.line for each in answer.context["bad"]] == [3, 4, 5, 6]
    assert "Nothing is complete without evidence" in page
    assert not Recommendation.objects.exists()
    held = {"held": answer.context["brought"].text, "deed": "keep", **answer.context["columns"]}
    assert "register_id" not in held
    page = client.post(where, {**held, "register_id": "Rec no"}, follow=True).content.decode()
    assert "2 kept." in page
    assert "lines 3, 4, 5, 6" in page
    one, two = Recommendation.objects.order_by("number")
    assert (one.register_id, one.state, one.owner) == ("9001", "being_progressed", "sam")
    assert (two.due_on, two.state) == (date(2026, 12, 31), "awaiting_review")
    tampered = client.post(where, {**held, "held": held["held"][:-2] + "xx"})
    assert "waited too long" in tampered.content.decode()


def test_what_goes_out_comes_in_again(who, client):
    report = inspection(who["fcr"])
    recommendation(report, who["fcr"], text="=Record, “all”\nof it.", register_id="9", owner="sam")
    client.force_login(who["pcc"])
    out = client.get(reverse("recommendations-file", args=["csv"]))
    row = next(csv.DictReader(io.StringIO(out.content.decode("utf-8-sig"))))
    assert row["text"].startswith("'=Record")
    assert json.loads(client.get(reverse("recommendations-file", args=["json"])).content)[0][
        "text"
    ].startswith("=Record")
    other = inspection(who["fcr"], ref="cdi-2027")
    client.force_login(who["fcr"])
    where = reverse("inspection-import", args=[other.ref])
    answer = client.post(where, {"file": upload(out.content.decode("utf-8-sig"))})
    columns = answer.context["columns"]
    client.post(where, {"held": answer.context["brought"].text, "deed": "keep", **columns})
    copy = other.recommendations.get()
    assert (copy.text, copy.register_id, copy.owner, copy.deadline) == (
        "=Record, “all”\nof it.", "9", "sam", "6_months",
    )  # fmt: skip


def test_eighty_points_come_in_at_once(who, client):
    plan = plans.keep_plan(by=who["dcc"], title="Contact")
    client.force_login(who["dcc"])
    lines = ["No,Action,Theme,Owner,Due,Depends on"]
    lines += [f"{n},Point {n},Calls,sam,31/12/2026,{n - 1 if n > 1 else ''}" for n in range(1, 81)]
    where = reverse("plan-import", args=[plan.slug])
    answer = client.post(where, {"file": upload("\n".join(lines) + "\n")})
    assert (answer.context["number"], answer.context["bad_number"]) == (80, 0)
    client.post(
        where,
        {"held": answer.context["brought"].text, "deed": "keep", **answer.context["columns"]},
    )
    rows = list(PlanAction.objects.order_by("number"))
    assert len(rows) == 80
    assert rows[79].needs == [rows[78].pk]
    out = client.get(reverse("plan-file", args=[plan.slug, "csv"])).content.decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(out)))[79]["needs"] == "79"


def test_rows_that_wait_for_what_is_not_there_or_in_a_circle_are_left_out():
    def row(number, *needs):
        return (int(number) + 1, {"number": number, "needs": list(needs)})

    held = check_order(
        Weighed(
            [row("1"), row("2", "9"), row("3", "2"), row("4", "5"), row("5", "4"), row("6", "1")]
        )
    )
    assert [line for line, _ in held.good] == [2, 7]
    assert held.good[1][1]["needs"] == [1]
    assert [each.line for each in held.bad] == [3, 4, 5, 6]
    assert "circle" in held.bad[-1].words
