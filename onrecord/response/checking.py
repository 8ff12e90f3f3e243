"""What stands in the way of publication: what is missing, and words that may be about a person.

missing(response)    sentences, each with the page where it is mended
open_marks(response) words that nobody has answered for yet
leave(response=, by=, kind=, words=, reason=)   they stay, with the reason; to take them out, the text is changed
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from onrecord.documents.content import Document, sections
from onrecord.home import home
from onrecord.improvement.queries import recommendations
from onrecord.improvement.texts import line
from onrecord.people.models import User
from onrecord.response.commenting import drafts_of_force
from onrecord.response.errors import ResponseError
from onrecord.response.form import document_of
from onrecord.response.holders import names_on
from onrecord.response.keeping import held_open, keep
from onrecord.response.models import Left, Response
from onrecord.response.personal import FILE, KINDS, Mark, fold, marks
from onrecord.response.policies import check_can_write_response
from onrecord.response.states import CommentsState

AROUND = 60  # letters shown on either side


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that has to be there before publication. `what`: the part of the response in which it is mended."""

    sentence: str
    what: str


def missing(response: Response) -> list[Missing]:
    """What is still missing, in the order of the work."""
    found = []
    if response.comments == CommentsState.NOT_INVITED:
        found.append(Missing("The chief constable has not been invited to comment.", "invite"))
    elif response.comments == CommentsState.INVITED:
        found.append(
            Missing("No comments have come, and nobody has said that there are none.", "none-came")
        )
    elif response.comments == CommentsState.CAME:
        found += [
            Missing(f"{label}: a chief officer has still to say what the force answers.", "")
            for label in drafts_of_force(response)
        ]
    if not response.overall:
        found.append(Missing("The overall response is empty.", "overall"))
    answered = set(response.answers.values_list("recommendation_id", flat=True))
    found += [
        Missing(
            f"{row.label} has no answer: action taken or proposed, or why none.",
            f"answer-{row.number}",
        )
        for row in recommendations(response.inspection)
        if row.pk not in answered
    ]
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """Words that may be about a person: where they stand, with what is around them, and the reason if they were left in."""

    mark: Mark
    where: str
    before: str
    after: str
    times: int
    reason: str = ""


def own_lists() -> tuple[tuple[Path, int], ...]:
    """The force's own list of words that are no names, where it has one, with when it was changed."""
    path = home() / FILE.name
    return ((path, path.stat().st_mtime_ns),) if path.is_file() else ()


@lru_cache(maxsize=2000)
def _marks(text: str, allowed: tuple[str, ...], lists: tuple[tuple[Path, int], ...]) -> list[Mark]:
    """What may be about a person in one text: a page of it takes some milliseconds, and most texts of a response stay as they are."""
    return marks(text, allowed=allowed, lists=[path for path, _ in lists])


def allowed_names(response: Response) -> list[str]:
    """Names that may stand: of office holders, and of the force and the inspectorate. Titles and offices are typed by whoever writes,
    so what looks like a name in them is asked about like everything else."""
    bodies = [response.inspection.force, response.inspection.body]
    return [*names_on(timezone.localdate()), *(each for each in bodies if each)]


def named_in(words: str, response: Response) -> list[Mark]:
    """What may be about a person in words that are published beside the document."""
    return _marks(words, tuple(allowed_names(response)), own_lists())


def asked(response: Response, document: Document | None = None) -> list[Asked]:
    """Everything that was found in the document, the same words once, with the reason why they may stay."""
    document = document or document_of(response)
    allowed, lists = tuple(allowed_names(response)), own_lists()
    reasons = {(row.kind, row.words): row.reason for row in response.left.all()}
    found: dict[tuple[str, str], Asked] = {}
    for headings, text in sections(document):
        for mark in _marks(text, allowed, lists):
            if mark.key in found:
                old = found[mark.key]
                found[mark.key] = Asked(
                    old.mark, old.where, old.before, old.after, old.times + 1, old.reason
                )
                continue
            found[mark.key] = Asked(
                mark,
                " › ".join(headings[1:]) or "Beginning",
                text[max(0, mark.start - AROUND) : mark.start],
                text[mark.end : mark.end + AROUND],
                1,
                reasons.get(mark.key, ""),
            )
    return list(found.values())


def open_marks(response: Response, document: Document | None = None) -> list[Asked]:
    """Those that nobody has answered for."""
    return [each for each in asked(response, document) if not each.reason]


def leave(*, response: Response, by: User, kind: str, words: str, reason: str) -> Left:
    """Leave words in, with the reason why they may be published. Raises ResponseError where nothing of the kind was found."""
    check_can_write_response(by)
    reason = line(reason, 300, "why the words may be published")
    with transaction.atomic():
        row = held_open(response)
        key = (kind, fold(words))
        if kind not in KINDS or all(each.mark.key != key for each in asked(row)):
            raise ResponseError("These words don't stand in the response any more.")
        if len(key[1]) > 300:
            raise ResponseError("That is too long to be left in. Take it out of the text.")
        found = Left.objects.filter(response=row, kind=kind, words=key[1]).first()
        if found is not None:
            return found
        made: Left = keep(
            Left(
                response=row,
                kind=kind,
                words=key[1],
                reason=reason,
                made_by=by.username,
                made_at=timezone.now(),
            ),
            by,
        )
        return made


def sentences(response: Response) -> Iterator[str]:
    """Why it can't be signed off or published yet."""
    yield from (each.sentence for each in missing(response))
    for each in open_marks(response):
        yield f"“{each.mark.text}” {each.mark.why}. Take it out, or say why it may be published."
