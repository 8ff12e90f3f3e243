"""What inspections asked for and how it stands, as it is published: from the register, with no owner's name; and where the
commissioner's responses to them are read."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from onrecord.improvement import queries
from onrecord.improvement.inspections.models import Inspection
from onrecord.improvement.recommendations.models import Recommendation
from onrecord.improvement.recommendations.said import as_said
from onrecord.improvement.recommendations.states import Stance
from onrecord.measures.proof import Part, Table
from onrecord.public.words import day
from onrecord.response import published
from onrecord.response.models import Edition as ResponseEdition
from onrecord.response.opening import is_open

# Reports that are listed, newest first.
MOST = 6
_COLUMNS = ("No.", "What is asked for", "To be done by", "How it stands", "The force's answer")


def recommendations() -> Part | None:
    """The newest reports with all their recommendations; None where there is none."""
    tables, paragraphs = [], []
    for one in Inspection.objects.order_by("-published_on", "ref")[:MOST]:
        rows = queries.recommendations(one)
        if not rows:
            continue
        caption = f"{one.title} ({one.body}, published {day(one.published_on.isoformat())})"
        tables.append(Table(caption, _COLUMNS, tuple(_row(row) for row in rows), one.ref))
        paragraphs += _answered(one)
    if not tables:
        return None
    words = "Only the inspectorate closes a recommendation, in writing. Evidence of what was done is kept on the force's record."
    return Part(
        "recommendations", "What inspections asked for", (words, *paragraphs), tuple(tables)
    )


def _row(row: Recommendation) -> tuple[str, ...]:
    late = " (late)" if row.is_late(timezone.localdate()) else ""
    return (
        row.label,
        row.text,
        day(row.due_on.isoformat()) if row.due_on else str(row.get_deadline_display()),
        f"{row.get_state_display()}{late}",
        _stance(row),
    )


def _stance(row: Recommendation) -> str:
    """What the force says, once a chief officer has said it. A refusal has its reasons."""
    row = as_said(row)
    if row.stance == Stance.NONE:
        return "not said yet"
    if row.stance == Stance.REFUSED:
        return f"refused: {row.stance_words}" if row.stance_words else str(row.get_stance_display())
    if row.stance == Stance.UNDER_REVIEW and row.stance_event:
        return f"under review until: {row.stance_event}"
    return str(row.get_stance_display())


def _answered(one: Inspection) -> list[str]:
    """When the commissioner's response was published, in its first version."""
    first = ResponseEdition.objects.filter(response__inspection=one).order_by("number").first()
    if first is None:
        return []
    return [
        f"The commissioner's response to \u201c{one.title}\u201d was published on {day(first.published_on.isoformat())}."
    ]


def answered() -> list[dict[str, Any]]:
    """Where the commissioner's responses are read, with their digests: only while the commissioner's office shows them to everybody."""
    if not is_open():
        return []
    return [
        {
            "report": response.inspection.ref,
            "title": response.inspection.title,
            "address": reverse("published-response", args=[response.inspection.ref]),
            "versions": [
                {
                    "number": each.edition.number,
                    "published": each.edition.published_on.isoformat(),
                    "sha256": each.edition.digest,
                    "state": each.state,
                }
                for each in versions
            ],
        }
        for response, versions in published.responses()
    ]
