"""Earlier wordings of a response: kept when words are changed, read beside each other, struck out where they should never have been
typed.

keep_wording(response, part, before, after, by)   inside the transaction of the change
strike(wording=, by=, reason=)                    its words go; its hash, its day and the reason stay
parts_of(response)                                the parts that have wordings, as they are called
"""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from onrecord.improvement.queries import recommendations
from onrecord.improvement.texts import line
from onrecord.people.models import User
from onrecord.response.content import digest
from onrecord.response.errors import ResponseError
from onrecord.response.keeping import held, keep
from onrecord.response.models import Answer, Response, Wording
from onrecord.response.policies import check_can_write_response

PARTS = {
    "overall": "Overall response",
    "reply": "Response to the comments",
    "legal": "Paragraph on the law",
}


def answer_words(row: Answer) -> str:
    """All that an answer says, as one text: its kind first."""
    parts = [f"{row.get_kind_display()}.", row.words]
    if row.revisit:
        parts.append(f"What would bring it back: {row.revisit}")
    if row.earlier:
        parts.append(f"Answered before: {row.earlier}")
    return "\n\n".join(parts)


def keep_wording(response: Response, part: str, before: str, after: str, by: User) -> None:
    """Keep the new wording of a part. Where an earlier one was never kept, it is kept first, as nobody's."""
    if before == after:
        return
    last = response.wordings.filter(part=part).aggregate(last=Max("number"))["last"] or 0
    # The paragraph on the law begins with words that nobody here wrote.
    if not last and before:
        last = 1
        _add(response, part, 1, before, by, lost=True)
    _add(response, part, last + 1, after, by)


def _add(
    response: Response, part: str, number: int, words: str, by: User, lost: bool = False
) -> None:
    row = Wording(
        response=response,
        part=part,
        number=number,
        words=words,
        digest=digest(words),
        lost=lost,
        made_by="" if lost else by.username,
        made_at=timezone.now(),
    )
    keep(row, by)


def strike(*, wording: Wording, by: User, reason: str) -> Wording:
    """Take the words of an earlier wording out for good, such as those that named somebody. Raises ResponseError for the one that stands."""
    check_can_write_response(by)
    reason = line(reason, 300, "why the words are struck out")
    with transaction.atomic():
        response = held(wording.response)
        row = Wording.objects.select_for_update().get(pk=wording.pk)
        if row.struck:
            raise ResponseError("These words were struck out already.")
        if not response.wordings.filter(part=row.part, number__gt=row.number).exists():
            raise ResponseError("These are the words that stand now. Change them first.")
        row.words, row.struck = "", reason
        kept: Wording = keep(row, by)
        return kept


def parts_of(response: Response) -> dict[str, str]:
    """Part -> how it is called, of those that were worded more than once or at all, in the order of the document."""
    named = {
        **PARTS,
        **{f"answer-{row.number}": row.label for row in recommendations(response.inspection)},
    }
    there = set(response.wordings.values_list("part", flat=True))
    return {part: words for part, words in named.items() if part in there}
