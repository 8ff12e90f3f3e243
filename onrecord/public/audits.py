"""The table of audits: what was audited, how, when, and what it found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.models import Audit
from onrecord.audit.policies import BLIND
from onrecord.audit.programmes.kept import programme_of
from onrecord.measures.figures import of_audits
from onrecord.public.cells import FEW, WITHHELD, Key, share_text
from onrecord.statistics.suppression import Withheld


@dataclass(frozen=True)
class Audited:
    """One audit; `found` is its n, crimes or records."""

    key: Key
    found: int
    words: dict[str, Any]

    def row(self, withheld: Withheld) -> dict[str, Any]:
        if self.key.name not in withheld.names:
            return {**self.words, "n": self.found, "withheld": ""}
        gone = dict.fromkeys(("share", "low", "high"), "")
        return {**self.words, **gone, "n": WITHHELD, "withheld": FEW}


def settled(audit: Audit) -> bool:
    """Nothing of an audit is published while a second reader must not know what the first found."""
    return not audit.items.filter(check_up__state__in=BLIND).exists()


def audited(most: int, known: Mapping[int, Key]) -> list[Audited]:
    """The audits that were read to their end, of whatever programme, newest first. `known`: those that give a figure which is
    published as well; both are withheld then, or neither."""
    found: list[Audited] = []
    for audit in Audit.objects.select_related("programme", "stop").order_by("-frame_to", "-pk"):
        if len(found) == most:
            break
        if of_audits.read_to_the_end(audit) and settled(audit):
            found.append(_audited(audit, known))
    return found


def _audited(audit: Audit, known: Mapping[int, Key]) -> Audited:
    estimate, programme = estimate_audit(audit), programme_of(audit)
    since, until = of_audits.days_of(audit)
    overall = estimate.overall
    words = {
        "title": programme.title,
        "version": audit.programme.number if audit.programme else 1,
        "population": programme.population.words,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "frame": estimate.frame_size,
        "read": estimate.n_logs,
        "undecidable": estimate.n_undecidable,
        "counted": "crimes" if estimate.measure == "crimes" else "records",
        "share": share_text(overall.rate),
        "low": share_text(overall.low),
        "high": share_text(overall.high),
        "confidence": share_text(estimate.level),
        "method": estimate.method(),
        "frame_sha256": estimate.frame_hash,
        "seed": estimate.seed,
        "reason": overall.reason or "",
    }
    own = Key(f"audit-{audit.pk}", 1, "", since, until, "n")
    return Audited(known.get(audit.pk, own), overall.n_should, words)
