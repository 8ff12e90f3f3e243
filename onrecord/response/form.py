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
from onrecord.improvement.inspections.headlines import headlines, since_before
from onrecord.improvement.models import Inspection, InspectionFinding, Recommendation
from onrecord.improvement.queries import for_reference, recommendations
from onrecord.response.clock import DAYS, due
from onrecord.response.form_recommendations import (
    MISSING,
    figure_blocks,
    long_day,
    office_words,
    recommendation_blocks,
)
from onrecord.response.models import Response
from onrecord.response.quoting import quoted
from onrecord.response.states import CommentsState
from onrecord.response.writing import answers_also

LIMIT = (
    "How accurately crime is recorded says nothing by itself about the service that victims receive. A rise in recorded crime may come "
    "from better recording or more reporting."
)


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
        *figure_blocks(
            [each for each in figures if each.recommendation_id is None], "in the overall response"
        ),
        *_comments(response),
        *recommendation_blocks(response, rows, figures),
        *_others(for_reference(inspection)),
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
        f"The {office_words(response.invited_office)} was invited on {long_day(response.invited_on)} to comment by "
        f"{long_day(response.comments_by)}."
    )
    if response.comments == CommentsState.CAME and response.comments_on:
        yield Words(f"{invited} Comments came on {long_day(response.comments_on)}.")
        yield from blocks_of(response.comments_words)
        if response.inspection.recommendations.filter(addressed="").exists():
            yield Words("What the force answers to each recommendation stands with it below.")
    elif response.comments == CommentsState.NONE_CAME:
        yield Words(f"{invited} No comments came, so none are published.")
        yield from blocks_of(response.comments_words)
    else:
        yield Words(f"{invited} [no answer yet]")
    if response.to_comments:
        yield Heading(2, "Response to the comments")
        yield from blocks_of(response.to_comments)


def _others(rows: Sequence[Recommendation]) -> Iterator[Block]:
    """What the report asks of others: named, so that nobody misses it, and not answered."""
    if rows:
        yield Heading(1, "Addressed to others")
        yield Words("The report asks this of others, so it isn't answered here:")
        yield Items(tuple(f"{row.label}, to {row.addressed}" for row in rows))


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
