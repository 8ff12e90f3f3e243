"""The life of a commissioner's response: invited, commented on, written, checked, signed off by another, published, corrected."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.documents.content import plain_text
from onrecord.improvement.evidence.actions import attach_change
from onrecord.improvement.inspections.actions import keep_inspection
from onrecord.improvement.recommendations.actions import keep_details, move
from onrecord.improvement.recommendations.answer import answer as force_answers
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody
from onrecord.measures.by_month import rollup
from onrecord.people.access import NotAllowed
from onrecord.response import (
    checking,
    commenting,
    finishing,
    opening,
    queries,
    quoting,
    writing,
)
from onrecord.response.content import quoted_content
from onrecord.response.errors import ResponseError
from onrecord.response.facts import edition_document
from onrecord.response.forms import DEEDS
from onrecord.response.models import Answer, Edition
from tests.improvement_world import inspection, recommendation
from tests.measures_world import at, crime, log
from tests.response_world import (
    OFFICE,
    begun,
    commented,
    complete,
    invited,
    published,
    report,
    signed,
    text_of,
)

pytestmark = pytest.mark.django_db


def test_a_response_comes_from_report_to_publication_and_the_ledger_knows_each_step(who):
    edition = published(who)
    row = edition.response
    assert (row.state, edition.number, edition.signed_by, edition.sole_reason) == (
        "published",
        1,
        "dep",
        "",
    )
    text = plain_text(edition_document(edition))
    for words in (
        f"{OFFICE}: response to the publication of {row.inspection.title}",
        "Inadequate",
        "We welcome the report.",
        "Violent crime: 78.2 % (± 2.87 points, 95 % confidence)",
        "All other crime: not published. It was not part of the inspection.",
        "The force accepts the recommendation.",
        "The force does not accept the recommendation, for these reasons.",
        "5,700 calls a day make it impossible.",
        "No action has been taken and none is proposed, for these reasons.",
        "If it doesn't improve by the next audit.",
        "says nothing by itself about the service that victims receive",
    ):
        assert words in text
    assert "Number of recommendations\n2\n" in text
    assert "[not" not in text
    assert [each["commissioner"]["kind"] for each in edition.facts["recommendations"]] == [
        "proposed",
        "none",
    ]
    assert list(queries.published_editions()) == [edition]
    assert verify_ledger(records=True).problems == []


def test_nothing_is_published_with_one_answer_empty(who):
    made = commented(who)
    writing.write_overall(response=made, by=who["pcc"], overall="Words.")
    first = made.inspection.recommendations.get(number=1)
    writing.answer(response=made, recommendation=first, by=who["pcc"], kind="taken", words="Done.")
    with pytest.raises(ResponseError, match="Recommendation 2 has no answer"):
        finishing.send_for_review(response=made, by=who["pcc"])
    for kind in ("none", "proposed"):
        with pytest.raises(Exception, match="Write"):
            writing.answer(
                response=made, recommendation=first, by=who["pcc"], kind=kind, words="  "
            )
    assert made.answers.count() == 1
    assert Answer.objects.get().words == "Done."


def test_a_refusal_with_reasons_is_an_answer(who):
    made = complete(who)
    assert made.answers.get(recommendation__number=2).kind == "none"
    assert checking.missing(made) == []


def test_what_is_complete_is_said_to_be_and_headings_name_what_stands_below(who):
    made = complete(who)
    one, two = made.inspection.recommendations.order_by("number")
    assert "complete since" not in text_of(made)
    attach_change(about=one, by=who["fcr"], name="Rationale box", on=timezone.localdate())
    move(recommendation=one, by=who["fcr"], to="complete", words="Letter of the inspectorate.")
    for row in (one, two):
        keep_details(
            recommendation=row, by=who["fcr"], register_id="", theme="", department="", cause=None
        )
    text = text_of(made)
    assert text.count("The inspectorate closed it; complete since") == 1
    assert "Recommendations and areas for improvement" not in text
    assert "again, if" not in text


def test_whoever_wrote_it_signs_off_only_with_the_reason(who):
    made = finishing.send_for_review(response=complete(who), by=who["pcc"])
    with pytest.raises(ResponseError, match="You wrote in this response"):
        finishing.sign_off(response=made, by=who["pcc"])
    row = finishing.sign_off(response=made, by=who["pcc"], sole_reason="I am alone in the office.")
    assert (row.signed_by, row.sole_reason) == ("pcc", "I am alone in the office.")
    assert finishing.publish(response=row, by=who["pcc"]).sole_reason == "I am alone in the office."


def test_while_it_is_read_nothing_is_changed_and_it_may_be_sent_back(who):
    made = finishing.send_for_review(response=complete(who), by=who["pcc"])
    with pytest.raises(ResponseError, match="to be signed off"):
        writing.write_overall(response=made, by=who["pcc"], overall="Other words.")
    row = finishing.send_back(response=made, by=who["dep"], words="Say more on recommendation 2.")
    assert (row.state, row.sent_back) == ("open", "Say more on recommendation 2.")
    writing.write_overall(response=row, by=who["pcc"], overall="Other words.")


def test_only_the_commissioners_office_writes_and_only_a_chief_officer_sends_comments(who):
    row = report(who)
    for name in ("fcr", "dcc", "ada", "sam", "olu"):
        with pytest.raises(NotAllowed):
            writing.open_response(inspection=row, by=who[name], office=OFFICE)
    made = invited(who, row)
    for name in ("fcr", "pcc", "ada", "sam"):
        with pytest.raises(NotAllowed):
            commenting.send_comments(response=made, by=who[name], words="Ours.")
    made = complete(who, report(who, ref="other"))
    made = finishing.send_for_review(response=made, by=who["pcc"])
    for name in ("fcr", "dcc", "ada"):
        with pytest.raises(NotAllowed):
            finishing.sign_off(response=made, by=who[name])


def test_the_forces_drafts_are_not_sent(who):
    made = invited(who)
    one = made.inspection.recommendations.get(number=1)
    force_answers(recommendation=one, by=who["fcr"], stance="accepted", words="A draft.")
    with pytest.raises(ResponseError, match="drafts: Recommendation 1"):
        commenting.send_comments(response=made, by=who["dcc"], words="Ours.")
    assert "A draft." not in text_of(made)


def test_a_chief_who_does_not_comment_is_published_so(who):
    made = invited(who)
    with pytest.raises(ResponseError, match="Comments may come until"):
        commenting.say_none_came(response=made, by=who["pcc"])
    made = commenting.say_none_came(
        response=made, by=who["pcc"], words="The deputy said so by letter."
    )
    text = text_of(made)
    assert "No comments came, so none are published." in text
    assert text.count("No comments came from the force.") == 2
    assert "The deputy said so by letter." in text
    # Late comments are better than none.
    made = commenting.send_comments(response=made, by=who["dcc"], words="We were late.")
    assert "We were late." in text_of(made)
    assert "The force made no comment on this recommendation." in text_of(made)


def test_after_the_day_no_comments_need_no_words(who):
    made = begun(who)
    today = timezone.localdate()
    made = commenting.invite(
        response=made, by=who["pcc"], office="Chief Constable",
        on=today - timedelta(days=9), comments_by=today - timedelta(days=1),
    )  # fmt: skip
    assert commenting.say_none_came(response=made, by=who["pcc"]).comments == "none_came"


def test_the_invitation_ends_before_the_response_is_due(who):
    made = begun(who)
    with pytest.raises(ResponseError, match="must be published by"):
        commenting.invite(
            response=made, by=who["pcc"], office="Chief Constable",
            comments_by=timezone.localdate() + timedelta(days=60),
        )  # fmt: skip


def test_a_withdrawn_version_does_not_count_as_published(who):
    """The clock runs on until something that anybody can read stands again, and what comes then is late with its reason."""
    long_ago = timezone.localdate() - timedelta(days=70)
    row = report(who, published_on=long_ago)
    first = finishing.publish(response=signed(who, row), by=who["pcc"], on=long_ago + timedelta(days=40))  # fmt: skip
    assert not queries.standing(row).waits
    opening.withdraw(edition=first, by=who["pcc"], reason="It named somebody.")
    for standing in (queries.standing(row), *queries.standings()):
        assert (standing.waits, standing.late, standing.edition) == (True, True, None)
        today = f"{timezone.localdate():%d/%m/%Y}"
        assert standing.time_words == f"15 days late: version 1 was withdrawn on {today}"
        assert standing.state_words == "withdrawn; the next version is not begun"

    held = finishing.correct(response=first.response, by=who["pcc"], reason="It named somebody.")
    assert queries.standing(row).state_words == "withdrawn; the next version is being written"
    writing.write_overall(response=held, by=who["pcc"], overall="Without the name.")
    held = finishing.send_for_review(response=held, by=who["pcc"])
    held = finishing.sign_off(response=held, by=who["dep"])
    assert "late_reason" in DEEDS["publish"](user=who["pcc"], about=held).fields
    with pytest.raises(ResponseError, match="Write why it is published late"):
        finishing.publish(response=held, by=who["pcc"])
    second = finishing.publish(response=held, by=who["pcc"], late_reason="The first was withdrawn.")
    assert (second.number, second.late_reason) == (2, "The first was withdrawn.")
    assert not queries.standing(row).waits
    assert queries.standing(row).edition == second


def test_a_version_before_the_withdrawn_one_stands(who, client):
    first = published(who)
    held = finishing.correct(response=first.response, by=who["pcc"], reason="A figure was wrong.")
    held = finishing.send_for_review(response=held, by=who["pcc"])
    held = finishing.sign_off(response=held, by=who["dep"])
    second = finishing.publish(response=held, by=who["pcc"])
    opening.withdraw(edition=second, by=who["pcc"], reason="It named somebody.")
    standing = queries.standing(first.response.inspection)
    assert (standing.waits, standing.edition) == (False, first)
    client.force_login(who["pcc"])
    page = client.get(reverse("response-edition", args=["cdi-2026", 1])).content.decode()
    assert "corrected since" not in page
    page = client.get(reverse("response", args=["cdi-2026"])).content.decode()
    assert "withdrawn on" in page


def test_the_ledger_keeps_no_word_of_a_draft(who):
    made = complete(who)
    writing.write_overall(response=made, by=who["pcc"], overall="Jo Bloggs told me.")
    checking.leave(response=made, by=who["pcc"], kind="name", words="Jo Bloggs", reason="Said yes.")
    assert not LedgerBody.objects.filter(body__icontains="bloggs").exists()


def test_figures_that_are_typed_in_say_so_and_what_is_missing(who):
    made = complete(who)
    row = quoting.quote_typed(
        response=made, by=who["pcc"], side="force", what="Recorded at point of call", value="38 %",
        source="Letter of the force", recommendation=made.inspection.recommendations.get(number=2),
    )  # fmt: skip
    shown = quoting.face(row)
    assert shown.typed
    assert shown.missing == ("n", "interval", "days", "date")
    text = text_of(made)
    assert "typed in; source: Letter of the force" in text
    assert "was not worked out from the record" in text
    quoting.take_back(quoted=row, by=who["pcc"], why="No source.")
    assert "38 %" not in text_of(made)
    with pytest.raises(Exception, match="where the figure comes from"):
        quoting.quote_typed(
            response=made, by=who["pcc"], side="force", what="A", value="1", source=""
        )


def test_a_national_report_that_says_the_same_is_answered_with_the_forces(who):
    own = report(who)
    national = inspection(who["fcr"], ref="national", title="State of recording", scope="national",
                          force="", published_on=own.published_on, window_since=None, window_until=None)  # fmt: skip
    keep_inspection(ref="national", by=who["fcr"], values={"same_as": own})
    national.refresh_from_db()
    with pytest.raises(ResponseError, match="answer that report only"):
        writing.open_response(inspection=national, by=who["pcc"], office=OFFICE)
    text = text_of(complete(who, own))
    assert "State of recording" in text
    assert "It is answered with this response and not apart." in text
    rows = {each.inspection.ref: each for each in queries.standings()}
    assert rows["national"].instead == own
    assert not rows["national"].waits


def test_a_national_report_of_long_before_is_answered_by_itself(who):
    """Its 56 days were over when the report on the force came."""
    own = report(who)
    national = inspection(
        who["fcr"], ref="national", title="State of recording", scope="national", force="",
        published_on=own.published_on - timedelta(days=56), window_since=None, window_until=None,
        same_as=own,
    )  # fmt: skip
    assert writing.open_response(inspection=national, by=who["pcc"], office=OFFICE).pk
    assert "State of recording" not in text_of(complete(who, own))


def test_two_reports_of_one_day_have_a_response_each(who):
    first, second = report(who), report(who, ref="second", title="On custody in Anyshire")
    one, other = begun(who, first), begun(who, second)
    assert one.pk != other.pk
    with pytest.raises(ResponseError, match="already"):
        begun(who, first)
    assert [each.clock.last for each in queries.standings()] == [
        first.published_on + timedelta(days=55)
    ] * 2


def test_a_figure_of_another_reports_recommendation_is_refused(who):
    made = complete(who)
    other = recommendation(report(who, ref="second"), who["fcr"])
    with pytest.raises(ResponseError, match="another report"):
        writing.answer(response=made, recommendation=other, by=who["pcc"], kind="none", words="No.")


def test_a_row_changed_behind_the_ledgers_back_is_found(who):
    edition = published(who)
    document = {**edition.document, "title": "Another"}
    Edition.objects.filter(pk=edition.pk).update(document=document)
    assert verify_ledger(records=True).problem_count == 1


def test_a_figure_of_the_record_brings_number_interval_and_days_and_stays_as_it_was(
    who, monkeypatch
):
    monkeypatch.setattr(rollup, "PATIENCE", 120)
    made = complete(who)
    days = {"since": date(2026, 3, 1), "until": date(2026, 4, 30)}
    asked = {"response": made, "by": who["pcc"], "side": "commissioner", "measure": "within-24"}
    with pytest.raises(ResponseError, match="there is no figure"):
        quoting.quote_measure(**asked, since=date(2026, 1, 1), until=date(2026, 1, 31))
    with pytest.raises(ResponseError):
        quoting.quote_measure(**{**asked, "measure": "no-such-measure"})
    for number in range(8):
        crime(log(at(f"2026-0{3 + number % 2}-10 10:00")), 2 if number % 4 else 40)
    row = quoting.quote_measure(**asked, **days)
    shown = quoting.face(row)
    assert (shown.typed, shown.missing, shown.value, shown.n) == (False, (), "75.0 %", "8")
    assert shown.window == "1 March 2026 to 30 April 2026"
    assert shown.source == "counted here, definition within-24, version 1"
    # Either store gives it back as it was, to the last digit.
    before = quoted_content(row)
    row.refresh_from_db()
    assert quoted_content(row) == before
    for words in ("75.0 %", "1 March 2026 to 30 April 2026"):
        assert words in text_of(made)
    crime(log(at("2026-03-11 10:00")), 40)
    assert quoting.face(row) == shown
