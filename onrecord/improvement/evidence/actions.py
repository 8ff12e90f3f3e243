"""Evidence: what on the record shows that something was done for a recommendation or an action; each change with its ledger entry, in one transaction.

attach_figure(about=, by=, figure=)          a figure counted or estimated here, as it is today
attach_audit(about=, by=, audit=)            an audit made here
attach_action(about=, by=, action=)          an action of a plan that is done, for a recommendation
attach_change(about=, by=, name=, on=, ...)  a system or process was changed on a day
attach_document(about=, by=, name=, sha256=) a document, by its hash: whoever has it can show that it is the one
attach_typed(about=, by=, what=, number=, source=, ...)  a number from elsewhere; marked as typed wherever it is shown
withdraw(evidence=, by=, why=)                        it was attached by a slip, or doesn't show it after all
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from onrecord.audit.models import Audit
from onrecord.improvement.content import evidence_content, evidence_subject
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.evidence.models import Evidence
from onrecord.improvement.plans.models import PlanAction
from onrecord.improvement.plans.states import ActionState
from onrecord.improvement.policies import check_can_report, check_can_report_action
from onrecord.improvement.recommendations.addressees import check_ours
from onrecord.improvement.recommendations.models import Recommendation
from onrecord.improvement.recommendations.states import RecommendationState
from onrecord.improvement.texts import check_day, line
from onrecord.ledger.actions import append
from onrecord.measures.catalogue import TYPED
from onrecord.measures.figures.figure import Figure
from onrecord.people.models import User

Kind = Evidence.Kind
# What evidence may be attached to.
About = Recommendation | PlanAction
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


class Sent(Protocol):
    """A file as a form brings it."""

    def chunks(self) -> Iterable[bytes]: ...


def hash_of(file: Sent) -> str:
    """SHA-256 of a document, as 64 digits; the document itself is not kept."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def attach_figure(*, about: About, by: User, figure: Figure, words: str = "") -> Evidence:
    """A figure that is counted or estimated here, kept as it is today: with its n, interval, days and definition. What is
    typed in is no such figure. Raises ImprovementError for a figure that can't be given."""
    if figure.how == TYPED:
        raise ImprovementError("That number was typed in. Attach it as one, with its source.")
    if not figure.given:
        raise ImprovementError(f"There is no such figure. {figure.note}".strip())
    return _attach(about, by, Kind.FIGURE, figure.to_json(), words or figure.title)


def attach_audit(*, about: About, by: User, audit: Audit, words: str = "") -> Evidence:
    """An audit made here. Its estimate is read on its own page, with its interval."""
    return _attach(about, by, Kind.AUDIT, {"audit": audit.pk, "name": audit.name}, words)


def attach_action(
    *, about: Recommendation, by: User, action: PlanAction, words: str = ""
) -> Evidence:
    """An action of a plan that is done, for a recommendation. Its own page holds its evidence and its effect."""
    if action.state != ActionState.DONE:
        raise ImprovementError("The action isn't done yet. Only what is done shows something.")
    content = {"action": action.pk, "plan": action.plan.title, "number": action.number}
    return _attach(about, by, Kind.ACTION, content, words or line(action.text[:500], 500, "it"))


def attach_change(*, about: About, by: User, name: str, on: date, words: str = "") -> Evidence:
    """Something that was changed: a system, a form, a procedure; named, with the day from which it works so."""
    check_day(on, "The day", until=timezone.localdate())
    content = {"name": line(name, 200, "what was changed"), "on": on.isoformat()}
    return _attach(about, by, Kind.CHANGE, content, words)


def attach_document(*, about: About, by: User, name: str, sha256: str, words: str = "") -> Evidence:
    """A document that lies elsewhere: its name and its SHA-256."""
    digest = sha256.strip().lower()
    if not _SHA256.match(digest):
        raise ImprovementError("Give the document's SHA-256: 64 digits from 0 to 9 and a to f.")
    content = {"name": line(name, 200, "the document's name"), "sha256": digest}
    return _attach(about, by, Kind.DOCUMENT, content, words)


def attach_typed(
    *,
    about: About,
    by: User,
    what: str,
    number: str,
    source: str,
    n: int | None = None,
    interval: str = "",
    as_of: date | None = None,
    words: str = "",
) -> Evidence:
    """A number that isn't counted here. Its source is needed; without n and interval that is said, too."""
    if as_of is not None:
        check_day(as_of, "The day of the number", until=timezone.localdate())
    if n is not None and n < 1:
        raise ImprovementError("Write n as a whole number, 1 at least.")
    content = {
        "what": line(what, 200, "what the number is of"),
        "number": line(number, 60, "the number"),
        "source": line(source, 300, "where the number comes from"),
        "n": n,
        "interval": line(interval, 100, "the interval", needed=False),
        "as_of": as_of.isoformat() if as_of else None,
    }
    return _attach(about, by, Kind.TYPED, content, words)


def withdraw(*, evidence: Evidence, by: User, why: str) -> Evidence:
    """Take it back. It stays readable, with the reason. What a recommendation was closed with isn't taken away while it is
    closed and nothing else shows it."""
    about = evidence.about
    _check(by, about)
    why = line(why, 300, "why it is taken back")
    with transaction.atomic():
        row = Evidence.objects.select_for_update().get(pk=evidence.pk)
        if row.withdrawn:
            return row
        if isinstance(about, Recommendation):
            now = Recommendation.objects.select_for_update().get(pk=about.pk)
            others = now.evidence.filter(withdrawn="").exclude(pk=row.pk)
            if now.state == RecommendationState.COMPLETE and not others.exists():
                raise ImprovementError(
                    "The recommendation was closed with it. Attach something else first, or open it again."
                )
        row.withdrawn = why
        return _keep(row, by)


def _check(by: User, about: About) -> None:
    if isinstance(about, Recommendation):
        check_can_report(by, about.owner)
    else:
        check_can_report_action(by, about.owner)


def _attach(about: About, by: User, kind: Kind, content: Mapping[str, Any], words: str) -> Evidence:
    _check(by, about)
    if isinstance(about, Recommendation):
        check_ours(about)
    with transaction.atomic():
        row = Evidence(
            recommendation=about if isinstance(about, Recommendation) else None,
            action=about if isinstance(about, PlanAction) else None,
            kind=kind,
            content=dict(content),
            words=line(words, 500, "what it shows", needed=False),
            made_by=by.username,
            made_at=timezone.now(),
            version=0,
        )
        return _keep(row, by)


def _keep(row: Evidence, by: User) -> Evidence:
    row.version += 1
    if row.pk is None:
        # Its number is part of what the ledger says.
        row.entry_seq = 0
        row.save()
    row.entry_seq = append(
        kind="evidence.kept",
        subject=evidence_subject(row),
        body=evidence_content(row),
        by=by.username,
    )
    row.save()
    return row
