"""The response for programs: one record for each recommendation, with who said what, figures and their sources."""

from datetime import date
from typing import Any

from onrecord.documents.content import Document
from onrecord.improvement.content import day
from onrecord.improvement.inspections.headlines import headlines
from onrecord.improvement.queries import for_reference, recommendations
from onrecord.improvement.recommendations.said import as_said
from onrecord.improvement.recommendations.states import Stance
from onrecord.response.clock import due
from onrecord.response.models import Edition, Quoted, Response
from onrecord.response.quoting import face, quoted
from onrecord.response.states import CommentsState
from onrecord.response.writing import answers_also

FORMAT = "onrecord response 1"


def facts_of(response: Response, *, number: int, published_on: date) -> dict[str, Any]:
    """All that the document says, as data. Texts are as they were typed; figures keep what they were made from."""
    inspection = response.inspection
    clock = due(inspection.published_on)
    answers = {each.recommendation_id: each for each in response.answers.all()}
    figures = quoted(response)
    came = response.comments == CommentsState.CAME
    return {
        "format": FORMAT,
        "office": response.office,
        "version": number,
        "published_on": day(published_on),
        "day_number": clock.day_number(published_on),
        "last_day": day(clock.last),
        "report": {
            "ref": inspection.ref,
            "title": inspection.title,
            "body": inspection.body,
            "force": inspection.force,
            "published_on": day(inspection.published_on),
            "link": inspection.link,
            "window": [day(inspection.window_since), day(inspection.window_until)],
            "judgement": inspection.judgement,
            "summary": inspection.summary,
            "conclusion": inspection.conclusion,
            "figures": [
                {
                    "what": each.row.what,
                    "sentence": each.sentence,
                    "n": each.n,
                    "n_implied": each.n_implied,
                }
                for each in headlines(inspection)
            ],
            "findings": [
                {"kind": str(each.kind), "text": each.text} for each in inspection.findings.all()
            ],
        },
        "answers_also": [other.ref for other in answers_also(inspection)],
        "legal": response.legal,
        "overall": response.overall,
        "comments": {
            "invited": response.invited_office,
            "invited_on": day(response.invited_on),
            "comments_by": day(response.comments_by),
            "state": str(response.comments),
            "on": day(response.comments_on),
            "words": response.comments_words,
            "reply": response.to_comments,
        },
        "figures": [_figure(each) for each in figures if each.recommendation_id is None],
        "recommendations": [
            {
                "number": row.number,
                "label": row.label,
                "kind": str(row.kind),
                "register_id": row.register_id,
                "text": row.text,
                "cause": row.cause.text if row.cause else "",
                "deadline": str(row.deadline),
                "due_on": day(row.due_on),
                # Only where there is one: what was signed off before has no such line.
                **({"closed_on": day(row.closed_on)} if row.closed_on else {}),
                "force": {
                    "stance": str(row.stance) if came else str(Stance.NONE),
                    "words": row.stance_words if came else "",
                    "until": row.stance_event if came else "",
                    "earlier": row.earlier_response if came else "",
                },
                "commissioner": {
                    "kind": str(answers[row.pk].kind),
                    "words": answers[row.pk].words,
                    "revisit": answers[row.pk].revisit,
                    "earlier": answers[row.pk].earlier,
                },
                "figures": [_figure(each) for each in figures if each.recommendation_id == row.pk],
            }
            for row in map(as_said, recommendations(inspection))
        ],
        # Only where there are some: what was signed off before has no such line.
        **(
            {"addressed_to_others": [{"label": r.label, "to": r.addressed} for r in others]}
            if (others := for_reference(inspection))
            else {}
        ),
    }


def _figure(row: Quoted) -> dict[str, Any]:
    shown = face(row)
    return {
        "side": str(row.side),
        "what": shown.what,
        "value": shown.value,
        "n": shown.n,
        "interval": shown.interval,
        "days": shown.window,
        "as_of": shown.as_of,
        "source": shown.source,
        "typed": shown.typed,
    }


def edition_document(edition: Edition) -> Document:
    """The document as it was published."""
    return Document.from_json(edition.document)


def edition_json(edition: Edition) -> dict[str, Any]:
    """What was published, for programs: the facts, the document's text, and the digest by which it is known."""
    return {
        **edition.facts,
        "reason_of_correction": edition.reason,
        "reason_of_lateness": edition.late_reason,
        "digest": edition.digest,
        "document": edition.document,
    }
