"""Evidence as pages show it: what it is, in words, with a link to the record where the person may see it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from onrecord.audit.models import Audit
from onrecord.audit.policies import can_view_estimate_of
from onrecord.improvement.recommendations_models import Evidence, Recommendation
from onrecord.people.models import User


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence. `typed`: it rests on nothing that is counted here. `warning`: what its source leaves out."""

    row: Evidence
    what: str
    source: str
    url: str = ""
    typed: bool = False
    warning: str = ""


def proof_rows(recommendation: Recommendation, user: User) -> list[Proof]:
    return [proof(row, user) for row in recommendation.evidence.all()]


def proof(row: Evidence, user: User) -> Proof:
    """What a page says of it. `user`: whoever looks, for links."""
    held = row.content
    if row.kind == Evidence.Kind.AUDIT:
        audit = Audit.objects.filter(pk=held["audit"]).first()
        seen = audit is not None and can_view_estimate_of(user, audit)
        url = reverse("audit-estimate", args=[held["audit"]]) if seen else ""
        return Proof(row, held["name"], "an audit made here", url)
    if row.kind == Evidence.Kind.CHANGE:
        return Proof(row, held["name"], f"works so since {_day(held['on'])}")
    if row.kind == Evidence.Kind.DOCUMENT:
        return Proof(row, held["name"], f"SHA-256 {held['sha256']}")
    return _typed(row)


def _typed(row: Evidence) -> Proof:
    held = row.content
    missing = [
        words
        for name, words in (("n", "n"), ("interval", "interval"), ("as_of", "day"))
        if not held[name]
    ]
    facts = [f"{held['what']}: {held['number']}"]
    if held["n"]:
        facts.append(f"n {held['n']:,}")
    if held["interval"]:
        facts.append(held["interval"])
    if held["as_of"]:
        facts.append(f"as of {_day(held['as_of'])}")
    warning = f"Its source gives no {' and no '.join(missing)}." if missing else ""
    return Proof(row, ", ".join(facts), held["source"], typed=True, warning=warning)


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
