"""Evidence as pages show it: what it is, in words, with a link to the record where the person may see it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from onrecord.audit.models import Audit
from onrecord.audit.policies import can_view_estimate_of
from onrecord.improvement.evidence.models import Evidence
from onrecord.measures.catalogue import ESTIMATED, definition
from onrecord.measures.figures.figure import Figure
from onrecord.measures.figures.seeing import Eyes
from onrecord.measures.registry import MeasureError
from onrecord.people.models import User

_AUDIT = re.compile(r"[?&]audit=(\d+)")


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence. `typed`: it rests on nothing that is counted here. `warning`: what its source leaves out."""

    row: Evidence
    what: str
    source: str
    url: str = ""
    typed: bool = False
    warning: str = ""


def proof_rows(rows: Iterable[Evidence], user: User) -> list[Proof]:
    return [proof(row, user) for row in rows]


def proof(row: Evidence, user: User) -> Proof:
    """What a page says of it. `user`: whoever looks, for links."""
    held = row.content
    if row.kind == Evidence.Kind.FIGURE:
        return _figure(row, user)
    if row.kind == Evidence.Kind.AUDIT:
        audit = Audit.objects.filter(pk=held["audit"]).first()
        seen = audit is not None and can_view_estimate_of(user, audit)
        url = reverse("audit-estimate", args=[held["audit"]]) if seen else ""
        return Proof(row, held["name"], "an audit made here", url)
    if row.kind == Evidence.Kind.ACTION:
        url = reverse("plan-action", args=[held["action"]])
        return Proof(row, f"Action {held['number']}, {held['plan']}", "done", url)
    if row.kind == Evidence.Kind.CHANGE:
        return Proof(row, held["name"], f"works so since {_day(held['on'])}")
    if row.kind == Evidence.Kind.DOCUMENT:
        return Proof(row, held["name"], f"SHA-256 {held['sha256']}")
    return _typed(row)


def _figure(row: Evidence, user: User) -> Proof:
    """The figure as it was when it was attached, for those who may see it."""
    kept = Figure.from_json(row.content)
    eyes = Eyes.of(user)
    try:
        seen = eyes.may_see(definition(kept.measure)) and (eyes.own in (None, kept.part))
    except MeasureError:
        seen = eyes.own is None
    if seen and kept.how == ESTIMATED:
        match = _AUDIT.search(kept.source)
        audit = Audit.objects.filter(pk=int(match[1])).first() if match else None
        seen = audit is not None and can_view_estimate_of(user, audit)
    if not seen:
        return Proof(row, kept.title, "a figure that your role doesn't see")
    taken = f"{kept.how} here on {kept.as_of:%d/%m/%Y}, by version {kept.version} of its definition"
    return Proof(row, kept.sentence(), taken, kept.source, warning=kept.note)


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
