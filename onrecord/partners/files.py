"""Files that come with a referral. While its form is filled in they lie with a draft, as those of the public do: checked by
their bytes, limited, scanned, and erased with it when nobody sends it. Sent, each report of the sending has them.

    basket = Basket(organisation, who, origin)
    problems = basket.take(request)         # adds and removes what the page asks for
    basket.files()                          # what there is, for the page and for `sending.send`
    keep(reports, files, by)                # inside the transaction in which they are sent

What a file says of itself (when, where, with which telephone) is kept for the police, and shown to no partner.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from onrecord.partners.errors import PartnerError
from onrecord.partners.models import Link, Organisation, Referral
from onrecord.people.models import User
from onrecord.reporting.errors import ReportError
from onrecord.reporting.files.keeping import MB, add_file, files_of, handle_files, keep_rows
from onrecord.reporting.front.drafts import token_hash
from onrecord.reporting.guard.settings import limits
from onrecord.reporting.models import Draft, DraftFile, Report
from onrecord.reporting.stops import settings


def who_sends(by: User | None, link: Link | None) -> str:
    """Whose the files are until they are sent: an account's, or a link's."""
    return by.username if by is not None else f"link {link.name}" if link is not None else ""


@dataclass(frozen=True)
class Basket:
    """The files of one page of a form. `origin`: the sending that it becomes (a UUID)."""

    organisation: Organisation
    who: str
    origin: str

    def files(self) -> list[DraftFile]:
        """What was added so far and not sent yet."""
        draft = self._draft()
        return list(files_of(draft)) if draft is not None else []

    def take(self, request: HttpRequest) -> list[str]:
        """Do what the page asks: add the files in `files`, remove the one named in `remove`. What could not be done, in words."""
        added = request.FILES.getlist("files")
        draft = self._draft()
        if not added and draft is None:
            return []
        if Referral.objects.filter(sending=self.origin).exists():
            return []  # the same page once more: all of it was sent
        try:
            return handle_files(request, draft or self._begin())
        except PartnerError as error:
            return [str(error)]

    def _draft(self) -> Draft | None:
        rows = Draft.objects.filter(origin=self.origin, expires_at__gt=timezone.now())
        return rows.filter(organisation=self.organisation.key, by=self.who).first()

    def _begin(self) -> Draft:
        now = timezone.now()
        try:
            with transaction.atomic():
                return Draft.objects.create(
                    origin=self.origin,
                    # Under no address: only who sends it comes to it, by their account or link.
                    token_hash=token_hash(secrets.token_urlsafe(32)),
                    organisation=self.organisation.key,
                    by=self.who,
                    started_at=now,
                    changed_at=now,
                    expires_at=now + timedelta(days=settings().days),
                )
        except IntegrityError:
            there = self._draft()
            if there is None:
                words = _("The page was opened by somebody else. Open the form again.")
                raise PartnerError(words) from None
            return there


def add_one(
    *, organisation: Organisation, by: User, origin: str, name: str, chunks: Iterable[bytes]
) -> DraftFile:
    """One file by itself, to be named in a referral that is sent within two days; the same origin again is the same. Raises
    PartnerError."""
    basket = Basket(organisation, who_sends(by, None), origin)
    draft = basket._draft() or basket._begin()
    there = files_of(draft).first()
    if there is not None:
        return there
    try:
        return add_file(draft=draft, name=name, chunks=chunks)
    except ReportError as error:
        draft.delete()
        raise PartnerError(str(error)) from error


def named(organisation: Organisation, by: User, names: Sequence[str]) -> list[DraftFile]:
    """The files of these names (DraftFile.origin), in their order, within the limits of one report. Raises PartnerError."""
    held = {
        each.origin: each
        for each in DraftFile.objects.filter(
            origin__in=names,
            draft__organisation=organisation.key,
            draft__by=who_sends(by, None),
            draft__expires_at__gt=timezone.now(),
        )
    }
    for name in names:
        if name not in held or names.count(name) > 1:
            raise PartnerError(
                f"There is no file {name[:60]!r} of yours that waits to be sent. Send it again (POST /referrals/files), and name it once."
            )
    most = limits()
    if len(names) > most.files:
        raise PartnerError(f"A report takes {most.files} files. Leave some out, and say so.")
    if sum(each.size for each in held.values()) > most.report_mb * MB:
        raise PartnerError(
            f"All files of a report together may have {most.report_mb} MB. Leave some out, and say so."
        )
    return [held[name] for name in names]


def keep(reports: Sequence[Report], files: Sequence[DraftFile], by: User | None) -> None:
    """Each of the reports has the files from now on. Call it in the transaction in which they are sent."""
    if not files:
        return
    for report in reports:
        keep_rows(report, files, by)
    drafts = {each.draft_id for each in files}
    for draft in Draft.objects.filter(pk__in=drafts):
        draft.delete()
