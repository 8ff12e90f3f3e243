"""The part of a response that answers the recommendations: text, the force's response, the commissioner's, figures quoted."""

from collections.abc import Iterator, Sequence
from datetime import date

from onrecord.documents.content import Block, Grid, Heading, Words, blocks_of
from onrecord.improvement.models import Inspection, InspectionFinding, Recommendation
from onrecord.improvement.recommendations.models import RecommendationStep
from onrecord.improvement.recommendations.said import as_said
from onrecord.improvement.recommendations.states import Stance
from onrecord.response.models import Answer, Quoted, Response
from onrecord.response.quoting import face
from onrecord.response.states import CommentsState

MISSING = "[not written yet]"
_STANCES = {
    Stance.ACCEPTED: "The force accepts the recommendation.",
    Stance.REFUSED: "The force does not accept the recommendation, for these reasons.",
    Stance.UNDER_REVIEW: "The force keeps the recommendation under review.",
}
_KINDS = {
    Answer.Kind.TAKEN: "Action taken.",
    Answer.Kind.PROPOSED: "Action proposed.",
    Answer.Kind.NONE: "No action has been taken and none is proposed, for these reasons.",
}


def long_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def office_words(words: str) -> str:
    return words[4:] if words.casefold().startswith("the ") else words


def recommendation_blocks(
    response: Response, rows: Sequence[Recommendation], figures: Sequence[Quoted]
) -> Iterator[Block]:
    """Causes of concern with the recommendations that belong to them, then the others."""
    answers = {each.recommendation_id: each for each in response.answers.all()}
    changed = _changed(response.inspection)
    causes = response.inspection.findings.filter(kind=InspectionFinding.Kind.CAUSE)
    for number, cause in enumerate(causes, 1):
        yield Heading(1, "Cause of concern" if len(causes) == 1 else f"Cause of concern {number}")
        yield from blocks_of(cause.text, "quote")
        for row in (each for each in rows if each.cause_id == cause.pk):
            yield from _one(response, row, answers.get(row.pk), figures, changed.get(row.pk, ()))
    rest = [row for row in rows if row.cause_id is None]
    if rest:
        yield Heading(1, _heading(rest))
        for row in rest:
            yield from _one(response, row, answers.get(row.pk), figures, changed.get(row.pk, ()))


def _heading(rows: Sequence[Recommendation]) -> str:
    """Names only what stands below it."""
    kinds = {str(row.kind) for row in rows}
    if len(kinds) > 1:
        return "Recommendations and areas for improvement"
    if Recommendation.Kind.IMPROVEMENT in kinds:
        return "Areas for improvement" if len(rows) > 1 else "Area for improvement"
    return "Recommendations" if len(rows) > 1 else "Recommendation"


def _one(
    response: Response,
    row: Recommendation,
    answer: Answer | None,
    figures: Sequence[Quoted],
    changes: Sequence[RecommendationStep],
) -> Iterator[Block]:
    yield Heading(2, row.label)
    yield from blocks_of(row.text, "quote")
    if row.due_on is None:
        yield Words("The report names no deadline.", "note")
    else:
        yield Words(f"To be done {row.get_deadline_display()}: {long_day(row.due_on)}.", "note")
    yield from _changes(changes)
    if row.closed_on is not None:
        yield Words(
            f"The inspectorate closed it; complete since {long_day(row.closed_on)}.", "note"
        )
    here = [each for each in figures if each.recommendation_id == row.pk]
    yield Heading(3, f"Response of {response.inspection.force or 'the force'}")
    yield from _force(response, row)
    yield from figure_blocks(
        [each for each in here if each.side == Quoted.Side.FORCE], f"by the force on {row.label}"
    )
    yield Heading(3, f"Response of the {office_words(response.office)}")
    if answer is None:
        yield Words(MISSING)
    else:
        yield Words(_KINDS[Answer.Kind(answer.kind)])
        yield from blocks_of(answer.words)
        if answer.revisit:
            yield Words("What would bring it back:")
            yield from blocks_of(answer.revisit)
        if answer.earlier:
            yield Words(f"Answered before: {answer.earlier}")
    yield from figure_blocks(
        [each for each in here if each.side == Quoted.Side.COMMISSIONER],
        f"by the commissioner on {row.label}",
    )


def _changed(inspection: Inspection) -> dict[int, list[RecommendationStep]]:
    """What the inspectorate changed since it published, by recommendation, in order."""
    What = RecommendationStep.What
    found: dict[int, list[RecommendationStep]] = {}
    steps = RecommendationStep.objects.filter(
        recommendation__inspection=inspection, what__in=(What.TEXT, What.DEADLINE)
    )
    for step in steps.order_by("recommendation", "number"):
        found.setdefault(step.recommendation_id, []).append(step)
    return found


def _changes(steps: Sequence[RecommendationStep]) -> Iterator[Block]:
    """Other words, another day. What it was before is said."""
    for step in steps:
        if step.what == RecommendationStep.What.TEXT:
            yield Words(f"Reworded on {long_day(step.on)}: {step.words}", "note")
            yield Words("Before, it read:", "note")
            yield from blocks_of(step.before["text"], "quote")
        else:
            before = step.before["due_on"]
            was = f" from {long_day(date.fromisoformat(before))}" if before else ""
            said = "Moved" if was else "Set"
            yield Words(f"{said} on {long_day(step.on)}{was}: {step.words}", "note")


def _force(response: Response, row: Recommendation) -> Iterator[Block]:
    if response.comments == CommentsState.NONE_CAME:
        yield Words("No comments came from the force.")
        return
    if response.comments != CommentsState.CAME:
        yield Words(MISSING)
        return
    row = as_said(row)
    if row.stance == Stance.NONE:
        yield Words("The force made no comment on this recommendation.")
        return
    said = _STANCES[Stance(row.stance)]
    yield Words(f"{said[:-1]} until: {row.stance_event}." if row.stance_event else said)
    yield from blocks_of(row.stance_words)
    if row.earlier_response:
        yield Words(f"Answered before: {row.earlier_response}")


def figure_blocks(rows: Sequence[Quoted], where: str) -> Iterator[Block]:
    if not rows:
        return
    faces = [face(row) for row in rows]
    yield Grid(
        f"Figures quoted {where}",
        ("What", "Figure", "n", "Interval", "Days", "As of", "Source"),
        tuple(
            (each.what, each.value, each.n, each.interval, each.window, each.as_of, each.source)
            for each in faces
        ),
    )
    if any(each.typed for each in faces):
        yield Words(
            "A figure that was typed in was not worked out from the record; what its source doesn't give is said to be not given.",
            "note",
        )
