"""Organisations that refer, their people, and links for those without an account; each change with its ledger entry, in one
transaction.

make_organisation(name=, kind=, by=, department=)            a named organisation refers from now on
change_organisation(organisation=, by=, name=, department=)  it is called otherwise, or others see its referrals
end_organisation(organisation=, by=, why=)                   nobody refers for it any more; its links are revoked
let_in_again(organisation=, by=, why=)                       it refers again
keep_columns(organisation=, by=, columns=)                   what its files call our columns
add_member(organisation=, by=, username=, name=, job=)       an account; returns it and its one-time password
set_member_active(member=, by=, active=)                     end an account's access, or give it back
make_link(organisation=, by=, form=, label=, expires_on=)    returns the link and its secret
revoke_link(link=, by=)                                      it opens nothing any more

Everything raises PartnerError in words, and NotAllowed.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from onrecord.contact.actions import LogError, check_text
from onrecord.ledger.actions import append
from onrecord.partners.content import (
    link_content,
    link_subject,
    member_content,
    member_subject,
    organisation_content,
    organisation_subject,
)
from onrecord.partners.errors import PartnerError
from onrecord.partners.forms_held import form_named
from onrecord.partners.models import Kind, Link, Member, Organisation
from onrecord.partners.policies import check_can_keep_partners, check_can_refer, organisation_of
from onrecord.partners.states import (
    LINK_STEPS,
    ORGANISATION_STEPS,
    LinkState,
    OrganisationState,
    may_move,
)
from onrecord.people.access import NotAllowed
from onrecord.people.actions import PersonError, add_person, give_new_password, set_active
from onrecord.people.models import User
from onrecord.people.roles import Role

LINK_LASTS_AT_MOST = timedelta(days=366)


def make_organisation(*, name: str, kind: str, by: User, department: str = "") -> Organisation:
    """A named organisation refers from now on. Raises PartnerError, NotAllowed."""
    check_can_keep_partners(by)
    name = _words("The name", name, 200)
    if kind not in Kind.values:
        raise PartnerError(f"{kind!r} is no kind of organisation. Choose from the list.")
    with transaction.atomic():
        if Organisation.objects.filter(name__iexact=name).exists():
            raise PartnerError(
                f"There is an organisation {name} already. Open it, or give the place, too."
            )
        row = Organisation(
            key=_fresh_key(name),
            name=name,
            kind=kind,
            department=_few("The department", department, 200),
            made_by=by.username,
            made_at=timezone.now(),
            version=0,
        )
        return _keep(row, by, "partner.made")


def change_organisation(
    *, organisation: Organisation, by: User, name: str, department: str
) -> Organisation:
    """It is called otherwise, or another department sees what it sends from now on."""
    check_can_keep_partners(by)
    name = _words("The name", name, 200)
    with transaction.atomic():
        row = _locked(organisation)
        if Organisation.objects.filter(name__iexact=name).exclude(pk=row.pk).exists():
            raise PartnerError(f"Another organisation is called {name}.")
        row.name, row.department = name, _few("The department", department, 200)
        return _keep(row, by)


def end_organisation(*, organisation: Organisation, by: User, why: str) -> Organisation:
    """Nobody refers for it any more, at once; what it sent stays, and its links are revoked."""
    check_can_keep_partners(by)
    with transaction.atomic():
        row = _move(_locked(organisation), OrganisationState.ENDED, _words("The reason", why, 300))
        for link in row.links.filter(state=LinkState.ACTIVE):
            revoke_link(link=link, by=by)
        return _keep(row, by)


def let_in_again(*, organisation: Organisation, by: User, why: str) -> Organisation:
    """It refers again. Its links stay revoked."""
    check_can_keep_partners(by)
    with transaction.atomic():
        row = _move(_locked(organisation), OrganisationState.ACTIVE, _words("The reason", why, 300))
        return _keep(row, by)


def keep_columns(
    *, organisation: Organisation, by: User, columns: Mapping[str, str]
) -> Organisation:
    """What the files of this organisation call our columns; empty: our own name. By its own people, or who keeps it."""
    if by.role == Role.PARTNER:
        check_can_refer(by)
        if organisation_of(by).pk != organisation.pk:
            raise NotAllowed("You keep the columns of your own organisation only.")
    else:
        check_can_keep_partners(by)
    kept = {name: _few("The name of a column", text, 100) for name, text in columns.items()}
    with transaction.atomic():
        row = _locked(organisation)
        row.columns = {name: text for name, text in kept.items() if text}
        return _keep(row, by)


def add_member(
    *, organisation: Organisation, by: User, username: str, name: str, job: str = "", **more: Any
) -> tuple[Member, str]:
    """Make an account that refers for the organisation. Returns it and its one-time password, shown once.

    An account of a partner that belongs to no organisation yet is added as it is, and the password returned is empty.
    `more`: password and demonstration, for demonstration accounts (see `people.actions.add_person`).
    """
    check_can_keep_partners(by)
    name = _words("The name", name, 200)
    job = _few("The job", job, 120)
    if not organisation.active:
        raise PartnerError(f"{organisation} has ended. Let it refer again first.")
    try:
        with transaction.atomic():
            loose = User.objects.filter(username=username.strip(), role=Role.PARTNER, partner=None)
            person, password = loose.first(), ""
            if person is None:
                person, password = add_person(
                    username=username, role=Role.PARTNER, name=name, by=by.username, **more
                )
            row = Member(
                organisation=organisation,
                organisation_key=organisation.key,
                user=person,
                username=person.username,
                job=job,
                made_by=by.username,
                made_at=timezone.now(),
            )
            row.entry_seq = append(
                kind="partner-person.made",
                subject=member_subject(row),
                body=member_content(row),
                by=by.username,
            )
            row.save(force_insert=True)
    except PersonError as error:
        raise PartnerError(str(error)) from None
    return row, password


def set_member_active(*, member: Member, by: User, active: bool) -> User:
    """End an account's access, at once, or give it back."""
    check_can_keep_partners(by)
    return set_active(person=member.user, active=active, by=by.username)


def new_password(*, member: Member, by: User) -> str:
    """A new one-time password; the old one and every session end."""
    check_can_keep_partners(by)
    return give_new_password(person=member.user, by=by.username)


def make_link(
    *, organisation: Organisation, by: User, form: str, label: str, expires_on: date
) -> tuple[Link, str]:
    """A link for one form of one organisation until the end of a day (UK time). Returns it and its secret, shown once."""
    check_can_keep_partners(by)
    label = _words("Who has the link", label, 120)
    if not organisation.active:
        raise PartnerError(f"{organisation} has ended. Let it refer again first.")
    found = form_named(form)
    if found is None or not found.is_for(organisation):
        raise PartnerError("This is no form of the organisation. Choose from the list.")
    today = timezone.localdate()
    if not today < expires_on <= today + LINK_LASTS_AT_MOST:
        raise PartnerError(
            f"Choose a last day after today, {LINK_LASTS_AT_MOST.days} days ahead at most: somebody is to look at it once a year."
        )
    secret = secrets.token_urlsafe(32)
    row = Link(
        name=str(uuid4()),
        organisation=organisation,
        organisation_key=organisation.key,
        form_key=form,
        label=label,
        secret_hash=link_hash(secret),
        made_by=by.username,
        made_at=timezone.now(),
        expires_at=timezone.make_aware(datetime.combine(expires_on + timedelta(days=1), time.min)),
    )
    with transaction.atomic():
        row.entry_seq = append(
            kind="partner-link.made",
            subject=link_subject(row),
            body=link_content(row),
            by=by.username,
        )
        row.save(force_insert=True)
    return row, secret


def revoke_link(*, link: Link, by: User) -> Link:
    """The link opens nothing any more, at once."""
    check_can_keep_partners(by)
    with transaction.atomic():
        row = Link.objects.select_for_update().get(pk=link.pk)
        if not may_move(LINK_STEPS, row.state, LinkState.REVOKED):
            raise PartnerError("This link is revoked already.")
        row.state = LinkState.REVOKED
        row.revoked_at, row.revoked_by = timezone.now(), by.username
        row.version += 1
        row.entry_seq = append(
            kind="partner-link.revoked",
            subject=link_subject(row),
            body=link_content(row),
            by=by.username,
        )
        row.save()
    return row


def link_hash(secret: str) -> str:
    """SHA-256 of 256 random bits: nothing slower is needed where nothing can be guessed."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def link_with(secret: str) -> Link | None:
    """The link with this secret, if it works."""
    rows = Link.objects.select_related("organisation").filter(secret_hash=link_hash(secret))
    link = rows.first()
    return link if link is not None and link.works else None


def _fresh_key(name: str) -> str:
    base = slugify(name)[:50].strip("-") or "organisation"
    key, number = base, 1
    while Organisation.objects.filter(key=key).exists():
        number += 1
        key = f"{base}-{number}"
    return key


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _move(row: Organisation, to: str, why: str) -> Organisation:
    if not may_move(ORGANISATION_STEPS, row.state, to):
        raise PartnerError(f"{row} is so already.")
    row.state, row.why = to, why
    return row


def _keep(row: Organisation, by: User, kind: str = "partner.changed") -> Organisation:
    row.version += 1
    row.entry_seq = append(
        kind=kind, subject=organisation_subject(row), body=organisation_content(row), by=by.username
    )
    row.save()
    return row


def _words(name: str, text: str, most: int) -> str:
    try:
        return " ".join(check_text(name, text, most).split())
    except LogError as error:
        raise PartnerError(str(error)) from None


def _few(name: str, text: str, most: int) -> str:
    """Words that may be left out."""
    return _words(name, text, most) if text.strip() else ""
