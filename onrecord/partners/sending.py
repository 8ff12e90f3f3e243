"""A referral is sent: each thing that it tells of becomes a report with a log and a clock of its own, and those that were told
together are linked.

send(organisation=, form=, given=, origin=, by= or link=)   the reports, in the order in which they were told
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from onrecord.contact.actions import LogError, link_logs
from onrecord.contact.models import Log, LogLink
from onrecord.deciding.interview import start_with
from onrecord.ledger.actions import append
from onrecord.partners.content import referral_content, referral_subject
from onrecord.partners.errors import PartnerError
from onrecord.partners.files import keep
from onrecord.partners.form_files import Form, capacity_by
from onrecord.partners.given import Given
from onrecord.partners.models import Link, Member, Organisation, Referral
from onrecord.partners.policies import check_can_refer, organisation_of
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.reporting.errors import ReportError
from onrecord.reporting.front_door import front_door
from onrecord.reporting.models import DraftFile
from onrecord.reporting.receiving.intake import Sent, part_origin, take_in
from onrecord.reporting.types.shape import CHOICE, CHOOSING, FILES, Choice, Question

RULES = "rules:"
# The question of forms how it is safe to reach the victim.
SAFE: Final = "contact-safe"

# Parts of an answer that are a day, kept as 2026-06-01.
DAYS: Final = ("day", "born")


def send(
    *,
    organisation: Organisation,
    form: Form,
    given: Given,
    origin: str,
    by: User | None = None,
    link: Link | None = None,
    row_hash: str = "",
    at: datetime | None = None,
    files: Sequence[DraftFile] = (),
    secret: str = "",
) -> list[Referral]:
    """Send it, all of it or nothing. `origin` (a UUID): the same again returns what is there. `files`: each report has them.
    `secret`: what its sender needs beside a reference to see what became of it. Raises PartnerError, NotAllowed."""
    _check_may_send(organisation, form, by, link)
    there = list(Referral.objects.filter(sending=origin).order_by("number"))
    if there:
        if there[0].organisation_id != organisation.pk:
            raise PartnerError("The page was opened by somebody else. Open the form again.")
        return there
    told = given.several or [{}]
    at = at or timezone.now()
    try:
        with transaction.atomic():
            made = [
                _send_one(
                    organisation,
                    form,
                    given,
                    each,
                    number,
                    origin,
                    by,
                    link,
                    row_hash,
                    at,
                    files,
                    secret,
                )
                for number, each in enumerate(told, 1)
            ]
            _link(made, organisation)
            keep([each.report for each in made], files, by)
    except (ReportError, LogError) as error:
        raise PartnerError(str(error)) from error
    except IntegrityError:
        # Sent twice at the same moment: the other one was quicker, and nothing of this one was written.
        there = list(Referral.objects.filter(sending=origin).order_by("number"))
        if not there:
            raise
        return there
    return made


def _check_may_send(
    organisation: Organisation, form: Form, by: User | None, link: Link | None
) -> None:
    if by is not None:
        check_can_refer(by)
        if organisation_of(by).pk != organisation.pk:
            raise NotAllowed("You refer for your own organisation only.")
    elif link is None or not link.works:
        raise NotAllowed("This link no longer works. Ask the police for another, or call 101.")
    elif (link.organisation_id, link.form_key) != (organisation.pk, form.key):
        raise NotAllowed("This link is for another form.")
    if not form.is_for(organisation):
        raise PartnerError(f"“{form.title}” is not a form of your organisation. Choose another.")


def _send_one(
    organisation: Organisation,
    form: Form,
    given: Given,
    each: Mapping[str, Any],
    number: int,
    origin: str,
    by: User | None,
    link: Link | None,
    row_hash: str,
    at: datetime,
    files: Sequence[DraftFile],
    secret: str,
) -> Referral:
    answers = {**given.answers, **each}
    if files:
        names = "; ".join(file.name for file in files)
        answers |= {q.id: names for q in form.questions if q.kind == FILES}
    chosen = _chosen(form, answers)
    capacity = next(filter(None, map(capacity_by, chosen)), form.capacity)
    told = next((one.told for one in chosen if one.told), form.told or organisation.kind)
    qualifiers = [*form.qualifiers, *(name for one in chosen for name in one.qualifiers)]
    account = next(q.id for q in form.questions if q.account)
    pairs = _pairs(form, answers, account, capacity)
    sent = Sent(
        route="partner",
        type_key=form.type_key,
        type_version=form.version,
        title=f"{organisation.name}: {form.title}",
        account=answers[account],
        answers=pairs,
        source=form.source,
        opening_code=form.opening_code,
        qualifiers=list(dict.fromkeys(qualifiers)),
        department=organisation.department,
        # Where what was filled in answers the rules to their end, a person may confirm the decision in one screen.
        straight_through=bool(form.start),
        people=_people(organisation, form, answers, given.contact, capacity),
        places=_places(form, answers),
        contact={
            name: given.contact[name]
            for name in ("name", "phone", "email")
            if name in given.contact
        },
        organisation=organisation.key,
        their_ref=given.their_ref,
    )
    report, _secret = take_in(
        sent=sent,
        origin=part_origin(origin, f"report {number}"),
        by=by,
        submitted_at=at,
        secret=secret,
    )
    row = Referral(
        report=report,
        report_ref=report.ref,
        organisation=organisation,
        organisation_key=organisation.key,
        form_key=form.key,
        sending=origin,
        number=number,
        by=by.username if by else "",
        link=link.name if link else "",
        capacity=capacity,
        told=told,
        row_hash=row_hash,
        sent_at=at,
    )
    row.entry_seq = append(
        kind="referral.sent",
        subject=referral_subject(row),
        body=referral_content(row),
        by=by.username if by else front_door().username,
    )
    row.save(force_insert=True)
    return row


def _chosen(form: Form, answers: Mapping[str, Any]) -> list[Choice]:
    """The answers that were chosen, with what follows from them."""
    found = [
        q.choice(answers[q.id]) for q in form.questions if q.kind in CHOOSING and q.id in answers
    ]
    return [each for each in found if each is not None]


def _pairs(form: Form, answers: Mapping[str, Any], account: str, capacity: str) -> list[list[str]]:
    """What was answered, in words, and what of the rules' questions that answers already."""
    pairs = [
        [each.id, in_words(each, answers[each.id])]
        for each in form.questions
        if each.id in answers and each.id != account
    ]
    start = list(form.start) if capacity == form.capacity else []
    if start and form.question("force"):
        # Nobody else took part in a plain theft; with force more is to be asked.
        start += {"no": ["no", "no"], "yes": ["yes"]}.get(answers.get("force", ""), [])
    return pairs + [[f"{RULES}{q}", say] for q, say in start_with([capacity, *start])]


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def in_words(question: Question, value: Any) -> str:
    """An answer as people read it."""
    if isinstance(value, Mapping):
        return ", ".join(_day(each) if name in DAYS else str(each) for name, each in value.items())
    found = question.choice(value) if question.kind == CHOICE else None
    return found.text if found else str(value)


def _people(
    organisation: Organisation,
    form: Form,
    answers: Mapping[str, Any],
    contact: Mapping[str, str],
    capacity: str,
) -> list[dict[str, Any]]:
    job = ", ".join(filter(None, (contact.get("job"), organisation.name)))
    told_by: dict[str, Any] = {
        "roles": ["caller", "professional"] if capacity == "professional" else ["caller"],
        "name": contact.get("name", ""),
        "phone": contact.get("phone", ""),
        "address": organisation.name,
        "note": ". ".join(filter(None, (job, contact.get("email")))),
    }
    people = [told_by]
    victim = False
    for each in form.questions:
        if each.kind == "person" and each.id in answers:
            victim = victim or each.role == "victim"
            person = {"roles": [each.role], **answers[each.id]}
            if each.role == "victim" and answers.get(SAFE):
                # Beside their telephone number, so that nobody rings it without having read it.
                person["note"] = f"Safe to be in touch: {answers[SAFE]}"
            people.append(person)
    if capacity == "victim" and not victim:
        people.append(
            {"roles": ["victim"], "name": organisation.name, "facts": {"kind": "business"}}
        )
    return people


def _places(form: Form, answers: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {**answers[each.id], "kind": each.place_kind}
        for each in form.questions
        if each.kind == "place" and each.id in answers
    ]


def _link(made: list[Referral], organisation: Organisation) -> None:
    """Those that were told together are linked with the first, so that each log leads to all."""
    if len(made) < 2:
        return
    logs = [
        Log.objects.get(system=each.report.log_system, ref=each.report.log_ref) for each in made
    ]
    for number, log in enumerate(logs[1:], 2):
        if LogLink.objects.filter(first=logs[0], second=log).exists():
            continue  # they read so much alike that they were linked as they came in
        link_logs(
            log=log,
            other=logs[0],
            by=front_door(),
            why=f"{organisation.name[:120]} told of {len(made)} together; this is number {number}.",
        )


def member_of(user: User) -> Member | None:
    return Member.objects.filter(user=user.pk).first()
