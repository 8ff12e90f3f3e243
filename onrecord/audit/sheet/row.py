"""What one row of a reading sheet says about its record."""

from collections.abc import Sequence
from dataclasses import replace

from onrecord.audit.programmes.programme import CRIMES, Programme, ProgrammeQuestion
from onrecord.audit.reading.answers import COUNT_FIELDS, AnswerError, Answers, Problem, read_answers
from onrecord.audit.reading.judgement import DECIDED, UNDECIDABLE, Judgement, NamedCrime, judge
from onrecord.audit.sheet.columns import question_column, to_fill
from onrecord.audit.sheet.result import Row


def judged(programme: Programme, row: Row, crimes: Sequence[NamedCrime] = ()) -> Judgement | None:
    """What a row says, with the crimes that are named for its record, or None when nothing is said. Raises AnswerError."""
    said = {q.id: row.cells.get(question_column(q), "").strip() for q in programme.questions}
    if programme.measure == CRIMES:
        counts = read_answers(row.cells)
        if counts is None and (crimes or any(said.values())):
            # Questions were answered and no crime was counted: none was disclosed, or the numbers follow from those named.
            counts = Answers(comment=row.cells.get("comment", "").strip())
    else:
        given = read_answers({**row.cells, **dict.fromkeys(COUNT_FIELDS, "")})
        if given is None and (crimes or any(said.values())):
            given = Answers(comment=row.cells.get("comment", "").strip())
        counts = given
    if counts is None:
        return None
    if counts.undecidable:
        if any(said.values()):
            raise AnswerError(
                [
                    Problem(
                        "undecidable",
                        "yes",
                        "the record can't be decided and yet questions are answered",
                        "Either take the answers away or take “undecidable” away.",
                    )
                ]
            )
        return judge(programme, outcome=UNDECIDABLE, counts=counts, crimes=crimes)
    by_text = {q.id: _said(q, said[q.id]) for q in programme.questions}
    try:
        return judge(programme, outcome=DECIDED, counts=counts, answers=by_text, crimes=crimes)
    except AnswerError as error:
        ids = {q.id for q in programme.questions}
        raise AnswerError(
            [replace(p, field=f"q_{p.field}") if p.field in ids else p for p in error.problems]
        ) from None


def _said(question: ProgrammeQuestion, text: str) -> str:
    """An answer as it is kept: by its short word, or by its words, in any capitals."""
    if not question.answers:
        return text
    word = text.casefold()
    for answer in question.offered:
        if word in (answer.say.casefold(), answer.text.casefold()):
            return answer.say
    return text


def answered(programme: Programme, row: Row) -> bool:
    return any(row.cells.get(name) for name in to_fill(programme))
