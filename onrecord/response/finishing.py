"""How a response comes to be published; each change with its ledger entry, in one transaction.

send_for_review(response=, by=)                        nothing is missing: somebody else reads it
send_back(response=, by=, words=)                      something has to be changed
sign_off(response=, by=, sole_reason=)                 by somebody who wrote none of it, or it is said why a writer signs
take_up_again(response=, by=)                          signed off, but it has to be changed
publish(response=, by=, late_reason=)                  word for word as it was signed off
correct(response=, by=, reason=)                       begin the next version; what is published stays
record_sending(edition=, by=, to=, how=, on=)          s.55(6)
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from onrecord.documents.content import Document
from onrecord.improvement.texts import line, long_text
from onrecord.people.models import User
from onrecord.response.checking import named_in, sentences
from onrecord.response.clock import due
from onrecord.response.content import digest_of
from onrecord.response.errors import ResponseError
from onrecord.response.facts import facts_of
from onrecord.response.form import document_of
from onrecord.response.keeping import held, keep
from onrecord.response.models import Edition, Response, Sending
from onrecord.response.policies import check_can_sign_response, check_can_write_response
from onrecord.response.queries import stands
from onrecord.response.states import ResponseState, may_move

_S = ResponseState


def next_number(response: Response) -> int:
    return response.editions.count() + 1


def corrections_of(response: Response, on: date) -> list[tuple[int, date, str]]:
    """Version, day and reason of each correction, the one that is being made included."""
    found = [
        (each.number, each.published_on, each.reason)
        for each in response.editions.all()
        if each.reason
    ]
    if response.correction and response.state != _S.PUBLISHED:
        found.append((next_number(response), on, response.correction))
    return found


def draft_of(response: Response) -> Document:
    """The document as it would be published today, but for the day."""
    return document_of(
        response,
        number=next_number(response),
        corrections=corrections_of(response, timezone.localdate()),
    )


def words_of(response: Response) -> str:
    """The digest of all that was read for sign-off; the days on which it is published and corrected aren't part of it."""
    corrections = [(number, why) for number, _, why in corrections_of(response, date(2000, 1, 1))]
    return digest_of([document_of(response, number=next_number(response)).to_json(), corrections])


def _move(
    response: Response, to: ResponseState, by: User, change: Callable[[Response], None]
) -> Response:
    with transaction.atomic():
        row = held(response)
        if not may_move(row.state, to):
            raise ResponseError(f"The response is {row.get_state_display()}. Look at it again.")
        change(row)
        row.state = to
        return keep(row, by)


def _check_complete(row: Response) -> None:
    found = list(sentences(row))
    if found:
        more = f" And {len(found) - 3} more." if len(found) > 3 else ""
        raise ResponseError(f"{' '.join(found[:3])}{more}")


def send_for_review(*, response: Response, by: User) -> Response:
    """Nothing is missing: somebody else is to read it and sign it off."""
    check_can_write_response(by)

    def change(row: Response) -> None:
        _check_complete(row)
        row.sent_back = ""

    return _move(response, _S.REVIEW, by, change)


def send_back(*, response: Response, by: User, words: str) -> Response:
    """Something has to be changed before it is signed off."""
    check_can_sign_response(by)
    words = long_text(words, "what has to be changed")

    def change(row: Response) -> None:
        if row.state != _S.REVIEW:
            raise ResponseError(f"The response is {row.get_state_display()}. Look at it again.")
        row.sent_back = words

    return _move(response, _S.OPEN, by, change)


def sign_off(*, response: Response, by: User, sole_reason: str = "") -> Response:
    """Sign it off as it stands. Whoever wrote in it signs only with the reason why nobody else can."""
    check_can_sign_response(by)
    sole_reason = line(sole_reason, 300, "the reason", needed=False)

    def change(row: Response) -> None:
        _check_complete(row)
        if by.username in row.writers and not sole_reason:
            raise ResponseError(
                "You wrote in this response. Have somebody else sign it off, or write why there is nobody else."
            )
        row.signed_by, row.signed_at = by.username, timezone.now()
        row.sole_reason = sole_reason if by.username in row.writers else ""
        row.signed_digest = words_of(row)

    return _move(response, _S.SIGNED, by, change)


def _unsign(row: Response) -> None:
    row.signed_by, row.signed_at, row.signed_digest, row.sole_reason = "", None, "", ""


def take_up_again(*, response: Response, by: User) -> Response:
    """It has to be changed after all. It is read and signed off anew."""
    check_can_write_response(by)

    def change(row: Response) -> None:
        if row.state != _S.SIGNED:
            raise ResponseError(f"The response is {row.get_state_display()}. Look at it again.")
        _unsign(row)

    return _move(response, _S.OPEN, by, change)


def publish(
    *, response: Response, by: User, late_reason: str = "", on: date | None = None
) -> Edition:
    """Publish it, word for word as it was signed off. After day 56 only with the reason why it is late. `on`: the day on which
    the office published it, where that was before it was written down here; when that was, the record shows.

    Raises ResponseError where something changed since: a recommendation was reworded, a deadline moved, an answer of the force
    is another one. Then it is read and signed off anew.
    """
    check_can_sign_response(by)
    late_reason = line(late_reason, 300, "why it is late", needed=False)
    on = on or timezone.localdate()
    made: list[Edition] = []

    def change(row: Response) -> None:
        if row.state != _S.SIGNED:
            raise ResponseError("It has to be signed off first.")
        before = row.editions.order_by("-number").first()
        earliest = before.published_on if before else row.inspection.published_on
        if not earliest <= on <= timezone.localdate():
            raise ResponseError(
                f"It was published between {earliest:%d/%m/%Y} and today. Choose that day."
            )
        _check_complete(row)
        if words_of(row) != row.signed_digest:
            raise ResponseError(
                "Something has changed since it was signed off: the register of recommendations, an answer of the force, or a "
                "figure. Take it up again, read it, and have it signed off anew."
            )
        clock = due(row.inspection.published_on)
        # Nothing stood until now: it is the first, or what came before was withdrawn.
        late = clock.is_late(on) and stands(row.editions.select_related("withdrawal"))[0] is None
        if late and not late_reason:
            raise ResponseError(
                f"The last day was {clock.last:%d/%m/%Y}. Write why it is published late; the reason is kept with it."
            )
        if late_reason and (found := named_in(late_reason, row)):
            raise ResponseError(
                f"The reason is published: “{found[0].text}” {found[0].why}. Write it without."
            )
        number = next_number(row)
        document = document_of(
            row, number=number, published_on=on, corrections=corrections_of(row, on)
        ).to_json()
        facts = facts_of(row, number=number, published_on=on)
        edition = Edition(
            response=row,
            number=number,
            published_on=on,
            document=document,
            facts=facts,
            digest=digest_of({"document": document, "facts": facts}),
            reason=row.correction,
            late_reason=late_reason if late else "",
            signed_by=row.signed_by,
            sole_reason=row.sole_reason,
            made_by=by.username,
            made_at=timezone.now(),
        )
        made.append(keep(edition, by))
        _unsign(row)
        row.writers, row.correction, row.sent_back = [], "", ""

    _move(response, _S.PUBLISHED, by, change)
    return made[0]


def correct(*, response: Response, by: User, reason: str) -> Response:
    """Begin a correction. The published version stays where it is; the reason is published with the next one."""
    check_can_write_response(by)
    reason = long_text(reason, "why it is corrected")

    def change(row: Response) -> None:
        if row.state != _S.PUBLISHED:
            raise ResponseError(f"The response is {row.get_state_display()}. Look at it again.")
        row.correction = reason
        row.writers = [by.username]

    return _move(response, _S.OPEN, by, change)


def record_sending(
    *, edition: Edition, by: User, to: str, how: str, on: date | None = None
) -> Sending:
    """Write down that a published version was sent to the Secretary of State or the inspectorate, once to each."""
    check_can_write_response(by)
    if to not in Sending.To.values:
        raise ResponseError("Choose to whom it was sent.")
    how = line(how, 200, "how it was sent, such as by e-mail to the private office")
    on = on or timezone.localdate()
    if not edition.published_on <= on <= timezone.localdate():
        raise ResponseError(
            "It was sent on the day of publication or later, and not in the future."
        )
    with transaction.atomic():
        held(edition.response)
        if edition.sendings.filter(to=to).exists():
            raise ResponseError(
                f"Version {edition.number} was sent to {Sending.To(to).label} already."
            )
        row = Sending(
            edition=edition, to=to, sent_on=on, how=how, made_by=by.username, made_at=timezone.now()
        )
        return keep(row, by)
