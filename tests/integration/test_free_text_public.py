"""Every text that somebody types in improvement and response, with a name in it: either it reaches no public page, or publication
asks about it first."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from onrecord.improvement.barriers import actions as barriers
from onrecord.improvement.evidence import actions as evidence
from onrecord.improvement.inspections.actions import keep_finding, keep_headline, keep_inspection
from onrecord.improvement.plans import actions as plans
from onrecord.improvement.plans import plan_actions
from onrecord.improvement.recommendations.actions import comment, keep_details, reword, set_deadline
from onrecord.improvement.recommendations.answer import answer as force_answers
from onrecord.improvement.recommendations.answer import set_worth
from onrecord.public.actions import publish as publish_proof
from onrecord.public.building import compose
from onrecord.public.rules import PublicError
from onrecord.response import commenting, finishing, quoting, writing
from onrecord.response.checking import open_marks
from onrecord.response.errors import ResponseError
from onrecord.response.facts import facts_of
from tests import response_world as world
from tests.improvement_world import FACTS

pytestmark = pytest.mark.django_db
# One surname for each place in which somebody types.
PLACES = (
    "title", "summary", "conclusion", "headline", "headline_note", "finding", "cause", "label", "text", "rewording", "moved_why", "comment",
    "cost", "benefit", "department", "force_words", "force_event", "evidence_name", "evidence_words", "typed_what", "typed_source",
    "document_name", "action", "action_report", "plan_title", "plan_about", "barrier", "promise", "office", "legal", "overall",
    "invited_office", "comments", "reply", "answer_words", "revisit", "quoted_what", "quoted_source",
)  # fmt: skip
# Those that a response is written to publish, and those of the proof.
IN_RESPONSE = {
    "title", "summary", "conclusion", "headline", "moved_why", "finding", "cause", "text", "rewording", "label", "force_words", "force_event",
    "office", "legal", "overall", "invited_office", "comments", "reply", "answer_words", "revisit", "quoted_what", "quoted_source",
}  # fmt: skip
IN_PROOF = {"title", "text", "rewording", "label", "force_event"}


def name(place: str) -> str:
    """A name that stands nowhere else: letters of the place, so that a failure says where it came from."""
    return f"Jane Q{place.replace('_', '')}ington"


def say(place: str) -> str:
    return f"It was told to {name(place)} in May."


@pytest.fixture
def row():
    """A response and the report behind it, with a name in everything that is typed."""
    who = world.everybody()
    fcr, dcc, pcc = who["fcr"], who["dcc"], who["pcc"]
    report = world.report(who)
    values = {**FACTS, "published_on": report.published_on}
    keep_inspection(
        ref=report.ref,
        by=fcr,
        values={
            **values,
            "title": f"Report told to {name('title')}",
            "summary": say("summary"),
            "conclusion": say("conclusion"),
        },
    )
    report.refresh_from_db()
    keep_headline(inspection=report, by=fcr, what=say("headline"), share=0.5, half_width=0.1, note=say("headline_note"))  # fmt: skip
    keep_finding(inspection=report, by=fcr, kind="finding", text=say("finding"))
    cause = keep_finding(inspection=report, by=fcr, kind="cause", text=say("cause"))
    from tests.improvement_world import recommendation

    one, two = report.recommendations.order_by("number")
    keep_details(recommendation=one, by=fcr, register_id="", theme="", department=say("department"), cause=cause)  # fmt: skip
    three = recommendation(report, fcr, text=say("text"), label=f"By {name('label')}"[:60])
    reword(recommendation=two, by=fcr, text=say("text"), words=say("rewording"))
    set_deadline(recommendation=two, by=fcr, due_on=timezone.localdate() + timedelta(days=90), words=say("moved_why"))  # fmt: skip
    comment(recommendation=one, by=fcr, words=say("comment"))
    set_worth(recommendation=one, by=fcr, cost=say("cost"), benefit=say("benefit"))
    evidence.attach_change(about=one, by=fcr, name=say("evidence_name"), on=timezone.localdate(), words=say("evidence_words"))  # fmt: skip
    evidence.attach_typed(about=one, by=fcr, what=say("typed_what"), number="7", source=say("typed_source"))  # fmt: skip
    evidence.attach_document(about=one, by=fcr, name=say("document_name"), sha256="a" * 64)
    plan = plans.keep_plan(by=dcc, title=f"Of {name('plan_title')}", about=say("plan_about"))
    action = plan_actions.add_action(plan=plan, by=dcc, text=say("action"), recommendation=one)
    plan_actions.report(action=action, by=dcc, words=say("action_report"))
    barriers.keep_barrier(by=fcr, words=say("barrier"))
    barriers.keep_benefit(plan=plan, by=dcc, source="System", promise=say("promise"))
    row = writing.open_response(inspection=report, by=pcc, office=f"Office of {name('office')}")
    row = commenting.invite(response=row, by=pcc, office=f"Chief Constable {name('invited_office')}", comments_by=timezone.localdate())  # fmt: skip
    force_answers(recommendation=one, by=dcc, stance="refused", words=say("force_words"))
    force_answers(recommendation=two, by=dcc, stance="under_review", words="Yes.", event=say("force_event"))  # fmt: skip
    force_answers(recommendation=three, by=dcc, stance="accepted", words="Yes.")
    commenting.send_comments(response=row, by=dcc, words=say("comments"))
    writing.write_overall(response=row, by=pcc, overall=say("overall"), legal=say("legal"))
    writing.reply(response=row, by=pcc, words=say("reply"))
    for each in (one, two, three):
        writing.answer(response=row, recommendation=each, by=pcc, kind="none", words=say("answer_words"), revisit=say("revisit"))  # fmt: skip
    quoting.quote_typed(response=row, by=pcc, side="force", what=say("quoted_what"), value="38 %", source=say("quoted_source"))  # fmt: skip
    row.refresh_from_db()
    row.who = who
    return row


def there(text: str) -> set[str]:
    return {place for place in PLACES if name(place) in text}


def test_a_response_asks_about_every_name_that_it_would_publish(row):
    day = timezone.localdate()
    document = finishing.draft_of(row).to_json()
    published = json.dumps([document, facts_of(row, number=1, published_on=day)])
    assert there(published) == IN_RESPONSE
    asked = there(" ".join(each.mark.text for each in open_marks(row)))
    assert asked == IN_RESPONSE
    with pytest.raises(ResponseError, match="may be the name"):
        finishing.send_for_review(response=row, by=row.who["pcc"])


def test_a_proof_asks_about_every_name_that_it_would_publish(row):
    found = compose(1)
    assert there(json.dumps(found.content)) >= IN_PROOF - {"rewording"}
    assert there(" ".join(found.people)) == there(json.dumps(found.content))
    with pytest.raises(PublicError, match="looks like a person"):
        publish_proof(by=row.who["fcr"])
