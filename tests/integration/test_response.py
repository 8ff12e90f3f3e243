"""The life of a commissioner's response: invited, commented on, written, checked, signed off by another, published, corrected."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.documents.content import plain_text
from onrecord.improvement import queries as improvement_queries
from onrecord.improvement.evidence import attach_change
from onrecord.improvement.inspections import keep_inspection
from onrecord.improvement.recommendations import keep_details, move, reword, set_deadline
from onrecord.improvement.recommendations_answer import answer as force_answers
from onrecord.improvement.recommendations_answer import confirm_answer
from onrecord.improvement.recommendations_slips import correct_slip
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody
from onrecord.measures import rollup
from onrecord.people.access import NotAllowed
from onrecord.response import (
    checking,
    commenting,
    finishing,
    holders,
    opening,
    queries,
    quoting,
    writing,
)
from onrecord.response.content import quoted_content
from onrecord.response.errors import ResponseError
from onrecord.response.facts import edition_document
from onrecord.response.forms import DEEDS
from onrecord.response.letters import letter
from onrecord.response.models import Answer, Edition, Response
from tests.improvement_world import inspection, recommendation
from tests.measures_world import at, crime, log
from tests.response_world import (
    OFFICE,
    begun,
    commented,
    complete,
    everybody,
    invited,
    published,
    report,
    signed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return everybody()


def text_of(response: Response) -> str:
    return plain_text(finishing.draft_of(response))


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


def test_a_recommendation_reworded_after_sign_off_stops_publication(who):
    made = signed(who)
    one = made.inspection.recommendations.get(number=1)
    before = one.text
    reword(
        recommendation=one, by=who["fcr"], text="Within six months, record all.", words="Erratum."
    )
    with pytest.raises(ResponseError, match="Something has changed since it was signed off"):
        finishing.publish(response=made, by=who["pcc"])
    assert not Edition.objects.exists()
    made = finishing.take_up_again(response=made, by=who["pcc"])
    text = text_of(made)
    assert "Within six months, record all." in text
    assert before in text
    assert "Reworded on" in text
    assert ": Erratum." in text


def test_a_slip_and_a_missing_deadline_are_published_as_what_they_are(who):
    made = complete(who)
    one, two = made.inspection.recommendations.order_by("number")
    correct_slip(
        recommendation=one, by=who["fcr"], text="As printed.", deadline="none", words="Miscopied."
    )
    set_deadline(
        recommendation=two, by=who["fcr"], due_on=two.due_on + timedelta(days=9), words="By letter."
    )
    text = text_of(made)
    assert "As printed." in text
    assert "The report names no deadline." in text
    assert "Reworded" not in text
    assert "Miscopied." not in text
    assert ": By letter." in text


def test_a_deadline_moved_and_an_answer_changed_stop_publication_too(who):
    made = signed(who)
    one, two = made.inspection.recommendations.order_by("number")
    set_deadline(
        recommendation=one,
        by=who["fcr"],
        due_on=one.due_on + timedelta(days=30),
        words="By letter.",
    )
    with pytest.raises(ResponseError, match="changed since"):
        finishing.publish(response=made, by=who["pcc"])
    set_deadline(recommendation=one, by=who["fcr"], due_on=one.due_on, words="Back again.")
    force_answers(recommendation=two, by=who["dcc"], stance="accepted", words="After all.")
    with pytest.raises(ResponseError, match="changed since"):
        finishing.publish(response=made, by=who["pcc"])


def test_what_is_published_stays_when_the_register_changes(who):
    edition = published(who)
    before = plain_text(edition_document(edition))
    one = edition.response.inspection.recommendations.get(number=1)
    reword(recommendation=one, by=who["fcr"], text="Other words.", words="Erratum.")
    edition.refresh_from_db()
    assert plain_text(edition_document(edition)) == before


def test_a_correction_is_another_version_with_its_reason(who):
    first = published(who)
    row = finishing.correct(response=first.response, by=who["pcc"], reason="A figure was wrong.")
    with pytest.raises(ResponseError, match="being written"):
        finishing.correct(response=row, by=who["pcc"], reason="Again.")
    writing.write_overall(response=row, by=who["pcc"], overall="Corrected words.")
    row = finishing.send_for_review(response=row, by=who["pcc"])
    row = finishing.sign_off(response=row, by=who["dep"])
    second = finishing.publish(response=row, by=who["pcc"])
    assert (second.number, second.reason) == (2, "A figure was wrong.")
    text = plain_text(edition_document(second))
    assert "Version 2," in text
    assert "A figure was wrong." in text
    assert "Corrected words." not in plain_text(edition_document(first))
    assert [each.number for each in queries.published_editions()] == [2, 1]
    assert verify_ledger(records=True).problems == []


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
    assert [each.inspection for each in queries.due_soon()] == [row]

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


def test_a_late_response_needs_the_reason(who):
    long_ago = timezone.localdate() - timedelta(days=70)
    made = signed(who, report(who, published_on=long_ago))
    with pytest.raises(ResponseError, match="Write why it is published late"):
        finishing.publish(response=made, by=who["pcc"])
    # On day 56 it isn't late yet; it was written down later.
    edition = finishing.publish(response=made, by=who["pcc"], on=long_ago + timedelta(days=55))
    assert edition.late_reason == ""
    assert edition.facts["day_number"] == 56
    made = signed(who, report(who, ref="later", published_on=long_ago))
    edition = finishing.publish(response=made, by=who["pcc"], late_reason="The post was vacant.")
    assert edition.late_reason == "The post was vacant."
    assert "The post was vacant." in plain_text(letter(edition, "minister"))


def test_a_name_is_warned_of_and_answered_before_publication(who):
    made = writing.write_overall(
        response=complete(who),
        by=who["pcc"],
        overall="Jo Bloggs told me of log 1234. Ada Example agrees.",
    )
    waiting = [each.mark.text for each in checking.open_marks(made)]
    assert waiting == ["Jo Bloggs", "log 1234", "Ada Example"]
    with pytest.raises(ResponseError, match="“Jo Bloggs” may be the name of a person"):
        finishing.send_for_review(response=made, by=who["pcc"])
    holders.keep_holder(
        by=who["pcc"], name="Ada Example", office="Chief Constable", since=timezone.localdate()
    )
    checking.leave(
        response=made, by=who["pcc"], kind="reference", words="LOG 1234", reason="Invented."
    )
    assert [each.mark.text for each in checking.open_marks(made)] == ["Jo Bloggs"]
    with pytest.raises(ResponseError, match="don't stand"):
        checking.leave(response=made, by=who["pcc"], kind="name", words="Jo Other", reason="None.")
    made = writing.write_overall(
        response=made, by=who["pcc"], overall="A victim told me of log 1234."
    )
    made = finishing.send_for_review(response=made, by=who["pcc"])
    assert made.state == "review"
    assert verify_ledger(records=True).problems == []


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


def test_those_that_wait_come_first_and_are_warned_of(who):
    today = timezone.localdate()
    report(who, ref="fresh")
    report(who, ref="late", published_on=today - timedelta(days=60))
    report(who, ref="soon", published_on=today - timedelta(days=50))
    rows = queries.standings()
    assert [each.inspection.ref for each in rows] == ["late", "soon", "fresh"]
    assert [(each.late, each.warned) for each in rows] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert rows[0].time_words == "5 days late"
    assert [each.inspection.ref for each in queries.due_soon()] == ["late", "soon"]


def test_it_is_sent_once_to_each_and_the_day_is_kept(who):
    edition = published(who)
    sending = finishing.record_sending(
        edition=edition, by=who["pcc"], to="minister", how="by e-mail"
    )
    assert sending.sent_on == timezone.localdate()
    with pytest.raises(ResponseError, match="already"):
        finishing.record_sending(edition=edition, by=who["pcc"], to="minister", how="by post")
    words = plain_text(letter(edition, "inspectors"))
    assert "HMICFRS" in words
    assert "1: action is proposed" in words
    assert edition.digest in words
    assert verify_ledger(records=True).problems == []


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


def test_nobody_outside_the_force_sees_its_drafts(who, client):
    made = invited(who)
    one = made.inspection.recommendations.get(number=1)
    start = timezone.now()
    force_answers(
        recommendation=one, by=who["fcr"], stance="under_review", words="A secret draft.",
        event="the new system is in use",
    )  # fmt: skip
    ref = made.inspection.ref
    pages = [
        one.get_absolute_url(),
        reverse("recommendations"),
        reverse("inspection", args=[ref]),
        reverse("recommendations-file", args=["csv"]),
        reverse("recommendations-file", args=["json"]),
        reverse("response", args=[ref]),
        reverse("response-answer", args=[ref, 1]),
        reverse("response-draft", args=[ref]),
    ]

    def read(name: str) -> str:
        client.force_login(who[name])
        return "".join(client.get(each).content.decode() for each in pages)

    for name in ("pcc", "sam"):
        found = read(name)
        for words in ("secret draft", "new system is in use", "(draft)", "under review until"):
            assert words not in found, (name, words)
    assert "A secret draft." in read("fcr")
    assert improvement_queries.changes_since(start) == []
    # What was said once stays said until a chief officer says otherwise.
    confirm_answer(recommendation=one, by=who["dcc"])
    commenting.send_comments(response=made, by=who["dcc"], words="Ours.")
    force_answers(recommendation=one, by=who["fcr"], stance="refused", words="Another draft.")
    made.refresh_from_db()
    found = read("pcc") + text_of(made)
    assert "A secret draft." in found
    assert "Another draft." not in found
    assert "Recommendation 1: a chief officer has still to say" in found
