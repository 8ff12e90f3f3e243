"""The response as a document, in the form in which commissioners publish: header, what was examined, headline figures, findings,
conclusion, the law, overall response, the chief constable's comments, then for each recommendation its text, the force's response
and the commissioner's. What isn't there yet is said to be missing, so that a draft can be read.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from onrecord.documents.content import (
    Block,
    Document,
    Grid,
    Heading,
    Items,
    Words,
    blocks_of,
    named,
)
from onrecord.improvement.headlines import headlines, since_before
from onrecord.improvement.models import Inspection, InspectionFinding, Recommendation
from onrecord.improvement.queries import recommendations
from onrecord.improvement.recommendations_models import RecommendationStep
from onrecord.improvement.states import Stance
from onrecord.response.clock import DAYS, due
from onrecord.response.models import Answer, Quoted, Response
from onrecord.response.quoting import face, quoted
from onrecord.response.states import CommentsState
from onrecord.response.writing import answers_also

LIMIT = (
    "How accurately crime is recorded says nothing by itself about the service that victims receive. A rise in recorded crime may come "
    "from better recording or more reporting."
)
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


def title_of(response: Response) -> str:
    return f"{response.office}: response to the publication of {response.inspection.title}"


def document_of(
    response: Response,
    *,
    number: int = 1,
    published_on: date | None = None,
    corrections: Sequence[tuple[int, date, str]] = (),
) -> Document:
    """The response as it stands. `published_on` is empty for a draft; `corrections`: (version, day, reason) of each so far."""
    inspection = response.inspection
    rows = recommendations(inspection)
    figures = quoted(response)
    blocks: list[Block] = [
        Words(f"Report by {inspection.body}", "lead"),
        _header(response, rows, number, published_on),
        *_report(inspection),
        *blocks_of(response.legal),
        Heading(1, "Overall response"),
        *(blocks_of(response.overall) or (Words(MISSING),)),
        *_figures(
            [each for each in figures if each.recommendation_id is None], "in the overall response"
        ),
        *_comments(response),
        *_recommendations(response, rows, figures),
        Heading(1, "About this response"),
        *_about(response, number, published_on, corrections),
    ]
    day = published_on.isoformat() if published_on else ""
    return Document(title_of(response), tuple(blocks), response.office, day)


def _header(
    response: Response, rows: Sequence[Recommendation], number: int, published_on: date | None
) -> Grid:
    inspection = response.inspection
    clock = due(inspection.published_on)
    kinds = [row.kind for row in rows]
    areas = kinds.count(Recommendation.Kind.IMPROVEMENT)
    published = ""
    if published_on:
        published = f"{long_day(published_on)}, day {clock.day_number(published_on)} of {DAYS}"
    return named(
        "The report and this response",
        [
            (
                f"Overall judgement{f' of {inspection.force}' if inspection.force else ''}",
                inspection.judgement,
            ),
            ("Number of recommendations", f"{kinds.count(Recommendation.Kind.RECOMMENDATION)}"),
            ("Number of areas for improvement", f"{areas}" if areas else ""),
            ("Report published", long_day(inspection.published_on)),
            ("Response due", f"{long_day(clock.last)}, day {DAYS}"),
            ("Response published", published or "[draft, not published]"),
            ("Version", f"{number}"),
        ],
    )


def _report(inspection: Inspection) -> Iterator[Block]:
    """What the report is, examined, estimated, found and concluded."""
    window = ""
    if inspection.window_since and inspection.window_until:
        window = f", which examined records of the period {long_day(inspection.window_since)} to {long_day(inspection.window_until)}"
    yield Words(
        f"On {long_day(inspection.published_on)} {inspection.body} published its report {inspection.title}{window}."
    )
    yield from blocks_of(inspection.summary)
    shown = headlines(inspection)
    if shown:
        yield Words(f"{inspection.body} estimated:")
        yield Items(tuple(each.sentence.replace("\u00a0", " ") for each in shown))
        implied = [each for each in shown if each.n_implied]
        if implied:
            words = "; ".join(f"{each.row.what}: {each.n:,}" for each in implied)
            yield Words(
                f"The report gives no number of records. Its intervals imply about: {words}.",
                "note",
            )
    for each in since_before(inspection):
        yield Words(f"Against the inspection before, {each.what}: {each.change.sentence}", "note")
    for kind, words in (
        (InspectionFinding.Kind.STRENGTH, "It found these strengths:"),
        (InspectionFinding.Kind.FINDING, f"It found that {inspection.force or 'the force'} had:"),
    ):
        found = tuple(each.text for each in inspection.findings.filter(kind=kind))
        if found:
            yield Words(words)
            yield Items(found)
    if inspection.conclusion:
        yield Words("The report concluded:")
        yield from blocks_of(inspection.conclusion, "quote")
    if inspection.link:
        yield Words(f"The report: {inspection.link}")


def _comments(response: Response) -> Iterator[Block]:
    yield Heading(1, "Comments of the chief constable")
    if response.invited_on is None or response.comments_by is None:
        yield Words(MISSING)
        return
    invited = (
        f"The {_office(response.invited_office)} was invited on {long_day(response.invited_on)} to comment by "
        f"{long_day(response.comments_by)}."
    )
    if response.comments == CommentsState.CAME and response.comments_on:
        yield Words(f"{invited} Comments came on {long_day(response.comments_on)}.")
        yield from blocks_of(response.comments_words)
        yield Words("What the force answers to each recommendation stands with it below.")
    elif response.comments == CommentsState.NONE_CAME:
        yield Words(f"{invited} No comments came, so none are published.")
        yield from blocks_of(response.comments_words)
    else:
        yield Words(f"{invited} [no answer yet]")
    if response.to_comments:
        yield Heading(2, "Response to the comments")
        yield from blocks_of(response.to_comments)


def _office(words: str) -> str:
    return words[4:] if words.casefold().startswith("the ") else words


def _recommendations(
    response: Response, rows: Sequence[Recommendation], figures: Sequence[Quoted]
) -> Iterator[Block]:
    """Causes of concern with the recommendations that belong to them, then the others."""
    answers = {each.recommendation_id: each for each in response.answers.all()}
    causes = response.inspection.findings.filter(kind=InspectionFinding.Kind.CAUSE)
    for number, cause in enumerate(causes, 1):
        yield Heading(1, "Cause of concern" if len(causes) == 1 else f"Cause of concern {number}")
        yield from blocks_of(cause.text, "quote")
        for row in (each for each in rows if each.cause_id == cause.pk):
            yield from _one(response, row, answers.get(row.pk), figures)
    rest = [row for row in rows if row.cause_id is None]
    if rest:
        yield Heading(1, "Recommendations and areas for improvement")
        for row in rest:
            yield from _one(response, row, answers.get(row.pk), figures)


def _one(
    response: Response, row: Recommendation, answer: Answer | None, figures: Sequence[Quoted]
) -> Iterator[Block]:
    yield Heading(2, row.label)
    yield from blocks_of(row.text, "quote")
    yield Words(f"To be done {row.get_deadline_display()}: {long_day(row.due_on)}.", "note")
    yield from _changes(row)
    here = [each for each in figures if each.recommendation_id == row.pk]
    yield Heading(3, f"Response of {response.inspection.force or 'the force'}")
    yield from _force(response, row)
    yield from _figures(
        [each for each in here if each.side == Quoted.Side.FORCE], f"by the force on {row.label}"
    )
    yield Heading(3, f"Response of the {_office(response.office)}")
    if answer is None:
        yield Words(MISSING)
    else:
        yield Words(_KINDS[Answer.Kind(answer.kind)])
        yield from blocks_of(answer.words)
        if answer.revisit:
            yield Words("It will be looked at again, if:")
            yield from blocks_of(answer.revisit)
        if answer.earlier:
            yield Words(f"Answered before: {answer.earlier}")
    yield from _figures(
        [each for each in here if each.side == Quoted.Side.COMMISSIONER],
        f"by the commissioner on {row.label}",
    )


def _changes(row: Recommendation) -> Iterator[Block]:
    """What the inspectorate changed since it published: other words, another day. What it was before is said."""
    What = RecommendationStep.What
    for step in row.steps.filter(what__in=(What.TEXT, What.DEADLINE)).order_by("number"):
        if step.what == What.TEXT:
            yield Words(f"Reworded on {long_day(step.on)}. Before, it read:", "note")
            yield from blocks_of(step.before["text"], "quote")
        else:
            was = date.fromisoformat(step.before["due_on"])
            yield Words(f"Moved on {long_day(step.on)} from {long_day(was)}: {step.words}", "note")


def _force(response: Response, row: Recommendation) -> Iterator[Block]:
    if response.comments == CommentsState.NONE_CAME:
        yield Words("No comments came from the force.")
        return
    if response.comments != CommentsState.CAME:
        yield Words(MISSING)
        return
    if row.stance == Stance.NONE:
        yield Words("The force made no comment on this recommendation.")
        return
    said = _STANCES[Stance(row.stance)]
    yield Words(f"{said[:-1]} until: {row.stance_event}." if row.stance_event else said)
    yield from blocks_of(row.stance_words)
    if row.earlier_response:
        yield Words(f"Answered before: {row.earlier_response}")


def _figures(rows: Sequence[Quoted], where: str) -> Iterator[Block]:
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


def _about(
    response: Response,
    number: int,
    published_on: date | None,
    corrections: Sequence[tuple[int, date, str]],
) -> Iterator[Block]:
    yield Words(LIMIT)
    for other in answers_also(response.inspection):
        yield Words(
            f"{other.title}, published by {other.body} on {long_day(other.published_on)}, says the same of forces at large. It is "
            "answered with this response and not apart."
        )
    if corrections:
        yield Words("Corrections:")
        yield Items(tuple(f"Version {at}, {long_day(day)}: {why}" for at, day, why in corrections))
        yield Words("Every version that was published stays published.")
    if published_on is None:
        yield Words("This is a draft. It has not been published.")
