"""What may happen to a response while it is written; each change with its ledger entry, in one transaction.

open_response(inspection=, by=, office=)                       a response is begun
write_overall(response=, by=, overall=, legal=, office=)       the overall response and the paragraph on the law
answer(response=, recommendation=, by=, kind=, words=, ...)    the commissioner's answer to one recommendation
reply(response=, by=, words=)                                  what the commissioner says to the force's comments (s.55(5)(c))

The chief constable's comments: `commenting`; figures: `quoting`; sign-off and publication: `finishing`.
"""

from django.db import transaction
from django.utils import timezone

from onrecord.improvement.models import Inspection, Recommendation
from onrecord.improvement.recommendations.addressees import check_ours
from onrecord.improvement.texts import line, long_text, web_address
from onrecord.people.models import User
from onrecord.response.clock import due
from onrecord.response.errors import ResponseError
from onrecord.response.keeping import held_open, keep, wrote
from onrecord.response.models import Answer, Response
from onrecord.response.policies import check_can_write_response
from onrecord.response.wordings import answer_words, keep_wording

# Police Act 1996 s.55 as amended by the Policing and Crime Act 2017 s.37, in plain words.
LEGAL = (
    "Under section 55 of the Police Act 1996 the local policing body publishes its comments on a report of the inspectorate on its "
    "force, together with any comments of the chief officer and its response to them, before the end of 56 days beginning with the "
    "day on which the report was published. The comments explain for each recommendation the action that the local policing body has "
    "taken or proposes to take, or why it has taken none and proposes none. The overall response, and what the force and the local "
    "policing body answer to each recommendation, are set out below."
)


def _go_together(national: Inspection, own: Inspection) -> bool:
    """Whether the report on the force came while the national one could still be answered with it."""
    return (
        national.scope == Inspection.Scope.NATIONAL
        and own.scope == Inspection.Scope.FORCE
        and own.published_on <= due(national.published_on).last
    )


def answered_by(inspection: Inspection) -> Inspection | None:
    """The report on this force that is answered instead of a national one: both say the same, so one answer is enough."""
    if inspection.scope != Inspection.Scope.NATIONAL:
        return None
    linked = [*([inspection.same_as] if inspection.same_as else []), *inspection.says_same.all()]
    found = [each for each in linked if _go_together(inspection, each)]
    return min(found, key=lambda each: (each.published_on, each.ref), default=None)


def answers_also(inspection: Inspection) -> list[Inspection]:
    """National reports that say the same as this report on the force, and are answered with it."""
    linked = {*([inspection.same_as] if inspection.same_as else []), *inspection.says_same.all()}
    found = [each for each in linked if _go_together(each, inspection)]
    return sorted(found, key=lambda each: (each.published_on, each.ref))


def open_response(*, inspection: Inspection, by: User, office: str) -> Response:
    """Begin the response to a report. Raises ResponseError where there is one, or the force's own report is answered."""
    check_can_write_response(by)
    office = line(office, 200, "the office, such as Police and Crime Commissioner for Ashshire")
    instead = answered_by(inspection)
    if instead is not None:
        raise ResponseError(
            f"{instead.title} says the same for this force: answer that report only. Its response names this one."
        )
    with transaction.atomic():
        Inspection.objects.select_for_update().get(pk=inspection.pk)
        if Response.objects.filter(inspection=inspection).exists():
            raise ResponseError("There is a response to this report already. Open it in the list.")
        row = Response(
            inspection=inspection,
            office=office,
            legal=LEGAL,
            writers=[],
            made_by=by.username,
            made_at=timezone.now(),
        )
        return keep(row, by)


def write_overall(
    *, response: Response, by: User, overall: str, legal: str = "", office: str = ""
) -> Response:
    """Write the overall response. An empty line ends a paragraph; lines that begin with a hyphen are a list."""
    check_can_write_response(by)
    overall = long_text(overall, "the overall response")
    with transaction.atomic():
        row = held_open(response)
        new = (
            overall,
            long_text(legal, "the paragraph on the law", needed=False) or LEGAL,
            line(office, 200, "the office", needed=False) or row.office,
        )
        if new == (row.overall, row.legal, row.office):
            return row
        for part, was, now in (("overall", row.overall, new[0]), ("legal", row.legal, new[1])):
            keep_wording(row, part, was, now, by)
        row.overall, row.legal, row.office = new
        wrote(row, by)
        return keep(row, by)


def reply(*, response: Response, by: User, words: str) -> Response:
    """What the commissioner says to the force's comments on the whole report; may be empty."""
    check_can_write_response(by)
    words = long_text(words, "the reply", needed=False)
    with transaction.atomic():
        row = held_open(response)
        if words != row.to_comments:
            keep_wording(row, "reply", row.to_comments, words, by)
            row.to_comments = words
            wrote(row, by)
            keep(row, by)
        return row


def answer(
    *,
    response: Response,
    recommendation: Recommendation,
    by: User,
    kind: str,
    words: str,
    revisit: str = "",
    earlier: str = "",
) -> Answer:
    """Answer one recommendation: action taken or proposed, or why there is none. Raises ResponseError."""
    check_can_write_response(by)
    if kind not in Answer.Kind.values:
        raise ResponseError("Choose whether action was taken, is proposed, or there is none.")
    needed = "why there is no action" if kind == Answer.Kind.NONE else "the action"
    words = long_text(words, needed)
    revisit = long_text(revisit, "what would bring it back", needed=False)
    earlier = web_address(earlier, "the address of the earlier answer")
    with transaction.atomic():
        row = held_open(response)
        if recommendation.inspection_id != row.inspection_id:
            raise ResponseError("That recommendation belongs to another report.")
        check_ours(recommendation)
        found = (
            Answer.objects.select_for_update()
            .filter(response=row, recommendation=recommendation)
            .first()
        ) or Answer(response=row, recommendation=recommendation)
        new = (kind, words, revisit, earlier)
        if found.pk and new == (found.kind, found.words, found.revisit, found.earlier):
            return found
        was = answer_words(found) if found.pk else ""
        found.kind, found.words, found.revisit, found.earlier = new
        found.response = row
        keep(found, by)
        keep_wording(row, f"answer-{recommendation.number}", was, answer_words(found), by)
        wrote(row, by)
        keep(row, by)
        return found
