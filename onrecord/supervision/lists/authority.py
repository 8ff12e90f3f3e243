"""Asking for a step that somebody else has the authority for: a cancellation, outcome 15, outcome 16.

ask(crime=, by=, what=, words=)       it waits on the list of those who may
give_back(request=, by=, words=)      somebody with the authority says why not

Answering it is the ordinary step on the crime (onrecord.recording): its conditions, its rules, its entry.
"""

from django.db import transaction
from django.utils import timezone

from onrecord.contact.actions import LogError, check_text
from onrecord.ledger.actions import append
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.recording.actions import write_note
from onrecord.recording.models import Crime
from onrecord.recording.policies import check_can_change_crime
from onrecord.recording.states import LIVE, CrimeState
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists.content import request_content, request_subject
from onrecord.supervision.lists.models import AuthorityRequest
from onrecord.supervision.subjects import SUBJECTS


def open_requests(crime: Crime) -> list[AuthorityRequest]:
    """What is asked for about a crime and nobody has answered, oldest first."""
    rows = SUBJECTS["for-authority"].open(timezone.now()).filter(crime=crime)
    return list(rows.order_by("number"))


def ask(*, crime: Crime, by: User, what: str, words: str) -> AuthorityRequest:
    """Ask for a step. The same asked twice is one request. Raises SupervisionError, NotAllowed."""
    check_can_change_crime(by, crime)
    if what not in AuthorityRequest.What.values:
        raise SupervisionError(f"Choose one of: {', '.join(AuthorityRequest.What.values)}.")
    text = _text("Why", words)
    with transaction.atomic():
        row = Crime.objects.select_for_update().get(pk=crime.pk)
        possible = LIVE if what == "cancel" else (CrimeState.RECORDED, CrimeState.REOPENED)
        if row.state not in possible:
            raise SupervisionError(
                f"{row.ref} is {row.get_state_display()}, so this can't be asked for."
            )
        there = next((each for each in open_requests(row) if each.what == what), None)
        if there is not None:
            return there
        last = AuthorityRequest.objects.filter(crime=row).order_by("-number").first()
        request = AuthorityRequest(
            crime=row,
            number=last.number + 1 if last else 1,
            crime_ref=row.ref,
            department=row.department,
            what=what,
            words=text,
            asked_by=by.username,
            asked_at=timezone.now(),
            version=0,
        )
        write_note(
            record=row, by=by, text=f"Asks for authority: {request.get_what_display()}. {text}"
        )
        return _keep(request, by)


def check_can_give_back(user: User, request: AuthorityRequest) -> None:
    """Those for whom the lists of such requests are: who share out work or decide; never whoever asked."""
    if not (user.may(Permission.SHARE_OUT) or user.qualifications):
        raise NotAllowed(
            "Those with the authority give it back: a supervisor, the force crime registrar, a designated decision maker."
        )
    check_can_change_crime(user, request.crime)
    if user.username == request.asked_by:
        raise NotAllowed("You asked for this yourself. Somebody else answers.")


def give_back(*, request: AuthorityRequest, by: User, words: str) -> AuthorityRequest:
    """Say why the step is not taken. Raises SupervisionError, NotAllowed."""
    check_can_give_back(by, request)
    text = _text("The answer", words)
    with transaction.atomic():
        row = (
            AuthorityRequest.objects.select_for_update().select_related("crime").get(pk=request.pk)
        )
        if row.given_back_at is not None or row.pk not in {e.pk for e in open_requests(row.crime)}:
            raise SupervisionError("It has been answered meanwhile. Look at the crime.")
        row.given_back_at, row.given_back_by, row.answer = timezone.now(), by.username, text
        write_note(
            record=row.crime, by=by, text=f"Authority not given: {row.get_what_display()}. {text}"
        )
        return _keep(row, by)


def _keep(row: AuthorityRequest, by: User) -> AuthorityRequest:
    row.version += 1
    row.entry_seq = append(
        kind="authority.kept",
        subject=request_subject(row),
        body=request_content(row),
        by=by.username,
    )
    row.save()
    return row


def _text(name: str, words: str) -> str:
    try:
        return check_text(name, words, 5000)
    except LogError as error:
        raise SupervisionError(str(error)) from None
