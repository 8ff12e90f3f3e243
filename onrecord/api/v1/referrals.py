"""Referrals of partners: what an organisation may send, sending it, and what became of it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final
from uuid import UUID, uuid5

from django.http import HttpRequest
from ninja import Path, Query
from pydantic import Field, StrictBool, StrictInt, StrictStr

from onrecord.api.gate import endpoint
from onrecord.api.keys import origin_of
from onrecord.api.scopes import Scope
from onrecord.api.shapes import In, Out, Short, Told

# Its address stands before those with a number in them.
from onrecord.api.v1.referral_files import PART
from onrecord.partners.files import named
from onrecord.partners.form_files import Form
from onrecord.partners.forms_held import form_named, forms_for
from onrecord.partners.given import MOST_SEVERAL, Given, GivenError, checked
from onrecord.partners.models import Organisation, Referral
from onrecord.partners.policies import organisation_of
from onrecord.partners.queries import own_referral, referrals_of
from onrecord.partners.sending import send
from onrecord.partners.standing import standing_of
from onrecord.people.access import shown, whoever
from onrecord.reporting.receiving.intake import part_origin
from onrecord.reporting.types.shape import FILES

_SPACE: Final = UUID("0d5f9a41-9f53-4a0e-8a0f-6f1f3f0b7d26")
MOST_AT_ONCE = 50
PAGE = 50
Value = StrictStr | StrictInt | StrictBool | dict[str, StrictStr | StrictInt | None] | None
Answers = Annotated[dict[str, Value], Field(max_length=60)]
ReferralId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class ContactIn(In):
    """Who reports, so that an officer can ask back: a name, and a telephone number or an e-mail address."""

    name: Short = ""
    job: Short = ""
    phone: Short = ""
    email: Short = ""


class ReferralIn(In):
    """One referral by one of the organisation's forms (GET /referrals/forms)."""

    form: Short = Field(description="The form's key.")
    answers: Answers = Field(
        default={},
        description="Question to answer. A person is a table with name, born, age, sex, phone, address; a place has text and "
        "postcode, a time day (2026-06-01) and words.",
    )
    several: list[Answers] = Field(
        default=[],
        max_length=MOST_SEVERAL,
        description="Where the form tells of several: the answers of each. Each becomes a report of its own.",
    )
    contact: ContactIn
    their_ref: Annotated[StrictStr, Field(max_length=120)] = Field(
        default="",
        description="Your own reference. The same reference with the same words is the same referral, under whatever key it comes.",
    )
    files: list[Short] = Field(
        default=[],
        max_length=200,
        description="Files that come with it, by the names that POST /referrals/files gave. Each report of several has them all.",
    )
    sure: StrictBool = Field(
        default=False,
        description="What was asked about is so: a date of birth that doesn't go with the age, or words of a depersonalised form that "
        "look as if they said who the victim is.",
    )


class BatchIn(In):
    """Several referrals: all of them are sent, or none."""

    referrals: list[ReferralIn] = Field(min_length=1, max_length=MOST_AT_ONCE)


class ReferralOut(Out):
    """One report, and what became of it as far as it is told."""

    id: int
    ref: str
    their_ref: str
    form: str
    sent_at: Told
    stage: str = Field(
        description="received, log-open, recorded, not-recorded, or passed-on (to another police force)."
    )
    words: str
    why: str = Field(description="Why no crime was recorded, in general words.")
    crimes: list[str] = Field(description="References of crimes, where they are told.")
    decided_at: Told | None
    because: str = Field(description="Why so much is told, and no more.")
    together: list[str] = Field(description="References of what was sent with it.")
    files: list[str] = Field(description="The names of the files that came with it.")


class ReferralList(Out):
    """Reports, in the order in which they were told or, in a list, newest first."""

    referrals: list[ReferralOut]


class AnswerOut(Out):
    """One answer of a choice."""

    say: str
    text: str


class QuestionOut(Out):
    """One question. `each`: it is asked of each of several, not once."""

    id: str
    kind: str
    asks: str
    help: str
    required: bool
    each: bool
    answers: list[AnswerOut]


class FormOut(Out):
    """One form of the organisation."""

    key: str
    title: str
    version: int = Field(description="Goes up when the police change the form.")
    several: str = Field(description="What it may tell of more than once; empty: of one thing.")
    takes_files: bool = Field(description="Whether files may come with it (POST /referrals/files).")
    because: str
    questions: list[QuestionOut]


class FormList(Out):
    """The forms of the token's organisation."""

    organisation: str
    forms: list[FormOut]


class ReferralsAsked(In):
    """What is looked for among the own referrals."""

    reference: Annotated[str, Field(max_length=120)] = Field(
        default="", description="Ours (begins with it) or yours (holds it)."
    )
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


@endpoint(
    PART, "GET", "/referrals/forms", Scope.REFERRALS, 200, FormList, reads="forms of a partner"
)
def list_forms(request: HttpRequest) -> FormList:
    """The forms by which this organisation refers, with their questions."""
    organisation = organisation_of(whoever(request))
    shown(request, f"partner:{organisation.key}")
    return FormList(
        organisation=organisation.name,
        forms=[
            FormOut(
                key=form.key,
                title=form.title,
                version=form.version,
                several=form.several,
                takes_files=form.takes_files,
                because=form.because,
                questions=[
                    QuestionOut(
                        id=each.id,
                        kind=each.kind,
                        asks=each.asks,
                        help=each.help,
                        required=each.required,
                        each=each.each,
                        answers=[
                            AnswerOut(say=one.say, text=one.text)
                            for one in each.answers
                            if each.kind == "choice"
                        ],
                    )
                    for each in form.questions
                    if each.kind != FILES
                ],
            )
            for form in forms_for(organisation)
        ],
    )


@endpoint(PART, "POST", "/referrals", Scope.REFERRALS, 201, ReferralList, reads="referral")
def refer(request: HttpRequest, sent: ReferralIn) -> ReferralList:
    """Send one referral. Where it tells of several, each is a report of its own."""
    organisation = organisation_of(whoever(request))
    form, given = _checked(organisation, sent, "")
    return _sent(request, organisation, [(form, given, sent.files)])


@endpoint(PART, "POST", "/referrals/batch", Scope.REFERRALS, 201, ReferralList, reads="referral")
def refer_batch(request: HttpRequest, sent: BatchIn) -> ReferralList:
    """Send several referrals, all of them or none; what is wrong is told of every one."""
    organisation = organisation_of(whoever(request))
    found, wrong = [], []
    for number, each in enumerate(sent.referrals):
        try:
            found.append((*_checked(organisation, each, f"referrals.{number}."), each.files))
        except GivenError as error:
            wrong += error.problems
    if wrong:
        raise GivenError(wrong)
    return _sent(request, organisation, found)


@endpoint(PART, "GET", "/referrals", Scope.REFERRALS, 200, ReferralList, reads="referrals")
def list_referrals(request: HttpRequest, asked: Query[ReferralsAsked]) -> ReferralList:
    """What this organisation sent and what became of it, newest first, 50 a page."""
    organisation = organisation_of(whoever(request))
    shown(request, f"partner:{organisation.key}")
    start = (asked.page - 1) * PAGE
    rows = list(referrals_of(organisation, asked.reference)[start : start + PAGE])
    return ReferralList(referrals=[_out(each) for each in rows])


@endpoint(
    PART, "GET", "/referrals/{referral_id}", Scope.REFERRALS, 200, ReferralOut, reads="referral"
)
def get_referral(request: HttpRequest, referral_id: ReferralId) -> ReferralOut:
    """One referral, and what became of it."""
    row = own_referral(request, referral_id)
    shown(request, f"referral:{row.report_ref}")
    return _out(row)


def _checked(organisation: Organisation, sent: ReferralIn, before: str) -> tuple[Form, Given]:
    form = form_named(sent.form)
    if form is None or not form.is_for(organisation):
        known = ", ".join(each.key for each in forms_for(organisation))
        raise GivenError(
            [(f"{before}form", f"Your organisation has no such form. It has: {known}.")]
        )
    try:
        given = checked(form, sent.model_dump(exclude={"form", "files"}))
    except GivenError as error:
        raise GivenError([(f"{before}{where}", words) for where, words in error.problems]) from None
    if sent.files and not form.takes_files:
        raise GivenError([(f"{before}files", "This form takes no files. Leave them out.")])
    return form, given


def _sent(
    request: HttpRequest, organisation: Organisation, found: list[tuple[Form, Given, list[str]]]
) -> ReferralList:
    by, origin = whoever(request), origin_of(request)
    rows: list[Referral] = []
    for number, (form, given, names) in enumerate(found):
        own = part_origin(origin, f"referral {number}")
        again = Referral.objects.filter(sending=own).exists()
        if given.their_ref and not again:
            own = _origin_by(organisation, form, given, names)
            again = Referral.objects.filter(sending=own).exists()
        # Sent again after the answer was forgotten, or under another key: its files are with it already.
        rows += send(
            organisation=organisation,
            form=form,
            given=given,
            origin=own,
            by=by,
            files=[] if again else named(organisation, by, names),
        )
    shown(request, ", ".join(each.report_ref for each in rows)[:200])
    return ReferralList(referrals=[_out(each) for each in rows])


def _origin_by(organisation: Organisation, form: Form, given: Given, names: Sequence[str]) -> str:
    """The origin of a referral with the sender's own reference: the same reference and the same words are the same one, under
    whatever key they come, as a row of a file is."""
    told = json.dumps([form.key, asdict(given), list(names)], sort_keys=True)
    return str(uuid5(_SPACE, f"{organisation.key}\n{told}"))


def _out(row: Referral) -> ReferralOut:
    standing = standing_of(row)
    others = Referral.objects.filter(sending=row.sending).exclude(pk=row.pk).order_by("number")
    told: dict[str, Any] = {
        name: getattr(standing, name)
        for name in ("stage", "words", "why", "crimes", "decided_at", "because")
    }
    return ReferralOut(
        id=row.pk,
        ref=row.report_ref,
        their_ref=row.report.their_ref,
        form=row.form_key,
        sent_at=row.sent_at,
        together=list(others.values_list("report_ref", flat=True)),
        files=list(row.report.files.order_by("pk").values_list("name", flat=True)),
        **told,
    )
